//! The footer: what can be done here, as much as fits, the most needed first; and the notice.

use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::canvas::Canvas;
use crate::app::action::Context;
use crate::app::availability::availability;
use crate::app::geometry::notice_lines;
use crate::app::screen::plan::Stage;
use crate::app::{Action, Model, Screen, Severity};

/// Draws the hints.
pub(super) fn draw(canvas: &mut Canvas<'_>, area: Rect, model: &Model) {
    let theme = *canvas.theme;
    let mut room = usize::from(area.width).saturating_sub(1);
    let mut spans = vec![Span::raw(" ")];
    for (key, title, is_available) in hints(model) {
        let width = key.chars().count() + 1 + title.chars().count() + 2;
        if width > room + 2 {
            continue;
        }
        room = room.saturating_sub(width);
        let styles =
            if is_available { (theme.accent, theme.text) } else { (theme.muted, theme.muted) };
        spans.push(Span::styled(key, styles.0));
        spans.push(Span::styled(format!(" {title}  "), styles.1));
    }
    canvas.line(area.x, area.y, area.width, &Line::from(spans));
}

fn hints(model: &Model) -> Vec<(String, String, bool)> {
    let types = model.filter_input.is_some()
        || matches!(model.screen(), Screen::Requests(list) if list.input.is_some());
    if model.dialog.is_none() && types {
        let hint = |key: &str, title: &str| (key.to_owned(), title.to_owned(), true);
        return vec![hint("enter", "keep the filter"), hint("esc", "clear it")];
    }
    let contexts: &[Context] = match model.dialog {
        Some(_) => &[Context::Dialog],
        None => model.screen().contexts(),
    };
    let mut actions: Vec<(u8, usize, Action)> = Vec::new();
    for (nearness, context) in contexts.iter().enumerate() {
        for action in Action::of(*context) {
            if let Some(place) = action.row().footer.filter(|_| is_in_place(model, action)) {
                actions.push((place, nearness, action));
            }
        }
    }
    actions.sort();
    let hint = |(_, _, action): (u8, usize, Action)| {
        let is_available = availability(model, action).is_ok();
        (model.keymap.hint(action), action.row().title.to_owned(), is_available)
    };
    actions.into_iter().map(hint).collect()
}

/// Whether a hint has anything to say here: no *cancel* where nothing runs, no *back* at the
/// bottom, no *copy* where nothing is to be copied.
fn is_in_place(model: &Model, action: Action) -> bool {
    let is_applying = model.is_applying();
    match action {
        Action::CancelApply => is_applying,
        Action::ApplyPlan | Action::WritePlan => {
            model.plan_screen().is_some_and(|plan| plan.stage == Stage::Review)
        }
        Action::Undo if has_ended(model) => true,
        Action::Undo if matches!(model.screen(), Screen::Profiles(_) | Screen::Help { .. }) => {
            false
        }
        Action::Undo | Action::ShowProfiles | Action::ShowJournal
            if model.plan_screen().is_some() =>
        {
            false
        }
        Action::TogglePasswords => {
            model.plan_screen().is_some_and(|plan| plan.creates_accounts() && !is_applying)
        }
        Action::Back => model.screens.len() > 1,
        Action::DialogCopy => is_revealing(model),
        Action::ShowJournal => !matches!(model.screen(), Screen::Journal(_)),
        Action::StopReading => model.shown_reading().is_some(),
        Action::ShowRequests => !matches!(model.screen(), Screen::Requests(_)),
        Action::ShowNotices => !matches!(model.screen(), Screen::Notices(_)),
        Action::OpenRequest | Action::FilterRequests => {
            matches!(model.screen(), Screen::Requests(_))
        }
        Action::ShowProfiles => !matches!(model.screen(), Screen::Profiles(_)),
        _ => true,
    }
}

fn is_revealing(model: &Model) -> bool {
    use crate::app::dialog::Kind;
    model.dialog.as_ref().is_some_and(|dialog| matches!(dialog.kind, Kind::Revealed(_)))
}

fn has_ended(model: &Model) -> bool {
    model.plan_screen().is_some_and(|plan| matches!(plan.stage, Stage::Ended { .. }))
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
