//! The spend against its budget: a bar, its percentage, the amounts. Unlimited, zero, unknown and
//! absent are four different looks.

use ratatui::style::Style;
use ratatui::text::Span;

use super::format::{Align, fit, money_pair, percent};
use super::theme::Theme;
use crate::domain::{Budget, BudgetState, Limit, Usd};

/// Columns of the percentage.
const PERCENT: usize = 6;

/// How the columns of a spend are divided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct SpendWidths {
    /// Of the bar.
    pub(super) bar: usize,
    /// Of the amounts.
    pub(super) money: usize,
}

impl SpendWidths {
    /// With the percentage and the blanks between.
    pub(super) fn total(self) -> usize {
        self.bar + 1 + PERCENT + 1 + self.money
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
    let used = match (budget.limit, spend) {
        (Limit::Amount(limit), Some(spend)) => spend.percent_of(limit),
        _ => None,
    };
    let repeat = |glyph: char| glyph.to_string().repeat(widths.bar);
    let (bar, word) = match (budget.limit, spend) {
        (Limit::Unlimited, _) => (glyphs.unlimited.to_owned(), String::new()),
        (Limit::Amount(Usd::ZERO), _) => (repeat(glyphs.zero), "zero".to_owned()),
        (Limit::Amount(_), None) => (repeat(glyphs.unknown), "?".to_owned()),
        (Limit::Amount(_), Some(_)) => {
            let used = used.unwrap_or_default();
            let cells = filled(used, widths.bar);
            let full = glyphs.full.to_string().repeat(cells);
            let left = glyphs.left.to_string().repeat(widths.bar - cells);
            (format!("{full}{left}"), percent(used))
        }
    };
    let money = money_pair(spend, budget.limit, widths.money);
    let money = Span::styled(fit(&money, widths.money, Align::Right, glyphs.ellipsis), theme.text);
    if budget.limit == Limit::Unlimited {
        // Its words need more room than a bar has, and there is no percentage.
        let bar = fit(&bar, widths.bar + 1 + PERCENT, Align::Left, glyphs.ellipsis);
        return vec![Span::styled(bar, style), Span::raw(" "), money];
    }
    vec![
        Span::styled(fit(&bar, widths.bar, Align::Left, glyphs.ellipsis), style),
        Span::raw(" "),
        Span::styled(fit(&word, PERCENT, Align::Right, glyphs.ellipsis), style),
        Span::raw(" "),
        money,
    ]
}

/// The whole cells of a bar: a spend that is anything shows, and only a full one fills it.
fn filled(percent: i64, width: usize) -> usize {
    let clamped = usize::try_from(percent.clamp(0, 100)).unwrap_or(0);
    let cells = clamped * width / 100;
    if percent > 0 { cells.max(1).min(width) } else { cells }
}

fn style(theme: &Theme, state: BudgetState) -> Style {
    match state {
        BudgetState::Over => theme.danger,
        BudgetState::Near | BudgetState::ResetDue => theme.warn,
        BudgetState::Ok => theme.ok,
        BudgetState::Unlimited | BudgetState::Unknown => theme.muted,
    }
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
