//! What leaves the console: to the clipboard, to files.

use crate::app::export::Copied;
use crate::app::{Action, Effect, Model, Notice, dialog, verb};

/// Does it.
pub(super) fn perform(model: &mut Model, action: Action) -> Vec<Effect> {
    match action {
        Action::CopyAddress => copy(model, Copied::Address),
        Action::CopyIds | Action::CopyRow if model.screen().records().is_some() => {
            super::records::copy(model, action == Action::CopyIds)
        }
        Action::CopyIds => copy(model, Copied::Ids),
        Action::CopyRow => copy(model, Copied::Row),
        Action::CopyJson => copy(model, Copied::Json),
        Action::CopyKeys => copy(model, Copied::Keys),
        Action::Export => {
            let dialog = dialog::export::dialog(model);
            model.ask(dialog);
            Vec::new()
        }
        _ => vec![Effect::DumpScreen],
    }
}

fn copy(model: &mut Model, what: Copied) -> Vec<Effect> {
    match what.of(model) {
        Ok(text) => {
            let is_short = matches!(what, Copied::Address | Copied::Ids) && !text.contains('\n');
            let copied = if is_short {
                text.clone()
            } else {
                format!("the {} of {}", what.words(), verb::targets(model).subject)
            };
            let said = format!("Copied {copied}, if the terminal allows it.");
            model.tell(Notice::info(said));
            vec![Effect::Copy(text)]
        }
        Err(why) => {
            let words = what.words();
            model.tell(Notice::refusal(format!("copy {words}: {why}.")));
            Vec::new()
        }
    }
}
