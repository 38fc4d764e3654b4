//! The verdict in one sentence: who refuses, why, and until when.

use jiff::Timestamp;

use super::check::{Check, Scope};
use super::ladder::{Ladder, Verdict};
use super::rung::{Operator, Rung, RungVerdict};
use super::words;
use crate::domain::Usd;

/// The verdict of this ladder in one sentence, as
/// `Refused: key lab-3 has spent $10.02 of $10.00; resets Mon 00:00 UTC, in 2 d.` Harmless.
pub fn sentence(ladder: &Ladder, now: Timestamp) -> String {
    match (ladder.verdict, ladder.refusing()) {
        (Verdict::Refused, Some(rung)) => {
            let refusal = refusal(ladder, rung, now);
            let Some(unknown) = ladder.first_unknown() else {
                let end = if refusal.ends_with('?') { "" } else { "." };
                return format!("Refused: {refusal}{end}");
            };
            let check = unknown.check.title();
            format!(
                "Refused: {refusal}. Whether an earlier check refuses first is not known ({check}: \
                 {}).",
                unknown.detail
            )
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
        (Verdict::Accepted | Verdict::Refused, _) => accepted(ladder),
    }
}

fn accepted(ladder: &Ladder) -> String {
    let asker = &ladder.asker;
    if let Some(model) = &ladder.model {
        return format!("Accepted: nothing refuses {model} to {asker}.");
    }
    let what = any_model(ladder).unwrap_or("no model was named to judge");
    format!("Accepted: nothing refuses {asker}; {what}.")
}

/// Which models an account sees, where none was named and they were asked for.
fn any_model(ladder: &Ladder) -> Option<&str> {
    let mut rungs = ladder.rungs.iter();
    let rung = rungs.find(|rung| rung.check == Check::WebuiModel)?;
    (rung.verdict == RungVerdict::Passes).then_some(&*rung.detail)
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

pub(super) fn refusal(ladder: &Ladder, rung: &Rung, now: Timestamp) -> String {
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
        Check::Reservation => format!("nothing can be set aside for the request: {}", rung.detail),
        Check::ModelKnown
        | Check::WebuiAccount
        | Check::WebuiRole
        | Check::WebuiKey
        | Check::WebuiModel
        | Check::WebuiConnection => rung.detail.to_string(),
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

#[cfg(test)]
mod tests {
    use pretty_assertions::assert_eq;
    use rstest::rstest;
    use std::sync::Arc;

    use super::*;
    use crate::access::facts::{Fact, KeyFacts, Situation, TeamFacts, UserFacts};
    use crate::access::judge;
    use crate::access::models::ModelList;
    use crate::access::sample::{key, now, of_team, personal, purse, team, user, with};

    fn said(situation: &Situation) -> String {
        sentence(&judge(situation, now()), now())
    }

    #[rstest]
    #[case(Check::KeyBudget, "key lab-3 has spent $10.02 of $10.00")]
    #[case(Check::KeyModelBudget, "key lab-3 for gpt-4o-mini has spent $10.02 of $10.00")]
    #[case(Check::KeyWindow, "key lab-3, every 1d has spent $10.02 of $10.00")]
    #[case(Check::UserBudget, "user ana@example.edu has spent $10.02 of $10.00")]
    #[case(Check::TeamBudget, "team physics has spent $10.02 of $10.00")]
    #[case(Check::MemberBudget, "user ana@example.edu in physics has spent $10.02 of $10.00")]
    #[case(Check::ProjectBudget, "project survey has spent $10.02 of $10.00")]
    #[case(Check::OrganizationBudget, "organization faculty has spent $10.02 of $10.00")]
    #[case(Check::TagBudget, "tag course has spent $10.02 of $10.00")]
    #[case(Check::AccessGroupBudget, "access group large has spent $10.02 of $10.00")]
    #[case(Check::CustomerBudget, "customer c-1 has spent $10.02 of $10.00")]
    #[case(Check::GlobalBudget, "all together have spent $10.02 of $10.00")]
    fn a_refusal_over_money_says_who_spent_what_of_what(#[case] check: Check, #[case] words: &str) {
        let said = said(&with(check, purse("10.02", "10")));
        let until = match check {
            Check::KeyWindow | Check::KeyModelBudget => "nothing resets it",
            _ => "resets Mon 00:00 UTC, in 40 h",
        };
        assert_eq!(said, format!("Refused: {words}; {until}."));
    }

    fn with_key(key: KeyFacts) -> Situation {
        Situation { key: Fact::Is(key), ..personal() }
    }

    #[test]
    fn each_state_has_its_sentence() {
        let expired = Fact::Is("2026-11-20T08:00:00Z".parse().unwrap());
        let list = || ModelList::of(["a", "b", "c", "d", "e", "f"]);
        let cases = vec![
            (personal(), "Accepted: nothing refuses gpt-4o-mini to key lab-3."),
            (
                Situation { model: None, ..personal() },
                "Accepted: nothing refuses key lab-3; no model was named to judge.",
            ),
            (
                Situation { key: Fact::Absent, ..personal() },
                "Refused: the proxy does not know this key.",
            ),
            (
                with_key(KeyFacts { blocked: Fact::Is(true), ..key() }),
                "Refused: key lab-3 is blocked.",
            ),
            (
                with_key(KeyFacts { expires: expired, ..key() }),
                "Refused: key lab-3 expired 2026-11-20 08:00 UTC, 24 h ago.",
            ),
            (
                with_key(KeyFacts { models: list(), ..key() }),
                "Refused: key lab-3 may not use gpt-4o-mini: its list has only a, b, c, d and 2 \
                 more.",
            ),
            (
                Situation {
                    user: Fact::Is(Arc::new(UserFacts { active: Fact::Is(false), ..user() })),
                    ..personal()
                },
                "Refused: user ana@example.edu is deactivated (scim_active is false), and with \
                 them all their keys.",
            ),
            (
                Situation {
                    team: Fact::Is(Arc::new(TeamFacts { blocked: Fact::Is(true), ..team() })),
                    ..of_team()
                },
                "Refused: team physics is blocked.",
            ),
            (
                with(Check::UserBudget, purse("0", "0")),
                "Refused: user ana@example.edu has a budget of $0.00, which refuses every request.",
            ),
            (
                with(Check::TeamBudget, purse("10", "10")),
                "Refused: nothing can be set aside for the request: team physics has spent exactly \
                 its $10.00; resets Mon 00:00 UTC, in 40 h.",
            ),
            (
                Situation { model: Some("zephyr".into()), ..personal() },
                "Refused: the proxy serves no model zephyr.",
            ),
            (
                Situation { model: Some("gpt4o-mini".into()), ..personal() },
                "Refused: the proxy serves no model gpt4o-mini; did you mean 'gpt-4o-mini'?",
            ),
            (
                with(Check::KeyBudget, purse("?", "10")),
                "Unknown: nothing known refuses it, but 'budget of the key' of key lab-3 could: \
                 the row has no spend.",
            ),
        ];
        for (situation, words) in cases {
            assert_eq!(said(&situation), words);
        }
    }

    #[test]
    fn an_unknown_check_before_the_one_that_refuses_is_said() {
        let mut situation = with(Check::UserBudget, purse("11", "10"));
        situation.key = Fact::Is(KeyFacts { purse: purse("?", "5"), ..key() });
        assert_eq!(
            said(&situation),
            "Refused: user ana@example.edu has spent $11.00 of $10.00; resets Mon 00:00 UTC, in 40 \
             h. Whether an earlier check refuses first is not known (budget of the key: the row \
             has no spend)."
        );
    }

    #[test]
    fn names_from_the_server_are_harmless() {
        let hostile =
            KeyFacts { alias: Some("\u{1b}[2Jkey".into()), blocked: Fact::Is(true), ..key() };
        assert_eq!(said(&with_key(hostile)), "Refused: key ␛[2Jkey is blocked.");
    }
}
