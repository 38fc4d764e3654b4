//! What stands in the columns of money, the same in every list: spend, budget, and when the spend
//! is set back.

use jiff::Timestamp;

use super::cell::{Bar, Cell, Lens, minutes};
use super::column::{Column, Spec, index};
use super::source::Amounts;
use crate::domain::order::Rank;
use crate::domain::{Budget, BudgetState, Limit, Moment, Usd};
use crate::table::{Times, Tone};

/// The columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::EnumString)]
#[strum(serialize_all = "snake_case")]
pub enum Money {
    /// Spend against the budget, as a bar.
    Bar,
    /// The same in percent.
    Percent,
    /// The spend.
    Spend,
    /// The limit.
    Budget,
    /// When the server sets the spend back.
    Resets,
}

impl Money {
    /// Which of them a list's column is: the one of its name.
    pub fn of<C: Column>(column: C) -> Option<Self> {
        let name: &'static str = column.into();
        name.parse().ok()
    }

    /// What that column of a list is like, if it is one of these; a bar sorts as percent do.
    pub fn spec_of<C: Column>(column: C) -> Option<Spec> {
        let money = Self::of(column)?;
        let percent = C::iter().find(|other| Self::of(*other) == Some(Self::Percent));
        Some(match (money, percent) {
            (Self::Bar, Some(percent)) => money.spec().sorting_as(index(percent)),
            _ => money.spec(),
        })
    }

    /// What such a column is like.
    pub const fn spec(self) -> Spec {
        match self {
            Self::Bar => Spec::words("USED", "spend against the budget, as a bar", 5, 10)
                .rank(3, 1)
                .descending(),
            Self::Percent => Spec::number("%", "percent of the budget").rank(1, 9),
            Self::Spend => Spec::number("SPEND", "spend").rank(2, 9),
            Self::Budget => Spec::number("BUDGET", "budget").rank(4, 9),
            Self::Resets => {
                Spec::words("RESETS", "when the spend goes back to zero", 16, 16).rank(6, 9)
            }
        }
    }
}

/// A spend and its budget.
#[derive(Clone, Copy, Debug)]
pub struct Purse<'a> {
    spend: Option<Usd>,
    budget: &'a Budget,
}

impl<'a> Purse<'a> {
    /// Of these.
    pub fn new(spend: Option<Usd>, budget: &'a Budget) -> Self {
        Self { spend, budget }
    }

    /// Where the spend stands.
    pub fn state(self, now: Timestamp) -> BudgetState {
        self.budget.state(self.spend, now)
    }

    /// What stands in that column.
    pub fn cell(self, column: Money, lens: &Lens) -> Cell {
        let (spend, limit) = (self.spend, self.budget.limit);
        let tone = tone(self.state(lens.now));
        match column {
            Money::Bar => Cell::Bar(bar(spend, limit), tone),
            Money::Percent => percent(spend, limit, tone),
            Money::Spend => {
                let shown = spend.map(|spend| limit.spend_cell(spend));
                Cell::plain(shown.unwrap_or_else(|| "?".to_owned()))
            }
            Money::Budget => match limit {
                Limit::Unlimited if lens.is_ascii => Cell::muted("no limit"),
                Limit::Unlimited => Cell::muted("∞"),
                Limit::Unknown => Cell::Words("?".into(), Tone::Warn),
                Limit::Amount(amount) if amount >= Usd::MOST && lens.is_ascii => {
                    Cell::plain(limit.to_string().replace('∞', "no limit"))
                }
                Limit::Amount(_) => Cell::plain(limit.to_string()),
            },
            Money::Resets => resets(self.budget, lens),
        }
    }

    /// By what that column sorts.
    pub fn rank(self, column: Money) -> Rank<'static> {
        match column {
            Money::Bar | Money::Percent => Rank::used(self.spend, self.budget.limit),
            Money::Spend => Rank::money(self.spend),
            Money::Budget => Rank::limit(self.budget.limit),
            Money::Resets => Rank::time(self.budget.resets_at),
        }
    }

    /// What it adds to the sums.
    pub fn amounts(self) -> Amounts {
        Amounts { spend: self.spend, budget: self.budget.limit }
    }
}

