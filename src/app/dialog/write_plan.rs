//! Where to write the plan on the screen.

use super::{After, Ask, Dialog, Said, Tone};
use crate::app::form::{Form, text};
use crate::app::{Effect, Model, PlanScreen};

/// Nothing but the question.
#[derive(Debug)]
pub struct WritePlan;

const PATH: usize = 0;

/// The dialog, with a name for the file.
pub fn dialog(name: &str) -> Dialog {
    let hint = "a new file; one that exists is not written over";
    Dialog::new(WritePlan, Form::new(vec![text("new file", hint, name)]))
}

impl Ask for WritePlan {
    fn say(&self, form: &Form, _: &Model) -> Said {
        let mut said = Said::titled("Write the plan as JSON", "write");
        let path = form.text(PATH);
        let read = if path.is_empty() {
            Err("a file's name is still missing".into())
        } else {
            Ok(((), String::new()))
        };
        said.note(PATH, read);
        said.preview.push((
            Tone::Plain,
            "`bursar apply` applies exactly what is in the file, if nothing has moved on.".into(),
        ));
        said
    }

    fn accept(&mut self, form: &Form, model: &mut Model) -> (After, Vec<Effect>) {
        let path = form.text(PATH).to_owned();
        let plan = model.showing::<PlanScreen>().map(|screen| screen.plan.clone());
        let effect = plan.map(|plan| Effect::WritePlan { plan, path });
        (After::Close, effect.into_iter().collect())
    }
}
