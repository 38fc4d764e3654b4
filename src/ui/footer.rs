//! The footer: what can be done here, as much as fits, the most needed first; and the notice.

use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

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
        let width = key.width() + 1 + title.width() + 2;
        // Whole or not at all; what is shorter may still find room.
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
    let fixed = |key: &str, title: &str| (key.to_owned(), title.to_owned(), true);
    if model.dialog.is_none() {
        if let Some(palette) = &model.palette {
            let up = if palette.input.value().is_empty() { "earlier" } else { "choose" };
            let hints = [("enter", "run"), ("tab", "complete"), ("up", up), ("esc", "close")];
            return hints.map(|(key, title)| fixed(key, title)).to_vec();
        }
        let types = model.filter_input.is_some()
            || matches!(model.screen(), Screen::Requests(list) if list.input.is_some());
        if types {
            return vec![fixed("enter", "keep the filter"), fixed("esc", "clear it")];
        }
        if !model.pending.is_empty() {
            return vec![fixed("esc", "give up")];
        }
        if matches!(model.screen(), Screen::Help { find, .. } if find.is_open) {
            return vec![fixed("enter", "keep"), fixed("esc", "show all")];
        }
    }
    let contexts: &[Context] = match model.dialog {
        Some(_) => &[Context::Dialog],
        None => model.screen().contexts(),
    };
    let mut actions: Vec<(u8, usize, Action)> = Vec::new();
    for (nearness, context) in contexts.iter().enumerate() {
        for action in Action::of(*context) {
            let has_key = model.keymap.sequences(action).next().is_some();
            let place = action.row().footer.filter(|_| has_key && is_in_place(model, action));
            if let Some(place) = place {
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
        Action::DialogCopy => matches!(model.dialog, Some(crate::app::Dialog::Revealed { .. })),
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
