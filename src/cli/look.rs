//! How standard output looks: how wide, and whether in colour.

use std::io::{self, IsTerminal};

use super::args::Global;
use crate::config::theme::Depth;
use crate::config::{Colouring, Env};

/// The looks of standard output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Look {
    /// Columns of the terminal; `None` where a program reads, which wants it whole.
    pub(super) width: Option<usize>,
    /// Whether words may be coloured.
    pub(super) colour: bool,
}

impl Look {
    pub(super) fn of_stdout(global: &Global, env: &Env) -> Self {
        let is_terminal = io::stdout().is_terminal();
        let size = || crossterm::terminal::size().ok().filter(|(columns, _)| *columns > 0);
        let width = is_terminal.then(size).flatten().map(|(columns, _)| usize::from(columns));
        Self { width, colour: is_coloured(global.color, is_terminal, env) }
    }

    /// The text in that hue, if there is colour.
    pub(super) fn paint(self, text: &str, hue: Hue) -> String {
        match hue.code().filter(|_| self.colour) {
            Some(code) => format!("\x1b[{code}m{text}\x1b[0m"),
            None => text.to_owned(),
        }
    }
}

/// <https://no-color.org>: set to anything but nothing, it says no; the flag says more.
fn is_coloured(wish: Colouring, is_terminal: bool, env: &Env) -> bool {
    (is_terminal || wish != Colouring::Auto) && wish.depth(env) != Depth::None
}

/// What a word means. The terminal's own sixteen colours: they fit its background.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Hue {
    /// As it is.
    Plain,
    /// Bad.
    Red,
    /// To be looked at.
    Yellow,
    /// Unimportant.
    Faint,
    /// A heading.
    Bold,
}

impl Hue {
    fn code(self) -> Option<&'static str> {
        match self {
            Self::Plain => None,
            Self::Red => Some("31"),
            Self::Yellow => Some("33"),
            Self::Faint => Some("2"),
            Self::Bold => Some("1"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(Colouring::Auto, true, &[], true)]
    #[case(Colouring::Auto, false, &[], false)]
    #[case(Colouring::Auto, true, &[("NO_COLOR", "1")], false)]
    #[case(Colouring::Auto, true, &[("NO_COLOR", "")], true)]
    #[case(Colouring::Auto, true, &[("TERM", "dumb")], false)]
    #[case(Colouring::Always, false, &[("NO_COLOR", "1")], true)]
    #[case(Colouring::True, false, &[("NO_COLOR", "1")], true)]
    #[case(Colouring::Sixteen, false, &[], true)]
    #[case(Colouring::Never, true, &[], false)]
    fn colour_is_for_terminals_unless_somebody_says_otherwise(
        #[case] wish: Colouring,
        #[case] is_terminal: bool,
        #[case] env: &[(&str, &str)],
        #[case] coloured: bool,
    ) {
        let env: Env = env.iter().copied().collect();
        assert_eq!(is_coloured(wish, is_terminal, &env), coloured);
    }
}
