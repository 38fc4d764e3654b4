//! Teams.

use serde_json::{Map, Value, json};

use super::{
    auth::{anyone, not_yours, reader, writer},
    duration::Window,
    error::{detail, invalid, missing, no_json, proxy_error, wrapped},
    page::{Page, is_ascending, sort_rows},
    purse, rows,
    state::{DEFAULT_USER, Member, Membership, State, Team, User},
    user_write::bad_duration,
};
use crate::sandbox::{
    body::{Body, Invalid, Patch},
    clock::raw_sql,
    http::{Call, Replied, Reply},
};

/// The settable fields of a team.
struct TeamForm {
    team_alias: Option<String>,
    models: Option<Vec<String>>,
    max_budget: Patch<f64>,
    soft_budget: Patch<f64>,
    budget_duration: Patch<String>,
    tpm_limit: Patch<i64>,
    rpm_limit: Patch<i64>,
    metadata: Option<Map<String, Value>>,
    blocked: Option<bool>,
}

impl TeamForm {
    fn read(body: &Body) -> Result<Self, Invalid> {
        Ok(Self {
            team_alias: body.text("team_alias")?.value(),
            models: body.texts("models")?.value(),
            max_budget: body.number("max_budget")?,
            soft_budget: body.number("soft_budget")?,
            budget_duration: body.text("budget_duration")?,
            tpm_limit: body.integer("tpm_limit")?,
            rpm_limit: body.integer("rpm_limit")?,
            metadata: body.object("metadata")?.value(),
            blocked: body.flag("blocked")?.value(),
        })
    }

    fn merge_into(self, team: &mut Team, now: jiff::Timestamp) {
        if self.team_alias.is_some() {
            team.team_alias = self.team_alias;
        }
        if let Some(models) = self.models {
            team.models = models;
        }
        if let Some(metadata) = self.metadata {
            team.metadata = metadata;
        }
        if let Some(blocked) = self.blocked {
            team.blocked = blocked;
        }
        self.max_budget.merge_into(&mut team.max_budget);
        self.soft_budget.merge_into(&mut team.soft_budget);
        self.tpm_limit.merge_into(&mut team.tpm_limit);
        self.rpm_limit.merge_into(&mut team.rpm_limit);
        if self.budget_duration != Patch::Absent {
            let duration = self.budget_duration.value();
            let window = duration.as_deref().and_then(Window::parse);
            team.budget_reset_at = window.map(|window| window.next_reset(now));
            team.budget_duration = duration;
        }
        team.updated_at = now;
        // `/team/update` refreshes what the checks see; `/team/block` does not.
        team.cached_blocked = None;
    }
}

/// Puts a user into a team; false when there is no such team, or the user is in it already.
pub(crate) fn join_team(state: &mut State, team_id: &str, user_id: &str) -> bool {
    let user_email = state.users.get(user_id).and_then(|user| user.user_email.clone());
    let Some(team) = state.teams.get_mut(team_id) else { return false };
    if team.has_member(user_id) {
        return false;
    }
    team.members.push(Member {
        user_id: Some(user_id.to_owned()),
        user_email,
        role: "user".to_owned(),
    });
    if team.membership(user_id).is_none() {
        let user_id = user_id.to_owned();
        let spend = super::meter::Meter::default();
        let budget_id = team.member_budget_id().map(str::to_owned);
        team.memberships.push(Membership { user_id, budget_id, spend });
    }
    true
}

pub(crate) fn list(state: &mut State, call: &Call) -> Replied {
    let caller = anyone(state, call)?;
    let page = Page::read(call, "page_size", 10)?;
    let user_id = call.query("user_id");
    if !caller.sees_all() && !user_id.is_some_and(|user_id| caller.is_user(user_id)) {
        return Err(not_yours(call, &caller));
    }
    let mut teams: Vec<&Team> = if call.query("status") == Some("deleted") {
        Vec::new()
    } else {
        state.teams.values().filter(|team| is_wanted(team, call)).collect()
    };
    // An unknown column is passed over here, unlike in the other listings.
    let column = call.query("sort_by").unwrap_or("created_at");
    let ascending = is_ascending(call, call.query("sort_by").is_some()).unwrap_or(true);
    sort_rows(&mut teams, ascending, |team| match column {
        "team_id" => json!(team.team_id),
        "team_alias" => json!(team.team_alias),
        "spend" => json!(team.spend.written()),
        "max_budget" => json!(team.max_budget),
        _ => json!(raw_sql(team.created_at)),
    });
    let total = teams.len();
    let show = |team: &Team| {
        let keys = state.keys.values();
        let keys = keys.filter(|key| key.team_id.as_ref() == Some(&team.team_id)).count();
        let more = json!({
            "members_count": team.members.len(), "keys_count": keys, "access_group_models": null,
            "access_group_mcp_server_ids": null, "access_group_agent_ids": null,
        });
        rows::merged(rows::team(team, "answered"), more)
    };
    let shown: Vec<Value> = page.of(teams).into_iter().map(show).collect();
    Ok(Reply::json(json!({
        "teams": shown, "total": total, "page": page.number, "page_size": page.size,
        "total_pages": page.count(total),
    })))
}

