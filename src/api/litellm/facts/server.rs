//! What holds for every request: how the proxy is set, what it serves and at what price.

use std::sync::Arc;

use futures_util::join;
use serde_json::Value;

use super::row::JsonRow;
use super::{Reader, parties};
use crate::access::facts::{Fact, NamedPurse, PurseFacts};
use crate::access::models::{Catalog, Served as Deployment};
use crate::api::http::Call;
use crate::api::{ErrorKind, ServiceError};
use crate::domain::{Budget, Limit, TeamId, Text, Usd};

/// How many tokens of an answer the proxy sets aside money for, unless the model gives fewer
/// (`DEFAULT_MAX_OUTPUT_TOKENS_FALLBACK`, LiteLLM 1.106).
const MOST_TOKENS: f64 = 16_384.0;

/// The user that stands for everybody (`LITELLM_PROXY_BUDGET_NAME`).
const ALL: &str = "litellm-proxy-budget";

/// How the proxy is set.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// `show_no_redis_warning` (≥ 1.86).
    pub workers_without_redis: Fact<bool>,
    /// `litellm.max_budget`. Absent: none is set.
    pub global: Fact<PurseFacts>,
}

/// What the proxy serves, and what it sets aside for one request of each model.
#[derive(Clone, Debug, PartialEq)]
pub struct Served {
    /// Every deployment.
    pub catalog: Arc<Catalog>,
    estimates: Fact<Vec<(Text, Usd)>>,
}

impl Served {
    /// That it could not be read.
    pub fn unknown(why: impl Into<crate::access::facts::Why>) -> Self {
        let why = why.into();
        let catalog = Catalog { models: Fact::Unknown(why.clone()), aliases: Vec::new() };
        Self { catalog: Arc::new(catalog), estimates: Fact::Unknown(why) }
    }

    /// What is set aside for one request of the model. Absent: it has no price.
    pub fn estimate(&self, model: &Text) -> Fact<Usd> {
        match &self.estimates {
            Fact::Is(estimates) => {
                let of_model = estimates.iter().filter(|(name, _)| name == model);
                Fact::from_option(of_model.map(|(_, most)| *most).max())
            }
            Fact::Absent => Fact::Absent,
            Fact::Unknown(why) => Fact::Unknown(why.clone()),
        }
    }
}

impl Reader {
    /// How the proxy is set. What this version does not tell is absent or unknown.
    pub async fn settings(&self) -> Settings {
        let details = Call::get("read the readiness", &["health", "readiness", "details"]);
        let (details, global) = join!(self.ask_loosely(&details), self.purse_of_all());
        let redis = details.map(|body| JsonRow(&body).flag("show_no_redis_warning"));
        Settings {
            workers_without_redis: match or_why(redis, Fact::Absent) {
                Fact::Absent => {
                    Fact::unknown("this version does not say whether its workers share a cache")
                }
                told => told,
            },
            global: or_why(
                global,
                Fact::unknown("this version does not show what all may spend together"),
            ),
        }
    }

    /// Whether the owner's budget holds for keys of a team (`apply_user_budget_to_team_keys`, ≥ 1.98).
    /// Absent: older, or not set.
    pub async fn user_budget_on_team_keys(&self) -> Fact<bool> {
        let call = Call::get("read the settings", &["get", "ui_settings"]);
        let flags = self.ask_loosely(&call).await;
        let flag =
            flags.map(|body| JsonRow(&body).row("values").flag("apply_user_budget_to_team_keys"));
        // Older versions have no such page, and no such setting.
        or_why(flag, Fact::Absent)
    }

