//! Setting the spend of users and keys, which is how a reset is made.

use serde::{Deserialize, Serialize};

use super::{Act, Danger, KeyLabel, Nature, Op, Operation, Outcome, Reach, Subject, Turn, Wording};
use crate::domain::{Key, KeyHash, ProxyUserId, Usd};
use crate::roster::PersonRef;

/// `POST /user/update {spend}`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SetSpend {
    /// `user_id`.
    pub user_id: ProxyUserId,
    /// As it was seen; spend goes on growing, so it is no precondition of a reset.
    pub before: Option<Usd>,
    /// As it will be.
    pub after: Usd,
}

/// `POST /key/{hash}/reset_spend` to zero (≥ 1.82), `POST /key/update {spend}` to anything else.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SetKeySpend {
    pub hash: KeyHash,
    pub label: KeyLabel,
    /// As it was seen.
    pub before: Option<Usd>,
    /// As it will be.
    pub after: Usd,
}

impl SetKeySpend {
    /// Sets the spend of that key back.
    pub(crate) fn to_zero(key: &Key) -> Self {
        let (hash, label) = (key.hash.clone(), key.label());
        Self { hash, label, before: key.spend, after: Usd::ZERO }
    }
}

pub(super) fn shown(spend: Option<Usd>) -> String {
    spend.map_or_else(|| "spend unknown".to_owned(), |spend| format!("spend {spend}"))
}

/// What was taken away is added to what has been spent since. What was there is known from the
/// read just before the write, else from when the plan was made.
fn restored(
    before: Option<Usd>,
    after: Usd,
    now: Option<Usd>,
    outcome: &Outcome,
) -> Result<Usd, String> {
    let before = outcome.found.or(before).ok_or("the spend before it is not known")?;
    let now = now.ok_or("what was spent since is not known")?;
    Ok(now + (before - after))
}

impl Operation for SetSpend {
    fn before(&self) -> String {
        shown(self.before)
    }

    fn after(&self) -> String {
        shown(Some(self.after))
    }

    fn nature(&self) -> Nature<'_> {
        Nature {
            subject: Subject::Person,
            danger: Danger::Consequential,
            lasting: None,
            reach: Reach::Own,
            act: Act::Sets,
            rewrites: None,
            turn: Turn::Any,
            wording: Wording::Values,
            lags: true,
        }
    }

    fn inverse(&self, person: Option<PersonRef<'_>>, outcome: &Outcome) -> Result<Op, String> {
        let now = person.and_then(PersonRef::spend);
        let after = restored(self.before, self.after, now, outcome)?;
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

    fn nature(&self) -> Nature<'_> {
        Nature {
            subject: Subject::Key(&self.hash),
            danger: Danger::Consequential,
            lasting: None,
            reach: Reach::Own,
            act: Act::Sets,
            rewrites: None,
            turn: Turn::Any,
            wording: Wording::Values,
            lags: true,
        }
    }

    fn inverse(&self, person: Option<PersonRef<'_>>, outcome: &Outcome) -> Result<Op, String> {
        let key = person.and_then(|person| person.keys().find(|key| key.hash == self.hash));
        let now = key.and_then(|key| key.spend);
        let after = restored(self.before, self.after, now, outcome)?;
        let (hash, label) = (self.hash.clone(), self.label.clone());
        Ok(Self { hash, label, before: now, after }.into())
    }
}
