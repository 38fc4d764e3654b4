//! A dozen meanings and how each looks, over the terminal's own sixteen colours; and the glyphs,
//! each with its ASCII twin. Colour never says anything alone.

use ratatui::style::{Color, Modifier, Style};

use crate::app::Look;
use crate::app::screen::user::Tone;

/// The styles by meaning.
#[derive(Clone, Copy, Debug)]
pub(super) struct Theme {
    /// As any other text.
    pub(super) text: Style,
    /// Beside the point: not there, not now.
    pub(super) muted: Style,
    /// Where one is, what can be typed.
    pub(super) accent: Style,
    /// In order.
    pub(super) ok: Style,
    /// Worth a look.
    pub(super) warn: Style,
    /// Wrong, stopped, refused.
    pub(super) danger: Style,
    /// Column heads and headings.
    pub(super) head: Style,
    /// Under the cursor.
    pub(super) selection: Style,
    /// Marked.
    pub(super) mark: Style,
    /// The label of a profile.
    pub(super) band: Style,
    /// A button with the focus.
    pub(super) focus: Style,
    /// The frame of a dialog.
    pub(super) frame: Style,
    /// Its glyphs.
    pub(super) glyphs: Glyphs,
}

/// What is drawn, and its twin where only ASCII can be.
#[derive(Clone, Copy, Debug)]
pub(super) struct Glyphs {
    /// The spent part of a bar.
    pub(super) full: char,
    /// The part left.
    pub(super) left: char,
    /// A bar that refuses everything.
    pub(super) zero: char,
    /// A bar of which nothing is known.
    pub(super) unknown: char,
    /// No limit.
    pub(super) unlimited: &'static str,
    /// Not there.
    pub(super) none: &'static str,
    /// Left out for want of room.
    pub(super) ellipsis: char,
    /// Between parts of a line.
    pub(super) dot: &'static str,
    /// Under a heading.
    pub(super) rule: char,
    /// Whether these are the twins.
    pub(super) is_ascii: bool,
}

const UNICODE: Glyphs = Glyphs {
    full: '█',
    left: '·',
    zero: '╳',
    unknown: '?',
    unlimited: "∞",
    none: "–",
    ellipsis: '…',
    dot: "·",
    rule: '─',
    is_ascii: false,
};

const ASCII: Glyphs = Glyphs {
    full: '#',
    left: '.',
    zero: 'x',
    unknown: '?',
    unlimited: "no limit",
    none: "-",
    ellipsis: '~',
    dot: "|",
    rule: '-',
    is_ascii: true,
};

impl Theme {
    /// For this terminal.
    pub(super) fn new(look: Look) -> Self {
        let glyphs = if look.is_ascii { ASCII } else { UNICODE };
        let plain = Style::new();
        let with = |colour: Color, modifier: Modifier| {
            if look.is_plain {
                plain.add_modifier(modifier)
            } else {
                plain.fg(colour).add_modifier(modifier)
            }
        };
        let none = Modifier::empty();
        Self {
            text: plain,
            muted: if look.is_plain {
                plain.add_modifier(Modifier::DIM)
            } else {
                plain.fg(Color::DarkGray)
            },
            accent: with(Color::Cyan, none),
            ok: with(Color::Green, none),
            warn: with(Color::Yellow, none),
            danger: with(Color::Red, Modifier::BOLD),
            head: plain.add_modifier(Modifier::BOLD),
            selection: plain.add_modifier(Modifier::REVERSED),
            mark: with(Color::Magenta, Modifier::BOLD),
            band: with(Color::Red, Modifier::BOLD | Modifier::REVERSED),
            focus: plain.add_modifier(Modifier::REVERSED | Modifier::BOLD),
            frame: with(Color::Cyan, none),
            glyphs,
        }
    }

    /// The style of a tone.
    pub(super) fn tone(&self, tone: Tone) -> Style {
        match tone {
            Tone::Plain => self.text,
            Tone::Good => self.ok,
            Tone::Active => self.accent,
            Tone::Warn => self.warn,
            Tone::Bad => self.danger,
            Tone::Muted => self.muted,
        }
    }
}
