//! What the rows do not show, said beside every verdict it could change.

use std::borrow::Cow;

use super::{Ladder, Verdict};
use crate::access::check::Check;
use crate::access::facts::{Fact, Situation};
use crate::access::rules::Rules;
use crate::domain::Limit;

/// Rate limits and the like are checked elsewhere.
const NOT_JUDGED: &str =
    "Limits of requests and tokens a minute, guardrails and routes are not judged here.";

/// Batches are written every ten seconds.
const COUNTERS: &str = "The proxy counts spend in its cache and writes the rows about 10 s later: \
     a budget that is nearly used up may refuse a little before its row says so.";

/// What a row has given up, by a reset or the end of its window, a counter may hold on to.
const STALE: &str = "Where calls are refused with every row within its budget, a counter still holds \
     what its row has given up: `reset` with the keys clears it.";

/// A customer's counter is warm as long as anybody asks.
const WARM: &str = "Each retry that is refused keeps the customer's counter alive: after a raise or \
     a reset, requests may be refused until none has come for 60 s.";

const WORKERS: &str = "The proxy runs several workers without Redis: each counts spend for itself \
     and remembers keys, users and teams for up to 60 s, so the same request can be answered \
     differently until then.";

const WORKERS_UNKNOWN: &str = "Whether the proxy runs several workers without Redis is not known; if \
     it does, each remembers keys, users and teams for up to 60 s.";

pub(super) fn of(situation: &Situation, rules: &Rules, ladder: &Ladder) -> Vec<Cow<'static, str>> {
    let mut caveats = Vec::new();
    let has_limit = ladder
        .rungs
        .iter()
        .any(|rung| matches!(rung.limit, crate::access::rung::Bound::Known(Limit::Amount(_))));
    if ladder.verdict != Verdict::Refused && has_limit && rules.counts_in_cache() {
        caveats.push(COUNTERS.into());
        if ladder.verdict == Verdict::Accepted {
            caveats.push(STALE.into());
        }
    }
    if ladder.refusing().is_some_and(|rung| rung.check == Check::CustomerBudget) {
        caveats.push(WARM.into());
    }
    match situation.server.workers_without_redis {
        Fact::Is(false) => {}
        Fact::Is(true) => caveats.push(WORKERS.into()),
        Fact::Absent | Fact::Unknown(_) => caveats.push(WORKERS_UNKNOWN.into()),
    }
    if let Some(customer) = situation.customer.known()
        && customer.blocked == Fact::Is(true)
    {
        let label = customer.label();
        let text = format!(
            "Customer {label} is marked as blocked, which this server stores and does not enforce."
        );
        caveats.push(text.into());
    }
    caveats.push(NOT_JUDGED.into());
    caveats
}
