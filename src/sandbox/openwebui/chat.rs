//! Models and chat. Nothing is forwarded: the answer is made up here, and the proxy's half of the
//! sandbox neither sees nor charges it.

use serde_json::{Value, json};

use super::{
    auth::verified,
    error::{detail, no_json},
    state::{Account, State},
};
use crate::sandbox::{
    http::{Call, Replied, Reply},
    litellm::model_rows,
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

fn models_for(state: &State, account: &Account) -> Vec<Value> {
    if is_off(state) {
        return Vec::new();
    }
    let rows = model_rows().into_iter();
    rows.filter(|row| may_use(state, account, row["id"].as_str().unwrap_or_default())).collect()
}

pub(crate) fn models(state: &mut State, call: &Call) -> Replied {
    let caller = verified(state, call)?;
    let shown = models_for(state, &caller.account).into_iter().map(|upstream| {
        let mut row = upstream.clone();
        if let Some(fields) = row.as_object_mut() {
            fields.insert("connection_type".to_owned(), json!("external"));
            fields.insert("name".to_owned(), upstream["id"].clone());
            fields.insert("openai".to_owned(), upstream);
            for (field, value) in [
                ("provider", json!("")),
                ("urlIdx", json!(0)),
                ("actions", json!([])),
                ("filters", json!([])),
                ("tags", json!([])),
            ] {
                fields.insert(field.to_owned(), value);
            }
        }
        row
    });
    Ok(Reply::json(json!({ "data": shown.collect::<Vec<_>>() })))
}

pub(crate) fn complete(state: &mut State, call: &Call) -> Replied {
    let caller = verified(state, call)?;
    let body = call.json().ok_or_else(no_json)?;
    let model = body.value().get("model").and_then(Value::as_str).unwrap_or_default();
    if is_off(state) {
        return Err(detail(503, "OpenAI API is disabled"));
    }
    let rows = models_for(state, &caller.account);
    if !rows.iter().any(|row| row["id"] == json!(model)) {
        return Err(detail(400, "Model not found"));
    }
    let message = json!({"content": "hi", "role": "assistant"});
    Ok(Reply::json(json!({
        "id": format!("chatcmpl-{}", state.dice.uuid()), "created": state.clock.seconds(),
        "model": model, "object": "chat.completion",
        "choices": [{"finish_reason": "stop", "index": 0, "message": message}],
        "usage": {"completion_tokens": 20, "prompt_tokens": 10, "total_tokens": 30},
    })))
}
