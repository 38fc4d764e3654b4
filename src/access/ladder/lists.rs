//! Checks of the model: is it on each list, and does the proxy serve it.

use super::parties::{Parties, Skip};
use crate::access::check::Check;
use crate::access::facts::{Fact, Why};
use crate::access::models::{Access, Asked, ModelList};
use crate::access::rules::{RefusalKind, Rule};
use crate::access::rung::{Rung, RungVerdict};
use crate::access::words;
use crate::domain::nearest::{did_you_mean, nearest};
use crate::domain::text::harmless;

pub(super) fn judge(parties: &Parties<'_>, rule: &Rule) -> Rung {
    let judged = match rule.check {
        Check::KeyModels => of_key(parties, rule),
        Check::UserModels => of_user(parties, rule),
        Check::TeamModels => of_team(parties, rule),
        Check::MemberModels => of_member(parties, rule),
        Check::ProjectModels => of_project(parties, rule),
        Check::CustomerModels => of_customer(parties, rule),
        _ => served(parties, rule),
    };
    judged.unwrap_or_else(|skip| parties.skipped(rule, skip))
}

fn of_key(parties: &Parties<'_>, rule: &Rule) -> Result<Rung, Skip> {
    let key = parties.key()?;
    let asked = parties.asked()?;
    if key.models.is_the_teams() {
        let detail = "its list is all-team-models: the team's list decides";
        return Ok(parties.rung(rule, RungVerdict::NotChecked, detail));
    }
    Ok(rung(parties, rule, asked.of(&key.models), &key.models))
}

/// Keys of a team are not asked for the models of their owner.
fn of_user(parties: &Parties<'_>, rule: &Rule) -> Result<Rung, Skip> {
    let user = parties.user()?;
    let asked = Asked { team: None, team_aliases: &[], ..parties.asked()? };
    if asked_of_a_team(parties) {
        return Err(Skip::NotChecked("the key is of a team, whose list decides".into()));
    }
    let judged = if user.models.forbids_personal() {
        let denied = Rule { answer: RefusalKind::Denied("key_model_access_denied"), ..*rule };
        let detail = "its list has no-default-models: only keys of a team may use models";
        parties.rung(&denied, RungVerdict::Refuses, detail)
    } else {
        rung(parties, rule, asked.of(&user.models), &user.models)
    };
    Ok(or_unknown_key(parties, judged))
}

fn asked_of_a_team(parties: &Parties<'_>) -> bool {
    parties.team_id().is_some()
}

/// What refuses only keys of no team is not known to refuse while the key is not known.
fn or_unknown_key(parties: &Parties<'_>, judged: Rung) -> Rung {
    let Err(Skip::Unknown(why)) = parties.key() else { return judged };
    if !judged.refuses() {
        return judged;
    }
    let detail = format!("{}, unless the key is of a team: {why}", judged.detail).into();
    Rung { verdict: RungVerdict::Unknown, says: None, detail, ..judged }
}

/// A key's own access groups can let it past its team's list, if they name that team or key.
fn of_team(parties: &Parties<'_>, rule: &Rule) -> Result<Rung, Skip> {
    let team = parties.team()?;
    let key = parties.key()?;
    let asked = parties.asked()?;
    let mut access = asked.of(&team.models);
    if access != Access::Denied || !parties.rules.key_groups_pass_the_team() {
        return Ok(rung(parties, rule, access, &team.models));
    }
    access = match &key.models.groups {
        Fact::Absent => Access::Denied,
        Fact::Unknown(why) => Access::Unknown(why.clone()),
        Fact::Is(groups) => asked.of_groups(
            groups
                .iter()
                .filter(|group| group.teams.contains(&team.id) || group.keys.contains(&key.hash)),
        ),
    };
    Ok(rung(parties, rule, access, &team.models))
}

fn of_member(parties: &Parties<'_>, rule: &Rule) -> Result<Rung, Skip> {
    parties.member_of()?;
    let asked = Asked { team_aliases: &[], ..parties.asked()? };
    let member = match &parties.situation.member {
        Fact::Is(member) => member,
        Fact::Absent => return Err(Skip::NotChecked("no list of their own in the team".into())),
        Fact::Unknown(why) => return Err(Skip::Unknown(why.clone())),
    };
    Ok(rung(parties, rule, asked.of(&member.models), &member.models))
}

fn of_project(parties: &Parties<'_>, rule: &Rule) -> Result<Rung, Skip> {
    let project = parties.project()?;
    let asked = Asked { team: None, team_aliases: &[], ..parties.asked()? };
    Ok(rung(parties, rule, asked.of(&project.models), &project.models))
}

/// A team's alias is resolved before the customer's list is asked, and its name is enough, too.
fn of_customer(parties: &Parties<'_>, rule: &Rule) -> Result<Rung, Skip> {
    let customer = parties.customer()?;
    let asked = parties.asked()?;
    let plain = Asked { team: None, team_aliases: &[], ..asked };
    let target = asked.team_aliases.iter().find(|(alias, _)| alias == asked.model);
    let access = match target {
        None => plain.of(&customer.models),
        Some((_, model)) => match (Asked { model, ..plain }).of(&customer.models) {
            Access::Denied if names(&customer.models).contains(asked.model) => {
                Access::Allowed("its list names it".into())
            }
            access => access,
        },
    };
    Ok(rung(parties, rule, access, &customer.models))
}

fn names(list: &ModelList) -> &[crate::domain::Text] {
    list.names.known().map_or(&[][..], Vec::as_slice)
}

/// What remains for the router: no deployment of that name is a refusal, too.
fn served(parties: &Parties<'_>, rule: &Rule) -> Result<Rung, Skip> {
    let asked = parties.asked()?;
    let aliases: Vec<_> = asked.team_aliases.iter().chain(asked.key_aliases).cloned().collect();
    let served = asked.catalog.serves(asked.model, asked.team, &aliases);
    Ok(match served {
        Fact::Is(true) => parties.rung(rule, RungVerdict::Passes, "the proxy serves it"),
        Fact::Is(false) | Fact::Absent => {
            let served = asked.catalog.models.known().map_or(&[][..], Vec::as_slice);
            let near = nearest(asked.model.raw(), served.iter().map(|one| one.name.raw()));
            let near = harmless(&did_you_mean(near)).into_owned();
            let detail = format!("the proxy serves no model {}{near}", asked.model);
            parties.rung(rule, RungVerdict::Refuses, detail)
        }
        Fact::Unknown(why) => parties.rung(rule, RungVerdict::Unknown, why),
    })
}

fn rung(parties: &Parties<'_>, rule: &Rule, access: Access, list: &ModelList) -> Rung {
    match access {
        Access::Allowed(why) => parties.rung(rule, RungVerdict::Passes, why),
        Access::Unknown(why) => parties.rung(rule, RungVerdict::Unknown, why),
        Access::Denied => {
            let detail: Why =
                format!("its list has only {}", words::names(names(list).iter())).into();
            parties.rung(rule, RungVerdict::Refuses, detail)
        }
    }
}
