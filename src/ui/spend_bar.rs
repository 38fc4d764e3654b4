//! The spend against its budget: a bar, its percentage, the amounts. Unlimited, zero, unknown and
//! absent are four different looks.

use ratatui::style::Style;
use ratatui::text::Span;

use super::format::{Align, fit, money_pair};
use super::theme::{Glyphs, Theme};
use crate::domain::cells::Columns;
use crate::domain::{Budget, BudgetState, Limit, Usd};
use crate::table::Bar;
use crate::table::money::{percent_words, tone};

/// Columns of the percentage: `>9999%` at the most, `100 %` mostly.
const PERCENT: usize = 5;
const MOST_PERCENT: usize = 6;

/// How the columns of a spend are divided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct SpendWidths {
    /// Of the bar.
    pub(super) bar: usize,
    /// Of the percentage.
    pub(super) percent: usize,
    /// Of the amounts.
    pub(super) money: usize,
}

impl SpendWidths {
    /// As wide as these spends need, beside a bar of that width; cents give way where the
    /// amounts were wider than `most_money`.
    pub(super) fn measure<'a>(
        bar: usize,
        most_money: usize,
        spends: impl Iterator<Item = (Option<Usd>, &'a Budget)>,
    ) -> Self {
        let mut widths = Self { bar, percent: PERCENT, money: 6 };
        for (spend, budget) in spends {
            let money = money_pair(spend, budget.limit, usize::MAX).columns();
            widths.money = widths.money.max(money.min(most_money));
            if let Some(used) = used(spend, budget) {
                widths.percent = widths.percent.max(percent_words(used).columns());
            }
        }
        widths.percent = widths.percent.min(MOST_PERCENT);
        widths
    }

    /// With the percentage and the blanks between.
    pub(super) fn total(self) -> usize {
        self.bar + 1 + self.percent + 1 + self.money
    }
}

/// The three parts, exactly as wide as `widths` says.
pub(super) fn spans(
    theme: &Theme,
    spend: Option<Usd>,
    budget: &Budget,
    state: BudgetState,
    widths: SpendWidths,
) -> Vec<Span<'static>> {
    let glyphs = &theme.glyphs;
    let style = style(theme, state);
    let used = used(spend, budget);
    let (drawn, word) = match (budget.limit, spend) {
        (Limit::Unlimited, _) => (glyphs.unlimited.to_owned(), String::new()),
        (Limit::Amount(Usd::ZERO), _) => (bar(glyphs, Bar::Zero, widths.bar), "zero".to_owned()),
        (Limit::Amount(_), None) | (Limit::Unknown, _) => {
            (bar(glyphs, Bar::Unknown, widths.bar), "?".to_owned())
        }
        (Limit::Amount(_), Some(_)) => {
            let used = used.unwrap_or_default();
            (bar(glyphs, Bar::Used(used), widths.bar), percent_words(used))
        }
    };
    let money = money_pair(spend, budget.limit, widths.money);
    let money = Span::styled(fit(&money, widths.money, Align::Right, glyphs.ellipsis), theme.text);
    if budget.limit == Limit::Unlimited {
        // Its words need more room than a bar has, and there is no percentage.
        let words = fit(&drawn, widths.bar + 1 + widths.percent, Align::Left, glyphs.ellipsis);
        return vec![Span::styled(words, style), Span::raw(" "), money];
    }
    vec![
        Span::styled(fit(&drawn, widths.bar, Align::Left, glyphs.ellipsis), style),
        Span::raw(" "),
        Span::styled(fit(&word, widths.percent, Align::Right, glyphs.ellipsis), style),
        Span::raw(" "),
        money,
    ]
}

fn used(spend: Option<Usd>, budget: &Budget) -> Option<i64> {
    match (budget.limit, spend) {
        (Limit::Amount(limit), Some(spend)) => spend.percent_of(limit),
        _ => None,
    }
}

/// A bar of that width; no limit is a sign where there is one, and nothing where a word would
/// have to be cut.
pub(super) fn bar(glyphs: &Glyphs, bar: Bar, width: usize) -> String {
    let repeat = |glyph: char, cells: usize| glyph.to_string().repeat(cells);
    match bar {
        Bar::Used(used) => {
            let cells = filled(used, width);
            repeat(glyphs.full, cells) + &repeat(glyphs.left, width - cells)
        }
        Bar::Zero => repeat(glyphs.zero, width),
        Bar::Unknown => repeat(glyphs.unknown, width),
        Bar::Unlimited if glyphs.unlimited.columns() <= width => glyphs.unlimited.to_owned(),
        Bar::Unlimited => String::new(),
    }
}

/// The whole cells of a bar: a spend that is anything shows, and only a full one fills it.
fn filled(percent: i64, width: usize) -> usize {
    let clamped = usize::try_from(percent.clamp(0, 100)).unwrap_or(0);
    let cells = clamped * width / 100;
    if percent > 0 { cells.max(1).min(width) } else { cells }
}

/// The colour of a state, which is never alone: a percentage or a word stands beside.
pub(super) fn style(theme: &Theme, state: BudgetState) -> Style {
    theme.tone(tone(state))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(0, 0)]
    #[case(1, 1)]
    #[case(50, 5)]
    #[case(99, 9)]
    #[case(100, 10)]
    #[case(143, 10)]
    #[case(-5, 0)]
    fn only_a_used_up_budget_fills_its_bar(#[case] percent: i64, #[case] cells: usize) {
        assert_eq!(filled(percent, 10), cells);
    }
}
