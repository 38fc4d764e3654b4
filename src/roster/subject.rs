//! Whose activity a word asks for, and what to call it: a user, a team, a key.

use super::{PersonRef, Roster, find, key_named, team_named};
use crate::domain::activity::{Spender, Subject, Who};
use crate::domain::redact::redact;
use crate::domain::text::harmless;
use crate::domain::{Key, KeyHash, KeyWord, ProxyUser, Team, Usd};

/// Names of several listed at most.
const LISTED: usize = 10;

/// A subject as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    pub subject: Subject,
    /// What to call it. Harmless.
    pub name: String,
    /// What tells it from others of that name: an e-mail, an id. Harmless; may be empty.
    pub detail: String,
    /// What it has spent of its budget, which is another matter; unknown where the server did not
    /// tell, or nobody is listed.
    pub of_budget: Option<Usd>,
}

/// Everybody.
pub fn everybody(roster: &Roster) -> Named {
    let users = roster.proxy().map(|side| side.users.rows.iter());
    let of_budget = users.map(|users| users.filter_map(|user| user.spend).sum());
    let (name, detail) = ("everybody".to_owned(), String::new());
    Named { subject: Subject::Everybody, name, detail, of_budget }
}

/// This person, by the user they are at the proxy.
///
/// # Errors
/// They are none.
pub fn person(person: PersonRef<'_>) -> Result<Named, String> {
    let Some(user) = person.proxy() else {
        return Err(match person.unseen_at_proxy() {
            None => format!(
                "{} is no user at the proxy; what their chats cost is counted for a customer or a \
                 key",
                person.label()
            ),
            Some(why) => format!(
                "whether {} is a user at the proxy is not known, so neither is what they spent: \
                 {why}",
                person.label()
            ),
        });
    };
    let name = harmless(person.name()).into_owned();
    let email = person.email().map(|email| harmless(email).into_owned());
    let detail = email.filter(|email| *email != name);
    let detail = detail.unwrap_or_else(|| {
        if name == user.id.to_string() { String::new() } else { user.id.to_string() }
    });
    Ok(Named { subject: Subject::User(user.id.clone()), name, detail, of_budget: user.spend })
}

/// That subject, if it is listed.
pub fn named(roster: &Roster, subject: &Subject) -> Option<Named> {
    roster.proxy()?;
    match subject {
        Subject::Everybody => Some(everybody(roster)),
        Subject::User(id) => roster.by_user(id).and_then(|found| person(found).ok()),
        Subject::Team(id) => roster.team(id).map(named_team),
        Subject::Key(hash) => roster.key(hash).map(named_key),
    }
}

/// The user whom a word names, as it does everywhere.
///
/// # Errors
/// Nobody, several, or somebody who is no user at the proxy.
pub fn user(roster: &Roster, word: &str) -> Result<Named, String> {
    person(find(roster, word).map_err(|error| error.to_string())?)
}

/// The team of that id or alias; a part of one where only one has it.
///
/// # Errors
/// None, or several.
pub fn team(roster: &Roster, word: &str) -> Result<Named, String> {
    if let Some(team) = team_named(roster, word.trim()).ok().and_then(|id| roster.team(&id)) {
        return Ok(named_team(team));
    }
    let teams = roster.proxy().map_or(&[][..], |side| &side.teams.rows);
    let label = |team: &&Team| format!("{}  {}", team.id, team.label());
    let names = |team: &Team| {
        [Some(team.id.raw().to_owned()), team.alias.as_ref().map(|a| a.raw().to_owned())]
    };
    let is_whole = roster.proxy().is_some_and(|side| side.teams.is_complete());
    one("team", teams, is_whole, word, names, label).map(named_team)
}

fn named_team(team: &Team) -> Named {
    let name = team.label();
    let detail = if name == team.id.to_string() { String::new() } else { team.id.to_string() };
    Named { subject: Subject::Team(team.id.clone()), name, detail, of_budget: team.spend }
}

