//! A key with its modifiers, and keys one after the other, in the words in which they are written
//! and shown: `ctrl-r`, `G`, `pgdn`, `g u`.

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
    /// Whether it writes a letter where text is typed.
    pub fn types_text(self) -> bool {
        let is_plain = !self.modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT);
        matches!(self.code, KeyCode::Char(_)) && is_plain
    }

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

/// Keys pressed one after the other; most often there is one.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Sequence(Vec<Chord>);

/// More keys than this for one action are a spell, not a binding.
const LONGEST: usize = 4;

/// Words that are no sequence of keys.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ParseSequenceError {
    /// One of them names no key.
    #[error(transparent)]
    Chord(#[from] ParseChordError),
    /// There is none, or there are too many.
    #[error("a binding is one key, or up to {LONGEST} with a blank between, like 'g u'")]
    Length,
}

impl Sequence {
    /// The keys, in order.
    pub fn chords(&self) -> &[Chord] {
        &self.0
    }
}

impl From<Chord> for Sequence {
    fn from(chord: Chord) -> Self {
        Self(vec![chord])
    }
}

impl From<&[Chord]> for Sequence {
    fn from(chords: &[Chord]) -> Self {
        Self(chords.to_vec())
    }
}

impl FromStr for Sequence {
    type Err = ParseSequenceError;

    fn from_str(words: &str) -> Result<Self, Self::Err> {
        let chords =
            words.split(' ').map(Chord::from_str).collect::<Result<Vec<_>, ParseChordError>>()?;
        if chords.len() > LONGEST { Err(ParseSequenceError::Length) } else { Ok(Self(chords)) }
    }
}

impl fmt::Display for Sequence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words = self.0.iter().map(Chord::to_string).collect::<Vec<_>>();
        f.pad(&words.join(" "))
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
    fn sequences_print_as_they_are_written(
        #[values("g g", "g", "ctrl-x ctrl-c", "space pgdn", "a b c d")] words: &str,
    ) {
        assert_eq!(words.parse::<Sequence>().unwrap().to_string(), words);
    }

    #[rstest::rstest]
    #[case("g  u", "is no key")]
    #[case("", "is no key")]
    #[case("g hyper-u", "'hyper-u' is no key")]
    #[case("a b c d e", "up to 4")]
    fn what_is_no_sequence_is_refused(#[case] words: &str, #[case] why: &str) {
        let error = words.parse::<Sequence>().unwrap_err().to_string();
        assert!(error.contains(why), "{error}");
    }

    #[rstest::rstest]
    fn what_is_no_key_is_refused(
        #[values("", "qq", "ctrl-", "hyper-q", "f0", "f99", " ")] word: &str,
    ) {
        assert!(word.parse::<Chord>().unwrap_err().to_string().contains("is no key"));
    }
}
