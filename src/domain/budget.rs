//! Budgets: unlimited, zero and an amount are three different things, never one `0`.

use std::fmt;
use std::str::FromStr;

use jiff::{SignedDuration, Timestamp};
use lean_string::LeanStr;
use serde::{Deserialize, Serialize};

use super::{Moment, Usd};

/// `max_budget`: the proxy's null is unlimited, its 0 refuses every call.
///
/// As JSON null, the amount in dollars, or `"unknown"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(from = "Wire", into = "Wire")]
pub enum Limit {
    /// No limit (`null`).
    #[default]
    Unlimited,
    /// At most this much; zero refuses every call.
    Amount(Usd),
    /// There is or may be one, but what the server has could not be read.
    Unknown,
}

/// A limit in a file.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Wire {
    Amount(Option<Usd>),
    Word(String),
}

impl From<Wire> for Limit {
    fn from(wire: Wire) -> Self {
        match wire {
            Wire::Amount(amount) => amount.into(),
            Wire::Word(_) => Self::Unknown,
        }
    }
}

impl From<Limit> for Wire {
    fn from(limit: Limit) -> Self {
        match limit {
            Limit::Unknown => Self::Word(limit.to_string()),
            known => Self::Amount(known.amount()),
        }
    }
}

impl Limit {
    /// The amount, if there is one.
    pub fn amount(self) -> Option<Usd> {
        match self {
            Self::Unlimited | Self::Unknown => None,
            Self::Amount(amount) => Some(amount),
        }
    }

    /// What stands in a cell of a table: `?` where it is not known.
    pub fn cell(self) -> String {
        if self == Self::Unknown { "?".to_owned() } else { self.to_string() }
    }

    /// How a cell of a list beside this limit has that spend: the two read alike only where they are.
    pub fn spend_cell(self, spend: Usd) -> String {
        self.amount().map_or_else(|| spend.cents(), |limit| spend.beside(limit))
    }

    /// Whether a spend of `spend` is refused: the proxy compares `spend >= max_budget`
    /// (users and keys, LiteLLM ≥ 1.83.14).
    pub fn is_exhausted_by(self, spend: Usd) -> bool {
        self.amount().is_some_and(|amount| spend >= amount)
    }
}

impl From<Option<Usd>> for Limit {
    fn from(amount: Option<Usd>) -> Self {
        amount.map_or(Self::Unlimited, Self::Amount)
    }
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unlimited => f.pad("unlimited"),
            Self::Unknown => f.pad("unknown"),
            // Somebody's way of writing "no limit": some tools cannot send null.
            Self::Amount(amount) if *amount >= Usd::MOST => {
                f.pad(&format!("∞ ({:e})", amount.dollars()))
            }
            Self::Amount(amount) => amount.fmt(f),
        }
    }
}

/// `budget_duration`: how often the proxy sets the spend back to zero.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Window(LeanStr);

/// A word the proxy would refuse as `budget_duration`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "'{0}' is not a budget window; write a number and s, m, h, d or w (like 24h, 7d, 30d), 1mo, \
     or hourly, daily, weekly, monthly"
)]
pub struct ParseWindowError(pub String);

impl Window {
    /// What the server has, unchecked: it is shown and sent back as it is.
    pub fn from_server(raw: impl Into<LeanStr>) -> Self {
        Self(raw.into())
    }

    /// The word of the wire.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// When the proxy sets the spend back, in words. It does so at round times in its own time
    /// zone, UTC unless it is told otherwise: a week ends on Monday, 30 days on the first of the
    /// month (`get_next_standardized_reset_time`, LiteLLM 1.106).
    pub fn meaning(&self) -> String {
        match self.as_str() {
            "7d" | "1w" | "weekly" => "every Monday".into(),
            "30d" | "1mo" | "monthly" => "on the first of every month".into(),
            "1d" | "24h" | "daily" => "every midnight".into(),
            "1h" | "60m" | "hourly" => "every full hour".into(),
            _ => match self.length() {
                length if self.0.ends_with(['d', 'w']) => format!("at midnight, every {length}"),
                length => format!("every {length}"),
            },
        }
    }

