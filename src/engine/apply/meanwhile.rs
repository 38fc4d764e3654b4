//! What a second operator did to the same users while a plan was applied. Two hosts may both read a
//! record before either writes it, and then either finds its own wish read back.

use std::collections::HashMap;

use crate::api::litellm::Writer;
use crate::domain::{ProxyUser, ProxyUserId, Zero};
use crate::engine::verb::budget::terms;
use crate::plan::{Change, HolderId, Op, Outcome, Plan};

/// Reads the users of what was done once more, and says in a sentence each whose record is not as
/// the plan left it. What cannot be read is passed over: it was read back once.
pub(super) async fn meanwhile(
    proxy: &Writer,
    plan: &Plan,
    outcomes: &[(u32, Outcome)],
) -> Vec<String> {
    let ends: HashMap<u32, &Outcome> = outcomes.iter().map(|(id, end)| (*id, end)).collect();
    let is_so = |change: &Change| ends.get(&change.id).is_some_and(|end| end.kind.is_success());
    let left = plan.changes.iter().filter(|change| is_so(change));
    let left: Vec<(&Change, &ProxyUserId)> =
        left.filter_map(|change| Some((change, whose(&change.op)?))).collect();
    let ids: Vec<ProxyUserId> = left.iter().map(|(_, id)| (*id).clone()).collect();
    let users = match proxy.reader().users_by_id(&ids).await {
        Ok(users) => users,
        Err(error) => {
            tracing::debug!(%error, "users were not read once more");
            return Vec::new();
        }
    };
    let users: HashMap<&ProxyUserId, &ProxyUser> =
        users.iter().map(|user| (&user.id, user)).collect();
    let blocked = |holder: &HolderId| {
        let keys = plan.changes.iter().filter(|change| change.holder == *holder && is_so(change));
        keys.filter_map(|change| match &change.op {
            Op::BlockKey(op) => Some(op.hash.to_string()),
            _ => None,
        })
        .collect::<Vec<_>>()
    };
    let words = |(change, id): (&Change, &ProxyUserId)| {
        let what = moved(&change.op, users.get(id)?, || blocked(&change.holder))?;
        Some(format!("{} ({id}): {what}", change.user))
    };
    left.into_iter().filter_map(words).collect()
}

/// The user whose record the operation leaves in a state that two hosts may race for.
fn whose(op: &Op) -> Option<&ProxyUserId> {
    match op {
        Op::SetBudget(op) => Some(&op.user_id),
        Op::DeactivateUser(op) => Some(&op.user_id),
        Op::ReactivateUser(op) => Some(&op.user_id),
        _ => None,
    }
}

/// What another hand did, if the record is not as the operation left it. `blocked` are the keys
/// that the plan blocked with them.
fn moved(op: &Op, now: &ProxyUser, blocked: impl Fn() -> Vec<String>) -> Option<String> {
    let record = now.bursar.blocked.as_deref();
    match op {
        Op::SetBudget(op) if terms(&now.budget) != terms(&op.after) => Some(format!(
            "another hand set the budget at the same time: it is {} now",
            now.budget.words(Zero::RefusesAll)
        )),
        Op::DeactivateUser(op) if record.is_none_or(|record| record.at != op.record.at) => {
            let (what, keys) =
                ("another hand unblocked them at the same time", blocked().join(" "));
            Some(match keys.as_str() {
                "" => format!("{what}; undo gives the chat back, if this took it"),
                keys => format!(
                    "{what}, and no record names the keys that this blocked: `bursar key unblock \
                     {keys}` lets them work again; undo gives the chat back"
                ),
            })
        }
        Op::ReactivateUser(_) if record.is_some() => {
            Some("another hand blocked them at the same time".to_owned())
        }
        _ => None,
    }
}
