//! Teams.

use serde::{Deserialize, Deserializer};
use serde_json::{Value, json};

use super::purse::{windows, windows_json};
use super::{PAGE, Reader, Writer, terms_into};
use crate::api::decode::{self, Known, Shape};
use crate::api::http::Call;
use crate::api::listing::{Pages, Progress};
use crate::api::{FieldPatch, ServiceError};
use crate::domain::{
    Budget, BudgetWindow, Limit, Listing, Moment, Team, TeamId, Text, Usd, Window,
};

/// A row of `/v2/team/list` (LiteLLM ≥ 1.72). The older `/team/list` gives every key of every team
/// with it and is left alone.
#[derive(Deserialize)]
struct TeamRow {
    team_id: TeamId,
    #[serde(default, deserialize_with = "decode::text")]
    team_alias: Option<Text>,
    #[serde(default, deserialize_with = "decode::usd")]
    spend: Option<Usd>,
    #[serde(default, deserialize_with = "decode::limit")]
    max_budget: Limit,
    #[serde(default, deserialize_with = "decode::word")]
    budget_duration: Option<Text>,
    #[serde(default, deserialize_with = "decode::moment")]
    budget_reset_at: Option<Moment>,
    #[serde(default, deserialize_with = "windows")]
    budget_limits: Known<Vec<BudgetWindow>>,
    #[serde(default)]
    metadata: Metadata,
    #[serde(default, deserialize_with = "decode::names")]
    models: Known<Vec<Text>>,
    #[serde(default, deserialize_with = "decode::flag")]
    blocked: Known<bool>,
    #[serde(default, deserialize_with = "decode::count")]
    members_with_roles: Known<usize>,
}

/// `metadata.team_member_budget_id`, of whatever else is kept there.
#[derive(Default)]
struct Metadata(Option<Text>);

impl<'de> Deserialize<'de> for Metadata {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let metadata = Value::deserialize(deserializer)?;
        let id = metadata.get("team_member_budget_id").and_then(Value::as_str);
        Ok(Self(id.map(Text::from).and_then(Text::non_blank)))
    }
}

impl From<TeamRow> for Team {
    fn from(row: TeamRow) -> Self {
        Self {
            id: row.team_id,
            alias: row.team_alias,
            spend: row.spend,
            budget: Budget {
                limit: row.max_budget,
                window: row.budget_duration.map(|word| Window::from_server(word.raw())),
                resets_at: row.budget_reset_at,
            },
            windows: row.budget_limits.read(),
            member_budget_id: row.metadata.0,
            models: row.models.read(),
            blocked: row.blocked.read(),
            members: row.members_with_roles.read(),
        }
    }
}

/// What to change of a team. What is `None` or [`FieldPatch::Keep`] stays.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct TeamPatch {
    /// `max_budget`; unlimited is sent as null.
    pub max_budget: Option<Limit>,
    /// `budget_duration`; the proxy computes the reset time anew and leaves the spend.
    pub budget_duration: FieldPatch<Window>,
    /// `models`; empty allows all.
    pub models: Option<Vec<Text>>,
    /// `budget_limits`; the proxy computes each reset time anew.
    pub windows: Option<Vec<BudgetWindow>>,
    /// `blocked`. In force at once, unlike `/team/block`, which up to 1.106 leaves the proxy's
    /// cache as it was for 60 s.
    pub blocked: Option<bool>,
}

impl TeamPatch {
    fn body(&self, id: &TeamId) -> Value {
        let mut body = json!({ "team_id": id.raw() });
        terms_into(&mut body, self.max_budget, &self.budget_duration, "max_budget");
        if let Some(models) = &self.models {
            body["models"] = json!(models.iter().map(Text::raw).collect::<Vec<_>>());
        }
        if let Some(windows) = &self.windows {
            body["budget_limits"] = windows_json(windows);
        }
        if let Some(blocked) = self.blocked {
            body["blocked"] = blocked.into();
        }
        body
    }
}

impl Writer {
    /// Changes a team (`/team/update`), and only what the patch names. It has no spend to set.
    pub async fn update_team(&self, id: &TeamId, patch: &TeamPatch) -> Result<(), ServiceError> {
        let call = Call::post("change a team", &["team", "update"], patch.body(id));
        self.send(call).await.map(|_| ())
    }
}

impl Reader {
    /// One team, or `None` if there is none of that id.
    pub async fn team(&self, id: &TeamId) -> Result<Option<Team>, ServiceError> {
        let call = Call::get("read a team", &["v2", "team", "list"]).query("team_id", id.raw());
        self.ask_one::<TeamRow, Team>(&call, |team| team.id == *id).await
    }

    /// All teams.
    pub async fn teams(
        &self,
        progress: Option<Progress<'_>>,
    ) -> Result<Listing<Team>, ServiceError> {
        let pages = Pages {
            what: "teams",
            size: PAGE,
            in_flight: self.in_flight(),
            id: |team: &Team| team.id.clone(),
            progress,
        };
        let fetch = async |page: usize| {
            let call = Call::get("list teams", &["v2", "team", "list"])
                .query("sort_by", "team_id")
                .query("sort_order", "asc")
                .query("page_size", PAGE.to_string())
                .query("page", page.to_string())
                .listing();
            self.ask_rows::<TeamRow, _>(&call, Shape::Enveloped).await
        };
        pages.read(fetch).await
    }
}