    /// How long that is in seconds, where it is a count of seconds to weeks.
    pub fn seconds(&self) -> Option<i64> {
        let digits = self.0.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        let unit = match self.0.strip_prefix(digits)? {
            "s" => 1,
            "m" => 60,
            "h" => 3_600,
            "d" => 86_400,
            "w" => 604_800,
            _ => return None,
        };
        digits.parse::<i64>().ok()?.checked_mul(unit)
    }

    /// How long that is as a duration, in words: `30 days`.
    pub fn length(&self) -> String {
        let digits = self.0.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        let unit = match self.0.strip_prefix(digits) {
            Some("s") => "second",
            Some("m") => "minute",
            Some("h") => "hour",
            Some("d") => "day",
            Some("w") => "week",
            Some("mo") => "month",
            _ => return self.to_string(),
        };
        match digits {
            "1" => format!("1 {unit}"),
            many => format!("{many} {unit}s"),
        }
    }
}

/// The proxy's grammar (`budget_duration`, LiteLLM 1.106): `<int>` and s, m, h, d, w or `1mo`,
/// and four words. It refuses zero, fractions, years and more than one month.
impl FromStr for Window {
    type Err = ParseWindowError;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        let word = word.trim();
        let is_named = matches!(word, "hourly" | "daily" | "weekly" | "monthly" | "1mo");
        let digits = word.trim_end_matches(['s', 'm', 'h', 'd', 'w']);
        let is_counted = word.len() == digits.len() + 1
            && digits.len() <= 5
            && digits.parse::<u32>().is_ok_and(|count| count > 0)
            && !digits.starts_with('+');
        if is_named || is_counted {
            Ok(Self(word.into()))
        } else {
            Err(ParseWindowError(word.to_owned()))
        }
    }
}

impl fmt::Display for Window {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&super::text::harmless(&self.0))
    }
}

/// A limit, its window and when the server will next set the spend back.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Budget {
    /// `max_budget`.
    #[serde(rename = "max_budget")]
    pub limit: Limit,
    /// `budget_duration`; `None`: the spend is never set back.
    #[serde(rename = "budget_duration")]
    pub window: Option<Window>,
    /// `budget_reset_at`, as the server computed it.
    #[serde(rename = "budget_reset_at", skip_serializing_if = "Option::is_none", default)]
    pub resets_at: Option<Moment>,
}

/// Percent of the limit from which a budget counts as nearly used up.
pub const NEAR_PERCENT: i64 = 80;

/// How long after its time a reset is not due yet, but usual: the proxy's job wakes every ten
/// minutes.
pub const RESET_GRACE: SignedDuration = SignedDuration::from_mins(15);

/// What a budget of zero does, which is not the same for everybody (LiteLLM 1.82 to 1.109).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Zero {
    /// Keys, users and members: spend >= budget refuses, and so does the first call.
    RefusesAll,
    /// Teams, customers and tags: spend > budget refuses, and so the first call passes.
    AfterFirstSpend,
}

impl Zero {
    /// The words that follow such a budget.
    pub fn words(self) -> &'static str {
        match self {
            Self::RefusesAll => "refuses every call",
            Self::AfterFirstSpend => "refuses after the first spend",
        }
    }
}

/// Where a spend stands against its budget.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    strum::Display,
    strum::EnumString,
    strum::EnumIter,
    strum::IntoStaticStr,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum BudgetState {
    /// At or past the limit: the proxy refuses.
    Over,
    /// The reset time is past by more than 15 minutes, and the server has not set the spend back.
    ResetDue,
    /// 80 % of the limit or more.
    Near,
    /// Below 80 %.
    Ok,
    /// No limit.
    Unlimited,
    /// The spend or the limit is not known.
    Unknown,
}

impl BudgetState {
    /// The words of the screen.
    pub fn words(self) -> &'static str {
        match self {
            Self::Over => "over",
            Self::ResetDue => "reset due",
            Self::Near => "near",
            Self::Ok => "ok",
            Self::Unlimited => "unlimited",
            Self::Unknown => "unknown",
        }
    }
}

