//! *key mint*: a virtual key for one or more people.

use std::collections::HashSet;

use super::{Context, Draft};
use crate::domain::text::harmless;
use crate::domain::{Budget, Limit, ProxyUser, Team, TeamId, Text, Window};
use crate::plan::op::{MintKey, MintTeam};
use crate::plan::{Plan, Purpose};
use crate::roster::{PersonRef, Roster};

/// What the operator asks for.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct MintWish {
    /// `key_alias`; `None` makes one of the person's name and a number.
    pub alias: Option<String>,
    /// `models`; empty allows what the owner may use.
    pub models: Vec<String>,
    /// `team_id`: a team that the owner is in.
    pub team: Option<TeamId>,
    /// `max_budget` of the key.
    pub limit: Limit,
    /// `budget_duration` of the key.
    pub window: Option<Window>,
    /// `duration`: how long it lives, in the grammar of windows; `None` never expires.
    pub expires_in: Option<Window>,
}

/// The plan that mints one key for each of these people (indices of the roster).
pub fn mint(roster: &Roster, people: &[u32], wish: &MintWish, context: &Context) -> Plan {
    let mut draft = Draft::new(roster, context);
    let keys = roster.proxy().map_or(&[][..], |side| &side.keys.rows);
    let teams = roster.proxy().map_or(&[][..], |side| &side.teams.rows);
    let mut taken: HashSet<String> =
        keys.iter().filter_map(|key| key.alias.as_ref()).map(|a| a.raw().to_owned()).collect();
    for person in people.iter().filter_map(|&index| roster.get(index)) {
        let Some(user) = person.proxy() else {
            draft.refuse(person, "has no user at the proxy to own a key; sync first");
            continue;
        };
        let alias = match &wish.alias {
            Some(alias) if people.len() == 1 => alias.clone(),
            Some(stem) => numbered(stem, &taken),
            None => numbered(&stem_of(person), &taken),
        };
        if let Some(why) = refusal(&alias, &taken) {
            draft.refuse(person, why);
            continue;
        }
        let team = match wish.team.as_ref().map(|team| team_of(user, team, teams)).transpose() {
            Ok(team) => team,
            Err(why) => {
                draft.refuse(person, why);
                continue;
            }
        };
        taken.insert(alias.clone());
        let op = MintKey {
            user_id: user.id.clone(),
            alias: Text::from(alias),
            team,
            models: wish.models.iter().map(|model| Text::from(model.as_str())).collect(),
            budget: Budget { limit: wish.limit, window: wish.window.clone(), resets_at: None },
            expires_in: wish.expires_in.as_ref().map(|window| window.as_str().to_owned()),
        };
        let reason = if user.is_admin() {
            "asked for; its owner is an admin of the proxy, and so the key may do everything there"
        } else if person.is_blocked() {
            "asked for; its owner is blocked, so the key will be refused"
        } else {
            "asked for"
        };
        draft.add(person, op, reason);
    }
    draft.finish(Purpose::Mint)
}

/// The team, if the owner is in it: the proxy makes a key for any team, and refuses each of its
/// calls (LiteLLM 1.106).
fn team_of(user: &ProxyUser, id: &TeamId, teams: &[Team]) -> Result<MintTeam, String> {
    let Some(teams_of) = &user.teams else {
        return Err("in which teams they are cannot be read; mend the user in LiteLLM".into());
    };
    if !teams_of.contains(id) {
        let mut own: Vec<String> =
            teams_of.iter().take(5).map(|id| harmless(id.raw()).into_owned()).collect();
        if own.is_empty() {
            own.push("none".into());
        }
        let (id, own) = (harmless(id.raw()), own.join(", "));
        return Err(format!("is not in the team '{id}'; the user's teams: {own}"));
    }
    let alias = teams.iter().find(|team| team.id == *id).and_then(|team| team.alias.clone());
    Ok(MintTeam { id: id.clone(), alias })
}

/// Why that is no key alias: the proxy takes 2 to 255 characters of a small set, beginning and
/// ending with a letter or a digit (LiteLLM 1.106).
pub fn alias_problem(alias: &str) -> Option<String> {
    let is_end = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    let is_plain = (2..=255).contains(&alias.len())
        && is_end(alias.chars().next())
        && is_end(alias.chars().last())
        && alias.chars().all(|c| c.is_ascii_alphanumeric() || "-_./@".contains(c));
    (!is_plain).then(|| {
        "no key alias; use 2 to 255 letters, digits and -_./@, beginning and ending with a letter \
         or a digit"
            .to_owned()
    })
}

/// Whether a key has that alias: the proxy gives each once.
pub fn is_taken(roster: &Roster, alias: &str) -> bool {
    let keys = roster.proxy().map_or(&[][..], |side| &side.keys.rows);
    keys.iter().any(|key| key.alias.as_ref().is_some_and(|of_key| of_key.raw() == alias))
}

fn refusal(alias: &str, taken: &HashSet<String>) -> Option<String> {
    let shown = harmless(alias);
    if let Some(why) = alias_problem(alias) {
        Some(format!("'{shown}' is {why}"))
    } else if taken.contains(alias) {
        Some(format!("a key with the alias '{shown}' exists already; aliases are unique"))
    } else {
        None
    }
}

/// What stands before the `@`, or the id, as letters and digits.
fn stem_of(person: PersonRef<'_>) -> String {
    let local = person.email().and_then(|email| email.trim().split('@').next());
    let stem: String = local
        .unwrap_or(person.id().raw())
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' })
        .take(40)
        .collect();
    let stem = stem.trim_matches('-');
    if stem.is_empty() { "key".into() } else { stem.into() }
}

fn numbered(stem: &str, taken: &HashSet<String>) -> String {
    let names = (1..).map(|number: u32| format!("{stem}-{number}"));
    names.into_iter().find(|name| !taken.contains(name)).unwrap_or_default()
}
