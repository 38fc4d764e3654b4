//! The footer: what can be done here and now, as much as fits, the most needed first; and the
//! notice.

use crossterm::event::KeyCode;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::canvas::Canvas;
use crate::app::action::Context;
use crate::app::availability::availability;
use crate::app::geometry::notice_lines;
use crate::app::mouse::Spot;
use crate::app::{Action, Model, Severity};
use crate::domain::cells::Columns;
use crate::domain::money::group_thousands;

/// Draws the hints.
pub(super) fn draw(canvas: &mut Canvas<'_>, area: Rect, model: &Model) {
    let theme = *canvas.theme;
    let mut room = usize::from(area.width).saturating_sub(1);
    let mut spans = vec![Span::raw(" ")];
    for Hint { key, title, spot } in hints(model) {
        let width = key.columns() + 1 + title.columns() + 2;
        // Whole or not at all; what is shorter may still find room.
        if width > room + 2 {
            continue;
        }
        let used: usize = spans.iter().map(Columns::columns).sum();
        let narrow = |columns: usize| u16::try_from(columns).unwrap_or(u16::MAX);
        let x = area.x.saturating_add(narrow(used));
        canvas.listen(Rect { x, width: narrow(width - 2), height: 1, ..area }, spot);
        room = room.saturating_sub(width);
        spans.push(Span::styled(key, theme.accent));
        spans.push(Span::styled(format!(" {title}  "), theme.text));
    }
    canvas.line(area.x, area.y, area.width, &Line::from(spans));
}

/// A key and what it does here.
struct Hint {
    key: String,
    title: String,
    spot: Spot,
}

/// The keys of whatever text is being typed, or of keys that are waited for.
fn typing(model: &Model) -> Option<Vec<Hint>> {
    let hint = |(key, title, code): (&str, &str, KeyCode)| Hint {
        key: key.to_owned(),
        title: title.to_owned(),
        spot: Spot::Key(code),
    };
    let filters = model.screen().filter().is_some_and(|filter| filter.input().is_some());
    let finds = model.screen().finds();
    let hints: &[(&str, &str, KeyCode)] = if model.dialog.is_some() {
        return None;
    } else if let Some(palette) = &model.palette {
        let is_empty = palette.input.value().is_empty();
        &[
            ("enter", "run", KeyCode::Enter),
            ("tab", "complete", KeyCode::Tab),
            ("up", if is_empty { "earlier" } else { "choose" }, KeyCode::Up),
            ("esc", "close", KeyCode::Esc),
        ]
    } else if filters {
        &[("enter", "keep the filter", KeyCode::Enter), ("esc", "clear it", KeyCode::Esc)]
    } else if model.query_line.is_some() {
        &[
            ("enter", "keep", KeyCode::Enter),
            ("tab", "complete", KeyCode::Tab),
            ("esc", "back to what it was", KeyCode::Esc),
        ]
    } else if finds {
        &[("enter", "keep", KeyCode::Enter), ("esc", "show all", KeyCode::Esc)]
    } else if !model.pending.is_empty() {
        &[("esc", "give up", KeyCode::Esc)]
    } else {
        return None;
    };
    Some(hints.iter().copied().map(hint).collect())
}

fn hints(model: &Model) -> Vec<Hint> {
    if let Some(hints) = typing(model) {
        return hints;
    }
    let contexts: &[Context] = match &model.dialog {
        Some(dialog) => dialog.contexts(),
        None => model.screen().contexts(),
    };
    let mut actions: Vec<(u8, usize, Action)> = Vec::new();
    for (nearness, context) in contexts.iter().enumerate() {
        for action in Action::of(*context) {
            let has_key = model.keymap.sequences(action).next().is_some();
            let Some(place) = action.row().footer.filter(|_| has_key) else { continue };
            // Why something cannot be done now is told by its key, the help and the palette.
            if is_in_place(model, action) && availability(model, action).is_ok() {
                actions.push((place, nearness, action));
            }
        }
    }
    actions.sort();
    let hint = |(_, _, action): (u8, usize, Action)| Hint {
        key: model.keymap.hint(action),
        title: title(model, action),
        spot: Spot::Action(action),
    };
    actions.into_iter().map(hint).collect()
}

/// `block`; on marks, `block 3 marked`: nobody is to think that a verb is for the one row.
fn title(model: &Model, action: Action) -> String {
    let row = action.row();
    let acts_on_marks = matches!(row.context, Context::Verbs | Context::People | Context::Keys)
        && !matches!(
            action,
            Action::SyncEverybody | Action::CopyAddress | Action::ShowSpend | Action::Why
        )
        && model.screen().contexts().contains(&Context::Marks);
    if let Some(called) = model.screen().called(action) {
        return called.to_owned();
    }
    let marked = model.front().map_or(0, |front| front.table.marks().len());
    match marked {
        marked @ 1.. if acts_on_marks => {
            format!("{} {} marked", row.title, group_thousands(marked as u64))
        }
        _ => row.title.to_owned(),
    }
}

/// Whether a hint has anything to say here: no *cancel* where nothing runs, no *back* at the
/// bottom, no *copy* where nothing is to be copied.
fn is_in_place(model: &Model, action: Action) -> bool {
    let is_here = model.screen().hints(model, action);
    is_here
        && match action {
            Action::CancelApply => model.is_applying(),
            Action::Back => model.screens.len() > 1,
            Action::DialogRemove => is_on_saved_query(model),
            Action::DialogCopy => is_revealing(model),
            Action::StopReading => model.shown_reading().is_some(),
            _ => true,
        }
}

fn is_on_saved_query(model: &Model) -> bool {
    use crate::app::dialog::Kind;
    let kind = model.dialog.as_ref().map(|dialog| &dialog.kind);
    matches!(kind, Some(Kind::Queries(queries)) if queries.row().is_some())
}

fn is_revealing(model: &Model) -> bool {
    use crate::app::dialog::Kind;
    model.dialog.as_ref().is_some_and(|dialog| matches!(dialog.kind, Kind::Revealed(_)))
}

/// Draws the notice above the footer.
pub(super) fn notice(canvas: &mut Canvas<'_>, area: Rect, model: &Model) {
    let Some(notice) = model.notice() else { return };
    let theme = *canvas.theme;
    let (sign, style): (&str, Style) = match notice.severity {
        Severity::Info => ("i", theme.accent),
        Severity::Refusal => ("!", theme.warn),
        Severity::Error => ("!", theme.danger),
    };
    for (index, line) in notice_lines(model).iter().enumerate() {
        let sign = if index == 0 { sign } else { " " };
        let y = area.y + u16::try_from(index).unwrap_or(u16::MAX);
        if y < area.bottom() {
            canvas.text(area.x, y, area.width, &format!(" {sign} {line}"), style);
        }
    }
}
