//! Doing what is asked for, or saying why not.

use crate::app::availability::availability;
use crate::app::{Action, Effect, Model, Notice};

/// Does it, or says why not.
pub(in crate::app) fn perform(model: &mut Model, action: Action) -> Vec<Effect> {
    let row = action.row();
    if let Err(why) = availability(model, action) {
        model.tell(Notice::refusal(format!("{}: {why}.", row.title)));
        return Vec::new();
    }
    (row.act)(model)
}
