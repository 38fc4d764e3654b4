//! Blocking, unblocking and deleting virtual keys.

use serde::{Deserialize, Serialize};

use super::{Danger, Op, Operation, Outcome};
use crate::domain::{KeyHash, ProxyUserId};
use crate::roster::PersonRef;

const GONE: &str = "a deleted key cannot be had back; mint another";

/// What to call a key in a sentence: alias or masked name. Harmless to show.
pub type KeyLabel = String;

/// `POST /key/block`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BlockKey {
    /// Which key.
    pub hash: KeyHash,
    /// What to call it.
    pub label: KeyLabel,
    /// Whose it was: another's is not blocked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<ProxyUserId>,
}

/// `POST /key/unblock`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct UnblockKey {
    /// Which key.
    pub hash: KeyHash,
    /// What to call it.
    pub label: KeyLabel,
}

/// `POST /key/delete`: only ever as the undoing of a mint.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DeleteKey {
    /// Which key.
    pub hash: KeyHash,
    /// What to call it.
    pub label: KeyLabel,
}

impl Operation for BlockKey {
    fn before(&self) -> String {
        format!("key {} works", self.label)
    }

    fn after(&self) -> String {
        format!("key {} blocked", self.label)
    }

    fn danger(&self) -> Danger {
        Danger::Reversible
    }

    /// A key that the record no longer names was given back, and is blocked by another hand if at
    /// all.
    fn inverse(&self, person: Option<PersonRef<'_>>, _: &Outcome) -> Result<Op, String> {
        let record = person.and_then(PersonRef::proxy).and_then(|u| u.bursar.blocked.as_ref());
        if !record.is_some_and(|record| record.keys.contains(&self.hash)) {
            return Err("bursar's block of this key was lifted since".into());
        }
        Ok(UnblockKey { hash: self.hash.clone(), label: self.label.clone() }.into())
    }
}

impl Operation for UnblockKey {
    fn before(&self) -> String {
        format!("key {} blocked", self.label)
    }

    fn after(&self) -> String {
        format!("key {} works", self.label)
    }

    fn danger(&self) -> Danger {
        Danger::Reversible
    }

    fn inverse(&self, person: Option<PersonRef<'_>>, _: &Outcome) -> Result<Op, String> {
        let owner = person.and_then(PersonRef::proxy).map(|user| user.id.clone());
        Ok(BlockKey { hash: self.hash.clone(), label: self.label.clone(), owner }.into())
    }
}

impl Operation for DeleteKey {
    fn before(&self) -> String {
        format!("key {}", self.label)
    }

    fn after(&self) -> String {
        "no key".into()
    }

    fn danger(&self) -> Danger {
        Danger::Consequential
    }

    fn lasting(&self) -> Option<&'static str> {
        Some(GONE)
    }

    fn inverse(&self, _: Option<PersonRef<'_>>, _: &Outcome) -> Result<Op, String> {
        Err(GONE.into())
    }
}