    /// `litellm.max_budget`: what was spent of it is in a user's row of its own, from which the
    /// proxy's check takes it (1.106). The row stays when the setting goes, so that is asked for
    /// where there is a row; it costs the proxy a sum over all requests of a month.
    async fn purse_of_all(&self) -> Result<Fact<PurseFacts>, ServiceError> {
        let row = Call::get("read the spend of all", &["spend", "users"]).query("user_id", ALL);
        let rows = self.ask_loosely(&row).await?;
        let of_all = |row: &&Value| JsonRow(row).text("user_id").is_some_and(|id| id.raw() == ALL);
        let Some(row) = rows.as_array().and_then(|rows| rows.iter().find(of_all)) else {
            return Ok(Fact::Absent);
        };
        let set = Call::get("read the budget of all", &["global", "spend"]);
        Ok(purse_of_all(JsonRow(row), JsonRow(&self.ask_loosely(&set).await?)))
    }

    /// What the proxy serves.
    pub async fn served(&self) -> Result<Served, ServiceError> {
        let call = Call::get("list models with prices", &["model", "info"]).large();
        let body = self.ask_loosely(&call).await?;
        Ok(served(JsonRow(&body)))
    }

    /// The names of the models it serves (`/v1/models`), wildcards as they are.
    pub async fn model_names(&self) -> Result<Vec<Text>, ServiceError> {
        let body = self.ask_loosely(&Call::get("list models", &["v1", "models"])).await?;
        Ok(JsonRow(&body).rows("data").filter_map(|row| row.text("id")).collect())
    }

    /// The model access groups that have a budget (`/access_group/list`, which tells them from
    /// about 1.102 on).
    pub async fn group_purses(&self) -> Result<Vec<NamedPurse>, ServiceError> {
        let call = Call::get("list access groups of models", &["access_group", "list"]);
        let body = self.ask_loosely(&call).await?;
        let with_budget =
            JsonRow(&body).rows("access_groups").filter(|row| !row.row("budget").is_null());
        Ok(with_budget.filter_map(|row| parties::named(row, "access_group")).collect())
    }

    /// The tags of these names, with their budgets (`/tag/list`).
    pub async fn tag_purses(&self, names: &[Text]) -> Result<Vec<NamedPurse>, ServiceError> {
        let call = Call::get("list tags", &["tag", "list"]).large();
        let body = self.ask_loosely(&call).await?;
        let rows = body.as_array().into_iter().flatten().map(JsonRow);
        let wanted = rows.filter(|row| row.text("name").is_some_and(|name| names.contains(&name)));
        // One that was only ever seen on requests is a name: it has no budget, and no spend here.
        let stored = wanted.filter(|row| !row.row("litellm_budget_table").is_null());
        Ok(stored.filter_map(|row| parties::named(row, "name")).collect())
    }
}

/// What was told, `missing` where there is no such endpoint, else why it is not known.
fn or_why<T>(told: Result<Fact<T>, ServiceError>, missing: Fact<T>) -> Fact<T> {
    match told {
        Ok(told) => told,
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NoEndpoint) => {
            missing
        }
        Err(error) => Fact::unknown(error.to_string()),
    }
}

/// The row's spend under the budget that is set; nothing and less is none.
fn purse_of_all(row: JsonRow<'_>, set: JsonRow<'_>) -> Fact<PurseFacts> {
    let limit = match set.budget() {
        Fact::Is(Budget { limit: Limit::Amount(amount), .. }) if amount > Usd::ZERO => amount,
        Fact::Is(_) | Fact::Absent => return Fact::Absent,
        Fact::Unknown(why) => return Fact::Is(PurseFacts::new(row.spend(), Fact::Unknown(why))),
    };
    let budget = row.budget().map(|own| Budget { limit: Limit::Amount(limit), ..own });
    Fact::Is(PurseFacts::new(row.spend(), budget))
}

fn served(body: JsonRow<'_>) -> Served {
    if !body.get("data").is_array() {
        return Served::unknown("the proxy's list of models has another shape");
    }
    let models: Vec<Deployment> = body.rows("data").filter_map(deployment).collect();
    let estimates: Vec<(Text, Usd)> = body.rows("data").filter_map(estimate).collect();
    let catalog = Catalog { models: Fact::Is(models), aliases: Vec::new() };
    Served { catalog: Arc::new(catalog), estimates: Fact::Is(estimates) }
}

