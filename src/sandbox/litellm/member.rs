//! The members of a team, and what each may spend in it.

use serde_json::{Value, json};

use super::{
    auth::writer,
    duration::Window,
    error::{bare_detail, detail, invalid, invalid_body, missing, no_json, no_route, proxy_error},
    key_write::reset_objection,
    meter::Meter,
    rows,
    state::{Budget, Member, Membership, State, Team},
    team::{add_member, named_team},
};
use crate::sandbox::{
    body::{Body, Patch},
    http::{Call, Replied, Reply},
};

const ADMINS_COST: &str = "Assigning team admins is a premium feature. You must be a LiteLLM Enterprise user to use this feature. If you have a license please set `LITELLM_LICENSE` in your env.";

fn unknown_team(team_id: &str) -> Reply {
    let message =
        format!("Team doesn't exist in db. Team={team_id}. Create team via `/team/new` call.");
    detail(404, &message)
}

/// One or several members, as `member` may be either.
fn asked_members(body: &Body) -> Result<Vec<Body>, Reply> {
    match body.raw("member") {
        Patch::Set(Value::Array(list)) => Ok(list.into_iter().map(Body::new).collect()),
        Patch::Set(one @ Value::Object(_)) => Ok(vec![Body::new(one)]),
        _ => Err(missing("body", "member")),
    }
}

/// The id a member is meant by; an e-mail nobody has gets a new user.
fn user_id_of(state: &mut State, member: &Body) -> Result<String, Reply> {
    let text = |field| member.text(field).map_err(|complaint| invalid(&complaint));
    if let Patch::Set(user_id) = text("user_id")? {
        return Ok(user_id);
    }
    let Patch::Set(email) = text("user_email")? else {
        return Err(invalid_body("Either user_id or user_email must be provided"));
    };
    if let Some(user) = state.users.values().find(|user| user.has_email(&email)) {
        return Ok(user.user_id.clone());
    }
    let user_id = state.dice.uuid();
    let mut user = super::state::User::new(&user_id, state.clock.now());
    user.user_email = Some(email);
    user.user_role = Some("internal_user".to_owned());
    state.users.insert(user_id.clone(), user);
    Ok(user_id)
}

pub(crate) fn add(state: &mut State, call: &Call) -> Replied {
    writer(state, call)?;
    let body = call.json().ok_or_else(no_json)?;
    let team_id = named_team(&body)?;
    let members = asked_members(&body)?;
    let limit = body.number("max_budget_in_team").map_err(|complaint| invalid(&complaint))?;
    if !state.teams.contains_key(&team_id) {
        return Err(unknown_team(&team_id));
    }
    if members.iter().any(|member| member.value().get("role") == Some(&json!("admin"))) {
        return Err(detail(400, ADMINS_COST));
    }
    let mut added = Vec::new();
    for member in &members {
        let user_id = user_id_of(state, member)?;
        if let Some(team) = state.teams.get(&team_id).filter(|team| team.has_member(&user_id)) {
            return Err(already_in(team, &user_id));
        }
        if shares_email(state, &team_id, &user_id) {
            // The proxy takes somebody with a member's e-mail for that member, and says nothing.
            continue;
        }
        add_member(state, &team_id, &user_id);
        if let Patch::Set(limit) = limit {
            set_limit(state, &team_id, &user_id, Some(limit));
        }
        added.push(user_id);
    }
    let now = state.clock.now();
    let Some(team) = state.teams.get_mut(&team_id) else { return Err(unknown_team(&team_id)) };
    team.updated_at = now;
    let team = &state.teams[&team_id];
    let places = rows::memberships(state, team).into_iter();
    let places = places.filter(|place| added.iter().any(|id| place["user_id"] == json!(id)));
    let users = added.iter().filter_map(|id| state.users.get(id)).map(rows::updated_user);
    let more = json!({
        "updated_users": users.collect::<Vec<_>>(),
        "updated_team_memberships": places.collect::<Vec<_>>(),
    });
    Ok(Reply::json(rows::merged(rows::team(team, "answered"), more)))
}

