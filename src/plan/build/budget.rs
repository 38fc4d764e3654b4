//! *budget*: `max_budget` and its window of internal users.

use super::{Context, Draft};
use crate::domain::{Budget, Limit, Window};
use crate::plan::op::SetBudget;
use crate::plan::{Plan, Purpose};
use crate::roster::Roster;

/// What the operator asks for; `None` keeps what is there.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct BudgetWish {
    /// `max_budget`.
    pub limit: Option<Limit>,
    /// `budget_duration`; `Some(None)` takes the window away.
    pub window: Option<Option<Window>>,
}

/// The plan that sets these people's budgets (indices of the roster).
pub fn budget(roster: &Roster, people: &[u32], wish: &BudgetWish, context: &Context) -> Plan {
    let mut draft = Draft::new(roster, context);
    for person in people.iter().filter_map(|&index| roster.get(index)) {
        let Some(user) = person.proxy() else {
            draft.refuse(person, "has no user at the proxy, so there is no budget; sync first");
            continue;
        };
        let before = user.budget.clone();
        let after = Budget {
            limit: wish.limit.unwrap_or(before.limit),
            window: wish.window.clone().unwrap_or_else(|| before.window.clone()),
            resets_at: None,
        };
        if after.limit == before.limit && after.window == before.window {
            draft.skip(person, format!("the budget is {before} already"));
            continue;
        }
        let spend = user.spend.unwrap_or_default();
        let reason = if after.limit.is_exhausted_by(spend) {
            format!("asked for; with a spend of {spend} the proxy refuses at once")
        } else {
            "asked for; the spend stays as it is".to_owned()
        };
        draft.add(person, SetBudget { user_id: user.id.clone(), before, after }, reason);
    }
    draft.finish(Purpose::Budget)
}
