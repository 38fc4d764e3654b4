//! `bursar users`: everybody of both servers, for the eye, a script or a spreadsheet.

mod table;

use jiff::Timestamp;
use serde::Serialize;

use super::args::{Global, Users, UsersFormat};
use super::look::Look;
use super::{CliError, Exit, output, scene};
use crate::config::Env;
use crate::domain::money::group_thousands;
use crate::domain::text::{harmless, to_harmless_json_pretty};
use crate::domain::{BudgetState, Customer, Limit, ProxyUser, Text, Usd};
use crate::roster::{Field, Filter, PersonRef, Roster, SyncStatus};

pub(super) async fn run(global: &Global, options: &Users, env: &Env) -> Result<Exit, CliError> {
    let scene = scene::set(global, env).await?;
    let roster = &scene.roster;
    let mut shown = Filter::new(&options.query.join(" ")).apply(roster);
    options.sort.sort(roster, &mut shown);
    let people: Vec<PersonRef<'_>> = shown.iter().filter_map(|&index| roster.get(index)).collect();
    let now = Timestamp::now();
    let text = match options.format {
        UsersFormat::Table => table::table(&people, now, Look::of_stdout(global, env)),
        UsersFormat::Json => json(roster, &people, now)?,
        UsersFormat::Csv => csv(&people, now)?,
    };
    output::data(&text)?;
    if people.is_empty() {
        output::words(&nobody(&options.query, roster));
    }
    Ok(scene.exit())
}

fn nobody(query: &[String], roster: &Roster) -> String {
    if roster.is_empty() {
        return "there is nobody on these servers".to_owned();
    }
    let (query, all) = (query.join(" "), roster.len());
    let (query, all) = (harmless(&query), group_thousands(all as u64));
    format!("none of {all} users matches '{query}'; `bursar users` lists them all")
}

#[derive(Serialize)]
struct Listing<'a> {
    observed_at: Timestamp,
    complete: bool,
    users: Vec<UserView<'a>>,
}

/// One person, as the contract of `users --format json` has it. Every text is harmless.
#[derive(Serialize)]
struct UserView<'a> {
    name: String,
    email: Option<String>,
    sync: SyncStatus,
    drift: Vec<Field>,
    blocked: bool,
    proxy: Option<ProxyView>,
    webui: Option<WebuiView>,
    customer: Option<CustomerView<'a>>,
}

#[derive(Serialize)]
struct ProxyView {
    user_id: String,
    role: Option<String>,
    spend: Option<Usd>,
    max_budget: Limit,
    budget_state: BudgetState,
    budget_reset_at: Option<Timestamp>,
    keys: usize,
    teams: Vec<String>,
}

#[derive(Serialize)]
struct WebuiView {
    id: String,
    role: String,
    groups: Vec<String>,
    last_active_at: Option<Timestamp>,
}

#[derive(Serialize)]
struct CustomerView<'a> {
    id: String,
    spend: Option<Usd>,
    max_budget: &'a Limit,
    blocked: bool,
}

fn json(roster: &Roster, people: &[PersonRef<'_>], now: Timestamp) -> serde_json::Result<String> {
    let mut json = to_harmless_json_pretty(&Listing {
        observed_at: roster.snapshot().observed_at,
        complete: roster.is_complete(),
        users: people.iter().map(|person| view(*person, now)).collect(),
    })?;
    json.push('\n');
    Ok(json)
}

fn view(person: PersonRef<'_>, now: Timestamp) -> UserView<'_> {
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
                max_budget: &budget.limit,
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
        max_budget: user.budget.limit,
        budget_state: user.budget.state(user.spend, now),
        budget_reset_at: user.budget.resets_at,
        keys: person.keys().len(),
        teams: user.teams.iter().map(ToString::to_string).collect(),
    }
}

/// A cell that a spreadsheet would take for a formula is put behind an apostrophe. Some take the
/// full-width signs, too, and some look behind white space.
fn disarmed(text: &str) -> String {
    let shown = harmless(text);
    let is_sign = |c| matches!(c, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠');
    if shown.trim_start().starts_with(is_sign) { format!("'{shown}") } else { shown.into_owned() }
}

fn csv(people: &[PersonRef<'_>], now: Timestamp) -> Result<String, CliError> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let failed = |error: csv::Error| CliError::failed(error.to_string());
    writer
        .write_record([
            "name",
            "email",
            "sync",
            "blocked",
            "user_id",
            "proxy_role",
            "spend",
            "max_budget",
            "budget_state",
            "budget_reset_at",
            "keys",
            "account_id",
            "chat_role",
            "last_active_at",
        ])
        .map_err(failed)?;
    for person in people {
        let user = person.proxy();
        let account = person.account();
        let text = |text: Option<&Text>| text.map(|t| disarmed(t.raw())).unwrap_or_default();
        let max_budget = user.map(|user| match user.budget.limit {
            Limit::Unlimited => "unlimited".to_owned(),
            Limit::Amount(amount) => amount.dollars().to_string(),
        });
        let at = |at: Option<Timestamp>| at.map(|at| at.to_string()).unwrap_or_default();
        writer
            .write_record([
                disarmed(person.name()),
                person.email().map(disarmed).unwrap_or_default(),
                person.sync().to_string(),
                person.is_blocked().to_string(),
                user.map(|user| disarmed(user.id.raw())).unwrap_or_default(),
                text(user.and_then(|user| user.role.as_ref())),
                person.spend().map(|spend| spend.dollars().to_string()).unwrap_or_default(),
                max_budget.unwrap_or_default(),
                person.budget_state(now).map(|state| state.to_string()).unwrap_or_default(),
                at(user.and_then(|user| user.budget.resets_at)),
                user.map(|_| person.keys().len().to_string()).unwrap_or_default(),
                account.map(|account| disarmed(account.id.raw())).unwrap_or_default(),
                account.map(|account| disarmed(account.role.raw())).unwrap_or_default(),
                at(account.and_then(|account| account.last_active_at)),
            ])
            .map_err(failed)?;
    }
    let bytes = writer.into_inner().map_err(|error| CliError::failed(error.to_string()))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