fn shares_email(state: &State, team_id: &str, user_id: &str) -> bool {
    let email = state.users.get(user_id).and_then(|user| user.user_email.as_deref());
    let team = state.teams.get(team_id);
    let Some((email, team)) = email.zip(team) else { return false };
    let has_it = |member: &Member| {
        member.user_email.as_deref().is_some_and(|own| own.eq_ignore_ascii_case(email))
    };
    team.members.iter().any(has_it)
}

fn already_in(team: &Team, user_id: &str) -> Reply {
    let quoted = |text: Option<&String>| text.map_or("None".to_owned(), |text| format!("'{text}'"));
    let print = |member: &Member| {
        format!(
            "Member(user_id={}, user_email={}, role='{}')",
            quoted(member.user_id.as_ref()),
            quoted(member.user_email.as_ref()),
            member.role
        )
    };
    let members: Vec<String> = team.members.iter().map(print).collect();
    let message = format!(
        "User already in team. Member: user_id={user_id}, user_email=None. Existing members=[{}]",
        members.join(", ")
    );
    proxy_error(400, "team_member_already_in_team", json!("member"), &message)
}

/// Gives one place in a team a budget of its own, never the team's default row itself; null takes
/// the place's own away, and the default holds again.
fn set_limit(state: &mut State, team_id: &str, user_id: &str, limit: Option<f64>) {
    let place = state.teams.get(team_id).and_then(|team| team.membership(user_id));
    let default = state.teams.get(team_id).and_then(Team::member_budget_id).map(str::to_owned);
    let existing =
        place.and_then(|place| place.budget_id.clone()).filter(|id| default.as_ref() != Some(id));
    if limit.is_none() {
        let team = state.teams.get_mut(team_id);
        if let Some(place) = team.and_then(|team| team.membership_mut(user_id)) {
            place.budget_id = None;
        }
        return;
    }
    let row = existing.and_then(|id| state.budgets.get_mut(&id));
    if let Some(Budget { max_budget, .. }) = row {
        *max_budget = limit;
        return;
    }
    let budget_id = state.add_budget(limit);
    let Some(team) = state.teams.get_mut(team_id) else { return };
    if let Some(place) = team.membership_mut(user_id) {
        place.budget_id = Some(budget_id);
    } else {
        let (user_id, spend) = (user_id.to_owned(), Meter::default());
        team.memberships.push(Membership { user_id, budget_id: Some(budget_id), spend });
    }
}

/// Sets how often a place's own budget is set back.
fn set_window(state: &mut State, team_id: &str, user_id: &str, every: Patch<String>) {
    let place = state.teams.get(team_id).and_then(|team| team.membership(user_id));
    let row = place.and_then(|place| place.budget_id.clone());
    let now = state.clock.now();
    let Some(row) = row.and_then(|id| state.budgets.get_mut(&id)) else { return };
    if every != Patch::Absent {
        let every = every.value();
        let window = every.as_deref().and_then(Window::parse);
        row.budget_reset_at = window.map(|window| window.next_reset(now));
        row.budget_duration = every;
    }
}

/// Answers 200 for somebody who is no member, too, and keeps a budget for them.
pub(crate) fn update(state: &mut State, call: &Call) -> Replied {
    writer(state, call)?;
    let body = call.json().ok_or_else(no_json)?;
    let team_id = named_team(&body)?;
    if !state.teams.contains_key(&team_id) {
        return Err(unknown_team(&team_id));
    }
    if body.value().get("role") == Some(&json!("admin")) {
        return Err(bare_detail(400, ADMINS_COST));
    }
    let user_id = user_id_of(state, &body)?;
    let limit = body.number("max_budget_in_team").map_err(|complaint| invalid(&complaint))?;
    match limit {
        Patch::Absent => {}
        Patch::Null => set_limit(state, &team_id, &user_id, None),
        Patch::Set(limit) => set_limit(state, &team_id, &user_id, Some(limit)),
    }
    let every = body.text("budget_duration").map_err(|complaint| invalid(&complaint))?;
    set_window(state, &team_id, &user_id, every);
    Ok(Reply::json(json!({
        "user_id": user_id, "user_email": body.value().get("user_email"), "team_id": team_id,
        "max_budget_in_team": limit.value(), "tpm_limit": null, "rpm_limit": null,
        "budget_duration": null, "allowed_models": null, "temp_budget_increase": null,
        "temp_budget_expiry": null,
    })))
}

