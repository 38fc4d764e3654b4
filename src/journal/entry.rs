//! The lines of the journal.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::domain::Text;
use crate::domain::redact::redact;
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

impl Event {
    /// The same, without what may be a secret in words about a change: a server's message may
    /// quote a key. The change itself is data, exact to the letter, since undo writes it again: it
    /// holds no secret by type, and a name may look like one (`Jan Bearer Polak`).
    #[must_use]
    pub fn redacted(mut self) -> Self {
        let plain = |words: &mut String| *words = redact(words).into_owned();
        match &mut self {
            Self::Begun { .. } => {}
            Self::Intent { change } => plain(&mut change.reason),
            Self::Outcome { outcome, .. } => {
                plain(&mut outcome.detail);
                if let Some(answered) = &mut outcome.answered {
                    plain(&mut answered.message);
                    answered.kind.iter_mut().for_each(plain);
                }
            }
        }
        self
    }
}
