//! Minting, changing, blocking, resetting and deleting virtual keys.

use serde_json::{Map, Value, json};

use super::{
    auth::{Caller, no_viewer, not_yours},
    duration::Window,
    error::{
        auth_error, detail, invalid, invalid_body, missing, no_json, no_route, proxy_error,
        python_dict, python_float, wrapped,
    },
    purse, rows,
    state::{Key, State, name_of, token_of},
    user_write::{alias_taken, bad_duration},
};
use crate::sandbox::{
    body::{Body, Invalid, Patch},
    clock::zulu,
    http::{Call, Replied, Reply},
};

/// The settable fields of a key.
struct KeyForm {
    key_alias: Option<String>,
    user_id: Patch<String>,
    team_id: Patch<String>,
    models: Option<Vec<String>>,
    max_budget: Patch<f64>,
    budget_duration: Patch<String>,
    duration: Patch<String>,
    spend: Option<f64>,
    blocked: Patch<bool>,
    metadata: Option<Map<String, Value>>,
    tpm_limit: Patch<i64>,
    rpm_limit: Patch<i64>,
}

impl KeyForm {
    fn read(body: &Body) -> Result<Self, Invalid> {
        Ok(Self {
            key_alias: body.text("key_alias")?.value(),
            user_id: body.text("user_id")?,
            team_id: body.text("team_id")?,
            models: body.texts("models")?.value(),
            max_budget: body.number("max_budget")?,
            budget_duration: body.text("budget_duration")?,
            duration: body.text("duration")?,
            spend: body.number("spend")?.value(),
            blocked: body.flag("blocked")?,
            metadata: body.object("metadata")?.value(),
            tpm_limit: body.integer("tpm_limit")?,
            rpm_limit: body.integer("rpm_limit")?,
        })
    }

    /// What is wrong with the values, though their types are right.
    fn objection(&self) -> Option<String> {
        if let Patch::Set(budget) = self.max_budget
            && (budget < 0.0 || !budget.is_finite())
        {
            let received = python_float(budget);
            return Some(format!(
                "max_budget must be a non-negative finite number. Received: {received}"
            ));
        }
        bad_duration(&self.budget_duration)
    }

    fn has_bad_life(&self) -> bool {
        matches!(&self.duration, Patch::Set(text) if text != "-1" && Window::parse(text).is_none())
    }

    fn merge_into(self, key: &mut Key, now: jiff::Timestamp) {
        if self.key_alias.is_some() {
            key.key_alias = self.key_alias;
        }
        if let Some(models) = self.models {
            key.models = models;
        }
        if let Some(spend) = self.spend {
            key.spend.set(spend);
        }
        if let Some(metadata) = self.metadata {
            key.metadata = metadata;
        }
        self.user_id.merge_into(&mut key.user_id);
        self.team_id.merge_into(&mut key.team_id);
        self.max_budget.merge_into(&mut key.max_budget);
        self.tpm_limit.merge_into(&mut key.tpm_limit);
        self.rpm_limit.merge_into(&mut key.rpm_limit);
        self.blocked.merge_into(&mut key.blocked);
        match self.duration {
            Patch::Absent => {}
            life => {
                let window = life.value().as_deref().and_then(Window::parse);
                key.expires = window.and_then(|window| now.checked_add(window.length()).ok());
            }
        }
        match self.budget_duration {
            Patch::Absent => {}
            duration => {
                let duration = duration.value();
                let window = duration.as_deref().and_then(Window::parse);
                key.budget_reset_at = window.map(|window| window.next_reset(now));
                key.budget_duration = duration;
            }
        }
        key.updated_at = now;
    }
}

fn alias_is_taken(state: &State, alias: Option<&str>, but: &str) -> bool {
    let taken = |key: &Key| key.key_alias.as_deref() == alias && key.token != but;
    alias.is_some() && state.keys.values().any(taken)
}

