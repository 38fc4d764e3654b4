//! Many internal users at once; each of them succeeds or fails for itself.

use std::collections::HashSet;

use serde_json::{Map, Value, json};

use super::{
    auth::writer,
    error::{detail, invalid, no_json, no_route, problem},
    rows,
    state::State,
    user_write::{Refusal, UserForm, apply, bad_duration, insert},
};
use crate::sandbox::{
    body::{Body, Invalid, Patch},
    http::{Call, Replied, Reply},
};

/// How many users one call may name.
const MOST: usize = 500;

pub(crate) fn update(state: &mut State, call: &Call) -> Replied {
    writer(state, call)?;
    let body = call.json().ok_or_else(no_json)?;
    let updates = match body.raw("user_updates") {
        Patch::Set(changes) if body.value().get("all_users") == Some(&json!(true)) => {
            for_everybody(state, &changes)?
        }
        _ => body.objects("users"),
    };
    if updates.is_empty() {
        let message = "Must specify either 'users' for individual updates or 'all_users=True' with 'user_updates' for bulk updates";
        return Err(detail(400, message));
    }
    let forms = updates.iter().enumerate().map(|(place, update)| form_at(place, update));
    let forms: Vec<UserForm> = forms.collect::<Result<_, _>>()?;
    let results: Vec<Value> =
        updates.iter().zip(forms).map(|(update, form)| update_one(state, update, form)).collect();
    let done = results.iter().filter(|result| result["success"] == json!(true)).count();
    Ok(Reply::json(json!({
        "results": results, "total_requested": results.len(), "successful_updates": done,
        "failed_updates": results.len() - done,
    })))
}

/// One body per user there is; the proxy refuses that for more than it takes in one call.
fn for_everybody(state: &State, changes: &Value) -> Result<Vec<Body>, Reply> {
    if state.users.len() > MOST {
        let message = format!("Cannot update more than {MOST} users at once.");
        return Err(detail(400, &message));
    }
    let one = |user_id: &String| {
        let mut fields = changes.as_object().cloned().unwrap_or_default();
        fields.insert("user_id".to_owned(), json!(user_id));
        Body::new(Value::Object(fields))
    };
    Ok(state.users.keys().map(one).collect())
}

fn form_at(place: usize, update: &Body) -> Result<UserForm, Reply> {
    let form = UserForm::read(update).map_err(|complaint| invalid(&at(place, complaint)))?;
    if form.user_id.is_some() || form.user_email.is_some() {
        return Ok(form);
    }
    let message = format!("Value error, {}", Refusal::NoName.into_text());
    let location = vec![json!("body"), json!("users"), json!(place)];
    let input = update.value().clone();
    Err(invalid(&Invalid { kind: "value_error", location, message, input }))
}

fn at(place: usize, mut complaint: Invalid) -> Invalid {
    complaint.location.splice(1..1, [json!("users"), json!(place)]);
    complaint
}

fn update_one(state: &mut State, update: &Body, form: UserForm) -> Value {
    let (user_id, email) = (form.user_id.clone(), form.user_email.clone());
    match apply(state, update, form) {
        Ok(user) => json!({
            "user_id": user_id, "user_email": email, "success": true, "error": null,
            "updated_user": {"user_id": user.user_id, "data": rows::whole_user(&user)},
        }),
        Err(refusal) => json!({
            "user_id": user_id, "user_email": email, "success": false,
            "error": refusal.into_text(), "updated_user": null,
        }),
    }
}

/// The list that both `/management/v1` endpoints want, or their problem document.
fn named_list(state: &State, call: &Call, field: &str) -> Result<Vec<Value>, Reply> {
    if !state.version.has_bulk_users() {
        return Err(no_route());
    }
    writer(state, call)?;
    let refuse =
        |detail: String| Err(problem(422, "invalid-request-body", "Invalid request body", &detail));
    let Some(body) = call.json() else { return refuse("JSON decode error".to_owned()) };
    let Some(list) = body.value().get(field).and_then(Value::as_array) else {
        return refuse(format!("{field}: Field required"));
    };
    match list.len() {
        0 => refuse(format!("{field}: Value should have at least 1 item after validation, not 0")),
        count if count > MOST => refuse(format!(
            "{field}: Value should have at most {MOST} items after validation, not {count}"
        )),
        _ => Ok(list.clone()),
    }
}

