//! Below `/api/v1/users`: reading, changing and deleting accounts.

use std::{cmp::Ordering, collections::HashMap};

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::{
    auth::{admin, verified},
    error::{
        EMAIL_TAKEN, NOT_FOUND, PASSWORD_TOO_LONG, RESTRICTED, detail, invalid, missing, no_json,
        no_object,
    },
    rows,
    session::is_too_long,
    state::{Account, State},
};
use crate::sandbox::{
    body::{Body, Invalid, Patch},
    http::{Call, Replied, Reply},
};

/// Rows per page; nobody is asked.
const PAGE: usize = 30;

pub(crate) fn list(state: &mut State, call: &Call) -> Replied {
    admin(state, call)?;
    let page = page_number(call)?;
    let found = found(state, call);
    let total = found.len();
    let mut groups: HashMap<&str, Vec<&str>> = HashMap::new();
    for group in state.groups.values() {
        for id in &group.user_ids {
            groups.entry(id).or_default().push(&group.id);
        }
    }
    let skipped = page.saturating_sub(1).saturating_mul(PAGE);
    let users: Vec<Value> = found
        .into_iter()
        .skip(skipped)
        .take(PAGE)
        .map(|account| {
            let own = groups.get(account.id.as_str()).cloned().unwrap_or_default();
            rows::with(rows::account(account), "group_ids", json!(own))
        })
        .collect();
    Ok(Reply::json(json!({"users": users, "total": total})))
}

/// Below 1 is 1; a number the database cannot hold is an error it did not expect.
pub(crate) fn page_number(call: &Call) -> Result<usize, Reply> {
    let Some(text) = call.query("page") else { return Ok(1) };
    let is_number = text.strip_prefix('-').unwrap_or(text).chars().all(|c| c.is_ascii_digit());
    if text.is_empty() || !is_number {
        let message = "Input should be a valid integer, unable to parse string as an integer";
        return Err(invalid(&Invalid::query("int_parsing", "page", message, text)));
    }
    match text.parse::<i64>() {
        Ok(number) => Ok(usize::try_from(number.max(1)).unwrap_or(1)),
        Err(_) if text.starts_with('-') => Ok(1),
        Err(_) => Err(Reply::plain(StatusCode::INTERNAL_SERVER_ERROR, "Internal Server Error")),
    }
}

/// The accounts a listing asks for, in its order.
fn found<'a>(state: &'a State, call: &Call) -> Vec<&'a Account> {
    let query = call.query("query").unwrap_or_default();
    let mut accounts: Vec<&Account> = state
        .accounts
        .values()
        .filter(|account| is_like(&account.name, query) || is_like(&account.email, query))
        .collect();
    let ascending = call.query("direction") == Some("asc");
    let group = call.query("order_by").and_then(|order| order.strip_prefix("group_id:"));
    let members = group.and_then(|id| state.groups.get(id)).map(|group| &group.user_ids);
    let compare = |one: &Account, two: &Account| match call.query("order_by") {
        Some("name") => one.name.cmp(&two.name),
        Some("email") => one.email.cmp(&two.email),
        Some("role") => one.role.cmp(&two.role),
        Some("last_active_at") => one.last_active_at.cmp(&two.last_active_at),
        Some("updated_at") => one.updated_at.cmp(&two.updated_at),
        Some("created_at") => one.created_at.cmp(&two.created_at),
        Some(_) if group.is_some() => {
            let is_in =
                |account: &Account| members.is_some_and(|members| members.contains(&account.id));
            is_in(one).cmp(&is_in(two))
        }
        _ => Ordering::Equal,
    };
    let is_known = |order: &str| {
        let known = ["name", "email", "role", "last_active_at", "updated_at", "created_at"];
        known.contains(&order) || group.is_some()
    };
    if call.query("order_by").is_some_and(is_known) {
        accounts.sort_by(|one, two| {
            let order = compare(one, two);
            if ascending { order } else { order.reverse() }
        });
    } else {
        accounts.sort_by_key(|account| std::cmp::Reverse(account.created_at));
    }
    accounts
}

