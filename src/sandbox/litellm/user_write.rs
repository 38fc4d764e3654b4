//! Creating, changing and deleting internal users.

use serde_json::{Map, Value, json};

use super::{
    auth::writer,
    duration::Window,
    error::{
        auth_error, detail, invalid, invalid_body, missing, no_json, proxy_error, python_dict,
        wrapped,
    },
    rows,
    state::{Key, State, User},
    team::join_team,
    user_read::already_exists,
};
use crate::sandbox::{
    body::{Body, Invalid, Patch, Patched},
    http::{Call, Replied, Reply},
};

const ROLES: [&str; 4] =
    ["proxy_admin", "proxy_admin_viewer", "internal_user", "internal_user_viewer"];

pub(crate) const WRONG_ROLE: &str = "Input should be <LitellmUserRoles.PROXY_ADMIN: 'proxy_admin'>, <LitellmUserRoles.PROXY_ADMIN_VIEW_ONLY: 'proxy_admin_viewer'>, <LitellmUserRoles.INTERNAL_USER: 'internal_user'> or <LitellmUserRoles.INTERNAL_USER_VIEW_ONLY: 'internal_user_viewer'>";

/// The settable fields of a user, as a body gives them.
#[derive(Clone, Debug)]
pub(crate) struct UserForm {
    pub(crate) user_id: Option<String>,
    pub(crate) user_email: Option<String>,
    user_alias: Option<String>,
    user_role: Option<String>,
    sso_user_id: Option<String>,
    pub(crate) teams: Vec<String>,
    models: Option<Vec<String>>,
    spend: Option<f64>,
    max_budget: Patch<f64>,
    pub(crate) budget_duration: Patch<String>,
    tpm_limit: Patch<i64>,
    rpm_limit: Patch<i64>,
    max_parallel_requests: Option<i64>,
    metadata: Option<Map<String, Value>>,
}

impl UserForm {
    pub(crate) fn read(body: &Body) -> Result<Self, Invalid> {
        let teams = body.raw("teams").value();
        let teams = teams.as_ref().and_then(Value::as_array).into_iter().flatten();
        let team_id = |team: &Value| {
            let id = team.as_str().or_else(|| team.get("team_id")?.as_str())?;
            Some(id.to_owned())
        };
        Ok(Self {
            user_id: body.text("user_id")?.value(),
            user_email: body.text("user_email")?.value(),
            user_alias: body.text("user_alias")?.value(),
            user_role: role(body)?.value(),
            sso_user_id: body.text("sso_user_id")?.value(),
            teams: teams.filter_map(team_id).collect(),
            models: body.texts("models")?.value(),
            spend: body.number("spend")?.value(),
            max_budget: body.number("max_budget")?,
            budget_duration: body.text("budget_duration")?,
            tpm_limit: body.integer("tpm_limit")?,
            rpm_limit: body.integer("rpm_limit")?,
            max_parallel_requests: body.integer("max_parallel_requests")?.value(),
            metadata: body.object("metadata")?.value(),
        })
    }

    /// Writes what was sent into `user`, the way `/user/update` merges.
    pub(crate) fn merge_into(self, user: &mut User, state: &State) {
        let version = &state.version;
        let keep_null = |clears: bool| move |is_null: bool| is_null && !clears;
        let set = |field: &mut Option<String>, value: Option<String>| {
            if value.is_some() {
                *field = value;
            }
        };
        set(&mut user.user_email, self.user_email);
        set(&mut user.user_alias, self.user_alias);
        set(&mut user.user_role, self.user_role);
        set(&mut user.sso_user_id, self.sso_user_id);
        if let Some(models) = self.models.filter(|models| !models.is_empty()) {
            user.models = models;
        }
        if let Some(spend) = self.spend {
            user.spend.set(spend);
        }
        if let Some(metadata) = self.metadata.filter(|metadata| !metadata.is_empty()) {
            user.metadata = metadata;
        }
        if !keep_null(version.null_clears_budget())(self.max_budget == Patch::Null) {
            self.max_budget.merge_into(&mut user.max_budget);
        }
        if !keep_null(version.null_clears_limits())(self.tpm_limit == Patch::Null) {
            self.tpm_limit.merge_into(&mut user.tpm_limit);
        }
        if !keep_null(version.null_clears_limits())(self.rpm_limit == Patch::Null) {
            self.rpm_limit.merge_into(&mut user.rpm_limit);
        }
        if self.max_parallel_requests.is_some() {
            user.max_parallel_requests = self.max_parallel_requests;
        }
        let now = state.clock.now();
        match self.budget_duration {
            Patch::Absent => {}
            Patch::Null if !version.null_clears_duration() => {}
            duration => {
                let duration = duration.value();
                let window = duration.as_deref().and_then(Window::parse);
                user.budget_reset_at = window.map(|window| window.next_reset(now));
                user.budget_duration = duration;
            }
        }
        user.updated_at = now;
    }
}

