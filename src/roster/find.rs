//! Finding one person by what the operator typed: an id, an e-mail, or a unique part of one.

use super::{PersonRef, Roster};
use crate::domain::text::harmless;

/// Matches listed at most when a word is ambiguous.
const LISTED: usize = 10;

/// Why a word does not name one person.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FindError {
    /// Nobody.
    #[error("no user matches '{word}'; try a part of the e-mail, the name or the id{note}")]
    Nobody {
        /// What was typed.
        word: String,
        /// Said when a listing was incomplete.
        note: &'static str,
    },
    /// More than one.
    #[error("'{word}' matches {count} users, so nothing was done; say which:\n  {matches}")]
    Ambiguous {
        /// What was typed.
        word: String,
        /// How many.
        count: usize,
        /// The first of them, one a line.
        matches: String,
    },
}

/// The one person `word` names. An exact id or e-mail wins over parts.
///
/// # Errors
/// Nobody matches, or several do and none exactly.
pub fn find<'a>(roster: &'a Roster, word: &str) -> Result<PersonRef<'a>, FindError> {
    let wanted = word.trim().to_lowercase();
    if wanted.is_empty() {
        return Err(nobody(roster, word));
    }
    let exact: Vec<_> = roster.people().filter(|person| is_exactly(*person, &wanted)).collect();
    let parts = || {
        let filter = super::Filter::new(&wanted);
        roster.people().filter(|person| filter.matches(*person)).collect()
    };
    let found = if exact.is_empty() { parts() } else { exact };
    match found.as_slice() {
        [] => Err(nobody(roster, word)),
        [one] => Ok(*one),
        several => Err(FindError::Ambiguous {
            word: harmless(word).into_owned(),
            count: several.len(),
            matches: list(several),
        }),
    }
}

fn nobody(roster: &Roster, word: &str) -> FindError {
    let note = if roster.is_complete() {
        ""
    } else {
        " (a listing is incomplete, so they may exist all the same)"
    };
    FindError::Nobody { word: harmless(word).into_owned(), note }
}

fn is_exactly(person: PersonRef<'_>, wanted: &str) -> bool {
    let user = person.proxy();
    let account = person.account();
    let emails = [
        user.and_then(|user| user.email.as_ref()),
        account.and_then(|account| account.email.as_ref()),
    ];
    let ids = [user.map(|user| user.id.raw()), account.map(|account| account.id.raw())];
    emails.into_iter().flatten().any(|email| email.normal() == wanted)
        || ids.into_iter().flatten().any(|id| id.to_lowercase() == wanted)
}

fn list(people: &[PersonRef<'_>]) -> String {
    let mut lines: Vec<String> = people
        .iter()
        .take(LISTED)
        .map(|person| {
            let email = person.email().map(harmless).unwrap_or_default();
            format!("{}  {email}  {}", harmless(person.id().raw()), harmless(person.name()))
        })
        .collect();
    if people.len() > LISTED {
        lines.push(format!("… and {} more", people.len() - LISTED));
    }
    lines.join("\n  ")
}