/// SQL's `ILIKE '%query%'`: `%` and `_` in the query are wildcards, and nobody escapes them.
fn is_like(text: &str, query: &str) -> bool {
    if query.is_empty() {
        return true;
    }
    let text: Vec<char> = text.to_lowercase().chars().collect();
    let pattern: Vec<char> = format!("%{query}%").to_lowercase().chars().collect();
    // One row of the usual table: which lengths of `text` the pattern so far can end at.
    let mut ends = vec![false; text.len() + 1];
    ends[0] = true;
    for symbol in pattern {
        let before = ends.clone();
        let mut reached = false;
        for (at, end) in ends.iter_mut().enumerate() {
            reached |= before[at];
            let step = at.checked_sub(1).is_some_and(|prior| {
                before[prior] && (symbol == '_' || text.get(prior) == Some(&symbol))
            });
            *end = if symbol == '%' { reached } else { step };
        }
    }
    ends.last().copied().unwrap_or(false)
}

pub(crate) fn all(state: &mut State, call: &Call) -> Replied {
    admin(state, call)?;
    let mut accounts: Vec<&Account> = state.accounts.values().collect();
    accounts.sort_by_key(|account| std::cmp::Reverse(account.created_at));
    let users: Vec<Value> = accounts.into_iter().map(rows::brief).collect();
    Ok(Reply::json(json!({"users": users, "total": state.accounts.len()})))
}

pub(crate) fn search(state: &mut State, call: &Call) -> Replied {
    verified(state, call)?;
    let page = page_number(call)?;
    let found = found(state, call);
    let total = found.len();
    let shown = found.into_iter().skip((page - 1).saturating_mul(PAGE)).take(PAGE);
    Ok(Reply::json(json!({"users": shown.map(rows::brief).collect::<Vec<_>>(), "total": total})))
}

fn named<'a>(state: &'a State, call: &Call) -> Result<&'a Account, Reply> {
    state.accounts.get(call.param("id")).ok_or_else(|| detail(400, NOT_FOUND))
}

fn brief_groups(state: &State, account: &Account) -> Value {
    let brief = |group: &super::state::Group| json!({"id": group.id, "name": group.name});
    state.groups_of(&account.id).map(brief).collect()
}

pub(crate) fn one(state: &mut State, call: &Call) -> Replied {
    admin(state, call)?;
    let account = named(state, call)?;
    let row = rows::with(rows::account(account), "groups", brief_groups(state, account));
    Ok(Reply::json(rows::with(row, "is_active", json!(rows::is_active(state, account)))))
}

/// The caller's own row: the one answer that tells an API key whose it is.
pub(crate) fn status(state: &mut State, call: &Call) -> Replied {
    let caller = verified(state, call)?;
    if state.admin_config["ENABLE_USER_STATUS"] == json!(false) {
        return Err(detail(403, RESTRICTED));
    }
    Ok(Reply::json(rows::account(&caller.account)))
}

pub(crate) fn info(state: &mut State, call: &Call) -> Replied {
    verified(state, call)?;
    let account = named(state, call)?;
    let row = rows::with(rows::brief(account), "groups", brief_groups(state, account));
    Ok(Reply::json(rows::with(row, "is_active", json!(rows::is_active(state, account)))))
}

pub(crate) fn groups(state: &mut State, call: &Call) -> Replied {
    admin(state, call)?;
    Ok(Reply::json(state.groups_of(call.param("id")).map(rows::group).collect()))
}

/// Before 0.9 every field but the password had to be sent.
fn wants_all_fields(version: &str) -> bool {
    let mut parts = version.split('.').map(|part| part.parse().unwrap_or(0));
    let version: (u32, u32) = (parts.next().unwrap_or(0), parts.next().unwrap_or(0));
    version < (0, 9)
}

struct AccountForm {
    role: Option<String>,
    name: Option<String>,
    email: Option<String>,
    profile_image_url: Option<String>,
    password: Option<String>,
}