/// The key of that alias, masked name or hash; a part of one where only one has it. A key in full
/// is hashed here and goes nowhere. A hash that is not listed stands for a key that was deleted.
///
/// # Errors
/// None, or several.
pub fn key(roster: &Roster, word: &str) -> Result<Named, String> {
    if let Ok(key) = key_named(roster, word) {
        return Ok(named_key(key));
    }
    if let KeyWord::Hash(hash) = KeyWord::read(word) {
        let name = format!("key {}", short(&hash));
        let detail = "not among the keys there are".to_owned();
        return Ok(Named { subject: Subject::Key(hash), name, detail, of_budget: None });
    }
    let keys = roster.proxy().map_or(&[][..], |side| &side.keys.rows);
    let names = |key: &Key| {
        let raw = |text: &crate::domain::Text| text.raw().to_owned();
        [key.alias.as_ref().map(raw), key.name.as_ref().map(raw), Some(key.hash.raw().into_owned())]
    };
    let label = |key: &&Key| format!("{:.12}  {}", key.hash.raw(), key.label());
    let is_whole = roster.proxy().is_some_and(|side| side.keys.is_complete());
    one("key", keys, is_whole, word, names, label).map(named_key)
}

fn named_key(key: &Key) -> Named {
    let name = format!("key {}", key.label());
    let detail = if key.label() == short(&key.hash) { String::new() } else { short(&key.hash) };
    Named { subject: Subject::Key(key.hash.clone()), name, detail, of_budget: key.spend }
}

/// The beginning of a hash, enough for an eye.
fn short(hash: &KeyHash) -> String {
    harmless(&hash.raw().chars().take(12).collect::<String>()).into_owned()
}

/// The one whose name is the word; else in another case; else, of a whole list, has it as a part.
fn one<'a, T, const N: usize>(
    what: &str,
    all: &'a [T],
    is_whole: bool,
    word: &str,
    names: impl Fn(&T) -> [Option<String>; N],
    label: impl Fn(&&'a T) -> String,
) -> Result<&'a T, String> {
    let typed = word.trim();
    let wanted = typed.to_lowercase();
    let shown = harmless(&redact(typed)).into_owned();
    if wanted.is_empty() {
        return Err(format!("no {what} was named"));
    }
    let matching = |is_match: &dyn Fn(&str) -> bool| -> Vec<&'a T> {
        let has = |item: &&'a T| names(item).iter().flatten().any(|name| is_match(name));
        all.iter().filter(has).collect()
    };
    let mut found = matching(&|name| name == typed);
    if found.is_empty() {
        found = matching(&|name| name.to_lowercase() == wanted);
    }
    if found.is_empty() && is_whole {
        found = matching(&|name| name.to_lowercase().contains(&wanted));
    }
    match found.as_slice() {
        [one] => Ok(one),
        [] if is_whole => Err(format!("no {what} has '{shown}' in its name or id")),
        [] => Err(format!(
            "no {what} that could be listed is '{shown}', and the list is incomplete, so a part of a \
             name names none; give the whole name or id"
        )),
        several => {
            let mut lines: Vec<String> = several.iter().take(LISTED).map(&label).collect();
            if several.len() > LISTED {
                lines.push(format!("… and {} more", several.len() - LISTED));
            }
            let (count, lines) = (several.len(), lines.join("\n  "));
            Err(format!("'{shown}' matches {count} {what}s; say which by its id:\n  {lines}"))
        }
    }
}

/// What to call each of these and what tells them apart, as in [`Named`].
pub fn names(roster: Option<&Roster>, spenders: &[Spender]) -> Vec<(String, String)> {
    let mut known = std::collections::HashMap::new();
    let is_user = |row: &&Spender| matches!(row.who, Who::User(_));
    let wanted: std::collections::HashSet<_> =
        spenders.iter().filter(is_user).map(|row| row.who.id()).collect();
    for person in roster.into_iter().flat_map(Roster::people) {
        let id = person.proxy().map(|user: &ProxyUser| user.id.raw());
        if let Some(id) = id.filter(|id| wanted.contains(*id)) {
            known.insert(id, person);
        }
    }
    let each = |row: &Spender| match &row.who {
        Who::User(id) => match known.get(id.raw()).and_then(|person| self::person(*person).ok()) {
            Some(named) => (named.name, named.detail),
            None => (
                row.email.as_ref().map_or_else(|| id.to_string(), ToString::to_string),
                row.email.as_ref().map_or_else(String::new, |_| id.to_string()),
            ),
        },
        Who::Key(hash) => {
            let alias = row.alias.as_ref().map(ToString::to_string);
            let name = alias.unwrap_or_else(|| "without an alias".to_owned());
            (format!("key {name}"), short(hash))
        }
    };
    spenders.iter().map(each).collect()
}
