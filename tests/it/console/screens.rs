//! The screens and dialogs, as they look and what they wear.

use std::collections::BTreeSet;

use bursar::app::dialog::Kind;
use bursar::app::{Model, Screen};
use bursar::config::theme::Depth;
use strum::VariantNames;

use super::scenes::{SCENES, SIZES, scenes};
use super::styled::styled;
use super::support::{console, press, screen};

const WHERE: &str = "../../snapshots/screens";

#[test]
fn every_screen_and_dialog_looks_as_it_was_reviewed() {
    for (width, height) in SIZES {
        for (name, model) in scenes(width, height) {
            let (width, height) = model.size;
            let name = format!("{name}_{width}x{height}");
            insta::with_settings!({snapshot_path => WHERE, prepend_module_to_snapshot => false}, {
                insta::assert_snapshot!(name, styled(&model));
            });
        }
    }
}

#[test]
fn no_screen_and_no_kind_of_dialog_is_without_a_scene() {
    let models = || SCENES.iter().map(|scene| scene.build(80, 24));
    let screens: BTreeSet<String> =
        models().map(|model| model.screen().as_ref().to_owned()).collect();
    let dialogs: BTreeSet<String> = models()
        .filter_map(|model| model.dialog.map(|dialog| dialog.kind.as_ref().to_owned()))
        .collect();
    let all = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    assert_eq!(screens, all(Screen::VARIANTS));
    assert_eq!(dialogs, all(Kind::VARIANTS));
}

#[test]
fn no_scene_has_the_name_or_the_looks_of_another() {
    let names: BTreeSet<&str> = SCENES.iter().map(|scene| scene.name).collect();
    assert_eq!(names.len(), SCENES.len());
    let mut seen: Vec<(&str, String)> = Vec::new();
    for (name, model) in scenes(80, 24) {
        let shown = styled(&model);
        let twin = seen.iter().find(|(_, other)| *other == shown);
        assert!(twin.is_none(), "{name} is {}", twin.unwrap().0);
        seen.push((name, shown));
    }
}

/// A snapshot of a scene that is no more would be reviewed for nothing.
#[test]
fn there_is_no_snapshot_without_its_scene() {
    let directory =
        std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots/screens");
    let sizes = |model: Model| format!("{}x{}", model.size.0, model.size.1);
    let wanted: BTreeSet<String> = SIZES
        .into_iter()
        .flat_map(|(width, height)| scenes(width, height))
        .map(|(name, model)| format!("{name}_{}.snap", sizes(model)))
        .chain(["users_ascii.snap".to_owned(), "query_wrong_ascii.snap".to_owned()])
        .collect();
    for file in std::fs::read_dir(directory).unwrap() {
        let name = file.unwrap().file_name().into_string().unwrap();
        assert!(wanted.contains(&name) || !name.ends_with(".snap"), "{name}");
    }
}

fn in_ascii(name: &str, keys: &str) {
    let mut model = console(100, 24);
    model.look.is_ascii = true;
    model.look.depth = Depth::None;
    press(&mut model, keys);
    insta::with_settings!({snapshot_path => WHERE, prepend_module_to_snapshot => false}, {
        insta::assert_snapshot!(name, screen(&model));
    });
}

#[test]
fn without_a_glyph_beyond_ascii() {
    in_ascii("users_ascii", "o o");
    in_ascii("query_wrong_ascii", "/ s p e n d > 5 space s t a t : o v e r");
}
