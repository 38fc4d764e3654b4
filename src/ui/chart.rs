//! Bars that stand on a line, stacked by model, beside a scale of money.

use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};

use super::canvas::Canvas;
use super::format::{Align, fit, without_cents};
use super::theme::Theme;
use crate::app::screen::spend::{Layout, SCALE};
use crate::domain::Usd;
use crate::domain::activity::{Day, ModelName, Tally, stack, total};

/// Models told apart; the rest are one.
pub(super) const APART: usize = 4;

/// Lines below the bars: their line with the sign of the chosen one, and the dates.
const FOOT: u16 = 2;

/// Columns of a date.
const DATE: u16 = 5;

/// What is drawn.
pub(super) struct Chart<'a> {
    /// Ranked, that with most spend first.
    pub(super) models: &'a [(ModelName, Tally)],
    pub(super) layout: Layout,
    pub(super) bars: &'a [Vec<Day>],
    /// Which of the bars is chosen.
    pub(super) chosen: usize,
}

/// The cell of a model's part, by its place in the ranking.
pub(super) fn cell(theme: &Theme, place: usize) -> (char, Style) {
    let glyphs = &theme.glyphs;
    let last = APART.min(place);
    let glyph = glyphs.parts.get(last).copied().unwrap_or(glyphs.full);
    let styles = [theme.accent, theme.ok, theme.mark, theme.text, theme.muted];
    (glyph, styles.get(last).copied().unwrap_or(theme.text))
}

/// Draws it.
pub(super) fn draw(canvas: &mut Canvas<'_>, area: Rect, chart: &Chart<'_>) {
    let height = area.height.saturating_sub(FOOT);
    if height == 0 || area.width <= SCALE {
        return;
    }
    let most = chart.bars.iter().map(|bar| total(bar).spend).max().unwrap_or_default();
    let top = ceiling(most);
    scale(canvas, Rect { height, ..area }, top, most > Usd::ZERO);
    let line = area.y + height;
    let theme = *canvas.theme;
    let corner = if theme.glyphs.is_ascii { '+' } else { '└' };
    let rule = theme.glyphs.rule.to_string();
    let across = usize::from(area.width.saturating_sub(SCALE));
    let text = format!("{corner}{}", rule.repeat(across));
    canvas.text(area.x + SCALE - 1, line, area.width, &text, theme.muted);
    for (place, bar) in (0_u16..).zip(chart.bars) {
        let x = area.x + SCALE + place * (chart.layout.width + chart.layout.gap);
        column(canvas, Rect { x, width: chart.layout.width, height, ..area }, chart, bar, top);
        if usize::from(place) == chart.chosen {
            let sign = if theme.glyphs.is_ascii { '^' } else { '▲' };
            let sign = sign.to_string().repeat(usize::from(chart.layout.width.min(3)));
            let inset = chart.layout.width.saturating_sub(3) / 2;
            let style = theme.accent.remove_modifier(Modifier::DIM);
            canvas.text(x + inset, line, chart.layout.width, &sign, style);
        }
    }
    dates(canvas, Rect { y: line + 1, height: 1, ..area }, chart);
}

fn column(canvas: &mut Canvas<'_>, area: Rect, chart: &Chart<'_>, bar: &[Day], top: Usd) {
    let theme = *canvas.theme;
    let width = usize::from(area.width);
    let mut y = area.bottom();
    let lengths = stack(bar, chart.models, APART, top, usize::from(area.height));
    for (place, length) in lengths.into_iter().enumerate() {
        let (glyph, style) = cell(&theme, place);
        for _ in 0..length {
            y = y.saturating_sub(1);
            canvas.text(area.x, y, area.width, &glyph.to_string().repeat(width), style);
        }
    }
    // What is unknown is not zero.
    if bar.iter().any(|day| day.total.spend.is_none()) {
        let y = y.saturating_sub(1).max(area.y);
        let sign = theme.glyphs.unknown.to_string().repeat(width);
        canvas.text(area.x, y, area.width, &sign, theme.warn);
    }
}

