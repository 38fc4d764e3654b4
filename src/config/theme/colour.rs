//! Colours: how they are written, and how many of them a terminal can show.
//!
//! A true colour is brought down to what there is by the nearest in `OKLab`, in which equal
//! distances look equal. Among sixteen the nearest is nearly always a grey; there a colour stays a colour.

use std::sync::LazyLock;

/// How many colours are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Default, strum::EnumIter)]
pub enum Depth {
    /// None: bold, dim and reverse alone.
    None,
    /// The terminal's own.
    #[default]
    Sixteen,
    /// The fixed palette of 256.
    Indexed,
    /// Red, green and blue, each in 256 steps.
    True,
}

/// A colour as a theme has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Colour {
    /// Whatever the terminal has there: no colour at all.
    #[default]
    Terminal,
    /// One of the palette: up to 15 the terminal's own, above the fixed ones.
    Indexed(u8),
    /// Red, green, blue.
    Rgb(u8, u8, u8),
}

/// The names of the terminal's own sixteen, in their order.
pub const NAMES: [&str; 16] = [
    "black",
    "red",
    "green",
    "yellow",
    "blue",
    "magenta",
    "cyan",
    "white",
    "bright-black",
    "bright-red",
    "bright-green",
    "bright-yellow",
    "bright-blue",
    "bright-magenta",
    "bright-cyan",
    "bright-white",
];

/// What the sixteen look like where nobody has changed them: every terminal has others, but a red
/// is a red.
const SIXTEEN: [[u8; 3]; 16] = [
    [0, 0, 0],
    [170, 0, 0],
    [0, 170, 0],
    [170, 85, 0],
    [0, 0, 170],
    [170, 0, 170],
    [0, 170, 170],
    [170, 170, 170],
    [85, 85, 85],
    [255, 85, 85],
    [85, 255, 85],
    [255, 255, 85],
    [85, 85, 255],
    [255, 85, 255],
    [85, 255, 255],
    [255, 255, 255],
];

/// Which of the sixteen are greys.
const GREYS: [usize; 4] = [0, 7, 8, 15];

/// Below this chroma a colour looks grey.
const GREY: f32 = 0.05;

/// How much a wrong hue weighs against a wrong lightness, among sixteen.
const HUE: f32 = 0.35;

impl Colour {
    /// A name of the sixteen, `terminal`, or `#rrggbb`.
    pub fn parse(word: &str) -> Option<Self> {
        if word == "terminal" {
            return Some(Self::Terminal);
        }
        let named = NAMES.iter().position(|name| *name == word);
        if let Some(index) = named.and_then(|index| u8::try_from(index).ok()) {
            return Some(Self::Indexed(index));
        }
        let digits = word.strip_prefix('#').filter(|digits| digits.len() == 6)?;
        if !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
            return None;
        }
        let [_, r, g, b] = u32::from_str_radix(digits, 16).ok()?.to_be_bytes();
        Some(Self::Rgb(r, g, b))
    }

    /// The nearest that can be shown at this depth.
    #[must_use]
    pub fn at(self, depth: Depth) -> Self {
        match (self, depth) {
            (_, Depth::None) => Self::Terminal,
            (Self::Terminal, _)
            | (Self::Indexed(_), Depth::Indexed | Depth::True)
            | (Self::Indexed(..16), Depth::Sixteen)
            | (Self::Rgb(..), Depth::True) => self,
            (Self::Indexed(index), Depth::Sixteen) => nearest_of_sixteen(rgb(index)),
            (Self::Rgb(r, g, b), Depth::Sixteen) => nearest_of_sixteen([r, g, b]),
            (Self::Rgb(r, g, b), Depth::Indexed) => nearest_of_fixed([r, g, b]),
        }
    }

    /// Red, green and blue, each up to 255; of the terminal's own as far as one can know.
    pub fn rgb(self) -> Option<[u8; 3]> {
        match self {
            Self::Terminal => None,
            Self::Indexed(index) => Some(rgb(index)),
            Self::Rgb(r, g, b) => Some([r, g, b]),
        }
    }
}

/// What an index of the palette looks like: sixteen, a cube of six steps a side, 24 greys.
fn rgb(index: u8) -> [u8; 3] {
    const STEPS: [u8; 6] = [0, 95, 135, 175, 215, 255];
    let step = |n: u8| STEPS.get(usize::from(n % 6)).copied().unwrap_or(0);
    match index {
        ..16 => SIXTEEN.get(usize::from(index)).copied().unwrap_or_default(),
        16..232 => {
            let n = index - 16;
            [step(n / 36), step(n / 6), step(n)]
        }
        232.. => [8 + 10 * (index - 232); 3],
    }
}

/// Lightness, 0 to 1, and two axes: green to red, blue to yellow.
#[derive(Clone, Copy, Debug)]
pub struct Lab {
    /// Lightness.
    pub l: f32,
    /// From green to red.
    pub a: f32,
    /// From blue to yellow.
    pub b: f32,
}

impl Lab {
    /// Of a colour of the screen.
    pub fn of(rgb: [u8; 3]) -> Self {
        Self::of_light(rgb.map(light))
    }

