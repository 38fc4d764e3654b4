//! What a check of a budget compares: whose spend, with which limit, by the rule.

use std::borrow::Cow;

use jiff::Timestamp;

use super::super::parties::{Parties, Skip};
use super::weigh;
use crate::access::check::Check;
use crate::access::facts::{Fact, ModelPurse, NamedPurse, PurseFacts, WindowPurse};
use crate::access::rules::{CheckPart, Rule};
use crate::access::rung::RungVerdict;
use crate::domain::{Budget, Limit, Moment, Text, Usd};

/// A spend and its limit, ready to be compared.
pub(super) struct Weight<'a> {
    pub(super) subject: Text,
    pub(super) spend: Cow<'a, Fact<Usd>>,
    pub(super) limit: Fact<Usd>,
    pub(super) resets_at: Option<Timestamp>,
    pub(super) soft: Option<Usd>,
    /// The budget row in which a key's limit stands.
    pub(super) row: Option<&'a Text>,
    /// It comes from the team, or from the server, not from the party's own row.
    pub(super) is_default: bool,
    /// The proxy counts it in its cache alone, where what is not there counts as zero.
    pub(super) is_counter: bool,
}

impl<'a> Weight<'a> {
    pub(super) fn of(subject: Text, purse: &'a PurseFacts, now: Timestamp) -> Self {
        Self::under(subject, purse, &purse.budget, now)
    }

    /// The purse's spend under a budget that may be another's.
    fn under(subject: Text, purse: &'a PurseFacts, budget: &Fact<Budget>, now: Timestamp) -> Self {
        let raise = purse.raise.as_ref().filter(|raise| raise.until > now).map(|raise| raise.by);
        let limit = match budget {
            Fact::Is(budget) if budget.limit == Limit::Unknown => {
                Fact::unknown("the proxy's row has no number as budget")
            }
            Fact::Is(budget) => Fact::from_option(budget.limit.amount()),
            Fact::Absent => Fact::Absent,
            Fact::Unknown(why) => Fact::Unknown(why.clone()),
        };
        Self {
            subject,
            spend: Cow::Borrowed(&purse.spend),
            limit: limit.map(|limit| limit + raise.unwrap_or_default()),
            resets_at: budget.known().and_then(|budget| budget.resets_at).map(Moment::at),
            soft: purse.soft,
            row: None,
            is_default: false,
            is_counter: false,
        }
    }

    fn counted(subject: Text, spend: &'a Fact<Usd>, limit: &Fact<Usd>) -> Self {
        Self {
            subject,
            spend: Cow::Borrowed(spend),
            limit: limit.clone(),
            resets_at: None,
            soft: None,
            row: None,
            is_default: false,
            is_counter: true,
        }
    }
}

pub(super) fn weights<'a>(parties: &Parties<'a>, rule: &Rule) -> Result<Vec<Weight<'a>>, Skip> {
    let situation = parties.situation;
    let subject = || parties.subject(rule.check);
    let own = |purse: &'a PurseFacts| vec![Weight::of(subject(), purse, parties.now)];
    match (rule.check, rule.part) {
        (Check::KeyBudget, _) => {
            let purse = &parties.key()?.purse;
            let shared = purse.shared.as_ref().filter(|shared| shared.is_limit);
            let row = shared.map(|shared| &shared.budget_id);
            Ok(vec![Weight { row, ..Weight::of(subject(), purse, parties.now) }])
        }
        (Check::KeyWindow, _) => windows(&subject(), &parties.key()?.purse.windows),
        (Check::KeyModelBudget, _) => for_model(parties, rule, &parties.key()?.purse),
        (Check::UserBudget, _) => user(parties, rule),
        (Check::UserModelBudget, _) => for_model(parties, rule, &parties.user()?.purse),
        (Check::TeamBudget, CheckPart::ForModel) => team_for_model(parties, rule),
        (Check::TeamBudget, _) => Ok(own(&parties.team()?.purse)),
        (Check::TeamWindow, _) => windows(&subject(), &parties.team()?.purse.windows),
        (Check::MemberBudget, _) => member(parties, rule),
        (Check::ProjectBudget, _) => Ok(own(&parties.project()?.purse)),
        (Check::OrganizationBudget, _) => match &situation.organization {
            Fact::Is(organization) => Ok(own(&organization.purse)),
            Fact::Absent => Err(Skip::NotChecked("no organization takes part".into())),
            Fact::Unknown(why) => Err(Skip::Unknown(why.clone())),
        },
        (Check::TagBudget, _) => tags(parties),
        (Check::AccessGroupBudget, _) => access_groups(parties),
        (Check::CustomerBudget, CheckPart::ForModel) => {
            for_model(parties, rule, &parties.customer()?.purse)
        }
        (Check::CustomerBudget, _) => customer(parties, rule),
        _ => match &situation.global {
            Fact::Is(purse) => Ok(own(purse)),
            Fact::Absent => Err(Skip::NotChecked("the proxy has no budget of its own".into())),
            Fact::Unknown(why) => Err(Skip::Unknown(why.clone())),
        },
    }
}

