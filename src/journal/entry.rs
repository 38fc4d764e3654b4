//! The lines of the journal.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::domain::Text;
use crate::plan::{Change, Outcome, Purpose};

/// One line.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// When the line was written, by this machine's clock.
    pub at: Timestamp,
    /// Who ran bursar: `user@host`, as the operating system tells.
    pub by: Text,
    /// The plan it belongs to.
    pub plan: String,
    #[serde(flatten)]
    pub event: Event,
}

/// What a line tells.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// A plan is about to be applied.
    Begun {
        /// The profile.
        profile: Text,
        purpose: Purpose,
        /// The applied plan that it takes back.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        undoes: Option<String>,
        /// What it was computed from.
        fingerprint: String,
        /// How many changes it has.
        changes: usize,
    },
    /// A change is about to be attempted.
    Intent {
        /// The whole change, so that it can be undone.
        change: Change,
    },
    /// What became of a change.
    Outcome {
        /// The change's number in its plan.
        change: u32,
        /// The outcome and its detail.
        #[serde(flatten)]
        outcome: Outcome,
    },
}
