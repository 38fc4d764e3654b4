//! Below `/api/v1/auths`: signing in, adding accounts, API keys, the admin settings.

use axum::http::header;
use serde_json::{Value, json};

use super::{
    auth::{admin, anyone},
    error::{
        EMAIL_INVALID, EMAIL_TAKEN, PASSWORD_TOO_LONG, WRONG_CREDENTIALS, detail, invalid_auth,
    },
    rows,
    state::{Account, SESSION_SECONDS, SIGN_IN_WINDOW, SIGN_INS, State},
};
use crate::sandbox::{
    body::{Body, Patch},
    http::{Call, Replied, Reply},
};

/// Nothing below this prefix may be kept by a cache, errors included.
pub(crate) fn uncached(answer: Replied) -> Replied {
    let mark = |reply: Reply| reply.header(header::CACHE_CONTROL, "no-store");
    answer.map(mark).map_err(mark)
}

fn text(body: &Body, field: &str) -> Result<Option<String>, Reply> {
    body.text(field).map(Patch::value).map_err(|_complaint| invalid_auth())
}

fn required(body: &Body, field: &str) -> Result<String, Reply> {
    text(body, field)?.ok_or_else(invalid_auth)
}

pub(crate) fn sign_in(state: &mut State, call: &Call) -> Replied {
    let body = call.json().ok_or_else(invalid_auth)?;
    let (email, password) = (required(&body, "email")?, required(&body, "password")?);
    let email = email.to_lowercase();
    if !may_try(state, &email) {
        return Err(detail(429, "API rate limit exceeded"));
    }
    let account = state.account_with_email(&email).filter(|account| account.password == password);
    let Some(account) = account.cloned() else { return Err(detail(400, WRONG_CREDENTIALS)) };
    let (token, expires_at) = state.open_session(&account.id);
    let cookie =
        format!("token={token}; HttpOnly; Max-Age={SESSION_SECONDS}; Path=/; SameSite=lax");
    let mut session = session_of(&account, &token, Some(expires_at));
    let image = format!("/api/v1/users/{}/profile/image", account.id);
    session = rows::with(session, "profile_image_url", json!(image));
    Ok(Reply::json(session).header(header::SET_COOKIE, cookie))
}

/// Counts an attempt, right or wrong; false when there were too many.
fn may_try(state: &mut State, email: &str) -> bool {
    let now = state.clock.seconds();
    let attempts = state.sign_ins.entry(email.to_owned()).or_default();
    attempts.retain(|attempt| now - attempt < SIGN_IN_WINDOW);
    if attempts.len() >= SIGN_INS {
        return false;
    }
    attempts.push_back(now);
    true
}

fn session_of(account: &Account, token: &str, expires_at: Option<i64>) -> Value {
    json!({
        "id": account.id, "name": account.name, "role": account.role, "email": account.email,
        "profile_image_url": account.profile_image_url, "token": token, "token_type": "Bearer",
        "expires_at": expires_at, "permissions": rows::permissions(),
    })
}

/// Who am I; an API key is not told.
pub(crate) fn who(state: &mut State, call: &Call) -> Replied {
    let caller = anyone(state, call)?;
    let Some(token) = caller.token else { return Err(detail(403, "A human session is required.")) };
    let mut session = session_of(&caller.account, &token, caller.expires_at);
    for field in
        ["bio", "gender", "date_of_birth", "status_emoji", "status_message", "status_expires_at"]
    {
        session = rows::with(session, field, Value::Null);
    }
    Ok(Reply::json(session))
}

/// Ends nothing: without Redis the token stays good, as on the real one.
pub(crate) fn sign_out(_: &mut State, _: &Call) -> Reply {
    Reply::json(json!({"status": true}))
}

/// The server's idea of an e-mail address: something, an at sign, and a dot or `localhost`.
fn looks_like_email(email: &str) -> bool {
    let Some((name, host)) = email.rsplit_once('@') else { return false };
    let has_dot = host.split_once('.').is_some_and(|(one, two)| !one.is_empty() && !two.is_empty());
    !name.is_empty() && !name.contains('@') && (has_dot || host == "localhost")
}

/// The longest password bcrypt takes.
pub(crate) fn is_too_long(password: &str) -> bool {
    password.len() > 72
}

