//! Health, version and licence, and the list of routes a client detects features by.

use serde_json::{Map, Value, json};

use super::{auth::reader, error::no_route, state::State};
use crate::sandbox::http::{Call, Replied, Reply};

pub(crate) fn liveliness(_: &mut State, _: &Call) -> Reply {
    Reply::json(json!("I'm alive!"))
}

/// Since 1.84 anonymous readers learn no version here.
pub(crate) fn readiness(state: &mut State, _: &Call) -> Reply {
    if state.version.is_at_least(1, 84, 0) {
        return Reply::json(json!({"status": "healthy", "db": "connected"}));
    }
    Reply::json(details_of(state))
}

pub(crate) fn details(state: &mut State, call: &Call) -> Replied {
    if !state.version.is_at_least(1, 86, 0) {
        return Err(no_route());
    }
    reader(state, call)?;
    let mut details = details_of(state);
    if let Some(fields) = details.as_object_mut() {
        fields.insert("show_no_redis_warning".to_owned(), json!(false));
        fields.insert("show_env_credential_login_warning".to_owned(), json!(true));
    }
    Ok(Reply::json(details))
}

fn details_of(state: &State) -> Value {
    json!({
        "status": "healthy", "db": "connected", "cache": null,
        "litellm_version": state.version.as_str(),
        "success_callbacks": ["sync_deployment_callback_on_success", "_ProxyDBLogger"],
        "use_aiohttp_transport": true, "log_level": "WARNING", "is_detailed_debug": false,
    })
}

pub(crate) fn license(state: &mut State, call: &Call) -> Replied {
    reader(state, call)?;
    Ok(Reply::json(json!({
        "has_license": false, "license_type": "community", "expiration_date": null,
        "allowed_features": [], "limits": {"max_users": null, "max_teams": null},
    })))
}

/// The routes that `/openapi.json` names, by method. As on the real proxy `/spend/users` is
/// served and not named.
const ROUTES: [(&str, &[&str]); 2] = [
    (
        "get",
        &[
            "/health/liveliness",
            "/health/liveness",
            "/health/readiness",
            "/health/license",
            "/user/list",
            "/user/info",
            "/key/list",
            "/key/info",
            "/v2/team/list",
            "/team/info",
            "/customer/list",
            "/customer/info",
            "/v1/models",
            "/models",
            "/user/daily/activity",
            "/team/daily/activity",
            "/model/info",
            "/v1/model/info",
            "/access_group/list",
            "/tag/list",
            "/project/info",
            "/organization/info",
        ],
    ),
    (
        "post",
        &[
            "/user/new",
            "/user/update",
            "/user/bulk_update",
            "/user/delete",
            "/key/generate",
            "/key/update",
            "/key/block",
            "/key/unblock",
            "/key/delete",
            "/team/new",
            "/team/update",
            "/team/block",
            "/team/unblock",
            "/team/delete",
            "/team/member_add",
            "/team/member_update",
            "/team/member_delete",
            "/team/bulk_member_add",
            "/customer/new",
            "/customer/update",
            "/customer/block",
            "/customer/unblock",
            "/customer/delete",
            "/v1/chat/completions",
            "/chat/completions",
        ],
    ),
];

pub(crate) fn openapi(state: &mut State, _: &Call) -> Reply {
    let mut paths = Map::new();
    for (method, routes) in ROUTES {
        for route in routes {
            add_route(&mut paths, route, method);
        }
    }
    let version = &state.version;
    for (since, method, route) in [
        ((1, 81), "get", "/get/ui_settings"),
        ((1, 82), "post", "/key/{key}/reset_spend"),
        ((1, 83), "get", "/v2/user/info"),
        ((1, 86), "get", "/health/readiness/details"),
        ((1, 102), "post", "/team/{team_id}/member/{user_id}/reset_spend"),
        ((1, 77), "get", "/user/daily/activity/aggregated"),
        ((1, 106), "get", "/user/daily/activity/aggregated/keys"),
        ((1, 106), "get", "/team/daily/activity/aggregated"),
        ((1, 106), "get", "/team/daily/activity/aggregated/keys"),
        ((1, 109), "get", "/user/daily/activity/aggregated/users"),
        ((1, 106), "post", "/management/v1/users/bulk"),
        ((1, 106), "post", "/management/v1/users/bulk_delete"),
    ] {
        if version.is_at_least(since.0, since.1, 0) {
            add_route(&mut paths, route, method);
        }
    }
    if super::activity::filters_by_user(state)
        && let Some(get) = paths.get_mut("/user/daily/activity").map(|path| &mut path["get"])
    {
        get["parameters"] = json!([{"name": "user_id", "in": "query", "required": false}]);
    }
    let version = &state.version;
    Reply::json(json!({
        "openapi": "3.1.0", "info": {"title": "LiteLLM API", "version": version.as_str()},
        "paths": paths,
    }))
}

fn add_route(paths: &mut Map<String, Value>, route: &str, method: &str) {
    let operation = json!({"responses": {"200": {"description": "Successful Response"}}});
    let entry = paths.entry(route).or_insert_with(|| json!({}));
    if let Some(methods) = entry.as_object_mut() {
        methods.insert(method.to_owned(), operation);
    }
}
