//! Members of teams: their own spend and limit there.

use std::collections::HashMap;

use serde::Deserialize;
use serde_json::json;

use super::customer::BudgetTable;
use super::{Reader, Writer, terms_into};
use crate::api::decode::{self, Known};
use crate::api::http::Call;
use crate::api::{FieldPatch, ServiceError};
use crate::domain::{
    Budget, Email, Limit, ListedMember, Place, ProxyUserId, TeamId, TeamMember, Text, Usd, Window,
};

/// `/team/info`, of which a member needs little.
#[derive(Deserialize)]
struct TeamInfo {
    team_info: TeamRow,
    #[serde(default, deserialize_with = "decode::list")]
    team_memberships: Vec<MembershipRow>,
}

#[derive(Deserialize)]
struct TeamRow {
    #[serde(default, deserialize_with = "decode::record")]
    team_member_budget_table: Known<Option<BudgetTable>>,
    /// May be null, but not left out: then nobody would be a member.
    #[serde(deserialize_with = "decode::list")]
    members_with_roles: Vec<MemberRow>,
}

/// What such a row allows; one that cannot be read is there all the same.
fn row_of(table: Known<Option<BudgetTable>>) -> Option<Budget> {
    let unread = || Some(Budget { limit: Limit::Unknown, ..Budget::default() });
    table.read().map_or_else(unread, |table| table.map(Budget::from))
}

#[derive(Deserialize)]
struct MemberRow {
    user_id: Option<ProxyUserId>,
    user_email: Option<Email>,
    role: Option<Text>,
}

#[derive(Deserialize)]
struct MembershipRow {
    user_id: ProxyUserId,
    #[serde(default, deserialize_with = "decode::usd")]
    spend: Option<Usd>,
    #[serde(default, deserialize_with = "decode::text")]
    budget_id: Option<Text>,
    #[serde(default, deserialize_with = "decode::record")]
    litellm_budget_table: Known<Option<BudgetTable>>,
    /// `custom`, `team_default` or `none` (1.106.2).
    budget_source: Option<Box<str>>,
}

/// What to change of a member. What is `None` or [`FieldPatch::Keep`] stays.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct MemberPatch {
    /// `max_budget_in_team`; null takes the member's own limit away, and the team's default holds.
    /// A default that members share is copied before it is changed.
    pub max_budget: Option<Limit>,
    /// `budget_duration` of their own limit.
    pub budget_duration: FieldPatch<Window>,
}

impl Reader {
    /// The user as a member of that team; `None` where the team has no such member, or there is no
    /// such team.
    pub async fn member(
        &self,
        team: &TeamId,
        user: &ProxyUserId,
    ) -> Result<Option<TeamMember>, ServiceError> {
        let Some(info) = self.team_info(team, "read a team's member").await? else {
            return Ok(None);
        };
        let mut members = info.team_info.members_with_roles.iter();
        if !members.any(|member| member.user_id.as_ref() == Some(user)) {
            return Ok(None);
        }
        let place = info.team_memberships.into_iter().find(|place| place.user_id == *user);
        let default = row_of(info.team_info.team_member_budget_table);
        Ok(Some(member(user.clone(), place, default)))
    }

    /// Everybody in that team, by their ids; `None` where there is no such team. A member without
    /// an id, as very old rows have, can neither spend nor be changed, and is left out.
    pub async fn members(&self, team: &TeamId) -> Result<Option<Vec<ListedMember>>, ServiceError> {
        let Some(info) = self.team_info(team, "read a team's members").await? else {
            return Ok(None);
        };
        let default = row_of(info.team_info.team_member_budget_table);
        let places = info.team_memberships.into_iter();
        let mut places: HashMap<ProxyUserId, MembershipRow> =
            places.map(|place| (place.user_id.clone(), place)).collect();
        let listed = |row: MemberRow| {
            let user = row.user_id?;
            let place = places.remove(&user);
            let place = member(user, place, default.clone());
            Some(ListedMember { place, role: row.role, email: row.user_email })
        };
        let rows = info.team_info.members_with_roles.into_iter();
        let mut members: Vec<ListedMember> = rows.filter_map(listed).collect();
        members.sort_by(|a, b| a.place.user.cmp(&b.place.user));
        // A member who stands there twice is one all the same: the first has the place.
        members.dedup_by(|later, first| later.place.user == first.place.user);
        Ok(Some(members))
    }

    async fn team_info(
        &self,
        team: &TeamId,
        what: &'static str,
    ) -> Result<Option<TeamInfo>, ServiceError> {
        // The keys of the team, all of them, come with it unless it is told otherwise.
        let call =
            Call::get(what, &["team", "info"]).query("team_id", team.raw()).query("key_limit", "1");
        match self.ask::<TeamInfo>(&call).await {
            Ok(info) => Ok(Some(info)),
            Err(error) if error.is_not_found() => Ok(None),
            Err(error) => Err(error),
        }
    }
}

/// A member with the place they have; without one, nothing was spent and the team's default holds.
fn member(user: ProxyUserId, place: Option<MembershipRow>, default: Option<Budget>) -> TeamMember {
    match place {
        Some(place) => place.into_member(default),
        None => TeamMember {
            user,
            spend: Some(Usd::ZERO),
            is_default: true,
            budget: default.clone().unwrap_or_default(),
            default,
        },
    }
}

impl Reader {
    /// Which budget rows the members of a team point to; nothing where there is no such team.
    pub async fn places(&self, team: &TeamId) -> Result<Vec<Place>, ServiceError> {
        let info = self.team_info(team, "read a team's members").await?;
        let rows = info.into_iter().flat_map(|info| info.team_memberships);
        Ok(rows
            .filter_map(|row| {
                let (team, user) = (team.clone(), row.user_id);
                Some(Place { team, user, budget_id: row.budget_id? })
            })
            .collect())
    }
}

impl MembershipRow {
    fn into_member(self, default: Option<Budget>) -> TeamMember {
        let own = row_of(self.litellm_budget_table);
        let is_default = match self.budget_source.as_deref() {
            Some(source) => source != "custom",
            None => own.is_none(),
        };
        let budget = own.or_else(|| default.clone()).unwrap_or_default();
        TeamMember { user: self.user_id, spend: self.spend, budget, is_default, default }
    }
}

impl Writer {
    /// Changes a member (`/team/member_update`). Answers 200 for somebody who is none, too, so read
    /// them first.
    pub async fn update_member(
        &self,
        team: &TeamId,
        user: &ProxyUserId,
        patch: &MemberPatch,
    ) -> Result<(), ServiceError> {
        let mut body = json!({ "team_id": team.raw(), "user_id": user.raw() });
        terms_into(&mut body, patch.max_budget, &patch.budget_duration, "max_budget_in_team");
        let call = Call::post("change a team's member", &["team", "member_update"], body);
        self.send(call).await.map(|_| ())
    }

    /// Sets a member's spend to zero (≥ 1.102). It is answered 409, and nothing was done, where
    /// another write was under way.
    pub async fn reset_member_spend(
        &self,
        team: &TeamId,
        user: &ProxyUserId,
    ) -> Result<(), ServiceError> {
        let path = ["team", team.raw(), "member", user.raw(), "reset_spend"];
        let body = json!({ "reset_to": 0.0 });
        let call = Call::post("reset a team member's spend", &path, body);
        self.send(call).await.map(|_| ())
    }
}
