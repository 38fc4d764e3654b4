//! Any list: heads that stay, the rows that fit, the foot with its sums. Cells bring their words;
//! how they look is said here, once.

mod foot;

use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};

use super::canvas::{Canvas, inside, line_of};
use super::format::{Align, fit};
use super::spend_bar;
use super::theme::Theme;
use crate::app::front::Seen;
use crate::domain::cells::Columns;
use crate::table::Tone;
use crate::table::{self, Cell, Fitted, Lens, Placed};
pub(super) use foot::{counts, draw as draw_foot};

/// Draws heads and rows over the whole of `area`.
pub(super) fn draw(canvas: &mut Canvas<'_>, area: Rect, seen: &Seen<'_>, lens: &Lens) {
    let fitted = seen.table.fitted(&*seen.source, lens, area.width);
    draw_head(canvas, line_of(area, 0), seen, &fitted);
    let body = inside(area, 1, 0);
    let range = seen.table.range();
    for (line, place) in seen.table.window().take(usize::from(body.height)).enumerate() {
        let Some(&row) = seen.table.rows().get(place) else { continue };
        let at = line_of(body, u16::try_from(line).unwrap_or(u16::MAX));
        let id = seen.source.id(row);
        let drawn = RowState {
            number: row,
            is_selected: place == seen.table.list().cursor,
            is_marked: id.is_some_and(|id| seen.table.marks().contains(id.raw())),
            is_in_range: range.as_ref().is_some_and(|range| range.contains(&place)),
        };
        draw_row(canvas, at, seen, lens, &fitted, &drawn);
    }
}

/// One row of the screen.
struct RowState {
    number: u32,
    is_selected: bool,
    is_marked: bool,
    is_in_range: bool,
}

fn draw_row(
    canvas: &mut Canvas<'_>,
    at: Rect,
    seen: &Seen<'_>,
    lens: &Lens,
    fitted: &Fitted,
    row: &RowState,
) {
    let theme = *canvas.theme;
    let mark = match (row.is_in_range, row.is_marked) {
        (true, _) => "+",
        (false, true) => "*",
        (false, false) => " ",
    };
    let (sign, sign_style) = match seen.source.sign(row.number, lens) {
        Some((sign, Tone::Plain)) => (sign, theme.accent),
        Some((sign, tone)) => (sign, theme.tone(tone)),
        None => (" ", theme.text),
    };
    let mut spans = vec![
        Span::styled(if row.is_selected { ">" } else { " " }, theme.accent),
        Span::styled(mark, theme.mark),
        Span::styled(sign, sign_style),
    ];
    for (index, &placed) in fitted.columns.iter().enumerate() {
        if index > 0 {
            spans.push(Span::raw("  "));
        }
        let cell = seen.source.cell(row.number, placed.column, lens);
        spans.extend(cell_spans(&theme, &cell, align(seen, placed), usize::from(placed.width)));
    }
    canvas.line(at.x, at.y, at.width, &Line::from(spans));
    if seen.source.is_dim(row.number) {
        canvas.highlight(at, Style::new().add_modifier(Modifier::DIM));
    }
    // The margin and the first column are enough for the eye, leave the other columns their
    // colours, and cost a slow line a sixth of what whole rows do.
    let first = fitted.columns.first().map_or(0, |first| first.width);
    let name = Rect { width: (table::MARGIN + first).min(at.width), ..at };
    if row.is_in_range {
        canvas.highlight(name, theme.mark);
    }
    if row.is_selected {
        canvas.highlight(name, theme.selection);
    }
}

fn draw_head(canvas: &mut Canvas<'_>, at: Rect, seen: &Seen<'_>, fitted: &Fitted) {
    let theme = *canvas.theme;
    let glyphs = theme.glyphs;
    for &placed in &fitted.columns {
        let title = seen.table.head(placed.column, glyphs.is_ascii);
        let title = fit(&title, usize::from(placed.width), align(seen, placed), glyphs.ellipsis);
        canvas.text(at.x + placed.x, at.y, placed.width, &title, theme.head);
    }
    let (before, after) = if glyphs.is_ascii { ("<", ">") } else { ("‹", "›") };
    if fitted.has_left {
        canvas.text(at.x, at.y, 1, before, theme.accent);
    }
    if fitted.has_right {
        canvas.text(at.right().saturating_sub(1), at.y, 1, after, theme.accent);
    }
}

fn align(seen: &Seen<'_>, placed: Placed) -> Align {
    match seen.table.spec(placed.column).map(|spec| spec.align) {
        Some(table::Align::Right) => Align::Right,
        Some(table::Align::Left) | None => Align::Left,
    }
}

/// A cell exactly as wide as its column.
fn cell_spans(theme: &Theme, cell: &Cell, align: Align, width: usize) -> Vec<Span<'static>> {
    let glyphs = &theme.glyphs;
    let words = |text: &str, style: Style| {
        vec![Span::styled(fit(text, width, align, glyphs.ellipsis), style)]
    };
    match cell {
        Cell::Nothing => words(glyphs.none, theme.muted),
        Cell::Words(text, tone) => words(text, theme.tone(*tone)),
        Cell::Bar(bar, tone) => words(&spend_bar::bar(glyphs, *bar, width), theme.tone(*tone)),
        Cell::Several(all) => {
            let mut spans = Vec::new();
            let mut room = width;
            for (text, tone) in all {
                let text = fit(text, text.columns().min(room), Align::Left, glyphs.ellipsis);
                room = room.saturating_sub(text.columns());
                spans.push(Span::styled(text, theme.tone(*tone)));
                let gap = room.min(2);
                spans.push(Span::raw(" ".repeat(gap)));
                room -= gap;
            }
            spans.push(Span::raw(" ".repeat(room)));
            spans
        }
    }
}
