//! The themes: legible, told apart by who sees colours otherwise, and never saying alone what no
//! word or glyph says.

use bursar::app::Model;
use bursar::app::dialog::Kind;
use bursar::config::Band;
use bursar::config::theme::colour::{Lab, light};
use bursar::config::theme::{Colour, Depth, Palette, Role, built_in};
use ratatui::style::Color;
use strum::IntoEnumIterator;

use super::scenes::{SIZES, scenes, show_in_ascii};
use super::styled::styled;
use super::support::{console, draw, press};

/// The themes that bring their own background, so that what is read on it can be reckoned.
fn coloured() -> impl Iterator<Item = (&'static str, Palette)> {
    let own =
        built_in().iter().filter(|theme| theme.palette.get(Role::Background) != Colour::Terminal);
    own.map(|theme| (theme.name.as_str(), theme.palette))
}

/// Contrast as WCAG 2 has it: 1 to 21.
fn contrast(one: [u8; 3], other: [u8; 3]) -> f32 {
    let luminance = |rgb: [u8; 3]| {
        let [r, g, b] = rgb.map(light);
        0.2126 * r + 0.7152 * g + 0.0722 * b
    };
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

/// How somebody sees a colour who lacks one kind of cones (Machado, Oliveira and Fernandes 2009).
fn seen(rgb: [u8; 3], matrix: [[f32; 3]; 3]) -> Lab {
    let rgb = rgb.map(light);
    Lab::of_light(matrix.map(|row| {
        let light: f32 = row.iter().zip(rgb).map(|(weight, light)| weight * light).sum();
        light.clamp(0.0, 1.0)
    }))
}

const WHOLE: [[f32; 3]; 3] = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]];
const DEUTERANOPIA: [[f32; 3]; 3] = [
    [0.367_322, 0.860_646, -0.227_968],
    [0.280_085, 0.672_501, 0.047_413],
    [-0.011_820, 0.042_940, 0.968_881],
];
const PROTANOPIA: [[f32; 3]; 3] = [
    [0.152_286, 1.052_583, -0.204_868],
    [0.114_503, 0.786_281, 0.099_216],
    [-0.003_882, -0.048_116, 1.051_998],
];

const TEXTS: [Role; 8] = [
    Role::Text,
    Role::Muted,
    Role::Accent,
    Role::Ok,
    Role::Warn,
    Role::Danger,
    Role::Head,
    Role::Mark,
];

#[test]
fn every_text_is_legible_on_the_background_and_under_the_cursor() {
    for (name, palette) in coloured() {
        for (depth, least, least_selected) in
            [(Depth::True, 4.5, 4.5), (Depth::Indexed, 4.5, 4.0), (Depth::Sixteen, 2.8, 2.8)]
        {
            let palette = palette.at(depth);
            let rgb = |role: Role| palette.get(role).rgb();
            let ground = rgb(Role::Background).unwrap();
            // What the sixteen really look like is the terminal's, so less is asked of them; and
            // without a colour the selection is reversed: the same contrast the other way round.
            let selection = rgb(Role::Selection).unwrap_or(ground);
            for role in TEXTS {
                let text = rgb(role).unwrap();
                let (on, selected) = (contrast(text, ground), contrast(text, selection));
                assert!(on >= least, "{name} {depth:?} {}: {on:.2}", role.name());
                assert!(
                    selected >= least_selected,
                    "{name} {depth:?} {} selected: {selected:.2}",
                    role.name()
                );
            }
            let frame = contrast(rgb(Role::Frame).unwrap(), ground);
            assert!(frame >= 3.0, "{name} {depth:?} frame: {frame:.2}");
        }
    }
}

#[test]
fn well_and_not_well_are_told_apart_by_who_sees_no_red_or_no_green() {
    let states = [Role::Ok, Role::Warn, Role::Danger];
    for (name, palette) in coloured() {
        for depth in [Depth::True, Depth::Indexed] {
            let palette = palette.at(depth);
            for (at, one) in states.iter().enumerate() {
                for other in &states[at + 1..] {
                    let rgb = |role: Role| palette.get(role).rgb().unwrap();
                    let what = format!("{name} {depth:?}: {} and {}", one.name(), other.name());
                    for (eyes, least) in [(WHOLE, 0.12), (DEUTERANOPIA, 0.08), (PROTANOPIA, 0.08)] {
                        let distance = seen(rgb(*one), eyes).distance(seen(rgb(*other), eyes));
                        assert!(distance >= least, "{what}: {distance:.3}");
                    }
                    let lightness = Lab::of(rgb(*one)).l - Lab::of(rgb(*other)).l;
                    assert!(lightness.abs() >= 0.03, "{what} by lightness: {lightness:.3}");
                }
            }
        }
    }
}

#[test]
fn among_sixteen_colours_every_state_still_has_its_own() {
    for theme in built_in() {
        let palette = theme.palette.at(Depth::Sixteen);
        let roles = [Role::Background, Role::Text, Role::Ok, Role::Warn, Role::Danger, Role::Mark];
        for (at, one) in roles.iter().enumerate() {
            for other in
                roles[at + 1..].iter().filter(|role| palette.get(**role) != Colour::Terminal)
            {
                let what = format!("{}: {} and {}", theme.name, one.name(), other.name());
                assert_ne!(palette.get(*one), palette.get(*other), "{what}");
            }
        }
    }
}

