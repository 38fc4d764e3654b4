//! Setting spend, which grows while we look: what was spent since is not a failure.

use super::user::fresh;
use super::{IN_FORCE, Standing, standing};
use crate::api::ServiceError;
use crate::api::litellm::{UserPatch, Writer};
use crate::domain::Usd;
use crate::engine::settle::{Seen, settle, unread};
use crate::plan::Outcome;
use crate::plan::op::{SetKeySpend, SetSpend};

pub(super) async fn set(proxy: &Writer, op: &SetSpend) -> Outcome {
    let before = match fresh(proxy, &op.user_id).await {
        Ok(user) => user.spend,
        Err(outcome) => return outcome,
    };
    if let Some(outcome) = moved(op.before, op.after, before) {
        return outcome;
    }
    let patch = UserPatch { spend: Some(op.after), ..UserPatch::default() };
    let written = proxy.update_user(&op.user_id, &patch).await;
    let read = proxy.reader().user(&op.user_id).await;
    let read = read.map(|record| record.and_then(|record| record.user.spend));
    conclude(&written, read, before, op.after)
}

pub(super) async fn set_of_key(proxy: &Writer, op: &SetKeySpend) -> Outcome {
    let before = match proxy.reader().key(&op.hash).await {
        Ok(Some(key)) => key.spend,
        Ok(None) => return Outcome::refused("the key is gone"),
        Err(error) => return unread(&error),
    };
    if let Some(outcome) = moved(op.before, op.after, before) {
        return outcome;
    }
    let written = if op.after == Usd::ZERO {
        proxy.reset_key_spend(&op.hash).await.map(|_| ())
    } else {
        proxy.set_key_spend(&op.hash, op.after).await
    };
    let read = proxy.reader().key(&op.hash).await.map(|key| key.and_then(|key| key.spend));
    conclude(&written, read, before, op.after)
}

/// A write that was refused, or whose answer is lost, is not done because the record reads as it
/// did before: the proxy's counter, which it was to clear too, is not shown.
fn conclude<T>(
    written: &Result<T, ServiceError>,
    read: Result<Option<Usd>, ServiceError>,
    before: Option<Usd>,
    after: Usd,
) -> Outcome {
    let proves_nothing = written.is_err() && before == Some(after);
    let seen = read.map(|now| match compare(before, after, now) {
        Seen::Wished(_) if proves_nothing => Seen::Otherwise(format!("spend {after}, as before")),
        seen => seen,
    });
    settle(written, seen).finding(before)
}

/// A reset takes whatever is there. Any other amount was computed from what was there, and what was
/// spent since must not be lost.
fn moved(before: Option<Usd>, after: Usd, now: Option<Usd>) -> Option<Outcome> {
    if after == Usd::ZERO {
        return None;
    }
    match standing(&now, &before, &Some(after)) {
        Standing::Already => Some(Outcome::already_true(format!("the spend is {after}"))),
        Standing::AsReviewed => None,
        Standing::Moved => {
            let now = now.map_or_else(|| "unknown".to_owned(), |now| now.to_string());
            Some(Outcome::refused(format!(
                "the spend changed since the plan was made: it is {now}; make a new plan"
            )))
        }
    }
}

/// The proxy writes spend in batches: calls made just before land just after.
fn compare(before: Option<Usd>, after: Usd, now: Option<Usd>) -> Seen {
    const LATE: &str = "calls of the last seconds may still be added";
    match now {
        Some(now) if now == after => Seen::Wished(format!("read back {now}, {IN_FORCE}; {LATE}")),
        Some(now) if now > after && before.is_none_or(|before| now < before || before <= after) => {
            Seen::Wished(format!("read back {now}: calls landed since; {IN_FORCE}"))
        }
        Some(now) => Seen::Otherwise(format!("spend {now}")),
        None => Seen::Otherwise("no spend".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn usd(word: &str) -> Usd {
        Usd::parse(word).unwrap()
    }

    #[test]
    fn calls_that_land_after_the_reset_of_nothing_are_not_a_failure() {
        let seen = compare(Some(Usd::ZERO), Usd::ZERO, Some(usd("0.02")));
        assert!(matches!(seen, Seen::Wished(words) if words.contains("since")));
    }

    #[test]
    fn spend_that_lands_after_a_reset_is_not_a_failure() {
        let seen = |now| compare(Some(usd("12")), Usd::ZERO, now);
        assert!(matches!(seen(Some(Usd::ZERO)), Seen::Wished(_)));
        assert!(matches!(seen(Some(usd("0.02"))), Seen::Wished(words) if words.contains("since")));
        assert!(matches!(seen(Some(usd("12"))), Seen::Otherwise(_)));
        assert!(matches!(seen(None), Seen::Otherwise(_)));
    }
}
