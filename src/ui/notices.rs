//! The notices: the newest first, what was not read yet marked.

use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::canvas::{Canvas, inside, line_of};
use super::table;
use crate::app::Model;
use crate::app::notices::KEPT;
use crate::domain::money::group_thousands;

/// Draws it.
pub(super) fn draw(canvas: &mut Canvas<'_>, area: Rect, model: &Model) {
    let Some(seen) = model.front() else { return };
    let theme = *canvas.theme;
    let list = inside(area, 0, 1);
    table::draw(canvas, list, &seen, &model.lens());
    if model.notices.is_empty() {
        canvas.sentence(line_of(list, 2), "   Nothing was told yet.", theme.muted);
    }
    let mut left = table::counts(&theme, seen.table);
    let unread = model.notices.unread();
    if unread > 0 {
        let noun = if unread == 1 { "error" } else { "errors" };
        let unread = group_thousands(unread as u64);
        let text = format!(" {} {unread} {noun} unread until you leave", theme.glyphs.dot);
        left.push(Span::styled(text, theme.danger));
    }
    let kept = Line::styled(format!("at most {KEPT} are kept "), theme.muted);
    let foot = line_of(area, area.height.saturating_sub(1));
    canvas.ends(foot, &Line::from(left), &kept);
}
