//! *team member …*: budget and spend of members of a team.

use super::teams::window_end;
use super::{BudgetWish, Context, Draft, LimitWish, Verdict, Whose};
use crate::domain::{Budget, Limit, ProxyUserId, Team, TeamMember};
use crate::plan::HolderId;
use crate::plan::op::{ResetMemberSpend, SetMemberBudget};
use crate::plan::{Plan, Purpose};
use crate::roster::{PersonRef, Roster};

/// What is to be done with a member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MemberWish {
    /// Set their budget in the team.
    Budget(BudgetWish),
    /// Set their spend in the team back to zero.
    Reset,
}

/// Somebody asked for, and what was read of them in the team; `None` where it has no such member.
pub type FoundMember<'a> = (PersonRef<'a>, Option<TeamMember>);

/// The plan that does it with these people of one team; `strangers` are members who are no users
/// of the proxy, so that nothing can be done for them.
pub fn members(
    roster: &Roster,
    team: &Team,
    people: &[FoundMember<'_>],
    strangers: &[&ProxyUserId],
    wish: &MemberWish,
    context: &Context,
) -> Plan {
    let mut draft = Draft::new(roster, context);
    for (person, found) in people {
        match (found, wish) {
            (None, _) => {
                draft.refuse(*person, format!("is not a member of the team {}", team.label()));
            }
            (Some(found), MemberWish::Budget(wish)) => {
                budget(&mut draft, team, *person, found, wish);
            }
            (Some(found), MemberWish::Reset) => reset(&mut draft, team, *person, found),
        }
    }
    for id in strangers {
        let whose = Whose { holder: HolderId::new(id.raw()), user: id.to_string() };
        draft.refuse_it(&whose, "is a member, and no user of the proxy any more");
    }
    draft.finish(match wish {
        MemberWish::Budget(_) => Purpose::Budget,
        MemberWish::Reset => Purpose::Reset,
    })
}

fn reset(draft: &mut Draft<'_>, team: &Team, person: PersonRef<'_>, found: &TeamMember) {
    if draft.roster.proxy().is_some_and(|side| !side.server.is_at_least(1, 102)) {
        let team = crate::domain::text::harmless(team.id.raw());
        let why = format!(
            "this proxy is older than 1.102 and has no reset of a member's spend; what works: \
             raise the budget with `bursar team member budget {team} …`, or {}",
            window_end(&found.budget)
        );
        return draft.refuse(person, why);
    }
    let op = ResetMemberSpend {
        team: team.id.clone(),
        label: team.label(),
        user_id: found.user.clone(),
        before: found.spend,
    };
    draft.add(person, op, format!("asked for; budget in the team {}", found.budget));
}

/// Whether the member's own limit is to go.
fn to_default(wish: &BudgetWish) -> bool {
    wish.limit == Some(LimitWish::Set(Limit::Unlimited))
}

/// What the wish comes to for this member: their own limit can go only where the team has no
/// default for them.
pub fn verdict(found: &TeamMember, wish: &BudgetWish) -> Verdict {
    let default = found.default.as_ref().filter(|default| default.limit != Limit::Unlimited);
    match (to_default(wish), default) {
        (true, Some(default)) => Verdict::Refused(format!(
            "the team gives each member {default}, and without a limit of their own that holds; \
             set an amount, however large"
        )),
        (true, None) => match wish.verdict(&found.budget) {
            Verdict::Becomes(_) => Verdict::Becomes(Budget::default()),
            other => other,
        },
        (false, _) => wish.verdict(&found.budget),
    }
}

fn budget(
    draft: &mut Draft<'_>,
    team: &Team,
    person: PersonRef<'_>,
    found: &TeamMember,
    wish: &BudgetWish,
) {
    let default = found.default.as_ref().filter(|default| default.limit != Limit::Unlimited);
    match verdict(found, wish) {
        Verdict::Stays(why) => draft.skip(person, why),
        Verdict::Refused(why) => draft.refuse(person, why),
        Verdict::Becomes(after) => {
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
                to_default: to_default(wish),
            };
            draft.add(person, op, reason);
        }
    }
}
