//! Finding a virtual key, a team or a customer by what the operator typed.

mod team;

use super::Roster;
use crate::domain::nearest::{did_you_mean, nearest};
use crate::domain::redact::redact;
use crate::domain::text::harmless;
use crate::domain::{Customer, Key, KeyWord, Listing, Text};
pub use team::{TeamError, team_named};

/// Matches listed at most.
const LISTED: usize = 10;

/// Why a word names no key or customer, or several.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NamedError {
    /// None.
    #[error("the proxy has no {what} '{word}'{next}")]
    Nothing {
        /// Key or customer.
        what: &'static str,
        /// What was typed. Harmless, and no key.
        word: String,
        /// What may have been meant, or how to look.
        next: String,
    },
    /// Several.
    #[error("'{word}' names {count} keys, so nothing was done; give the hash of one:\n  {matches}")]
    Ambiguous {
        /// What was typed. Harmless, and no key.
        word: String,
        /// At least 2.
        count: usize,
        /// The first of them, one a line.
        matches: String,
    },
}

fn shown(word: &str) -> String {
    harmless(&redact(word)).into_owned()
}

/// The one key `word` names: its hash or the beginning of it, the key itself, its alias, or the
/// masked name where no other has it.
///
/// # Errors
/// None has it, or several.
pub fn key_named<'a>(roster: &'a Roster, word: &str) -> Result<&'a Key, NamedError> {
    let word = word.trim();
    let listing = roster.proxy().map(|side| &side.keys);
    let keys = listing.map_or(&[][..], |keys| &keys.rows);
    let named = KeyWord::read(word);
    let all = |is_it: &dyn Fn(&Key) -> bool| -> Vec<&Key> {
        keys.iter().filter(|key| is_it(key)).collect()
    };
    let is = |text: &Option<Text>| text.as_ref().is_some_and(|text| text.raw() == word);
    // Of a list with gaps only what no two keys share names one: an alias, a whole hash.
    let is_whole = listing.is_some_and(Listing::is_complete);
    let mut found = all(&|key| is(&key.alias));
    if found.is_empty() {
        found = match &named {
            KeyWord::Hash(hash) => all(&|key| key.hash == *hash),
            KeyWord::Named(_) => all(&|key| is_whole && key.hash.begins_with(word)),
        };
    }
    if found.is_empty() && is_whole {
        found = all(&|key| is(&key.name));
    }
    if found.is_empty() {
        let wanted = word.to_lowercase();
        let lower = |text: &Text| text.raw().to_lowercase() == wanted;
        found = all(&|key| key.alias.as_ref().is_some_and(lower));
    }
    match found.as_slice() {
        [one] => Ok(one),
        [] => {
            let aliases = keys.iter().filter_map(|key| key.alias.as_ref()).map(Text::raw);
            let near = match named {
                KeyWord::Hash(_) => None,
                KeyWord::Named(_) => nearest(word, aliases),
            };
            let next = match near {
                _ if !is_whole => {
                    " (the listing of keys is incomplete, so it may be there all the same; give its \
                     alias or its whole hash)"
                        .into()
                }
                Some(near) => harmless(&did_you_mean(Some(near))).into_owned(),
                None => "; a key is named by its alias, its hash or its masked name, and \
                         `bursar users --format json` tells whose there are"
                    .to_owned(),
            };
            Err(NamedError::Nothing { what: "key", word: shown(word), next })
        }
        several => {
            let line = |key: &&Key| format!("{}  {}", key.hash, key.label());
            let mut lines: Vec<String> = several.iter().take(LISTED).map(line).collect();
            if several.len() > LISTED {
                lines.push(format!("… and {} more", several.len() - LISTED));
            }
            let (count, matches) = (several.len(), lines.join("\n  "));
            Err(NamedError::Ambiguous { word: shown(word), count, matches })
        }
    }
}

/// The customer of that id, exactly as it is written.
///
/// # Errors
/// There is none.
pub fn customer_named<'a>(roster: &'a Roster, word: &str) -> Result<&'a Customer, NamedError> {
    let listing = roster.proxy().map(|side| &side.customers);
    let customers = listing.map_or(&[][..], |customers| &customers.rows);
    customers.iter().find(|customer| customer.id.raw() == word).ok_or_else(|| {
        let ids = customers.iter().map(|customer| customer.id.raw());
        let next = if listing.is_some_and(Listing::is_complete) {
            harmless(&did_you_mean(nearest(word, ids))).into_owned()
        } else {
            " (the listing of customers is incomplete, so it may be there all the same)".into()
        };
        NamedError::Nothing { what: "customer", word: shown(word), next }
    })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use pretty_assertions::assert_eq;

    use super::*;
    use crate::domain::sample::{key, snapshot, user};
    use crate::domain::{Side, SyncPolicy};
    use crate::roster::join;

    fn roster() -> Roster {
        let pasted = crate::domain::KeyHash::of_pasted("sk-one-of-them").unwrap();
        let mut seen = snapshot(vec![user("a", "a@x.edu", "A")], Vec::new(), Vec::new());
        if let Side::Seen(proxy) = &mut seen.proxy {
            let of = |hash: &str, alias: Option<&str>, name: &str| Key {
                alias: alias.map(Text::from),
                name: Some(Text::from(name)),
                ..key(hash, "a")
            };
            proxy.keys.rows = vec![
                of(&pasted.raw(), Some("lab"), "sk-...aaaa"),
                of(&"b".repeat(64), Some("Desk"), "sk-...bbbb"),
                of(&format!("bbbb{}", "c".repeat(60)), None, "sk-...bbbb"),
            ];
        }
        join(Arc::new(seen), &SyncPolicy::default())
    }

    fn named(word: &str) -> Result<String, String> {
        let roster = roster();
        key_named(&roster, word).map(Key::label).map_err(|error| error.to_string())
    }

    #[test]
    fn a_key_is_named_by_alias_hash_itself_or_masked_name() {
        for word in ["lab", "LAB", "sk-one-of-them", "sk-...aaaa"] {
            assert_eq!(named(word), Ok("lab".into()), "{word}");
        }
        assert_eq!(named("bbbbbbbb"), Ok("Desk".into()));
        assert_eq!(named("bbbbcccc"), Ok("sk-...bbbb".into()));
    }

    #[test]
    fn a_masked_name_that_two_keys_have_names_neither() {
        let why = named("sk-...bbbb").unwrap_err();
        assert!(why.contains("names 2 keys, so nothing was done"), "{why}");
    }

    #[test]
    fn a_pasted_key_that_is_not_there_is_not_told() {
        let why = named("sk-abcdefghijklmnop1234").unwrap_err();
        assert!(!why.contains("abcdefghijklmnop"), "{why}");
        assert!(named("lbb").unwrap_err().contains("did you mean 'lab'"));
    }
}
