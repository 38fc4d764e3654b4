//! The row of a virtual key, as `/key/list?return_full_object=true` and the answers of
//! `/key/block` and `/key/unblock` have it.

use serde::Deserialize;

use crate::api::decode::{self, Known};
use crate::api::litellm::customer::BudgetTable;
use crate::api::litellm::purse::windows;
use crate::domain::{
    Budget, BudgetWindow, Expiry, Key, KeyBudgetRow, KeyHash, Limit, Moment, ProxyUserId, TeamId,
    Text, Usd, Window,
};

#[derive(Deserialize)]
pub(super) struct KeyRow {
    token: KeyHash,
    #[serde(default, deserialize_with = "decode::text")]
    key_name: Option<Text>,
    #[serde(default, deserialize_with = "decode::text")]
    key_alias: Option<Text>,
    #[serde(default, deserialize_with = "decode::word")]
    user_id: Option<Text>,
    #[serde(default, deserialize_with = "decode::word")]
    team_id: Option<Text>,
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
    #[serde(default, deserialize_with = "decode::text")]
    budget_id: Option<Text>,
    #[serde(default, deserialize_with = "decode::record")]
    litellm_budget_table: Known<Option<BudgetTable>>,
    #[serde(default, deserialize_with = "decode::names")]
    models: Known<Vec<Text>>,
    #[serde(default, deserialize_with = "decode::end")]
    expires: Expiry,
    #[serde(default, deserialize_with = "decode::flag")]
    blocked: Known<bool>,
    #[serde(default, deserialize_with = "decode::moment")]
    last_active: Option<Moment>,
    #[serde(default, deserialize_with = "decode::moment")]
    created_at: Option<Moment>,
}

impl From<KeyRow> for Key {
    fn from(row: KeyRow) -> Self {
        Self {
            hash: row.token,
            name: row.key_name,
            alias: row.key_alias,
            user_id: row.user_id.map(ProxyUserId::from),
            team_id: row.team_id.map(TeamId::from),
            spend: row.spend,
            budget: Budget {
                limit: row.max_budget,
                window: row.budget_duration.map(|word| Window::from_server(word.raw())),
                resets_at: row.budget_reset_at,
            },
            windows: row.budget_limits.read(),
            row: points_to(row.budget_id, row.litellm_budget_table).map(Box::new),
            models: row.models.read(),
            expires: row.expires,
            blocked: row.blocked.read(),
            last_active_at: row.last_active,
            created_at: row.created_at,
        }
    }
}

/// The budget row, with what is in it where the answer has that.
fn points_to(id: Option<Text>, table: Known<Option<BudgetTable>>) -> Option<KeyBudgetRow> {
    let id = id.and_then(Text::non_blank);
    let Some(table) = table.read() else {
        let id = id.unwrap_or_else(|| "?".into());
        return Some(KeyBudgetRow { id, budget: None });
    };
    let table = table.filter(|table| table.budget_id.is_some());
    let of_table = || table.as_ref().and_then(|table| table.budget_id.clone());
    let id = id.or_else(of_table)?;
    Some(KeyBudgetRow { id, budget: table.map(Budget::from) })
}