impl AccountForm {
    fn read(body: &Body, version: &str) -> Result<Self, Reply> {
        if !body.value().is_object() {
            return Err(no_object(body.value()));
        }
        let needed = ["role", "name", "email", "profile_image_url"];
        let absent: Vec<&str> =
            needed.into_iter().filter(|field| body.value().get(field).is_none()).collect();
        if wants_all_fields(version) && !absent.is_empty() {
            return Err(missing(&absent, body.value()));
        }
        let text = |field| body.text(field).map(Patch::value).map_err(|wrong| invalid(&wrong));
        let image = text("profile_image_url")?;
        if let Some(image) = image.as_ref().filter(|image| !is_image(image)) {
            let message = "Value error, Invalid profile image URL: must be a known internal path, an HTTP(S) URL with a host, or a data:image URI (png/jpeg/gif/webp).";
            let wrong = Invalid::field("value_error", "profile_image_url", message, &json!(image));
            return Err(invalid(&wrong));
        }
        Ok(Self {
            role: text("role")?,
            name: text("name")?,
            email: text("email")?,
            profile_image_url: image,
            password: text("password")?,
        })
    }
}

fn is_image(url: &str) -> bool {
    let starts = ["/", "http://", "https://", "data:image/"];
    url.is_empty() || starts.iter().any(|start| url.starts_with(start))
}

pub(crate) fn update(state: &mut State, call: &Call) -> Replied {
    let caller = admin(state, call)?;
    let id = call.param("id").to_owned();
    let body = call.json().ok_or_else(no_json)?;
    let form = AccountForm::read(&body, &state.version)?;
    if state.is_primary_admin(&id) {
        let demotes = form.role.as_deref().is_some_and(|role| role != "admin");
        if caller.account.id != id || demotes {
            return Err(detail(403, RESTRICTED));
        }
    }
    let email = form.email.map(|email| email.to_lowercase());
    let holder = email.as_ref().and_then(|email| state.account_with_email(email));
    let is_taken = holder.is_some_and(|holder| holder.id != id);
    let Some(account) = state.accounts.get_mut(&id) else { return Err(detail(400, NOT_FOUND)) };
    if is_taken {
        return Err(detail(400, EMAIL_TAKEN));
    }
    // An empty password is none; a new one ends every session but leaves API keys alone.
    if let Some(password) = form.password.filter(|password| !password.is_empty()) {
        if is_too_long(&password) {
            return Err(detail(400, PASSWORD_TOO_LONG));
        }
        account.password = password;
        account.session_stamp += 1;
    }
    account.email = email.unwrap_or_else(|| account.email.clone());
    account.role = form.role.unwrap_or_else(|| account.role.clone());
    account.name = form.name.unwrap_or_else(|| account.name.clone());
    account.profile_image_url =
        form.profile_image_url.unwrap_or_else(|| account.profile_image_url.clone());
    Ok(Reply::json(rows::account(account)))
}

/// True for an account that never was, too.
pub(crate) fn delete(state: &mut State, call: &Call) -> Replied {
    let caller = admin(state, call)?;
    let id = call.param("id").to_owned();
    if caller.account.id == id || state.is_primary_admin(&id) {
        return Err(detail(403, RESTRICTED));
    }
    state.remove_account(&id);
    Ok(Reply::json(json!(true)))
}

pub(crate) fn revoke_sessions(state: &mut State, call: &Call) -> Replied {
    let caller = admin(state, call)?;
    let id = call.param("id").to_owned();
    if !state.accounts.contains_key(&id) {
        return Err(detail(404, "User not found."));
    }
    if caller.account.id != id && state.is_primary_admin(&id) {
        return Err(detail(403, RESTRICTED));
    }
    if let Some(account) = state.accounts.get_mut(&id) {
        account.session_stamp += 1;
    }
    Ok(Reply::json(json!(true)))
}

#[cfg(test)]
mod tests {
    use super::is_like;

    #[test]
    fn a_search_takes_sql_wildcards() {
        for (text, query, found) in [
            ("Alice Adams", "ali", true),
            ("Alice Adams", "a%s", true),
            ("Alice Adams", "al_ce", true),
            ("Alice Adams", "bob", false),
            ("", "", true),
            ("", "_", false),
        ] {
            assert_eq!(is_like(text, query), found, "{text} like {query}");
        }
    }
}