fn role(body: &Body) -> Patched<String> {
    let role = body.text("user_role")?;
    match &role {
        Patch::Set(text) if !ROLES.contains(&text.as_str()) => {
            Err(Invalid::field("literal_error", "user_role", WRONG_ROLE, &json!(text)))
        }
        _ => Ok(role),
    }
}

/// The complaint about a window the proxy does not know, without its wrapping.
pub(crate) fn bad_duration(duration: &Patch<String>) -> Option<String> {
    let Patch::Set(text) = duration else { return None };
    if Window::parse(text).is_some() {
        return None;
    }
    let message =
        format!("Invalid budget_duration '{text}'. Use a format like '1h', '24h', '7d', or '30d'.");
    Some(message)
}

pub(crate) fn create(state: &mut State, call: &Call) -> Replied {
    writer(state, call)?;
    let body = call.json().ok_or_else(no_json)?;
    let form = UserForm::read(&body).map_err(|complaint| invalid(&complaint))?;
    let wants_key = body.flag("auto_create_key").map_err(|c| invalid(&c))?.value() != Some(false);
    let key_alias = body.text("key_alias").map_err(|c| invalid(&c))?.value();
    if let Some(message) = bad_duration(&form.budget_duration) {
        return Err(wrapped(400, &message));
    }
    if let Some(user_id) = form.user_id.as_ref().filter(|id| state.users.contains_key(*id)) {
        return Err(already_exists(state, "id", user_id));
    }
    if let Some(email) = &form.user_email
        && let Some(user) = state.users.values().find(|user| user.has_email(email))
    {
        let stored = user.user_email.clone().unwrap_or_default();
        return Err(already_exists(state, "email", &stored));
    }
    let user = insert(state, form);
    let (secret, key) = if wants_key {
        let (secret, mut key) = state.mint();
        key.user_id = Some(user.user_id.clone());
        key.key_alias = key_alias;
        state.keys.insert(key.token.clone(), key.clone());
        (secret, key)
    } else {
        (String::new(), Key::new("", state.clock.now()))
    };
    let mut answer = rows::generated_key(&key, &secret);
    if let Value::Object(echo) = echo_of(&user, wants_key) {
        answer.extend(echo);
    }
    Ok(Reply::json(Value::Object(answer)))
}

/// The answer to `/user/new` is the request again, in the form of a key's answer.
fn echo_of(user: &User, has_key: bool) -> Value {
    let mut echo = json!({
        "user_id": user.user_id, "user_email": user.user_email, "user_alias": user.user_alias,
        "user_role": user.user_role, "models": user.models, "metadata": user.metadata,
        "max_budget": user.max_budget, "budget_duration": user.budget_duration, "teams": null,
        "tpm_limit": user.tpm_limit, "rpm_limit": user.rpm_limit, "token": null, "token_id": null,
        "created_by": null, "updated_by": null, "key_type": null,
    });
    let absent_without_key = ["key_name", "expires", "created_at", "updated_at"];
    if let (false, Some(fields)) = (has_key, echo.as_object_mut()) {
        fields.extend(absent_without_key.map(|field| (field.to_owned(), Value::Null)));
    }
    echo
}