fn is_wanted(team: &Team, call: &Call) -> bool {
    let contains = |text: &str, part: &str| text.to_lowercase().contains(&part.to_lowercase());
    let alias = team.team_alias.as_deref().unwrap_or_default();
    call.query("user_id").is_none_or(|user_id| team.has_member(user_id))
        && call.query("team_id").is_none_or(|team_id| team.team_id == team_id)
        && call.query("team_alias").is_none_or(|part| contains(alias, part))
        && call
            .query("search")
            .is_none_or(|part| contains(alias, part) || team.team_id.starts_with(part))
}

pub(crate) fn info(state: &mut State, call: &Call) -> Replied {
    reader(state, call)?;
    let team_id = call.query("team_id").unwrap_or_default();
    let Some(team) = state.teams.get(team_id) else {
        let message = format!("{{'message': 'Team not found, passed team id: {team_id}.'}}");
        return Err(proxy_error(404, "auth_error", json!("None"), &message));
    };
    let mut row = rows::team(team, "answered");
    let members = team.members.iter().map(|member| {
        let user = member.user_id.as_ref().and_then(|id| state.users.get(id));
        json!({
            "user_id": member.user_id, "user_email": member.user_email, "role": member.role,
            "user_alias": user.and_then(|user| user.user_alias.clone()),
        })
    });
    row.insert("members_with_roles".to_owned(), members.collect());
    let default = rows::member_default(state, team).map(rows::budget_row);
    let more = json!({"team_member_budget_table": default, "model_max_budget_usage": {}});
    let keys = state.keys.values().filter(|key| key.team_id.as_deref() == Some(team_id));
    Ok(Reply::json(json!({
        "team_id": team_id, "team_info": rows::merged(row, more),
        "keys": keys.map(|key| rows::held_key(state, key)).collect::<Vec<_>>(),
        "team_memberships": rows::memberships(state, team),
    })))
}

pub(crate) fn create(state: &mut State, call: &Call) -> Replied {
    let caller = writer(state, call)?;
    let body = call.json().ok_or_else(no_json)?;
    let form = TeamForm::read(&body).map_err(|complaint| invalid(&complaint))?;
    if let Some(message) = bad_duration(&form.budget_duration) {
        return Err(wrapped(400, &message));
    }
    let team_id = body.text("team_id").map_err(|complaint| invalid(&complaint))?.value();
    let team_id = team_id.unwrap_or_else(|| state.dice.uuid());
    if state.teams.contains_key(&team_id) {
        let message =
            format!("Team id = {team_id} already exists. Please use a different team id.");
        return Err(wrapped(400, &message));
    }
    let limits = purse::limits(&body, state.clock.now())?;
    let mut team = Team::new(&team_id, state.clock.now());
    limits.merge_into(&mut team.budget_limits);
    form.merge_into(&mut team, state.clock.now());
    state.teams.insert(team_id.clone(), team);
    set_member_default(state, &team_id, &body)?;
    for member in body.objects("members_with_roles") {
        let user_id = member.raw("user_id").value();
        if let Some(user_id) = user_id.as_ref().and_then(Value::as_str) {
            add_member(state, &team_id, user_id);
        }
    }
    let Some(team) = state.teams.get_mut(&team_id) else { return Err(not_found(&team_id)) };
    // Whoever makes a team is an admin of it, and the master key is nobody in particular.
    let author = caller.user_id.unwrap_or_else(|| DEFAULT_USER.to_owned());
    team.members.push(Member { user_id: Some(author), user_email: None, role: "admin".to_owned() });
    Ok(Reply::json(Value::Object(rows::team(team, "answered"))))
}

