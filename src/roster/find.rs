//! Finding one person by what the operator typed: an id, an e-mail, or a unique part of one.
//!
//! Names do not count: whoever signs up chooses theirs, and one that reads like somebody else's
//! e-mail must not draw that person's budget. They are only told, so that the id can be copied.

use super::{PersonRef, Roster};
use crate::domain::redact::redact;
use crate::domain::text::harmless;

/// Matches listed at most.
const LISTED: usize = 10;

/// Why a word does not name one person.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FindError {
    /// Nobody.
    #[error("no user has '{word}' in an id or e-mail{note}; {next}")]
    Nobody {
        /// As typed.
        word: String,
        /// Said when a listing was incomplete.
        note: &'static str,
        /// Who has it in their name, or how to look.
        next: String,
    },
    /// More than one.
    #[error("'{word}' matches {count} users, so nothing was done; say which:\n  {matches}")]
    Ambiguous {
        /// As typed.
        word: String,
        /// At least 2.
        count: usize,
        /// The first of them, one a line.
        matches: String,
    },
}

/// The one person `word` names. An id as it is written wins over an id or e-mail in another case,
/// and that over parts. Where a listing is incomplete a part names nobody: whom it means may be among
/// those who were not read.
///
/// # Errors
/// Nobody matches, or several do and none better than the others.
pub fn find<'a>(roster: &'a Roster, word: &str) -> Result<PersonRef<'a>, FindError> {
    let typed = word.trim();
    let wanted = typed.to_lowercase();
    if wanted.is_empty() {
        return Err(nobody(roster, word, &wanted));
    }
    let matching = |is_match: &dyn Fn(PersonRef<'a>) -> bool| -> Vec<PersonRef<'a>> {
        roster.people().filter(|person| is_match(*person)).collect()
    };
    let mut found = matching(&|person| ids(person).any(|id| id == word));
    if found.is_empty() {
        found = matching(&|person| ids(person).any(|id| id == typed));
    }
    if found.is_empty() {
        found = matching(&|person| handles(person).any(|handle| handle == wanted));
    }
    // Of a list with gaps a part of a name is that of whoever happens to be in it.
    if found.is_empty() && roster.is_complete() {
        found = matching(&|person| handles(person).any(|handle| handle.contains(&wanted)));
    }
    match found.as_slice() {
        [] => Err(nobody(roster, word, &wanted)),
        [one] => Ok(*one),
        several => Err(FindError::Ambiguous {
            word: shown(word),
            count: several.len(),
            matches: list(several),
        }),
    }
}

/// What was typed, which may be a key in the wrong place.
fn shown(word: &str) -> String {
    harmless(&redact(word)).into_owned()
}

fn nobody(roster: &Roster, word: &str, wanted: &str) -> FindError {
    let note = if roster.is_complete() {
        ""
    } else {
        " (a listing is incomplete, so they may exist all the same, and a part of an id or e-mail \
         names nobody: give the whole)"
    };
    let is_named = |person: &PersonRef<'_>| {
        person.name().to_lowercase().contains(wanted) && !wanted.is_empty()
    };
    let named: Vec<_> = roster.people().filter(is_named).collect();
    let next = if named.is_empty() {
        "`bursar users` lists them all".to_owned()
    } else {
        format!("in their names have it:\n  {}", list(&named))
    };
    FindError::Nobody { word: shown(word), note, next }
}

fn ids(person: PersonRef<'_>) -> impl Iterator<Item = &str> {
    let user = person.proxy().map(|user| user.id.raw());
    user.into_iter().chain(person.account().map(|account| account.id.raw()))
}

/// Ids and e-mails, in lower case.
fn handles(person: PersonRef<'_>) -> impl Iterator<Item = String> {
    let user = person.proxy().and_then(|user| user.email.as_ref());
    let account = person.account().and_then(|account| account.email.as_ref());
    let emails = user.into_iter().chain(account).map(|email| email.normal().to_owned());
    ids(person).map(str::to_lowercase).chain(emails)
}

fn list(people: &[PersonRef<'_>]) -> String {
    let mut lines: Vec<String> = people
        .iter()
        .take(LISTED)
        .map(|person| {
            let email = person.email().map_or("no e-mail".into(), harmless);
            format!("{}  {email}  {}", harmless(person.id().raw()), harmless(person.name()))
        })
        .collect();
    if people.len() > LISTED {
        lines.push(format!("… and {} more", people.len() - LISTED));
    }
    lines.join("\n  ")
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::domain::SyncPolicy;
    use crate::domain::sample::{snapshot, user};
    use crate::roster::join;

    #[test]
    fn an_id_with_blanks_around_it_is_found_as_it_is_written() {
        let users = vec![user("ana", "ana@x.edu", "Ana"), user(" ana ", "b@x.edu", "Ben")];
        let roster =
            join(Arc::new(snapshot(users, Vec::new(), Vec::new())), &SyncPolicy::default());
        for (word, name) in [(" ana ", "Ben"), ("ana", "Ana"), (" ana", "Ana")] {
            assert_eq!(find(&roster, word).unwrap().name(), name, "{word:?}");
        }
    }

    #[test]
    fn of_an_incomplete_roster_a_part_names_nobody() {
        let users = vec![user("u-diana", "diana@x.edu", "Diana")];
        let mut seen = snapshot(users, Vec::new(), Vec::new());
        let found = |seen: &crate::domain::Snapshot, word: &str| {
            let roster = join(Arc::new(seen.clone()), &SyncPolicy::default());
            find(&roster, word).map(|person| person.name().to_owned()).map_err(|e| e.to_string())
        };
        assert_eq!(found(&seen, "ana"), Ok("Diana".to_owned()));
        seen.webui = crate::domain::Side::Failed("Open WebUI did not answer".into());
        let why = found(&seen, "ana").unwrap_err();
        assert!(why.contains("names nobody: give the whole"), "{why}");
        for exact in ["u-diana", "U-Diana", "diana@x.edu", "Diana@X.edu"] {
            assert_eq!(found(&seen, exact), Ok("Diana".to_owned()), "{exact}");
        }
    }
}
