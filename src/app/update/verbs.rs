//! The verbs: each proposes a plan, or asks what it is to say.

use std::sync::Arc;

use crate::app::verb::{self, Targets};
use crate::app::{Dialog, Effect, Model};
use crate::order::Wish;
use crate::roster::Roster;

/// Has the plan made that does this for whom verbs are for.
pub(in crate::app) fn propose(model: &mut Model, wish: Wish) -> Vec<Effect> {
    let targets = verb::targets(model);
    verb::propose(model, wish, targets)
}

/// Opens the dialog for what the verb has to be told.
pub(in crate::app) fn ask(model: &mut Model, dialog: impl FnOnce(Targets, &Arc<Roster>) -> Dialog) {
    let dialog = dialog(verb::targets(model), model.people.roster());
    model.ask(dialog);
}