impl Budget {
    /// Whether the server should have set the spend back by now: its own time for it is past by
    /// more than 15 minutes.
    pub fn is_reset_due(&self, now: Timestamp) -> bool {
        self.resets_at.is_some_and(|reset| now.duration_since(reset.at()) > RESET_GRACE)
    }

    /// What holds for a key with these terms of its own that points to such a row: its own limit,
    /// else the row's; its own window, else the row's, with which the proxy sets back the spend of
    /// keys that have none (LiteLLM 1.106: `_LINKED_KEYS_WHERE`).
    #[must_use]
    pub fn over_row(&self, row: &Self) -> Self {
        let limit = if self.limit == Limit::Unlimited { row.limit } else { self.limit };
        let paced = if self.window.is_some() { self } else { row };
        Self { limit, window: paced.window.clone(), resets_at: paced.resets_at }
    }

    /// The words for it, where zero does that.
    pub fn words(&self, zero: Zero) -> String {
        let every = self.window.as_ref().map(|window| format!(" every {window}"));
        let zero = (self.limit == Limit::Amount(Usd::ZERO)).then(|| format!(" ({})", zero.words()));
        format!("{}{}{}", self.limit, every.unwrap_or_default(), zero.unwrap_or_default())
    }

    /// Where `spend` stands at the moment `now`.
    pub fn state(&self, spend: Option<Usd>, now: Timestamp) -> BudgetState {
        let limit = match self.limit {
            Limit::Amount(limit) => limit,
            Limit::Unlimited => return BudgetState::Unlimited,
            Limit::Unknown => return BudgetState::Unknown,
        };
        let Some(spend) = spend else { return BudgetState::Unknown };
        if self.is_reset_due(now) {
            BudgetState::ResetDue
        } else if self.limit.is_exhausted_by(spend) {
            BudgetState::Over
        } else if spend.percent_of(limit).is_some_and(|percent| percent >= NEAR_PERCENT) {
            BudgetState::Near
        } else {
            BudgetState::Ok
        }
    }
}

