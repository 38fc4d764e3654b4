//! Which changes of a plan belong together, and which depend on each other.

use crate::plan::op::CreateUser;
use crate::plan::{Change, HolderId, Op, Plan};

/// Changes that are made by one task.
pub(super) enum Unit<'a> {
    /// Creations that travel in one request.
    Bulk(Vec<(&'a Change, &'a CreateUser)>),
    /// The changes listed under one, in order.
    Holder(Vec<&'a Change>),
}

/// Splits a plan into units of at most `chunk` creations, in the plan's order.
pub(super) fn units(plan: &Plan, chunk: usize) -> Vec<Unit<'_>> {
    let mut creations: Vec<(&Change, &CreateUser)> = Vec::new();
    let mut holders: Vec<(&HolderId, Vec<&Change>)> = Vec::new();
    let mut place: std::collections::HashMap<&HolderId, usize> = std::collections::HashMap::new();
    for change in &plan.changes {
        if let Op::CreateUser(op) = &change.op
            && chunk > 1
        {
            creations.push((change, op));
            continue;
        }
        let at = *place.entry(&change.holder).or_insert_with(|| {
            holders.push((&change.holder, Vec::new()));
            holders.len() - 1
        });
        holders[at].1.push(change);
    }
    let bulk = creations.chunks(chunk.max(1)).map(|chunk| Unit::Bulk(chunk.to_vec()));
    let holders = holders.into_iter().map(|(_, changes)| Unit::Holder(changes));
    bulk.chain(holders).collect()
}
