//! Checks of a budget: a spend beside its limit.

mod weights;

use super::parties::{Parties, Skip};
use crate::access::check::Check;
use crate::access::facts::{Fact, NO_NUMBER, Why};
use crate::access::rules::{CheckPart, Rule};
use crate::access::rung::{Bound, Operator, Rung, RungVerdict};
use crate::access::words;
use crate::domain::budget::NEAR_PERCENT;
use crate::domain::{Limit, Text, Usd};
use weights::{Weight, weights};

/// The early look at what a member may spend: their own amount, where it is above zero.
pub(super) fn early(parties: &Parties<'_>, rule: &Rule) -> impl Iterator<Item = Rung> {
    let own = || {
        parties.member_of().ok()?;
        let member = parties.situation.member.known()?;
        let weight = Weight::of(parties.subject(rule.check), &member.purse, parties.now);
        let is_above_zero = weight.limit.known().is_some_and(|limit| *limit > Usd::ZERO);
        is_above_zero.then(|| weigh(parties, rule, weight))
    };
    own().into_iter()
}

pub(super) fn judge(parties: &Parties<'_>, rule: &Rule, rungs: &mut Vec<Rung>) {
    if let (Fact::Is(true), false) = (&parties.free, rule.even_if_free) {
        let why = "the model costs nothing, so no budget is asked";
        rungs.push(parties.skipped(rule, Skip::NotChecked(why.into())));
        return;
    }
    match weights(parties, rule) {
        Ok(weights) => {
            rungs.extend(weights.into_iter().map(|weight| {
                let row = weight.row;
                let rung = weigh(parties, rule, weight);
                match row {
                    Some(row) => of_row(rung, row),
                    None => rung,
                }
            }));
        }
        // A second row of a check says nothing where there is nothing to say.
        Err(Skip::NotChecked(_))
            if rule.part == CheckPart::ForModel
                && rule.check != Check::KeyModelBudget
                && rule.check != Check::UserModelBudget => {}
        Err(skip) => rungs.push(parties.skipped(rule, skip)),
    }
}

/// Compares.
fn weigh(parties: &Parties<'_>, rule: &Rule, weight: Weight<'_>) -> Rung {
    let operator = rule.operator.unwrap_or(Operator::AtLeast);
    let mut rung = parties.rung(rule, RungVerdict::Passes, "no limit");
    rung.subject = weight.subject;
    rung.resets_at = weight.resets_at;
    rung.limit = match &weight.limit {
        Fact::Unknown(_) => Bound::Unknown,
        Fact::Absent => Bound::Known(Limit::Unlimited),
        Fact::Is(limit) => Bound::Known(Limit::Amount(*limit)),
    };
    let spend = match weight.spend.as_ref() {
        Fact::Is(spend) if *spend < Usd::ZERO => Fact::Unknown(NO_NUMBER),
        Fact::Absent => Fact::Is(Usd::ZERO),
        known => known.clone(),
    };
    rung.spend = spend.known().copied();
    let limit = match weight.limit {
        Fact::Absent => return rung,
        Fact::Unknown(why) => return unknown(rung, why),
        Fact::Is(limit) if rule.zero.lifts(limit, weight.is_default) => {
            rung.detail = "zero and less is no limit here".into();
            return rung;
        }
        Fact::Is(limit) => limit,
    };
    let spend = match spend {
        Fact::Is(spend) => spend,
        // A counter is never below zero.
        _ if weight.is_counter && operator.refuses(Usd::ZERO, limit) => {
            return refuse(parties, rule, rung, limit, None);
        }
        Fact::Unknown(why) => return unknown(rung, why),
        Fact::Absent => return rung,
    };
    if operator.refuses(spend, limit) {
        return refuse(parties, rule, rung, limit, Some(spend));
    }
    pass(parties, rung, spend, limit, weight.soft)
}

fn unknown(rung: Rung, why: Why) -> Rung {
    Rung { verdict: RungVerdict::Unknown, detail: why, ..rung }
}

fn pass(parties: &Parties<'_>, rung: Rung, spend: Usd, limit: Usd, soft: Option<Usd>) -> Rung {
    let amounts = words::of(spend, limit);
    let (verdict, detail) = match soft {
        Some(soft) if spend >= soft => {
            let soft = words::amount(soft);
            (RungVerdict::Warns, format!("{amounts}; past {soft}, where an alert is sent"))
        }
        _ if limit <= Usd::ZERO => {
            (RungVerdict::Passes, format!("{amounts}; zero refuses only after the first spend"))
        }
        _ => match spend.percent_of(limit) {
            Some(percent) if percent >= NEAR_PERCENT => {
                let reset = words::reset(rung.resets_at, parties.now);
                (RungVerdict::Warns, format!("{amounts}, {percent} %; {reset}"))
            }
            _ => (RungVerdict::Passes, amounts),
        },
    };
    Rung { verdict, detail: detail.into(), ..rung }
}

fn refuse(parties: &Parties<'_>, rule: &Rule, rung: Rung, limit: Usd, spend: Option<Usd>) -> Rung {
    let detail = match spend {
        _ if limit <= Usd::ZERO && rung.operator == Some(Operator::AtLeast) => {
            format!("a budget of {} refuses every request", words::amount(limit))
        }
        Some(spend) => {
            format!("{}; {}", words::of(spend, limit), words::reset(rung.resets_at, parties.now))
        }
        None => format!("nothing of {} is left", words::amount(limit)),
    };
    if let Some(unless) = unless(parties, rule) {
        return unknown(rung, format!("{detail}, unless {unless}").into());
    }
    let mut rung = Rung { verdict: RungVerdict::Refuses, detail: detail.into(), ..rung };
    rung.says = Some(super::says::of(parties, rule, &rung));
    rung
}

/// What could let the request through although the budget is used up.
fn unless(parties: &Parties<'_>, rule: &Rule) -> Option<String> {
    if let (Fact::Unknown(why), false) = (&parties.free, rule.even_if_free) {
        return Some(format!("the model costs nothing: {why}"));
    }
    let key = parties.situation.key.known();
    if rule.check == Check::KeyBudget && key.is_some_and(|key| key.throttles) {
        let setting = "throttle_on_budget_exceeded";
        return Some(format!("the server slows the key down instead, as it asks for ({setting})"));
    }
    match (rule.check, &parties.situation.key) {
        (Check::UserBudget, Fact::Unknown(why)) => Some(format!("the key is of a team: {why}")),
        _ => None,
    }
}

/// Says in which budget row the limit stands.
fn of_row(mut rung: Rung, row: &Text) -> Rung {
    if rung.limit.amount().is_some() {
        rung.detail = format!("{}, of budget row {row}", rung.detail).into();
    }
    rung
}
