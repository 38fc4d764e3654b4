//! Who is calling the proxy, and may they.
//!
//! Three questions, which a management call answers one after the other and a chat call with its
//! own checks (models, budgets) in between: see [`super::ladder`].

use serde_json::json;

use super::{
    error::{auth_error, bare_detail, detail, proxy_error},
    state::{State, token_of},
};
use crate::sandbox::{
    clock::python,
    http::{Call, Reply},
};

/// Somebody the proxy has recognised.
#[derive(Clone, Debug)]
pub(crate) struct Caller {
    /// The key's token; `None` for the master key.
    pub(crate) token: Option<String>,
    pub(crate) user_id: Option<String>,
    role: Role,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    Admin,
    Viewer,
    Other,
}

impl Caller {
    pub(crate) fn is_master(&self) -> bool {
        self.token.is_none()
    }

    /// May do everything.
    pub(crate) fn is_admin(&self) -> bool {
        self.role == Role::Admin
    }

    /// May see everything.
    pub(crate) fn sees_all(&self) -> bool {
        self.role != Role::Other
    }

    pub(crate) fn is_user(&self, user_id: &str) -> bool {
        self.user_id.as_deref() == Some(user_id)
    }
}

/// The credential of a call, whichever header carries it.
pub(crate) fn credential(call: &Call) -> Option<&str> {
    let header = call.header("authorization").or_else(|| call.header("x-litellm-api-key"))?;
    let bare = header.strip_prefix("Bearer ").unwrap_or(header).trim();
    (!bare.is_empty()).then_some(bare)
}

/// Looks the caller's key up: there is one, it is well formed, known and not blocked.
pub(crate) fn known(state: &State, call: &Call) -> Result<Caller, Reply> {
    let Some(secret) = credential(call) else {
        return Err(auth_error(401, "Authentication Error, No api key passed in."));
    };
    if secret == state.master_key {
        return Ok(Caller { token: None, user_id: None, role: Role::Admin });
    }
    if !secret.starts_with("sk-") {
        let message = "LiteLLM Virtual Key expected. Received=****, expected to start with 'sk-'.";
        return Err(auth_error(401, message));
    }
    let token = token_of(secret);
    let Some(key) = state.keys.get(&token) else { return Err(unknown_key(secret, &token)) };
    if key.is_blocked() {
        let message =
            "Authentication Error, Key is blocked. Update via `/key/unblock` if you're an admin.";
        return Err(auth_error(401, message));
    }
    let user = key.user_id.as_ref().and_then(|id| state.users.get(id));
    let role = match user.and_then(|user| user.user_role.as_deref()) {
        Some("proxy_admin") => Role::Admin,
        Some("proxy_admin_viewer") => Role::Viewer,
        _ => Role::Other,
    };
    Ok(Caller { token: Some(token), user_id: key.user_id.clone(), role })
}

/// The owner of the caller's key has not been deactivated.
pub(crate) fn active(state: &State, caller: &Caller) -> Result<(), Reply> {
    let user = caller.user_id.as_ref().and_then(|id| state.users.get(id));
    let Some(user) = user.filter(|user| !user.is_active()) else { return Ok(()) };
    if !state.version.enforces_scim_active() {
        return Ok(());
    }
    let message = format!(
        "Authentication Error, User={} has been deactivated via SCIM. Keys owned by this user cannot be used.",
        user.user_id
    );
    Err(auth_error(401, &message))
}

/// The caller's key has not expired.
pub(crate) fn unexpired(state: &State, caller: &Caller) -> Result<(), Reply> {
    let now = state.clock.now();
    let key = caller.token.as_ref().and_then(|token| state.keys.get(token));
    let Some(key) = key.filter(|key| key.is_expired(now)) else { return Ok(()) };
    let message = format!(
        "Authentication Error - Expired Key. Key Expiry time {} and current time {}",
        key.expires.map(python).unwrap_or_default(),
        python(now)
    );
    let status = if state.version.is_at_least(1, 83, 0) { 401 } else { 400 };
    Err(proxy_error(status, "expired_key", json!(key.key_name), &message))
}

