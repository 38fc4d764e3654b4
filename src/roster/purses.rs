//! Who points to a budget row, and the purses that are in no list of people, keys or teams.

use std::collections::HashMap;

use jiff::Timestamp;

use super::Roster;
use crate::domain::text::harmless;
use crate::domain::{
    Budget, BudgetWindow, Listing, Organization, PurseKind, PurseLine, Purses, Sharers,
    TeamDefault, Text,
};

/// Who points to which budget row, as far as was read.
#[derive(Clone, Debug)]
pub struct Sharing {
    rows: HashMap<Text, Sharers>,
    unknown: Vec<String>,
}

impl Sharing {
    /// Counts them once.
    pub fn new(roster: &Roster, purses: &Purses) -> Self {
        let mut sharing = Self { rows: HashMap::new(), unknown: unknown(roster, purses) };
        if let Some(side) = roster.proxy() {
            for customer in &side.customers.rows {
                sharing.add(
                    customer.budget_id.as_ref(),
                    |row| &mut row.customers,
                    || customer.label(),
                );
            }
            for key in &side.keys.rows {
                let id = key.row.as_ref().map(|row| &row.id);
                sharing.add(id, |row| &mut row.keys, || key.label());
            }
            for team in &side.teams.rows {
                if let Some(id) = &team.member_budget_id {
                    let default = TeamDefault { team: team.label(), members: team.members };
                    sharing.rows.entry(id.clone()).or_default().defaults.push(default);
                }
            }
        }
        for one in &purses.organizations.rows {
            sharing.add(one.budget_id.as_ref(), |row| &mut row.organizations, || one.label());
        }
        for tag in &purses.tags.rows {
            sharing.add(tag.budget_id.as_ref(), |row| &mut row.tags, || tag.name.to_string());
        }
        for place in &purses.places.rows {
            let who = || format!("{} in {}", place.user, place.team);
            sharing.add(Some(&place.budget_id), |row| &mut row.members, who);
        }
        sharing
    }

    fn add(
        &mut self,
        id: Option<&Text>,
        kind: impl Fn(&mut Sharers) -> &mut Vec<String>,
        name: impl FnOnce() -> String,
    ) {
        if let Some(id) = id {
            kind(self.rows.entry(id.clone()).or_default()).push(name());
        }
    }

    /// Who else could point to any of them and was not counted, and why.
    pub fn unknown(&self) -> &[String] {
        &self.unknown
    }

    /// Who points to that row.
    pub fn of(&self, id: &Text) -> Sharers {
        let known = self.rows.get(id).cloned().unwrap_or_default();
        Sharers { unknown: self.unknown.clone(), ..known }
    }
}

/// Whom the listings leave out, and why; those for the same reason together.
fn unknown(roster: &Roster, purses: &Purses) -> Vec<String> {
    fn why<T>(listing: &Listing<T>) -> Option<&str> {
        listing.problem.as_deref()
    }
    let mut missing: Vec<(&str, Option<&str>)> = match roster.proxy() {
        None => vec![("customers, keys, teams", Some("the proxy was not read"))],
        Some(side) => vec![
            ("customers", why(&side.customers)),
            ("keys", why(&side.keys)),
            ("teams", why(&side.teams)),
        ],
    };
    missing.push(("members of teams", why(&purses.places)));
    missing.push(("organizations", why(&purses.organizations)));
    missing.push(("tags", why(&purses.tags)));
    let mut by_reason: Vec<(&str, Vec<&str>)> = Vec::new();
    for (what, why) in missing {
        let Some(why) = why else { continue };
        match by_reason.iter_mut().find(|(known, _)| *known == why) {
            Some((_, whats)) => whats.push(what),
            None => by_reason.push((why, vec![what])),
        }
    }
    let words = |(why, whats): (&str, Vec<&str>)| format!("{} ({why})", whats.join(", "));
    by_reason.into_iter().map(words).collect()
}

