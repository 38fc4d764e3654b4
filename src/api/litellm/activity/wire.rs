//! The activity as the proxy answers it. An amount that is none is unknown, and spoils nothing.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use crate::api::decode;
use crate::domain::activity::{Day, ModelName, Spender, Tally, Who};
use crate::domain::{Email, KeyHash, ProxyUserId, Text, Usd};

/// `{"results": […], "metadata": {…}}`.
#[derive(Deserialize)]
pub(super) struct ActivityPage<R> {
    #[serde(default = "Vec::new", deserialize_with = "decode::list")]
    #[serde(bound = "R: Deserialize<'de>")]
    results: Vec<R>,
    #[serde(default)]
    metadata: Option<Metadata>,
}

#[derive(Deserialize)]
struct Metadata {
    total_pages: Option<usize>,
    /// Keys with activity in the range, whatever the limit.
    total_api_keys: Option<u64>,
}

impl<R> ActivityPage<R> {
    pub(super) fn rows(self) -> impl Iterator<Item = R> {
        self.results.into_iter()
    }

    pub(super) fn pages(&self) -> usize {
        self.metadata.as_ref().and_then(|metadata| metadata.total_pages).unwrap_or(1)
    }

    pub(super) fn keys(&self) -> Option<u64> {
        self.metadata.as_ref().and_then(|metadata| metadata.total_api_keys)
    }
}

/// One day, or a part of one.
#[derive(Deserialize)]
pub(super) struct DayRow {
    date: Text,
    metrics: Metrics,
    #[serde(default)]
    breakdown: Option<Models>,
}

#[derive(Deserialize, Default)]
struct Models {
    /// By the names people ask for.
    #[serde(default)]
    model_groups: Option<BTreeMap<Text, Share>>,
    /// By the providers' names: all that older versions have.
    #[serde(default)]
    models: Option<BTreeMap<Text, Share>>,
}

#[derive(Deserialize)]
struct Share {
    metrics: Metrics,
}

/// The same day by key alone.
#[derive(Deserialize)]
pub(super) struct KeysRow {
    #[serde(default)]
    breakdown: Option<Keys>,
}

#[derive(Deserialize)]
struct Keys {
    #[serde(default)]
    api_keys: Option<BTreeMap<Text, KeyShare>>,
}

#[derive(Deserialize)]
struct KeyShare {
    metrics: Metrics,
    #[serde(default)]
    metadata: Option<KeyMetadata>,
}

#[derive(Deserialize)]
struct KeyMetadata {
    #[serde(default, deserialize_with = "decode::text")]
    key_alias: Option<Text>,
    #[serde(default, deserialize_with = "decode::text")]
    user_id: Option<Text>,
    #[serde(default, deserialize_with = "decode::email")]
    user_email: Option<Email>,
}

/// A page of `/aggregated/keys`.
#[derive(Deserialize)]
pub(super) struct KeyPage {
    #[serde(default = "Vec::new", deserialize_with = "decode::list")]
    api_keys: Vec<KeyRow>,
    pub(super) total_api_keys: Option<u64>,
}

#[derive(Deserialize)]
struct KeyRow {
    api_key: Text,
    #[serde(flatten)]
    share: KeyShare,
}

/// A page of `/aggregated/users`.
#[derive(Deserialize)]
pub(super) struct UserPage {
    #[serde(default = "Vec::new", deserialize_with = "decode::list")]
    users: Vec<UserRow>,
    pub(super) total_users: Option<u64>,
}

#[derive(Deserialize)]
struct UserRow {
    #[serde(default, deserialize_with = "decode::text")]
    user_id: Option<Text>,
    #[serde(default, deserialize_with = "decode::email")]
    user_email: Option<Email>,
    #[serde(flatten)]
    metrics: Metrics,
}

#[derive(Deserialize)]
struct Metrics {
    #[serde(default, deserialize_with = "amount")]
    spend: Option<Usd>,
    #[serde(default, deserialize_with = "count")]
    api_requests: u64,
    #[serde(default, deserialize_with = "count")]
    failed_requests: u64,
    #[serde(default, deserialize_with = "count")]
    total_tokens: u64,
}

impl From<Metrics> for Tally {
    fn from(metrics: Metrics) -> Self {
        Self {
            spend: metrics.spend,
            requests: metrics.api_requests,
            failed: metrics.failed_requests,
            tokens: metrics.total_tokens,
        }
    }
}

/// An amount that can be one; null, negative and not a number are unknown.
fn amount<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Usd>, D::Error> {
    let dollars = match Value::deserialize(deserializer)? {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    };
    Ok(dollars.and_then(Usd::from_dollars).filter(|usd| *usd >= Usd::ZERO))
}

