//! How the proxy is set and what it serves: what a client goes by that says why somebody is
//! refused. This proxy has no projects.

use serde_json::{Value, json};

use super::{
    auth::{anyone, reader},
    error::{no_route, proxy_error},
    model::{MODELS, Model},
    state::State,
};
use crate::sandbox::http::{Call, Replied, Reply};

/// Answers whoever asks, also without a key.
pub(crate) fn ui_settings(state: &mut State, _: &Call) -> Reply {
    if !state.version.is_at_least(1, 81, 0) {
        return no_route();
    }
    let mut values = json!({
        "disable_model_add_for_internal_users": false, "enable_projects_ui": false,
        "scope_user_search_to_org": false, "disable_custom_api_keys": false,
    });
    if state.version.is_at_least(1, 106, 0) {
        values["apply_user_budget_to_team_keys"] = json!(false);
    }
    Reply::json(json!({"values": values, "field_schema": {"properties": {}}, "source": "db"}))
}

/// The spend of the last 30 days, and no budget of all.
pub(crate) fn global_spend(state: &mut State, call: &Call) -> Replied {
    reader(state, call)?;
    let spend: f64 = state.keys.values().map(|key| key.spend.written()).sum();
    Ok(Reply::json(json!({"spend": spend, "max_budget": 0.0})))
}

pub(crate) fn model_info(state: &mut State, call: &Call) -> Replied {
    anyone(state, call)?;
    let data: Vec<Value> = MODELS.into_iter().map(Model::to_info).collect();
    Ok(Reply::json(json!({ "data": data })))
}

pub(crate) fn access_groups(state: &mut State, call: &Call) -> Replied {
    reader(state, call)?;
    Ok(Reply::json(json!([])))
}

pub(crate) fn model_access_groups(state: &mut State, call: &Call) -> Replied {
    reader(state, call)?;
    Ok(Reply::json(json!({"access_groups": []})))
}

pub(crate) fn project(state: &mut State, call: &Call) -> Replied {
    reader(state, call)?;
    let id = call.query("project_id").unwrap_or_default();
    let message = format!("Project not found, project_id={id}");
    Err(proxy_error(404, "not_found", json!("project_id"), &message))
}
