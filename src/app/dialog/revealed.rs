//! What applying a plan handed back: shown once, copied on request, forgotten when this closes.

use crate::table::{ListState, Travel};
use crossterm::event::KeyEvent;

use super::{After, Ask, Dialog, Part, Said, Tone};
use crate::app::form::{Focus, Form};
use crate::app::secret::Revealed;
use crate::app::{Action, Effect, Model, Notice};
use crate::domain::text::harmless;

/// Secrets shown at once: as many as a small screen has room for.
const WINDOW: usize = 3;

/// The secrets, and which one *copy* takes.
#[derive(Debug)]
pub struct RevealedSecrets {
    secrets: Vec<Revealed>,
    list: ListState,
}

/// The dialog. Enter may still be on its way from the one before: it must not close this one
/// unseen, so the focus is on *copy*.
pub fn dialog(secrets: Vec<Revealed>) -> Dialog {
    let form = Form { focus: Focus::Accept, ..Form::new(Vec::new()) };
    Dialog::new(RevealedSecrets { secrets, list: ListState::default() }, form)
}

impl RevealedSecrets {
    fn copy(&self, model: &mut Model) -> Vec<Effect> {
        let said = "Copied, if the terminal allows it. Closing the dialog forgets it here.";
        model.tell(Notice::info(said));
        let secret = self.secrets.get(self.list.cursor).map(|revealed| revealed.secret.clone());
        secret.map(Effect::CopySecret).into_iter().collect()
    }
}

impl Ask for RevealedSecrets {
    fn say(&self, _: &Form, model: &Model) -> Said {
        let mut said = Said::titled("Shown once", "copy");
        said.buttons = ["close", "copy"];
        let copy = model.keymap.hint(Action::DialogCopy);
        let close = model.keymap.hint(Action::DialogCancel);
        let what = if self.secrets.len() == 1 { "it" } else { "the chosen one" };
        said.text(
            Tone::Muted,
            format!("{copy} copies {what}; {close} closes, and it is forgotten."),
        );
        for index in self.list.window(self.secrets.len(), WINDOW) {
            let Some(Revealed { what, user, secret }) = self.secrets.get(index) else { continue };
            let sign = if index == self.list.cursor && self.secrets.len() > 1 { "> " } else { "" };
            said.body.push(Part::Gap);
            said.text(Tone::Plain, format!("{sign}{}, {user}", harmless(what)));
            said.body.push(Part::Secret(secret.clone()));
        }
        if self.secrets.len() > WINDOW {
            let (at, all) = (self.list.cursor + 1, self.secrets.len());
            said.preview.push((Tone::Muted, format!("{at} of {all}")));
        }
        said
    }

    fn accept(&mut self, _: &Form, model: &mut Model) -> (After, Vec<Effect>) {
        (After::Stay, self.copy(model))
    }

    /// The secrets go with the dialog: they are nowhere any more.
    fn cancel(&self, model: &mut Model) -> Vec<Effect> {
        if model.quitting.is_some() { vec![Effect::Quit] } else { Vec::new() }
    }

    fn key(
        &mut self,
        _: &mut Form,
        action: Option<Action>,
        _: KeyEvent,
        model: &mut Model,
    ) -> Option<(After, Vec<Effect>)> {
        let len = self.secrets.len();
        match action? {
            Action::DialogNext if len > 1 => self.list.travel(Travel::Down, len, WINDOW),
            Action::DialogPrevious if len > 1 => self.list.travel(Travel::Up, len, WINDOW),
            Action::DialogCopy => return Some((After::Stay, self.copy(model))),
            _ => return None,
        }
        Some((After::Stay, Vec::new()))
    }
}
