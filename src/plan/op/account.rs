//! Creating and updating accounts in Open WebUI.

use serde::{Deserialize, Serialize};

use super::{
    Act, Danger, Edits, Nature, Op, Operation, Outcome, Reach, Subject, Turn, Whole, Wording,
};
use crate::domain::{AccountId, Email, ProxyUserId, Role, Text};
use crate::roster::PersonRef;

const NOBODY: &str = "bursar deletes nobody; block the account instead";

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

    fn nature(&self) -> Nature<'_> {
        Nature {
            subject: Subject::Person,
            danger: Danger::Adds,
            lasting: Some(NOBODY),
            reach: Reach::Own,
            act: Act::MakesAccount,
            rewrites: None,
            turn: Turn::Any,
            wording: Wording::Verb,
            lags: false,
        }
    }

    fn inverse(&self, _: Option<PersonRef<'_>>, _: &Outcome) -> Result<Op, String> {
        Err(NOBODY.into())
    }
}

/// `POST /api/v1/users/{id}/update` of `name` and `email`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct UpdateAccount {
    pub account: AccountId,
    #[serde(flatten)]
    pub edits: Edits,
}

impl Operation for UpdateAccount {
    fn before(&self) -> String {
        self.edits.before()
    }

    fn after(&self) -> String {
        self.edits.after()
    }

    fn nature(&self) -> Nature<'_> {
        Nature {
            subject: Subject::Person,
            danger: Danger::Reversible,
            lasting: self.edits.lasting(),
            reach: Reach::Own,
            act: Act::Sets,
            rewrites: Some(Whole::Account(&self.account)),
            turn: Turn::Any,
            wording: Wording::Verb,
            lags: false,
        }
    }

    fn inverse(&self, person: Option<PersonRef<'_>>, _: &Outcome) -> Result<Op, String> {
        if let Some(account) = person.and_then(PersonRef::account) {
            self.edits.still(Some(&account.name), account.email.as_ref().map(Email::raw))?;
        }
        Ok(Self { account: self.account.clone(), edits: self.edits.inverse()? }.into())
    }
}
