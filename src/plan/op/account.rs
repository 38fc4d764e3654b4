//! Creating and updating accounts in Open WebUI.

use serde::{Deserialize, Serialize};

use super::{Danger, Edit, Op, Operation, Outcome, invert_edits, list_edits};
use crate::domain::{AccountId, ProxyUserId, Role, Text};
use crate::roster::PersonRef;

/// `POST /api/v1/auths/add`, with a random password that is shown only if it was asked for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CreateAccount {
    /// For whom of the proxy.
    pub user_id: ProxyUserId,
    /// `name`.
    pub name: Text,
    /// `email`: what links the halves, since the server chooses the account's id.
    pub email: Text,
    /// `role`: never more than the policy's map gives.
    pub role: Role,
}

impl Operation for CreateAccount {
    fn before(&self) -> String {
        "no account".into()
    }

    fn after(&self) -> String {
        format!("account {}, name {}, role {}", self.email, self.name, self.role)
    }

    fn danger(&self) -> Danger {
        Danger::Adds
    }

    fn inverse(&self, _: Option<PersonRef<'_>>, _: &Outcome) -> Result<Op, String> {
        Err("bursar deletes nobody; block the account instead".into())
    }
}

/// `POST /api/v1/users/{id}/update` of `name` and `email`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct UpdateAccount {
    /// Which account.
    pub account: AccountId,
    /// `name`.
    pub name: Option<Edit>,
    /// `email`: what the person signs in with.
    pub email: Option<Edit>,
}

impl Operation for UpdateAccount {
    fn before(&self) -> String {
        list_edits(self.name.as_ref(), self.email.as_ref(), |edit| edit.before.as_ref())
    }

    fn after(&self) -> String {
        list_edits(self.name.as_ref(), self.email.as_ref(), |edit| Some(&edit.after))
    }

    fn danger(&self) -> Danger {
        Danger::Reversible
    }

    fn inverse(&self, _: Option<PersonRef<'_>>, _: &Outcome) -> Result<Op, String> {
        let (name, email) = invert_edits(self.name.as_ref(), self.email.as_ref())?;
        Ok(Self { account: self.account.clone(), name, email }.into())
    }
}
