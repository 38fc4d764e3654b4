//! Whether to leave while a plan is being applied.

use super::{After, Ask, Dialog, Said, Tone};
use crate::app::form::Form;
use crate::app::{Effect, Model, Quitting};

/// Nothing but the question.
#[derive(Debug)]
pub struct QuitWhileApplying;

/// The dialog.
pub fn dialog() -> Dialog {
    Dialog::new(QuitWhileApplying, Form::new(Vec::new()))
}

impl Ask for QuitWhileApplying {
    fn say(&self, _: &Form, _: &Model) -> Said {
        let mut said = Said::titled("A plan is being applied. Stop and leave?", "stop and leave");
        said.text(Tone::Plain, "What is under way finishes and is written to the journal.");
        said.text(Tone::Plain, "The changes not begun are left as they are.");
        said
    }

    fn accept(&mut self, _: &Form, model: &mut Model) -> (After, Vec<Effect>) {
        (After::Close, crate::app::update::quit(model, Quitting::ByOperator))
    }
}
