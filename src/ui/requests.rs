//! The request log: one line a request, failures in a sign and a word; below it what they come to.

use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

use super::canvas::{Canvas, inside, line_of};
use super::{filter, table};
use crate::app::Model;
use crate::app::requests::{KEPT, Logged};
use crate::app::screen::requests::RequestList;
use crate::app::table::Table;
use crate::domain::money::group_thousands;

/// Draws it.
pub(super) fn draw(canvas: &mut Canvas<'_>, area: Rect, model: &Model, list: &RequestList) {
    let theme = *canvas.theme;
    let above = inside(area, 0, 1);
    table::draw(canvas, above, &list.seen(&model.requests), &model.lens());
    if list.table().rows().is_empty() {
        let text = if list.filter.text().is_empty() {
            "Nothing was asked of the servers yet."
        } else {
            "No request holds all of these words."
        };
        canvas.sentence(line_of(above, 2), &format!("   {text}"), theme.muted);
    }
    draw_foot(canvas, line_of(area, area.height.saturating_sub(1)), model, list);
}

/// The filter, how many there are, whether the newest is followed, and as much of the rest as there
/// is room for.
fn draw_foot(canvas: &mut Canvas<'_>, area: Rect, model: &Model, list: &RequestList) {
    let theme = *canvas.theme;
    let dot = theme.glyphs.dot;
    let mut left = filter::spans(&theme, &list.filter);
    left.extend(table::counts(&theme, list.table()));
    let follow = Line::styled(follow_words(model, list.table()), theme.muted);
    let room = usize::from(area.width).saturating_sub(follow.width() + 2);
    let number = |n: u64| group_thousands(n);
    let (failed, bytes) = totals(model, list.table());
    let dropped = model.requests.dropped();
    let more = [
        (failed > 0).then(|| (format!(" {dot} {} failed", number(failed)), theme.danger)),
        (bytes > 0).then(|| (format!(" {dot} {} bytes", number(bytes)), theme.muted)),
        (dropped > 0).then(|| {
            let (dropped, kept) = (number(dropped), number(KEPT as u64));
            (format!(" {dot} {dropped} older not kept (over {kept})"), theme.muted)
        }),
    ];
    for (text, style) in more.into_iter().flatten() {
        let used: usize = left.iter().map(Span::width).sum();
        if used + text.width() <= room {
            left.push(Span::styled(text, style));
        }
    }
    canvas.ends(area, &Line::from(left), &follow);
}

/// How many of the shown failed, and how many bytes all of them brought.
fn totals(model: &Model, table: &Table) -> (u64, u64) {
    let shown = || table.rows().iter().filter_map(|row| model.requests.at(*row));
    let failed = shown().filter(|logged| Logged::has_failed(logged)).count() as u64;
    (failed, shown().map(|logged| logged.record.bytes as u64).sum())
}

fn follow_words(model: &Model, table: &Table) -> String {
    match table.follow_action() {
        _ if table.follows() => "following the newest ".to_owned(),
        Some(action) => format!("{} follows the newest ", model.keymap.hint(action)),
        None => String::new(),
    }
}
