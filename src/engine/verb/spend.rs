//! Setting spend, which grows while we look: what was spent since is not a failure.

use std::time::{Duration, Instant};

use tokio_util::sync::CancellationToken;

use super::user::fresh;
use super::{IN_FORCE, Standing, standing};
use crate::api::ServiceError;
use crate::api::litellm::{UserPatch, Writer};
use crate::domain::{KeyHash, Moment, ProxyUserId, TeamId, Text, Usd};
use crate::engine::settle::{ReadBack, look, settle, unread};
use crate::plan::op::spend::same_window;
use crate::plan::op::{SetKeySpend, SetSpend};
use crate::plan::{Outcome, OutcomeKind};

/// The proxy writes spend every ten seconds or so; what was under way is there by then.
const SECOND_LOOK: Duration = Duration::from_secs(12);
/// Between two looks of a watch.
const PAUSE: Duration = Duration::from_secs(2);

/// How long the record is watched after a reset, for spend of a batch that was under way.
#[derive(Clone, Debug, Default)]
pub(in crate::engine) struct Landing {
    /// So long; `None` looks once more where calls are seen to come, and else not.
    pub(in crate::engine) watch: Option<Duration>,
    /// Ends it.
    pub(in crate::engine) cancel: CancellationToken,
}

impl Landing {
    /// How long, where the spend was `reviewed` when the plan was made and `found` now.
    fn length(&self, reviewed: Option<Usd>, found: Option<Usd>) -> Duration {
        let comes = reviewed.zip(found).is_some_and(|(reviewed, found)| found > reviewed);
        self.watch.unwrap_or(if comes { SECOND_LOOK } else { Duration::ZERO })
    }

    /// Waits; false when there is to be no more waiting.
    async fn pause(&self, length: Duration) -> bool {
        tokio::select! {
            () = self.cancel.cancelled() => false,
            () = tokio::time::sleep(length) => true,
        }
    }
}

/// Whose spend.
#[derive(Clone, Copy)]
pub(super) enum Spender<'a> {
    User(&'a ProxyUserId),
    Key(&'a KeyHash),
    Member(&'a TeamId, &'a ProxyUserId),
    Organization(&'a Text),
}

impl Spender<'_> {
    async fn read(self, proxy: &Writer) -> Read {
        let reader = proxy.reader();
        Ok(match self {
            Self::User(id) => reader.user(id).await?.and_then(|record| record.user.spend),
            Self::Key(hash) => reader.key(hash).await?.and_then(|key| key.spend),
            Self::Member(team, user) => {
                reader.member(team, user).await?.and_then(|member| member.spend)
            }
            Self::Organization(id) => reader.organization(id).await?.and_then(|row| row.spend),
        })
    }
}

/// A spend to be set.
pub(super) struct Setting<'a> {
    pub(super) of: Spender<'a>,
    /// As the plan saw it.
    pub(super) reviewed: Option<Usd>,
    /// As it was read just before the write.
    pub(super) found: Option<Usd>,
    /// As it is to be.
    pub(super) after: Usd,
}

pub(super) async fn set(proxy: &Writer, op: &SetSpend, landing: &Landing) -> Outcome {
    let user = match fresh(proxy, &op.user_id).await {
        Ok(user) => user,
        Err(outcome) => return outcome,
    };
    let found = user.spend;
    let windows = (op.resets_at, user.budget.resets_at);
    if let Some(outcome) = moved(op.before, op.after, found, windows) {
        return outcome;
    }
    let patch = UserPatch { spend: Some(op.after), ..UserPatch::default() };
    let written = proxy.update_user(&op.user_id, &patch).await;
    let of = Spender::User(&op.user_id);
    let setting = Setting { of, reviewed: op.before, found, after: op.after };
    conclude(proxy, &written, &setting, landing).await
}

pub(super) async fn set_of_key(proxy: &Writer, op: &SetKeySpend, landing: &Landing) -> Outcome {
    let key = match proxy.reader().key(&op.hash).await {
        Ok(Some(key)) => key,
        Ok(None) => return Outcome::refused("the key is gone"),
        Err(error) => return unread(&error),
    };
    let found = key.spend;
    let windows = (op.resets_at, key.in_force().resets_at);
    if let Some(outcome) = moved(op.before, op.after, found, windows) {
        return outcome;
    }
    let written = if op.after == Usd::ZERO {
        proxy.reset_key_spend(&op.hash).await.map(|_| ())
    } else {
        proxy.set_key_spend(&op.hash, op.after).await
    };
    let of = Spender::Key(&op.hash);
    let setting = Setting { of, reviewed: op.before, found, after: op.after };
    conclude(proxy, &written, &setting, landing).await
}

