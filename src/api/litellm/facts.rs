//! What bears on a verdict: the rows of everybody who has a say in a request, each column for
//! itself. A number that is none is not known, and nothing else fails with it.

mod parties;
mod row;
mod server;

use serde_json::{Value, json};

use super::Reader;
use crate::access::facts::{
    CustomerFacts, Fact, KeyFacts, MemberFacts, PurseFacts, TeamFacts, UserFacts,
};
use crate::access::models::{AccessGroup, ModelList};
use crate::api::ServiceError;
use crate::api::http::Call;
use crate::domain::{Budget, KeyHash, ProxyUserId, TeamId, Text, Usd, Window};
use row::JsonRow;
pub use server::{Served, Settings};

/// The team of the proxy's own dashboard: its keys are sessions.
const DASHBOARD: &str = "litellm-dashboard";

/// A user with everything the proxy's `/user/info` tells at once.
#[derive(Clone, Debug, PartialEq)]
pub struct Holdings {
    /// Their row.
    pub user: UserFacts,
    /// Their keys, in teams or not; sessions of the proxy's dashboard are left out.
    pub keys: Vec<KeyRecord>,
    /// Their teams, each with their place in it.
    pub teams: Vec<TeamRecord>,
}

/// A virtual key, and whom its row names.
#[derive(Clone, Debug, PartialEq)]
pub struct KeyRecord {
    /// The key.
    pub key: KeyFacts,
    /// `organization_id`; `/key/list` does not show it.
    pub organization: Option<Text>,
    /// `project_id`.
    pub project: Option<Text>,
    /// `metadata.tags`: what each request of it is tagged with.
    pub tags: Vec<Text>,
    /// `access_group_ids`.
    pub access_groups: Vec<Text>,
}

impl KeyRecord {
    /// A key of nobody that nothing limits.
    pub fn bare(hash: KeyHash) -> Self {
        let key = KeyFacts {
            hash,
            name: None,
            alias: None,
            is_master: false,
            owner: None,
            team: None,
            blocked: Fact::Absent,
            expires: Fact::Absent,
            purse: PurseFacts::default(),
            models: ModelList::default(),
            throttles: false,
        };
        let (tags, access_groups) = (Vec::new(), Vec::new());
        Self { key, organization: None, project: None, tags, access_groups }
    }
}

/// A team, whom its row names, and the places in it that were told.
#[derive(Clone, Debug, PartialEq)]
pub struct TeamRecord {
    /// The team.
    pub team: TeamFacts,
    /// `organization_id`.
    pub organization: Option<Text>,
    /// `access_group_ids`.
    pub access_groups: Vec<Text>,
    /// `metadata.team_member_budget_id`: the budget that stands for `team.member_default`.
    pub default_budget: Option<Text>,
    /// `team_memberships`.
    pub members: Vec<(ProxyUserId, MemberFacts)>,
}

impl TeamRecord {
    /// The place of one user. Absent: the team keeps nothing of them.
    pub fn member(&self, user: &ProxyUserId) -> Fact<MemberFacts> {
        let found = self.members.iter().find(|(id, _)| id == user);
        Fact::from_option(found.map(|(_, member)| member.clone()))
    }
}

impl Reader {
    /// A user with keys and teams (`/user/info`), or `None` if there is none of that id.
    pub async fn holdings(&self, id: &ProxyUserId) -> Result<Option<Holdings>, ServiceError> {
        // Without an id an administrator would be given the whole proxy.
        if id.raw().trim().is_empty() {
            return Ok(None);
        }
        let call = Call::get("read a user with keys and teams", &["user", "info"])
            .query("user_id", id.raw())
            .large();
        Ok(self.one(call).await?.and_then(|body| parties::holdings(JsonRow(&body), id)))
    }

    /// One key by its hash, or `None`.
    pub async fn key_record(&self, hash: &KeyHash) -> Result<Option<KeyRecord>, ServiceError> {
        let call = Call::get("read a key", &["key", "list"])
            .query("return_full_object", "true")
            .query("include_team_keys", "true")
            .query("key_hash", hash.raw());
        let keys = self.key_records(&call).await?;
        Ok(keys.into_iter().find(|record| record.key.hash == *hash))
    }

