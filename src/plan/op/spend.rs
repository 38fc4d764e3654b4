//! Setting the spend of users and keys, which is how a reset is made.

use serde::{Deserialize, Serialize};

use super::{Act, Danger, KeyLabel, Nature, Op, Operation, Outcome, Reach, Subject, Turn, Wording};
use crate::domain::time::absolute;
use crate::domain::{Key, KeyHash, Moment, ProxyUserId, Usd};
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
    /// When the server was to set it back, as it was seen: what was spent is of the window until
    /// then. `None` where nothing would, and where bursar did not keep it yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resets_at: Option<Moment>,
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
    /// When the server was to set it back, as it was seen: what was spent is of the window until
    /// then. `None` where nothing would, and where bursar did not keep it yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resets_at: Option<Moment>,
}

impl SetKeySpend {
    /// Sets the spend of that key back.
    pub(crate) fn to_zero(key: &Key) -> Self {
        let (hash, label) = (key.hash.clone(), key.label());
        let resets_at = key.in_force().resets_at;
        Self { hash, label, before: key.spend, after: Usd::ZERO, resets_at }
    }
}

/// Refuses to bring spend of one window into another, where it would count again.
///
/// # Errors
/// The window that ended `then` is over, since the next one ends `now`: a sentence that says so.
pub(crate) fn same_window(then: Option<Moment>, now: Option<Moment>) -> Result<(), String> {
    let Some(then) = then.filter(|then| Some(*then) != now) else { return Ok(()) };
    let next = now
        .map_or_else(|| "without an end".to_owned(), |now| format!("until {}", absolute(now.at())));
    Err(format!(
        "it was spent in the budget window until {}, and would count in the present one, {next}",
        absolute(then.at())
    ))
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
        let resets_at = person.and_then(PersonRef::proxy).and_then(|user| user.budget.resets_at);
        same_window(self.resets_at, resets_at)?;
        let now = person.and_then(PersonRef::spend);
        let after = restored(self.before, self.after, now, outcome)?;
        Ok(Self { user_id: self.user_id.clone(), before: now, after, resets_at }.into())
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
        let resets_at = key.and_then(|key| key.in_force().resets_at);
        same_window(self.resets_at, resets_at)?;
        let now = key.and_then(|key| key.spend);
        let after = restored(self.before, self.after, now, outcome)?;
        let (hash, label) = (self.hash.clone(), self.label.clone());
        Ok(Self { hash, label, before: now, after, resets_at }.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::sample::now;

    #[test]
    fn spend_stays_in_the_window_in_which_it_was_spent() {
        let (then, later) =
            (Some(now().into()), Some((now() + jiff::SignedDuration::from_hours(1)).into()));
        assert_eq!(same_window(then, then), Ok(()));
        assert_eq!(same_window(None, None), Ok(()));
        assert_eq!(same_window(None, later), Ok(()), "bursar did not always keep it");
        assert!(same_window(then, later).unwrap_err().contains("the budget window until"));
        assert!(same_window(then, None).unwrap_err().contains("without an end"));
    }
}
