//! The verbs: each proposes a plan, or asks what it is to say.

use crate::app::verb::{self, Kind, Wish};
use crate::app::{Action, Effect, Model, Screen, dialog};
use crate::plan::make::ResetScope;

/// Does it.
pub(super) fn perform(model: &mut Model, action: Action) -> Vec<Effect> {
    let wish = match action {
        Action::ResetSpend => Wish::Reset(ResetScope::Users),
        Action::ResetSpendAndKeys => Wish::Reset(ResetScope::UsersAndKeys),
        Action::Block => Wish::Block,
        Action::Unblock => Wish::Unblock,
        Action::Sync => Wish::Sync,
        Action::SyncEverybody => return verb::sync_everybody(model),
        Action::ActivateUser => Wish::Activate,
        Action::DeleteKey => Wish::Delete,
        asks => {
            ask(model, asks);
            return Vec::new();
        }
    };
    let targets = verb::targets(model);
    verb::propose(model, wish, targets)
}

/// Opens the dialog for what the verb has to be told.
fn ask(model: &mut Model, action: Action) {
    let (targets, roster) = (verb::targets(model), model.people.roster());
    let window = match model.screen() {
        Screen::Budgets(screen) if screen.kind() == Some(Kind::Windows) => screen.window(),
        _ => None,
    };
    let dialog = match action {
        Action::SetWindow => dialog::window::dialog(targets, roster, window),
        Action::SetBudget if window.is_some() => dialog::window::dialog(targets, roster, window),
        Action::SetBudget => dialog::budget::dialog(targets, roster),
        Action::SetModels => dialog::models::dialog(targets, roster),
        Action::ExtendKey => dialog::life::dialog(targets, roster),
        Action::SetRole => dialog::role::dialog(targets, roster),
        Action::GrantModel => dialog::grant::dialog(targets, roster),
        _ => dialog::mint::dialog(targets, roster),
    };
    model.ask(dialog);
}