pub(crate) fn create(state: &mut State, call: &Call) -> Replied {
    let users = named_list(state, call, "users")?;
    let mut forms = Vec::with_capacity(users.len());
    for (place, user) in users.iter().enumerate() {
        let form = UserForm::read(&Body::new(user.clone())).map_err(|complaint| {
            let field = complaint.location.last().and_then(Value::as_str).unwrap_or_default();
            let detail = format!("users.{place}.{field}: {}", complaint.message);
            problem(422, "invalid-request-body", "Invalid request body", &detail)
        })?;
        let wants_key = user.get("auto_create_key") == Some(&json!(true));
        forms.push((form, wants_key));
    }
    let mut taken = Taken::of(state);
    let rows: Vec<Value> =
        forms.into_iter().map(|(form, key)| create_one(state, form, key, &mut taken)).collect();
    let created = rows.iter().filter(|row| row["success"] == json!(true)).count();
    let meta = json!({
        "total_requested": rows.len(), "created": created, "failed": rows.len() - created,
    });
    Ok(Reply::json(json!({"data": rows, "meta": meta})))
}

/// The ids and e-mails nobody may take again, by who has them.
struct Taken {
    emails: HashSet<String>,
    ids_here: HashSet<String>,
    emails_here: HashSet<String>,
}

impl Taken {
    fn of(state: &State) -> Self {
        let emails = state.users.values().filter_map(|user| user.user_email.as_deref());
        let emails = emails.map(|email| email.trim().to_lowercase()).collect();
        Self { emails, ids_here: HashSet::new(), emails_here: HashSet::new() }
    }

    fn objection(&mut self, state: &State, form: &UserForm) -> Option<String> {
        if let Some(message) = bad_duration(&form.budget_duration) {
            return Some(message);
        }
        if let Some(user_id) = &form.user_id {
            if !self.ids_here.insert(user_id.clone()) {
                return Some(format!("Duplicate user_id in request: {user_id}"));
            }
            if state.users.contains_key(user_id) {
                return Some(format!("User id={user_id} already exists"));
            }
        }
        let email = form.user_email.as_ref()?;
        let folded = email.trim().to_lowercase();
        if self.emails.contains(&folded) {
            return Some(format!("User email={email} already exists"));
        }
        let is_new = self.emails_here.insert(folded);
        (!is_new).then(|| format!("Duplicate user_email in request: {email}"))
    }
}

fn create_one(state: &mut State, mut form: UserForm, wants_key: bool, taken: &mut Taken) -> Value {
    let objection = taken.objection(state, &form);
    let user_id = form.user_id.get_or_insert_with(|| state.dice.uuid()).clone();
    let email = form.user_email.clone();
    if let Some(error) = objection {
        return json!({
            "user_id": user_id, "user_email": email, "success": false, "teams": null,
            "key": null, "error": error,
        });
    }
    let user = insert(state, form);
    let key = wants_key.then(|| {
        let (secret, mut key) = state.mint();
        key.user_id = Some(user_id.clone());
        state.keys.insert(key.token.clone(), key);
        secret
    });
    json!({
        "user_id": user_id, "user_email": email, "success": true, "teams": user.teams,
        "key": key, "error": null,
    })
}

pub(crate) fn delete(state: &mut State, call: &Call) -> Replied {
    let ids = named_list(state, call, "user_ids")?;
    let one = |id: &Value| {
        let user_id = id.as_str().unwrap_or_default();
        let mut row = Map::new();
        let user = state.remove_user(user_id);
        let error = user.is_none().then(|| format!("User id={user_id} not found"));
        row.insert("user_id".to_owned(), json!(user_id));
        row.insert("success".to_owned(), json!(user.is_some()));
        row.insert("error".to_owned(), json!(error));
        let (email, teams) = user.map(|user| (user.user_email, user.teams)).unwrap_or_default();
        row.insert("user_email".to_owned(), json!(email));
        row.insert("teams_removed".to_owned(), json!(teams));
        Value::Object(row)
    };
    let rows: Vec<Value> = ids.iter().map(one).collect();
    Ok(Reply::json(json!({ "data": rows })))
}