/// Its top, its half and nothing.
fn scale(canvas: &mut Canvas<'_>, area: Rect, top: Usd, is_spent: bool) {
    let theme = *canvas.theme;
    let (upright, tick) = if theme.glyphs.is_ascii { ("|", "+") } else { ("│", "┤") };
    let half = Usd::from_micros(top.micros() / 2);
    let middle = area.y + area.height / 2;
    for y in area.y..area.bottom() {
        let amount = match y {
            y if y == area.y => Some(top),
            y if y == middle && area.height >= 4 => Some(half),
            _ => None,
        };
        // Where nothing was spent, nothing is measured.
        let amount = amount.filter(|_| is_spent);
        let label = amount.map_or_else(String::new, short);
        let label = fit(&label, usize::from(SCALE) - 2, Align::Right, theme.glyphs.ellipsis);
        let line = if amount.is_some() { tick } else { upright };
        canvas.text(area.x, y, SCALE, &format!("{label} {line}"), theme.muted);
    }
    let zero = fit("$0", usize::from(SCALE) - 2, Align::Right, theme.glyphs.ellipsis);
    canvas.text(area.x, area.bottom(), SCALE, &zero, theme.muted);
}

/// Without cents where there are none to speak of.
fn short(usd: Usd) -> String {
    if usd.micros() >= 10_000_000_000 { usd.whole_dollars() } else { without_cents(usd) }
}

/// The dates of some bars, the first and the last among them.
fn dates(canvas: &mut Canvas<'_>, area: Rect, chart: &Chart<'_>) {
    let style = canvas.theme.muted;
    let step = (chart.layout.width + chart.layout.gap).max(1);
    let count = u16::try_from(chart.bars.len()).unwrap_or(u16::MAX);
    let every = (DATE + 2).div_ceil(step).max(1);
    let every = if step > DATE { 1 } else { every.max(count.div_ceil(8)) };
    let last = count.saturating_sub(1);
    let starts = |place: u16| {
        let right = area.right().saturating_sub(DATE);
        (area.x + SCALE + place * step).min(right)
    };
    for (place, bar) in (0_u16..).zip(chart.bars) {
        let has_room = starts(place) + DATE < starts(last);
        let is_shown = place == last || (place % every == 0 && has_room);
        let Some(day) = bar.first().filter(|_| is_shown) else { continue };
        let text = day.date.strftime("%m-%d").to_string();
        canvas.text(starts(place), area.y, DATE, &text, style);
    }
}

/// The tenths of a power of ten at which a scale may end.
const ROUND: [i64; 9] = [10, 15, 20, 25, 30, 40, 50, 60, 80];

/// The next round amount.
fn ceiling(most: Usd) -> Usd {
    let most = most.micros().max(1);
    let mut power = 1_i64;
    loop {
        let rounds = ROUND.iter().filter_map(|tenths| Some(power.checked_mul(*tenths)? / 10));
        if let Some(round) = rounds.into_iter().find(|round| *round >= most) {
            return Usd::from_micros(round);
        }
        let Some(next) = power.checked_mul(10) else { return Usd::from_micros(i64::MAX) };
        power = next;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(0, 1)]
    #[case(3, 3)]
    #[case(7, 8)]
    #[case(1_000_000, 1_000_000)]
    #[case(1_000_001, 1_500_000)]
    #[case(2_400_000, 2_500_000)]
    #[case(62_960_000, 80_000_000)]
    #[case(i64::MAX, i64::MAX)]
    fn the_scale_ends_with_a_round_amount(#[case] most: i64, #[case] top: i64) {
        assert_eq!(ceiling(Usd::from_micros(most)), Usd::from_micros(top));
    }

    #[rstest]
    #[case(5_000_000, "$5")]
    #[case(2_500_000, "$2.50")]
    #[case(25_000_000_000, "$25,000")]
    #[case(50, "$0.00005")]
    #[case(15_000, "$0.015")]
    fn amounts_of_the_scale_are_short(#[case] micros: i64, #[case] shown: &str) {
        assert_eq!(short(Usd::from_micros(micros)), shown);
    }
}
