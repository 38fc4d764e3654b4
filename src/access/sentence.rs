//! The verdict in one sentence: who refuses, why, and until when.

use jiff::Timestamp;

use super::check::{Check, Scope};
use super::ladder::{Ladder, Verdict};
use super::rung::{Operator, Rung};
use super::words;
use crate::domain::Usd;

/// The verdict of this ladder in one sentence, as
/// `Refused: key lab-3 has spent $10.02 of $10.00; resets Mon 00:00 UTC, in 2 d.` Harmless.
pub fn sentence(ladder: &Ladder, now: Timestamp) -> String {
    match (ladder.verdict, ladder.refusing()) {
        (Verdict::Refused, Some(rung)) => {
            let mut sentence = format!("Refused: {}.", refusal(ladder, rung, now));
            if let Some(unknown) = ladder.first_unknown() {
                let check = unknown.check.title();
                sentence += &format!(
                    " Whether an earlier check refuses first is not known ({check}: {}).",
                    unknown.detail
                );
            }
            sentence
        }
        (Verdict::Unknown, _) => match ladder.first_unknown() {
            Some(rung) => {
                let who = party(rung);
                let who = if who.is_empty() { String::new() } else { format!(" of {who}") };
                let check = rung.check.title();
                format!(
                    "Unknown: nothing known refuses it, but '{check}'{who} could: {}.",
                    rung.detail
                )
            }
            None => "Unknown: nothing known refuses it.".to_owned(),
        },
        (Verdict::Accepted | Verdict::Refused, _) => match &ladder.model {
            Some(model) => format!("Accepted: nothing refuses {model} to {}.", ladder.asker),
            None => format!("Accepted: nothing refuses {}.", ladder.asker),
        },
    }
}

/// What a scope is called before the name of one.
pub(super) fn noun(scope: Scope) -> &'static str {
    match scope {
        Scope::Key => "key",
        Scope::User | Scope::Member => "user",
        Scope::Team => "team",
        Scope::Organization => "organization",
        Scope::Project => "project",
        Scope::Tag => "tag",
        Scope::AccessGroup => "access group",
        Scope::Customer => "customer",
        Scope::Global => "the proxy's",
        Scope::Server => "model",
        Scope::Webui => "account",
    }
}

/// `key lab-3`; empty where it has no name.
fn party(rung: &Rung) -> String {
    let subject = rung.subject.to_string();
    if subject.is_empty() { subject } else { format!("{} {subject}", noun(rung.scope)) }
}

fn refusal(ladder: &Ladder, rung: &Rung, now: Timestamp) -> String {
    let who = party(rung);
    let model =
        || ladder.model.as_ref().map_or_else(|| "the model".to_owned(), ToString::to_string);
    match rung.check {
        Check::KeyKnown => "the proxy does not know this key".to_owned(),
        Check::KeyBlocked | Check::TeamBlocked | Check::ProjectBlocked => {
            format!("{who} is blocked")
        }
        Check::KeyExpired => {
            let when = rung.detail.strip_prefix("it ").unwrap_or(&rung.detail);
            format!("{who} {when}")
        }
        Check::UserDeactivated => format!("{who} is {}", rung.detail),
        Check::KeyModels
        | Check::UserModels
        | Check::TeamModels
        | Check::MemberModels
        | Check::ProjectModels
        | Check::CustomerModels => format!("{who} may not use {}: {}", model(), rung.detail),
        Check::ModelKnown => format!("the proxy serves no model {}", model()),
        Check::Reservation => format!("nothing can be set aside for the request: {}", rung.detail),
        Check::WebuiAccount | Check::WebuiRole | Check::WebuiModel | Check::WebuiConnection => {
            rung.detail.to_string()
        }
        Check::KeyModelBudget | Check::UserModelBudget => spent(rung, &who, now),
        _ => spent(rung, &who, now),
    }
}

fn spent(rung: &Rung, who: &str, now: Timestamp) -> String {
    let limit = rung.limit.amount().unwrap_or_default();
    let is_zero = limit <= Usd::ZERO;
    match rung.spend {
        _ if is_zero && rung.operator == Some(Operator::AtLeast) => {
            format!("{who} has a budget of {}, which refuses every request", words::amount(limit))
        }
        Some(spend) if rung.scope == Scope::Global => {
            let amounts = words::of(spend, limit);
            format!("all together have spent {amounts}; {}", words::reset(rung.resets_at, now))
        }
        Some(spend) => {
            let amounts = words::of(spend, limit);
            format!("{who} has spent {amounts}; {}", words::reset(rung.resets_at, now))
        }
        None => format!("{who} has nothing left of {}", words::amount(limit)),
    }
}
