//! What is shown no more. Freeing a hundred thousand people, or as many changes of a plan, takes long
//! enough to be felt, so that it is done where nobody waits.

use std::sync::Arc;

use super::{Effect, PlanScreen};
use crate::roster::Roster;

/// So many people or changes take more than a millisecond to be freed.
const MANY: usize = 5_000;

/// What is to be let go of.
#[derive(Debug)]
pub enum Forgotten {
    /// The people before a reading.
    People(Arc<Roster>),
    /// A plan that was left, or that came too late.
    Plan(Box<PlanScreen>),
}

/// The same of them in memory.
impl PartialEq for Forgotten {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::People(one), Self::People(other)) => Arc::ptr_eq(one, other),
            (Self::Plan(one), Self::Plan(other)) => Arc::ptr_eq(&one.plan, &other.plan),
            _ => false,
        }
    }
}

impl Forgotten {
    /// The order to let go of it; where it is little, that is done at once.
    pub(super) fn forget(self) -> Option<Effect> {
        let size = match &self {
            Self::People(roster) => roster.len(),
            Self::Plan(screen) => screen.plan.changes.len() + screen.plan.skipped.len(),
        };
        (size >= MANY).then_some(Effect::Forget(self))
    }
}
