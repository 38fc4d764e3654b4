//! What is done with the console itself: how it looks, how it is left.

use super::quit;
use crate::app::{Effect, Model, Palette, Quitting, dialog};

/// Shows times the other way.
pub(in crate::app) fn toggle_times(model: &mut Model) {
    model.times = model.times.other();
}

/// Opens the palette.
pub(in crate::app) fn open_palette(model: &mut Model) {
    model.palette = Some(Palette::default());
}

/// Takes the next theme.
pub(in crate::app) fn next_theme(model: &mut Model) {
    model.turn_theme();
}

/// Leaves; asks while a plan is being applied.
pub(in crate::app) fn ask_quit(model: &mut Model) -> Vec<Effect> {
    if !model.is_applying() {
        return leave_at_once(model);
    }
    model.ask(dialog::quit::dialog());
    Vec::new()
}

/// Leaves as soon as no write is under way.
pub(in crate::app) fn leave_at_once(model: &mut Model) -> Vec<Effect> {
    quit(model, Quitting::ByOperator)
}

/// Done by the dialog, which hears its keys itself.
pub(in crate::app) fn in_dialog(_model: &mut Model) {}
