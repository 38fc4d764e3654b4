//! From rows to facts about the parties to a request.

use serde_json::Value;

use super::row::JsonRow;
use super::{DASHBOARD, Holdings, KeyRecord, TeamRecord};
use crate::access::facts::{
    CustomerFacts, Fact, KeyFacts, MemberFacts, NamedPurse, OrganizationFacts, ProjectFacts,
    PurseFacts, TeamFacts, UserFacts,
};
use crate::access::models::{AccessGroup, ModelList};
use crate::api::litellm::user::bursar_of;
use crate::domain::{Email, KeyHash, ProxyUserId, TeamId, Text};

/// `/user/info`. `None`: it is somebody else's, or nobody's.
pub(super) fn holdings(body: JsonRow<'_>, id: &ProxyUserId) -> Option<Holdings> {
    let user = user(body.row("user_info")).filter(|user| user.id == *id)?;
    Some(Holdings {
        user,
        keys: body.rows("keys").filter_map(key).collect(),
        teams: body.rows("teams").filter_map(|row| team(row, row, JsonRow(&Value::Null))).collect(),
    })
}

fn user(row: JsonRow<'_>) -> Option<UserFacts> {
    Some(UserFacts {
        id: row.id("user_id", ProxyUserId::new)?,
        email: row.text("user_email").map(Email::from),
        alias: row.text("user_alias"),
        active: row.row("metadata").flag("scim_active"),
        block: bursar_of(row.row("metadata").0.get("bursar")).blocked,
        purse: row.purse(),
        models: row.models(),
    })
}

/// A row of a key, but for the sessions of the proxy's dashboard.
pub(super) fn key(row: JsonRow<'_>) -> Option<KeyRecord> {
    let team = row.id("team_id", TeamId::new);
    if team.as_ref().is_some_and(|team| team.raw() == DASHBOARD) {
        return None;
    }
    let metadata = row.row("metadata");
    let mut purse = row.purse();
    row.take_table(&mut purse);
    purse.raise = metadata.raise().or(purse.raise);
    let throttles = metadata.flag("throttle_on_budget_exceeded");
    Some(KeyRecord {
        key: KeyFacts {
            hash: row.id("token", KeyHash::new)?,
            name: row.text("key_name"),
            alias: row.text("key_alias"),
            is_master: false,
            owner: row.id("user_id", ProxyUserId::new),
            team,
            blocked: row.flag("blocked"),
            expires: row.moment("expires"),
            purse,
            models: row.models(),
            throttles: throttles.known() == Some(&true),
        },
        organization: row.text("organization_id"),
        project: row.text("project_id"),
        tags: metadata.texts("tags").known().cloned().unwrap_or_default(),
        access_groups: row.texts("access_group_ids").known().cloned().unwrap_or_default(),
    })
}

/// `/team/info`.
pub(super) fn whole_team(body: JsonRow<'_>) -> Option<TeamRecord> {
    let info = body.row("team_info");
    team(info, body, info.row("team_member_budget_table"))
}

/// A row of a team; the places in it are told by `places`, the default for them by `default`.
fn team(row: JsonRow<'_>, places: JsonRow<'_>, default: JsonRow<'_>) -> Option<TeamRecord> {
    let default_id = row.row("metadata").text("team_member_budget_id");
    let is_default =
        |place: &JsonRow<'_>| default_id.is_some() && place.text("budget_id") == default_id;
    let by_default = places.rows("team_memberships").find(is_default);
    let told = by_default.map_or(default, |place| place.row("litellm_budget_table"));
    let member_default = match (&default_id, told.is_null()) {
        (_, false) => told.budget(),
        (None, true) => Fact::Absent,
        (Some(_), true) => Fact::unknown("the team's default for its members was not read"),
    };
    // A place that points to the team's default row has its amount as if it were the member's own,
    // and a zero in it refuses (`_check_team_member_budget`, 1.106.2).
    let member = |place: JsonRow<'_>| {
        let facts = MemberFacts { purse: place.purse_by_table(), models: models_of(place) };
        Some((place.id("user_id", ProxyUserId::new)?, facts))
    };
    Some(TeamRecord {
        team: TeamFacts {
            id: row.id("team_id", TeamId::new)?,
            alias: row.text("team_alias"),
            blocked: row.flag("blocked"),
            purse: row.purse(),
            models: row.models(),
            aliases: row.row("litellm_model_table").pairs("model_aliases"),
            member_default,
        },
        organization: row.text("organization_id"),
        access_groups: row.texts("access_group_ids").known().cloned().unwrap_or_default(),
        default_budget: default_id.clone(),
        members: places.rows("team_memberships").filter_map(member).collect(),
    })
}

/// `allowed_models` of the budget row.
fn models_of(place: JsonRow<'_>) -> ModelList {
    let names = place.row("litellm_budget_table").texts("allowed_models");
    ModelList { names, ..ModelList::default() }
}

pub(super) fn customer(row: JsonRow<'_>) -> Option<CustomerFacts> {
    Some(CustomerFacts {
        id: row.text("user_id")?,
        alias: row.text("alias"),
        blocked: row.flag("blocked"),
        purse: row.purse_by_table(),
        default: Fact::unknown("the proxy does not show its default budget for customers"),
        models: row.models(),
    })
}

pub(super) fn project(row: JsonRow<'_>, id: &Text) -> ProjectFacts {
    ProjectFacts {
        id: id.clone(),
        alias: row.text("project_alias"),
        blocked: row.flag("blocked"),
        purse: row.purse_by_table(),
        models: row.models(),
    }
}

pub(super) fn organization(row: JsonRow<'_>, id: &Text) -> OrganizationFacts {
    OrganizationFacts {
        id: id.clone(),
        alias: row.text("organization_alias"),
        purse: row.purse_by_table(),
    }
}

pub(super) fn access_group(row: JsonRow<'_>) -> Option<AccessGroup> {
    let texts = |column| row.texts(column).known().cloned().unwrap_or_default();
    Some(AccessGroup {
        id: row.text("access_group_id")?,
        models: texts("access_model_names"),
        teams: texts("assigned_team_ids").iter().map(|id| TeamId::new(id.raw())).collect(),
        keys: texts("assigned_key_ids").iter().map(|id| KeyHash::new(id.raw())).collect(),
    })
}

/// A row of `/tag/list`, or of `/access_group/list` with `name` as `access_group`.
pub(super) fn named(row: JsonRow<'_>, name: &str) -> Option<NamedPurse> {
    let name = row.text(name)?;
    let mut purse = PurseFacts::new(row.spend(), Fact::Absent);
    let budget = row.row("budget");
    if budget.is_null() {
        row.take_table(&mut purse);
    } else {
        purse.budget = budget.budget();
    }
    Some(NamedPurse { name, purse })
}

#[cfg(test)]
mod tests;
