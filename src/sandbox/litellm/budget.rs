//! Budget rows, which customers and members of teams point to.

use serde_json::Value;

use super::{
    auth::writer,
    error::{invalid, missing, no_json, wrapped},
    rows,
    state::State,
};
use crate::sandbox::{
    body::Patch,
    http::{Answer, Call, Reply},
};

pub(crate) fn create(state: &mut State, call: &Call) -> Answer {
    writer(state, call)?;
    let body = call.json().ok_or_else(no_json)?;
    let limit = body.number("max_budget").map_err(|complaint| invalid(&complaint))?.value();
    let named = body.text("budget_id").map_err(|complaint| invalid(&complaint))?.value();
    if named.as_ref().is_some_and(|id| state.budgets.contains_key(id)) {
        return Err(wrapped(400, "Budget already exists."));
    }
    let made = state.add_budget(limit);
    let Some(mut budget) = state.budgets.remove(&made) else { return Err(no_json()) };
    budget.budget_id = named.unwrap_or(made);
    let row = rows::budget_row(&budget);
    state.budgets.insert(budget.budget_id.clone(), budget);
    Ok(Reply::json(row))
}

/// Answers 200 for a row that is not there, with null.
pub(crate) fn delete(state: &mut State, call: &Call) -> Answer {
    writer(state, call)?;
    let body = call.json().ok_or_else(no_json)?;
    let Patch::Set(id) = body.text("id").map_err(|complaint| invalid(&complaint))? else {
        return Err(missing("body", "id"));
    };
    let row = state.budgets.remove(&id);
    Ok(Reply::json(row.map_or(Value::Null, |budget| rows::budget_row(&budget))))
}
