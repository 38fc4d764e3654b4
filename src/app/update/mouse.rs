//! What a click or a turn of the wheel does: what the keys could do, and never more. A write needs
//! the dialog's button, and while there is a dialog nothing but the dialog listens.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::perform::perform;
use super::{dialogs, palette, press, query, session};
use crate::app::action::Context;
use crate::app::availability::availability;
use crate::app::form::Focus;
use crate::app::front::{Front, Hit};
use crate::app::geometry::Geometry;
use crate::app::mouse::{Gesture, Mouse, Spot};
use crate::app::{Action, Effect, Model};
use crate::table::MARGIN;

/// Lines that the wheel scrolls.
const WHEEL: isize = 3;

/// Does it.
pub(super) fn take(model: &mut Model, mouse: Mouse) -> Vec<Effect> {
    if Geometry::of(model).is_too_small {
        return Vec::new();
    }
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
    if model.palette.is_some() {
        return match mouse.spot {
            Some(Spot::Key(code)) => press(model, key(code)),
            Some(Spot::Offer(offer)) => palette::choose(model, offer),
            _ => {
                model.palette = None;
                Vec::new()
            }
        };
    }
    match mouse.spot {
        Some(Spot::Action(action)) => {
            model.notices.pass();
            perform(model, action)
        }
        Some(Spot::Key(code)) => press(model, key(code)),
        Some(Spot::Offer(place)) => {
            query::take_offer(model, place);
            Vec::new()
        }
        Some(Spot::Cancel | Spot::Accept | Spot::Field(_) | Spot::Line(_) | Spot::Covered) => {
            Vec::new()
        }
        None => model.hit(mouse.x, mouse.y).map_or_else(Vec::new, |hit| {
            model.notices.pass();
            on_list(model, hit, mouse.x)
        }),
    }
}

/// Scrolls the list or the page in front.
fn wheel(model: &mut Model, lines: isize) {
    if model.dialog.is_some() {
        dialogs::wheel(model, lines);
        return;
    }
    if model.palette.is_some() {
        return;
    }
    if let Some(Front { table, source }) = model.front_mut() {
        table.wheel(lines, &*source);
        return;
    }
    let height = Geometry::of(model).rows(model);
    let len = model.lines();
    if let Some(page) = model.screens.front_mut().scrolled_mut() {
        page.wheel(lines, len, height);
    }
}

/// A head sorts, a row takes the cursor, its margin marks it, and the row that has the cursor
/// opens: so that a double click does.
fn on_list(model: &mut Model, hit: Hit, x: u16) -> Vec<Effect> {
    if model.query_line.is_some() {
        query::keep(model);
    }
    if let Some(filter) = model.screens.front_mut().filter_mut() {
        filter.close();
    }
    let before = model.front().map(|front| front.table.list().cursor);
    model.click(hit);
    let Hit::Row(place) = hit else { return Vec::new() };
    let marks = model.screen().contexts().contains(&Context::Marks);
    if x < MARGIN && marks && availability(model, Action::ToggleMark).is_ok() {
        if let Some(Front { table, source }) = model.front_mut() {
            table.toggle_mark_here(&*source);
        }
        return Vec::new();
    }
    let opens = model.screen().opens().filter(|_| before == Some(place));
    opens.map_or_else(Vec::new, |action| perform(model, action))
}

fn key(code: KeyCode) -> KeyEvent {
    KeyEvent::new(code, KeyModifiers::NONE)
}

/// A button is pressed, a field gets the focus, a row of a list takes the click; beside them
/// nothing happens.
fn in_dialog(model: &mut Model, spot: Option<Spot>) -> Vec<Effect> {
    let Some(dialog) = &mut model.dialog else { return Vec::new() };
    let focus = match spot {
        Some(Spot::Accept) => Focus::Accept,
        Some(Spot::Cancel) => Focus::Cancel,
        Some(Spot::Line(place)) => return dialogs::click(model, place),
        Some(Spot::Field(field)) if field < dialog.form.fields.len() => Focus::Field(field),
        _ => return Vec::new(),
    };
    dialogs::focus(model, focus);
    match focus {
        Focus::Field(_) => Vec::new(),
        Focus::Cancel | Focus::Accept => dialogs::accept_open(model),
    }
}
