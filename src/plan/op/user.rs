//! Creating and updating internal users at the proxy.

use serde::{Deserialize, Serialize};

use super::{Act, Danger, Edits, Nature, Op, Operation, Outcome, Reach, Subject, Turn, Wording};
use crate::domain::{Email, Limit, ProxyUserId, Text};
use crate::roster::PersonRef;

const NOBODY: &str = "bursar deletes nobody; block the user instead";

/// `POST /user/new`, always with `auto_create_key:false`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CreateUser {
    /// `user_id`: the Open WebUI account's id, so that the halves stay linked.
    pub user_id: ProxyUserId,
    /// `user_email`.
    pub email: Option<Text>,
    /// `user_alias`.
    pub alias: Option<Text>,
    /// `user_role`; `None` leaves it to the proxy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<Text>,
    /// `max_budget`; `None` leaves it to the proxy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_budget: Option<Limit>,
}

impl Operation for CreateUser {
    fn before(&self) -> String {
        "no user".into()
    }

    fn after(&self) -> String {
        let mut parts = vec![format!("user {}", self.user_id)];
        parts.extend(self.alias.as_ref().map(|alias| format!("name {alias}")));
        parts.extend(self.email.as_ref().map(|email| format!("e-mail {email}")));
        parts.extend(self.role.as_ref().map(|role| format!("role {role}")));
        parts.extend(self.max_budget.map(|limit| format!("budget {limit}")));
        parts.join(", ")
    }

    fn nature(&self) -> Nature<'_> {
        Nature {
            subject: Subject::Person,
            danger: Danger::Adds,
            lasting: Some(NOBODY),
            reach: Reach::Own,
            act: Act::MakesUser,
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

/// `POST /user/update` of `user_alias` and `user_email`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct UpdateUser {
    /// `user_id`.
    pub user_id: ProxyUserId,
    #[serde(flatten)]
    pub edits: Edits,
}

impl Operation for UpdateUser {
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
            rewrites: None,
            turn: Turn::Any,
            wording: Wording::Verb,
            lags: false,
        }
    }

    fn inverse(&self, person: Option<PersonRef<'_>>, _: &Outcome) -> Result<Op, String> {
        if let Some(user) = person.and_then(PersonRef::proxy) {
            self.edits.still(user.alias.as_ref(), user.email.as_ref().map(Email::raw))?;
        }
        Ok(Self { user_id: self.user_id.clone(), edits: self.edits.inverse()? }.into())
    }
}
