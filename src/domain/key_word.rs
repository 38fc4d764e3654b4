//! How an operator names a virtual key.

use super::{KeyHash, Text};

/// What was typed or pasted to name a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyWord {
    /// By its hash. A key itself becomes this where it is read, and goes no further.
    Hash(KeyHash),
    /// By its alias, its masked form or the beginning of its hash.
    Named(Text),
}

impl KeyWord {
    /// What was typed or pasted. A whole key is hashed at once.
    pub fn read(word: &str) -> Self {
        let word = word.trim();
        if let Some(hash) = KeyHash::of_pasted(word) {
            Self::Hash(hash)
        } else if KeyHash::is_hash(word) {
            Self::Hash(KeyHash::new(word.to_lowercase()))
        } else {
            Self::Named(word.into())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pasted_key_is_hashed_where_it_is_read() {
        let read = KeyWord::read(" sk-1234-secret\n");
        assert_eq!(read, KeyWord::Hash(KeyHash::of_secret("sk-1234-secret")));
        assert!(!format!("{read:?}").contains("secret"));
        assert_eq!(KeyWord::read("sk-...abcd"), KeyWord::Named("sk-...abcd".into()));
        assert_eq!(KeyWord::read("lab-3"), KeyWord::Named("lab-3".into()));
        let hash = "AB".repeat(32);
        assert_eq!(KeyWord::read(&hash), KeyWord::Hash(KeyHash::new(hash.to_lowercase())));
    }
}