pub(crate) fn add(state: &mut State, call: &Call) -> Replied {
    admin(state, call)?;
    let body = call.json().ok_or_else(invalid_auth)?;
    let name = required(&body, "name")?;
    let email = required(&body, "email")?.to_lowercase();
    let password = required(&body, "password")?;
    let role = text(&body, "role")?.unwrap_or_else(|| "pending".to_owned());
    if !looks_like_email(&email) {
        return Err(detail(400, EMAIL_INVALID));
    }
    if state.account_with_email(&email).is_some() {
        return Err(detail(400, EMAIL_TAKEN));
    }
    if is_too_long(&password) {
        return Err(detail(400, PASSWORD_TOO_LONG));
    }
    let id = state.dice.uuid();
    let mut account = Account::new(&id, &email, &name, &role, state.clock.seconds());
    account.password = password;
    state.accounts.insert(id.clone(), account);
    // The answer holds a working session of the new account.
    let (token, _) = state.open_session(&id);
    Ok(Reply::json(json!({
        "id": id, "name": name, "role": role, "email": email, "token": token,
        "profile_image_url": format!("/api/v1/users/{id}/profile/image"), "token_type": "Bearer",
    })))
}

const NO_API_KEYS: &str = "API key creation is not allowed in the environment.";

pub(crate) fn api_key(state: &mut State, call: &Call) -> Replied {
    let caller = anyone(state, call)?;
    if !state.may_have_api_key(&caller.account) {
        return Err(detail(403, NO_API_KEYS));
    }
    let own = state.api_keys.iter().find(|(_, owner)| **owner == caller.account.id);
    let Some((key, _)) = own else {
        let text = "Oops! It looks like there's a hiccup. The API key is missing. Please make sure to provide a valid API key to access this feature.";
        return Err(detail(404, text));
    };
    Ok(Reply::json(json!({ "api_key": key })))
}

pub(crate) fn new_api_key(state: &mut State, call: &Call) -> Replied {
    let caller = anyone(state, call)?;
    if !state.may_have_api_key(&caller.account) {
        return Err(detail(403, NO_API_KEYS));
    }
    let key = state.issue_api_key(&caller.account.id);
    Ok(Reply::json(json!({ "api_key": key })))
}

pub(crate) fn delete_api_key(state: &mut State, call: &Call) -> Replied {
    let caller = anyone(state, call)?;
    state.api_keys.retain(|_, owner| *owner != caller.account.id);
    Ok(Reply::json(json!(true)))
}

pub(crate) fn admin_details(state: &mut State, call: &Call) -> Replied {
    anyone(state, call)?;
    let first = state.primary_admin();
    let shown = first.map(|account| json!({"name": account.name, "email": account.email}));
    Ok(Reply::json(shown.unwrap_or_else(|| json!({"name": null, "email": null}))))
}

pub(crate) fn admin_config(state: &mut State, call: &Call) -> Replied {
    admin(state, call)?;
    Ok(Reply::json(state.admin_config.clone()))
}

/// The whole object or nothing: whatever is missing is a 422 that says nothing.
pub(crate) fn save_admin_config(state: &mut State, call: &Call) -> Replied {
    let caller = admin(state, call)?;
    let sent = call.json().ok_or_else(invalid_auth)?.fields();
    let Some(stored) = state.admin_config.as_object_mut() else { return Err(invalid_auth()) };
    let is_mfa = |field: &str| field.starts_with("ENABLE_MFA") || field.starts_with("MFA_");
    if stored.keys().any(|field| !is_mfa(field) && !sent.contains_key(field)) {
        return Err(invalid_auth());
    }
    if caller.token.is_none() && sent.keys().any(|field| is_mfa(field)) {
        let text = "A human administrator session is required to change MFA settings.";
        return Err(detail(403, text));
    }
    for (field, value) in sent {
        if stored.contains_key(&field) {
            stored.insert(field, value);
        }
    }
    Ok(Reply::json(state.admin_config.clone()))
}

#[cfg(test)]
mod tests {
    use super::looks_like_email;

    #[test]
    fn addresses_are_judged_as_the_server_judges_them() {
        for (email, good) in [
            ("a@b.c", true),
            ("a b@c.d", true),
            ("a@localhost", true),
            ("a@b", false),
            ("not-an-email", false),
            ("@b.c", false),
        ] {
            assert_eq!(looks_like_email(email), good, "{email}");
        }
    }
}
