//! The dialog of the saved queries.

use crossterm::event::KeyEvent;

use super::query;
use crate::app::dialog::QueriesDialog;
use crate::app::dialog::queries::Saving;
use crate::app::{Action, Dialog, Model, Notice};
use crate::domain::text::harmless;

pub(super) fn open(model: &mut Model) {
    if model.people.query().is_empty() && model.saved.queries.is_empty() {
        let filter = model.keymap.hint(Action::Filter);
        let why = format!("There is no query to save, and none is saved; {filter} begins one.");
        model.tell(Notice::refusal(why));
        return;
    }
    let dialog = QueriesDialog::new(model.people.query().clone(), &model.saved);
    model.dialog = Some(Dialog::Queries(dialog));
}

/// Saves the query under the name, or shows the saved one that has the focus.
pub(super) fn accept(model: &mut Model, dialog: QueriesDialog) {
    if let Some(row) = dialog.row {
        if model.saved.in_force(model.people.query()) != Some(row) {
            query::apply_saved(model, row);
        }
        return;
    }
    let saving = dialog.saving(&model.saved);
    let saved = dialog.to_save();
    let (place, what) = match saving {
        Err(_shown) => {
            // The dialog says it already.
            model.dialog = Some(Dialog::Queries(dialog));
            return;
        }
        Ok(Saving::Add(place)) => (place, "is saved as"),
        Ok(Saving::Replace(place)) => (place, "now is"),
    };
    let said = format!("The query {what} {}{}.", harmless(&saved.name), with_number(place));
    match model.saved.queries.get_mut(place) {
        Some(other) => *other = saved,
        None => model.saved.queries.push(saved),
    }
    model.tell(Notice::info(said));
}

fn with_number(place: usize) -> String {
    if place < 9 { format!(", number {}", place + 1) } else { String::new() }
}

/// Between the lines; a removed query's text is said once more, so that it can be typed again.
pub(super) fn move_in(model: &mut Model, action: Option<Action>, key: KeyEvent) {
    let count = model.saved.queries.len();
    let Some(Dialog::Queries(dialog)) = &mut model.dialog else { return };
    match action {
        Some(Action::DialogNext) => dialog.travel(true, count),
        Some(Action::DialogPrevious) => dialog.travel(false, count),
        Some(Action::DialogRemove) if dialog.row.is_some_and(|row| row < count) => {
            let Some(row) = dialog.row else { return };
            let removed = model.saved.queries.remove(row);
            dialog.row = count.checked_sub(2).map(|last| row.min(last));
            let is_empty = model.saved.queries.is_empty() && dialog.query.is_empty();
            let said = format!("Removed {}: {}", removed.name, removed.text);
            model.tell(Notice::info(harmless(&said).into_owned()));
            if is_empty {
                model.dialog = None;
            }
        }
        _ => dialog.key(key),
    }
}