/// Stores a new user; an unknown team is passed over in silence, as the proxy does.
pub(crate) fn insert(state: &mut State, form: UserForm) -> User {
    let user_id = form.user_id.clone().unwrap_or_else(|| state.dice.uuid());
    let teams = form.teams.clone();
    let mut user = User::new(&user_id, state.clock.now());
    form.merge_into(&mut user, state);
    state.users.insert(user_id.clone(), user.clone());
    for team_id in teams {
        if join_team(state, &team_id, &user_id) {
            user.teams.push(team_id);
        }
    }
    user
}

pub(crate) fn update(state: &mut State, call: &Call) -> Replied {
    writer(state, call)?;
    let body = call.json().ok_or_else(no_json)?;
    let form = UserForm::read(&body).map_err(|complaint| invalid(&complaint))?;
    let user = apply(state, &body, form).map_err(|refusal| match refusal {
        Refusal::NoName => invalid_body("Either user id or user email must be provided"),
        Refusal::Wrapped(message) => auth_error(400, &python_dict(&message)),
        Refusal::Plain(message) => auth_error(400, &format!("Authentication Error, {message}")),
    })?;
    Ok(Reply::json(json!({"user_id": user.user_id, "data": rows::whole_user(&user)})))
}

/// Why an update was not carried out; single and bulk updates word it differently.
pub(crate) enum Refusal {
    NoName,
    Wrapped(String),
    Plain(String),
}

impl Refusal {
    pub(crate) fn into_text(self) -> String {
        match self {
            Self::NoName => "Either user id or user email must be provided".to_owned(),
            Self::Wrapped(message) | Self::Plain(message) => message,
        }
    }
}

/// Carries one update out. An id nobody has creates a user: that is the proxy's trap, kept.
pub(crate) fn apply(state: &mut State, body: &Body, form: UserForm) -> Result<User, Refusal> {
    if let Some(message) = bad_duration(&form.budget_duration) {
        return Err(Refusal::Wrapped(message));
    }
    if !matches!(body.raw("blocked"), Patch::Absent | Patch::Null) {
        let message = "Could not find field at `upsertOneLiteLLM_UserTable.create.blocked`";
        return Err(Refusal::Plain(message.to_owned()));
    }
    let by_email = |email: &String| state.users.values().find(|user| user.has_email(email));
    let named = form.user_id.clone();
    let found = form.user_email.as_ref().and_then(by_email).map(|user| user.user_id.clone());
    let user_id = match (named, found, &form.user_email) {
        (Some(user_id), _, _) | (None, Some(user_id), _) => user_id,
        (None, None, Some(_)) => {
            // The row is made, and then the handler stumbles over it.
            insert(state, form);
            let message = "'LiteLLM_UserTable' object has no attribute 'get'";
            return Err(Refusal::Plain(message.to_owned()));
        }
        (None, None, None) => return Err(Refusal::NoName),
    };
    let now = state.clock.now();
    let mut user = state.users.remove(&user_id).unwrap_or_else(|| User::new(&user_id, now));
    form.merge_into(&mut user, state);
    state.users.insert(user_id, user.clone());
    Ok(user)
}

pub(crate) fn delete(state: &mut State, call: &Call) -> Replied {
    writer(state, call)?;
    let body = call.json().ok_or_else(no_json)?;
    let ids = body.texts("user_ids").map_err(|complaint| invalid(&complaint))?;
    let Patch::Set(ids) = ids else { return Err(missing("body", "user_ids")) };
    if let Some(unknown) = ids.iter().find(|id| !state.users.contains_key(*id)) {
        return Err(detail(404, &format!("User not found, passed user_id={unknown}")));
    }
    let deleted = ids.iter().filter_map(|id| state.remove_user(id)).count();
    Ok(Reply::json(json!(deleted)))
}

/// The refusal of an alias another key has.
pub(crate) fn alias_taken(alias: &str) -> Reply {
    let message = format!(
        "Key with alias '{alias}' already exists. Unique key aliases across all keys are required."
    );
    proxy_error(400, "bad_request_error", json!("key_alias"), &message)
}
