//! Who is calling Open WebUI, and may they.

use serde_json::json;

use super::{
    error::{NO_PERMISSION, detail},
    state::{Account, State},
};
use crate::sandbox::http::{Call, Reply};

/// Somebody Open WebUI has recognised.
#[derive(Clone, Debug)]
pub(crate) struct Caller {
    pub(crate) account: Account,
    /// The token of a session; `None` when an API key was used.
    pub(crate) token: Option<String>,
    pub(crate) expires_at: Option<i64>,
}

/// The credential of a call: bearer, cookie or API-key header, in this order.
fn credential(call: &Call) -> Option<String> {
    if let Some(header) = call.header("authorization") {
        // Another scheme than `Bearer` is read as a token that is none.
        return Some(header.strip_prefix("Bearer ").unwrap_or(header).trim().to_owned());
    }
    let cookies = call.header("cookie").unwrap_or_default();
    let token = cookies.split(';').find_map(|cookie| cookie.trim().strip_prefix("token="));
    token.or_else(|| call.header("x-api-key")).map(str::to_owned)
}

/// Anyone signed in, `pending` included.
pub(crate) fn anyone(state: &mut State, call: &Call) -> Result<Caller, Reply> {
    let Some(credential) = credential(call) else { return Err(detail(401, "Not authenticated")) };
    let caller = if credential.starts_with("sk-") {
        with_api_key(state, &credential)?
    } else {
        with_session(state, &credential)?
    };
    let now = state.clock.seconds();
    let account = state.accounts.get_mut(&caller.account.id);
    // Written at most once a minute, like the real one.
    if let Some(account) = account.filter(|account| now - account.last_active_at >= 60) {
        account.last_active_at = now;
    }
    Ok(caller)
}

fn with_api_key(state: &State, key: &str) -> Result<Caller, Reply> {
    let account = state.api_keys.get(key).and_then(|id| state.accounts.get(id));
    let Some(account) = account else {
        let text = "Your session has expired or the token is invalid. Please sign in again.";
        return Err(detail(401, text));
    };
    let is_on = state.admin_config["ENABLE_API_KEYS"] == json!(true);
    // A pending account is refused for its role, by whoever asks for one.
    if !is_on || (account.role == "user" && !state.may_have_api_key(account)) {
        return Err(detail(403, "Use of API key is not enabled in the environment."));
    }
    Ok(Caller { account: account.clone(), token: None, expires_at: None })
}

fn with_session(state: &State, token: &str) -> Result<Caller, Reply> {
    let session = state.sessions.get(token);
    let session = session.filter(|session| session.expires_at > state.clock.seconds());
    let Some(session) = session else { return Err(detail(401, "401 Unauthorized")) };
    let Some(account) = state.accounts.get(&session.account_id) else {
        return Err(detail(401, "Invalid authentication request."));
    };
    if account.session_stamp != session.stamp {
        return Err(detail(401, "Invalid token"));
    }
    Ok(Caller {
        account: account.clone(),
        token: Some(token.to_owned()),
        expires_at: Some(session.expires_at),
    })
}

/// A user or an admin.
pub(crate) fn verified(state: &mut State, call: &Call) -> Result<Caller, Reply> {
    let caller = anyone(state, call)?;
    if caller.account.is_verified() { Ok(caller) } else { Err(detail(401, NO_PERMISSION)) }
}

/// An admin; the refusal is a 401.
pub(crate) fn admin(state: &mut State, call: &Call) -> Result<Caller, Reply> {
    let caller = anyone(state, call)?;
    if caller.account.is_admin() { Ok(caller) } else { Err(detail(401, NO_PERMISSION)) }
}
