//! Untrusted text: whatever a server (and so whoever signs up there) may have chosen.
//!
//! A [`Text`] keeps the raw value for one purpose, to be sent back, and shows a harmless one:
//! control characters, escape sequences, bidi overrides and zero-width characters made visible,
//! runs of combining marks cut, length bounded. `Display` and `Debug` give the harmless form only.

use std::borrow::{Borrow, Cow};
use std::fmt::{self, Write as _};
use std::io;

use lean_string::LeanStr;
use serde::{Deserialize, Serialize};
use unicode_width::UnicodeWidthChar;

/// Characters shown at most; what follows is replaced by `…`.
pub const MAX_SHOWN: usize = 256;

/// Combining (zero-width) characters shown at most after one base character.
const MAX_COMBINING: usize = 2;

/// A string from a server. `Display` is safe for any terminal, log or file. Up to 16 bytes are
/// kept in the value itself; copies of longer ones are one and the same.
///
/// Serialises as the raw value: write JSON through [`crate::domain::text::to_harmless_json`],
/// which escapes what a terminal could obey.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Text(LeanStr);

impl Text {
    /// Wraps a raw value.
    pub fn new(raw: impl AsRef<str>) -> Self {
        Self(raw.as_ref().into())
    }

    /// Whether it takes no memory besides the value.
    pub fn is_short(&self) -> bool {
        !self.0.is_heap_allocated()
    }

    /// The value as the server has it. Only to be compared or sent back, never to be shown.
    pub fn raw(&self) -> &str {
        self.0.as_str()
    }

    /// The harmless form; borrowed when there is nothing to make harmless.
    pub fn shown(&self) -> Cow<'_, str> {
        harmless(self.raw())
    }

    /// Whether the value is empty or only white space.
    pub fn is_blank(&self) -> bool {
        self.raw().trim().is_empty()
    }

    /// The value, unless it is blank.
    pub fn non_blank(self) -> Option<Self> {
        if self.is_blank() { None } else { Some(self) }
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.shown())
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{}\"", self.shown())
    }
}

/// It is its string, and hashes as that.
impl Borrow<str> for Text {
    fn borrow(&self) -> &str {
        self.raw()
    }
}

impl From<&str> for Text {
    fn from(raw: &str) -> Self {
        Self::new(raw)
    }
}

impl From<String> for Text {
    fn from(raw: String) -> Self {
        Self::new(raw)
    }
}

/// Whether a terminal, or an eye, could be misled by this character.
fn is_harmful(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{00AD}' | '\u{034F}' | '\u{061C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}'
            | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}'
            | '\u{FFA0}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E0FFF}')
}

/// Makes any string harmless to show: the one rule of the program for untrusted text.
pub fn harmless(raw: &str) -> Cow<'_, str> {
    if raw.len() <= MAX_SHOWN && raw.bytes().all(|b| (0x20..0x7f).contains(&b)) {
        return Cow::Borrowed(raw);
    }
    let mut shown = String::with_capacity(raw.len().min(2 * MAX_SHOWN));
    let mut combining = 0;
    for (n, c) in raw.chars().enumerate() {
        if n >= MAX_SHOWN {
            shown.push('…');
            break;
        }
        if is_harmful(c) {
            combining = 0;
            push_visible(&mut shown, c);
        } else if c.width() == Some(0) {
            combining += 1;
            if combining <= MAX_COMBINING {
                shown.push(c);
            }
        } else {
            combining = 0;
            shown.push(c);
        }
    }
    Cow::Owned(shown)
}

/// Control pictures for C0 and DEL, the code point in guillemets for everything else.
fn push_visible(out: &mut String, c: char) {
    match u32::from(c) {
        n @ 0..=0x1f => out.push(char::from_u32(0x2400 + n).unwrap_or('\u{FFFD}')),
        0x7f => out.push('\u{2421}'),
        n => {
            // Writing to a string cannot fail.
            let _ = write!(out, "‹U+{n:04X}›");
        }
    }
}

