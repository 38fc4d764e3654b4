//! One row of whatever shape: each column is read for itself, so that one that makes no sense
//! leaves the others known.

use jiff::Timestamp;
use serde_json::Value;

use crate::access::facts::{Fact, ModelPurse, NO_NUMBER, PurseFacts, Raise, Shared, WindowPurse};
use crate::access::models::ModelList;
use crate::api::decode;
use crate::domain::{Budget, Limit, Moment, Text, Usd, Window};

/// A JSON object, or something that should be one.
#[derive(Clone, Copy)]
pub(super) struct JsonRow<'a>(pub(super) &'a Value);

impl<'a> JsonRow<'a> {
    pub(super) fn get(self, column: &str) -> &'a Value {
        self.0.get(column).unwrap_or(&Value::Null)
    }

    pub(super) fn row(self, column: &str) -> Self {
        Self(self.get(column))
    }

    pub(super) fn is_null(self) -> bool {
        self.0.is_null()
    }

    /// The rows of a list; what is none is empty.
    pub(super) fn rows(self, column: &str) -> impl Iterator<Item = Self> {
        self.get(column).as_array().into_iter().flatten().map(JsonRow)
    }

    /// Text that says something.
    pub(super) fn text(self, column: &str) -> Option<Text> {
        self.get(column).as_str().map(Text::from).and_then(Text::non_blank)
    }

    /// A column of the type `T`, where it is text.
    pub(super) fn id<T>(self, column: &str, new: impl FnOnce(String) -> T) -> Option<T> {
        self.text(column).map(|text| new(text.raw().to_owned()))
    }

    pub(super) fn flag(self, column: &str) -> Fact<bool> {
        match self.get(column) {
            Value::Null => Fact::Absent,
            Value::Bool(flag) => Fact::Is(*flag),
            _ => Fact::unknown(format!("the proxy's row has no yes or no as {column}")),
        }
    }

    pub(super) fn moment(self, column: &str) -> Fact<Timestamp> {
        let moment = match self.get(column) {
            Value::Null => return Fact::Absent,
            Value::String(text) if text.trim().is_empty() => return Fact::Absent,
            Value::String(text) => decode::parse_moment(text.trim()),
            Value::Number(number) => number.as_f64().and_then(decode::from_seconds),
            _ => None,
        };
        let why = || format!("the proxy's row has no time as {column}");
        moment.map_or_else(|| Fact::unknown(why()), Fact::Is)
    }

    /// A list of texts; null is none.
    pub(super) fn texts(self, column: &str) -> Fact<Vec<Text>> {
        let items = match self.get(column) {
            Value::Null => return Fact::Absent,
            Value::Array(items) => items.as_slice(),
            _ => return Fact::unknown(format!("the proxy's row has no list as {column}")),
        };
        let items = items.iter().filter(|item| !item.is_null());
        let texts: Option<Vec<Text>> = items.map(|item| item.as_str().map(Text::from)).collect();
        texts.map_or_else(
            || Fact::unknown(format!("the proxy's row has something else than names in {column}")),
            Fact::Is,
        )
    }

    /// Names and what they stand for: an object, or the text of one.
    pub(super) fn pairs(self, column: &str) -> Vec<(Text, Text)> {
        let parsed;
        let object = match self.get(column) {
            Value::String(text) => {
                parsed = serde_json::from_str::<Value>(text).unwrap_or_default();
                parsed.as_object()
            }
            value => value.as_object(),
        };
        let pairs = object.into_iter().flatten();
        pairs
            .filter_map(|(name, value)| Some((name.as_str().into(), value.as_str()?.into())))
            .collect()
    }

    /// `spend`: what is no number, or below zero, is not known.
    pub(super) fn spend(self) -> Fact<Usd> {
        spend_of(self.get("spend"))
    }

    /// An amount where there is one.
    pub(super) fn amount(self, column: &str) -> Option<Usd> {
        usd(self.get(column))
    }

    /// An amount that may be missing.
    fn amount_or_why(self, column: &str) -> Fact<Usd> {
        match self.get(column) {
            Value::Null => Fact::Absent,
            value => usd(value).map_or_else(|| no_number(column), Fact::Is),
        }
    }

    /// `max_budget`, `budget_duration`, `budget_reset_at`.
    pub(super) fn budget(self) -> Fact<Budget> {
        let limit = match self.get("max_budget") {
            Value::Null => Limit::Unlimited,
            value => match usd(value) {
                Some(amount) => Limit::Amount(amount),
                None => return no_number("max_budget"),
            },
        };
        let window = self.window("budget_duration");
        let resets_at = self.moment("budget_reset_at").known().map(|at| Moment::from(*at));
        Fact::Is(Budget { limit, window, resets_at })
    }

    fn window(self, column: &str) -> Option<Window> {
        self.text(column).map(|text| Window::from_server(text.raw()))
    }

    /// The whole purse of a row that has spend and budget itself.
    pub(super) fn purse(self) -> PurseFacts {
        PurseFacts {
            spend: self.spend(),
            budget: self.budget(),
            raise: None,
            soft: self.amount("soft_budget"),
            windows: self.windows(),
            per_model: self.per_model(),
            shared: None,
        }
    }

    /// The purse of a row whose limits are those of the budget row it points to.
    pub(super) fn purse_by_table(self) -> PurseFacts {
        let mut purse = PurseFacts::new(self.spend(), Fact::Absent);
        self.take_table(&mut purse);
        purse
    }

    /// What the budget row says, where the row itself says nothing (`litellm_budget_table`).
    pub(super) fn take_table(self, purse: &mut PurseFacts) {
        let table = self.row("litellm_budget_table");
        if table.is_null() {
            return;
        }
        let own = purse.budget.known();
        let is_limit =
            purse.budget.is_absent() || own.is_some_and(|own| own.limit == Limit::Unlimited);
        match (own, table.budget()) {
            (Some(own), Fact::Is(row)) => purse.budget = Fact::Is(own.over_row(&row)),
            (_, row) if is_limit => purse.budget = row,
            _ => {}
        }
        purse.raise = purse.raise.take().or_else(|| table.raise());
        purse.soft = purse.soft.or_else(|| table.amount("soft_budget"));
        if purse.per_model.is_empty() {
            purse.per_model = table.per_model();
        }
        let id = self.text("budget_id").or_else(|| table.text("budget_id"));
        let by = Fact::unknown("the proxy does not say how many share it");
        purse.shared = id.map(|budget_id| Shared { budget_id, by, is_limit });
    }

    /// `temp_budget_increase` and `temp_budget_expiry`.
    pub(super) fn raise(self) -> Option<Raise> {
        let by = self.amount("temp_budget_increase")?;
        let until = *self.moment("temp_budget_expiry").known()?;
        Some(Raise { by, until })
    }

    fn windows(self) -> Vec<WindowPurse> {
        let window = |row: JsonRow<'_>| {
            Some(WindowPurse {
                window: row.window("budget_duration")?,
                limit: row.amount_or_why("max_budget"),
                spend: Fact::unknown(
                    "the proxy keeps what was spent in a window in its cache alone",
                ),
                resets_at: row.moment("reset_at").known().copied(),
            })
        };
        self.rows("budget_limits").filter_map(window).collect()
    }

    /// `budget_limits_usage` (≥ 1.106): what the proxy compares with the windows, to four decimals.
    pub(super) fn spend_of_windows(self) -> Vec<(Window, Fact<Usd>)> {
        let usage = self.get("budget_limits_usage").as_object();
        let spent = |(window, value): (&String, &Value)| {
            (Window::from_server(window.as_str()), spend_of(JsonRow(value).get("current_spend")))
        };
        usage.into_iter().flatten().map(spent).collect()
    }

    /// `model_max_budget`, with what `model_max_budget_usage` tells of it (≥ 1.106, users).
    fn per_model(self) -> Vec<ModelPurse> {
        let usage = self.row("model_max_budget_usage");
        let of_model = |(model, value): (&String, &Value)| {
            let row = JsonRow(value);
            let limit = row.amount_or_why("budget_limit");
            let limit = if limit.is_absent() { row.amount_or_why("max_budget") } else { limit };
            let spend = match usage.row(model).get("current_spend") {
                Value::Null => {
                    Fact::unknown("the proxy keeps what was spent on one model in its cache alone")
                }
                spent => spend_of(spent),
            };
            let window = row.window("time_period").or_else(|| row.window("budget_duration"));
            ModelPurse { model: model.as_str().into(), limit, spend, window }
        };
        self.get("model_max_budget").as_object().into_iter().flatten().map(of_model).collect()
    }

    /// `models`; what `access_group_ids` stand for is read elsewhere, and unknown until then.
    pub(super) fn models(self) -> ModelList {
        let ids = self.texts("access_group_ids");
        let groups = match ids {
            Fact::Is(ids) if ids.is_empty() => Fact::Absent,
            Fact::Is(_) => Fact::unknown("its access groups were not read"),
            Fact::Absent => Fact::Absent,
            Fact::Unknown(why) => Fact::Unknown(why),
        };
        ModelList { names: self.texts("models"), groups, aliases: self.pairs("aliases") }
    }
}

