//! The notices: the newest first, what was not read yet marked.

use std::fmt::Write;

use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::canvas::{Canvas, inside, line_of};
use super::format::{Align, fit};
use super::theme::Theme;
use crate::app::mouse::Spot;
use crate::app::notices::list::NoticeList;
use crate::app::notices::page::word;
use crate::app::notices::{KEPT, Told};
use crate::app::{Model, Severity};
use crate::domain::money::group_thousands;
use crate::domain::text::harmless;

const TIME: usize = 8;
const WORD: usize = 7;
const TIMES: usize = 5;

/// Draws it.
pub(super) fn draw(canvas: &mut Canvas<'_>, area: Rect, model: &Model, list: NoticeList) {
    let theme = *canvas.theme;
    let ellipsis = theme.glyphs.ellipsis;
    let cell = |text: &str, width: usize, align| fit(text, width, align, ellipsis) + "  ";
    let head = format!(
        "   {}{}{}NOTICE",
        cell("TIME", TIME, Align::Left),
        cell("KIND", WORD + 2, Align::Left),
        cell("TIMES", TIMES, Align::Right),
    );
    canvas.sentence(line_of(area, 0), &head, theme.head);
    let body = inside(area, 1, 1);
    if model.notices.is_empty() {
        canvas.sentence(line_of(body, 1), "   Nothing was told yet.", theme.muted);
    }
    let state = list.list();
    let window = state.window(model.notices.len(), usize::from(body.height));
    let shown = model.notices.newest_first().enumerate().skip(window.start).take(window.len());
    for ((row, told), down) in shown.zip(0..) {
        let at = line_of(body, down);
        let is_selected = row == state.cursor;
        canvas.listen(at, Spot::Row(row));
        canvas.line(at.x, at.y, at.width, &line(&theme, told, is_selected, at.width));
        if is_selected {
            canvas.highlight(at, theme.selection);
        }
    }
    let unread = model.notices.unread();
    let count = model.notices.len();
    let noun = if count == 1 { "notice" } else { "notices" };
    let mut foot = format!(" {} {noun} of at most {KEPT}", group_thousands(count as u64));
    if unread > 0 {
        let noun = if unread == 1 { "error" } else { "errors" };
        let unread = group_thousands(unread as u64);
        let _ = write!(foot, " {} {unread} {noun} unread until you leave", theme.glyphs.dot);
    }
    canvas.sentence(line_of(area, area.height.saturating_sub(1)), &foot, theme.muted);
}

fn line(theme: &Theme, told: &Told, is_selected: bool, width: u16) -> Line<'static> {
    let ellipsis = theme.glyphs.ellipsis;
    let is_unread = told.notice.severity == Severity::Error && !told.is_read;
    let (word, tone) = word(told.notice.severity);
    let times = if told.times == 1 { String::new() } else { group_thousands(told.times as u64) };
    let room = usize::from(width).saturating_sub(3 + TIME + 2 + WORD + 4 + TIMES + 2 + 1);
    let text = fit(&harmless(&told.notice.sentence()), room, Align::Left, ellipsis);
    let cell = |text: &str, width: usize, align| fit(text, width, align, ellipsis) + "  ";
    let time = told.last.strftime("%H:%M:%S").to_string();
    Line::from(vec![
        Span::styled(if is_selected { " > " } else { "   " }, theme.accent),
        Span::styled(cell(&time, TIME, Align::Left), theme.muted),
        // A star for what is unread: colour alone says nothing.
        Span::styled(if is_unread { "* " } else { "  " }, theme.danger),
        Span::styled(cell(word, WORD, Align::Left), theme.tone(tone)),
        Span::styled(cell(&times, TIMES, Align::Right), theme.muted),
        Span::styled(text, if is_unread { theme.head } else { theme.text }),
    ])
}
