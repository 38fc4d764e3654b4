//! The daily activity: what was spent on each day, by user, key and model. Never reset.

mod history;
mod ledger;

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde_json::{Map, Value, json};

use super::{
    auth::{anyone, not_yours, reader},
    error::{detail, no_route},
    page::bounded,
    state::State,
};
use crate::sandbox::http::{Call, Replied, Reply};
pub(crate) use ledger::{Entry, Ledger, Sums};

/// What a request narrows the rows to.
struct Wanted {
    first: Date,
    last: Date,
    user_id: Option<String>,
    token: Option<String>,
    teams: Option<Vec<String>>,
}

impl Wanted {
    fn read(call: &Call) -> Result<Self, Reply> {
        let (Some(first), Some(last)) = (call.query("start_date"), call.query("end_date")) else {
            return Err(detail(400, "Please provide start_date and end_date"));
        };
        let (Ok(first), Ok(last)) = (first.parse(), last.parse()) else {
            let message = "start_date and end_date must be valid YYYY-MM-DD dates";
            return Err(detail(400, message));
        };
        // An empty filter is passed over, as on the real proxy.
        let filter = |name| call.query(name).filter(|text| !text.is_empty()).map(str::to_owned);
        let teams = filter("team_ids").map(|ids| ids.split(',').map(str::to_owned).collect());
        Ok(Self { first, last, user_id: filter("user_id"), token: filter("api_key"), teams })
    }

    fn of_users(state: &State, call: &Call) -> Result<Self, Reply> {
        let caller = anyone(state, call)?;
        let mut wanted = Self { teams: None, ..Self::read(call)? };
        if !filters_by_user(state) {
            wanted.user_id = None;
        }
        if caller.sees_all() {
            return Ok(wanted);
        }
        match &wanted.user_id {
            Some(id) if !caller.is_user(id) => Err(not_yours(call, &caller)),
            _ => Ok(Self { user_id: Some(caller.user_id.unwrap_or_default()), ..wanted }),
        }
    }

    fn of_teams(state: &State, call: &Call) -> Result<Self, Reply> {
        reader(state, call)?;
        Ok(Self { user_id: None, ..Self::read(call)? })
    }

    fn has(&self, entry: &Entry) -> bool {
        let is_team = |teams: &Vec<String>| entry.team_id.iter().any(|id| teams.contains(id));
        (self.first..=self.last).contains(&entry.date)
            && self.user_id.as_ref().is_none_or(|id| *id == entry.user_id)
            && self.token.as_ref().is_none_or(|token| *token == entry.token)
            && self.teams.as_ref().is_none_or(is_team)
    }

    /// The newest first.
    fn entries(&self, state: &State) -> Vec<Entry> {
        let mut entries: Vec<Entry> = state.ledger.entries().collect();
        if let Some(seed) = state.ledger.seed() {
            let user = self.user_id.as_deref();
            history::invented(state, seed, self.first, self.last, user, &mut entries);
        }
        entries.retain(|entry| self.has(entry));
        entries.sort_by(|one, two| two.place().cmp(&one.place()));
        entries
    }
}

/// Whether the release knows the filter; others pass it over.
pub(crate) fn filters_by_user(state: &State) -> bool {
    state.version.is_at_least(1, 82, 0)
}

pub(crate) fn user_pages(state: &mut State, call: &Call) -> Replied {
    let size = bounded(call, "page_size", 50, 1_000)?;
    pages(state, call, &Wanted::of_users(state, call)?, size)
}

pub(crate) fn team_pages(state: &mut State, call: &Call) -> Replied {
    let size = bounded(call, "page_size", 10, usize::MAX)?;
    pages(state, call, &Wanted::of_teams(state, call)?, size)
}

/// Pages are of rows, and a day may be split over two.
fn pages(state: &State, call: &Call, wanted: &Wanted, size: usize) -> Replied {
    let number = bounded(call, "page", 1, usize::MAX)?;
    let entries = wanted.entries(state);
    let count = entries.len().div_ceil(size);
    let skipped = (number - 1).saturating_mul(size);
    let page: Vec<Entry> = entries.into_iter().skip(skipped).take(size).collect();
    let mut answer = days(state, &page, usize::MAX);
    let metadata = &mut answer["metadata"];
    (metadata["page"], metadata["total_pages"]) = (json!(number), json!(count));
    metadata["has_more"] = json!(number < count);
    Ok(Reply::json(answer))
}

pub(crate) fn user_days(state: &mut State, call: &Call) -> Replied {
    let exists = state.version.is_at_least(1, 77, 0);
    aggregated(state, call, exists.then_some(Wanted::of_users))
}

pub(crate) fn team_days(state: &mut State, call: &Call) -> Replied {
    let exists = state.version.is_at_least(1, 106, 0);
    aggregated(state, call, exists.then_some(Wanted::of_teams))
}

type Read = fn(&State, &Call) -> Result<Wanted, Reply>;

fn aggregated(state: &State, call: &Call, read: Option<Read>) -> Replied {
    let read = read.ok_or_else(no_route)?;
    let limit = bounded(call, "api_key_limit", 100, 1_000)?;
    let entries = read(state, call)?.entries(state);
    let mut answer = days(state, &entries, limit);
    answer["metadata"]["api_key_limit"] = json!(limit);
    answer["metadata"]["total_api_keys"] = json!(by(&entries, |entry| entry.token.clone()).len());
    Ok(Reply::json(answer))
}

pub(crate) fn user_keys(state: &mut State, call: &Call) -> Replied {
    keys(state, call, Wanted::of_users)
}

