//! A key with its modifiers, in the words in which it is written and shown: `ctrl-r`, `G`, `pgdn`.

use std::fmt;
use std::str::FromStr;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// One key press, normal: a letter's case says shift, so the flag does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Chord {
    code: KeyCode,
    modifiers: KeyModifiers,
}

/// A word that names no key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("'{0}' is no key; write one like 'q', 'G', 'ctrl-r', 'alt-x', 'space', 'f5' or 'pgdn'")]
pub struct ParseChordError(String);

const NAMED: [(&str, KeyCode); 16] = [
    ("enter", KeyCode::Enter),
    ("esc", KeyCode::Esc),
    ("tab", KeyCode::Tab),
    ("backtab", KeyCode::BackTab),
    ("backspace", KeyCode::Backspace),
    ("del", KeyCode::Delete),
    ("ins", KeyCode::Insert),
    ("space", KeyCode::Char(' ')),
    ("up", KeyCode::Up),
    ("down", KeyCode::Down),
    ("left", KeyCode::Left),
    ("right", KeyCode::Right),
    ("home", KeyCode::Home),
    ("end", KeyCode::End),
    ("pgup", KeyCode::PageUp),
    ("pgdn", KeyCode::PageDown),
];

const MODIFIERS: [(&str, KeyModifiers); 3] = [
    ("ctrl-", KeyModifiers::CONTROL),
    ("alt-", KeyModifiers::ALT),
    ("shift-", KeyModifiers::SHIFT),
];

impl Chord {
    /// From a key and its modifiers, made normal.
    pub fn new(code: KeyCode, modifiers: KeyModifiers) -> Self {
        let known = KeyModifiers::CONTROL | KeyModifiers::ALT | KeyModifiers::SHIFT;
        let mut modifiers = modifiers & known;
        let code = match code {
            KeyCode::Char(c) if modifiers.contains(KeyModifiers::SHIFT) => {
                KeyCode::Char(c.to_ascii_uppercase())
            }
            KeyCode::Tab if modifiers.contains(KeyModifiers::SHIFT) => KeyCode::BackTab,
            code => code,
        };
        if matches!(code, KeyCode::Char(_) | KeyCode::BackTab) {
            modifiers.remove(KeyModifiers::SHIFT);
        }
        Self { code, modifiers }
    }
}

impl From<KeyEvent> for Chord {
    fn from(key: KeyEvent) -> Self {
        Self::new(key.code, key.modifiers)
    }
}

impl FromStr for Chord {
    type Err = ParseChordError;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        let mut modifiers = KeyModifiers::NONE;
        let mut rest = word;
        while let Some((after, modifier)) = MODIFIERS
            .iter()
            .find_map(|(name, modifier)| Some((rest.strip_prefix(name)?, *modifier)))
            .filter(|(after, _)| !after.is_empty())
        {
            modifiers |= modifier;
            rest = after;
        }
        let named = NAMED.iter().find(|(name, _)| *name == rest).map(|(_, code)| *code);
        let code = named.or_else(|| function_key(rest)).or_else(|| single(rest));
        code.map(|code| Self::new(code, modifiers)).ok_or_else(|| ParseChordError(word.to_owned()))
    }
}

fn function_key(word: &str) -> Option<KeyCode> {
    let number = word.strip_prefix('f')?.parse::<u8>().ok()?;
    (1..=24).contains(&number).then_some(KeyCode::F(number))
}

fn single(word: &str) -> Option<KeyCode> {
    let mut chars = word.chars();
    let c = chars.next().filter(|c| !c.is_control() && *c != ' ')?;
    chars.next().is_none().then_some(KeyCode::Char(c))
}

impl fmt::Display for Chord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::new();
        for (name, modifier) in MODIFIERS {
            if self.modifiers.contains(modifier) {
                text.push_str(name);
            }
        }
        match self.code {
            KeyCode::F(number) => text.push_str(&["f", &number.to_string()].concat()),
            code => match (NAMED.iter().find(|(_, named)| *named == code), code) {
                (Some((name, _)), _) => text.push_str(name),
                (None, KeyCode::Char(c)) => text.push(c),
                (None, _) => text.push('?'),
            },
        }
        f.pad(&text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[rstest::rstest]
    fn chords_print_as_they_are_written(
        #[values(
            "q",
            "G",
            "?",
            "/",
            "*",
            "ctrl-r",
            "alt-x",
            "ctrl-alt-x",
            "f5",
            "pgdn",
            "space",
            "enter",
            "backtab",
            "shift-up",
            "-"
        )]
        word: &str,
    ) {
        assert_eq!(word.parse::<Chord>().unwrap().to_string(), word);
    }

    #[rstest::rstest]
    fn what_is_no_key_is_refused(
        #[values("", "qq", "ctrl-", "hyper-q", "f0", "f99", " ")] word: &str,
    ) {
        assert!(word.parse::<Chord>().unwrap_err().to_string().contains("is no key"));
    }
}
