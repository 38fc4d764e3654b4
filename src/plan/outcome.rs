//! What became of a change.

use std::fmt;

use serde::{Deserialize, Serialize};

use strum::IntoEnumIterator;

use crate::access::Answered;
use crate::domain::Usd;

/// The five ends a change can have. Nothing else, and every one is shown.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, strum::Display, strum::EnumIter,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum OutcomeKind {
    /// Written, and read back.
    Done,
    /// It was so before; nothing was written.
    AlreadyTrue,
    /// Not attempted: the precondition was gone, or bursar or the operator said no.
    Refused,
    /// Attempted, and it did not take.
    Failed,
    /// Sent, and neither the answer nor a read says whether it took.
    Unknown,
}

impl OutcomeKind {
    /// The words of the screen.
    pub fn words(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::AlreadyTrue => "already so",
            Self::Refused => "refused",
            Self::Failed => "failed",
            Self::Unknown => "unknown",
        }
    }

    /// Whether the wished state holds.
    pub fn is_success(self) -> bool {
        matches!(self, Self::Done | Self::AlreadyTrue)
    }
}

/// `7 done · 1 failed · 2 not attempted`: the ends there were, then how many changes `left` none,
/// in the face's own words for that.
pub fn tally(count: impl Fn(OutcomeKind) -> usize, left: usize, words: &str) -> String {
    let ends = OutcomeKind::iter().map(|kind| (count(kind), kind.words()));
    let parts = ends.chain([(left, words)]).filter(|(count, _)| *count > 0);
    parts.map(|(count, words)| format!("{count} {words}")).collect::<Vec<_>>().join(" · ")
}

/// An end, with what is known about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    #[serde(rename = "outcome")]
    pub kind: OutcomeKind,
    /// What was read back, or why not. Harmless to show; never a secret.
    pub detail: String,
    /// The id of what the change created (a key's hash, an account's id), for its undoing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created: Option<String>,
    /// The spend that was there just before it was set, for its undoing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub found: Option<Usd>,
    /// What the proxy answered to a completion that was made to see it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answered: Option<Box<Answered>>,
}

impl Outcome {
    fn new(kind: OutcomeKind, detail: impl Into<String>) -> Self {
        Self { kind, detail: detail.into(), created: None, found: None, answered: None }
    }

    /// Written, and read back.
    pub fn done(detail: impl Into<String>) -> Self {
        Self::new(OutcomeKind::Done, detail)
    }

    /// It was so before.
    pub fn already_true(detail: impl Into<String>) -> Self {
        Self::new(OutcomeKind::AlreadyTrue, detail)
    }

    /// Not attempted.
    pub fn refused(detail: impl Into<String>) -> Self {
        Self::new(OutcomeKind::Refused, detail)
    }

    /// It did not take.
    pub fn failed(detail: impl Into<String>) -> Self {
        Self::new(OutcomeKind::Failed, detail)
    }

    /// Nobody knows.
    pub fn unknown(detail: impl Into<String>) -> Self {
        Self::new(OutcomeKind::Unknown, detail)
    }

    /// The same, with the id of what was created.
    #[must_use]
    pub fn creating(self, id: impl Into<String>) -> Self {
        Self { created: Some(id.into()), ..self }
    }

    /// The same, with the spend that was there before.
    #[must_use]
    pub fn finding(self, spend: Option<Usd>) -> Self {
        Self { found: spend, ..self }
    }

    /// The same, with what the proxy answered.
    #[must_use]
    pub fn answering(self, answered: Option<Answered>) -> Self {
        Self { answered: answered.map(Box::new), ..self }
    }

    /// Whether something is there now that was not before, whatever else went wrong. A completion
    /// that was only to be answered leaves nothing to be taken back.
    pub fn has_effect(&self) -> bool {
        (self.kind == OutcomeKind::Done && self.answered.is_none()) || self.created.is_some()
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.kind.words())?;
        if !self.detail.is_empty() {
            write!(f, ": {}", self.detail)?;
        }
        Ok(())
    }
}
