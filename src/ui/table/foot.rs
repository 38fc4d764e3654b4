//! The foot of a list: how many are shown and marked, and what they come to.

use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::app::front::Seen;
use crate::domain::Limit;
use crate::domain::cells::Columns;
use crate::domain::money::group_thousands;
use crate::table::money::percent_words;
use crate::table::{Sums, Table};
use crate::ui::canvas::Canvas;
use crate::ui::theme::Theme;

/// Draws it: what there is to say, as far as there is room, the marked before the shown. `news` comes
/// after the counts, `filter` before them.
pub(in crate::ui) fn draw(
    canvas: &mut Canvas<'_>,
    area: Rect,
    seen: &Seen<'_>,
    filter: Vec<Span<'static>>,
    news: &[String],
) {
    let theme = *canvas.theme;
    let table = seen.table;
    let mut left = filter;
    left.extend(counts(&theme, table));
    let dot = theme.glyphs.dot;
    left.extend(news.iter().map(|news| Span::styled(format!(" {dot} {news}"), theme.accent)));
    let left = Line::from(left);
    let marks = table.marks();
    let sums = if marks.is_empty() {
        vec![sum(&theme, "shown", table.sums(), true), sum(&theme, "shown", table.sums(), false)]
    } else {
        let marked = |is_long| sum(&theme, "marked", marks.sums(), is_long);
        let mut both = marked(true);
        both.push(Span::raw("  "));
        both.extend(sum(&theme, "shown", table.sums(), true));
        vec![both, marked(true), marked(false)]
    };
    let room = usize::from(area.width).saturating_sub(left.columns() + 3);
    let fits =
        |spans: &Vec<Span<'static>>| spans.iter().map(Columns::columns).sum::<usize>() < room;
    let mut sums = sums.into_iter().find(fits).unwrap_or_default();
    sums.push(Span::raw(" "));
    canvas.ends(area, &left, &Line::from(sums));
}

/// ` 3 shown of 12 · 1 marked`.
pub(in crate::ui) fn counts(theme: &Theme, table: &Table) -> Vec<Span<'static>> {
    let number = |n: usize| group_thousands(n as u64);
    let dot = theme.glyphs.dot;
    let (shown, all) = (table.rows().len(), table.sorted().len());
    let shown = match (shown, all) {
        (shown, all) if shown == all => format!(" {} shown", number(shown)),
        (shown, all) => format!(" {} shown of {}", number(shown), number(all)),
    };
    let mut spans = vec![Span::styled(shown, theme.muted)];
    if let Some(range) = table.range() {
        let rows = number(range.count());
        spans.push(Span::styled(format!(" {dot} a range of {rows}"), theme.mark));
    }
    if let Some(words) = table.marks().words() {
        spans.push(Span::styled(format!(" {dot} {words}"), theme.mark));
    }
    spans
}

/// `shown $1,234.56 of $5,000.00, 24 %, 3 unlimited`.
fn sum(theme: &Theme, what: &str, sums: Sums, is_long: bool) -> Vec<Span<'static>> {
    if sums.rows == 0 {
        return Vec::new();
    }
    let percent = sums.spend.percent_of(sums.budget);
    let limit = Limit::from(percent.map(|_| sums.budget));
    let mut spans = vec![
        Span::styled(format!("{what} "), theme.muted),
        Span::styled(limit.spend_cell(sums.spend), theme.head),
    ];
    let mut rest = String::new();
    if let Some(percent) = percent {
        rest = format!(" of {}", sums.budget);
        // A percentage of the budgets says nothing where some have spent without one.
        if is_long && sums.unlimited == 0 {
            rest.push_str(", ");
            rest.push_str(&percent_words(percent));
        }
    }
    if is_long && sums.unlimited > 0 {
        let more = group_thousands(sums.unlimited as u64);
        rest.extend([", ", &more, " unlimited"]);
    }
    spans.push(Span::styled(rest, theme.muted));
    spans
}
