//! Teams.

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::{PAGE, Reader};
use crate::api::ServiceError;
use crate::api::decode::{self, Shape};
use crate::api::http::Call;
use crate::api::listing::{Pages, Progress};
use crate::domain::{Budget, Limit, Listing, Moment, Team, TeamId, Text, Usd, Window};

/// A row of `/v2/team/list` (LiteLLM ≥ 1.72). The older `/team/list` gives every key of every team
/// with it and is left alone.
#[derive(Deserialize)]
struct TeamRow {
    team_id: TeamId,
    #[serde(default, deserialize_with = "decode::text")]
    team_alias: Option<Text>,
    #[serde(default, deserialize_with = "decode::usd")]
    spend: Option<Usd>,
    #[serde(default, deserialize_with = "decode::usd")]
    max_budget: Option<Usd>,
    budget_duration: Option<Box<str>>,
    #[serde(default, deserialize_with = "decode::moment")]
    budget_reset_at: Option<Moment>,
    #[serde(default, deserialize_with = "decode::list")]
    models: Vec<Text>,
    #[serde(default, deserialize_with = "decode::flag")]
    blocked: bool,
    #[serde(default, deserialize_with = "decode::list")]
    members_with_roles: Vec<IgnoredAny>,
}

impl From<TeamRow> for Team {
    fn from(row: TeamRow) -> Self {
        Self {
            id: row.team_id,
            alias: row.team_alias,
            spend: row.spend,
            budget: Budget {
                limit: Limit::from(row.max_budget),
                window: row
                    .budget_duration
                    .filter(|word| !word.is_empty())
                    .map(Window::from_server),
                resets_at: row.budget_reset_at,
            },
            models: row.models,
            blocked: row.blocked,
            members: row.members_with_roles.len(),
        }
    }
}

impl Reader {
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