/// Everybody but a viewer may mint: who is no admin only for themselves.
pub(crate) fn generate(state: &mut State, call: &Call) -> Replied {
    let caller = no_viewer(state, call)?;
    let body = call.json().ok_or_else(no_json)?;
    let mut form = KeyForm::read(&body).map_err(|complaint| invalid(&complaint))?;
    if let Some(message) = form.objection() {
        return Err(wrapped(400, &message));
    }
    if form.has_bad_life() {
        let message = "Invalid duration format";
        return Err(proxy_error(500, "internal_server_error", (), message));
    }
    if alias_is_taken(state, form.key_alias.as_deref(), "") {
        return Err(alias_taken(form.key_alias.as_deref().unwrap_or_default()));
    }
    if !caller.is_admin() {
        form.user_id = caller.user_id.clone().map_or(Patch::Null, Patch::Set);
    }
    let limits = purse::limits(&body, state.clock.now())?;
    let row = body.text("budget_id").map_err(|complaint| invalid(&complaint))?;
    if is_missing(state, &row) {
        let message = "{'error': 'Internal Server Error.'}";
        return Err(proxy_error(500, "internal_server_error", (), message));
    }
    let (secret, mut key) = state.mint();
    let secret = match body.text("key").map_err(|complaint| invalid(&complaint))? {
        Patch::Set(custom) if custom.starts_with("sk-") => custom,
        Patch::Set(_) => {
            let message =
                "Invalid key format. LiteLLM Virtual Key must start with 'sk-'. Received: ****";
            return Err(wrapped(400, message));
        }
        Patch::Absent | Patch::Null => secret,
    };
    (key.token, key.key_name) = (token_of(&secret), name_of(&secret));
    key.created_by = caller.user_id.or(key.created_by);
    form.merge_into(&mut key, state.clock.now());
    key.budget_limits = limits.value().unwrap_or_default();
    key.budget_id = row.value();
    state.secrets.insert(key.token.clone(), secret.clone());
    state.keys.insert(key.token.clone(), key.clone());
    Ok(Reply::json(Value::Object(rows::generated_key(&key, &secret))))
}

/// Whether a key is to point to a budget row that is not there.
fn is_missing(state: &State, row: &Patch<String>) -> bool {
    matches!(row, Patch::Set(id) if !state.budgets.contains_key(id))
}

fn not_found() -> Reply {
    proxy_error(404, "not_found_error", json!("key"), "Key not found.")
}

/// An admin, or the refusal in the words of the route.
fn admin(state: &State, call: &Call) -> Result<Caller, Reply> {
    let caller = no_viewer(state, call)?;
    if caller.is_admin() { Ok(caller) } else { Err(not_yours(call, &caller)) }
}

pub(crate) fn update(state: &mut State, call: &Call) -> Replied {
    admin(state, call)?;
    let body = call.json().ok_or_else(no_json)?;
    let form = KeyForm::read(&body).map_err(|complaint| invalid(&complaint))?;
    let named = body.text("key").map_err(|complaint| invalid(&complaint))?.value();
    let found = match (&named, &form.key_alias) {
        (Some(name), _) => state.find_key(name),
        (None, Some(alias)) => {
            state.keys.values().find(|key| key.key_alias.as_ref() == Some(alias))
        }
        (None, None) => return Err(invalid_body("either key or key_alias must be provided")),
    };
    let token = found.map(|key| key.token.clone()).ok_or_else(not_found)?;
    if let Some(message) = form.objection() {
        return Err(auth_error(400, &python_dict(&message)));
    }
    if form.has_bad_life() {
        return Err(auth_error(400, "Authentication Error, Invalid duration format"));
    }
    if alias_is_taken(state, form.key_alias.as_deref(), &token) {
        return Err(alias_taken(form.key_alias.as_deref().unwrap_or_default()));
    }
    let now = state.clock.now();
    let limits = purse::limits(&body, now)?;
    let row = body.text("budget_id").map_err(|complaint| invalid(&complaint))?;
    if is_missing(state, &row) {
        let message = "Authentication Error, Foreign key constraint violated on the constraint: \
             `LiteLLM_VerificationToken_budget_id_fkey`";
        return Err(auth_error(400, message));
    }
    let key = state.keys.get_mut(&token).ok_or_else(not_found)?;
    form.merge_into(key, now);
    if limits != Patch::Absent {
        key.budget_limits = limits.value().unwrap_or_default();
    }
    row.merge_into(&mut key.budget_id);
    key.settings_updated_at = Some(now);
    let mut row = rows::updated_key(key);
    row.insert("key".to_owned(), json!(named.unwrap_or(token)));
    Ok(Reply::json(Value::Object(row)))
}

pub(crate) fn block(state: &mut State, call: &Call) -> Replied {
    set_blocked(state, call, true)
}

pub(crate) fn unblock(state: &mut State, call: &Call) -> Replied {
    set_blocked(state, call, false)
}

