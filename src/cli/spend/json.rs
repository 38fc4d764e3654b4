//! The contract of `spend --format json`.

use std::borrow::Cow;

use jiff::civil::Date;
use serde::Serialize;

use super::Told;
use crate::domain::Usd;
use crate::domain::activity::{Day, Missing, ModelName, Tally, Who};
use crate::domain::text::to_harmless_json_pretty;

#[derive(Serialize)]
struct View<'a> {
    /// Whose: a kind, and the server's id.
    of: Of<'a>,
    /// Not of any budget: it is never reset.
    source: &'static str,
    first_day: Date,
    last_day: Date,
    spend: Usd,
    requests: u64,
    failed_requests: u64,
    tokens: u64,
    mean_per_day: Usd,
    highest_day: Option<Date>,
    unknown_days: usize,
    budget_spend: Option<Usd>,
    models: Vec<ModelView<'a>>,
    days: Vec<DayView<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    top: Option<TopView<'a>>,
}

#[derive(Serialize)]
struct Of<'a> {
    kind: &'static str,
    id: Option<Cow<'a, str>>,
    name: &'a str,
}

#[derive(Serialize)]
struct Counts {
    spend: Option<Usd>,
    requests: u64,
    failed_requests: u64,
    tokens: u64,
}

impl From<Tally> for Counts {
    fn from(tally: Tally) -> Self {
        let Tally { spend, requests, failed, tokens } = tally;
        Self { spend, requests, failed_requests: failed, tokens }
    }
}

#[derive(Serialize)]
struct ModelView<'a> {
    model: Option<Cow<'a, str>>,
    #[serde(flatten)]
    counts: Counts,
}

#[derive(Serialize)]
struct DayView<'a> {
    date: Date,
    #[serde(flatten)]
    counts: Counts,
    models: Vec<ModelView<'a>>,
}

#[derive(Serialize)]
struct TopView<'a> {
    /// Whether nobody is missing and no sum is too low.
    complete: bool,
    read_keys: Option<u64>,
    of_keys: Option<u64>,
    of_users: Option<u64>,
    spenders: Vec<SpenderView<'a>>,
}

#[derive(Serialize)]
struct SpenderView<'a> {
    user_id: Option<Cow<'a, str>>,
    key: Option<Cow<'a, str>>,
    name: &'a str,
    #[serde(flatten)]
    counts: Counts,
}

fn model((name, tally): (&ModelName, Tally)) -> ModelView<'static> {
    let model = name.as_ref().map(|name| name.to_string().into());
    ModelView { model, counts: tally.into() }
}

fn day(day: &Day) -> DayView<'_> {
    let models = day.models.iter().map(|(name, tally)| model((name, *tally))).collect();
    DayView { date: day.date, counts: day.total.into(), models }
}

pub(super) fn json(told: &Told) -> serde_json::Result<String> {
    let Told { named, activity, top } = told;
    let total = activity.total();
    let ranked = activity.models();
    let view = View {
        of: Of { kind: named.subject.kind(), id: named.subject.id(), name: &named.name },
        source: "daily_activity",
        first_day: activity.range.first,
        last_day: activity.range.last,
        spend: total.spend,
        requests: total.requests,
        failed_requests: total.failed,
        tokens: total.tokens,
        mean_per_day: activity.mean(),
        highest_day: activity.highest().map(|day| day.date),
        unknown_days: total.unknown_days,
        budget_spend: named.of_budget,
        models: ranked.iter().map(|(name, tally)| model((name, *tally))).collect(),
        days: activity.days.iter().map(day).collect(),
        top: top.as_ref().map(|(spenders, names)| {
            let (read_keys, of_keys, of_users) = match spenders.missing {
                Missing::Nothing => (None, None, None),
                Missing::Users { of } => (None, None, Some(of)),
                Missing::Keys { read, of } => (Some(read), Some(of), None),
            };
            TopView {
                complete: spenders.missing == Missing::Nothing,
                read_keys,
                of_keys,
                of_users,
                spenders: spenders
                    .rows
                    .iter()
                    .zip(names)
                    .map(|(row, (name, _))| {
                        let id = row.who.id();
                        let is_user = matches!(row.who, Who::User(_));
                        SpenderView {
                            user_id: is_user.then(|| id.clone()),
                            key: (!is_user).then_some(id),
                            name,
                            counts: row.tally.into(),
                        }
                    })
                    .collect(),
            }
        }),
    };
    Ok(format!("{}\n", to_harmless_json_pretty(&view)?))
}
