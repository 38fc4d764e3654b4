//! *team …*: budget, models and block of teams, and budget and spend of their members.

use super::models::{ListOf, ModelsVerdict, ModelsWish};
use super::{BudgetWish, Context, Draft, LimitWish, Verdict, Whose};
use crate::domain::{Budget, Limit, Team, TeamMember, Usd};
use crate::plan::op::{
    BlockTeam, ResetMemberSpend, SetMemberBudget, SetTeamBudget, SetTeamModels, UnblockTeam,
};
use crate::plan::{Plan, Purpose};
use crate::roster::{PersonRef, Roster};

/// What is to be done with a team.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TeamWish {
    /// Set the budget.
    Budget(BudgetWish),
    /// Refuse every key of it.
    Block,
    /// Let them work.
    Unblock,
    /// Set which models its keys may use.
    Models(ModelsWish),
    /// Set the spend back, which no proxy can.
    Reset,
}

/// The plan that does it.
pub fn team(roster: &Roster, team: &Team, wish: &TeamWish, context: &Context) -> Plan {
    let mut draft = Draft::new(roster, context);
    let whose = Whose::team(team);
    let (id, label) = (team.id.clone(), team.label());
    let all_keys = roster.proxy().map_or(&[][..], |side| &side.keys.rows);
    let keys = all_keys.iter().filter(|key| key.team_id.as_ref() == Some(&team.id)).count();
    let purpose = match wish {
        TeamWish::Budget(wish) => {
            budget(&mut draft, team, wish);
            Purpose::Budget
        }
        TeamWish::Block if team.blocked => {
            draft.skip_it(&whose, "is blocked already");
            Purpose::Block
        }
        TeamWish::Block => {
            let members = team.members;
            let reason = format!(
                "asked for; the team has {members} members, whose personal keys go on working"
            );
            draft.add_for(whose, BlockTeam { team: id, label, keys }, reason);
            Purpose::Block
        }
        TeamWish::Unblock if !team.blocked => {
            draft.skip_it(&whose, "is not blocked");
            Purpose::Unblock
        }
        TeamWish::Unblock => {
            let reason = "asked for; keys that are blocked themselves stay blocked";
            draft.add_for(whose, UnblockTeam { team: id, label, keys }, reason);
            Purpose::Unblock
        }
        TeamWish::Models(wish) => {
            models(&mut draft, team, wish);
            Purpose::Models
        }
        TeamWish::Reset => {
            draft.refuse_it(&whose, no_reset(team));
            Purpose::Reset
        }
    };
    draft.finish(purpose)
}

fn budget(draft: &mut Draft<'_>, team: &Team, wish: &BudgetWish) {
    let whose = Whose::team(team);
    match wish.verdict(&team.budget) {
        Verdict::Stays(why) => draft.skip_it(&whose, why),
        Verdict::Refused(why) => draft.refuse_it(&whose, why),
        Verdict::Becomes(after) => {
            let spend = team.spend.unwrap_or_default();
            let reason = if after.limit == Limit::Amount(Usd::ZERO) && spend <= Usd::ZERO {
                "asked for; a team with a budget of zero is refused only once it has spent \
                 something: block it to refuse at once"
                    .to_owned()
            } else if after.limit.is_exhausted_by(spend) {
                format!("asked for; with a spend of {spend} the proxy refuses at once")
            } else {
                format!("asked for; it is one purse for all {} members", team.members)
            };
            let (id, label, before) = (team.id.clone(), team.label(), team.budget.clone());
            draft.add_for(whose, SetTeamBudget { team: id, label, before, after }, reason);
        }
    }
}

fn models(draft: &mut Draft<'_>, team: &Team, wish: &ModelsWish) {
    let whose = Whose::team(team);
    match wish.verdict(&team.models, ListOf::KeyOrTeam) {
        ModelsVerdict::Stays(why) => draft.skip_it(&whose, why),
        ModelsVerdict::Refused(why) => draft.refuse_it(&whose, why),
        ModelsVerdict::Becomes(after) => {
            let (id, label, before) = (team.id.clone(), team.label(), team.models.clone());
            let reason = format!("asked for; it holds for every key of {} members", team.members);
            draft.add_for(whose, SetTeamModels { team: id, label, before, after }, reason);
        }
    }
}

