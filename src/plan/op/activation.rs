//! Stopping an internal user, and letting them work again.
//!
//! LiteLLM's users have no `blocked` column: `metadata.scim_active:false` stops every key of the
//! user (≥ 1.84.0), and every key is blocked besides. Beside it stands the record of which keys
//! are ours to unblock.

use serde::{Deserialize, Serialize};

use super::{Act, Danger, Nature, Op, Operation, Outcome, Reach, Subject, Turn, Whole, Wording};
use crate::domain::{BlockRecord, ProxyUserId};
use crate::roster::PersonRef;

/// `POST /user/update` of `metadata`: the record, and `scim_active:false` where it is enforced.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DeactivateUser {
    /// `user_id`.
    pub user_id: ProxyUserId,
    /// What is remembered at the proxy.
    pub record: BlockRecord,
    /// Whether the server honours `scim_active`.
    pub scim: bool,
}

/// `POST /user/update` of `metadata`: `scim_active` as it was, and the record removed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReactivateUser {
    /// `user_id`.
    pub user_id: ProxyUserId,
    /// As it was seen; what the record at the proxy names then is what counts.
    pub record: BlockRecord,
    /// Whether the server honours `scim_active`.
    pub scim: bool,
}

/// `POST /user/update` of `metadata.scim_active` alone, where no block of bursar's is remembered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SetActive {
    /// `user_id`.
    pub user_id: ProxyUserId,
    /// As it will be; it was the opposite.
    pub active: bool,
}

fn active(active: bool) -> String {
    if active { "active".into() } else { "deactivated (scim_active false)".into() }
}

impl Operation for SetActive {
    fn before(&self) -> String {
        active(!self.active)
    }

    fn after(&self) -> String {
        active(self.active)
    }

    fn nature(&self) -> Nature<'_> {
        Nature {
            subject: Subject::Person,
            danger: Danger::Reversible,
            lasting: None,
            reach: Reach::Own,
            act: Act::Sets,
            rewrites: Some(Whole::UserMetadata(&self.user_id)),
            turn: Turn::Any,
            wording: Wording::Verb,
            lags: false,
        }
    }

    fn inverse(&self, person: Option<PersonRef<'_>>, _: &Outcome) -> Result<Op, String> {
        let user = person.and_then(PersonRef::proxy);
        if user.is_some_and(|user| user.bursar.blocked.is_some()) {
            return Err("bursar blocked the user since".into());
        }
        Ok(Self { user_id: self.user_id.clone(), active: !self.active }.into())
    }
}

fn stopped(record: &BlockRecord, scim: bool) -> String {
    let keys = match record.keys.len() {
        0 => "no key to block".to_owned(),
        1 => "1 key to block".to_owned(),
        n => format!("{n} keys to block"),
    };
    if scim { format!("deactivated, {keys}") } else { format!("remembered as blocked, {keys}") }
}

impl Operation for DeactivateUser {
    fn before(&self) -> String {
        if self.scim { "active".into() } else { "not remembered as blocked".into() }
    }

    fn after(&self) -> String {
        stopped(&self.record, self.scim)
    }

    fn nature(&self) -> Nature<'_> {
        Nature {
            subject: Subject::Person,
            danger: Danger::Reversible,
            lasting: None,
            reach: Reach::Own,
            act: Act::StopsUser { is_enforced: self.scim },
            rewrites: Some(Whole::UserMetadata(&self.user_id)),
            turn: Turn::First,
            wording: Wording::Verb,
            lags: true,
        }
    }

    fn inverse(&self, person: Option<PersonRef<'_>>, _: &Outcome) -> Result<Op, String> {
        let user = person.and_then(PersonRef::proxy);
        if user.is_some_and(|user| user.bursar.blocked.is_none()) {
            return Err("bursar's block was lifted since".into());
        }
        let Self { user_id, record, scim } = self.clone();
        Ok(ReactivateUser { user_id, record, scim }.into())
    }
}

impl Operation for ReactivateUser {
    fn before(&self) -> String {
        stopped(&self.record, self.scim)
    }

    fn after(&self) -> String {
        if self.scim { "active".into() } else { "not remembered as blocked".into() }
    }

    fn nature(&self) -> Nature<'_> {
        Nature {
            subject: Subject::Person,
            danger: Danger::Reversible,
            lasting: None,
            reach: Reach::Own,
            act: Act::Sets,
            rewrites: Some(Whole::UserMetadata(&self.user_id)),
            turn: Turn::Last,
            wording: Wording::Verb,
            lags: true,
        }
    }

    fn inverse(&self, person: Option<PersonRef<'_>>, _: &Outcome) -> Result<Op, String> {
        let user = person.and_then(PersonRef::proxy);
        if user.is_some_and(|user| user.bursar.blocked.is_some()) {
            return Err("the user was blocked again since".into());
        }
        let Self { user_id, record, scim } = self.clone();
        Ok(DeactivateUser { user_id, record, scim }.into())
    }
}
