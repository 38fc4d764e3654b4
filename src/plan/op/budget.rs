//! Setting an internal user's budget: unlimited, zero or an amount, and its window.

use serde::{Deserialize, Serialize};

use super::{Danger, Op, Operation, Outcome};
use crate::domain::{Budget, ProxyUserId};
use crate::roster::PersonRef;

/// `POST /user/update {max_budget, budget_duration}`; null clears (`max_budget` ≥ 1.82.0,
/// `budget_duration` ≥ 1.102).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SetBudget {
    /// `user_id`.
    pub user_id: ProxyUserId,
    /// As it was seen.
    pub before: Budget,
    /// As it will be; the server computes the reset time itself.
    pub after: Budget,
}

impl Operation for SetBudget {
    fn before(&self) -> String {
        format!("budget {}", self.before)
    }

    fn after(&self) -> String {
        format!("budget {}", self.after)
    }

    fn danger(&self) -> Danger {
        Danger::Reversible
    }

    fn inverse(&self, person: Option<PersonRef<'_>>, _: &Outcome) -> Result<Op, String> {
        if let Some(user) = person.and_then(PersonRef::proxy)
            && (user.budget.limit, &user.budget.window) != (self.after.limit, &self.after.window)
        {
            return Err(format!("the budget was changed since, to {}", user.budget));
        }
        Ok(Self {
            user_id: self.user_id.clone(),
            before: self.after.clone(),
            after: Budget { resets_at: None, ..self.before.clone() },
        }
        .into())
    }
}
