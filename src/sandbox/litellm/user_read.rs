//! Reading internal users: the paged list, the one-query list, and one user three ways.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::{
    auth::{Caller, anyone, not_yours},
    error::{auth_error, detail, no_route, wrapped},
    page::{Page, is_ascending, sort_rows},
    rows,
    state::{State, User},
};
use crate::sandbox::{
    clock::raw_sql,
    http::{Call, Replied, Reply},
};

/// The columns `/user/list` sorts by, in the words of its refusal.
const SORT_COLUMNS: [&str; 6] =
    ["user_id", "user_email", "created_at", "spend", "user_alias", "user_role"];

pub(crate) fn list(state: &mut State, call: &Call) -> Replied {
    let caller = anyone(state, call)?;
    let page = Page::read(call, "page_size", 25)?;
    if !caller.sees_all() {
        return Err(not_yours(call, &caller));
    }
    let column = call.query("sort_by").unwrap_or("created_at");
    if !SORT_COLUMNS.contains(&column) {
        let message = format!("Invalid sort column. Must be one of: {}", SORT_COLUMNS.join(", "));
        return Err(detail(400, &message));
    }
    // Without `sort_by` the newest come first; with it the default direction is up.
    let ascending = is_ascending(call, call.query("sort_by").is_some())
        .ok_or_else(|| detail(400, "Invalid sort order. Must be 'asc' or 'desc'"))?;
    let mut users: Vec<&User> = state.users.values().filter(|user| is_wanted(user, call)).collect();
    sort_rows(&mut users, ascending, |user| sort_value(user, column));
    let total = users.len();
    let counts = key_counts(state);
    let shown: Vec<Value> = page
        .of(users)
        .into_iter()
        .map(|user| {
            let keys = counts.get(user.user_id.as_str()).copied().unwrap_or_default();
            rows::listed_user(user, keys)
        })
        .collect();
    Ok(Reply::json(json!({
        "users": shown, "total": total, "page": page.number, "page_size": page.size,
        "total_pages": page.count(total),
    })))
}

fn key_counts(state: &State) -> HashMap<&str, usize> {
    let mut counts = HashMap::new();
    for user_id in state.keys.values().filter_map(|key| key.user_id.as_deref()) {
        *counts.entry(user_id).or_insert(0) += 1;
    }
    counts
}

fn sort_value(user: &User, column: &str) -> Value {
    match column {
        "user_id" => json!(user.user_id),
        "user_email" => json!(user.user_email),
        "spend" => json!(user.spend.written()),
        "user_alias" => json!(user.user_alias),
        "user_role" => json!(user.user_role),
        _ => json!(raw_sql(user.created_at)),
    }
}

fn is_wanted(user: &User, call: &Call) -> bool {
    let contains = |text: &str, part: &str| text.to_lowercase().contains(&part.to_lowercase());
    let email = user.user_email.as_deref().unwrap_or_default();
    let equals =
        |own: Option<&str>, name: &str| call.query(name).is_none_or(|wanted| own == Some(wanted));
    let one_of = |own: &str, name: &str, contains_when_alone: bool| {
        let Some(wanted) = call.query(name) else { return true };
        let ids: Vec<&str> = wanted.split(',').map(str::trim).filter(|id| !id.is_empty()).collect();
        match ids.as_slice() {
            [one] if contains_when_alone => contains(own, one),
            ids => ids.contains(&own),
        }
    };
    equals(user.user_role.as_deref(), "role")
        && one_of(&user.user_id, "user_ids", true)
        && one_of(user.sso_user_id.as_deref().unwrap_or_default(), "sso_user_ids", false)
        && call.query("user_email").is_none_or(|part| contains(email, part))
        && call
            .query("search")
            .is_none_or(|part| contains(&user.user_id, part) || contains(email, part))
        && call.query("team").is_none_or(|team| user.teams.iter().any(|own| own == team))
}

