//! Setting an internal user's budget. What was sent is not what counts, but what is read back:
//! older proxies ignore the null that clears.

use super::user::fresh;
use super::{IN_FORCE, Standing, standing};
use crate::api::Field;
use crate::api::litellm::{UserPatch, Writer};
use crate::domain::{Budget, Limit, Window};
use crate::engine::settle::{Seen, settle};
use crate::plan::Outcome;
use crate::plan::op::SetBudget;

type Terms = (Limit, Option<Window>);

fn terms(budget: &Budget) -> Terms {
    (budget.limit, budget.window.clone())
}

pub(super) async fn set(proxy: &Writer, op: &SetBudget) -> Outcome {
    let now = match fresh(proxy, &op.user_id).await {
        Ok(user) => user.budget,
        Err(outcome) => return outcome,
    };
    let (before, after) = (terms(&op.before), terms(&op.after));
    match standing(&terms(&now), &before, &after) {
        Standing::Already => return Outcome::already_true(format!("the budget is {now} already")),
        Standing::AsReviewed => {}
        Standing::Moved => {
            return Outcome::refused(format!(
                "the budget changed since the plan was made: it is {now}; make a new plan"
            ));
        }
    }
    // Sending an unchanged window would move the reset time.
    let window = match &after.1 {
        _ if before.1 == after.1 => Field::Keep,
        Some(window) => Field::Set(window.clone()),
        None => Field::Clear,
    };
    let patch = UserPatch {
        max_budget: (before.0 != after.0).then_some(after.0),
        budget_duration: window,
        ..UserPatch::default()
    };
    let written = proxy.update_user(&op.user_id, &patch).await;
    let read = proxy.reader().user(&op.user_id).await.map(|record| match record {
        Some(record) => compare(&after, &record.user.budget),
        None => Seen::Otherwise("no such user".into()),
    });
    settle(&written, read)
}

fn compare(after: &Terms, now: &Budget) -> Seen {
    if terms(now) != *after {
        return Seen::Otherwise(format!("budget {now}"));
    }
    let reset = now.resets_at.map(|reset| crate::domain::time::absolute(reset.at()));
    let reset = reset.map(|at| format!(", resets {at}")).unwrap_or_default();
    Seen::Wished(format!("read back {now}{reset}; {IN_FORCE}"))
}
