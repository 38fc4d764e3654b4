//! Blocking, unblocking, extending and deleting virtual keys.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Act, Danger, Nature, Op, Operation, Outcome, Reach, Subject, Turn, Wording};
use crate::domain::time::absolute;
use crate::domain::{KeyHash, Moment, ProxyUserId};
use crate::roster::PersonRef;

const GONE: &str = "a deleted key cannot be had back; mint another";

/// What to call a key in a sentence: alias or masked name. Harmless to show.
pub type KeyLabel = String;

/// `POST /key/block`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BlockKey {
    pub hash: KeyHash,
    pub label: KeyLabel,
    /// Whose it was: another's is not blocked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<ProxyUserId>,
    /// Whether it is blocked for itself, and not with its owner, whose record names it then.
    #[serde(default)]
    pub alone: bool,
}

/// `POST /key/unblock`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct UnblockKey {
    pub hash: KeyHash,
    pub label: KeyLabel,
    /// Whether it is unblocked for itself, and not with its owner.
    #[serde(default)]
    pub alone: bool,
}

/// `POST /key/update {duration}`: until when the key works.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SetKeyExpiry {
    pub hash: KeyHash,
    pub label: KeyLabel,
    /// As it was seen; `None` never expires.
    pub before: Option<Timestamp>,
    /// As it will be, to the second; a moment that is past expires it at once.
    pub after: Option<Timestamp>,
}

/// `POST /key/delete`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DeleteKey {
    pub hash: KeyHash,
    pub label: KeyLabel,
}

impl Operation for BlockKey {
    fn before(&self) -> String {
        format!("key {} works", self.label)
    }

    fn after(&self) -> String {
        format!("key {} blocked", self.label)
    }

    fn nature(&self) -> Nature<'_> {
        Nature {
            subject: Subject::Key(&self.hash),
            danger: Danger::Reversible,
            lasting: None,
            reach: Reach::Own,
            act: Act::StopsKey { alone: self.alone },
            rewrites: None,
            turn: Turn::Any,
            wording: Wording::Verb,
            lags: true,
        }
    }

    /// A key that the record no longer names was given back, and is blocked by another hand if at
    /// all.
    fn inverse(&self, person: Option<PersonRef<'_>>, _: &Outcome) -> Result<Op, String> {
        let record = person.and_then(PersonRef::proxy).and_then(|u| u.bursar.blocked.as_ref());
        if !self.alone && !record.is_some_and(|record| record.keys.contains(&self.hash)) {
            return Err("bursar's block of this key was lifted since".into());
        }
        let (hash, label) = (self.hash.clone(), self.label.clone());
        Ok(UnblockKey { hash, label, alone: self.alone }.into())
    }
}

impl Operation for UnblockKey {
    fn before(&self) -> String {
        format!("key {} blocked", self.label)
    }

    fn after(&self) -> String {
        format!("key {} works", self.label)
    }

    fn nature(&self) -> Nature<'_> {
        Nature {
            subject: Subject::Key(&self.hash),
            danger: Danger::Reversible,
            lasting: None,
            reach: Reach::Own,
            act: Act::Sets,
            rewrites: None,
            turn: Turn::Any,
            wording: Wording::Verb,
            lags: true,
        }
    }

    fn inverse(&self, person: Option<PersonRef<'_>>, _: &Outcome) -> Result<Op, String> {
        let owner = person.and_then(PersonRef::proxy).map(|user| user.id.clone());
        let (hash, label) = (self.hash.clone(), self.label.clone());
        Ok(BlockKey { hash, label, owner, alone: self.alone }.into())
    }
}

fn until(expires: Option<Timestamp>) -> String {
    expires.map_or_else(|| "never expires".to_owned(), |at| format!("expires {}", absolute(at)))
}

impl Operation for SetKeyExpiry {
    fn before(&self) -> String {
        format!("key {} {}", self.label, until(self.before))
    }

    fn after(&self) -> String {
        format!("key {} {}", self.label, until(self.after))
    }

    fn nature(&self) -> Nature<'_> {
        Nature {
            subject: Subject::Key(&self.hash),
            danger: Danger::Reversible,
            lasting: None,
            reach: Reach::Own,
            act: Act::Sets,
            rewrites: None,
            turn: Turn::Any,
            wording: Wording::Verb,
            lags: false,
        }
    }

    fn inverse(&self, person: Option<PersonRef<'_>>, _: &Outcome) -> Result<Op, String> {
        let key = person.and_then(|person| person.keys().find(|key| key.hash == self.hash));
        // What the server made of it is to the millisecond, and some seconds later.
        let before = key.map_or(self.after, |key| key.expires.at().map(Moment::at));
        let (hash, label) = (self.hash.clone(), self.label.clone());
        Ok(Self { hash, label, before, after: self.before }.into())
    }
}

impl Operation for DeleteKey {
    fn before(&self) -> String {
        format!("key {}", self.label)
    }

    fn after(&self) -> String {
        "no key".into()
    }

    fn nature(&self) -> Nature<'_> {
        Nature {
            subject: Subject::Key(&self.hash),
            danger: Danger::Consequential,
            lasting: Some(GONE),
            reach: Reach::Own,
            act: Act::DeletesKey,
            rewrites: None,
            turn: Turn::Any,
            wording: Wording::Verb,
            lags: false,
        }
    }

    fn inverse(&self, _: Option<PersonRef<'_>>, _: &Outcome) -> Result<Op, String> {
        Err(GONE.into())
    }
}
