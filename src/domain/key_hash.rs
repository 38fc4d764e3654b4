//! What a virtual key is known by.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::Text;

/// Digits from which on the beginning of a hash names a key.
const BEGINNING: usize = 8;

/// A virtual key's `token`: the SHA-256 of the key in hexadecimal. Not a secret.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(from = "Text", into = "Text")]
pub struct KeyHash(Form);

/// A hundred thousand people have twice as many keys, and digits take twice the room.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Form {
    Digest([u8; 32]),
    /// What is no digest in lower case.
    Text(Text),
}

impl KeyHash {
    /// Wraps the server's value.
    pub fn new(raw: impl AsRef<str>) -> Self {
        let raw = raw.as_ref();
        Self(digest(raw).map_or_else(|| Form::Text(raw.into()), Form::Digest))
    }

    /// Under what the proxy keeps the key `secret`, which goes no further than this.
    pub fn of_secret(secret: &str) -> Self {
        Self(Form::Digest(Sha256::digest(secret.trim().as_bytes()).into()))
    }

    /// That of a key which was typed or pasted whole; `None` for whatever else a word is, as the
    /// masked `sk-...abcd`.
    pub fn of_pasted(word: &str) -> Option<Self> {
        let word = word.trim();
        (word.starts_with("sk-") && !word.contains("...")).then(|| Self::of_secret(word))
    }

    /// Whether a word has the form of a hash.
    pub fn is_hash(word: &str) -> bool {
        word.len() == 64 && word.bytes().all(|byte| byte.is_ascii_hexdigit())
    }

    /// Whether it begins with this word, of at least eight digits in either case: so many name a key.
    pub fn begins_with(&self, word: &str) -> bool {
        word.len() >= BEGINNING
            && word.bytes().all(|byte| byte.is_ascii_hexdigit())
            && self.raw().get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word))
    }

    /// The server's value, to be compared or sent back.
    pub fn raw(&self) -> Cow<'_, str> {
        match &self.0 {
            Form::Digest(bytes) => {
                bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]).map(digit).collect()
            }
            Form::Text(text) => text.raw().into(),
        }
    }
}

/// The bytes that 64 hexadecimal digits in lower case stand for.
fn digest(raw: &str) -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    let (digits, []) = raw.as_bytes().as_chunks::<2>() else { return None };
    if digits.len() != bytes.len() {
        return None;
    }
    for (byte, [high, low]) in bytes.iter_mut().zip(digits) {
        *byte = value(*high)? << 4 | value(*low)?;
    }
    Some(bytes)
}

fn value(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    }
}

fn digit(value: u8) -> char {
    char::from_digit(value.into(), 16).unwrap_or_default()
}

impl From<Text> for KeyHash {
    fn from(text: Text) -> Self {
        Self(digest(text.raw()).map_or(Form::Text(text), Form::Digest))
    }
}

impl From<KeyHash> for Text {
    fn from(hash: KeyHash) -> Self {
        match hash.0 {
            Form::Digest(_) => Self::from(&*hash.raw()),
            Form::Text(text) => text,
        }
    }
}

impl fmt::Display for KeyHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&super::text::harmless(&self.raw()))
    }
}

impl fmt::Debug for KeyHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{self}\"")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn a_hash_is_given_back_as_it_came(raw in "[0-9a-f]{64}|[0-9A-Fa-f]{60,66}|\\PC*") {
            let hash = KeyHash::new(&raw);
            proptest::prop_assert_eq!(&*hash.raw(), raw.as_str());
            proptest::prop_assert_eq!(KeyHash::from(Text::from(raw)), hash);
        }
    }

    #[test]
    fn a_key_is_kept_under_its_sha_256() {
        let hash = KeyHash::of_secret(" sk-1234\n");
        let known = "88dc28d0f030c55ed4ab77ed8faf098196cb1c05df778539800c9f1243fe6b4b";
        assert_eq!(hash.raw(), known);
        assert!(KeyHash::is_hash(known) && !KeyHash::is_hash("sk-1234"));
    }

    #[test]
    fn eight_digits_of_a_hash_name_it_in_either_case() {
        let hash = KeyHash::new("ab".repeat(32));
        assert!(hash.begins_with("ABabABab") && hash.begins_with(&"AB".repeat(32)));
        assert!(!hash.begins_with("abababa") && !hash.begins_with("abababac"));
    }

    #[test]
    fn a_digest_takes_no_memory_besides_the_value() {
        let hash = KeyHash::new("0123456789abcdef".repeat(4));
        assert!(matches!(hash.0, Form::Digest(_)));
        assert!(matches!(KeyHash::new("AB".repeat(32)).0, Form::Text(_)));
    }
}
