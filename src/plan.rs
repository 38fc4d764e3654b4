//! Every change is a plan: an ordered list of changes, each plain data.
//!
//! Pure: the same roster and wish give the same plan, in the same order. Each change carries what
//! it was reviewed with, and is refused where that has moved on. A plan is shown, written to a file,
//! applied and undone; only the engine applies it.

pub mod change;
pub mod cover;
pub mod digest;
pub mod guard;
pub mod lasting;
pub mod make;
pub mod op;
pub mod outcome;
pub mod render;
pub mod tier;
pub mod wish;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub use change::{Change, Danger, HolderId, Skip};
pub use guard::{Held, Population};
pub use lasting::Lasting;
pub use op::{Op, Operation};
pub use outcome::{Outcome, OutcomeKind};
pub use tier::{Hold, Release, Sweep, Tier};

use crate::domain::Text;

/// What a plan is for, in a word: the command that makes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, strum::Display)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "lowercase")]
pub enum Purpose {
    /// Bring the servers in step.
    Sync,
    /// Refuse people on both servers.
    Block,
    /// Undo bursar's blocks.
    Unblock,
    /// Set spend back to zero.
    Reset,
    /// Set budgets.
    Budget,
    /// Mint virtual keys.
    Mint,
    /// Let keys live longer, or shorter.
    Extend,
    /// Set who may use which models.
    Models,
    /// Delete virtual keys.
    Delete,
    /// Activate users whom another hand deactivated.
    Activate,
    /// Set accounts' roles.
    Role,
    /// Let accounts use models in Open WebUI.
    Grant,
    /// Lift a refusal, where it could not be said how.
    Remedy,
    /// Ask the proxy for one completion, to see its answer.
    Probe,
    /// The inverse of an applied plan.
    Undo,
}

/// A reviewed list of changes, in the order in which they are applied.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// `p-` and eight hexadecimal digits of its content.
    pub id: String,
    /// The profile it was made for.
    pub profile: Text,
    pub purpose: Purpose,
    /// The id of the applied plan that it takes back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undoes: Option<String>,
    /// When it was computed, by this machine's clock.
    pub made_at: Timestamp,
    /// Empty, but in files of format 1, where it counts into the id.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub fingerprint: String,
    /// How many people the roster had, and when a plan counts as sweeping.
    pub population: Population,
    /// Numbered from 1; those listed under one are done in this order.
    pub changes: Vec<Change>,
    /// Whom nothing is done for, and why.
    #[serde(default)]
    pub skipped: Vec<Skip>,
}

impl Plan {
    /// Whether there is nothing to do.
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    /// Whether the guard holds it.
    pub fn held(&self) -> Option<Held> {
        guard::check(self)
    }

    /// The people whom something was refused, as opposed to those with nothing to do.
    pub fn refusals(&self) -> impl Iterator<Item = &Skip> {
        self.skipped.iter().filter(|skip| skip.refused)
    }

    /// Whether somebody is left out until a person has decided.
    pub fn has_conflicts(&self) -> bool {
        self.skipped.iter().any(|skip| skip.conflict)
    }

    /// The gravest danger among its changes.
    pub fn danger(&self) -> Option<Danger> {
        self.changes.iter().map(|change| change.op.danger()).max()
    }

    /// The change of that number.
    pub fn change(&self, id: u32) -> Option<&Change> {
        self.changes.iter().find(|change| change.id == id)
    }
}
