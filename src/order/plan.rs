//! The plan of an order: which maker makes it.

use std::sync::Arc;

use super::fit::NO_CHANGE;
use super::{Found, Order, Records, Whom, Wish, remedy, unfit};
use crate::domain::{ProxyUserId, Purses, SyncPolicy, TeamId, TeamMember};
use crate::journal::History;
use crate::plan::wish::{Context, FoundMember};
use crate::plan::{Plan, make};
use crate::roster::{PersonId, Roster, Sharing};

/// What a plan is made of, besides the order.
#[derive(Clone, Copy, Debug)]
pub struct Ground<'a> {
    /// The people.
    pub roster: &'a Arc<Roster>,
    /// The profile's rules for syncing.
    pub sync: &'a SyncPolicy,
    /// The journal, if it was read.
    pub history: Option<&'a History>,
    /// What was read for this order alone.
    pub found: Option<&'a Found>,
    /// The moment and the profile.
    pub context: &'a Context,
}

impl Order {
    /// Makes it.
    ///
    /// # Errors
    /// Why there is none, as a sentence.
    pub fn plan(&self, ground: &Ground<'_>) -> Result<Plan, String> {
        match self {
            Self::Do(wish, whom) => plan(wish, whom, ground),
            Self::Remedy(cure) => {
                let (wish, whom) = remedy::order(cure, ground.roster)?;
                plan(&wish, &whom, ground)
            }
            Self::Probe(probing) => match ground.found {
                Some(Found::Spare(spare)) => probing.plan(spare, ground.context),
                _ => Err("the key for it was not looked up".to_owned()),
            },
            Self::Undo(history, place) => {
                let record = history.records.get(*place).ok_or("the journal has no such plan")?;
                history.undo(record, ground.roster, ground.context)
            }
        }
    }
}

fn plan(wish: &Wish, whom: &Whom, ground: &Ground<'_>) -> Result<Plan, String> {
    if let Some(why) = unfit(wish.kind(), whom.kind()) {
        return Err(why.to_owned());
    }
    let plan = match whom {
        Whom::People(people) => {
            let people = people.iter().filter_map(|id| ground.roster.index_of(id));
            of_people(wish, &people.collect::<Vec<_>>(), ground)
        }
        Whom::Everybody => {
            let everybody = 0..u32::try_from(ground.roster.len()).unwrap_or(u32::MAX);
            of_people(wish, &everybody.collect::<Vec<_>>(), ground)
        }
        Whom::Members(team, members) => of_members(wish, team, members, ground),
        Whom::InTeam(team, people) => match ground.found {
            Some(Found::Members(found)) => in_team(wish, team, people, found, ground),
            _ => return Err("the team's members were not read".to_owned()),
        },
        Whom::Keys(_)
        | Whom::Teams(_)
        | Whom::Customers(_)
        | Whom::Tags(..)
        | Whom::Organizations(..)
        | Whom::BudgetRows(..) => of_records(wish, whom, ground),
    };
    plan.ok_or_else(|| NO_CHANGE.to_owned())
}

fn of_people(wish: &Wish, people: &[u32], ground: &Ground<'_>) -> Option<Plan> {
    let Ground { roster, context, .. } = ground;
    Some(match wish {
        Wish::Reset(scope) => make::reset(roster, people, *scope, context),
        Wish::Block => match ground.found {
            Some(Found::Keys(own)) => make::block_knowing(roster, people, own, context),
            _ => make::block(roster, people, context),
        },
        Wish::Unblock => {
            let roles = ground.history.map(History::remembered_roles);
            make::unblock(roster, people, &roles.unwrap_or_default(), context)
        }
        Wish::Sync => make::sync(roster, people, ground.sync, context),
        Wish::Budget(wish) => make::budget(roster, people, wish, context),
        Wish::Models(wish) => make::user_models(roster, people, wish, context),
        Wish::Mint(wish) => make::mint(roster, people, wish, context),
        Wish::Activate => make::activate(roster, people, context),
        Wish::Role(role) => make::role(roster, people, role, context),
        Wish::Grant(model) => {
            // They are read where anybody's account needs one.
            let grants = match ground.found {
                Some(Found::Grants(grants)) => grants.as_slice(),
                _ => &[],
            };
            make::grant(roster, people, model, grants, context)
        }
        Wish::Extend(_) | Wish::Delete | Wish::Window(_) => return None,
    })
}