/// Serialises to JSON whose strings, written to a terminal, do nothing: harmful characters become
/// `\u` escapes, so the value a parser reads back is still exact.
pub fn to_harmless_json<T: Serialize>(value: &T) -> serde_json::Result<String> {
    let mut bytes = Vec::new();
    write_harmless_json(&mut bytes, value)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// [`to_harmless_json`], written as it is made.
///
/// # Errors
/// The writer refuses.
pub fn write_harmless_json<W: io::Write, T: Serialize>(
    writer: W,
    value: &T,
) -> serde_json::Result<()> {
    let compact = Harmless(serde_json::ser::CompactFormatter);
    value.serialize(&mut serde_json::Serializer::with_formatter(writer, compact))
}

/// [`to_harmless_json`], indented for reading.
pub fn to_harmless_json_pretty<T: Serialize>(value: &T) -> serde_json::Result<String> {
    let mut bytes = Vec::new();
    write_harmless_json_pretty(&mut bytes, value)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// [`to_harmless_json_pretty`], written as it is made: a hundred thousand people are not held as
/// text.
///
/// # Errors
/// The writer refuses.
pub fn write_harmless_json_pretty<W: io::Write, T: Serialize>(
    writer: W,
    value: &T,
) -> serde_json::Result<()> {
    let indented = Harmless(serde_json::ser::PrettyFormatter::new());
    value.serialize(&mut serde_json::Serializer::with_formatter(writer, indented))
}

/// Escapes the harmful characters of a string.
fn escape_json(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        if is_harmful(c) {
            push_json_escape(&mut out, c);
        } else {
            out.push(c);
        }
    }
    out
}

fn push_json_escape(out: &mut String, c: char) {
    let mut units = [0; 2];
    for unit in c.encode_utf16(&mut units) {
        let _ = write!(out, "\\u{unit:04x}");
    }
}

/// Lays JSON out as the formatter within does, its strings made harmless.
struct Harmless<F>(F);

/// What the formatter within does as it is.
macro_rules! as_within {
    ($($name:ident($($argument:ident: $kind:ty),*);)*) => {
        $(fn $name<W: ?Sized + io::Write>(
            &mut self,
            writer: &mut W,
            $($argument: $kind),*
        ) -> io::Result<()> {
            self.0.$name(writer, $($argument),*)
        })*
    };
}

impl<F: serde_json::ser::Formatter> serde_json::ser::Formatter for Harmless<F> {
    as_within! {
        begin_array();
        end_array();
        begin_array_value(first: bool);
        end_array_value();
        begin_object();
        end_object();
        begin_object_key(first: bool);
        end_object_key();
        begin_object_value();
        end_object_value();
    }

    fn write_string_fragment<W>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()>
    where
        W: ?Sized + io::Write,
    {
        if fragment.chars().any(is_harmful) {
            writer.write_all(escape_json(fragment).as_bytes())
        } else {
            writer.write_all(fragment.as_bytes())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pretty_assertions::assert_eq;

    #[test]
    fn escape_sequences_and_overrides_become_visible() {
        assert_eq!(Text::from("\u{1b}[31mred").to_string(), "␛[31mred");
        assert_eq!(Text::from("a\u{202e}b").to_string(), "a‹U+202E›b");
        assert_eq!(Text::from("tab\tline\nend").to_string(), "tab␉line␊end");
        assert_eq!(Text::from("\u{9b}31m").to_string(), "‹U+009B›31m");
    }

    #[test]
    fn length_and_combining_runs_are_bounded() {
        let long = Text::new("x".repeat(5_000));
        assert_eq!(long.to_string().chars().count(), MAX_SHOWN + 1);
        let zalgo = format!("a{}b", "\u{301}".repeat(50));
        assert_eq!(Text::from(zalgo).to_string(), "a\u{301}\u{301}b");
    }

    #[test]
    fn ordinary_names_stay_as_they_are() {
        for name in ["Ana Ruiz", "Zoë Ünal", "조민지", "O'Neil <x@y>"] {
            assert_eq!(Text::from(name).to_string(), name);
        }
    }

    #[test]
    fn json_is_harmless_on_a_terminal_and_exact_for_a_parser() {
        let hostile = Text::from("\u{1b}]0;x\u{7}\u{202e}\u{9b}\u{e0041}\n");
        for json in [to_harmless_json(&hostile), to_harmless_json_pretty(&hostile)] {
            let json = json.unwrap();
            assert!(json.chars().all(|c| !is_harmful(c)), "{json}");
            assert_eq!(serde_json::from_str::<Text>(&json).unwrap(), hostile);
        }
    }

    proptest::proptest! {
        #[test]
        fn whatever_is_shown_is_harmless(raw: String) {
            let shown = Text::from(raw).to_string();
            proptest::prop_assert!(!shown.chars().any(is_harmful));
        }
    }
}
