//! Health, version, settings, and the provider connection.

use serde_json::{Map, Value, json};

use super::{
    auth::{admin, anyone, verified},
    error::{missing, no_json, no_object},
    rows,
    state::State,
};
use crate::sandbox::http::{Call, Replied, Reply};

/// The page every unmatched GET gets: the application itself.
const PAGE: &str = "<!doctype html>\n<html lang=\"en\">\n\t<head>\n\t\t<meta charset=\"utf-8\" />\n\t\t<title>Open WebUI</title>\n\t</head>\n\t<body></body>\n</html>\n";

pub(crate) fn page() -> Reply {
    Reply::html(PAGE).header(axum::http::header::CACHE_CONTROL, "no-cache")
}

pub(crate) fn health(_: &mut State, _: &Call) -> Reply {
    Reply::json(json!({"status": true}))
}

pub(crate) fn version(state: &mut State, _: &Call) -> Reply {
    Reply::json(json!({"version": state.version, "deployment_id": ""}))
}

/// An API key counts as nobody here, and so does a token that is none.
pub(crate) fn config(state: &mut State, call: &Call) -> Reply {
    let public = include_str!("../../../assets/sandbox/config_public.json");
    let mut config: Map<String, Value> = serde_json::from_str(public).unwrap_or_default();
    config.insert("version".to_owned(), json!(state.version));
    if state.accounts.is_empty() {
        config.insert("onboarding".to_owned(), json!(true));
    }
    let caller = anyone(state, call).ok().filter(|caller| caller.token.is_some());
    if caller.is_none() {
        return Reply::json(Value::Object(config));
    }
    let signed_in = include_str!("../../../assets/sandbox/config_signed_in.json");
    let mut more: Map<String, Value> = serde_json::from_str(signed_in).unwrap_or_default();
    if let Some(Value::Object(features)) = more.remove("features")
        && let Some(Value::Object(all)) = config.get_mut("features")
    {
        all.extend(features);
    }
    config.extend(more);
    config.insert("permissions".to_owned(), rows::permissions());
    Reply::json(Value::Object(config))
}

/// Models somebody was active with, which nobody is here, and how many accounts are.
pub(crate) fn usage(state: &mut State, call: &Call) -> Replied {
    verified(state, call)?;
    let count = state.accounts.values().filter(|account| rows::is_active(state, account)).count();
    Ok(Reply::json(json!({"model_ids": [], "user_count": count})))
}

pub(crate) fn permissions(state: &mut State, call: &Call) -> Replied {
    verified(state, call)?;
    Ok(Reply::json(rows::permissions()))
}

pub(crate) fn default_permissions(state: &mut State, call: &Call) -> Replied {
    admin(state, call)?;
    Ok(Reply::json(rows::permissions()))
}

/// The connection to the proxy, its key in clear: so the real one shows it.
pub(crate) fn connections(state: &mut State, call: &Call) -> Replied {
    admin(state, call)?;
    Ok(Reply::json(state.connections.clone()))
}

/// Replaces the whole object; what is left out and not required becomes null.
pub(crate) fn save_connections(state: &mut State, call: &Call) -> Replied {
    admin(state, call)?;
    let body = call.json().ok_or_else(no_json)?;
    if !body.value().is_object() {
        return Err(no_object(body.value()));
    }
    let needed = ["OPENAI_API_BASE_URLS", "OPENAI_API_KEYS", "OPENAI_API_CONFIGS"];
    let absent: Vec<&str> =
        needed.into_iter().filter(|field| body.value().get(field).is_none()).collect();
    if !absent.is_empty() {
        return Err(missing(&absent, body.value()));
    }
    let field = |name: &str| body.value().get(name).cloned().unwrap_or_default();
    let urls = field("OPENAI_API_BASE_URLS").as_array().map_or(0, Vec::len);
    let mut keys = field("OPENAI_API_KEYS").as_array().cloned().unwrap_or_default();
    keys.resize(urls, json!(""));
    let mut configs = field("OPENAI_API_CONFIGS").as_object().cloned().unwrap_or_default();
    configs.retain(|index, _| index.parse::<usize>().is_ok_and(|index| index < urls));
    state.connections = json!({
        "ENABLE_OPENAI_API": field("ENABLE_OPENAI_API"), "OPENAI_API_KEYS": keys,
        "OPENAI_API_BASE_URLS": field("OPENAI_API_BASE_URLS"), "OPENAI_API_CONFIGS": configs,
    });
    Ok(Reply::json(state.connections.clone()))
}

pub(crate) fn direct_connections(state: &mut State, call: &Call) -> Replied {
    admin(state, call)?;
    Ok(Reply::json(json!({
        "ENABLE_DIRECT_CONNECTIONS": false, "ENABLE_DIRECT_INTEGRATIONS": false,
        "ENABLE_BASE_MODELS_CACHE": false,
    })))
}
