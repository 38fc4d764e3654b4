//! The terminal's graphic rendition, changed by the shortest sequence.

use std::fmt::Write;

use ratatui::buffer::Cell;
use ratatui::style::{Color, Modifier};

/// Each modifier with what sets it and what takes it away.
const MODIFIERS: [(Modifier, u8, u8); 9] = [
    (Modifier::BOLD, 1, 22),
    (Modifier::DIM, 2, 22),
    (Modifier::ITALIC, 3, 23),
    (Modifier::UNDERLINED, 4, 24),
    (Modifier::SLOW_BLINK, 5, 25),
    (Modifier::RAPID_BLINK, 6, 25),
    (Modifier::REVERSED, 7, 27),
    (Modifier::HIDDEN, 8, 28),
    (Modifier::CROSSED_OUT, 9, 29),
];

/// How the next sign is drawn.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Pen {
    fg: Color,
    bg: Color,
    modifier: Modifier,
}

impl Default for Pen {
    fn default() -> Self {
        Self { fg: Color::Reset, bg: Color::Reset, modifier: Modifier::empty() }
    }
}

impl Pen {
    fn of(cell: &Cell) -> Self {
        Self { fg: cell.fg, bg: cell.bg, modifier: cell.modifier }
    }

    /// Whether the cell could be drawn with it as it is.
    pub(super) fn is_like(self, cell: &Cell) -> bool {
        self == Self::of(cell)
    }

    /// For a sign in the style of `cell`; on a blank the colour of the sign does not show, and so
    /// it stays as it is.
    pub(super) fn draw(&mut self, cell: &Cell, out: &mut Vec<u8>) {
        let mut wanted = Self::of(cell);
        let is_sign = cell.symbol() != " ";
        if !is_sign && !wanted.modifier.intersects(super::VISIBLE_ON_BLANK) {
            let hidden = Modifier::BOLD | Modifier::DIM | Modifier::ITALIC | Modifier::HIDDEN;
            let visible = wanted.modifier.difference(hidden);
            wanted.fg = self.fg;
            wanted.modifier = visible | self.modifier.intersection(hidden);
        }
        self.change(wanted, out);
    }

    /// For erasing.
    pub(super) fn draw_blank(&mut self, out: &mut Vec<u8>) {
        let modifier = self.modifier.difference(super::VISIBLE_ON_BLANK);
        self.change(Self { bg: Color::Reset, modifier, ..*self }, out);
    }

    /// Back to the terminal's own.
    pub(super) fn put_down(&mut self, out: &mut Vec<u8>) {
        self.change(Self::default(), out);
    }

    fn change(&mut self, wanted: Self, out: &mut Vec<u8>) {
        if *self == wanted {
            return;
        }
        let step = self.step(wanted);
        let anew = Self::default().step(wanted);
        let anew = if anew.is_empty() { String::new() } else { format!("0;{anew}") };
        let shorter = if anew.len() < step.len() { anew } else { step };
        out.extend_from_slice(b"\x1b[");
        out.extend_from_slice(shorter.as_bytes());
        out.push(b'm');
        *self = wanted;
    }

    /// The parameters that lead from this one to the other.
    fn step(self, wanted: Self) -> String {
        let mut codes = String::new();
        let mut add = |code: &dyn std::fmt::Display| {
            let dot = if codes.is_empty() { "" } else { ";" };
            // Writing to a string cannot fail.
            let _ = write!(codes, "{dot}{code}");
        };
        let mut has = self.modifier;
        for (modifier, _, away) in MODIFIERS {
            if has.contains(modifier) && !wanted.modifier.contains(modifier) {
                add(&away);
                // Bold and dim go by one code, and so do both ways of blinking.
                for (other, _, same) in MODIFIERS {
                    if same == away {
                        has.remove(other);
                    }
                }
            }
        }
        for (modifier, set, _) in MODIFIERS {
            if wanted.modifier.contains(modifier) && !has.contains(modifier) {
                add(&set);
            }
        }
        if self.fg != wanted.fg {
            add(&Code(wanted.fg, 30));
        }
        if self.bg != wanted.bg {
            add(&Code(wanted.bg, 40));
        }
        codes
    }
}

/// A colour as a parameter; 30 is the foreground, 40 the background.
struct Code(Color, u8);

impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self(colour, ground) = *self;
        let offset = match colour {
            Color::Black => 0,
            Color::Red => 1,
            Color::Green => 2,
            Color::Yellow => 3,
            Color::Blue => 4,
            Color::Magenta => 5,
            Color::Cyan => 6,
            Color::Gray => 7,
            Color::Reset => 9,
            Color::DarkGray => 60,
            Color::LightRed => 61,
            Color::LightGreen => 62,
            Color::LightYellow => 63,
            Color::LightBlue => 64,
            Color::LightMagenta => 65,
            Color::LightCyan => 66,
            Color::White => 67,
            Color::Indexed(index) => return write!(f, "{};5;{index}", ground + 8),
            Color::Rgb(r, g, b) => return write!(f, "{};2;{r};{g};{b}", ground + 8),
        };
        write!(f, "{}", ground + offset)
    }
}
