//! The operator's clipboard, by OSC 52: the terminal at the other end of the SSH connection does
//! it, and what stands between must let it through.
//!
//! tmux takes the plain sequence where `set-clipboard` is `on`; at its default, `external`, it
//! drops it. The pass-through it forwards where `allow-passthrough` is set, and always before 3.3.
//! No program can see which holds, so both are sent: at worst the same text arrives twice. screen
//! forwards the pass-through alone, in pieces of at most 767 bytes.

use std::fmt::Write as _;

use crossterm::Command as _;
use crossterm::clipboard::CopyToClipboard;

use crate::config::Env;

/// How much of a sequence screen takes at once (4.9.0). A longer piece it throws away and types the
/// next one as text.
const SCREEN_PIECE: usize = 767;

/// What stands between the console and the terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Between {
    Nothing,
    Tmux,
    Screen,
}

impl Between {
    /// As the environment has it. Over SSH `TMUX` is lost, and `TERM` still says tmux.
    pub(super) fn of(env: &Env) -> Self {
        let term = env.var("TERM").map(|term| term.to_string_lossy().into_owned());
        let is_tmux = |term: &str| term == "tmux" || term.starts_with("tmux-");
        if env.var("TMUX").is_some() || term.as_deref().is_some_and(is_tmux) {
            Self::Tmux
        } else if env.var("STY").is_some() {
            Self::Screen
        } else {
            Self::Nothing
        }
    }
}

/// The bytes that put text on the clipboard. What came of it no terminal tells.
pub(super) fn sequence(text: &str, between: Between) -> String {
    let mut plain = String::new();
    // Writing to a string cannot fail.
    let _ = CopyToClipboard::to_clipboard_from(text).write_ansi(&mut plain);
    match between {
        Between::Nothing => plain,
        // What is in the wrapping has each escape doubled; the wrapping ends at one that is not.
        Between::Tmux => {
            let doubled = plain.replace('\u{1b}', "\u{1b}\u{1b}");
            format!("{plain}\u{1b}Ptmux;{doubled}\u{1b}\\")
        }
        Between::Screen => {
            // The wrapping ends at the first string terminator, so that within stands a bell.
            let belled = plain.replace("\u{1b}\\", "\u{7}");
            let mut out = String::new();
            let mut rest = belled.as_str();
            while !rest.is_empty() {
                // All of it is ASCII: base64 between two escapes.
                let (piece, after) = rest.split_at(rest.len().min(SCREEN_PIECE));
                let _ = write!(out, "\u{1b}P{piece}\u{1b}\\");
                rest = after;
            }
            out
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `ana` in base64.
    const ANA: &str = "YW5h";

    #[test]
    fn a_bare_terminal_gets_the_plain_sequence() {
        assert_eq!(sequence("ana", Between::Nothing), format!("\u{1b}]52;c;{ANA}\u{1b}\\"));
    }

    #[test]
    fn tmux_gets_both_the_plain_and_the_wrapped() {
        let plain = sequence("ana", Between::Nothing);
        let both = sequence("ana", Between::Tmux);
        let wrapped = both.strip_prefix(&plain).unwrap();
        let inner = wrapped.strip_prefix("\u{1b}Ptmux;").unwrap().strip_suffix("\u{1b}\\").unwrap();
        assert_eq!(inner.replace("\u{1b}\u{1b}", "\u{1b}"), plain);
        assert!(!inner.replace("\u{1b}\u{1b}", "").contains('\u{1b}'), "{inner:?}");
    }

    #[test]
    fn screen_gets_pieces_it_can_take_that_make_the_whole() {
        let text = "ana@campus.example.edu ".repeat(200);
        let sent = sequence(&text, Between::Screen);
        let pieces: Vec<&str> =
            sent.split("\u{1b}P").skip(1).map(|p| p.strip_suffix("\u{1b}\\").unwrap()).collect();
        assert!(pieces.len() > 5 && pieces.iter().all(|piece| piece.len() <= 767));
        let plain = sequence(&text, Between::Nothing).replace("\u{1b}\\", "\u{7}");
        assert_eq!(pieces.concat(), plain);
    }

    #[test]
    fn the_environment_says_what_stands_between() {
        let between = |pairs: &[(&'static str, &'static str)]| {
            Between::of(&pairs.iter().copied().collect::<Env>())
        };
        assert_eq!(between(&[("TERM", "xterm-256color")]), Between::Nothing);
        assert_eq!(between(&[("TMUX", "/tmp/tmux-1/default,1,0")]), Between::Tmux);
        assert_eq!(between(&[("TERM", "tmux-256color")]), Between::Tmux);
        assert_eq!(between(&[("STY", "1.pts-0"), ("TERM", "screen")]), Between::Screen);
        assert_eq!(between(&[("TMUX", "x"), ("STY", "1.pts-0")]), Between::Tmux);
    }
}
