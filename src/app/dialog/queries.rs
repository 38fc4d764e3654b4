//! The saved queries: a name for the present one, and the others to choose from or remove.

use crossterm::event::KeyEvent;
use tui_input::Input;

use crate::app::form::{paste, type_key};
use crate::app::{Saved, SavedQuery};
use crate::domain::text::harmless;
use crate::roster::Query;

/// Characters of a name, at most.
const LONGEST: usize = 40;

/// The dialog.
#[derive(Clone, Debug)]
pub struct QueriesDialog {
    /// The query to be saved; nothing is in force where it is empty.
    pub query: Query,
    /// The name being typed.
    pub name: Input,
    /// Which saved query the focus is on; on the name without one.
    pub row: Option<usize>,
}

/// What saving would do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Saving {
    /// Add it at this place, counted from zero.
    Add(usize),
    /// Put it in place of the one there.
    Replace(usize),
}

impl QueriesDialog {
    /// To save `query`; the name of the saved one it is equal to is there already.
    pub fn new(query: Query, saved: &Saved) -> Self {
        let place = saved.in_force(&query);
        let name = place.and_then(|place| saved.queries.get(place));
        let name = Input::new(name.map(|saved| saved.name.clone()).unwrap_or_default());
        let row = query.is_empty().then_some(0);
        Self { query, name, row }
    }

    /// The query under its name.
    pub fn to_save(&self) -> SavedQuery {
        SavedQuery {
            name: self.name.value().trim().to_owned(),
            text: self.query.text().trim().to_owned(),
        }
    }

    /// What saving under this name would do.
    ///
    /// # Errors
    /// Why it cannot be saved so, as a sentence without its full stop.
    pub fn saving(&self, saved: &Saved) -> Result<Saving, String> {
        let name = self.to_save().name;
        if self.query.is_empty() {
            return Err("there is no query to save: everybody is shown".into());
        }
        if name.is_empty() {
            return Err("give it a name".into());
        }
        if name.chars().count() > LONGEST {
            return Err(format!("a name has at most {LONGEST} characters"));
        }
        if harmless(&name) != name {
            return Err("a name has no control characters and no invisible ones".into());
        }
        let is_same = |other: &SavedQuery| other.name.to_lowercase() == name.to_lowercase();
        let place = saved.queries.iter().position(is_same);
        Ok(place.map_or(Saving::Add(saved.queries.len()), Saving::Replace))
    }

    /// To the next line, around: the name, then each saved query.
    pub(crate) fn travel(&mut self, forward: bool, saved: usize) {
        // The name is line 0.
        let lines = saved + 1;
        let at = self.row.map_or(0, |row| row + 1);
        let next = if forward { at + 1 } else { at + lines - 1 } % lines;
        self.row = next.checked_sub(1);
    }

    pub(crate) fn key(&mut self, key: KeyEvent) {
        if self.row.is_none() {
            type_key(&mut self.name, key);
        }
    }

    pub(crate) fn paste(&mut self, text: &str) {
        if self.row.is_none() {
            paste(&mut self.name, text);
        }
    }
}
