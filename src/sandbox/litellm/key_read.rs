//! Reading virtual keys.

use serde_json::{Value, json};

use super::{
    auth::{Caller, anyone, not_yours},
    error::{proxy_error, python_dict},
    page::{Page, is_ascending, sort_rows},
    rows,
    state::{Key, State},
};
use crate::sandbox::{
    clock::raw_sql,
    http::{Call, Replied, Reply},
};

const SORT_COLUMNS: [&str; 6] =
    ["spend", "max_budget", "created_at", "updated_at", "token", "key_alias"];

fn refused(message: &str) -> Reply {
    proxy_error(400, "internal_server_error", json!("None"), &python_dict(message))
}

pub(crate) fn list(state: &mut State, call: &Call) -> Replied {
    let caller = anyone(state, call)?;
    let page = Page::read(call, "size", 10)?;
    let owner = owner_filter(call, &caller)?;
    let column = call.query("sort_by").unwrap_or("created_at");
    if !SORT_COLUMNS.contains(&column) {
        let columns = SORT_COLUMNS.join(", ");
        return Err(refused(&format!("Invalid sort column. Must be one of: {columns}")));
    }
    let ascending = is_ascending(call, false)
        .ok_or_else(|| refused("Invalid sort order. Must be 'asc' or 'desc'"))?;
    let wanted = Wanted::read(call, owner.as_deref());
    let (total, keys) = if column == "token" && ascending && wanted.is_everything() {
        // Stored in this order: a hundred thousand are not looked through for a page of a hundred.
        (state.keys.len(), state.key_bookmarks.page(page, &state.keys))
    } else {
        let mut keys = pool(state, wanted.status)?;
        keys.retain(|key| wanted.has(key));
        sort_rows(&mut keys, ascending, |key| json!(key.token));
        sort_rows(&mut keys, ascending, |key| sort_value(key, column));
        (keys.len(), page.of(keys))
    };
    let whole = matches!(call.query("return_full_object"), Some("true" | "True" | "1"));
    let show = |key: &Key| {
        if whole { rows::listed_key_text(state, key) } else { json!(key.token).to_string() }
    };
    let shown: Vec<String> = keys.into_iter().map(show).collect();
    Ok(Reply::written(format!(
        "{{\"keys\":[{}],\"total_count\":{total},\"current_page\":{},\"total_pages\":{}}}",
        shown.join(","),
        page.number,
        page.count(total),
    )))
}

fn pool<'a>(state: &'a State, status: Option<&str>) -> Result<Vec<&'a Key>, Reply> {
    let now = state.clock.now();
    match status {
        Some("deleted") => Ok(state.deleted_keys.iter().collect()),
        None => Ok(state.keys.values().collect()),
        Some(wanted @ ("active" | "expired" | "revoked")) => {
            let keys = state.keys.values();
            Ok(keys.filter(|key| rows::status_of(key, now) == wanted).collect())
        }
        Some(_) => Err(refused(
            "Invalid status value. Supported: 'active', 'expired', 'revoked', 'deleted'.",
        )),
    }
}

/// Whose keys are listed; who may not see all sees their own.
fn owner_filter(call: &Call, caller: &Caller) -> Result<Option<String>, Reply> {
    let wanted = call.query("user_id").map(str::to_owned);
    match wanted {
        _ if caller.sees_all() => Ok(wanted),
        Some(user_id) if !caller.is_user(&user_id) => Err(not_yours(call, caller)),
        _ => Ok(Some(caller.user_id.clone().unwrap_or_default())),
    }
}

fn sort_value(key: &Key, column: &str) -> Value {
    match column {
        "spend" => json!(key.spend.written()),
        "max_budget" => json!(key.max_budget),
        "updated_at" => json!(raw_sql(key.updated_at)),
        "token" => json!(key.token),
        "key_alias" => json!(key.key_alias),
        _ => json!(raw_sql(key.created_at)),
    }
}

/// What a listing is narrowed to, taken out of the request once.
struct Wanted<'a> {
    status: Option<&'a str>,
    owner: Option<&'a str>,
    alias: Option<&'a str>,
    team: Option<&'a str>,
    token: Option<&'a str>,
    by_part: bool,
}

impl<'a> Wanted<'a> {
    fn read(call: &'a Call, owner: Option<&'a str>) -> Self {
        Self {
            status: call.query("status"),
            owner,
            alias: call.query("key_alias"),
            team: call.query("team_id"),
            token: call.query("key_hash"),
            by_part: matches!(call.query("substring_matching"), Some("true" | "True" | "1")),
        }
    }

    fn is_everything(&self) -> bool {
        let narrowed = [self.status, self.owner, self.alias, self.team, self.token];
        narrowed.iter().all(Option::is_none)
    }

    fn has(&self, key: &Key) -> bool {
        self.matches(key.user_id.as_deref(), self.owner)
            && self.matches(key.key_alias.as_deref(), self.alias)
            && self.team.is_none_or(|team| key.team_id.as_deref() == Some(team))
            && self.token.is_none_or(|token| key.token == token)
    }

    fn matches(&self, own: Option<&str>, wanted: Option<&str>) -> bool {
        match (own, wanted) {
            (_, None) => true,
            (None, Some(_)) => false,
            (Some(own), Some(wanted)) if self.by_part => {
                own.to_lowercase().contains(&wanted.to_lowercase())
            }
            (Some(own), Some(wanted)) => own == wanted,
        }
    }
}

/// Without `key` the caller's own; the master key has none, and that 404 is how it is known. A
/// deleted key is answered from the archive.
pub(crate) fn info(state: &mut State, call: &Call) -> Replied {
    let caller = anyone(state, call)?;
    let name = call.query("key").map(str::to_owned).or_else(|| caller.token.clone());
    let archived = |name: &str| state.find_deleted_key(name);
    let key = name.as_ref().and_then(|name| state.find_key(name).or_else(|| archived(name)));
    let Some((name, key)) = name.as_ref().zip(key) else {
        let message = "Key not found in database";
        return Err(proxy_error(404, "not_found_error", json!("key"), message));
    };
    let is_own = caller.token.as_ref() == Some(&key.token)
        || key.user_id.as_deref().is_some_and(|user_id| caller.is_user(user_id));
    if !caller.sees_all() && !is_own {
        return Err(not_yours(call, &caller));
    }
    let mut info = rows::informed_key(state, key);
    if state.find_key(name).is_none() {
        info["status"] = json!("deleted");
    }
    Ok(Reply::json(json!({"key": name, "info": info})))
}