    /// The keys of that alias: one, or none.
    pub async fn keys_of_alias(&self, alias: &str) -> Result<Vec<KeyRecord>, ServiceError> {
        let call = Call::get("find a key by its alias", &["key", "list"])
            .query("return_full_object", "true")
            .query("include_team_keys", "true")
            .query("size", "100")
            .query("key_alias", alias);
        let mut keys = self.key_records(&call).await?;
        keys.retain(|record| record.key.alias.as_ref().is_some_and(|own| own.raw() == alias));
        Ok(keys)
    }

    /// What this key has spent in its windows (`/key/info`), as the proxy counts it; nothing where its
    /// version does not tell.
    pub async fn spend_of_windows(
        &self,
        hash: &KeyHash,
    ) -> Result<Vec<(Window, Fact<Usd>)>, ServiceError> {
        let call = Call::get("read a key's windows", &["key", "info"]).query("key", hash.raw());
        let body = self.ask_loosely(&call).await?;
        Ok(JsonRow(&body).row("info").spend_of_windows())
    }

    async fn key_records(&self, call: &Call) -> Result<Vec<KeyRecord>, ServiceError> {
        let body = self.ask_loosely(call).await?;
        Ok(JsonRow(&body).rows("keys").filter_map(parties::key).collect())
    }

    /// One team with everybody's place in it (`/team/info`), or `None`.
    pub async fn team_record(&self, id: &TeamId) -> Result<Option<TeamRecord>, ServiceError> {
        let call = Call::get("read a team", &["team", "info"]).query("team_id", id.raw()).large();
        let body = self.one(call).await?;
        Ok(body.and_then(|body| parties::whole_team(JsonRow(&body))))
    }

    /// The budgets of these ids (`/budget/info`), as far as they are there.
    pub async fn budgets(&self, ids: &[Text]) -> Result<Vec<(Text, Fact<Budget>)>, ServiceError> {
        let ids: Vec<&str> = ids.iter().map(Text::raw).collect();
        // A read, though it is asked as a write is.
        let call = Call::post("read budgets", &["budget", "info"], json!({ "budgets": ids }));
        let body = self.ask_loosely(&call).await?;
        let rows = body.as_array().into_iter().flatten().map(JsonRow);
        Ok(rows.filter_map(|row| Some((row.text("budget_id")?, row.budget()))).collect())
    }

    /// One customer, or `None`: the proxy has no row of that id yet.
    pub async fn customer_facts(&self, id: &Text) -> Result<Option<CustomerFacts>, ServiceError> {
        let call =
            Call::get("read a customer", &["customer", "info"]).query("end_user_id", id.raw());
        Ok(self.one(call).await?.and_then(|body| parties::customer(JsonRow(&body))))
    }

    /// One project, or `None`.
    pub async fn project_facts(
        &self,
        id: &Text,
    ) -> Result<Option<crate::access::facts::ProjectFacts>, ServiceError> {
        let call = Call::get("read a project", &["project", "info"]).query("project_id", id.raw());
        Ok(self.one(call).await?.map(|body| parties::project(JsonRow(&body), id)))
    }

    /// One organization, or `None`. Without a licence the proxy shows none.
    pub async fn organization_facts(
        &self,
        id: &Text,
    ) -> Result<Option<crate::access::facts::OrganizationFacts>, ServiceError> {
        let call = Call::get("read an organization", &["organization", "info"])
            .query("organization_id", id.raw());
        Ok(self.one(call).await?.map(|body| parties::organization(JsonRow(&body), id)))
    }

    /// The access groups that keys and teams point to (`/v1/access_group`).
    pub async fn access_groups(&self) -> Result<Vec<AccessGroup>, ServiceError> {
        let call = Call::get("list access groups", &["v1", "access_group"]).large();
        let body = self.ask_loosely(&call).await?;
        let rows = body.as_array().into_iter().flatten();
        Ok(rows.filter_map(|row| parties::access_group(JsonRow(row))).collect())
    }

    async fn one(&self, call: Call) -> Result<Option<Value>, ServiceError> {
        match self.ask_loosely(&call.optional()).await {
            Ok(body) => Ok(Some(body)),
            Err(error) if error.is_not_found() => Ok(None),
            Err(error) => Err(error),
        }
    }
}
