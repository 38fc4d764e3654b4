//! The second gate: the estimated cost of the request is set aside from each budget above zero
//! that takes part, cut to what is left of it. So it refuses where nothing is left at all: a spend
//! that is exactly the limit, which `>` lets through.
//!
//! Tried on 1.106.2: a key with $0.0005 left and an estimate of $0.0098 is let through.

use super::parties::{Parties, Skip};
use super::says;
use crate::access::check::Check;
use crate::access::facts::Fact;
use crate::access::rules::Rule;
use crate::access::rung::{Rung, RungVerdict};
use crate::access::words;
use crate::domain::Usd;

pub(super) fn judge(parties: &Parties<'_>, rule: &Rule, before: &[Rung]) -> Rung {
    if let Err(skip) = parties.asked() {
        return parties.skipped(rule, skip);
    }
    if let Fact::Is(true) = parties.free {
        let why = "the model costs nothing, so nothing is set aside";
        return parties.skipped(rule, Skip::NotChecked(why.into()));
    }
    let estimate = &parties.situation.server.estimate;
    if estimate.is_absent() {
        let why = "the proxy has no price for the model, so nothing is set aside";
        return parties.skipped(rule, Skip::NotChecked(why.into()));
    }
    if let Some(used_up) = before.iter().find(|rung| is_used_up(rung)) {
        return refuse(parties, rule, used_up);
    }
    let left = before.iter().filter_map(|rung| left(rung).map(|left| (left, rung)));
    match (left.min_by_key(|(left, _)| *left), estimate) {
        (Some((left, rung)), Fact::Is(estimate)) if left < *estimate => {
            let scope = rung.check.scope();
            let detail = format!(
                "{} is left of {} {}, less than the {} set aside for a request: while one runs, \
                 others are refused",
                words::amount(left),
                crate::access::sentence::noun(scope),
                rung.subject,
                words::amount(*estimate),
            );
            parties.rung(rule, RungVerdict::Warns, detail)
        }
        (_, Fact::Is(estimate)) => {
            let detail = format!("at most {} is set aside", words::amount(*estimate));
            parties.rung(rule, RungVerdict::Passes, detail)
        }
        _ => parties.rung(rule, RungVerdict::Passes, "something is left of every budget"),
    }
}

/// What is left of a budget that something is set aside from.
fn left(rung: &Rung) -> Option<Usd> {
    let takes_part = rung.check.is_budget()
        && !matches!(
            rung.check,
            Check::GlobalBudget | Check::KeyModelBudget | Check::UserModelBudget
        );
    let passes = matches!(rung.verdict, RungVerdict::Passes | RungVerdict::Warns);
    let limit = rung.limit.amount().filter(|limit| *limit > Usd::ZERO)?;
    (takes_part && passes).then_some(limit - rung.spend?)
}

fn is_used_up(rung: &Rung) -> bool {
    left(rung).is_some_and(|left| left <= Usd::ZERO)
}

fn refuse(parties: &Parties<'_>, rule: &Rule, used_up: &Rung) -> Rung {
    let mut rung = parties.rung(rule, RungVerdict::Warns, "");
    rung.subject = used_up.subject.clone();
    rung.spend = used_up.spend;
    rung.limit = used_up.limit;
    rung.resets_at = used_up.resets_at;
    let noun = crate::access::sentence::noun(used_up.check.scope());
    let limit = words::amount(used_up.limit.amount().unwrap_or_default());
    let reset = words::reset(used_up.resets_at, parties.now);
    let detail = format!("{noun} {} has spent exactly its {limit}; {reset}", used_up.subject);
    let unless = match (&parties.free, &parties.situation.server.estimate) {
        (Fact::Unknown(why), _) => Some(format!("the model costs nothing: {why}")),
        (_, Fact::Unknown(why)) => Some(format!("the proxy has no price for the model: {why}")),
        _ => None,
    };
    if let Some(unless) = unless {
        rung.verdict = RungVerdict::Unknown;
        rung.detail = format!("{detail}, unless {unless}").into();
    } else {
        rung.verdict = RungVerdict::Refuses;
        rung.detail = detail.into();
        rung.says = Some(says::reservation(parties, rule, used_up));
    }
    rung
}
