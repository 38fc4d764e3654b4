//! The row of an internal user, as `/spend/users`, `/user/list`, `/user/info` and the answer of
//! `/user/update` have it (LiteLLM 1.65 to 1.109). What is not named here (among it a password
//! hash, up to 1.82.3) is dropped when decoding.

use serde::Deserialize;
use serde_json::{Map, Value};

use super::UserRecord;
use crate::api::decode::{self, Known};
use crate::domain::proxy::BursarMetadata;
use crate::domain::{
    Budget, Email, Limit, Moment, ProxyUser, ProxyUserId, TeamId, Text, Usd, Window,
};

#[derive(Deserialize)]
pub(in crate::api::litellm) struct UserRow {
    user_id: ProxyUserId,
    #[serde(default, deserialize_with = "decode::email")]
    user_email: Option<Email>,
    #[serde(default, deserialize_with = "decode::text")]
    user_alias: Option<Text>,
    #[serde(default, deserialize_with = "decode::text")]
    user_role: Option<Text>,
    #[serde(default, deserialize_with = "decode::text")]
    sso_user_id: Option<Text>,
    #[serde(default, deserialize_with = "decode::usd")]
    spend: Option<Usd>,
    #[serde(default, deserialize_with = "decode::limit")]
    max_budget: Limit,
    #[serde(default, deserialize_with = "decode::word")]
    budget_duration: Option<Text>,
    #[serde(default, deserialize_with = "decode::moment")]
    budget_reset_at: Option<Moment>,
    #[serde(default, deserialize_with = "decode::names")]
    teams: Known<Vec<Text>>,
    #[serde(default, deserialize_with = "decode::names")]
    models: Known<Vec<Text>>,
    #[serde(default)]
    metadata: Value,
    #[serde(default, deserialize_with = "decode::moment")]
    created_at: Option<Moment>,
}

impl UserRow {
    pub(super) fn is(&self, id: &ProxyUserId) -> bool {
        self.user_id == *id
    }

    pub(super) fn into_record(mut self, is_unredacted: bool) -> UserRecord {
        let metadata = into_map(std::mem::take(&mut self.metadata));
        // What has another shape must not be written over.
        let is_unredacted = is_unredacted && metadata.is_some();
        let metadata = metadata.unwrap_or_default();
        let user = self.into_user(&metadata);
        UserRecord { user, metadata, is_unredacted }
    }

    fn into_user(self, metadata: &Map<String, Value>) -> ProxyUser {
        ProxyUser {
            id: self.user_id,
            email: self.user_email,
            alias: self.user_alias,
            role: self.user_role,
            sso_user_id: self.sso_user_id,
            spend: self.spend,
            budget: Budget {
                limit: self.max_budget,
                window: self.budget_duration.map(|word| Window::from_server(word.raw())),
                resets_at: self.budget_reset_at,
            },
            teams: self.teams.read().map(|teams| teams.into_iter().map(TeamId::from).collect()),
            models: self.models.read(),
            active: metadata.get("scim_active") != Some(&Value::Bool(false)),
            bursar: bursar_of(metadata.get("bursar")),
            created_at: self.created_at,
        }
    }
}

impl From<UserRow> for ProxyUser {
    fn from(row: UserRow) -> Self {
        row.into_record(false).user
    }
}

/// What stands as `bursar` in the metadata is ours, but for what another hand made something else
/// of: that is as if it were not there.
pub(in crate::api::litellm) fn bursar_of(ours: Option<&Value>) -> BursarMetadata {
    let Some(ours) = ours else { return BursarMetadata::default() };
    BursarMetadata {
        account: ours.get("account").and_then(|id| Deserialize::deserialize(id).ok()),
        blocked: ours.get("blocked").and_then(|record| Deserialize::deserialize(record).ok()),
    }
}

/// The raw SQL route may give the column as a string of JSON.
fn into_map(metadata: Value) -> Option<Map<String, Value>> {
    match metadata {
        Value::Object(map) => Some(map),
        Value::String(text) => serde_json::from_str(&text).ok(),
        Value::Null => Some(Map::new()),
        Value::Array(_) | Value::Bool(_) | Value::Number(_) => None,
    }
}