fn of_records(wish: &Wish, whom: &Whom, ground: &Ground<'_>) -> Option<Plan> {
    let Ground { roster, context, .. } = ground;
    let records = Records::of(whom, roster);
    match whom {
        Whom::Keys(_) => {
            let keys: Vec<_> = records.keys().collect();
            Some(match wish {
                Wish::Window(wish) => make::key_windows(roster, &keys, wish, context),
                wish => {
                    make::keys(roster, &keys, &wish.of_keys()?, &sharing(None, ground), context)
                }
            })
        }
        Whom::Teams(_) => {
            let teams: Vec<_> = records.teams().collect();
            Some(match wish {
                Wish::Window(wish) => make::team_windows(roster, &teams, wish, context),
                wish => make::teams(roster, &teams, &wish.of_teams()?, context),
            })
        }
        Whom::Customers(_) => {
            let customers: Vec<_> = records.customers().collect();
            let (wish, sharing) = (wish.of_customers()?, sharing(None, ground));
            Some(make::customers(roster, &customers, &wish, &sharing, context))
        }
        Whom::Tags(found, _) => {
            let tags: Vec<_> = records.tags().collect();
            let (wish, sharing) = (wish.of_purses()?, sharing(Some(found), ground));
            Some(make::tags(roster, &tags, &wish, &sharing, context))
        }
        Whom::Organizations(found, _) => {
            let all: Vec<_> = records.organizations().collect();
            let (wish, sharing) = (wish.of_purses()?, sharing(Some(found), ground));
            Some(make::organizations(roster, &all, &wish, &sharing, context))
        }
        Whom::BudgetRows(found, _) => {
            let Wish::Budget(wish) = wish else { return None };
            let (rows, sharing) =
                (records.budget_rows().collect::<Vec<_>>(), sharing(Some(found), ground));
            Some(make::budget_rows(roster, &rows, wish, &sharing, context))
        }
        Whom::People(_) | Whom::Everybody | Whom::Members(..) | Whom::InTeam(..) => None,
    }
}

/// Who points to which budget row, as far as it was read: for this order, or with the list that it
/// comes from.
fn sharing(listed: Option<&Arc<Purses>>, ground: &Ground<'_>) -> Sharing {
    match (ground.found, listed) {
        (Some(Found::Purses(read)), _) => Sharing::new(ground.roster, read),
        (_, Some(listed)) => Sharing::new(ground.roster, listed),
        (_, None) => Sharing::new(ground.roster, &Purses::unread("not read for this plan")),
    }
}

/// Members whom the team's list has: who is no user of the proxy any more is told apart.
fn of_members(
    wish: &Wish,
    team: &TeamId,
    members: &[TeamMember],
    ground: &Ground<'_>,
) -> Option<Plan> {
    let Ground { roster, context, .. } = ground;
    let team = roster.team(team)?;
    let (mut people, mut strangers): (Vec<FoundMember<'_>>, Vec<&ProxyUserId>) = Default::default();
    for member in members {
        match roster.by_user(&member.user) {
            Some(person) => people.push((person, Some(member.clone()))),
            None => strangers.push(&member.user),
        }
    }
    Some(make::members(roster, team, &people, &strangers, &wish.of_members()?, context))
}

/// People of whom it was read whether they are members.
fn in_team(
    wish: &Wish,
    team: &TeamId,
    people: &[PersonId],
    found: &[TeamMember],
    ground: &Ground<'_>,
) -> Option<Plan> {
    let Ground { roster, context, .. } = ground;
    let team = roster.team(team)?;
    let people = people.iter().filter_map(|id| roster.by_id(id)).map(|person| {
        let user = person.proxy().map(|user| &user.id);
        (person, found.iter().find(|member| Some(&member.user) == user).cloned())
    });
    let people: Vec<FoundMember<'_>> = people.collect();
    Some(make::members(roster, team, &people, &[], &wish.of_members()?, context))
}
