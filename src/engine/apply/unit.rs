//! Which changes of a plan belong together, and which depend on each other.

use crate::plan::{Change, Op, Plan};
use crate::roster::PersonId;

/// Changes that are made by one task.
pub(super) enum Unit<'a> {
    /// Creations that travel in one request.
    Bulk(Vec<&'a Change>),
    /// One person's changes, in order.
    Person(Vec<&'a Change>),
}

/// Splits a plan into units of at most `chunk` creations, in the plan's order.
pub(super) fn units(plan: &Plan, chunk: usize) -> Vec<Unit<'_>> {
    let mut creations: Vec<&Change> = Vec::new();
    let mut people: Vec<(&PersonId, Vec<&Change>)> = Vec::new();
    let mut place: std::collections::HashMap<&PersonId, usize> = std::collections::HashMap::new();
    for change in &plan.changes {
        if chunk > 1 && matches!(change.op, Op::CreateUser(_)) {
            creations.push(change);
            continue;
        }
        let at = *place.entry(&change.person).or_insert_with(|| {
            people.push((&change.person, Vec::new()));
            people.len() - 1
        });
        people[at].1.push(change);
    }
    let bulk = creations.chunks(chunk.max(1)).map(|chunk| Unit::Bulk(chunk.to_vec()));
    let people = people.into_iter().map(|(_, changes)| Unit::Person(changes));
    bulk.chain(people).collect()
}

/// Whether a change must not be made after `failed` did not succeed: nothing is blocked that could
/// not be remembered, and nothing is forgotten that could not be restored.
pub(super) fn depends_on(op: &Op, failed: &Op) -> bool {
    matches!(failed, Op::DeactivateUser(_)) || matches!(op, Op::ReactivateUser(_))
}
