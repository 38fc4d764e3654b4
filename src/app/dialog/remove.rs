//! Whether to take a profile out of the configuration. Nothing brings it back, so its name is to
//! be typed.

use super::{After, Ask, Dialog, Said, Tone};
use crate::app::form::{Form, text};
use crate::app::{Effect, Model};
use crate::domain::text::harmless;

/// Which profile.
#[derive(Debug)]
pub struct RemoveProfile {
    name: String,
}

/// The dialog for the profile of that name.
pub fn dialog(name: String) -> Dialog {
    let field = text("its name", "the profile's name, to make sure", "");
    Dialog::new(RemoveProfile { name }, Form::new(vec![field]).careful())
}

impl Ask for RemoveProfile {
    fn say(&self, form: &Form, _: &Model) -> Said {
        let name = harmless(&self.name);
        let mut said = Said::titled(format!("Remove the profile {name}?"), "remove");
        said.text(
            Tone::Plain,
            "It is taken out of the configuration; undo does not bring it back.",
        );
        said.text(Tone::Plain, "Both servers and the journal stay as they are.");
        said.text(Tone::Plain, "Where its credentials are kept is forgotten.");
        if form.text(0) != self.name {
            said.refusal = Some(format!("type {name} to remove it"));
        }
        said
    }

    fn accept(&mut self, _: &Form, _: &mut Model) -> (After, Vec<Effect>) {
        (After::Close, vec![Effect::RemoveProfile(self.name.clone())])
    }
}
