//! What is remembered of a profile from one session to the next.
//!
//! Plain words only: a screen, a column or a sort key that this version does not know is left out
//! when it is used, so that a file of another version still opens.

use crate::table::Layout;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::roster::Query;

/// One profile's.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Saved {
    /// The screen that was left, as [`Target`](super::Target) writes it.
    pub screen: String,
    /// The query that was in force.
    pub query: String,
    /// Queries with the names they were given. The first nine have a number key, by their place.
    pub queries: Vec<SavedQuery>,
    /// What was typed into the command palette, the newest last.
    pub commands: Vec<String>,
    /// How each list is laid out, by the name of its screen.
    pub tables: BTreeMap<String, Layout>,
}

/// A query under a name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedQuery {
    /// What the operator calls it.
    pub name: String,
    /// As it was typed.
    pub text: String,
}

impl Saved {
    /// The place of the saved query that asks the same as `query`.
    pub fn in_force(&self, query: &Query) -> Option<usize> {
        if query.is_empty() {
            return None;
        }
        let is_it = |saved: &SavedQuery| {
            saved.text == query.text() || Query::parse(&saved.text).is_ok_and(|it| it == *query)
        };
        self.queries.iter().position(is_it)
    }
}

/// Whether what is remembered may be written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Keeping {
    /// Not before it is known what the file holds.
    #[default]
    Waiting,
    /// It may; this is what was written, or is in the file since the last session.
    Held(Option<Box<Saved>>),
    /// The file cannot be understood, and so is left as it is until the session ends.
    LeftAlone,
}