/// Every user in one answer, highest spend first; with `user_id` one user or a null.
pub(crate) fn spend(state: &mut State, call: &Call) -> Replied {
    if !state.serves_spend_users {
        return Err(no_route());
    }
    let caller = anyone(state, call)?;
    let wanted = match call.query("user_id") {
        Some(user_id) if caller.sees_all() || caller.is_user(user_id) => Some(user_id.to_owned()),
        Some(_) => return Err(not_yours(call, &caller)),
        None if caller.sees_all() => None,
        None => caller.user_id,
    };
    if let Some(user_id) = wanted {
        let row = state.users.get(&user_id).map(rows::whole_user);
        return Ok(Reply::json(json!([row])));
    }
    let mut aliases: HashMap<&str, Vec<Option<String>>> = HashMap::new();
    for key in state.keys.values() {
        if let Some(user_id) = key.user_id.as_deref() {
            aliases.entry(user_id).or_default().push(key.key_alias.clone());
        }
    }
    let mut users: Vec<&User> = state.users.values().collect();
    sort_rows(&mut users, false, |user| json!(user.spend.written()));
    let shown = users.into_iter().map(|user| {
        rows::spending_user(user, aliases.remove(user.user_id.as_str()).unwrap_or_default())
    });
    Ok(Reply::json(Value::Array(shown.collect())))
}

/// The user a call asks for: the one named, or the caller.
fn asked_for(call: &Call, caller: &Caller) -> String {
    let own = || caller.user_id.clone().unwrap_or_else(|| super::state::DEFAULT_USER.to_owned());
    call.query("user_id").map_or_else(own, str::to_owned)
}

pub(crate) fn info(state: &mut State, call: &Call) -> Replied {
    let caller = anyone(state, call)?;
    if caller.is_master() && call.query("user_id").is_none() {
        return Ok(Reply::json(everything(state)));
    }
    let user_id = asked_for(call, &caller);
    if !caller.sees_all() && !caller.is_user(&user_id) {
        let own = caller.user_id.as_deref().unwrap_or("None");
        let message = format!(
            "key not allowed to access this user's info. user_id={user_id}, key's user_id={own}"
        );
        return Err(auth_error(403, &message));
    }
    let Some(user) = state.users.get(&user_id) else {
        return Err(wrapped_plain(404, &format!("User {user_id} not found")));
    };
    let keys: Vec<Value> = state.keys_of(&user_id).map(|key| rows::held_key(state, key)).collect();
    let teams: Vec<Value> = user
        .teams
        .iter()
        .filter_map(|id| state.teams.get(id))
        .map(|team| rows::team_of(state, team, &user_id))
        .collect();
    Ok(Reply::json(json!({
        "user_id": user_id, "user_info": rows::informed_user(user), "keys": keys, "teams": teams,
    })))
}

/// Without an id the master key is answered every key and team there is.
fn everything(state: &State) -> Value {
    let keys: Vec<Value> = state.keys.values().map(|key| rows::held_key(state, key)).collect();
    let teams: Vec<Value> =
        state.teams.values().map(|team| Value::Object(rows::team(team, "answered"))).collect();
    let user_id = super::state::DEFAULT_USER;
    json!({"user_id": user_id, "user_info": null, "keys": keys, "teams": teams})
}

fn wrapped_plain(status: u16, message: &str) -> Reply {
    super::error::proxy_error(status, "internal_server_error", (), message)
}

/// Unknown and not allowed are the same 404 here.
pub(crate) fn light_info(state: &mut State, call: &Call) -> Replied {
    if !state.version.is_at_least(1, 83, 0) {
        return Err(no_route());
    }
    let caller = anyone(state, call)?;
    let user_id = asked_for(call, &caller);
    let user = state.users.get(&user_id);
    match user.filter(|_| caller.sees_all() || caller.is_user(&user_id)) {
        Some(user) => Ok(Reply::json(rows::light_user(user))),
        None => Err(wrapped_plain(404, &format!("User not found: {user_id}"))),
    }
}

/// The refusal of a user that would be the second of its kind.
pub(crate) fn already_exists(state: &State, what: &str, value: &str) -> Reply {
    let status = if state.version.is_at_least(1, 81, 0) { 409 } else { 400 };
    wrapped(status, &format!("User with {what} {value} already exists"))
}
