//! The list of users: the list, and what is said where nobody is shown.

use ratatui::layout::Rect;

use super::canvas::{Canvas, inside, line_of};
use super::table;
use crate::app::geometry::has_query_line;
use crate::app::{Action, Freshness, Model};
use crate::domain::money::group_thousands;
use crate::domain::text::harmless;

/// Draws it.
pub(super) fn draw(canvas: &mut Canvas<'_>, area: Rect, model: &Model) {
    let query = u16::from(has_query_line(model));
    let area = inside(area, query, 0);
    let list = inside(area, 0, 1);
    let seen = model.people.seen(&model.changes);
    table::draw(canvas, list, &seen, &model.lens());
    if model.people.shown().is_empty() {
        draw_nobody(canvas, inside(list, 1, 0), model);
    }
    let tally = model.changes.tally(model.now);
    let counted = [(tally.new, "new"), (tally.gone, "gone"), (tally.changed, "changed")];
    let counted = counted.into_iter().filter(|(count, _)| *count > 0);
    let news: Vec<String> =
        counted.map(|(count, word)| format!("{} {word}", group_thousands(count as u64))).collect();
    let foot = line_of(area, area.height.saturating_sub(1));
    table::draw_foot(canvas, foot, &seen, Vec::new(), &news);
}

fn draw_nobody(canvas: &mut Canvas<'_>, area: Rect, model: &Model) {
    let hint = |action: Action| model.keymap.hint(action);
    let (first, second) = if !model.people.query().is_empty() {
        (
            format!("Nobody matches '{}'.", harmless(model.people.query().text())),
            format!("{} clears the query.", hint(Action::Back)),
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

/// What is waited for until there is something to show.
pub(super) fn waiting(model: &Model) -> String {
    match (&model.session, &model.reading) {
        (crate::app::Session::Failed(why), _) => harmless(why).into_owned(),
        (_, Some(_)) => "The servers are being read.".into(),
        (crate::app::Session::Open, None) => {
            format!("{} reads the servers.", model.keymap.hint(Action::Refresh))
        }
        _ => "The profile is being opened.".into(),
    }
}

/// A line for words under the heads of a list.
pub(super) fn indented(area: Rect, down: u16) -> Rect {
    let line = line_of(area, down);
    Rect { x: line.x + 3, width: line.width.saturating_sub(3), ..line }
}
