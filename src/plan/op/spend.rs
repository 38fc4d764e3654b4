//! Setting the spend of users and keys, which is how a reset is made.

use serde::{Deserialize, Serialize};

use super::{Danger, KeyLabel, Op, Operation, Outcome};
use crate::domain::{KeyHash, ProxyUserId, Usd};
use crate::roster::PersonRef;

/// `POST /user/update {spend}`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SetSpend {
    /// `user_id`.
    pub user_id: ProxyUserId,
    /// As it was seen; spend goes on growing, so it is no precondition.
    pub before: Option<Usd>,
    /// As it will be.
    pub after: Usd,
}

/// `POST /key/{hash}/reset_spend` to zero (≥ 1.82), `POST /key/update {spend}` to anything else.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SetKeySpend {
    /// Which key.
    pub hash: KeyHash,
    /// What to call it.
    pub label: KeyLabel,
    /// As it was seen.
    pub before: Option<Usd>,
    /// As it will be.
    pub after: Usd,
}

fn shown(spend: Option<Usd>) -> String {
    spend.map_or_else(|| "spend unknown".to_owned(), |spend| format!("spend {spend}"))
}

/// What was taken away is added to what has been spent since.
fn restored(before: Option<Usd>, after: Usd, now: Option<Usd>) -> Result<Usd, String> {
    let taken = before.ok_or("the spend before it is not known")? - after;
    Ok(now.unwrap_or(after) + taken)
}

impl Operation for SetSpend {
    fn before(&self) -> String {
        shown(self.before)
    }

    fn after(&self) -> String {
        shown(Some(self.after))
    }

    fn danger(&self) -> Danger {
        Danger::Consequential
    }

    fn inverse(&self, person: Option<PersonRef<'_>>, _: &Outcome) -> Result<Op, String> {
        let now = person.and_then(PersonRef::spend);
        let after = restored(self.before, self.after, now)?;
        Ok(Self { user_id: self.user_id.clone(), before: now, after }.into())
    }
}

impl Operation for SetKeySpend {
    fn before(&self) -> String {
        format!("key {} {}", self.label, shown(self.before))
    }

    fn after(&self) -> String {
        format!("key {} {}", self.label, shown(Some(self.after)))
    }

    fn danger(&self) -> Danger {
        Danger::Consequential
    }

    fn inverse(&self, person: Option<PersonRef<'_>>, _: &Outcome) -> Result<Op, String> {
        let key = person.and_then(|person| person.keys().find(|key| key.hash == self.hash));
        let now = key.and_then(|key| key.spend);
        let after = restored(self.before, self.after, now)?;
        let (hash, label) = (self.hash.clone(), self.label.clone());
        Ok(Self { hash, label, before: now, after }.into())
    }
}
