//! What a click or a turn of the wheel does: what the keys could do, and never more. A write needs
//! the dialog's button, and while there is a dialog nothing but the dialog listens.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::{dialogs, perform, press, session};
use crate::app::dialog::Button;
use crate::app::geometry::Geometry;
use crate::app::mouse::{Gesture, Mouse, Spot};
use crate::app::{Dialog, Effect, Model, Screen};

/// Lines that the wheel scrolls.
const WHEEL: isize = 3;

/// Does it.
pub(super) fn take(model: &mut Model, mouse: Mouse) -> Vec<Effect> {
    // Keys waiting for more were meant for the keyboard.
    model.pending.clear();
    session::stay(model);
    match mouse.gesture {
        Gesture::Press => click(model, mouse),
        Gesture::WheelDown | Gesture::WheelUp => {
            wheel(model, if mouse.gesture == Gesture::WheelDown { WHEEL } else { -WHEEL });
            Vec::new()
        }
    }
}

fn click(model: &mut Model, mouse: Mouse) -> Vec<Effect> {
    if model.dialog.is_some() {
        return in_dialog(model, mouse.spot);
    }
    match mouse.spot {
        Some(Spot::Action(action)) => {
            model.notices.pass();
            perform::perform(model, action)
        }
        Some(Spot::Key(code)) => press(model, key(code)),
        Some(Spot::Cancel | Spot::Accept | Spot::Field(_)) | None => Vec::new(),
    }
}

/// Scrolls the list or the page in front.
fn wheel(model: &mut Model, lines: isize) {
    if model.dialog.is_some() {
        return;
    }
    let height = Geometry::of(model).rows(model);
    let len = model.rows();
    match model.screens.last_mut() {
        Some(Screen::Users) | None => model.people.wheel(lines),
        Some(Screen::Requests(list)) => list.wheel(lines, height),
        Some(Screen::Notices(list)) => list.wheel(lines, &model.notices, height),
        Some(Screen::Plan(plan)) => plan.list.wheel(lines, len, height),
        Some(
            Screen::User { list, .. }
            | Screen::Help { list, .. }
            | Screen::Request { list, .. }
            | Screen::Notice { list, .. }
            | Screen::Journal(list)
            | Screen::Profiles(list)
            | Screen::Changes(list)
            | Screen::Entry { list, .. },
        ) => list.wheel(lines, len, height),
    }
}

fn key(code: KeyCode) -> KeyEvent {
    KeyEvent::new(code, KeyModifiers::NONE)
}

/// A button is pressed, a field gets the focus; beside them nothing happens.
fn in_dialog(model: &mut Model, spot: Option<Spot>) -> Vec<Effect> {
    let form = match &mut model.dialog {
        Some(Dialog::Confirm(confirm)) => {
            confirm.focus = match spot {
                Some(Spot::Accept) => Button::Go,
                Some(Spot::Cancel) => Button::Cancel,
                _ => return Vec::new(),
            };
            return dialogs::accept_open(model);
        }
        Some(Dialog::Budget(dialog)) => &mut dialog.form,
        Some(Dialog::Mint(dialog)) => &mut dialog.form,
        Some(Dialog::Profile(dialog)) => &mut dialog.form,
        _ => return Vec::new(),
    };
    if let Some(Spot::Field(field)) = spot.filter(|_| !form.fields.is_empty()) {
        form.focus = field.min(form.fields.len() - 1);
    }
    Vec::new()
}
