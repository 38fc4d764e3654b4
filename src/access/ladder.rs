//! All checks of one request, in the order in which the proxy makes them.

use std::borrow::Cow;

use jiff::Timestamp;
use serde::Serialize;

use super::facts::Situation;
use super::rung::Rung;

/// What becomes of the request.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, strum::Display, strum::IntoStaticStr,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Verdict {
    /// Nothing refuses it.
    Accepted,
    /// A check refuses it.
    Refused,
    /// None refuses it as far as is known, but one could.
    Unknown,
}

/// The checks of one request.
#[derive(Clone, Debug, PartialEq)]
pub struct Ladder {
    /// Each check, in the order of the server.
    pub rungs: Vec<Rung>,
    /// What becomes of the request.
    pub verdict: Verdict,
    /// The index of the rung that refuses.
    pub by: Option<usize>,
    /// The index of the rung that refuses next, once that one is lifted.
    pub then: Option<usize>,
    /// Whose rules these are, as `1.109 rules`.
    pub judged_by: String,
    /// What cannot be known, as sentences: it holds whatever the verdict.
    pub caveats: Vec<Cow<'static, str>>,
}

impl Ladder {
    /// The rung that refuses.
    pub fn refusing(&self) -> Option<&Rung> {
        self.by.and_then(|at| self.rungs.get(at))
    }

    /// The rung that refuses next, once that one is lifted.
    pub fn next_refusing(&self) -> Option<&Rung> {
        self.then.and_then(|at| self.rungs.get(at))
    }

    /// The first rung that could refuse before the one that does: what makes it uncertain which
    /// answer the server gives.
    pub fn first_unknown(&self) -> Option<&Rung> {
        let end = self.by.unwrap_or(self.rungs.len());
        self.rungs.iter().take(end).find(|rung| rung.is_unknown())
    }
}

/// Judges one request by the rules of the server's version.
pub fn judge(situation: &Situation, now: Timestamp) -> Ladder {
    let _ = (situation, now);
    Ladder {
        rungs: Vec::new(),
        verdict: Verdict::Unknown,
        by: None,
        then: None,
        judged_by: String::new(),
        caveats: Vec::new(),
    }
}
