//! The rows of the proxy as its endpoints print them: one thing, a spelling per endpoint.

use std::sync::LazyLock;

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::state::{Budget, BudgetLimit, Customer, Key, State, Team, User};
use crate::sandbox::clock::{offset, raw_sql, zulu};

/// The fields of a key or team row that the sandbox never fills, by kind of answer.
static KEY_BLANKS: LazyLock<Value> =
    LazyLock::new(|| blanks(include_str!("../../../assets/sandbox/key_rows.json")));
static TEAM_BLANKS: LazyLock<Value> =
    LazyLock::new(|| blanks(include_str!("../../../assets/sandbox/team_rows.json")));

/// The assets are part of the program, and a test reads them; a broken one leaves the rows bare.
fn blanks(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_default()
}

fn blank_row(blanks: &Value, kind: &str) -> Map<String, Value> {
    blanks.get(kind).and_then(Value::as_object).cloned().unwrap_or_default()
}

/// `base` with the fields of `more` over it.
pub(crate) fn merged(mut base: Map<String, Value>, more: Value) -> Value {
    if let Value::Object(more) = more {
        base.extend(more);
    }
    Value::Object(base)
}

fn maybe(time: Option<Timestamp>, spell: fn(Timestamp) -> String) -> Value {
    time.map_or(Value::Null, |time| json!(spell(time)))
}

/// Directory keys that every reader but `/spend/users` leaves out.
const HIDDEN_METADATA: [&str; 3] = ["scim_enterprise", "scim_entitlements", "scim_roles"];

fn shown_metadata(user: &User) -> Map<String, Value> {
    let mut metadata = user.metadata.clone();
    metadata.retain(|key, _| !HIDDEN_METADATA.contains(&key.as_str()));
    metadata
}

fn user_columns(user: &User, spell: fn(Timestamp) -> String) -> Map<String, Value> {
    let row = json!({
        "user_id": user.user_id, "user_alias": user.user_alias, "user_email": user.user_email,
        "user_role": user.user_role, "sso_user_id": user.sso_user_id, "teams": user.teams,
        "models": user.models, "spend": user.spend.written(), "max_budget": user.max_budget,
        "budget_duration": user.budget_duration,
        "budget_reset_at": maybe(user.budget_reset_at, spell),
        "tpm_limit": user.tpm_limit, "rpm_limit": user.rpm_limit,
        "max_parallel_requests": user.max_parallel_requests, "metadata": user.metadata,
        "created_at": spell(user.created_at), "updated_at": spell(user.updated_at),
        "team_id": null, "organization_id": null, "object_permission_id": null,
        "password_reset_required": null, "last_breach_check_at": null,
        "allowed_cache_controls": [], "policies": [], "model_spend": {}, "model_max_budget": {},
    });
    match row {
        Value::Object(row) => row,
        _ => Map::new(),
    }
}

/// A row of `/user/list`.
pub(crate) fn listed_user(user: &User, keys: usize) -> Value {
    let more = json!({
        "metadata": shown_metadata(user), "organization_memberships": null,
        "object_permission": null, "key_count": keys,
    });
    merged(user_columns(user, zulu), more)
}

/// The whole row, as `/user/update` and `/spend/users?user_id=` answer it.
pub(crate) fn whole_user(user: &User) -> Value {
    let more = json!({
        "verified_subjects": null, "litellm_organization_table": null,
        "organization_memberships": null, "invitations_created": null,
        "invitations_updated": null, "invitations_user": null, "object_permission": null,
    });
    merged(user_columns(user, zulu), more)
}

/// The row inside `/user/info`.
pub(crate) fn informed_user(user: &User) -> Value {
    let more = json!({
        "verified_subjects": null, "litellm_organization_table": null,
        "organization_memberships": [], "invitations_created": null,
        "invitations_updated": null, "invitations_user": null, "object_permission": null,
        "model_max_budget_usage": {}, "metadata": shown_metadata(user),
    });
    merged(user_columns(user, zulu), more)
}