fn spend_of(value: &Value) -> Fact<Usd> {
    match usd(value) {
        Some(spend) if spend < Usd::ZERO => Fact::unknown("the proxy's row has a negative spend"),
        Some(spend) => Fact::Is(spend),
        None => Fact::Unknown(NO_NUMBER),
    }
}

fn usd(value: &Value) -> Option<Usd> {
    let dollars = match value {
        Value::Number(number) => number.as_f64()?,
        Value::String(text) => text.trim().parse().ok()?,
        _ => return None,
    };
    Usd::from_dollars(dollars)
}

fn no_number<T>(column: &str) -> Fact<T> {
    Fact::unknown(format!("the proxy's row has no number as {column}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use pretty_assertions::assert_eq;
    use rstest::rstest;
    use serde_json::json;

    #[rstest]
    #[case(json!(1.5), Fact::Is(Usd::from_micros(1_500_000)))]
    #[case(json!("0.25"), Fact::Is(Usd::from_micros(250_000)))]
    #[case(json!(0), Fact::Is(Usd::ZERO))]
    #[case(json!(null), Fact::Unknown(NO_NUMBER))]
    #[case(json!("NaN"), Fact::Unknown(NO_NUMBER))]
    #[case(json!({}), Fact::Unknown(NO_NUMBER))]
    #[case(json!(-1), Fact::unknown("the proxy's row has a negative spend"))]
    fn a_spend_that_is_no_number_is_not_known(#[case] spend: Value, #[case] fact: Fact<Usd>) {
        assert_eq!(JsonRow(&json!({ "spend": spend })).spend(), fact);
        assert_eq!(JsonRow(&json!([1])).spend(), Fact::Unknown(NO_NUMBER));
    }

    #[test]
    fn null_is_unlimited_and_anything_but_a_number_is_not_known() {
        let limit = |row: Value| JsonRow(&row).budget().map(|budget| budget.limit);
        assert_eq!(limit(json!({})), Fact::Is(Limit::Unlimited));
        assert_eq!(limit(json!({"max_budget": 0})), Fact::Is(Limit::Amount(Usd::ZERO)));
        assert_eq!(
            limit(json!({"max_budget": "2"})),
            Fact::Is(Limit::Amount(Usd::from_micros(2_000_000)))
        );
        assert!(limit(json!({"max_budget": "inf"})).is_unknown());
        assert!(limit(json!({"max_budget": [1]})).is_unknown());
    }

    #[test]
    fn a_budget_row_speaks_where_the_key_is_silent() {
        let row = json!({
            "spend": 1, "max_budget": null, "budget_id": "b", "litellm_budget_table":
                {"budget_id": "b", "max_budget": 3, "soft_budget": 2, "budget_duration": "7d"},
        });
        let mut purse = JsonRow(&row).purse();
        JsonRow(&row).take_table(&mut purse);
        let budget = purse.budget.known().unwrap();
        assert_eq!(budget.limit, Limit::Amount(Usd::from_micros(3_000_000)));
        assert_eq!(budget.window, Some(Window::from_server("7d")));
        assert_eq!(purse.soft, Some(Usd::from_micros(2_000_000)));
        assert_eq!(purse.shared.unwrap().budget_id, "b".into());
    }

    #[test]
    fn amounts_of_one_model_come_with_what_was_spent_where_that_is_told() {
        let row = json!({
            "model_max_budget": {"gpt-4o": {"budget_limit": 1, "time_period": "1d"},
                                 "o3": {"max_budget": 2, "budget_duration": "7d"}},
            "model_max_budget_usage": {"gpt-4o": {"current_spend": 0.5}},
        });
        let purse = JsonRow(&row).purse();
        let told: Vec<_> =
            purse.per_model.iter().map(|p| (p.model.raw(), p.spend.known())).collect();
        assert_eq!(told, [("gpt-4o", Some(&Usd::from_micros(500_000))), ("o3", None)]);
        assert!(purse.per_model.iter().all(|p| p.limit.known().is_some() && p.window.is_some()));
    }

    #[test]
    fn aliases_come_as_an_object_or_as_the_text_of_one() {
        for value in [json!({"fast": "gpt-4o-mini", "n": 1}), json!(r#"{"fast":"gpt-4o-mini"}"#)] {
            let row = json!({ "model_aliases": value });
            assert_eq!(
                JsonRow(&row).pairs("model_aliases"),
                [("fast".into(), "gpt-4o-mini".into())]
            );
        }
    }

    proptest::proptest! {
        #[test]
        fn whatever_a_row_holds_it_is_read(text: String, number: f64, flag: bool) {
            for value in [json!(text), json!(number), json!(flag), json!([text]), json!({"a": number})] {
                let row = json!({
                    "spend": value, "max_budget": value, "models": value, "expires": value,
                    "budget_limits": value, "model_max_budget": value, "blocked": value,
                    "litellm_budget_table": value, "access_group_ids": value, "aliases": value,
                });
                let mut purse = JsonRow(&row).purse();
                JsonRow(&row).take_table(&mut purse);
                let _ = (JsonRow(&row).models(), JsonRow(&row).moment("expires"), JsonRow(&row).flag("blocked"));
                if let Some(spend) = purse.spend.known() {
                    proptest::prop_assert!(*spend >= Usd::ZERO);
                }
            }
        }
    }
}