fn symbols(model: &Model) -> Vec<String> {
    let terminal = draw(model);
    terminal.backend().buffer().content().iter().map(|cell| cell.symbol().to_owned()).collect()
}

#[test]
fn every_screen_says_the_same_without_a_colour() {
    for (width, height) in SIZES {
        for (name, mut model) in scenes(width, height) {
            let with = symbols(&model);
            for theme in ["terminal", "dark", "light"] {
                model.themes.choose(theme).unwrap();
                for depth in Depth::iter() {
                    model.look.depth = depth;
                    assert_eq!(symbols(&model), with, "{name} {theme} {depth:?}");
                }
            }
        }
    }
}

#[test]
fn without_colours_no_cell_has_one_and_among_sixteen_none_has_another() {
    for (name, mut model) in scenes(80, 24) {
        for theme in ["terminal", "dark", "light"] {
            model.themes.choose(theme).unwrap();
            for depth in Depth::iter() {
                model.look.depth = depth;
                let terminal = draw(&model);
                for cell in terminal.backend().buffer().content() {
                    for colour in [cell.fg, cell.bg] {
                        let least = match colour {
                            Color::Reset => Depth::None,
                            Color::Indexed(_) => Depth::Indexed,
                            Color::Rgb(..) => Depth::True,
                            _ => Depth::Sixteen,
                        };
                        assert!(least <= depth, "{name} {theme} {depth:?}: {cell:?}");
                    }
                }
            }
        }
    }
}

/// But for what people are called, and what stands for a harmful character in it.
#[test]
fn every_glyph_on_every_screen_has_its_twin() {
    for (width, height) in SIZES {
        for (name, mut model) in scenes(width, height) {
            show_in_ascii(&mut model);
            for symbol in symbols(&model) {
                let is_a_name = symbol.chars().all(|c| "조민지␛‹›".contains(c));
                assert!(symbol.is_ascii() || is_a_name, "{name} at {width}x{height}: {symbol}");
            }
        }
    }
}

#[test]
fn the_band_of_a_label_goes_over_the_whole_line_at_every_depth() {
    for theme in ["terminal", "dark", "light"] {
        for depth in Depth::iter() {
            for (width, height) in [(60, 20), (80, 24), (160, 48)] {
                let mut model = console(width, height);
                model.themes.choose(theme).unwrap();
                model.look.depth = depth;
                let line = |model: &Model| {
                    let terminal = draw(model);
                    let buffer = terminal.backend().buffer();
                    (0..width).map(|x| buffer[(x, 0)].style()).collect::<Vec<_>>()
                };
                let with = line(&model);
                let first = with[0];
                assert!(with.iter().all(|style| *style == first), "{theme} {depth:?} {width}");
                model.profile.label = None;
                assert!(
                    line(&model).iter().all(|style| *style != first),
                    "{theme} {depth:?} {width}"
                );
            }
        }
    }
}

#[test]
fn a_band_has_the_colour_its_profile_asks_for() {
    let mut bands = Vec::new();
    for band in Band::iter() {
        let mut model = console(80, 24);
        model.profile.band = band;
        bands.push(draw(&model).backend().buffer()[(0, 0)].fg);
    }
    assert_eq!(bands, [Color::Red, Color::Yellow, Color::Cyan]);
}

#[test]
fn the_themes_are_gone_through_with_a_key_and_the_dialog_stays() {
    let mut model = console(80, 24);
    let names: Vec<String> = (0..4)
        .map(|_| {
            press(&mut model, "T");
            model.themes.name().to_owned()
        })
        .collect();
    assert_eq!(names, ["dark", "light", "terminal", "dark"]);
    assert!(model.notice().unwrap().text.contains("Theme dark"));
    press(&mut model, "P j enter");
    assert_eq!((model.profile.name.as_str(), model.themes.name()), ("lab", "dark"));
    press(&mut model, "/ T");
    assert_eq!(model.themes.name(), "dark");
    assert!(model.dialog.as_ref().is_none_or(|dialog| !matches!(dialog.kind, Kind::Apply(_))));
}

#[test]
fn each_theme_at_each_depth() {
    for theme in ["terminal", "dark", "light"] {
        for depth in Depth::iter() {
            let mut model = console(80, 24);
            model.themes.choose(theme).unwrap();
            model.look.depth = depth;
            press(&mut model, "j space");
            let word = format!("{depth:?}").to_lowercase();
            insta::with_settings!({snapshot_path => "../../snapshots/themes", prepend_module_to_snapshot => false}, {
                insta::assert_snapshot!(format!("{theme}_{word}_users"), styled(&model));
                press(&mut model, "S a");
                insta::assert_snapshot!(format!("{theme}_{word}_confirm"), styled(&model));
            });
        }
    }
}

#[test]
fn a_theme_is_chosen_by_name_and_one_that_is_not_there_is_refused() {
    let mut model = console(80, 24);
    model.choose_theme("light");
    assert_eq!(model.themes.name(), "light");
    model.choose_theme("lihgt");
    assert_eq!(model.themes.name(), "light");
    let said = &model.notice().unwrap().text;
    assert!(said.contains("there is no theme 'lihgt' (did you mean 'light'?)"), "{said}");
}