/// The row a team endpoint answers for a user it touched.
pub(crate) fn updated_user(user: &User) -> Value {
    let more = json!({"organization_memberships": null, "object_permission": null});
    merged(user_columns(user, zulu), more)
}

/// A row of `/spend/users`: straight from SQL, with the aliases of the user's keys.
pub(crate) fn spending_user(user: &User, aliases: Vec<Option<String>>) -> Value {
    // A user without keys is one null, exactly as a user with one key that has no alias.
    let aliases = if aliases.is_empty() { vec![None] } else { aliases };
    merged(user_columns(user, raw_sql), json!({ "key_aliases": aliases }))
}

/// `/v2/user/info`.
pub(crate) fn light_user(user: &User) -> Value {
    json!({
        "user_id": user.user_id, "user_email": user.user_email, "user_alias": user.user_alias,
        "user_role": user.user_role, "spend": user.spend.written(), "max_budget": user.max_budget,
        "tpm_limit": user.tpm_limit, "rpm_limit": user.rpm_limit, "models": user.models,
        "budget_duration": user.budget_duration, "budget_reset_at": maybe(user.budget_reset_at, zulu),
        "metadata": shown_metadata(user), "created_at": zulu(user.created_at),
        "updated_at": zulu(user.updated_at), "sso_user_id": user.sso_user_id, "teams": user.teams,
        "object_permission": null, "model_max_budget": {}, "model_max_budget_usage": {},
    })
}

fn windows(key: &Key) -> Option<Vec<Value>> {
    let limits = &key.budget_limits;
    (!limits.is_empty()).then(|| limits.iter().map(|limit| limit.row(offset)).collect())
}

fn key_columns(key: &Key, spell: fn(Timestamp) -> String) -> Value {
    json!({
        "key_name": key.key_name, "key_alias": key.key_alias, "spend": key.spend.written(),
        "total_spend": key.spend.written(), "expires": maybe(key.expires, spell),
        "models": key.models, "user_id": key.user_id, "team_id": key.team_id,
        "max_parallel_requests": key.max_parallel_requests, "metadata": key.metadata,
        "blocked": key.blocked, "tpm_limit": key.tpm_limit, "rpm_limit": key.rpm_limit,
        "max_budget": key.max_budget, "budget_duration": key.budget_duration,
        "budget_reset_at": maybe(key.budget_reset_at, spell), "created_at": spell(key.created_at),
        "budget_limits": windows(key), "budget_id": key.budget_id,
        "created_by": key.created_by, "updated_at": spell(key.updated_at),
        "updated_by": key.created_by, "last_active": maybe(key.last_active, spell),
        "settings_updated_at": maybe(key.settings_updated_at, spell), "key_type": "default",
    })
}

fn key_row(key: &Key, kind: &str, spell: fn(Timestamp) -> String) -> Map<String, Value> {
    match merged(blank_row(&KEY_BLANKS, kind), key_columns(key, spell)) {
        Value::Object(row) => row,
        _ => Map::new(),
    }
}

/// The budget row that the key points to.
fn row_of<'a>(state: &'a State, key: &Key) -> Option<&'a Budget> {
    key.budget_id.as_ref().and_then(|id| state.budgets.get(id))
}

/// What no key fills in a row of `/key/list`, as the inside of an object.
static LISTED_BLANKS: LazyLock<String> = LazyLock::new(|| {
    let filled = listed_columns(&Key::new("", Timestamp::UNIX_EPOCH), None);
    let mut blanks = blank_row(&KEY_BLANKS, "listed");
    blanks.retain(|field, _| filled.get(field).is_none());
    inside(&Value::Object(blanks))
});

fn listed_columns(key: &Key, row: Option<&Budget>) -> Value {
    let mut columns = key_columns(key, zulu);
    columns["token"] = json!(key.token);
    columns["soft_budget"] = json!(key.soft_budget);
    columns["litellm_budget_table"] = json!(row.map(budget_row));
    columns
}

