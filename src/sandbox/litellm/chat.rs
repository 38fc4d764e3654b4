//! `/v1/chat/completions` and `/v1/models`: the traffic whose cost all the rest is about.

use std::time::Instant;

use serde_json::{Value, json};

use super::{
    error::{no_json, proxy_error},
    ladder::{Errand, admit, admit_to_list, team_allows},
    meter::Charge,
    model::{MODELS, Model},
    state::State,
};
use crate::sandbox::http::{Call, Replied, Reply};

/// Every prompt and every answer is this long; the mock answer is as cheap as the real one's.
const PROMPT_TOKENS: u32 = 10;
const COMPLETION_TOKENS: u32 = 20;

pub(crate) fn complete(state: &mut State, call: &Call) -> Replied {
    let body = call.json().ok_or_else(no_json)?;
    let text = |field: &str| body.value().get(field).and_then(Value::as_str);
    let model = text("model").unwrap_or_default();
    let customer_id = call
        .header("x-litellm-customer-id")
        .or_else(|| call.header("x-litellm-end-user-id"))
        .or_else(|| text("user"));
    let errand = Errand { model, price: Model::named(model), customer_id };
    let caller = admit(state, call, &errand)?;
    if body.value().get("messages").is_none() {
        let message = "/chat/completions: Missing required parameter: 'messages'.";
        return Err(proxy_error(400, "invalid_request_error", json!("messages"), message));
    }
    let Some(price) = errand.price else { return Err(unknown_model(model)) };
    let key = caller.token.as_ref().and_then(|token| state.keys.get(token));
    let charge = Charge {
        due: Instant::now() + state.spend_flush,
        cost: price.cost(PROMPT_TOKENS, COMPLETION_TOKENS),
        token: caller.token.clone(),
        user_id: caller.user_id,
        team_id: key.and_then(|key| key.team_id.clone()),
        customer_id: customer_id.map(str::to_owned),
        at: state.clock.now(),
        model: price.name,
        tokens: (PROMPT_TOKENS.into(), COMPLETION_TOKENS.into()),
    };
    state.charge(charge);
    Ok(Reply::json(completion(state, model)))
}

fn completion(state: &mut State, model: &str) -> Value {
    json!({
        "id": format!("chatcmpl-{}", state.dice.uuid()), "created": state.clock.seconds(),
        "model": model, "object": "chat.completion",
        "choices": [{
            "finish_reason": "stop", "index": 0, "message": {"content": "hi", "role": "assistant"},
        }],
        "usage": {
            "completion_tokens": COMPLETION_TOKENS, "prompt_tokens": PROMPT_TOKENS,
            "total_tokens": PROMPT_TOKENS + COMPLETION_TOKENS,
        },
    })
}

fn unknown_model(model: &str) -> Reply {
    let message = format!(
        "/chat/completions: Invalid model name passed in model={model}. Call `/v1/models` to view available models for your key."
    );
    proxy_error(400, "invalid_request_error", (), &message)
}

/// What the caller may use.
pub(crate) fn models(state: &mut State, call: &Call) -> Replied {
    Ok(Reply::json(json!({"data": listed(state, call)?, "object": "list"})))
}

/// The same as rows. Looking is stopped by the key's own budget, and by no other (1.106.2).
pub(crate) fn listed(state: &mut State, call: &Call) -> Result<Vec<Value>, Reply> {
    let caller = admit_to_list(state, call)?;
    let key = caller.token.as_ref().and_then(|token| state.keys.get(token));
    let team = key.and_then(|key| key.team_id.as_ref()).and_then(|id| state.teams.get(id));
    let lists = [key.map(|key| &key.models), team.map(|team| &team.models)];
    let may_use = |model: &Model| lists.iter().flatten().all(|list| team_allows(list, model.name));
    Ok(MODELS.into_iter().filter(may_use).map(Model::to_json).collect())
}