pub(crate) fn team_keys(state: &mut State, call: &Call) -> Replied {
    keys(state, call, Wanted::of_teams)
}

fn keys(state: &State, call: &Call, read: Read) -> Replied {
    if !state.version.is_at_least(1, 106, 0) {
        return Err(no_route());
    }
    let limit = bounded(call, "limit", 50, 100)?;
    let entries = read(state, call)?.entries(state);
    let ranked = ranked(by(&entries, |entry| entry.token.clone()));
    let (offset, total) = (offset(call), ranked.len());
    let shown = ranked.into_iter().skip(offset).take(limit).map(|(token, sums)| {
        json!({"api_key": token, "metrics": sums.to_json(), "metadata": of_key(state, &token)})
    });
    Ok(Reply::json(json!({
        "api_keys": shown.collect::<Vec<_>>(), "total_api_keys": total, "offset": offset,
        "limit": limit,
    })))
}

pub(crate) fn users(state: &mut State, call: &Call) -> Replied {
    if !state.version.is_at_least(1, 109, 1) {
        return Err(no_route());
    }
    let limit = bounded(call, "limit", 50, 100)?;
    let entries = Wanted::of_users(state, call)?.entries(state);
    let ranked = ranked(by(&entries, |entry| entry.user_id.clone()));
    let (offset, total) = (offset(call), ranked.len());
    let shown = ranked.into_iter().skip(offset).take(limit).map(|(user_id, sums)| {
        let user = state.users.get(&user_id);
        let mut row = sums.to_json();
        row["user_id"] = json!(user_id);
        row["user_email"] = json!(user.and_then(|user| user.user_email.as_ref()));
        row["user_alias"] = json!(user.and_then(|user| user.user_alias.as_ref()));
        row
    });
    Ok(Reply::json(json!({
        "users": shown.collect::<Vec<_>>(), "total_users": total, "offset": offset, "limit": limit,
    })))
}

fn offset(call: &Call) -> usize {
    call.query("offset").and_then(|text| text.parse().ok()).unwrap_or(0)
}

fn by(entries: &[Entry], name: impl Fn(&Entry) -> String) -> BTreeMap<String, Sums> {
    let mut all: BTreeMap<String, Sums> = BTreeMap::new();
    for entry in entries {
        all.entry(name(entry)).or_default().add(&entry.sums);
    }
    all
}

fn ranked(all: BTreeMap<String, Sums>) -> Vec<(String, Sums)> {
    let mut ranked: Vec<_> = all.into_iter().collect();
    ranked.sort_by(|(_, one), (_, two)| two.spend.total_cmp(&one.spend));
    ranked
}

/// The rows as days, the newest first, and what they come to.
fn days(state: &State, entries: &[Entry], keys: usize) -> Value {
    let mut total = Sums::default();
    let mut days: BTreeMap<Date, Vec<Entry>> = BTreeMap::new();
    for entry in entries {
        total.add(&entry.sums);
        days.entry(entry.date).or_default().push(entry.clone());
    }
    let results = days.into_iter().rev().map(|(date, entries)| day(state, date, &entries, keys));
    json!({
        "results": results.collect::<Vec<_>>(),
        "metadata": {
            "total_spend": total.spend, "total_prompt_tokens": total.prompt_tokens,
            "total_completion_tokens": total.completion_tokens, "total_tokens": total.tokens(),
            "total_api_requests": total.requests, "total_successful_requests": total.requests,
            "total_failed_requests": 0, "total_cache_read_input_tokens": 0,
            "total_cache_creation_input_tokens": 0, "page": 1, "total_pages": 1,
            "has_more": false, "api_key_limit": null, "total_api_keys": null,
            "entity_total_api_keys": null,
        },
    })
}

fn day(state: &State, date: Date, entries: &[Entry], keys: usize) -> Value {
    let mut sums = Sums::default();
    for entry in entries {
        sums.add(&entry.sums);
    }
    let shares = |all: BTreeMap<String, Sums>| -> Map<String, Value> {
        let share = |(name, sums): (String, Sums)| {
            (name, json!({"metrics": sums.to_json(), "metadata": {}, "api_key_breakdown": {}}))
        };
        all.into_iter().map(share).collect()
    };
    let of_keys = ranked(by(entries, |entry| entry.token.clone())).into_iter().take(keys);
    let of_keys: Map<String, Value> = of_keys
        .map(|(token, sums)| {
            let metadata = of_key(state, &token);
            (token, json!({"metrics": sums.to_json(), "metadata": metadata}))
        })
        .collect();
    json!({
        "date": date.to_string(), "metrics": sums.to_json(),
        "breakdown": {
            "mcp_servers": {},
            "models": shares(by(entries, |entry| format!("openai/{}", entry.model))),
            "model_groups": shares(by(entries, |entry| entry.model.to_owned())),
            "providers": shares(by(entries, |_| "openai".to_owned())),
            "endpoints": shares(by(entries, |_| "/chat/completions".to_owned())),
            "api_keys": of_keys, "entities": {},
        },
    })
}

fn of_key(state: &State, token: &str) -> Value {
    let live = state.keys.get(token);
    let key = live.or_else(|| state.find_deleted_key(token));
    let user_id = key.and_then(|key| key.user_id.as_ref());
    let user = user_id.and_then(|id| state.users.get(id));
    json!({
        "key_alias": key.and_then(|key| key.key_alias.as_ref()),
        "team_id": key.and_then(|key| key.team_id.as_ref()), "user_id": user_id,
        "user_email": user.and_then(|user| user.user_email.as_ref()),
        "key_exists": live.is_some(),
    })
}