/// The server's own reset time, or that there is none.
fn window_end(budget: &Budget) -> String {
    match budget.resets_at {
        Some(at) => format!("wait for its own reset on {}", crate::domain::time::absolute(at.at())),
        None => "it has no window, so it is never set back: give it one with --every".to_owned(),
    }
}

fn no_reset(team: &Team) -> String {
    let id = crate::domain::text::harmless(team.id.raw());
    format!(
        "the proxy has no reset of a team's spend (/team/update ignores it); what works: raise the \
         budget with `bursar team budget {id} --max …`, or {}; a member's own spend in the team \
         can be reset with `bursar team member reset`",
        window_end(&team.budget)
    )
}

/// What is to be done with a member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MemberWish {
    /// Set their budget in the team.
    Budget(BudgetWish),
    /// Set their spend in the team back to zero.
    Reset,
}

/// The plan that does it; `found` is what was read of the member, `None` where the team has none
/// such.
pub fn member(
    roster: &Roster,
    team: &Team,
    person: PersonRef<'_>,
    found: Option<&TeamMember>,
    wish: &MemberWish,
    context: &Context,
) -> Plan {
    let mut draft = Draft::new(roster, context);
    let purpose = match wish {
        MemberWish::Budget(_) => Purpose::Budget,
        MemberWish::Reset => Purpose::Reset,
    };
    let Some(found) = found else {
        let label = team.label();
        draft.refuse(person, format!("is not a member of the team {label}"));
        return draft.finish(purpose);
    };
    match wish {
        MemberWish::Budget(wish) => member_budget(&mut draft, team, person, found, wish),
        MemberWish::Reset => {
            let is_old = roster.proxy().is_some_and(|side| !side.server.is_at_least(1, 102));
            if is_old {
                let team = crate::domain::text::harmless(team.id.raw());
                draft.refuse(
                    person,
                    format!(
                        "this proxy is older than 1.102 and has no reset of a member's spend; \
                         what works: raise the budget with `bursar team member budget {team} …`, \
                         or {}",
                        window_end(&found.budget)
                    ),
                );
            } else {
                let op = ResetMemberSpend {
                    team: team.id.clone(),
                    label: team.label(),
                    user_id: found.user.clone(),
                    before: found.spend,
                };
                let reason = format!("asked for; budget in the team {}", found.budget);
                draft.add(person, op, reason);
            }
        }
    }
    draft.finish(purpose)
}

fn member_budget(
    draft: &mut Draft<'_>,
    team: &Team,
    person: PersonRef<'_>,
    found: &TeamMember,
    wish: &BudgetWish,
) {
    let default = found.default.as_ref().filter(|default| default.limit != Limit::Unlimited);
    let to_default = wish.limit == Some(LimitWish::Set(Limit::Unlimited));
    if let (true, Some(default)) = (to_default, default) {
        draft.refuse(
            person,
            format!(
                "the team gives each member {default}, and without a limit of their own that \
                 holds; set an amount, however large"
            ),
        );
        return;
    }
    match wish.verdict(&found.budget) {
        Verdict::Stays(why) => draft.skip(person, why),
        Verdict::Refused(why) => draft.refuse(person, why),
        Verdict::Becomes(after) => {
            let after = if to_default { Budget::default() } else { after };
            let spend = found.spend.unwrap_or_default();
            let reason = if after.limit.is_exhausted_by(spend) {
                format!("asked for; with a spend of {spend} there the proxy refuses at once")
            } else if found.is_default && default.is_some() {
                "asked for; the team's default stays as it is for the others".to_owned()
            } else {
                format!("asked for; spent there so far: {spend}")
            };
            let op = SetMemberBudget {
                team: team.id.clone(),
                label: team.label(),
                user_id: found.user.clone(),
                before: found.budget.clone(),
                was_default: found.is_default,
                after,
                to_default,
            };
            draft.add(person, op, reason);
        }
    }
}