type Read = Result<Option<Usd>, ServiceError>;

/// A write that was refused, or whose answer is lost, is not done because the record reads as it
/// did before: the proxy's counter, which it was to clear too, is not shown.
pub(super) async fn conclude<T>(
    proxy: &Writer,
    written: &Result<T, ServiceError>,
    setting: &Setting<'_>,
    landing: &Landing,
) -> Outcome {
    let Setting { of, reviewed, found, after } = *setting;
    let proves_nothing = written.is_err() && found == Some(after);
    let is_there = |now: &Option<Usd>| matches!(compare(found, after, *now), ReadBack::Wished(_));
    let first = look(written, || async { of.read(proxy).await }, is_there).await;
    let now = first.as_ref().ok().copied().flatten();
    let seen = first.map(|now| match compare(found, after, now) {
        ReadBack::Wished(_) if proves_nothing => {
            ReadBack::Otherwise(format!("spend {after}, as before"))
        }
        seen => seen,
    });
    let mut outcome = settle(written, seen).finding(found);
    if let Some(now) = now.filter(|_| outcome.kind == OutcomeKind::Done && after == Usd::ZERO) {
        let watched = watch(proxy, of, now, landing.length(reviewed, found), landing).await;
        outcome.detail.push_str(&watched);
    }
    outcome
}

/// Looks again until something has landed or the time is over: what is to be said of it.
async fn watch(
    proxy: &Writer,
    of: Spender<'_>,
    first: Usd,
    length: Duration,
    landing: &Landing,
) -> String {
    let begun = Instant::now();
    let pause = if landing.watch.is_some() { PAUSE } else { length };
    loop {
        let left = length.saturating_sub(begun.elapsed());
        if left.is_zero() {
            break;
        }
        if !landing.pause(left.min(pause)).await {
            return "; watched no longer".into();
        }
        match of.read(proxy).await {
            Ok(Some(now)) if now > first => {
                let (amount, seconds) = (now - first, begun.elapsed().as_secs());
                return format!(
                    "; {amount} landed {seconds} s after the reset: a batch that was under way"
                );
            }
            Ok(_) => {}
            Err(error) => return format!("; it could not be watched: {error}"),
        }
    }
    match length.as_secs() {
        0 => String::new(),
        seconds => format!("; watched for {seconds} s, nothing landed"),
    }
}

/// A reset takes whatever is there. Any other amount was computed from what was there, and what was
/// spent since must not be lost; nor must it come into another window (when that of the plan ends,
/// and the present one).
fn moved(
    before: Option<Usd>,
    after: Usd,
    now: Option<Usd>,
    (then, resets_at): (Option<Moment>, Option<Moment>),
) -> Option<Outcome> {
    if after == Usd::ZERO {
        return None;
    }
    if let Err(why) = same_window(then, resets_at) {
        return Some(Outcome::refused(why));
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
fn compare(before: Option<Usd>, after: Usd, now: Option<Usd>) -> ReadBack {
    const LATE: &str = "calls of the last seconds may still be added";
    match now {
        Some(now) if now == after => {
            ReadBack::Wished(format!("read back {now}, {IN_FORCE}; {LATE}"))
        }
        Some(now) if now > after && before.is_none_or(|before| now < before || before <= after) => {
            ReadBack::Wished(format!("read back {now}: calls landed since; {IN_FORCE}"))
        }
        Some(now) => ReadBack::Otherwise(format!("spend {now}")),
        None => ReadBack::Otherwise("no spend".into()),
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
        assert!(matches!(seen, ReadBack::Wished(words) if words.contains("since")));
    }

    #[test]
    fn spend_that_lands_after_a_reset_is_not_a_failure() {
        let seen = |now| compare(Some(usd("12")), Usd::ZERO, now);
        assert!(matches!(seen(Some(Usd::ZERO)), ReadBack::Wished(_)));
        assert!(
            matches!(seen(Some(usd("0.02"))), ReadBack::Wished(words) if words.contains("since"))
        );
        assert!(matches!(seen(Some(usd("12"))), ReadBack::Otherwise(_)));
        assert!(matches!(seen(None), ReadBack::Otherwise(_)));
    }
}
