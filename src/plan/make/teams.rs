//! *team …*: budget, models and block of teams.

use super::models::{ListOf, ModelsVerdict, ModelsWish};
use super::{BudgetWish, Context, Draft, Verdict, Whose};
use crate::domain::{Budget, Limit, Team, Usd};
use crate::plan::op::{BlockTeam, SetTeamBudget, SetTeamModels, UnblockTeam};
use crate::plan::{Plan, Purpose};
use crate::roster::Roster;

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

impl TeamWish {
    fn purpose(&self) -> Purpose {
        match self {
            Self::Budget(_) => Purpose::Budget,
            Self::Block => Purpose::Block,
            Self::Unblock => Purpose::Unblock,
            Self::Models(_) => Purpose::Models,
            Self::Reset => Purpose::Reset,
        }
    }
}

/// The plan that does it with these teams.
pub fn teams(roster: &Roster, teams: &[&Team], wish: &TeamWish, context: &Context) -> Plan {
    let mut draft = Draft::new(roster, context);
    for team in teams {
        let whose = Whose::team(team);
        match wish {
            TeamWish::Budget(wish) => budget(&mut draft, team, wish),
            TeamWish::Block => block(&mut draft, team),
            TeamWish::Unblock => unblock(&mut draft, team),
            TeamWish::Models(wish) => models(&mut draft, team, wish),
            TeamWish::Reset => draft.refuse_it(&whose, no_reset(team)),
        }
    }
    draft.finish(wish.purpose())
}

/// How many keys of the team were seen.
fn keys(roster: &Roster, team: &Team) -> usize {
    let keys = roster.proxy().map_or(&[][..], |side| &side.keys.rows);
    keys.iter().filter(|key| key.team_id.as_ref() == Some(&team.id)).count()
}

fn block(draft: &mut Draft<'_>, team: &Team) {
    let whose = Whose::team(team);
    if team.blocked == Some(true) {
        return draft.skip_it(&whose, "is blocked already");
    }
    let members = members(team);
    let reason = format!("asked for; personal keys of its {members} go on working");
    let keys = keys(draft.roster, team);
    let op = BlockTeam { team: team.id.clone(), label: team.label(), keys };
    draft.add_for(whose, op, reason);
}

fn unblock(draft: &mut Draft<'_>, team: &Team) {
    let whose = Whose::team(team);
    if team.blocked == Some(false) {
        return draft.skip_it(&whose, "is not blocked");
    }
    let reason = "asked for; keys that are blocked themselves stay blocked";
    let keys = keys(draft.roster, team);
    let op = UnblockTeam { team: team.id.clone(), label: team.label(), keys };
    draft.add_for(whose, op, reason);
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
                format!("asked for; it is one purse for its {}", members(team))
            };
            let (id, label, before) = (team.id.clone(), team.label(), team.budget.clone());
            draft.add_for(whose, SetTeamBudget { team: id, label, before, after }, reason);
        }
    }
}

fn models(draft: &mut Draft<'_>, team: &Team, wish: &ModelsWish) {
    let whose = Whose::team(team);
    match wish.verdict(team.models.as_deref(), ListOf::KeyOrTeam) {
        ModelsVerdict::Stays(why) => draft.skip_it(&whose, why),
        ModelsVerdict::Refused(why) => draft.refuse_it(&whose, why),
        ModelsVerdict::Becomes(after) => {
            let (id, label, before) =
                (team.id.clone(), team.label(), team.models.clone().unwrap_or_default());
            let reason = format!("asked for; it holds for every key of its {}", members(team));
            draft.add_for(whose, SetTeamModels { team: id, label, before, after }, reason);
        }
    }
}

/// The server's own reset time, or that there is none.
pub(super) fn window_end(budget: &Budget) -> String {
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

/// `1 member`, `5 members`, `members`.
fn members(team: &Team) -> String {
    match team.members {
        None => "members".to_owned(),
        Some(1) => "1 member".to_owned(),
        Some(many) => format!("{many} members"),
    }
}