/// An object without its braces.
fn inside(object: &Value) -> String {
    let text = object.to_string();
    text.trim_start_matches('{').strip_suffix('}').unwrap_or_default().to_owned()
}

/// A row of `/key/list?return_full_object=true`, as text: a listing of a hundred thousand is mostly blanks, written once.
pub(crate) fn listed_key_text(state: &State, key: &Key) -> String {
    format!("{{{},{}}}", *LISTED_BLANKS, inside(&listed_columns(key, row_of(state, key))))
}

/// `info` of `/key/info`: no token, but a status.
pub(crate) fn informed_key(state: &State, key: &Key) -> Value {
    let status = status_of(key, state.clock.now());
    let row = row_of(state, key).map(budget_row);
    let mut more = json!({"status": status, "litellm_budget_table": row});
    let spent = (key.spend.counted() * 1e4).round() / 1e4;
    let usage = key.budget_limits.iter();
    let usage: Map<String, Value> = usage
        .map(|limit| (limit.budget_duration.clone(), json!({ "current_spend": spent })))
        .collect();
    if !usage.is_empty() && state.version.tells_windows() {
        more["budget_limits_usage"] = Value::Object(usage);
    }
    merged(key_row(key, "stored", offset), more)
}

/// The row `/key/update` answers.
pub(crate) fn updated_key(key: &Key) -> Map<String, Value> {
    let mut row = key_row(key, "stored", offset);
    row.insert("token".to_owned(), json!(key.token));
    row
}

/// A row of a key inside `/user/info` and `/team/info`.
pub(crate) fn held_key(state: &State, key: &Key) -> Value {
    let mut row = stored_key(key);
    row["litellm_budget_table"] = json!(row_of(state, key).map(budget_row));
    row
}

/// The row `/key/block` answers.
pub(crate) fn stored_key(key: &Key) -> Value {
    let more = json!({"token": key.token, "organization_id": key.organization_id});
    merged(key_row(key, "stored", zulu), more)
}

/// What `/key/generate` answers; the only time the key itself is shown.
pub(crate) fn generated_key(key: &Key, secret: &str) -> Map<String, Value> {
    let shown = json!({
        "key": secret, "token": key.token, "token_id": key.token, "key_name": key.key_name,
        "key_alias": key.key_alias, "expires": maybe(key.expires, zulu), "models": key.models,
        "user_id": key.user_id, "team_id": key.team_id, "metadata": key.metadata,
        "max_budget": key.max_budget, "budget_duration": key.budget_duration,
        "spend": key.spend.written(), "tpm_limit": key.tpm_limit, "rpm_limit": key.rpm_limit,
        "blocked": key.blocked, "key_type": "default", "created_by": key.created_by,
        "updated_by": key.created_by, "created_at": zulu(key.created_at),
        "updated_at": zulu(key.updated_at),
    });
    match merged(blank_row(&KEY_BLANKS, "generated"), shown) {
        Value::Object(row) => row,
        _ => Map::new(),
    }
}

/// `active`, `expired` or `revoked` (which is what the proxy calls a blocked key).
pub(crate) fn status_of(key: &Key, now: Timestamp) -> &'static str {
    if key.is_blocked() {
        "revoked"
    } else if key.is_expired(now) {
        "expired"
    } else {
        "active"
    }
}

