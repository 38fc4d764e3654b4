//! *budget*: `max_budget` and its window of internal users.

mod relative;

use super::{Context, Draft};
use crate::domain::{Budget, Limit, ProxyUser, Usd, Window};
use crate::plan::op::SetBudget;
use crate::plan::{Plan, Purpose};
use crate::roster::Roster;
pub use relative::{ParseLimitError, Relative};

/// What limit is wished for: `20`, `unlimited`, `+20%`, `-5`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LimitWish {
    /// This, for everybody.
    Set(Limit),
    /// So much more or less than each one's present amount.
    Change(Relative),
}

impl From<Limit> for LimitWish {
    fn from(limit: Limit) -> Self {
        Self::Set(limit)
    }
}

/// What the operator asks for; `None` keeps what is there.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct BudgetWish {
    /// `max_budget`.
    pub limit: Option<LimitWish>,
    /// `budget_duration`; `Some(None)` takes the window away.
    pub window: Option<Option<Window>>,
}

/// What a wish comes to for one person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The budget becomes this.
    Becomes(Budget),
    /// It stays, since that is what is wished, or nothing can be reckoned from it: why.
    Stays(String),
    /// It cannot be done: why.
    Refused(String),
}

impl BudgetWish {
    /// What the wish comes to for a budget.
    pub fn verdict(&self, before: &Budget) -> Verdict {
        let limit = match self.limit {
            None => before.limit,
            Some(LimitWish::Set(limit)) => limit,
            Some(LimitWish::Change(relative)) => match relative.of(before.limit) {
                Ok(amount) => Limit::Amount(amount),
                Err(verdict) => return verdict,
            },
        };
        let window = self.window.clone().unwrap_or_else(|| before.window.clone());
        if limit == before.limit && window == before.window {
            return Verdict::Stays(format!("the budget is {before} already"));
        }
        Verdict::Becomes(Budget { limit, window, resets_at: None })
    }
}

/// The plan that sets these people's budgets (indices of the roster).
pub fn budget(roster: &Roster, people: &[u32], wish: &BudgetWish, context: &Context) -> Plan {
    let mut draft = Draft::new(roster, context);
    for person in people.iter().filter_map(|&index| roster.get(index)) {
        let Some(user) = person.proxy() else {
            draft.refuse(person, "has no user at the proxy, so there is no budget; sync first");
            continue;
        };
        match wish.verdict(&user.budget) {
            Verdict::Stays(why) => draft.skip(person, why),
            Verdict::Refused(why) => draft.refuse(person, why),
            Verdict::Becomes(after) => {
                let reason = reason(wish, user, &after);
                let before = user.budget.clone();
                draft.add(person, SetBudget { user_id: user.id.clone(), before, after }, reason);
            }
        }
    }
    draft.finish(Purpose::Budget)
}

fn reason(wish: &BudgetWish, user: &ProxyUser, after: &Budget) -> String {
    let asked = match wish.limit {
        Some(LimitWish::Change(relative)) => format!("asked for: {relative}"),
        _ => "asked for".to_owned(),
    };
    let spend: Usd = user.spend.unwrap_or_default();
    if after.limit.is_exhausted_by(spend) {
        format!("{asked}; with a spend of {spend} the proxy refuses at once")
    } else {
        format!("{asked}; the spend stays as it is")
    }
}
