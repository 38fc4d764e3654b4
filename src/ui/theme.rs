//! A dozen meanings and how each looks in the theme in force; and the glyphs, each with its ASCII
//! twin. Colour never says anything alone.

use ratatui::style::{Color, Modifier, Style};

use crate::app::Model;
use crate::config::Band;
use crate::config::theme::{Colour, Role};
use crate::table::Tone;

/// The styles by meaning.
#[derive(Clone, Copy, Debug)]
pub(super) struct Theme {
    /// Beneath everything: the background, and text that says nothing else.
    pub(super) base: Style,
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
    /// What a profile with a label wears, by how grave a mistake there is.
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
    /// The parts of a stacked bar, the greatest first, the last that of all others.
    pub(super) parts: [char; 5],
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
    parts: ['█', '▓', '▒', '░', '·'],
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
    parts: ['#', '=', '+', '-', '.'],
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
    /// In force for this model.
    pub(super) fn of(model: &Model) -> Self {
        let palette = model.themes.palette().at(model.look.depth);
        let colour = |role: Role| ink(palette.get(role));
        let plain = Style::new();
        let fg = |role: Role| colour(role).map_or(plain, |colour| plain.fg(colour));
        let base = colour(Role::Background).map_or(fg(Role::Text), |bg| fg(Role::Text).bg(bg));
        // Where a meaning has no colour, what it would say is said by an attribute.
        let muted = colour(Role::Muted).map_or(plain.add_modifier(Modifier::DIM), |c| plain.fg(c));
        let selection = colour(Role::Selection)
            .map_or(plain.add_modifier(Modifier::REVERSED), |colour| plain.bg(colour));
        let banner = Modifier::BOLD | Modifier::REVERSED;
        Self {
            base,
            text: plain,
            muted,
            accent: fg(Role::Accent),
            ok: fg(Role::Ok),
            warn: fg(Role::Warn),
            danger: fg(Role::Danger).add_modifier(Modifier::BOLD),
            head: fg(Role::Head).add_modifier(Modifier::BOLD),
            selection,
            mark: fg(Role::Mark).add_modifier(Modifier::BOLD),
            band: fg(band(model.profile.band)).add_modifier(banner),
            focus: plain.add_modifier(banner),
            frame: fg(Role::Frame),
            glyphs: if model.look.is_ascii { ASCII } else { UNICODE },
        }
    }

    /// The style of a tone.
    pub(super) fn tone(&self, tone: Tone) -> Style {
        match tone {
            Tone::Plain => self.text,
            Tone::Head => self.head,
            Tone::Good => self.ok,
            Tone::Active => self.accent,
            Tone::Warn => self.warn,
            Tone::Bad => self.danger,
            Tone::Muted => self.muted,
            Tone::Band => self.band,
        }
    }
}

fn band(band: Band) -> Role {
    match band {
        Band::Danger => Role::Danger,
        Band::Warn => Role::Warn,
        Band::Accent => Role::Accent,
    }
}

/// As ratatui has it; nothing where the terminal's own is wanted.
fn ink(colour: Colour) -> Option<Color> {
    const OWN: [Color; 16] = [
        Color::Black,
        Color::Red,
        Color::Green,
        Color::Yellow,
        Color::Blue,
        Color::Magenta,
        Color::Cyan,
        Color::Gray,
        Color::DarkGray,
        Color::LightRed,
        Color::LightGreen,
        Color::LightYellow,
        Color::LightBlue,
        Color::LightMagenta,
        Color::LightCyan,
        Color::White,
    ];
    match colour {
        Colour::Terminal => None,
        Colour::Rgb(r, g, b) => Some(Color::Rgb(r, g, b)),
        Colour::Indexed(index) => {
            Some(OWN.get(usize::from(index)).copied().unwrap_or(Color::Indexed(index)))
        }
    }
}
