//! What the proxy answers when a check refuses, in its own words.

use super::parties::Parties;
use crate::access::check::Check;
use crate::access::rules::{CheckPart, RefusalKind, Rule};
use crate::access::rung::{Rung, ServerSays};
use crate::domain::redact::redact;
use crate::domain::{Text, Usd};

/// The answer of this rung. What only the server knows, such as its own clock, is left out.
pub(super) fn of(parties: &Parties<'_>, rule: &Rule, rung: &Rung) -> ServerSays {
    let (status, kind) = parties.rules.answer(rule.answer);
    let message = match rule.answer {
        RefusalKind::NoKey => "Authentication Error, Invalid proxy server token passed.".to_owned(),
        RefusalKind::Expired => "Authentication Error - Expired Key.".to_owned(),
        RefusalKind::Auth => format!("Authentication Error, {}", state(parties, rule.check)),
        RefusalKind::Denied(_) => denied(parties),
        RefusalKind::NoModel => format!("Invalid model name passed in model={}.", model(parties)),
        RefusalKind::Budget => budget(parties, rule, rung),
    };
    let message = redact(&Text::from(message).shown()).into_owned();
    ServerSays { status, kind: Some(kind), message }
}

fn model(parties: &Parties<'_>) -> String {
    parties.situation.model.as_ref().map(ToString::to_string).unwrap_or_default()
}

fn denied(parties: &Parties<'_>) -> String {
    let model = model(parties);
    format!(
        "The requested model '{model}' is not available for this API key, or the model name is invalid."
    )
}

fn state(parties: &Parties<'_>, check: Check) -> String {
    match check {
        Check::TeamBlocked => {
            let id = parties.situation.team.known().map(|team| team.id.to_string());
            format!("Team={} is blocked.", id.unwrap_or_default())
        }
        Check::ProjectBlocked => {
            let id = parties.situation.project.known().map(|project| project.id.to_string());
            format!("Project={} is blocked.", id.unwrap_or_default())
        }
        Check::UserDeactivated => {
            format!("User={} has been deactivated via SCIM.", user_id(parties))
        }
        _ => "Key is blocked.".to_owned(),
    }
}

fn user_id(parties: &Parties<'_>) -> String {
    let of_row = parties.situation.user.known().map(|user| user.id.to_string());
    let of_key = || parties.situation.key.known()?.owner.as_ref().map(ToString::to_string);
    of_row.or_else(of_key).unwrap_or_default()
}

fn budget(parties: &Parties<'_>, rule: &Rule, rung: &Rung) -> String {
    let spend = rung.spend.unwrap_or_default().dollars();
    let limit = rung.limit.amount().unwrap_or_default().dollars();
    let who = named(rung).unwrap_or_else(|| who(parties, rule));
    match (rule.check, rule.part) {
        (Check::UserBudget | Check::CustomerBudget, CheckPart::Whole) => {
            format!("ExceededBudget: {who} over budget. Spend={spend}, Budget={limit}")
        }
        (Check::KeyWindow, _) => window("Key", parties, rung),
        (Check::TeamWindow, _) => window(&who, parties, rung),
        (_, CheckPart::ForModel) | (Check::KeyModelBudget | Check::UserModelBudget, _) => {
            format!("LiteLLM {who}, exceeded budget for model={}", model(parties))
        }
        _ if who.is_empty() => {
            format!("Budget has been exceeded! Current cost: {spend}, Max budget: {limit}")
        }
        _ => format!("Budget has been exceeded! {who} Current cost: {spend}, Max budget: {limit}"),
    }
}

fn window(who: &str, parties: &Parties<'_>, rung: &Rung) -> String {
    let purse = match rung.check {
        Check::KeyWindow => parties.situation.key.known().map(|key| &key.purse),
        _ => parties.situation.team.known().map(|team| &team.purse),
    };
    let windows = purse.map_or(&[][..], |purse| &purse.windows);
    let ends = |word: &str| rung.subject.raw().ends_with(&format!(", every {word}"));
    let word = windows.iter().map(|window| &window.window).find(|window| ends(window.as_str()));
    format!(
        "ExceededBudget: {who} over {} budget.",
        word.map(ToString::to_string).unwrap_or_default()
    )
}

/// `<Who>`, as the proxy writes it.
fn who(parties: &Parties<'_>, rule: &Rule) -> String {
    let situation = parties.situation;
    let team_id = || situation.team.known().map(|team| team.id.to_string()).unwrap_or_default();
    match rule.check {
        Check::KeyBudget if !parties.rules.names_the_key() => String::new(),
        Check::KeyBudget => situation.key.known().map_or_else(String::new, |key| {
            let alias = key.alias.as_ref().map_or_else(|| "key".to_owned(), ToString::to_string);
            let name = key.name.as_ref().map(|name| format!(" ({name})")).unwrap_or_default();
            format!("Key={alias}{name}")
        }),
        Check::KeyModelBudget => "Virtual Key".to_owned(),
        Check::UserModelBudget => format!("User: {}", user_id(parties)),
        Check::UserBudget => format!("User={}", user_id(parties)),
        Check::TeamBudget if rule.part == CheckPart::ForModel => format!("Team: {}", team_id()),
        Check::TeamBudget | Check::TeamWindow => format!("Team={}", team_id()),
        Check::MemberBudget if rule.part == CheckPart::Early && parties.rules.names_the_key() => {
            format!("TeamMember={}:{}", user_id(parties), team_id())
        }
        Check::MemberBudget if rule.part == CheckPart::Early => String::new(),
        Check::MemberBudget => format!("User={} in Team={}", user_id(parties), team_id()),
        Check::OrganizationBudget => {
            let id = situation.organization.known().map(|organization| &organization.id);
            format!("Organization={}", id.map(ToString::to_string).unwrap_or_default())
        }
        Check::ProjectBudget => {
            let id = situation.project.known().map(|project| project.id.to_string());
            format!("Project={}", id.unwrap_or_default())
        }
        Check::CustomerBudget => {
            let id = situation.customer.known().map(|customer| customer.id.to_string());
            let prefix = if rule.part == CheckPart::ForModel { "End User: " } else { "End User=" };
            format!("{prefix}{}", id.unwrap_or_default())
        }
        _ => String::new(),
    }
}

/// `Tag=x`: who a named purse is, whose name only the rung has.
fn named(rung: &Rung) -> Option<String> {
    match rung.check {
        Check::TagBudget => Some(format!("Tag={}", rung.subject)),
        Check::AccessGroupBudget => Some(format!("Model access group={}", rung.subject)),
        _ => None,
    }
}

/// The answer when nothing can be set aside for the request.
pub(super) fn reservation(parties: &Parties<'_>, rule: &Rule, of: &Rung) -> ServerSays {
    let (status, kind) = parties.rules.answer(rule.answer);
    let spend = of.spend.unwrap_or(Usd::ZERO).dollars();
    let limit = of.limit.amount().unwrap_or_default().dollars();
    let entity = Rule { check: of.check, part: CheckPart::Whole, ..*rule };
    let who = match of.check {
        Check::CustomerBudget => who(parties, &entity).replace("End User=", "EndUser="),
        _ => named(of).unwrap_or_else(|| who(parties, &entity)),
    };
    let message =
        format!("Budget has been exceeded! {who} Current cost: {spend}, Max budget: {limit}");
    ServerSays {
        status,
        kind: Some(kind),
        message: redact(&Text::from(message).shown()).into_owned(),
    }
}