/// The owner's budget, which keys of a team are asked only where the server is set so.
fn user<'a>(parties: &Parties<'a>, rule: &Rule) -> Result<Vec<Weight<'a>>, Skip> {
    let user = parties.user()?;
    let weight = Weight::of(parties.subject(rule.check), &user.purse, parties.now);
    if parties.team_id().is_none() {
        return Ok(vec![weight]);
    }
    let flag = &parties.situation.server.user_budget_on_team_keys;
    match flag {
        Fact::Is(true) if parties.rules.knows_user_budget_on_team_keys() => Ok(vec![weight]),
        Fact::Unknown(why)
            if parties.rules.knows_user_budget_on_team_keys()
                && weigh(parties, rule, weight).verdict != RungVerdict::Passes =>
        {
            let why = format!("whether the owner's budget holds for keys of a team: {why}");
            Err(Skip::Unknown(why.into()))
        }
        _ => Err(Skip::NotChecked("the key is of a team, whose budget counts".into())),
    }
}

/// Their own amount, else the team's default.
fn member<'a>(parties: &Parties<'a>, rule: &Rule) -> Result<Vec<Weight<'a>>, Skip> {
    let team = parties.member_of()?;
    let subject = parties.subject(rule.check);
    let member = match &parties.situation.member {
        Fact::Unknown(why) => return Err(Skip::Unknown(why.clone())),
        Fact::Is(member) => Some(&member.purse),
        Fact::Absent => None,
    };
    let has_own = member.is_some_and(|purse| match &purse.budget {
        Fact::Is(budget) => budget.limit != Limit::Unlimited,
        Fact::Absent => false,
        Fact::Unknown(_) => true,
    });
    if let (Some(purse), true) = (member, has_own) {
        return Ok(vec![Weight::of(subject, purse, parties.now)]);
    }
    if !parties.rules.has_member_default() {
        return Err(Skip::NotChecked("no amount of their own in the team".into()));
    }
    let weight = match member {
        Some(purse) => Weight::under(subject, purse, &team.member_default, parties.now),
        None => Weight {
            spend: Cow::Owned(Fact::Absent),
            is_counter: false,
            ..Weight::under(subject, &team.purse, &team.member_default, parties.now)
        },
    };
    Ok(vec![Weight { is_default: true, soft: member.and_then(|purse| purse.soft), ..weight }])
}

/// Their own budget, else the server's for customers.
fn customer<'a>(parties: &Parties<'a>, rule: &Rule) -> Result<Vec<Weight<'a>>, Skip> {
    let customer = parties.customer()?;
    let subject = parties.subject(rule.check);
    let purse = &customer.purse;
    if purse.budget.is_absent() {
        let weight = Weight::under(subject, purse, &customer.default, parties.now);
        return Ok(vec![Weight { is_default: true, ..weight }]);
    }
    Ok(vec![Weight::of(subject, purse, parties.now)])
}

fn windows<'a>(subject: &Text, windows: &'a [WindowPurse]) -> Result<Vec<Weight<'a>>, Skip> {
    if windows.is_empty() {
        return Err(Skip::NotChecked("it has no windows".into()));
    }
    let weight = |window: &'a WindowPurse| Weight {
        resets_at: window.resets_at,
        ..Weight::counted(
            format!("{}, every {}", subject.raw(), window.window.as_str()).into(),
            &window.spend,
            &window.limit,
        )
    };
    Ok(windows.iter().map(weight).collect())
}

