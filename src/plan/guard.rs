//! The guard: a plan that alters or restricts very many people is not applied by habit.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use super::{HolderId, Plan};
use crate::domain::GuardPolicy;

/// Against what the sweep of a plan is measured; kept in the plan, so that a plan in a file is
/// held like one made a second ago.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Population {
    /// People of the roster: on either server.
    pub people: usize,
    /// Percent of them from which on a plan is held.
    pub percent: u8,
    /// Number of people below which no plan is held.
    pub at_least: u32,
}

impl Population {
    /// So many people, and the profile's policy.
    pub fn new(people: usize, policy: GuardPolicy) -> Self {
        Self { people, percent: policy.percent, at_least: policy.at_least }
    }
}

/// Why a plan is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Held {
    /// People whom the plan alters or restricts.
    pub people: usize,
    /// Of how many.
    pub of: usize,
}

/// People whom a plan only adds something for do not count, nor does what is no person.
pub(super) fn check(plan: &Plan) -> Option<Held> {
    let Population { people: of, percent, at_least } = plan.population;
    let altering = plan.changes.iter().filter(|c| c.op.alters() && c.is_of_person());
    let people = altering.map(|change| &change.holder).collect::<HashSet<&HolderId>>().len();
    let is_sweeping = people >= at_least.max(1) as usize
        && people.saturating_mul(100) > of.saturating_mul(usize::from(percent));
    is_sweeping.then_some(Held { people, of })
}