/// `$20.00 every 30d`, `unlimited`, `$0.00 (refuses every call)`: as of keys, users and members.
impl fmt::Display for Budget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.words(Zero::RefusesAll))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn budget(limit: Option<&str>, resets_at: Option<&str>) -> Budget {
        Budget {
            limit: limit.map(|l| Usd::parse(l).unwrap()).into(),
            window: None,
            resets_at: resets_at.map(|at| at.parse::<Timestamp>().unwrap().into()),
        }
    }

    #[rstest]
    #[case(None, None, Some("5"), BudgetState::Unlimited)]
    #[case(None, None, None, BudgetState::Unlimited)]
    #[case(Some("10"), None, None, BudgetState::Unknown)]
    #[case(Some("0"), None, Some("0"), BudgetState::Over)]
    #[case(Some("10"), None, Some("10"), BudgetState::Over)]
    #[case(Some("10"), None, Some("7.99"), BudgetState::Ok)]
    #[case(Some("10"), None, Some("8"), BudgetState::Near)]
    #[case(Some("10"), Some("2026-11-21T07:44:59Z"), Some("12"), BudgetState::ResetDue)]
    #[case(Some("10"), Some("2026-11-21T07:45:00Z"), Some("12"), BudgetState::Over)]
    #[case(Some("10"), Some("2026-11-21T08:01:00Z"), Some("12"), BudgetState::Over)]
    fn a_spend_stands_where_the_proxy_puts_it(
        #[case] limit: Option<&str>,
        #[case] resets_at: Option<&str>,
        #[case] spend: Option<&str>,
        #[case] state: BudgetState,
    ) {
        let now = "2026-11-21T08:00:00Z".parse().unwrap();
        let spend = spend.map(|s| Usd::parse(s).unwrap());
        assert_eq!(budget(limit, resets_at).state(spend, now), state);
    }

    #[test]
    fn a_limit_is_read_back_as_it_was_written() {
        for limit in [Limit::Unlimited, Limit::Unknown, Limit::Amount(Usd::parse("7.5").unwrap())] {
            let written = serde_json::to_string(&limit).unwrap();
            assert_eq!(serde_json::from_str::<Limit>(&written).unwrap(), limit, "{written}");
        }
        assert_eq!(serde_json::to_string(&Limit::Unlimited).unwrap(), "null", "as before");
        let unknown = Budget { limit: Limit::Unknown, ..Budget::default() };
        assert_eq!(unknown.state(Some(Usd::ZERO), Timestamp::UNIX_EPOCH), BudgetState::Unknown);
        assert_eq!(unknown.to_string(), "unknown");
    }

    #[rstest]
    #[case("$1.00 every 30d", "unlimited", "$1.00 every 30d", "2026-12-01T00:00:00Z")]
    #[case("$5.00 every 30d", "$5.00", "$1.00 every 30d", "2026-12-01T00:00:00Z")]
    #[case("$5.00 every 7d", "$5.00 every 7d", "$1.00 every 30d", "2026-11-23T00:00:00Z")]
    #[case("$1.00 every 7d", "unlimited every 7d", "$1.00", "2026-11-23T00:00:00Z")]
    #[case("$0.00 (refuses every call)", "unlimited", "$0.00", "")]
    #[case("$0.00 (refuses every call)", "$0.00", "$1.00", "")]
    fn a_keys_own_terms_come_before_its_rows(
        #[case] holds: &str,
        #[case] own: &str,
        #[case] row: &str,
        #[case] resets_at: &str,
    ) {
        let read = |words: &str| {
            let mut words = words.split(" every ");
            let limit = words.next().unwrap();
            let window = words.next().map(Window::from_server);
            let at = match window.as_ref().map(Window::as_str) {
                Some("7d") => Some("2026-11-23T00:00:00Z"),
                Some(_) => Some("2026-12-01T00:00:00Z"),
                None => None,
            };
            let limit = limit.strip_prefix('$');
            Budget { window, ..budget(limit, at) }
        };
        let found = read(own).over_row(&read(row));
        assert_eq!(found.to_string(), holds);
        let resets = found.resets_at.map(|at| at.at().to_string());
        assert_eq!(resets.unwrap_or_default(), resets_at);
    }

    #[rstest]
    fn windows_the_proxy_takes(
        #[values("30s", "1h", "24h", "7d", "30d", "1w", "1mo", "hourly", "monthly")] word: &str,
    ) {
        assert_eq!(word.parse::<Window>().unwrap().as_str(), word);
    }

    #[rstest]
    fn windows_the_proxy_refuses(
        #[values("1y", "5", "0d", "1.5d", "1M", "2mo", "", "-3d", "+3d", "yearly", "d")] word: &str,
    ) {
        assert!(word.parse::<Window>().unwrap_err().to_string().contains(word));
    }

    #[rstest]
    #[case("7d", "every Monday")]
    #[case("30d", "on the first of every month")]
    #[case("24h", "every midnight")]
    #[case("60d", "at midnight, every 60 days")]
    #[case("2w", "at midnight, every 2 weeks")]
    #[case("12h", "every 12 hours")]
    #[case("1m", "every 1 minute")]
    #[case("hourly", "every full hour")]
    #[case("1y", "every 1y")]
    fn a_window_is_said_as_the_proxy_takes_it(#[case] word: &str, #[case] meaning: &str) {
        assert_eq!(Window::from_server(word).meaning(), meaning);
    }

    #[test]
    fn unlimited_and_zero_do_not_look_alike() {
        assert_eq!(budget(None, None).to_string(), "unlimited");
        assert_eq!(budget(Some("0"), None).to_string(), "$0.00 (refuses every call)");
        let words = budget(Some("0"), None).words(Zero::AfterFirstSpend);
        assert_eq!(words, "$0.00 (refuses after the first spend)");
    }

    #[rstest]
    #[case("999999999", "$999,999,999.00")]
    #[case("1000000000", "∞ (1e9)")]
    fn an_amount_that_stands_for_no_limit_is_said_so(#[case] amount: &str, #[case] words: &str) {
        assert_eq!(budget(Some(amount), None).to_string(), words);
    }
}
