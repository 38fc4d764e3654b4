//! An account's role in Open WebUI; `pending` is how that server blocks.

use serde::{Deserialize, Serialize};

use super::{Danger, Op, Operation, Outcome};
use crate::domain::{AccountId, Role};
use crate::roster::PersonRef;

/// `POST /api/v1/users/{id}/update` of `role`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SetRole {
    /// Which account.
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

    fn danger(&self) -> Danger {
        Danger::Reversible
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