/// Every purse that is in no list of people, keys or teams: organizations, tags with a place at the
/// proxy, every budget row, and the windows of keys and teams, in this order and by name.
pub fn purse_lines(roster: &Roster, purses: &Purses, now: Timestamp) -> Vec<PurseLine> {
    let sharing = Sharing::new(roster, purses);
    let shared = |id: Option<&Text>| id.map(|id| sharing.of(id)).filter(Sharers::is_shared);
    let mut lines: Vec<PurseLine> = Vec::new();
    for one in &purses.organizations.rows {
        let line = line(PurseKind::Organization, &one.id, one.label(), &one.budget, now);
        let sharers = shared(one.budget_id.as_ref());
        lines.push(PurseLine { spend: one.spend, sharers, ..line });
    }
    for tag in purses.tags.rows.iter().filter(|tag| tag.stored) {
        let line = line(PurseKind::Tag, &tag.name, tag.name.to_string(), &tag.budget, now);
        lines.push(PurseLine { sharers: shared(tag.budget_id.as_ref()), ..line });
    }
    for row in &purses.rows.rows {
        let line = line(PurseKind::BudgetRow, &row.id, row.id.to_string(), &row.budget, now);
        lines.push(PurseLine { sharers: Some(sharing.of(&row.id)), ..line });
    }
    if let Some(side) = roster.proxy() {
        for key in &side.keys.rows {
            let id = Text::from(&*key.hash.raw());
            lines.extend(windows(
                PurseKind::KeyWindow,
                &id,
                &key.label(),
                known(key.windows.as_ref()),
                now,
            ));
        }
        for team in &side.teams.rows {
            let id = Text::from(team.id.raw());
            lines.extend(windows(
                PurseKind::TeamWindow,
                &id,
                &team.label(),
                known(team.windows.as_ref()),
                now,
            ));
        }
    }
    lines.sort_by(|a, b| (a.kind, &a.name).cmp(&(b.kind, &b.name)));
    lines
}

/// Those that could be read.
fn known(windows: Option<&Vec<BudgetWindow>>) -> &[BudgetWindow] {
    windows.map(Vec::as_slice).unwrap_or_default()
}

fn line(kind: PurseKind, id: &Text, name: String, budget: &Budget, now: Timestamp) -> PurseLine {
    let due = budget.is_reset_due(now);
    PurseLine {
        kind,
        id: id.clone(),
        name,
        spend: None,
        budget: budget.clone(),
        due,
        sharers: None,
    }
}

fn windows<'a>(
    kind: PurseKind,
    id: &'a Text,
    name: &'a str,
    windows: &'a [BudgetWindow],
    now: Timestamp,
) -> impl Iterator<Item = PurseLine> + 'a {
    windows.iter().map(move |window| line(kind, id, name.to_owned(), &window.budget(), now))
}

/// Why a word names no organization, or several.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OrganizationError {
    /// They could not be listed, so it cannot be said whether there is one.
    #[error("organizations cannot be read: {0}")]
    Unknown(String),
    /// None.
    #[error("the proxy has no organization '{}'", harmless(.0))]
    Nothing(String),
    /// More than one: the proxy does not keep aliases apart.
    #[error("{count} organizations have the alias '{}', so nothing was done; give the id of one", harmless(.word))]
    Ambiguous {
        /// As typed.
        word: String,
        /// At least 2.
        count: usize,
    },
}

/// The organization of that id, else the one of that alias.
///
/// # Errors
/// None has it, several have the alias, or they were not listed whole.
pub fn organization_named<'a>(
    purses: &'a Purses,
    word: &str,
) -> Result<&'a Organization, OrganizationError> {
    let listing = &purses.organizations;
    if let Some(found) = listing.rows.iter().find(|one| one.id.raw() == word) {
        return Ok(found);
    }
    let called = |one: &&Organization| one.alias.as_ref().is_some_and(|alias| alias.raw() == word);
    let found: Vec<_> = listing.rows.iter().filter(called).collect();
    match (found.as_slice(), &listing.problem) {
        ([one], _) => Ok(one),
        ([], Some(why)) => Err(OrganizationError::Unknown(why.clone())),
        ([], None) => Err(OrganizationError::Nothing(word.to_owned())),
        (several, _) => {
            Err(OrganizationError::Ambiguous { word: word.to_owned(), count: several.len() })
        }
    }
}
