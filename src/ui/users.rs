//! The list of users: the line of the filter, the list, and what is said where nobody is shown.

use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

use super::canvas::{Canvas, inside, line_of};
use super::table;
use crate::app::geometry::has_filter_line;
use crate::app::{Action, Freshness, Model};
use crate::domain::money::group_thousands;
use crate::domain::text::harmless;

const PROMPT: &str = " / ";

/// Draws it.
pub(super) fn draw(canvas: &mut Canvas<'_>, area: Rect, model: &Model) {
    let filter = u16::from(has_filter_line(model));
    if filter == 1 {
        draw_filter(canvas, line_of(area, 0), model);
    }
    let area = inside(area, filter, 0);
    let list = inside(area, 0, 1);
    let seen = model.people.seen();
    table::draw(canvas, list, &seen, &model.lens());
    if model.people.shown().is_empty() {
        draw_nobody(canvas, inside(list, 1, 0), model);
    }
    table::draw_foot(canvas, line_of(area, area.height.saturating_sub(1)), &seen);
}

fn draw_filter(canvas: &mut Canvas<'_>, area: Rect, model: &Model) {
    let theme = canvas.theme;
    let text = match &model.filter_input {
        Some(input) => input.value(),
        None => model.people.filter().text(),
    };
    let left = Line::from(vec![
        Span::styled(PROMPT, theme.accent),
        Span::raw(harmless(text).into_owned()),
    ]);
    let shown = group_thousands(model.people.shown().len() as u64);
    let right = Line::from(Span::styled(format!("{shown} found "), theme.muted));
    canvas.ends(area, &left, &right);
}

/// Where the filter is being typed.
pub(super) fn cursor(model: &Model, body: Rect) -> Option<Position> {
    let input = model.filter_input.as_ref()?;
    let before: String = input.value().chars().take(input.cursor()).collect();
    let column = u16::try_from(PROMPT.width() + harmless(&before).width()).unwrap_or(u16::MAX);
    Some(Position { x: body.x.saturating_add(column), y: body.y })
}

fn draw_nobody(canvas: &mut Canvas<'_>, area: Rect, model: &Model) {
    let hint = |action: Action| model.keymap.hint(action);
    let (first, second) = if !model.people.filter().is_empty() {
        (
            format!("Nobody matches '{}'.", harmless(model.people.filter().text())),
            format!("{} clears the filter.", hint(Action::Back)),
        )
    } else if model.freshness == Freshness::Nothing {
        ("Nobody has been read yet.".into(), waiting(model))
    } else {
        (
            "There are no users on either server.".into(),
            format!("{} reads both servers again.", hint(Action::Refresh)),
        )
    };
    let theme = *canvas.theme;
    canvas.sentence(indented(area, 1), &first, theme.text);
    canvas.sentence(indented(area, 2), &second, theme.muted);
}

fn waiting(model: &Model) -> String {
    match (&model.session, &model.reading) {
        (crate::app::Session::Failed(why), _) => harmless(why).into_owned(),
        (_, Some(_)) => "The servers are being read.".into(),
        (crate::app::Session::Open, None) => {
            format!("{} reads the servers.", model.keymap.hint(Action::Refresh))
        }
        _ => "The profile is being opened.".into(),
    }
}

fn indented(area: Rect, down: u16) -> Rect {
    let line = line_of(area, down);
    Rect { x: line.x + 3, width: line.width.saturating_sub(3), ..line }
}