/// A team row; `kind` is `answered` (most endpoints) or `stored` (`/team/update`, `/team/block`).
pub(crate) fn team(team: &Team, kind: &str) -> Map<String, Value> {
    let members: Vec<Value> = team
        .members
        .iter()
        .map(|m| json!({"user_id": m.user_id, "user_email": m.user_email, "role": m.role}))
        .collect();
    let rows = |limits: &Vec<BudgetLimit>| limits.iter().map(|limit| limit.row(zulu)).collect();
    let limits: Option<Vec<Value>> = team.budget_limits.as_ref().map(rows);
    let columns = json!({
        "team_id": team.team_id, "team_alias": team.team_alias, "members_with_roles": members,
        "metadata": team.metadata, "models": team.models, "spend": team.spend.written(),
        "max_budget": team.max_budget, "soft_budget": team.soft_budget,
        "budget_duration": team.budget_duration,
        "budget_reset_at": maybe(team.budget_reset_at, zulu), "tpm_limit": team.tpm_limit,
        "budget_limits": limits,
        "rpm_limit": team.rpm_limit, "blocked": team.blocked, "created_at": zulu(team.created_at),
        "updated_at": zulu(team.updated_at),
    });
    match merged(blank_row(&TEAM_BLANKS, kind), columns) {
        Value::Object(row) => row,
        _ => Map::new(),
    }
}

/// The membership rows of a team.
pub(crate) fn memberships(state: &State, team: &Team) -> Vec<Value> {
    let row = |place: &super::state::Membership| {
        let budget = place.budget_id.as_ref().and_then(|id| state.budgets.get(id));
        let default = team.member_budget_id();
        let source = match &place.budget_id {
            Some(id) if default != Some(id) => "custom",
            _ if default.is_some() => "team_default",
            _ => "none",
        };
        json!({
            "user_id": place.user_id, "team_id": team.team_id, "budget_id": place.budget_id,
            "spend": place.spend.written(), "total_spend": place.spend.written(),
            "litellm_budget_table": budget.map(budget_row),
            "budget_source": source,
        })
    };
    team.memberships.iter().map(row).collect()
}

/// A team inside `/user/info`: with that user's place and keys, and nobody else's.
pub(crate) fn team_of(state: &State, row: &Team, user_id: &str) -> Value {
    let mut places = memberships(state, row);
    places.retain(|place| place["user_id"] == json!(user_id));
    for place in places.iter_mut().filter_map(Value::as_object_mut) {
        place.remove("budget_source");
    }
    let keys = state.keys_of(user_id).filter(|key| key.team_id.as_ref() == Some(&row.team_id));
    let keys: Vec<Value> = keys.map(|key| held_key(state, key)).collect();
    merged(team(row, "answered"), json!({"team_memberships": places, "keys": keys}))
}

/// What each member may spend who has no budget of their own, where the team says so.
pub(crate) fn member_default<'a>(state: &'a State, team: &Team) -> Option<&'a Budget> {
    state.budgets.get(team.member_budget_id()?)
}

pub(crate) fn budget_row(budget: &Budget) -> Value {
    json!({
        "budget_id": budget.budget_id, "max_budget": budget.max_budget,
        "soft_budget": budget.soft_budget, "budget_duration": budget.budget_duration,
        "budget_reset_at": maybe(budget.budget_reset_at, zulu),
        "created_at": zulu(budget.created_at), "max_parallel_requests": null, "tpm_limit": null,
        "rpm_limit": null, "tpd_limit": null, "model_max_budget": null, "allowed_models": [],
        "temp_budget_increase": null, "temp_budget_expiry": null,
    })
}

/// A customer row.
pub(crate) fn customer(state: &State, customer: &Customer) -> Value {
    let budget = customer.budget_id.as_ref().and_then(|id| state.budgets.get(id));
    json!({
        "user_id": customer.user_id, "blocked": customer.blocked, "alias": customer.alias,
        "spend": customer.spend.written(), "models": customer.models,
        "budget_id": customer.budget_id, "litellm_budget_table": budget.map(budget_row),
        "allowed_model_region": null, "default_model": null, "object_permission_id": null,
        "object_permission": null,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_blank_rows_in_the_assets_can_be_read() {
        for kind in ["stored", "listed", "generated"] {
            assert!(blank_row(&KEY_BLANKS, kind).len() > 20, "{kind}");
        }
        for kind in ["answered", "stored"] {
            assert!(blank_row(&TEAM_BLANKS, kind).len() > 10, "{kind}");
        }
    }
}