fn unknown_key(secret: &str, token: &str) -> Reply {
    let shown = if secret.chars().count() > 20 {
        super::state::name_of(secret)
    } else {
        "sk-...".to_owned()
    };
    let message = format!(
        "Authentication Error, Invalid proxy server token passed. Received API Key = {shown}, Key Hash (Token) ={token}. Unable to find token in cache or `LiteLLM_VerificationTokenTable`"
    );
    proxy_error(401, "token_not_found_in_db", json!("key"), &message)
}

/// Any valid key.
pub(crate) fn anyone(state: &State, call: &Call) -> Result<Caller, Reply> {
    let caller = known(state, call)?;
    active(state, &caller)?;
    unexpired(state, &caller)?;
    Ok(caller)
}

/// A caller who may see everything; others get the refusal of a plain admin route.
pub(crate) fn reader(state: &State, call: &Call) -> Result<Caller, Reply> {
    let caller = anyone(state, call)?;
    if caller.sees_all() { Ok(caller) } else { Err(admins_only(state, &caller, call)) }
}

/// A caller who may change everything.
pub(crate) fn writer(state: &State, call: &Call) -> Result<Caller, Reply> {
    let caller = no_viewer(state, call)?;
    if caller.is_admin() { Ok(caller) } else { Err(admins_only(state, &caller, call)) }
}

/// Anyone but a viewer, whom every write is refused in one way.
pub(crate) fn no_viewer(state: &State, call: &Call) -> Result<Caller, Reply> {
    let caller = anyone(state, call)?;
    if caller.role != Role::Viewer {
        return Ok(caller);
    }
    let path = &call.path;
    let extra = if path == "/user/update" {
        " and updating invalid param: user_id. only user_email can be updated"
    } else {
        ""
    };
    let message = format!(
        "user not allowed to access this route, role= proxy_admin_viewer. Trying to access: {path}{extra}"
    );
    Err(auth_error(403, &message))
}

fn admins_only(state: &State, caller: &Caller, call: &Call) -> Reply {
    let user = caller.user_id.as_ref().and_then(|id| state.users.get(id));
    let role = user.and_then(|user| user.user_role.as_deref()).unwrap_or("unknown");
    let message = format!(
        "Authentication Error, Only proxy admin can be used to generate, delete, update info for new keys/users/teams. Route={}. Your role={role}. Your user_id=*****",
        call.path
    );
    auth_error(401, &message)
}

/// The refusals that are worded for their route.
pub(crate) fn not_yours(call: &Call, caller: &Caller) -> Reply {
    let user = caller.user_id.as_deref().unwrap_or("None");
    match call.path.as_str() {
        "/user/list" => detail(403, "Only proxy admins and organization admins can list users."),
        "/spend/users" => detail(403, "Not authorized to view spend for another user."),
        "/v2/team/list" => detail(
            401,
            "Only admin users can query all teams/other teams. Your user role=internal_user",
        ),
        "/key/list" => proxy_error(
            403,
            "bad_request_error",
            json!("user_id"),
            "You are not authorized to check another user's keys",
        ),
        path if path.ends_with("/reset_spend") => {
            detail(403, "You must be a proxy admin or team admin to reset key spend")
        }
        path if path == "/key/block" || path == "/key/unblock" => detail(
            403,
            &format!(
                "Only proxy admins, team admins, or org admins can call {path}. user_role=internal_user, user_id={user}"
            ),
        ),
        path if path.starts_with("/key/") => auth_error(
            403,
            &super::error::python_dict(&format!(
                "Only proxy admins, team admins, or org admins can call {path} (max_budget/spend). user_role=internal_user, user_id={user}"
            )),
        ),
        _ => bare_detail(403, "Forbidden"),
    }
}
