//! The contract of `users --format json`.

use std::io;

use jiff::Timestamp;
use serde::{Serialize, Serializer};

use crate::domain::text::{harmless, to_harmless_json_pretty, write_harmless_json_pretty};
use crate::domain::{BudgetState, Customer, Moment, ProxyUser, Usd};
use crate::roster::{DriftField, PersonRef, Roster, SyncStatus};

/// Writes these people of the roster, one object with when they were read and whether whole.
///
/// # Errors
/// The writer refuses.
pub fn write_json<W: io::Write>(
    mut writer: W,
    roster: &Roster,
    rows: &[u32],
    now: Timestamp,
) -> io::Result<()> {
    let listing = Listing {
        observed_at: roster.snapshot().observed_at,
        complete: roster.is_complete(),
        users: Users { roster, rows, now },
    };
    write_harmless_json_pretty(&mut writer, &listing)?;
    writer.write_all(b"\n")
}

/// One person as they stand in that listing.
///
/// # Errors
/// None that is known: the shape is plain.
pub fn one_json(person: PersonRef<'_>, now: Timestamp) -> serde_json::Result<String> {
    to_harmless_json_pretty(&view(person, now))
}

#[derive(Serialize)]
struct Listing<'a> {
    observed_at: Timestamp,
    complete: bool,
    users: Users<'a>,
}

/// Made one by one while they are written.
struct Users<'a> {
    roster: &'a Roster,
    rows: &'a [u32],
    now: Timestamp,
}

impl Serialize for Users<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let people = self.rows.iter().filter_map(|&index| self.roster.get(index));
        serializer.collect_seq(people.map(|person| view(person, self.now)))
    }
}

#[derive(Serialize)]
struct UserView {
    name: String,
    email: Option<String>,
    sync: SyncStatus,
    drift: Vec<DriftField>,
    blocked: bool,
    proxy: Option<ProxyView>,
    webui: Option<WebuiView>,
    customer: Option<CustomerView>,
}

#[derive(Serialize)]
struct ProxyView {
    user_id: String,
    role: Option<String>,
    spend: Option<Usd>,
    /// Null: unlimited, or unknown, as `budget_state` says.
    max_budget: Option<Usd>,
    budget_state: BudgetState,
    budget_reset_at: Option<Moment>,
    /// Null: not all keys could be listed.
    keys: Option<usize>,
    /// Null: they could not be read.
    teams: Option<Vec<String>>,
}

#[derive(Serialize)]
struct WebuiView {
    id: String,
    role: String,
    groups: Vec<String>,
    last_active_at: Option<Moment>,
}

#[derive(Serialize)]
struct CustomerView {
    id: String,
    spend: Option<Usd>,
    max_budget: Option<Usd>,
    /// Null: it could not be read.
    blocked: Option<bool>,
}

fn view(person: PersonRef<'_>, now: Timestamp) -> UserView {
    UserView {
        name: harmless(person.name()).into_owned(),
        email: person.email().map(|email| harmless(email).into_owned()),
        sync: person.sync(),
        drift: person.drift().iter().map(|drift| drift.field).collect(),
        blocked: person.is_blocked(),
        proxy: person.proxy().map(|user| proxy_view(person, user, now)),
        webui: person.account().map(|account| WebuiView {
            id: account.id.to_string(),
            role: account.role.to_string(),
            groups: person.groups().map(|group| group.name.to_string()).collect(),
            last_active_at: account.last_active_at,
        }),
        customer: person.customer().map(|Customer { id, blocked, spend, budget, .. }| {
            CustomerView {
                id: id.to_string(),
                spend: *spend,
                max_budget: budget.limit.amount(),
                blocked: *blocked,
            }
        }),
    }
}

fn proxy_view(person: PersonRef<'_>, user: &ProxyUser, now: Timestamp) -> ProxyView {
    ProxyView {
        user_id: user.id.to_string(),
        role: user.role.as_ref().map(ToString::to_string),
        spend: user.spend,
        max_budget: user.budget.limit.amount(),
        budget_state: user.budget.state(user.spend, now),
        budget_reset_at: user.budget.resets_at,
        keys: person.key_count(),
        teams: user.teams.as_ref().map(|teams| teams.iter().map(ToString::to_string).collect()),
    }
}