fn set_blocked(state: &mut State, call: &Call, blocked: bool) -> Replied {
    admin(state, call)?;
    let body = call.json().ok_or_else(no_json)?;
    let name = body.text("key").map_err(|complaint| invalid(&complaint))?;
    let Patch::Set(name) = name else { return Err(missing("body", "key")) };
    let is_hash = name.len() == 64 && name.chars().all(|c| c.is_ascii_hexdigit());
    if !is_hash && !name.starts_with("sk-") {
        return Err(proxy_error(400, "bad_request_error", json!("key"), "Invalid key format."));
    }
    let now = state.clock.now();
    let key = state.find_key_mut(&name).ok_or_else(not_found)?;
    key.blocked = Some(blocked);
    key.updated_at = now;
    key.settings_updated_at = Some(now);
    Ok(Reply::json(rows::stored_key(key)))
}

pub(crate) fn delete(state: &mut State, call: &Call) -> Replied {
    let caller = no_viewer(state, call)?;
    let body = call.json().ok_or_else(no_json)?;
    let texts = |field| body.texts(field).map_err(|complaint| invalid(&complaint));
    let (keys, aliases) = (texts("keys")?.value(), texts("key_aliases")?.value());
    let (named, by_alias) = match (keys, aliases) {
        (Some(keys), _) => (keys, false),
        (None, Some(aliases)) => (aliases, true),
        (None, None) => {
            return Err(invalid_body("At least one of 'keys' or 'key_aliases' must be provided."));
        }
    };
    let mine = |key: &&Key| {
        caller.is_admin() || key.user_id.as_deref().is_some_and(|id| caller.is_user(id))
    };
    let find = |name: &String| {
        let with_alias = |key: &&Key| key.key_alias.as_ref() == Some(name);
        let key =
            if by_alias { state.keys.values().find(with_alias) } else { state.find_key(name) };
        key.filter(mine).map(|key| key.token.clone())
    };
    let tokens: Vec<String> = named.iter().filter_map(find).collect();
    if tokens.is_empty() {
        return Err(wrapped(404, "No keys found"));
    }
    for token in tokens {
        state.remove_key(&token);
    }
    // The answer repeats the request, unknown keys included.
    Ok(Reply::json(json!({ "deleted_keys": named })))
}

pub(crate) fn reset_spend(state: &mut State, call: &Call) -> Replied {
    if !state.version.is_at_least(1, 82, 0) {
        return Err(no_route());
    }
    admin(state, call)?;
    let body = call.json().ok_or_else(no_json)?;
    let amount = body.number("reset_to").map_err(|complaint| invalid(&complaint))?;
    let Patch::Set(amount) = amount else { return Err(missing("body", "reset_to")) };
    let name = call.param("key").to_owned();
    let Some(key) = state.find_key_mut(&name) else {
        return Err(detail(404, &format!("Key {name} not found.")));
    };
    let previous = key.spend.written();
    if let Some(message) = reset_objection(amount, previous, key.max_budget) {
        return Err(detail(400, &message));
    }
    key.spend.set(amount);
    Ok(Reply::json(json!({
        "key_hash": key.token, "spend": amount, "previous_spend": previous,
        "max_budget": key.max_budget, "budget_reset_at": key.budget_reset_at.map(zulu),
    })))
}

/// Why a spend may not be set to `amount`; keys and team members share the rules.
pub(crate) fn reset_objection(amount: f64, spend: f64, budget: Option<f64>) -> Option<String> {
    let reset_to = python_float(amount);
    if amount < 0.0 {
        return Some("reset_to must be >= 0".to_owned());
    }
    if amount > spend {
        let spend = python_float(spend);
        return Some(format!("reset_to ({reset_to}) must be <= current spend ({spend})"));
    }
    let budget = budget.filter(|budget| amount > *budget)?;
    Some(format!("reset_to ({reset_to}) must be <= budget ({})", python_float(budget)))
}

/// Needs a licence, and says so with a 500.
pub(crate) fn regenerate(state: &mut State, call: &Call) -> Replied {
    no_viewer(state, call)?;
    let message = "Regenerating Virtual Keys is an Enterprise feature, You must be a LiteLLM Enterprise user to use this feature. If you have a license please set `LITELLM_LICENSE` in your env.";
    Err(proxy_error(500, "internal_server_error", (), message))
}
