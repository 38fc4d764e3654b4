//! An account's role in Open WebUI; `pending` is how that server blocks.

use serde::{Deserialize, Serialize};

use super::{Act, Danger, Nature, Op, Operation, Outcome, Reach, Subject, Turn, Whole, Wording};
use crate::domain::{AccountId, Role};
use crate::roster::PersonRef;

/// `POST /api/v1/users/{id}/update` of `role`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SetRole {
    pub account: AccountId,
    /// As it was seen.
    pub before: Role,
    /// As it will be.
    pub after: Role,
}

impl Operation for SetRole {
    fn before(&self) -> String {
        format!("role {}", self.before)
    }

    fn after(&self) -> String {
        format!("role {}", self.after)
    }

    fn nature(&self) -> Nature<'_> {
        Nature {
            subject: Subject::Person,
            danger: Danger::Reversible,
            lasting: None,
            // An admin may change and read what is everybody's.
            reach: if self.after == Role::Admin { Reach::Shared } else { Reach::Own },
            act: if self.after == Role::Pending { Act::StopsAccount } else { Act::Sets },
            rewrites: Some(Whole::Account(&self.account)),
            turn: Turn::Any,
            wording: Wording::Values,
            lags: false,
        }
    }

    fn inverse(&self, person: Option<PersonRef<'_>>, _: &Outcome) -> Result<Op, String> {
        if let Some(account) = person.and_then(PersonRef::account)
            && account.role != self.after
        {
            return Err(format!("the role was changed since, to {}", account.role));
        }
        Ok(Self {
            account: self.account.clone(),
            before: self.after.clone(),
            after: self.before.clone(),
        }
        .into())
    }
}
