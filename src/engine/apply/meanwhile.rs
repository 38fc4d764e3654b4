//! What a second operator did to the same users while a plan was applied. Two hosts may both read a
//! record before either writes it, and then either finds its own wish read back.

use std::collections::HashMap;

use crate::api::litellm::Writer;
use crate::domain::{ProxyUser, ProxyUserId, Zero};
use crate::engine::verb::budget::terms;
use crate::plan::{Change, Op, Outcome, Plan};

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
    let words = |(change, id): (&Change, &ProxyUserId)| {
        let what = moved(&change.op, users.get(id)?)?;
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

/// What another hand did, if the record is not as the operation left it.
fn moved(op: &Op, now: &ProxyUser) -> Option<String> {
    let record = now.bursar.blocked.as_deref();
    match op {
        Op::SetBudget(op) if terms(&now.budget) != terms(&op.after) => Some(format!(
            "another hand set the budget at the same time: it is {} now",
            now.budget.words(Zero::RefusesAll)
        )),
        Op::DeactivateUser(op) if record.is_none_or(|record| record.at != op.record.at) => Some(
            "another hand unblocked them at the same time and took away the record of this block, \
             so that `unblock` does not see what it blocked: undo does"
                .to_owned(),
        ),
        Op::ReactivateUser(_) if record.is_some() => {
            Some("another hand blocked them at the same time".to_owned())
        }
        _ => None,
    }
}
