//! What is remembered of a profile from one session to the next.
//!
//! Plain words only: a column or a sort key that this version does not know is left out when it is
//! used, so that a file of another version still opens.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// One profile's.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Saved {
    /// Queries by the name they were given.
    pub queries: BTreeMap<String, String>,
    /// What was typed into the command palette, the newest last.
    pub commands: Vec<String>,
    /// How each list is laid out, by the name of its screen.
    pub tables: BTreeMap<String, Layout>,
}

/// The columns of one list and its order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Layout {
    /// The columns shown, from the left; nothing for the built-in choice.
    pub columns: Option<Vec<String>>,
    /// What it is sorted by, the first first; a `-` before a name turns its usual direction.
    pub order: Vec<String>,
}
