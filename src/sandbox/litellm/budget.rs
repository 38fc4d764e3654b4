//! Budget rows, which customers and members of teams point to.

use serde_json::Value;

use super::{
    auth::{reader, writer},
    error::{detail, invalid, missing, no_json, wrapped},
    purse, rows,
    state::{Budget, State},
};
use crate::sandbox::{
    body::Patch,
    http::{Call, Replied, Reply},
};

pub(crate) fn create(state: &mut State, call: &Call) -> Replied {
    writer(state, call)?;
    let body = call.json().ok_or_else(no_json)?;
    let (limit, duration) = purse::terms(&body)?;
    let named = body.text("budget_id").map_err(|complaint| invalid(&complaint))?.value();
    if named.as_ref().is_some_and(|id| state.budgets.contains_key(id)) {
        return Err(wrapped(400, "Budget already exists."));
    }
    let (now, made) = (state.clock.now(), state.add_budget(None));
    let Some(mut budget) = state.budgets.remove(&made) else { return Err(no_json()) };
    purse::merge(&mut budget, limit, duration, now);
    budget.budget_id = named.unwrap_or(made);
    let row = rows::budget_row(&budget);
    state.budgets.insert(budget.budget_id.clone(), budget);
    Ok(Reply::json(row))
}

/// Those of the ids that are there, in no order that was asked for.
pub(crate) fn info(state: &mut State, call: &Call) -> Replied {
    reader(state, call)?;
    let body = call.json().ok_or_else(no_json)?;
    let Some(ids) = body.value().get("budgets").and_then(Value::as_array) else {
        return Err(missing("body", "budgets"));
    };
    if ids.is_empty() {
        return Err(detail(400, "Specify list of budget id's to query. Passed in=[]"));
    }
    let is_asked = |budget: &&Budget| ids.iter().any(|id| id == budget.budget_id.as_str());
    Ok(Reply::json(state.budgets.values().filter(is_asked).map(rows::budget_row).collect()))
}

/// Answers 200 for a row that is not there, with null.
pub(crate) fn delete(state: &mut State, call: &Call) -> Replied {
    writer(state, call)?;
    let body = call.json().ok_or_else(no_json)?;
    let Patch::Set(id) = body.text("id").map_err(|complaint| invalid(&complaint))? else {
        return Err(missing("body", "id"));
    };
    let row = state.budgets.remove(&id);
    Ok(Reply::json(row.map_or(Value::Null, |budget| rows::budget_row(&budget))))
}