/// A number of things; null is none.
fn count<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
    let value = Value::deserialize(deserializer)?;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "`as` saturates")]
    let rounded = || value.as_f64().map(|number| number as u64);
    Ok(value.as_u64().or_else(rounded).unwrap_or_default())
}

impl DayRow {
    /// The day; none where its date is none.
    pub(super) fn day(self) -> Option<Day> {
        let date: Date = self.date.raw().get(..10)?.parse().ok()?;
        let Models { model_groups, models } = self.breakdown.unwrap_or_default();
        let named = model_groups.filter(|groups| !groups.is_empty()).or(models);
        let share = |(name, share): (Text, Share)| (name.non_blank(), Tally::from(share.metrics));
        let mut models: BTreeMap<ModelName, Tally> = BTreeMap::new();
        for (name, tally) in named.into_iter().flatten().map(share) {
            let known = models.entry(name).or_insert(Tally::NOTHING);
            *known = known.and(tally);
        }
        Some(Day { date, total: self.metrics.into(), models })
    }
}

impl KeysRow {
    pub(super) fn spenders(self, by: By) -> impl Iterator<Item = Spender> {
        let keys = self.breakdown.and_then(|breakdown| breakdown.api_keys);
        keys.into_iter().flatten().map(move |(hash, share)| share.spender(&hash, by))
    }
}

impl KeyPage {
    pub(super) fn len(&self) -> usize {
        self.api_keys.len()
    }

    pub(super) fn spenders(self, by: By) -> impl Iterator<Item = Spender> {
        self.api_keys.into_iter().map(move |row| row.share.spender(&row.api_key, by))
    }
}

impl UserPage {
    pub(super) fn len(&self) -> usize {
        self.users.len()
    }

    /// Those who are somebody: what was spent for nobody belongs to no user.
    pub(super) fn spenders(self) -> impl Iterator<Item = Spender> {
        self.users.into_iter().filter_map(|row| {
            let who = Who::User(ProxyUserId::new(row.user_id?.raw()));
            Some(Spender { who, email: row.user_email, alias: None, tally: row.metrics.into() })
        })
    }
}

/// Whether what a key spent counts for its owner or for itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum By {
    Owner,
    Key,
}

impl KeyShare {
    fn spender(self, hash: &Text, by: By) -> Spender {
        let KeyMetadata { key_alias, user_id, user_email } = self.metadata.unwrap_or(KeyMetadata {
            key_alias: None,
            user_id: None,
            user_email: None,
        });
        let tally = self.metrics.into();
        if let Some(id) = user_id.filter(|_| by == By::Owner) {
            let who = Who::User(ProxyUserId::new(id.raw()));
            return Spender { who, email: user_email, alias: None, tally };
        }
        let who = Who::Key(KeyHash::new(hash.raw()));
        Spender { who, email: None, alias: key_alias, tally }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pretty_assertions::assert_eq;
    use rstest::rstest;
    use serde_json::json;

    #[rstest]
    #[case(json!(1.5), Some(1_500_000))]
    #[case(json!("0.25"), Some(250_000))]
    #[case(json!(0), Some(0))]
    #[case(json!(null), None)]
    #[case(json!("NaN"), None)]
    #[case(json!(-1.0), None)]
    #[case(json!([]), None)]
    fn what_is_no_amount_is_unknown_and_not_zero(
        #[case] spend: Value,
        #[case] micros: Option<i64>,
    ) {
        let row = json!({"date": "2026-11-21", "metrics": {"spend": spend, "api_requests": null}});
        let day = serde_json::from_value::<DayRow>(row).unwrap().day().unwrap();
        assert_eq!(day.total.spend.map(Usd::micros), micros);
    }

    #[test]
    fn models_go_by_the_names_people_ask_for_where_there_are_any() {
        let share = |spend: f64| json!({"metrics": {"spend": spend}, "api_key_breakdown": {}});
        let names = |breakdown: Value| {
            let row = json!({"date": "2026-11-21", "metrics": {}, "breakdown": breakdown});
            let day = serde_json::from_value::<DayRow>(row).unwrap().day().unwrap();
            day.models.into_keys().map(|name| name.map(|n| n.to_string())).collect::<Vec<_>>()
        };
        let both = json!({"models": {"openai/a": share(1.0)}, "model_groups": {"a": share(1.0)}});
        assert_eq!(names(both), [Some("a".to_owned())]);
        let old = json!({"models": {"openai/a": share(1.0)}, "model_groups": null});
        assert_eq!(names(old), [Some("openai/a".to_owned())]);
        assert_eq!(names(json!({"models": {"": share(1.0)}})), [None]);
    }
}