pub(crate) fn delete(state: &mut State, call: &Call) -> Replied {
    writer(state, call)?;
    let body = call.json().ok_or_else(no_json)?;
    let team_id = named_team(&body)?;
    let user_id = user_id_of(state, &body)?;
    let now = state.clock.now();
    let Some(team) = state.teams.get_mut(&team_id) else { return Err(unknown_team(&team_id)) };
    if !team.has_member(&user_id) {
        return Err(detail(400, "User not found in team"));
    }
    team.members.retain(|member| member.user_id.as_deref() != Some(user_id.as_str()));
    team.memberships.retain(|place| place.user_id != user_id);
    team.updated_at = now;
    let row = rows::team(team, "answered");
    if let Some(user) = state.users.get_mut(&user_id) {
        user.teams.retain(|own| *own != team_id);
    }
    Ok(Reply::json(Value::Object(row)))
}

/// Adds up to 500 members; each succeeds or fails for itself.
pub(crate) fn add_many(state: &mut State, call: &Call) -> Replied {
    writer(state, call)?;
    let body = call.json().ok_or_else(no_json)?;
    let team_id = named_team(&body)?;
    if !state.teams.contains_key(&team_id) {
        return Err(unknown_team(&team_id));
    }
    let limit = body.number("max_budget_in_team").map_err(|complaint| invalid(&complaint))?;
    let limit = limit.value();
    let mut results = Vec::new();
    for member in body.objects("members") {
        let user_id = user_id_of(state, &member)?;
        let success = add_member(state, &team_id, &user_id);
        if success && limit.is_some() {
            set_limit(state, &team_id, &user_id, limit);
        }
        let error = (!success).then(|| "User already in team".to_owned());
        results.push(json!({
            "user_id": user_id, "user_email": member.value().get("user_email"),
            "success": success, "error": error,
            "updated_user": state.users.get(&user_id).map(rows::updated_user),
        }));
    }
    let done = results.iter().filter(|result| result["success"] == json!(true)).count();
    let team = state.teams.get(&team_id).map(|team| rows::team(team, "stored"));
    Ok(Reply::json(json!({
        "team_id": team_id, "results": results, "total_requested": results.len(),
        "successful_additions": done, "failed_additions": results.len() - done,
        "updated_team": team,
    })))
}

pub(crate) fn reset_spend(state: &mut State, call: &Call) -> Replied {
    if !state.version.is_at_least(1, 102, 0) {
        return Err(no_route());
    }
    writer(state, call)?;
    let body = call.json().ok_or_else(no_json)?;
    let amount = body.number("reset_to").map_err(|complaint| invalid(&complaint))?;
    let Patch::Set(amount) = amount else { return Err(missing("body", "reset_to")) };
    let (team_id, user_id) = (call.param("team_id"), call.param("user_id"));
    let budgets = &state.budgets;
    let Some(team) = state.teams.get_mut(team_id) else { return Err(unknown_team(team_id)) };
    let Some(place) = team.membership_mut(user_id) else {
        return Err(detail(404, &format!("User {user_id} is not a member of team {team_id}.")));
    };
    let budget = place.budget_id.as_ref().and_then(|id| budgets.get(id));
    let budget = budget.and_then(|budget| budget.max_budget);
    let previous = place.spend.written();
    if let Some(message) = reset_objection(amount, previous, budget) {
        return Err(detail(400, &message));
    }
    place.spend.set(amount);
    Ok(Reply::json(json!({
        "team_id": team_id, "user_id": user_id, "spend": amount, "previous_spend": previous,
        "max_budget": budget,
    })))
}
