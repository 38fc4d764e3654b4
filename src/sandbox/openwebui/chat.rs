//! Models and chat. Which models there are is the proxy's answer to the key of each connection; a chat
//! is not forwarded: its answer is made up here, and the proxy neither sees nor charges it.

use serde_json::{Value, json};

use super::{
    auth::verified,
    error::{detail, no_json},
    model::row,
    state::{Account, State},
};
use crate::sandbox::{
    http::{Call, Replied, Reply},
    litellm,
};

fn may_use(state: &State, account: &Account, model: &str) -> bool {
    account.is_admin()
        || state.models.get(model).is_some_and(|entry| {
            entry.grants.iter().any(|grant| super::model::lets(state, grant, account))
        })
}

fn is_off(state: &State) -> bool {
    state.connections["ENABLE_OPENAI_API"] != json!(true)
}

/// The models that the connections list now, by the names they have here.
fn listed(state: &State) -> Vec<Value> {
    let urls = state.connections["OPENAI_API_BASE_URLS"].as_array();
    let urls = urls.into_iter().flatten().filter_map(Value::as_str).enumerate();
    urls.flat_map(|(index, url)| through(state, index, url)).collect()
}

fn through(state: &State, index: usize, url: &str) -> Vec<Value> {
    let config = &state.connections["OPENAI_API_CONFIGS"][index.to_string()];
    if config["enable"] == json!(false) {
        return Vec::new();
    }
    let named = config["model_ids"].as_array().filter(|ids| !ids.is_empty());
    let rows = match (named, &state.provider) {
        (Some(ids), _) => {
            ids.iter().map(|id| json!({"id": id, "name": id, "owned_by": "openai"})).collect()
        }
        (None, Some((proxy, shared))) if url.starts_with(proxy.as_str()) => {
            let key = state.connections["OPENAI_API_KEYS"][index].as_str().unwrap_or_default();
            litellm::models_for(shared, key).unwrap_or_default()
        }
        (None, _) => Vec::new(),
    };
    let prefix = config["prefix_id"].as_str().filter(|prefix| !prefix.is_empty());
    rows.into_iter().map(|upstream| shown(upstream, index, prefix)).collect()
}

fn shown(upstream: Value, index: usize, prefix: Option<&str>) -> Value {
    let own = upstream["id"].as_str().unwrap_or_default();
    let id = prefix.map_or_else(|| own.to_owned(), |prefix| format!("{prefix}.{own}"));
    let mut row = upstream.clone();
    if let Some(fields) = row.as_object_mut() {
        for (field, value) in [
            ("id", json!(id)),
            ("connection_type", json!("external")),
            ("name", json!(id)),
            ("openai", upstream),
            ("provider", json!("")),
            ("urlIdx", json!(index)),
            ("actions", json!([])),
            ("filters", json!([])),
            ("tags", json!([])),
        ] {
            fields.insert(field.to_owned(), value);
        }
    }
    row
}

/// What there is to be seen. While no connection lists a model the last list stays.
fn offered(state: &mut State) -> Vec<Value> {
    let listed = listed(state);
    if !listed.is_empty() {
        state.offered = listed;
    }
    state.offered.clone()
}

pub(crate) fn models(state: &mut State, call: &Call) -> Replied {
    let caller = verified(state, call)?;
    if call.query("refresh") == Some("true") {
        state.offered.clear();
    }
    let offered = if is_off(state) { Vec::new() } else { offered(state) };
    let seen = offered.into_iter().filter_map(|mut model| {
        let id = model["id"].as_str().unwrap_or_default().to_owned();
        let fields = model.as_object_mut()?;
        if let Some(entry) = state.models.get(&id) {
            fields.insert("name".to_owned(), json!(entry.name));
            fields.insert("info".to_owned(), row(state, &id, entry));
        }
        may_use(state, &caller.account, &id).then_some(model)
    });
    Ok(Reply::json(json!({ "data": seen.collect::<Vec<_>>() })))
}

pub(crate) fn complete(state: &mut State, call: &Call) -> Replied {
    let caller = verified(state, call)?;
    let body = call.json().ok_or_else(no_json)?;
    let model = body.value().get("model").and_then(Value::as_str).unwrap_or_default();
    if is_off(state) {
        return Err(detail(503, "OpenAI API is disabled"));
    }
    let is_seen = offered(state).iter().any(|row| row["id"] == json!(model))
        && may_use(state, &caller.account, model);
    if !is_seen {
        return Err(detail(400, "Model not found"));
    }
    if listed(state).is_empty() {
        return Err(detail(404, "Model '' was not found"));
    }
    let message = json!({"content": "hi", "role": "assistant"});
    Ok(Reply::json(json!({
        "id": format!("chatcmpl-{}", state.dice.uuid()), "created": state.clock.seconds(),
        "model": model, "object": "chat.completion",
        "choices": [{"finish_reason": "stop", "index": 0, "message": message}],
        "usage": {"completion_tokens": 20, "prompt_tokens": 10, "total_tokens": 30},
    })))
}
