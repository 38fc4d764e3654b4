//! The list of users: one line a person, the bar where the eye goes first, the state in words.

mod cell;
mod columns;

use ratatui::layout::Rect;
use ratatui::style::Modifier;
use ratatui::text::{Line, Span};

use super::canvas::{Canvas, inside, line_of};
use crate::app::geometry::has_query_line;
use crate::app::people::arrow;
use crate::app::{Action, Freshness, Model};
use crate::domain::money::group_thousands;
use crate::domain::text::harmless;
use crate::roster::SortKey;
use cell::Row;
use columns::Columns;

/// Draws it.
pub(super) fn draw(canvas: &mut Canvas<'_>, area: Rect, model: &Model) {
    let query = u16::from(has_query_line(model));
    let area = inside(area, query, 0);
    let people = &model.people;
    let body = inside(area, 1, 1);
    let columns = columns(canvas, body, model);
    let head = columns.head(canvas.theme, people.order());
    canvas.line(area.x, area.y, area.width, &head);
    if people.shown().is_empty() {
        draw_nobody(canvas, body, model);
    }
    let list = people.list();
    let window = list.window(people.shown().len(), usize::from(body.height));
    for (line, row) in window.clone().enumerate() {
        let Some(row) = row_at(model, row) else { continue };
        let at = line_of(body, u16::try_from(line).unwrap_or(u16::MAX));
        canvas.line(at.x, at.y, at.width, &columns.row(canvas.theme, row));
        if row.is_selected {
            canvas.highlight(at, canvas.theme.selection);
        } else if row.person.is_blocked() {
            canvas.highlight(at, canvas.theme.text.add_modifier(Modifier::DIM));
        }
    }
    draw_foot(canvas, line_of(area, area.height.saturating_sub(1)), model);
}

/// Fitted to the two pages between which the window stands, not to the window itself: columns that
/// moved with every line scrolled would be hard to read.
fn columns(canvas: &Canvas<'_>, body: Rect, model: &Model) -> Columns {
    let page = usize::from(body.height).max(1);
    let first = model.people.list().offset / page * page;
    let rows: Vec<Row<'_>> =
        (first..first + 2 * page).map_while(|row| row_at(model, row)).collect();
    Columns::fit(body.width, canvas.theme, model.people.order(), &rows)
}

fn row_at(model: &Model, row: usize) -> Option<Row<'_>> {
    let people = &model.people;
    let index = *people.shown().get(row)?;
    let person = people.roster().get(index)?;
    let kinds = model.changes.of(index, model.now);
    Some(Row {
        person,
        is_selected: row == people.list().cursor,
        is_marked: people.is_marked(person.id()),
        changed: kinds.and_then(|kinds| kinds.iter().next()),
        now: model.now,
        times: model.times,
    })
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

/// How many are shown and marked, in which order, and what they have spent together.
fn draw_foot(canvas: &mut Canvas<'_>, area: Rect, model: &Model) {
    let theme = canvas.theme;
    let dot = theme.glyphs.dot;
    let people = &model.people;
    let number = |n: usize| group_thousands(n as u64);
    let order = people.order();
    let (sign, twin) = arrow(order.direction);
    let sign = if theme.glyphs.is_ascii { twin } else { sign };
    let key = match order.key {
        SortKey::Budget => "budget used",
        SortKey::Spend => "spend",
        SortKey::Name => "name",
        SortKey::Email => "e-mail",
        SortKey::Sync => "sync",
        SortKey::Keys => "keys",
        SortKey::Active => "last active",
    };
    let mut spans = vec![Span::styled(
        format!(" {} shown {dot} by {key} {sign}", number(people.shown().len())),
        theme.muted,
    )];
    match people.marked() {
        (0, _) => {}
        (marked, 0) => {
            spans.push(Span::styled(format!(" {dot} {} marked", number(marked)), theme.mark));
        }
        (marked, hidden) => spans.push(Span::styled(
            format!(" {dot} {} marked, {} of them hidden", number(marked), number(hidden)),
            theme.mark,
        )),
    }
    let tally = model.changes.tally(model.now);
    let counted = [(tally.new, "new"), (tally.gone, "gone"), (tally.changed, "changed")];
    for (count, word) in counted.into_iter().filter(|(count, _)| *count > 0) {
        spans.push(Span::styled(format!(" {dot} {} {word}", number(count)), theme.accent));
    }
    let sum = Line::from(vec![
        Span::styled("spend of the shown  ", theme.muted),
        Span::styled(format!("{} ", people.spend()), theme.head),
    ]);
    canvas.ends(area, &Line::from(spans), &sum);
}