/// The amount for the model asked for: by its whole name, else by what follows the last `/`.
fn entry<'a>(purse: &'a PurseFacts, model: &Text) -> Option<&'a ModelPurse> {
    let bare = model.raw().rsplit('/').next().unwrap_or_default();
    let named = |name: &str| purse.per_model.iter().find(|entry| entry.model.raw() == name);
    named(model.raw()).or_else(|| named(bare))
}

fn for_model<'a>(
    parties: &Parties<'a>,
    rule: &Rule,
    purse: &'a PurseFacts,
) -> Result<Vec<Weight<'a>>, Skip> {
    let Some(model) = &parties.situation.model else {
        return Err(Skip::NotChecked("no model was named".into()));
    };
    let Some(entry) = entry(purse, model) else {
        return Err(Skip::NotChecked("it has no amount for this model".into()));
    };
    let subject = format!("{} for {}", parties.subject(rule.check).raw(), entry.model.raw());
    Ok(vec![Weight::counted(subject.into(), &entry.spend, &entry.limit)])
}

/// A key's own amount for the model takes the place of its team's.
fn team_for_model<'a>(parties: &Parties<'a>, rule: &Rule) -> Result<Vec<Weight<'a>>, Skip> {
    let team = parties.team()?;
    let own = parties
        .situation
        .model
        .as_ref()
        .and_then(|model| entry(&parties.situation.key.known()?.purse, model));
    match own.map(|own| &own.limit) {
        Some(Fact::Is(limit)) if *limit >= Usd::ZERO => {
            Err(Skip::NotChecked("the key has an amount of its own for this model".into()))
        }
        _ => for_model(parties, rule, &team.purse),
    }
}

fn named<'a>(purses: impl Iterator<Item = &'a NamedPurse>, now: Timestamp) -> Vec<Weight<'a>> {
    purses.map(|named| Weight::of(named.name.clone(), &named.purse, now)).collect()
}

fn tags<'a>(parties: &Parties<'a>) -> Result<Vec<Weight<'a>>, Skip> {
    match &parties.situation.tags {
        Fact::Is(tags) if !tags.is_empty() => Ok(named(tags.iter(), parties.now)),
        Fact::Is(_) | Fact::Absent => {
            Err(Skip::NotChecked("the key puts no tags on its requests".into()))
        }
        Fact::Unknown(why) => Err(Skip::Unknown(why.clone())),
    }
}

/// The groups that serve the model and that a list of key, team, member or project names.
fn access_groups<'a>(parties: &Parties<'a>) -> Result<Vec<Weight<'a>>, Skip> {
    let asked = parties.asked()?;
    let situation = parties.situation;
    let lists = [
        situation.key.known().map(|key| &key.models),
        situation.team.known().map(|team| &team.models),
        situation.member.known().map(|member| &member.models),
        situation.project.known().map(|project| &project.models),
    ];
    let is_named = |group: &Text| {
        lists
            .iter()
            .flatten()
            .any(|list| list.names.known().is_some_and(|names| names.contains(group)))
    };
    let groups: Vec<&Text> = asked.serving_groups().filter(|group| is_named(group)).collect();
    let none = || Skip::NotChecked("no group with a budget allowed the model".into());
    if groups.is_empty() {
        return Err(match (&situation.access_groups, &asked.catalog.models) {
            (Fact::Is(purses), Fact::Unknown(why)) if purses.iter().any(|p| is_named(&p.name)) => {
                Skip::Unknown(why.clone())
            }
            _ => none(),
        });
    }
    match &situation.access_groups {
        Fact::Unknown(why) => Err(Skip::Unknown(why.clone())),
        Fact::Absent => Err(none()),
        Fact::Is(purses) => {
            let charged = purses.iter().filter(|purse| groups.contains(&&purse.name));
            let weights = named(charged, parties.now);
            if weights.is_empty() { Err(none()) } else { Ok(weights) }
        }
    }
}
