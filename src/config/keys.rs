//! `[keys]`: bindings as they are typed, each word with its place. Which actions and keys there are
//! is not known here: whoever knows checks them, and gives back a mistake at the word it is about.
//!
//! A mistake in here is kept, not thrown: it takes the bindings away and nothing else.

use std::fmt;
use std::ops::Range;

use serde::de::{Error, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use toml::Spanned;

use super::error::Mistake;
use super::excerpt::MASK;
use super::source::Source;

/// What the file says of keys, in its order.
#[derive(Clone, Debug, Default)]
pub struct Keys {
    /// One action each.
    pub bindings: Vec<Binding>,
}

/// The keys of one action.
#[derive(Clone, Debug)]
pub struct Binding {
    /// The part of `[keys]` it stands in.
    pub section: Word,
    /// The action's name.
    pub action: Word,
    /// Its keys; none unbinds it.
    pub keys: Vec<Word>,
}

/// A word of the file and where it stands.
#[derive(Clone)]
pub struct Word {
    /// As typed. Not for messages: it may be a secret that was put in the wrong place.
    pub text: String,
    setting: String,
    at: Box<Mistake>,
}

impl Word {
    /// The word where it looks like a name somebody made up, hardly a secret.
    pub fn quotable(&self) -> Option<&str> {
        quotable(&self.text)
    }

    /// Whether it stands further up.
    pub fn is_before(&self, other: &Self) -> bool {
        (self.at.line, self.at.column) < (other.at.line, other.at.column)
    }

    /// A mistake at this word.
    pub fn mistake(&self, sentence: impl Into<String>) -> Mistake {
        let (setting, sentence) = (self.setting.clone(), sentence.into());
        Mistake { setting, sentence, ..(*self.at).clone() }
    }
}

impl fmt::Debug for Word {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.quotable().unwrap_or(MASK))
    }
}

/// Lower-case letters and hyphens, as actions and sections are named.
fn quotable(word: &str) -> Option<&str> {
    let is_name = word.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
    (is_name && (1..=24).contains(&word.len())).then_some(word)
}

/// Whatever stands there.
pub(super) enum RawKeys {
    Word(String),
    List(Vec<Spanned<Self>>),
    Table(Vec<(Spanned<String>, Spanned<Self>)>),
    Other,
}

impl<'de> Deserialize<'de> for RawKeys {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = RawKeys;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list of keys")
            }

            fn visit_str<E: Error>(self, word: &str) -> Result<RawKeys, E> {
                Ok(RawKeys::Word(word.to_owned()))
            }

            fn visit_bool<E: Error>(self, _: bool) -> Result<RawKeys, E> {
                Ok(RawKeys::Other)
            }

            fn visit_i64<E: Error>(self, _: i64) -> Result<RawKeys, E> {
                Ok(RawKeys::Other)
            }

            fn visit_f64<E: Error>(self, _: f64) -> Result<RawKeys, E> {
                Ok(RawKeys::Other)
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<RawKeys, A::Error> {
                let mut list = Vec::new();
                while let Some(one) = seq.next_element()? {
                    list.push(one);
                }
                Ok(RawKeys::List(list))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<RawKeys, A::Error> {
                let mut table = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    table.push(entry);
                }
                Ok(RawKeys::Table(table))
            }
        }
        deserializer.deserialize_any(Reader)
    }
}

/// Takes the shape, and every word with its place.
pub(super) fn keys(source: &Source<'_>, raw: Spanned<RawKeys>) -> Result<Keys, Mistake> {
    let at = |span: Range<usize>, sentence: &str| {
        word(source, String::new(), span, "keys".to_owned()).mistake(sentence)
    };
    let span = raw.span();
    let RawKeys::Table(sections) = raw.into_inner() else {
        return Err(at(span, "this must be a table of sections, like [keys.people]"));
    };
    let mut bindings = Vec::new();
    for (name, section) in sections {
        let setting = format!("keys.{}", quotable(name.get_ref()).unwrap_or(MASK));
        let name_word = word(source, name.get_ref().clone(), name.span(), setting.clone());
        let RawKeys::Table(actions) = section.into_inner() else {
            let sentence = "an action stands in a section, like [keys.people]; \
                            `bursar config keys` prints them all";
            return Err(name_word.mistake(sentence));
        };
        for (action, value) in actions {
            let start = action.span().start;
            let setting = format!("{setting}.{}", quotable(action.get_ref()).unwrap_or(MASK));
            let action = word(source, action.get_ref().clone(), action.span(), setting);
            let keys = list(source, &action, value)?;
            let section = name_word.clone();
            bindings.push((start, Binding { section, action, keys }));
        }
    }
    bindings.sort_by_key(|(start, _)| *start);
    Ok(Keys { bindings: bindings.into_iter().map(|(_, binding)| binding).collect() })
}

fn list(source: &Source<'_>, action: &Word, value: Spanned<RawKeys>) -> Result<Vec<Word>, Mistake> {
    let at = |span, text| Word {
        text,
        setting: action.setting.clone(),
        at: Box::new(source.point(span, action.quotable())),
    };
    let span = value.span();
    let RawKeys::List(list) = value.into_inner() else {
        return Err(at(span, String::new()).mistake("this must be a list in [ ], like [\"x\"]"));
    };
    let one = |key: Spanned<RawKeys>| {
        let span = key.span();
        match key.into_inner() {
            RawKeys::Word(text) => Ok(at(span, text)),
            _ => Err(at(span, String::new()).mistake("a key is a word in quotes, like \"ctrl-r\"")),
        }
    };
    list.into_iter().map(one).collect()
}

fn word(source: &Source<'_>, text: String, span: Range<usize>, setting: String) -> Word {
    let at = Box::new(source.point(span, quotable(&text)));
    Word { text, setting, at }
}
