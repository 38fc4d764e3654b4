//! What can be done with the spend in front, and why not.

use super::{SpendScreen, View};
use crate::app::{Action, Model, screen::Shown};
use crate::domain::activity::Subject;

fn front(model: &Model) -> Option<&SpendScreen> {
    SpendScreen::of(model.subject())
}

/// # Errors
/// Why nobody is ranked.
pub(in crate::app) fn turn(model: &Model) -> Result<(), String> {
    match front(model).map(|spend| &spend.named.subject) {
        Some(Subject::Key(_)) => Err("all of it was spent by this one key".into()),
        _ => Ok(()),
    }
}

/// # Errors
/// Why no day can be chosen.
pub(in crate::app) fn choose_day(model: &Model) -> Result<(), String> {
    match front(model) {
        Some(spend) if spend.view != View::Days => Err("the days are not in front".into()),
        Some(spend) if spend.activity().is_none() => Err("the days have not been read".into()),
        _ => Ok(()),
    }
}

/// # Errors
/// Why nobody can be opened.
pub(in crate::app) fn open(model: &Model) -> Result<(), String> {
    match front(model) {
        Some(spend) if spend.view != View::Spenders => {
            let turn = model.keymap.hint(Action::TurnSpend);
            Err(format!("nobody is listed; {turn} lists who spent most"))
        }
        Some(spend) if spend.selected().is_none() => Err("nobody is listed".into()),
        _ => Ok(()),
    }
}

/// # Errors
/// Why there is nothing to stop.
pub(in crate::app) fn stop(model: &Model) -> Result<(), String> {
    match front(model) {
        Some(spend) if spend.asked.is_none() => Err("nothing is being read".into()),
        _ => Ok(()),
    }
}