fn deployment(row: JsonRow<'_>) -> Option<Deployment> {
    let info = row.row("model_info");
    let prices = [info.get("input_cost_per_token"), info.get("output_cost_per_token")];
    // A model without a price is not free: only two zeros are (`is_model_cost_zero`).
    let is_free = prices.iter().all(|price| number(price) == Some(0.0));
    Some(Deployment {
        name: row.text("model_name")?,
        underlying: row.row("litellm_params").text("model"),
        provider: info.text("litellm_provider"),
        access_groups: info.texts("access_groups").known().cloned().unwrap_or_default(),
        team: info.id("team_id", TeamId::new),
        free: Fact::Is(is_free),
    })
}

/// The price of the longest answer; what is asked is not known, and costs little beside it.
fn estimate(row: JsonRow<'_>) -> Option<(Text, Usd)> {
    let info = row.row("model_info");
    let per_token = number(info.get("output_cost_per_token"))?;
    let tokens = number(info.get("max_output_tokens")).filter(|tokens| *tokens > 0.0);
    let most = Usd::from_dollars(per_token * tokens.unwrap_or(MOST_TOKENS).min(MOST_TOKENS))?;
    Some((row.text("model_name")?, most))
}

fn number(value: &Value) -> Option<f64> {
    let number = match value {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    };
    number.filter(|number| number.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;
    use pretty_assertions::assert_eq;
    use serde_json::json;

    #[test]
    fn only_two_zeros_make_a_model_free_and_the_dearest_deployment_is_estimated() {
        let body = json!({"data": [
            {"model_name": "a", "litellm_params": {"model": "openai/a"}, "model_info":
                {"input_cost_per_token": 1e-6, "output_cost_per_token": 6e-7, "max_output_tokens": 16384, "access_groups": ["beta"]}},
            {"model_name": "a", "model_info": {"input_cost_per_token": 0, "output_cost_per_token": "1e-6", "max_output_tokens": 1000}},
            {"model_name": "free", "model_info": {"input_cost_per_token": 0, "output_cost_per_token": 0.0}},
            {"model_name": "unpriced", "model_info": {}},
            {"nameless": true},
        ]});
        let served = served(JsonRow(&body));
        let models = served.catalog.models.known().unwrap();
        let free: Vec<_> =
            models.iter().map(|m| (m.name.raw(), m.free.known() == Some(&true))).collect();
        assert_eq!(free, [("a", false), ("a", false), ("free", true), ("unpriced", false)]);
        assert_eq!(models[0].underlying, Some("openai/a".into()));
        assert_eq!(models[0].access_groups, ["beta".into()]);
        assert_eq!(served.estimate(&"a".into()), Fact::Is(Usd::from_micros(9_830)));
        assert_eq!(served.estimate(&"free".into()), Fact::Is(Usd::ZERO));
        assert_eq!(served.estimate(&"unpriced".into()), Fact::Absent);
        assert_eq!(Served::unknown("x").estimate(&"a".into()), Fact::unknown("x"));
    }

    #[test]
    fn a_budget_of_all_that_is_nothing_is_none() {
        let row = json!({"user_id": ALL, "spend": 1, "max_budget": 9, "budget_duration": "30d"});
        let of = |set: Value| purse_of_all(JsonRow(&row), JsonRow(&set));
        assert_eq!(of(json!({"max_budget": 0.0})), Fact::Absent, "the row outlives the setting");
        assert_eq!(of(json!({"max_budget": null})), Fact::Absent);
        let Fact::Is(purse) = of(json!({"spend": 7, "max_budget": 5})) else { panic!() };
        assert_eq!(purse.spend, Fact::Is(Usd::from_micros(1_000_000)));
        let budget = purse.budget.known().unwrap();
        assert_eq!(budget.limit, Limit::Amount(Usd::from_micros(5_000_000)));
        assert!(budget.window.is_some());
        assert!(
            matches!(of(json!({"max_budget": "?"})), Fact::Is(purse) if purse.budget.is_unknown())
        );
    }
}