    /// Of so much red, green and blue light, each 0 to 1 (Björn Ottosson, 2020).
    pub fn of_light(rgb: [f32; 3]) -> Self {
        const CONES: [[f32; 3]; 3] = [
            [0.412_221_46, 0.536_332_55, 0.051_445_995],
            [0.211_903_5, 0.680_699_5, 0.107_396_96],
            [0.088_302_46, 0.281_718_85, 0.629_978_7],
        ];
        const AXES: [[f32; 3]; 3] = [
            [0.210_454_26, 0.793_617_8, -0.004_072_047],
            [1.977_998_5, -2.428_592_2, 0.450_593_7],
            [0.025_904_037, 0.782_771_77, -0.808_675_77],
        ];
        let by = |rows: [[f32; 3]; 3], with: [f32; 3]| {
            rows.map(|row| row.iter().zip(with).map(|(weight, part)| weight * part).sum::<f32>())
        };
        let [l, a, b] = by(AXES, by(CONES, rgb).map(f32::cbrt));
        Self { l, a, b }
    }

    /// How different two colours look; 1 is from black to white.
    pub fn distance(self, other: Self) -> f32 {
        let (l, a, b) = (self.l - other.l, self.a - other.a, self.b - other.b);
        (l * l + a * a + b * b).sqrt()
    }

    fn chroma(self) -> f32 {
        self.a.hypot(self.b)
    }
}

/// How much light a step of the screen gives, 0 to 1.
pub fn light(step: u8) -> f32 {
    let step = f32::from(step) / 255.0;
    if step <= 0.040_45 { step / 12.92 } else { ((step + 0.055) / 1.055).powf(2.4) }
}

fn nearest_of_fixed(wanted: [u8; 3]) -> Colour {
    static FIXED: LazyLock<Vec<(u8, Lab)>> =
        LazyLock::new(|| (16..=255).map(|index| (index, Lab::of(rgb(index)))).collect());
    let wanted = Lab::of(wanted);
    let distance = |(_, lab): &&(u8, Lab)| lab.distance(wanted);
    let nearest = FIXED.iter().min_by(|a, b| distance(a).total_cmp(&distance(b)));
    nearest.map_or(Colour::Terminal, |(index, _)| Colour::Indexed(*index))
}

fn nearest_of_sixteen(wanted: [u8; 3]) -> Colour {
    let wanted = Lab::of(wanted);
    let is_grey = wanted.chroma() < GREY;
    let distance = |index: usize, lab: Lab| {
        if is_grey != GREYS.contains(&index) {
            return f32::INFINITY;
        }
        if is_grey {
            return (lab.l - wanted.l).abs();
        }
        // The hue alone, whatever the chroma: the sixteen are gaudier than any theme.
        let (own, its) = (wanted.chroma(), lab.chroma());
        let hue = (wanted.a / own - lab.a / its).hypot(wanted.b / own - lab.b / its);
        (lab.l - wanted.l).hypot(HUE * hue)
    };
    let all =
        SIXTEEN.iter().enumerate().map(|(index, rgb)| (index, distance(index, Lab::of(*rgb))));
    let nearest = all.min_by(|(_, a), (_, b)| a.total_cmp(b)).map(|(index, _)| index);
    nearest.and_then(|index| u8::try_from(index).ok()).map_or(Colour::Terminal, Colour::Indexed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("terminal", Some(Colour::Terminal))]
    #[case("red", Some(Colour::Indexed(1)))]
    #[case("bright-white", Some(Colour::Indexed(15)))]
    #[case("#ff8000", Some(Colour::Rgb(255, 128, 0)))]
    #[case("#FF8000", Some(Colour::Rgb(255, 128, 0)))]
    #[case("#ff80", None)]
    #[case("#+f8000", None)]
    #[case("Red", None)]
    #[case("", None)]
    fn a_colour_is_a_name_or_six_digits(#[case] word: &str, #[case] colour: Option<Colour>) {
        assert_eq!(Colour::parse(word), colour);
    }

    #[rstest]
    #[case(Colour::Rgb(255, 111, 94), 9)]
    #[case(Colour::Rgb(116, 208, 176), 10)]
    #[case(Colour::Rgb(255, 240, 160), 11)]
    #[case(Colour::Rgb(124, 10, 38), 1)]
    #[case(Colour::Rgb(20, 23, 31), 0)]
    #[case(Colour::Rgb(251, 250, 246), 15)]
    #[case(Colour::Indexed(208), 3)]
    #[case(Colour::Indexed(3), 3)]
    fn among_sixteen_a_colour_stays_a_colour_and_a_grey_a_grey(
        #[case] colour: Colour,
        #[case] index: u8,
    ) {
        assert_eq!(colour.at(Depth::Sixteen), Colour::Indexed(index));
    }

    #[test]
    fn a_colour_of_the_fixed_palette_is_its_own_nearest() {
        for index in 16..=255 {
            let [r, g, b] = rgb(index);
            let nearest = Colour::Rgb(r, g, b).at(Depth::Indexed);
            assert_eq!(nearest.rgb(), Some([r, g, b]), "{index}");
        }
    }

    #[test]
    fn what_a_terminal_has_is_left_as_it_is_and_no_colour_is_none() {
        for colour in [Colour::Terminal, Colour::Indexed(1), Colour::Indexed(15)] {
            for depth in [Depth::Sixteen, Depth::Indexed, Depth::True] {
                assert_eq!(colour.at(depth), colour);
            }
        }
        for colour in [Colour::Indexed(1), Colour::Rgb(1, 2, 3)] {
            assert_eq!(colour.at(Depth::None), Colour::Terminal);
        }
    }

    proptest::proptest! {
        #[test]
        fn every_colour_has_one_that_the_terminal_can_show(r: u8, g: u8, b: u8) {
            let colour = Colour::Rgb(r, g, b);
            proptest::prop_assert!(matches!(colour.at(Depth::Sixteen), Colour::Indexed(..16)));
            proptest::prop_assert!(matches!(colour.at(Depth::Indexed), Colour::Indexed(16..)));
            proptest::prop_assert_eq!(colour.at(Depth::True), colour);
        }
    }
}
