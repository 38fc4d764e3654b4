//! All keys, those of the screen it was opened on first.

mod lines;

use tui_input::Input;

use super::{Body, Doing, Show, leave, stack};
use crate::app::action::Context;
use crate::app::{Action, Effect, Model};
use crate::table::ListState;
pub use lines::{HelpLine, KEYS, MARGIN, lines};

/// Where its keys are looked up.
pub(super) const HEARS: &[Context] = &[Context::Help, Context::List, Context::Global];

/// What is looked for in the help.
#[derive(Clone, Debug, Default)]
pub struct Find {
    /// Words, all of which a line must have.
    pub input: Input,
    /// Whether they are being typed.
    pub is_open: bool,
}

/// The screen.
#[derive(Debug)]
pub struct HelpScreen {
    /// The contexts of the screen it was opened on.
    pub of: &'static [Context],
    /// Where in the page.
    pub list: ListState,
    /// What of it is shown.
    pub find: Find,
}

impl Show for HelpScreen {
    fn body(&self) -> Body<'_> {
        Body::Help(self)
    }

    fn lines(&self, model: &Model) -> usize {
        lines(model, self.of, &self.find).len()
    }

    fn chrome(&self) -> u16 {
        2
    }

    fn scrolled(&self) -> Option<ListState> {
        Some(self.list)
    }

    fn scrolled_mut(&mut self) -> Option<&mut ListState> {
        Some(&mut self.list)
    }

    fn finds(&self) -> bool {
        self.find.is_open
    }

    fn hints(&self, _model: &Model, action: Action) -> bool {
        action != Action::Undo
    }

    fn back(&self) -> Doing {
        back
    }
}

/// What is looked for goes first.
fn back(model: &mut Model) -> Vec<Effect> {
    match model.showing_mut::<HelpScreen>() {
        Some(screen) if !screen.find.input.value().is_empty() => {
            screen.find.input.reset();
            Vec::new()
        }
        _ => stack::leave_front(model),
    }
}

/// Shows it; again, leaves it.
pub(in crate::app) fn show(model: &mut Model) {
    if model.showing::<HelpScreen>().is_some() {
        return leave(model);
    }
    let of = model.screen().contexts();
    model.screens.push(HelpScreen { of, list: ListState::default(), find: Find::default() });
}

/// Opens the line in which words are looked for.
pub(in crate::app) fn open_find(model: &mut Model) {
    if let Some(screen) = model.showing_mut::<HelpScreen>() {
        screen.find.is_open = true;
    }
}
