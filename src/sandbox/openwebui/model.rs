//! The entries of models: who may use which.

use serde_json::{Value, json};

use super::{
    auth::admin,
    error::{detail, no_json},
    state::{Account, ModelEntry, State},
};
use crate::sandbox::http::{Call, Replied, Reply};

/// Whether a grant is this account's, by itself or by a group.
pub(super) fn lets(state: &State, grant: &[String; 3], account: &Account) -> bool {
    let [kind, id, permission] = grant;
    match kind.as_str() {
        // To write alone lets nobody see it (0.12.4).
        _ if permission != "read" => false,
        "user" => *id == "*" || *id == account.id,
        "group" => state.groups_of(&account.id).any(|group| group.id == *id),
        _ => false,
    }
}

pub(super) fn row(state: &State, id: &str, entry: &ModelEntry) -> Value {
    let grants = entry.grants.iter().map(|[kind, principal, permission]| {
        json!({
            "id": format!("{kind}-{principal}-{permission}"), "resource_type": "model",
            "resource_id": id, "principal_type": kind, "principal_id": principal,
            "permission": permission, "created_at": entry.created_at,
        })
    });
    json!({
        "id": id, "user_id": state.primary_admin().map(|account| &account.id),
        "base_model_id": null, "name": entry.name, "params": {}, "meta": {},
        "access_grants": grants.collect::<Vec<_>>(), "is_active": true,
        "created_at": entry.created_at, "updated_at": entry.created_at,
    })
}

fn missing() -> Reply {
    detail(404, "We could not find what you're looking for :/")
}

pub(crate) fn entries(state: &mut State, call: &Call) -> Replied {
    admin(state, call)?;
    Ok(Reply::json(state.models.iter().map(|(id, entry)| row(state, id, entry)).collect()))
}

pub(crate) fn one(state: &mut State, call: &Call) -> Replied {
    admin(state, call)?;
    let id = call.query("id").unwrap_or_default();
    let entry = state.models.get(id).ok_or_else(missing)?;
    Ok(Reply::json(row(state, id, entry)))
}

/// Replaces the list of grants; makes the entry where there is none, served or not.
pub(crate) fn set_grants(state: &mut State, call: &Call) -> Replied {
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
    let entry = state.models.entry(id.clone());
    let entry = entry.or_insert(ModelEntry { name, grants: Vec::new(), created_at });
    entry.grants = grants;
    let entry = entry.clone();
    Ok(Reply::json(row(state, &id, &entry)))
}

pub(crate) fn delete(state: &mut State, call: &Call) -> Replied {
    admin(state, call)?;
    let body = call.json().ok_or_else(no_json)?;
    let id = body.value()["id"].as_str().unwrap_or_default().to_owned();
    let is_gone = state.models.remove(&id).is_some();
    if is_gone { Ok(Reply::json(json!(true))) } else { Err(missing()) }
}
