//! What the journal tells: the plans that were applied, and what became of their changes.

use jiff::Timestamp;

use crate::domain::Role;
use crate::plan::build::{Applied, RememberedRoles};
use crate::plan::{Change, Op, Outcome, OutcomeKind, Purpose};

/// One applied plan.
#[derive(Clone, Debug, PartialEq)]
pub struct JournalPlan {
    /// The plan's id.
    pub id: String,
    /// What for.
    pub purpose: Purpose,
    /// When it was begun.
    pub at: Timestamp,
    /// Who applied it.
    pub by: String,
    /// Its changes; without an outcome where bursar was ended before it was known.
    pub changes: Vec<(Change, Option<Outcome>)>,
}

impl JournalPlan {
    /// Whether any of it was done.
    pub fn did_anything(&self) -> bool {
        let mut kinds = self.changes.iter().map(|(_, outcome)| kind_of(outcome.as_ref()));
        kinds.any(|kind| kind == OutcomeKind::Done)
    }

    /// How many changes ended so.
    pub fn count(&self, kind: OutcomeKind) -> usize {
        self.changes.iter().filter(|(_, outcome)| kind_of(outcome.as_ref()) == kind).count()
    }

    /// What an undo starts from. A change whose outcome was not recorded may have been done.
    pub fn applied(&self) -> Vec<Applied> {
        let ended = self.changes.iter().map(|(change, outcome)| Applied {
            change: change.clone(),
            outcome: outcome.clone().unwrap_or_else(|| Outcome::unknown("no outcome was recorded")),
        });
        ended.collect()
    }
}

/// The kind of an outcome; an unrecorded one is unknown.
pub fn kind_of(outcome: Option<&Outcome>) -> OutcomeKind {
    outcome.map_or(OutcomeKind::Unknown, |outcome| outcome.kind)
}

/// The newest plan of which anything was done: what *undo* takes back.
pub fn last_done(history: &[JournalPlan]) -> Option<&JournalPlan> {
    history.iter().find(|plan| plan.did_anything())
}

/// The roles accounts had before bursar blocked them, the newest block winning.
pub fn remembered_roles(history: &[JournalPlan]) -> RememberedRoles {
    let mut roles = RememberedRoles::new();
    for plan in history.iter().rev().filter(|plan| plan.purpose == Purpose::Block) {
        for (change, outcome) in &plan.changes {
            let Op::SetRole(op) = &change.op else { continue };
            let is_done =
                matches!(kind_of(outcome.as_ref()), OutcomeKind::Done | OutcomeKind::Unknown);
            if is_done && op.after == Role::Pending {
                roles.insert(op.account.clone(), op.before.clone());
            }
        }
    }
    roles
}
