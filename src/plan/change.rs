//! One change of a plan, and one person for whom nothing is done.

use serde::{Deserialize, Serialize};

use super::Op;
use crate::roster::PersonId;

/// How much a change can hurt.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, strum::Display,
)]
#[serde(rename_all = "lowercase")]
#[strum(serialize_all = "lowercase")]
pub enum Danger {
    /// Adds; takes nothing from anybody.
    Adds,
    /// Can be undone exactly.
    Reversible,
    /// Cannot be undone, or not exactly.
    Consequential,
}

/// One thing to do to one person's records.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// Its place in the plan, from 1.
    pub id: u32,
    /// Which change it takes back, of the plan that its plan undoes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undoes: Option<u32>,
    /// Whose records it touches.
    pub person: PersonId,
    /// What to call them: the e-mail, else the name. Harmless to show.
    pub user: String,
    /// Why it is proposed. Harmless to show.
    pub reason: String,
    /// What exactly is done.
    pub op: Op,
}

/// A person for whom nothing is done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Skip {
    /// What to call them. Harmless to show.
    pub user: String,
    /// Why nothing is done. Harmless to show.
    pub why: String,
    /// Whether the wish was refused; otherwise there was nothing to do.
    pub refused: bool,
}