/// Adds somebody to a team, making a user of an id nobody has.
pub(crate) fn add_member(state: &mut State, team_id: &str, user_id: &str) -> bool {
    let now = state.clock.now();
    let user = state.users.entry(user_id.to_owned()).or_insert_with(|| {
        let mut user = User::new(user_id, now);
        user.user_role = Some("internal_user".to_owned());
        user
    });
    if !user.teams.iter().any(|own| own == team_id) {
        user.teams.push(team_id.to_owned());
    }
    join_team(state, team_id, user_id)
}

fn not_found(team_id: &str) -> Reply {
    detail(404, &format!("Team not found, passed team_id={team_id}"))
}

/// The `team_id` of a body.
pub(crate) fn named_team(body: &Body) -> Result<String, Reply> {
    let team_id = body.text("team_id").map_err(|complaint| invalid(&complaint))?;
    team_id.value().ok_or_else(|| missing("body", "team_id"))
}

pub(crate) fn update(state: &mut State, call: &Call) -> Replied {
    writer(state, call)?;
    let body = call.json().ok_or_else(no_json)?;
    let form = TeamForm::read(&body).map_err(|complaint| invalid(&complaint))?;
    let team_id = named_team(&body)?;
    if let Some(message) = bad_duration(&form.budget_duration) {
        return Err(wrapped(400, &message));
    }
    let now = state.clock.now();
    let limits = purse::limits(&body, now)?;
    let Some(team) = state.teams.get_mut(&team_id) else {
        return Err(wrapped(404, &format!("Team not found, passed team_id={team_id}")));
    };
    form.merge_into(team, now);
    limits.merge_into(&mut team.budget_limits);
    set_member_default(state, &team_id, &body)?;
    let Some(team) = state.teams.get(&team_id) else { return Err(not_found(&team_id)) };
    Ok(Reply::json(json!({"team_id": team_id, "data": rows::team(team, "stored")})))
}

/// What each member may spend who has no amount of their own: a budget row of the team's.
fn set_member_default(state: &mut State, team_id: &str, body: &Body) -> Result<(), Reply> {
    let of_each = body.number("team_member_budget").map_err(|complaint| invalid(&complaint))?;
    let Patch::Set(limit) = of_each else { return Ok(()) };
    let known = state.teams.get(team_id).and_then(|team| team.member_budget_id());
    let known = known.map(ToOwned::to_owned);
    if let Some(budget) = known.and_then(|id| state.budgets.get_mut(&id)) {
        budget.max_budget = Some(limit);
        return Ok(());
    }
    let budget_id = state.add_budget(Some(limit));
    if let Some(team) = state.teams.get_mut(team_id) {
        team.metadata.insert("team_member_budget_id".to_owned(), json!(budget_id));
        // Places without an amount of their own point to it from now on.
        for place in team.memberships.iter_mut().filter(|place| place.budget_id.is_none()) {
            place.budget_id = Some(budget_id.clone());
        }
    }
    Ok(())
}

pub(crate) fn block(state: &mut State, call: &Call) -> Replied {
    set_blocked(state, call, true)
}

pub(crate) fn unblock(state: &mut State, call: &Call) -> Replied {
    set_blocked(state, call, false)
}

/// Changes the row, and leaves what the checks have cached of it until that runs out.
fn set_blocked(state: &mut State, call: &Call, blocked: bool) -> Replied {
    writer(state, call)?;
    let body = call.json().ok_or_else(no_json)?;
    let team_id = named_team(&body)?;
    let now = state.clock.now();
    let team = state.teams.get_mut(&team_id).ok_or_else(|| not_found(&team_id))?;
    team.blocked = blocked;
    team.updated_at = now;
    Ok(Reply::json(Value::Object(rows::team(team, "stored"))))
}

pub(crate) fn delete(state: &mut State, call: &Call) -> Replied {
    writer(state, call)?;
    let body = call.json().ok_or_else(no_json)?;
    let ids = body.texts("team_ids").map_err(|complaint| invalid(&complaint))?;
    let Patch::Set(ids) = ids else { return Err(missing("body", "team_ids")) };
    if let Some(unknown) = ids.iter().find(|id| !state.teams.contains_key(*id)) {
        return Err(not_found(unknown));
    }
    for team_id in &ids {
        state.teams.remove(team_id);
        let keys = state.keys.values().filter(|key| key.team_id.as_ref() == Some(team_id));
        let tokens: Vec<String> = keys.map(|key| key.token.clone()).collect();
        for token in tokens {
            state.remove_key(&token);
        }
        for user in state.users.values_mut() {
            user.teams.retain(|own| own != team_id);
        }
    }
    Ok(Reply::json(json!({ "deleted_teams": ids })))
}
