//! Whether a plan was applied already: what it adds, takes or makes, it would add, take or make
//! twice.

use jiff::Timestamp;

use super::ApplyError;
use crate::domain::text::harmless;
use crate::domain::time::absolute;
use crate::journal::History;
use crate::plan::{OutcomeKind, Plan};

/// When a plan was applied, by whom, and what came of it.
#[derive(Clone, Debug)]
pub struct Earlier {
    /// The plan's id. Harmless.
    pub plan: String,
    /// When it began, by the clock of that machine.
    pub at: Timestamp,
    /// `user@host`. Harmless.
    pub by: String,
    /// How many changes were done.
    pub done: usize,
    /// Of how many nobody knows.
    pub unknown: usize,
}

impl std::fmt::Display for Earlier {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { plan, at, by, done, unknown } = self;
        write!(f, "the plan {plan} was applied already, {} by {by}: {done} done", absolute(*at))?;
        if *unknown > 0 { write!(f, ", {unknown} unknown") } else { Ok(()) }
    }
}

/// Refuses a plan that did or may have done something, and one that takes back what was taken back.
pub(super) fn check(history: &History, plan: &Plan) -> Result<(), ApplyError> {
    if let Some(record) = history.applied(&plan.id) {
        return Err(ApplyError::Again(Earlier {
            plan: harmless(&plan.id).into_owned(),
            at: record.at,
            by: record.by.to_string(),
            done: record.count(OutcomeKind::Done),
            unknown: record.count(OutcomeKind::Unknown),
        }));
    }
    let undone = plan.undoes.as_ref().and_then(|undone| Some((undone, history.undone(undone)?)));
    match undone {
        None => Ok(()),
        Some((plan, by)) => {
            let [plan, by] = [plan, by].map(|id| harmless(id).into_owned());
            Err(ApplyError::TakenBack { plan, by })
        }
    }
}
