//! The Open WebUI of the sandbox.
//!
//! Endpoints are plain functions over [`state::State`]; this file only says which path leads to
//! which. What no route takes is the single-page application's: 200 with HTML for a GET.

use axum::{
    Router,
    http::Method,
    routing::{delete, get, post},
};

use super::http::{Call, Replied, Reply, Shared};

mod auth;
mod chat;
mod error;
mod group;
mod handle;
mod model;
mod rows;
mod session;
pub mod state;
mod system;
mod user;

pub use handle::WebuiHandle;

use state::State;

/// Open WebUI's routes. The slash at the end of some of them matters.
pub(crate) fn router(shared: &Shared<State>) -> Router {
    let at = |endpoint: fn(&mut State, &Call) -> Replied| shared.at(endpoint);
    Router::new()
        .route("/health", get(shared.open(system::health)))
        .route("/ready", get(shared.open(system::health)))
        .route("/health/db", get(shared.open(system::health)))
        .route("/api/version", get(shared.open(system::version)))
        .route("/api/config", get(shared.open(system::config)))
        .route("/api/usage", get(at(system::usage)))
        .route("/api/models", get(at(chat::models)))
        .route("/api/chat/completions", post(at(chat::complete)))
        .route("/openai/config", get(at(system::connections)))
        .route("/openai/config/update", post(at(system::save_connections)))
        .route("/api/v1/configs/connections", get(at(system::direct_connections)))
        .route("/api/v1/models/base", get(at(model::entries)))
        .route("/api/v1/models/model", get(at(model::one)))
        .route("/api/v1/models/model/access/update", post(at(model::set_grants)))
        .route("/api/v1/models/model/delete", post(at(model::delete)))
        .merge(sessions(shared))
        .merge(users(shared))
        .merge(groups(shared))
        .fallback(elsewhere)
        .method_not_allowed_fallback(elsewhere)
}

fn sessions(shared: &Shared<State>) -> Router {
    // A closure cannot be a function pointer and hold another, so each is spelled out.
    macro_rules! uncached {
        ($endpoint:path) => {
            shared.at(|state: &mut State, call: &Call| session::uncached($endpoint(state, call)))
        };
    }
    Router::new()
        .route("/api/v1/auths/", get(uncached!(session::who)))
        .route("/api/v1/auths/signin", post(uncached!(session::sign_in)))
        .route("/api/v1/auths/signout", post(shared.open(session::sign_out)))
        .route("/api/v1/auths/add", post(uncached!(session::add)))
        .route(
            "/api/v1/auths/api_key",
            get(uncached!(session::api_key))
                .post(uncached!(session::new_api_key))
                .delete(uncached!(session::delete_api_key)),
        )
        .route("/api/v1/auths/admin/details", get(uncached!(session::admin_details)))
        .route(
            "/api/v1/auths/admin/config",
            get(uncached!(session::admin_config)).post(uncached!(session::save_admin_config)),
        )
}

fn users(shared: &Shared<State>) -> Router {
    let at = |endpoint: fn(&mut State, &Call) -> Replied| shared.at(endpoint);
    Router::new()
        .route("/api/v1/users/", get(at(user::list)))
        .route("/api/v1/users/all", get(at(user::all)))
        .route("/api/v1/users/search", get(at(user::search)))
        .route("/api/v1/users/user/status", get(at(user::status)))
        .route("/api/v1/users/permissions", get(at(system::permissions)))
        .route("/api/v1/users/default/permissions", get(at(system::default_permissions)))
        .route("/api/v1/users/{id}", get(at(user::one)).merge(delete(at(user::delete))))
        .route("/api/v1/users/{id}/info", get(at(user::info)))
        .route("/api/v1/users/{id}/groups", get(at(user::groups)))
        .route("/api/v1/users/{id}/update", post(at(user::update)))
        .route("/api/v1/users/{id}/sessions/revoke", post(at(user::revoke_sessions)))
}

fn groups(shared: &Shared<State>) -> Router {
    let at = |endpoint: fn(&mut State, &Call) -> Replied| shared.at(endpoint);
    Router::new()
        .route("/api/v1/groups/", get(at(group::list)))
        .route("/api/v1/groups/create", post(at(group::create)))
        .route("/api/v1/groups/id/{id}", get(at(group::one)))
        .route("/api/v1/groups/id/{id}/export", get(at(group::export)))
        .route("/api/v1/groups/id/{id}/members", get(at(group::members)))
        .route("/api/v1/groups/id/{id}/users", post(at(group::users)))
        .route("/api/v1/groups/id/{id}/users/add", post(at(group::add_users)))
        .route("/api/v1/groups/id/{id}/users/remove", post(at(group::remove_users)))
        .route("/api/v1/groups/id/{id}/update", post(at(group::update)))
        .route("/api/v1/groups/id/{id}/delete", delete(at(group::delete)))
}

/// The application's page for whoever reads, 405 for whoever writes.
async fn elsewhere(method: Method) -> Reply {
    if matches!(method, Method::GET | Method::HEAD) {
        system::page()
    } else {
        error::wrong_method()
    }
}
