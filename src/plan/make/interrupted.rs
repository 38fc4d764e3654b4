//! What is known of a change of a block whose outcome the journal does not tell: the block's own
//! record at the proxy names what was to be done, and the records themselves show whether it was.

use super::Applied;
use crate::domain::{BlockRecord, KeyHash, Role};
use crate::plan::{Change, HolderId, Op};
use crate::roster::{PersonRef, Roster};

/// Whether it was done; `None` where nobody knows. `all` are the changes of its plan.
pub(super) fn was_done(
    roster: &Roster,
    person: Option<PersonRef<'_>>,
    change: &Change,
    all: &[Applied],
) -> Option<bool> {
    let person = person?;
    let ours = record_of(&change.holder, all)?;
    let seen = person.proxy()?.bursar.blocked.as_deref();
    let seen = seen.filter(|seen| seen.at == ours.at);
    match &change.op {
        Op::DeactivateUser(_) => Some(seen.is_some()),
        Op::BlockKey(op) => {
            seen.filter(|seen| seen.keys.contains(&op.hash))?;
            is_blocked(roster, &op.hash)
        }
        Op::SetRole(op) if op.after == Role::Pending => {
            let before = seen?.account_role.clone().map(Role::from)?;
            match &person.account()?.role {
                Role::Pending if before == op.before => Some(true),
                role if *role == op.before => Some(false),
                _ => None,
            }
        }
        _ => None,
    }
}

/// The record that the block of this plan leaves of them.
fn record_of<'a>(holder: &HolderId, all: &'a [Applied]) -> Option<&'a BlockRecord> {
    all.iter().find_map(|applied| match &applied.change.op {
        Op::DeactivateUser(op) if applied.change.holder == *holder => Some(&op.record),
        _ => None,
    })
}

/// Whether a key is blocked; one that is not there any more is not.
fn is_blocked(roster: &Roster, hash: &KeyHash) -> Option<bool> {
    let keys = &roster.proxy()?.keys;
    match keys.rows.iter().find(|key| key.hash == *hash) {
        Some(key) => key.blocked,
        None => keys.is_complete().then_some(false),
    }
}