/// What a state means for the eye; a number or a word stands beside.
pub fn tone(state: BudgetState) -> Tone {
    match state {
        BudgetState::Over => Tone::Bad,
        BudgetState::Near | BudgetState::ResetDue => Tone::Warn,
        BudgetState::Ok => Tone::Good,
        BudgetState::Unlimited | BudgetState::Unknown => Tone::Muted,
    }
}

fn bar(spend: Option<Usd>, limit: Limit) -> Bar {
    match (limit, spend) {
        (Limit::Unlimited, _) => Bar::Unlimited,
        (Limit::Amount(Usd::ZERO), _) => Bar::Zero,
        (Limit::Amount(limit), Some(spend)) => spend.percent_of(limit).map_or(Bar::Zero, Bar::Used),
        (Limit::Amount(_), None) | (Limit::Unknown, _) => Bar::Unknown,
    }
}

fn percent(spend: Option<Usd>, limit: Limit, tone: Tone) -> Cell {
    match bar(spend, limit) {
        Bar::Used(used) => Cell::Words(percent_words(used).into(), tone),
        Bar::Zero => Cell::Words("zero".into(), tone),
        Bar::Unknown => Cell::Words("?".into(), tone),
        Bar::Unlimited => Cell::Nothing,
    }
}

/// `143 %`.
pub fn percent_words(percent: i64) -> String {
    if percent > 9_999 { ">9999%".into() } else { format!("{percent} %") }
}

/// When a budget is set back: `2 d`; `soon` once its time is past, `due 20 m` where the server is
/// late with it.
pub fn resets(budget: &Budget, lens: &Lens) -> Cell {
    let Some(at) = budget.resets_at.map(Moment::at) else {
        return if budget.window.is_some() { Cell::muted("?") } else { Cell::Nothing };
    };
    let words = reset_words(at, lens);
    if budget.is_reset_due(lens.now) {
        Cell::Words(format!("due {words}").into(), Tone::Warn)
    } else if at <= lens.now && lens.times == Times::Relative {
        Cell::muted("soon")
    } else {
        Cell::muted(words)
    }
}

fn reset_words(at: Timestamp, lens: &Lens) -> String {
    match lens.times {
        Times::Absolute => at.strftime("%m-%d %H:%M").to_string(),
        Times::Relative => minutes(at.as_second() - lens.now.as_second()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Window;
    use jiff::SignedDuration;
    use rstest::rstest;

    #[rstest]
    #[case(2 * 86_400 + 60, "2 d", "11-23 08:01")]
    #[case(-60, "soon", "11-21 07:59")]
    #[case(-15 * 60, "soon", "11-21 07:45")]
    #[case(-16 * 60, "due 16 m", "due 11-21 07:44")]
    fn only_a_reset_that_is_late_is_due(
        #[case] seconds: i64,
        #[case] relative: &str,
        #[case] absolute: &str,
    ) {
        let now: Timestamp = "2026-11-21T08:00:00Z".parse().unwrap();
        let budget = Budget {
            limit: Limit::Amount(Usd::ZERO),
            window: Some(Window::from_server("1d")),
            resets_at: Some((now + SignedDuration::from_secs(seconds)).into()),
        };
        for (times, words) in [(Times::Relative, relative), (Times::Absolute, absolute)] {
            let cell = resets(&budget, &Lens { now, times, is_ascii: false });
            assert_eq!(cell.into_words(), words);
        }
    }

    #[rstest]
    #[case(false, "∞ (1e9)")]
    #[case(true, "no limit (1e9)")]
    fn an_amount_that_stands_for_no_limit_is_told(#[case] is_ascii: bool, #[case] words: &str) {
        let budget = Budget { limit: Limit::Amount(Usd::MOST), ..Budget::default() };
        let lens = Lens { now: Timestamp::UNIX_EPOCH, times: Times::Relative, is_ascii };
        let cell = Purse::new(None, &budget).cell(Money::Budget, &lens);
        assert_eq!(cell.into_words(), words);
    }
}
