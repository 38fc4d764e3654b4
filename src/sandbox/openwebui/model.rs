//! The entries of models: who may use which.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{
    auth::{admin, verified},
    error::{NOT_FOUND, detail, no_json},
    state::{Account, ModelEntry, State},
};
use crate::sandbox::http::{Answer, Call, Reply};

/// Whether a grant is this account's, by itself or by a group.
pub(super) fn lets(state: &State, grant: &[String; 3], account: &Account) -> bool {
    let [kind, id, _] = grant;
    match kind.as_str() {
        "user" => *id == "*" || *id == account.id,
        "group" => state.groups_of(&account.id).any(|group| group.id == *id),
        _ => false,
    }
}

/// The entry of a model: its own, else the one by which it is public. The others have none, and only
/// admins see them.
pub(super) fn entry_of(state: &State, id: &str) -> Option<ModelEntry> {
    let public = || {
        let is_public = state.public_models.iter().any(|public| public == id);
        is_public.then(|| ModelEntry {
            name: id.to_owned(),
            grants: vec![["user", "*", "read"].map(str::to_owned)],
            created_at: state.clock.seconds(),
        })
    };
    state.models.get(id).cloned().or_else(public)
}

fn row(state: &State, id: &str, entry: &ModelEntry) -> Value {
    let owner = state.primary_admin().map(|account| account.id.clone());
    let grants = entry.grants.iter().map(|[kind, principal, permission]| {
        json!({
            "id": format!("{kind}-{principal}-{permission}"), "resource_type": "model",
            "resource_id": id, "principal_type": kind, "principal_id": principal,
            "permission": permission, "created_at": entry.created_at,
        })
    });
    json!({
        "id": id, "user_id": owner, "base_model_id": null, "name": entry.name, "params": {}, "meta": {},
        "access_grants": grants.collect::<Vec<_>>(), "is_active": true,
        "created_at": entry.created_at, "updated_at": entry.created_at,
    })
}

fn missing() -> Reply {
    detail(404, NOT_FOUND)
}

pub(crate) fn entries(state: &mut State, call: &Call) -> Answer {
    admin(state, call)?;
    let ids: BTreeSet<&String> = state.models.keys().chain(&state.public_models).collect();
    let entries = ids.into_iter().filter_map(|id| Some(row(state, id, &entry_of(state, id)?)));
    Ok(Reply::json(entries.collect()))
}

pub(crate) fn one(state: &mut State, call: &Call) -> Answer {
    verified(state, call)?;
    let id = call.query("id").unwrap_or_default();
    let entry = entry_of(state, id).ok_or_else(missing)?;
    Ok(Reply::json(row(state, id, &entry)))
}

/// Replaces the list of grants; makes the entry where there is none, served or not.
pub(crate) fn set_grants(state: &mut State, call: &Call) -> Answer {
    admin(state, call)?;
    let body = call.json().ok_or_else(no_json)?;
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let id = text(&body.value()["id"]);
    let name = body.value().get("name").and_then(Value::as_str).unwrap_or(&id).to_owned();
    let grants = body.value()["access_grants"].as_array().cloned().unwrap_or_default();
    let grants = grants.iter().map(|grant| {
        ["principal_type", "principal_id", "permission"].map(|field| text(&grant[field]))
    });
    let grants: Vec<_> = grants.collect();
    let created_at = state.clock.seconds();
    // From here on the entry says who may use it, and nothing else.
    let name = entry_of(state, &id).map_or(name, |entry| entry.name);
    state.public_models.retain(|public| *public != id);
    let entry = ModelEntry { name, grants, created_at };
    state.models.insert(id.clone(), entry.clone());
    Ok(Reply::json(row(state, &id, &entry)))
}

pub(crate) fn delete(state: &mut State, call: &Call) -> Answer {
    admin(state, call)?;
    let body = call.json().ok_or_else(no_json)?;
    let id = body.value()["id"].as_str().unwrap_or_default().to_owned();
    let is_gone = entry_of(state, &id).is_some();
    state.models.remove(&id);
    state.public_models.retain(|public| *public != id);
    if is_gone { Ok(Reply::json(json!(true))) } else { Err(missing()) }
}
