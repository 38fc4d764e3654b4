//! The way back: what is in the way goes first.

use crate::app::screen::plan;
use crate::app::{Effect, Model, Notice, PlanScreen, screen};

/// An error goes first, a plan being made, a range begun; then what the screen in front has in the way,
/// and the screen.
pub(in crate::app) fn back(model: &mut Model) -> Vec<Effect> {
    if model.notices.dismiss() {
        return Vec::new();
    }
    if model.planning.stop() {
        model.tell(Notice::info("Planning stopped; nothing was done."));
        return Vec::new();
    }
    if model.front_mut().is_some_and(|front| front.table.give_up_range()) {
        return Vec::new();
    }
    let back = model.screen().back();
    back(model)
}

/// Down to the list of users; a plan on the way is left as `back` leaves it.
pub(in crate::app) fn show_users(model: &mut Model) {
    while model.screens.len() > 1 {
        match model.showing::<PlanScreen>() {
            Some(_) => drop(plan::acts::leave(model)),
            None => screen::leave(model),
        }
    }
}
