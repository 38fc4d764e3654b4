//! The LiteLLM proxy of the sandbox.
//!
//! Endpoints are plain functions over [`state::State`]; this file only says which path leads to
//! which, so that it reads like the proxy's table of routes.

use axum::{
    Router,
    routing::{get, patch, post},
};

use super::http::{Call, Replied, Reply, Shared};

mod activity;
mod auth;
mod budget;
mod chat;
mod customer;
pub(crate) mod duration;
mod error;
mod facts;
mod handle;
mod health;
mod key;
mod key_read;
mod key_write;
mod ladder;
mod member;
mod meter;
mod model;
mod page;
mod party;
mod purse;
mod rows;
pub mod state;
mod team;
mod user_bulk;
mod user_read;
mod user_write;
pub(crate) mod version;

pub use handle::ProxyHandle;
pub use meter::Meter;

use state::State;

/// The models as `/v1/models` lists them for this key; `None`: it refuses.
pub(crate) fn models_for(proxy: &Shared<State>, key: &str) -> Option<Vec<serde_json::Value>> {
    chat::listed(&mut proxy.lock(), &Call::bearing(key)).ok()
}

/// The proxy's routes.
pub(crate) fn router(shared: &Shared<State>) -> Router {
    let at = |endpoint: fn(&mut State, &Call) -> Replied| shared.at(endpoint);
    Router::new()
        .route("/health/liveliness", get(shared.open(health::liveliness)))
        .route("/health/liveness", get(shared.open(health::liveliness)))
        .route("/health/readiness", get(shared.open(health::readiness)))
        .route("/health/readiness/details", get(at(health::details)))
        .route("/health/license", get(at(health::license)))
        .route("/openapi.json", get(shared.open(health::openapi)))
        .route("/user/list", get(at(user_read::list)))
        .route("/spend/users", get(at(user_read::spend)))
        .route("/user/info", get(at(user_read::info)))
        .route("/v2/user/info", get(at(user_read::light_info)))
        .route("/user/new", post(at(user_write::create)))
        .route("/user/update", post(at(user_write::update)))
        .route("/user/delete", post(at(user_write::delete)))
        .route("/user/bulk_update", post(at(user_bulk::update)))
        .route("/management/v1/users/bulk", post(at(user_bulk::create)))
        .route("/management/v1/users/bulk_delete", post(at(user_bulk::delete)))
        .merge(activities(shared))
        .merge(keys(shared))
        .merge(teams(shared))
        .merge(facts(shared))
        .route("/customer/list", get(at(customer::list)))
        .route("/customer/info", get(at(customer::info)))
        .route("/customer/new", post(at(customer::create)))
        .route("/customer/update", post(at(customer::update)))
        .route("/customer/block", post(at(customer::block)))
        .route("/customer/unblock", post(at(customer::unblock)))
        .route("/customer/delete", post(at(customer::delete)))
        .merge(purses(shared))
        .route("/v1/models", get(at(chat::models)))
        .route("/models", get(at(chat::models)))
        .route("/v1/chat/completions", post(at(chat::complete)))
        .route("/chat/completions", post(at(chat::complete)))
        .fallback(|| async { error::no_route() })
        .method_not_allowed_fallback(wrong_method)
}

fn keys(shared: &Shared<State>) -> Router {
    let at = |endpoint: fn(&mut State, &Call) -> Replied| shared.at(endpoint);
    Router::new()
        .route("/key/list", get(at(key_read::list)))
        .route("/key/info", get(at(key_read::info)))
        .route("/key/generate", post(at(key_write::generate)))
        .route("/key/update", post(at(key_write::update)))
        .route("/key/block", post(at(key_write::block)))
        .route("/key/unblock", post(at(key_write::unblock)))
        .route("/key/delete", post(at(key_write::delete)))
        .route("/key/regenerate", post(at(key_write::regenerate)))
        .route("/key/{key}/regenerate", post(at(key_write::regenerate)))
        .route("/key/{key}/reset_spend", post(at(key_write::reset_spend)))
}

fn activities(shared: &Shared<State>) -> Router {
    let at = |endpoint: fn(&mut State, &Call) -> Replied| shared.at(endpoint);
    Router::new()
        .route("/user/daily/activity", get(at(activity::user_pages)))
        .route("/user/daily/activity/aggregated", get(at(activity::user_days)))
        .route("/user/daily/activity/aggregated/keys", get(at(activity::user_keys)))
        .route("/user/daily/activity/aggregated/users", get(at(activity::users)))
        .route("/team/daily/activity", get(at(activity::team_pages)))
        .route("/team/daily/activity/aggregated", get(at(activity::team_days)))
        .route("/team/daily/activity/aggregated/keys", get(at(activity::team_keys)))
}

fn facts(shared: &Shared<State>) -> Router {
    let at = |endpoint: fn(&mut State, &Call) -> Replied| shared.at(endpoint);
    Router::new()
        .route("/get/ui_settings", get(shared.open(facts::ui_settings)))
        .route("/global/spend", get(at(facts::global_spend)))
        .route("/model/info", get(at(facts::model_info)))
        .route("/v1/model/info", get(at(facts::model_info)))
        .route("/v1/access_group", get(at(facts::access_groups)))
        .route("/access_group/list", get(at(facts::model_access_groups)))
        .route("/project/info", get(at(facts::project)))
}

fn purses(shared: &Shared<State>) -> Router {
    let at = |endpoint: fn(&mut State, &Call) -> Replied| shared.at(endpoint);
    Router::new()
        .route("/budget/new", post(at(budget::create)))
        .route("/budget/delete", post(at(budget::delete)))
        .route("/budget/list", get(at(purse::list_budgets)))
        .route("/budget/info", post(at(budget::info)))
        .route("/budget/update", post(at(purse::update_budget)))
        .route("/tag/list", get(at(purse::list_tags)))
        .route("/tag/info", post(at(purse::tag_info)))
        .route("/tag/new", post(at(purse::create_tag)))
        .route("/tag/update", post(at(purse::update_tag)))
        .route("/tag/delete", post(at(purse::delete_tag)))
        .route("/organization/list", get(at(purse::list_organizations)))
        .route("/organization/info", get(at(purse::organization_info)))
        .route("/organization/update", patch(at(purse::update_organization)))
}

fn teams(shared: &Shared<State>) -> Router {
    let at = |endpoint: fn(&mut State, &Call) -> Replied| shared.at(endpoint);
    Router::new()
        .route("/v2/team/list", get(at(team::list)))
        .route("/team/info", get(at(team::info)))
        .route("/team/new", post(at(team::create)))
        .route("/team/update", post(at(team::update)))
        .route("/team/block", post(at(team::block)))
        .route("/team/unblock", post(at(team::unblock)))
        .route("/team/delete", post(at(team::delete)))
        .route("/team/member_add", post(at(member::add)))
        .route("/team/member_update", post(at(member::update)))
        .route("/team/member_delete", post(at(member::delete)))
        .route("/team/bulk_member_add", post(at(member::add_many)))
        .route("/team/{team_id}/member/{user_id}/reset_spend", post(at(member::reset_spend)))
}

async fn wrong_method() -> Reply {
    error::bare_detail(405, "Method Not Allowed")
}
