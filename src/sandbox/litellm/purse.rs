//! Budget rows, tags, organizations, and the windows of keys and teams.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{
    auth::{reader, writer},
    duration::Window,
    error::{bare_detail, detail, invalid, missing, no_json, python_float},
    rows,
    state::{Budget, State},
};
use crate::sandbox::{
    body::{Body, Patch},
    clock::offset,
    http::{Call, Replied, Reply},
};

/// A tag that is kept, with its budget row.
#[derive(Clone, Debug)]
pub struct Tag {
    pub description: Option<String>,
    pub models: Vec<String>,
    pub budget_id: Option<String>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

/// An organization, with its budget row.
#[derive(Clone, Debug)]
pub struct Organization {
    pub organization_alias: Option<String>,
    pub budget_id: String,
    pub spend: f64,
}

/// One of `budget_limits`.
#[derive(Clone, Debug, PartialEq)]
pub struct BudgetLimit {
    pub budget_duration: String,
    pub max_budget: f64,
    pub reset_at: Timestamp,
}

impl BudgetLimit {
    pub(crate) fn row(&self, spell: fn(Timestamp) -> String) -> Value {
        json!({
            "budget_duration": self.budget_duration, "max_budget": self.max_budget,
            "reset_at": spell(self.reset_at),
        })
    }
}

/// `budget_limits` of a body. Every time is reckoned anew, whatever was sent, and an amount below
/// zero or a duration that means nothing is taken.
pub(crate) fn limits(body: &Body, now: Timestamp) -> Result<Patch<Vec<BudgetLimit>>, Reply> {
    let entries = match body.raw("budget_limits") {
        Patch::Absent => return Ok(Patch::Absent),
        Patch::Null => return Ok(Patch::Null),
        Patch::Set(value) => value.as_array().cloned().unwrap_or_default(),
    };
    let mut limits = Vec::with_capacity(entries.len());
    for (place, entry) in entries.iter().enumerate() {
        let bad = |kind: &str, field: &str, message: &str| {
            let complaint = json!({
                "type": kind, "loc": ["body", "budget_limits", place, field], "msg": message,
            });
            let status = axum::http::StatusCode::UNPROCESSABLE_ENTITY;
            Reply::with_status(status, json!({ "detail": [complaint] }))
        };
        let Some(max_budget) = entry["max_budget"].as_f64() else {
            return Err(bad("float_type", "max_budget", "Input should be a valid number"));
        };
        let Some(duration) = entry["budget_duration"].as_str() else {
            return Err(bad("string_type", "budget_duration", "Input should be a valid string"));
        };
        let window = Window::parse(duration).unwrap_or(Window::Days(1));
        limits.push(BudgetLimit {
            budget_duration: duration.to_owned(),
            max_budget,
            reset_at: window.next_reset(now),
        });
    }
    Ok(Patch::Set(limits))
}

/// What is wrong with an amount or a duration, in the proxy's words.
fn objection(limit: &Patch<f64>, duration: &Patch<String>) -> Option<String> {
    if let Patch::Set(limit) = limit
        && (*limit < 0.0 || !limit.is_finite())
    {
        let received = python_float(*limit);
        return Some(format!(
            "max_budget must be a non-negative finite number. Received: {received}"
        ));
    }
    super::user_write::bad_duration(duration)
}

pub(super) fn merge(
    budget: &mut Budget,
    limit: Patch<f64>,
    duration: Patch<String>,
    now: Timestamp,
) {
    limit.merge_into(&mut budget.max_budget);
    if duration == Patch::Absent {
        return;
    }
    let duration = duration.value();
    let window = duration.as_deref().and_then(Window::parse);
    budget.budget_reset_at = window.map(|window| window.next_reset(now));
    budget.budget_duration = duration;
}

pub(super) type Terms = (Patch<f64>, Patch<String>);

pub(super) fn terms(body: &Body) -> Result<Terms, Reply> {
    let refuse = |complaint| invalid(&complaint);
    let limit = body.number("max_budget").map_err(refuse)?;
    Ok((limit, body.text("budget_duration").map_err(refuse)?))
}

pub(crate) fn list_budgets(state: &mut State, call: &Call) -> Replied {
    reader(state, call)?;
    Ok(Reply::json(state.budgets.values().map(rows::budget_row).collect()))
}

/// Answers 200 for a row that is not there, with null.
pub(crate) fn update_budget(state: &mut State, call: &Call) -> Replied {
    writer(state, call)?;
    let body = call.json().ok_or_else(no_json)?;
    let (limit, duration) = terms(&body)?;
    let id = body.text("budget_id").map_err(|complaint| invalid(&complaint))?.value();
    let Some(id) = id else { return Err(detail(400, "budget_id is required")) };
    if let Some(message) = objection(&limit, &duration) {
        return Err(detail(400, &message));
    }
    let now = state.clock.now();
    let Some(budget) = state.budgets.get_mut(&id) else { return Ok(Reply::json(Value::Null)) };
    merge(budget, limit, duration, now);
    Ok(Reply::json(rows::budget_row(budget)))
}

/// A tag's row; only the lists have its budget.
fn tag_row(name: &str, tag: &Tag) -> Value {
    json!({
        "name": name, "description": tag.description, "models": tag.models, "model_info": {},
        "created_at": offset(tag.created_at), "updated_at": offset(tag.updated_at),
        "created_by": super::state::DEFAULT_USER,
    })
}

fn listed_tag(state: &State, name: &str, tag: &Tag) -> Value {
    let mut row = tag_row(name, tag);
    if let Some(budget) = tag.budget_id.as_ref().and_then(|id| state.budgets.get(id)) {
        row["litellm_budget_table"] = rows::budget_row(budget);
    }
    row
}

/// Those that are kept; this proxy does not count the tags of requests.
pub(crate) fn list_tags(state: &mut State, call: &Call) -> Replied {
    reader(state, call)?;
    let tags = state.tags.iter().map(|(name, tag)| listed_tag(state, name, tag));
    Ok(Reply::json(tags.collect()))
}

pub(crate) fn tag_info(state: &mut State, call: &Call) -> Replied {
    reader(state, call)?;
    let body = call.json().ok_or_else(no_json)?;
    let names = body.texts("names").map_err(|complaint| invalid(&complaint))?;
    let Patch::Set(names) = names else { return Err(missing("body", "names")) };
    let unknown: Vec<String> = names
        .iter()
        .filter(|name| !state.tags.contains_key(*name))
        .map(|name| format!("'{name}'"))
        .collect();
    if !unknown.is_empty() {
        return Err(bare_detail(500, &format!("404: Tags not found: [{}]", unknown.join(", "))));
    }
    let mut found = serde_json::Map::new();
    for (name, tag) in state.tags.iter().filter(|(name, _)| names.contains(name)) {
        found.insert(name.clone(), listed_tag(state, name, tag));
    }
    Ok(Reply::json(found.into()))
}

fn named_tag(body: &Body) -> Result<String, Reply> {
    let name = body.text("name").map_err(|complaint| invalid(&complaint))?;
    name.value().ok_or_else(|| missing("body", "name"))
}

/// A budget that is made for a tag has no time to be reset at, though it has a window.
fn budget_of_tag(
    state: &mut State,
    limit: Option<f64>,
    duration: Option<String>,
) -> Option<String> {
    let budget_id = (limit.is_some() || duration.is_some()).then(|| state.add_budget(limit));
    if let Some(budget) = budget_id.as_ref().and_then(|id| state.budgets.get_mut(id)) {
        budget.budget_duration = duration;
    }
    budget_id
}

pub(crate) fn create_tag(state: &mut State, call: &Call) -> Replied {
    writer(state, call)?;
    let body = call.json().ok_or_else(no_json)?;
    let (name, (limit, duration)) = (named_tag(&body)?, terms(&body)?);
    if state.tags.contains_key(&name) {
        return Err(bare_detail(500, &format!("400: Tag {name} already exists")));
    }
    let now = state.clock.now();
    let budget_id = budget_of_tag(state, limit.value(), duration.value());
    let refuse = |complaint| invalid(&complaint);
    let description = body.text("description").map_err(refuse)?.value();
    let models = body.texts("models").map_err(refuse)?.value().unwrap_or_default();
    let tag = Tag { description, models, budget_id, created_at: now, updated_at: now };
    let row = tag_row(&name, &tag);
    state.tags.insert(name.clone(), tag);
    let message = format!("Tag {name} created successfully");
    Ok(Reply::json(json!({ "message": message, "tag": row })))
}

/// What is not sent of description and models is emptied; the budget is merged.
pub(crate) fn update_tag(state: &mut State, call: &Call) -> Replied {
    writer(state, call)?;
    let body = call.json().ok_or_else(no_json)?;
    let (name, (limit, duration)) = (named_tag(&body)?, terms(&body)?);
    let Some(mut tag) = state.tags.get(&name).cloned() else {
        return Err(bare_detail(500, &format!("404: Tag {name} not found")));
    };
    if let Some(message) = objection(&limit, &duration) {
        let message = super::error::python_dict(&message);
        return Err(bare_detail(500, &format!("400: {message}")));
    }
    let now = state.clock.now();
    match tag.budget_id.as_ref().and_then(|id| state.budgets.get_mut(id)) {
        Some(budget) => merge(budget, limit, duration, now),
        None => tag.budget_id = budget_of_tag(state, limit.value(), duration.value()),
    }
    let refuse = |complaint| invalid(&complaint);
    tag.description = body.text("description").map_err(refuse)?.value();
    tag.models = body.texts("models").map_err(refuse)?.value().unwrap_or_default();
    tag.updated_at = now;
    let row = tag_row(&name, &tag);
    state.tags.insert(name.clone(), tag);
    let message = format!("Tag {name} updated successfully");
    Ok(Reply::json(json!({ "message": message, "tag": row })))
}

pub(crate) fn delete_tag(state: &mut State, call: &Call) -> Replied {
    writer(state, call)?;
    let body = call.json().ok_or_else(no_json)?;
    let name = named_tag(&body)?;
    if state.tags.remove(&name).is_none() {
        return Err(bare_detail(500, &format!("404: Tag {name} not found")));
    }
    Ok(Reply::json(json!({ "message": format!("Tag {name} deleted successfully") })))
}

const NO_LICENCE: &str = "Organizations are only available for LiteLLM Enterprise users. You must be a LiteLLM Enterprise user to use this feature. If you have a license please set `LITELLM_LICENSE` in your env. Get a 7 day trial key here: https://www.litellm.ai/enterprise#trial. \nPricing: https://www.litellm.ai/#pricing";

/// As the source of the real one has it; there is no real one with a licence to compare with.
fn organization_row(state: &State, id: &str, organization: &Organization) -> Value {
    let budget = state.budgets.get(&organization.budget_id).map(rows::budget_row);
    json!({
        "organization_id": id, "organization_alias": organization.organization_alias,
        "budget_id": organization.budget_id, "spend": organization.spend, "models": [],
        "metadata": {}, "litellm_budget_table": budget, "members": [], "teams": [], "users": null,
    })
}

pub(crate) fn list_organizations(state: &mut State, call: &Call) -> Replied {
    reader(state, call)?;
    let Some(all) = &state.organizations else { return Err(detail(403, NO_LICENCE)) };
    let all = all.iter().map(|(id, one)| organization_row(state, id, one));
    Ok(Reply::json(all.collect()))
}

pub(crate) fn organization_info(state: &mut State, call: &Call) -> Replied {
    reader(state, call)?;
    let Some(all) = &state.organizations else { return Err(detail(403, NO_LICENCE)) };
    let id = call.query("organization_id").unwrap_or_default();
    match all.get(id) {
        Some(one) => Ok(Reply::json(organization_row(state, id, one))),
        None => Err(detail(404, "Organization not found")),
    }
}

pub(crate) fn update_organization(state: &mut State, call: &Call) -> Replied {
    writer(state, call)?;
    let Some(mut all) = state.organizations.clone() else { return Err(detail(403, NO_LICENCE)) };
    let body = call.json().ok_or_else(no_json)?;
    let (limit, duration) = terms(&body)?;
    let id = body.text("organization_id").map_err(|complaint| invalid(&complaint))?.value();
    let Some(id) = id else { return Err(detail(400, "organization_id is required")) };
    if let Some(message) = objection(&limit, &duration) {
        return Err(detail(400, &message));
    }
    let Some(one) = all.get_mut(&id) else {
        return Err(detail(404, &format!("Organization not found for organization_id={id}")));
    };
    let spend = body.number("spend").map_err(|complaint| invalid(&complaint))?;
    one.spend = spend.value().unwrap_or(one.spend);
    let now = state.clock.now();
    if let Some(budget) = state.budgets.get_mut(&one.budget_id) {
        merge(budget, limit, duration, now);
    }
    let row = organization_row(state, &id, one);
    state.organizations = Some(all);
    Ok(Reply::json(row))
}
