//! Finding one person by what the operator typed: an id, an e-mail, or a unique part of one.
//!
//! Names do not count: whoever signs up chooses theirs, and one that reads like somebody else's
//! e-mail must not draw that person's budget. They are only told, so that the id can be copied.

use super::{PersonRef, Roster};
use crate::domain::nearest::nearest;
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
        several => Err(several_match(word, several)),
    }
}

/// The same for a look, which draws nobody's budget: where no id and no e-mail has the word, a whole
/// name in any case names one, too.
///
/// # Errors
/// As [`find`].
pub fn find_to_look<'a>(roster: &'a Roster, word: &str) -> Result<PersonRef<'a>, FindError> {
    let nobody = match find(roster, word) {
        Err(nobody @ FindError::Nobody { .. }) if roster.is_complete() => nobody,
        found => return found,
    };
    let wanted = word.trim().to_lowercase();
    let is_so_named =
        |person: &PersonRef<'_>| !wanted.is_empty() && person.name().to_lowercase() == wanted;
    let named: Vec<_> = roster.people().filter(is_so_named).collect();
    match named.as_slice() {
        [] => Err(nobody),
        [one] => Ok(*one),
        several => Err(several_match(word, several)),
    }
}

fn several_match(word: &str, several: &[PersonRef<'_>]) -> FindError {
    FindError::Ambiguous { word: shown(word), count: several.len(), matches: list(several) }
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
    let next = match near(roster, wanted) {
        _ if !named.is_empty() => format!("in their names have it:\n  {}", list(&named)),
        Some(near) => format!("did you mean '{}'?", harmless(&near)),
        None => "`bursar users` lists them all".to_owned(),
    };
    FindError::Nobody { word: shown(word), note, next }
}

/// The id or e-mail whose part before the `@` is nearest to that of what was typed.
fn near(roster: &Roster, wanted: &str) -> Option<String> {
    let local = |handle: &str| handle.split('@').next().unwrap_or_default().to_owned();
    let known: Vec<String> = roster.people().flat_map(handles).collect();
    let locals: Vec<String> = known.iter().map(|handle| local(handle)).collect();
    let nearest = nearest(&local(wanted), locals.iter().map(String::as_str))?;
    // Of one person's id and e-mail, what looks more like the word.
    let has_domain = wanted.contains('@');
    let mut found = known.iter().zip(&locals).filter(|(_, of)| of.as_str() == nearest);
    let first = found.next()?.0;
    let other = found.find(|(handle, _)| handle.contains('@') == has_domain);
    let is_alike = first.contains('@') == has_domain;
    Some(if is_alike { first } else { other.map_or(first, |(handle, _)| handle) }.clone())
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
    fn a_look_takes_a_whole_name_and_a_change_does_not() {
        let users = vec![
            user("u-1", "ana@x.edu", "Ana Ruiz"),
            user("u-2", "ben@x.edu", "Ben Okafor"),
            user("u-3", "b2@x.edu", "Ben Okafor"),
        ];
        let seen = snapshot(users, Vec::new(), Vec::new());
        let roster = join(Arc::new(seen.clone()), &SyncPolicy::default());
        assert_eq!(find_to_look(&roster, " ana RUIZ").unwrap().name(), "Ana Ruiz");
        assert!(matches!(find(&roster, "Ana Ruiz"), Err(FindError::Nobody { .. })));
        assert!(find_to_look(&roster, "Ana").is_ok(), "a part of the e-mail");
        assert!(matches!(find_to_look(&roster, "Ruiz"), Err(FindError::Nobody { .. })));
        let several = find_to_look(&roster, "ben okafor").map(|person| person.name().to_owned());
        assert!(matches!(several, Err(FindError::Ambiguous { count: 2, .. })), "{several:?}");
        let gaps = crate::domain::Side::Failed("it did not answer".into());
        let gaps = crate::domain::Snapshot { webui: gaps, ..seen };
        let roster = join(Arc::new(gaps), &SyncPolicy::default());
        assert!(matches!(find_to_look(&roster, "Ana Ruiz"), Err(FindError::Nobody { .. })));
    }

    #[test]
    fn the_nearest_is_named_where_nobody_is() {
        let users = vec![
            user("ana.lindholm", "ana.lindholm@campus.example.edu", "Ana Lindholm"),
            user("u-2", "ben@campus.example.edu", "Ben"),
        ];
        let roster =
            join(Arc::new(snapshot(users, Vec::new(), Vec::new())), &SyncPolicy::default());
        let said = |word: &str| find(&roster, word).map(|_| ()).unwrap_err().to_string();
        for (word, near) in [
            ("anna.lindholm@campus.example.edu", Some("ana.lindholm@campus.example.edu")),
            ("anna.lindholm", Some("ana.lindholm")),
            ("bne@campus.example.edu", Some("ben@campus.example.edu")),
            ("zoe@campus.example.edu", None),
        ] {
            let asks = near.map(|near| format!("; did you mean '{near}'?"));
            let said = said(word);
            match asks {
                Some(asks) => assert!(said.ends_with(&asks), "{said}"),
                None => assert!(said.ends_with("`bursar users` lists them all"), "{said}"),
            }
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
