//! Customers, which the proxy also calls end users.

use serde_json::{Value, json};

use super::{
    auth::{reader, writer},
    duration::Window,
    error::{detail, invalid, invalid_body, missing, no_json, proxy_error},
    rows,
    state::{Customer, State},
};
use crate::sandbox::{
    body::{Body, Patch},
    http::{Call, Replied, Reply},
};

/// Every customer in one bare array, without a total: so it is up to 1.106.
pub(crate) fn list(state: &mut State, call: &Call) -> Replied {
    reader(state, call)?;
    let customers = state.customers.values();
    Ok(Reply::json(customers.map(|customer| rows::customer(state, customer)).collect()))
}

fn unknown(user_id: &str, param: &str) -> Reply {
    let message = format!("End User Id={user_id} does not exist in db");
    proxy_error(404, "not_found", json!(param), &message)
}

pub(crate) fn info(state: &mut State, call: &Call) -> Replied {
    reader(state, call)?;
    let Some(user_id) = call.query("end_user_id") else {
        return Err(missing("query", "end_user_id"));
    };
    let customer = state.customers.get(user_id).ok_or_else(|| unknown(user_id, "end_user_id"))?;
    Ok(Reply::json(rows::customer(state, customer)))
}

fn named(body: &Body) -> Result<String, Reply> {
    let user_id = body.text("user_id").map_err(|complaint| invalid(&complaint))?;
    user_id.value().ok_or_else(|| missing("body", "user_id"))
}

pub(crate) fn create(state: &mut State, call: &Call) -> Replied {
    writer(state, call)?;
    let body = call.json().ok_or_else(no_json)?;
    let user_id = named(&body)?;
    let limit = body.number("max_budget").map_err(|complaint| invalid(&complaint))?.value();
    let budget_id = body.text("budget_id").map_err(|complaint| invalid(&complaint))?.value();
    if limit.is_some() && budget_id.is_some() {
        return Err(invalid_body("Set either 'max_budget' or 'budget_id', not both."));
    }
    if state.customers.contains_key(&user_id) {
        let message = format!(
            "Customer already exists, passed user_id={user_id}. Please pass a new user_id."
        );
        return Err(proxy_error(400, "bad_request", json!("user_id"), &message));
    }
    let mut customer = Customer::new(&user_id);
    let duration = body.text("budget_duration").map_err(|complaint| invalid(&complaint))?.value();
    customer.budget_id = match limit {
        Some(limit) => Some(budget_of_its_own(state, limit, duration)),
        None => budget_id,
    };
    merge(&body, &mut customer)?;
    let spend = body.number("spend").map_err(|complaint| invalid(&complaint))?;
    if let Patch::Set(spend) = spend {
        customer.spend.set(spend);
    }
    let row = rows::customer(state, &customer);
    state.customers.insert(user_id, customer);
    Ok(Reply::json(row))
}

/// A customer's window runs from now; it is not rounded to a calendar time like a user's.
fn budget_of_its_own(state: &mut State, limit: f64, duration: Option<String>) -> String {
    let now = state.clock.now();
    let budget_id = state.add_budget(Some(limit));
    if let Some(budget) = state.budgets.get_mut(&budget_id) {
        let window = duration.as_deref().and_then(Window::parse);
        budget.budget_reset_at = window.and_then(|window| now.checked_add(window.length()).ok());
        budget.budget_duration = duration;
    }
    budget_id
}

fn merge(body: &Body, customer: &mut Customer) -> Result<(), Reply> {
    let refuse = |complaint| invalid(&complaint);
    if let Patch::Set(alias) = body.text("alias").map_err(refuse)? {
        customer.alias = Some(alias);
    }
    if let Patch::Set(blocked) = body.flag("blocked").map_err(refuse)? {
        customer.blocked = blocked;
    }
    if let Patch::Set(models) = body.texts("models").map_err(refuse)? {
        customer.models = models;
    }
    Ok(())
}

pub(crate) fn update(state: &mut State, call: &Call) -> Replied {
    writer(state, call)?;
    let body = call.json().ok_or_else(no_json)?;
    let user_id = named(&body)?;
    let limit = body.number("max_budget").map_err(|complaint| invalid(&complaint))?.value();
    let budget_id = body.text("budget_id").map_err(|complaint| invalid(&complaint))?.value();
    let Some(mut customer) = state.customers.get(&user_id).cloned() else {
        return Err(unknown(&user_id, "user_id"));
    };
    merge(&body, &mut customer)?;
    if budget_id.is_some() {
        customer.budget_id = budget_id;
    }
    // A budget of 0 is taken for no budget at all and dropped.
    if let Some(limit) = limit.filter(|limit| *limit != 0.0) {
        let own = customer.budget_id.as_ref().and_then(|id| state.budgets.get_mut(id));
        match own {
            Some(budget) => budget.max_budget = Some(limit),
            None => customer.budget_id = Some(state.add_budget(Some(limit))),
        }
    }
    let row = rows::customer(state, &customer);
    state.customers.insert(user_id, customer);
    Ok(Reply::json(row))
}

fn named_list(body: &Body) -> Result<Vec<String>, Reply> {
    let ids = body.texts("user_ids").map_err(|complaint| invalid(&complaint))?;
    ids.value().ok_or_else(|| missing("body", "user_ids"))
}

/// Stores the block and then fails: that is what the real one does.
pub(crate) fn block(state: &mut State, call: &Call) -> Replied {
    writer(state, call)?;
    let body = call.json().ok_or_else(no_json)?;
    for user_id in named_list(&body)? {
        let customer = state.customers.entry(user_id.clone());
        customer.or_insert_with(|| Customer::new(&user_id)).blocked = true;
    }
    let error = json!({"message": "Internal server error", "type": "internal_server_error"});
    let status = axum::http::StatusCode::INTERNAL_SERVER_ERROR;
    Err(Reply::with_status(status, json!({ "error": error })))
}

pub(crate) fn unblock(state: &mut State, call: &Call) -> Replied {
    writer(state, call)?;
    let message = "Blocked user check was never set. This call has no effect.This uses the enterprise folder - only available on the Docker image.";
    Err(detail(400, message))
}

pub(crate) fn delete(state: &mut State, call: &Call) -> Replied {
    writer(state, call)?;
    let body = call.json().ok_or_else(no_json)?;
    let ids = named_list(&body)?;
    let missing: Vec<&str> =
        ids.iter().filter(|id| !state.customers.contains_key(*id)).map(String::as_str).collect();
    if !missing.is_empty() {
        let message = format!("End User Id(s)={} do not exist in db", missing.join(", "));
        return Err(proxy_error(404, "not_found", json!("user_ids"), &message));
    }
    for user_id in &ids {
        state.customers.remove(user_id);
    }
    let quoted: Vec<String> = ids.iter().map(|id| format!("'{id}'")).collect();
    let message = format!("Successfully deleted customers with ids: [{}]", quoted.join(", "));
    Ok(Reply::json(json!({"deleted_customers": ids.len(), "message": Value::from(message)})))
}
