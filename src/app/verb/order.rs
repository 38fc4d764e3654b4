//! What a plan is to do, and the plan that does it.

use std::sync::Arc;

use super::records::Records;
use super::whom::Whom;
use super::wish::Wish;
use crate::domain::text::harmless;
use crate::domain::{Listing, Place, ProxyUserId, Purses, SyncPolicy, TeamId, TeamMember, Text};
use crate::engine::{Inquiry, Question, Spare};
use crate::journal::History;
use crate::plan::Plan;
use crate::plan::make::members::FoundMember;
use crate::plan::make::{self, Context, ProbeWish};
use crate::roster::{Roster, Sharing};

/// What a plan is to do.
#[derive(Clone, Debug)]
pub enum Order {
    /// This, for them.
    Do {
        /// What.
        wish: Wish,
        /// For whom.
        whom: Whom,
        /// The same in words. Harmless to show.
        subject: String,
    },
    /// Ask the proxy itself, with a key that lives for that alone.
    Probe(Box<Probing>),
    /// Take back the plan at this place of the journal, as that was when it was asked.
    Undo(Arc<History>, usize),
}

/// A request that the proxy is to be asked for, after it was judged.
#[derive(Clone, Debug)]
pub struct Probing {
    /// What was asked.
    pub question: Question,
    /// What was found out.
    pub inquiry: Inquiry,
    /// About whom, in words. Harmless to show.
    pub subject: String,
}

/// What was read for one order alone.
#[derive(Clone, Debug)]
pub enum Found {
    /// The member in a team that a remedy is for, if there is one.
    Member(Option<TeamMember>),
    /// The key that a probe is to be made with.
    Spare(Box<Spare>),
    /// Members of teams with budget rows, as far as they could be read.
    Places(Listing<Place>),
}

/// What is to be read for one order alone.
#[derive(Clone, Debug)]
pub enum Needs {
    /// A member in a team.
    Member(TeamId, ProxyUserId),
    /// The key for a probe.
    Spare(Box<Probing>),
    /// Which members of teams point to these budget rows.
    Places(Vec<Text>),
}

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
    /// For whom, in words.
    pub fn subject(&self) -> &str {
        match self {
            Self::Do { subject, .. } => subject,
            Self::Probe(probing) => &probing.subject,
            Self::Undo(..) => "",
        }
    }

    /// How many it is about.
    pub fn len(&self, roster: &Roster) -> usize {
        match self {
            Self::Do { whom, .. } => whom.len(roster),
            Self::Probe(_) => 1,
            Self::Undo(history, place) => {
                history.records.get(*place).map_or(0, |record| record.applied.len())
            }
        }
    }

    /// What has to be read for it, besides the people.
    pub fn needs(&self) -> Option<Needs> {
        match self {
            Self::Do { wish: Wish::Remedy(cure), .. } => {
                let (team, user) = make::remedy::needs(cure)?;
                Some(Needs::Member(team.clone(), user.clone()))
            }
            Self::Probe(probing) => Some(Needs::Spare(probing.clone())),
            Self::Do { whom: Whom::BudgetRows(_, rows), .. } => Some(Needs::Places(rows.clone())),
            _ => None,
        }
    }

    /// The plan, whom it is for in words, and what is said where there is nothing to do.
    ///
    /// # Errors
    /// Why there is none, as a sentence.
    pub fn plan(&self, ground: &Ground<'_>) -> Result<(Plan, String, &'static str), String> {
        let (wish, whom, subject) = match self {
            Self::Undo(history, place) => return undoing(history, *place, ground),
            Self::Probe(probing) => return probe(probing, ground),
            Self::Do { wish, whom, subject } => (wish, whom, subject),
        };
        let plan = match (wish, whom) {
            // It says itself whom it changes.
            (Wish::Remedy(cure), _) => {
                let member = match ground.found {
                    Some(Found::Member(member)) => member.as_ref(),
                    _ => None,
                };
                Some(make::remedy(ground.roster, cure, member, ground.context))
            }
            (_, Whom::People(_) | Whom::Everybody) => of_people(wish, whom, ground),
            (_, Whom::Members(team, members)) => of_members(wish, team, members, ground),
            (_, Whom::Keys(_) | Whom::Teams(_) | Whom::Customers(_)) => {
                of_records(wish, whom, ground)
            }
            (
                _,
                Whom::Tags(found, _) | Whom::Organizations(found, _) | Whom::BudgetRows(found, _),
            ) => of_purses(wish, whom, found, ground),
        };
        let plan = plan.ok_or("there is no such change of these records")?;
        Ok((plan, subject.clone(), "in step already"))
    }
}

fn of_people(wish: &Wish, whom: &Whom, ground: &Ground<'_>) -> Option<Plan> {
    let Ground { roster, context, .. } = ground;
    let people: Vec<u32> = match whom {
        Whom::People(people) => people.iter().filter_map(|id| roster.index_of(id)).collect(),
        _ => (0..u32::try_from(roster.len()).unwrap_or(u32::MAX)).collect(),
    };
    Some(match wish {
        Wish::Reset(scope) => make::reset(roster, &people, *scope, context),
        Wish::Block => make::block(roster, &people, context),
        Wish::Unblock => {
            let roles = ground.history.map(History::remembered_roles);
            make::unblock(roster, &people, &roles.unwrap_or_default(), context)
        }
        Wish::Sync => make::sync(roster, &people, ground.sync, context),
        Wish::Budget(wish) => make::budget(roster, &people, wish, context),
        Wish::Models(wish) => make::user_models(roster, &people, wish, context),
        Wish::Mint(wish) => make::mint(roster, &people, wish, context),
        Wish::Activate => make::activate(roster, &people, context),
        Wish::Role(role) => make::role(roster, &people, role, context),
        Wish::Grant(model) => make::grant(roster, &people, model, context),
        Wish::Remedy(_) | Wish::Extend(_) | Wish::Delete | Wish::Window(_) => return None,
    })
}

fn of_records(wish: &Wish, whom: &Whom, ground: &Ground<'_>) -> Option<Plan> {
    let Ground { roster, context, .. } = ground;
    let records = Records::of(whom, roster);
    Some(match (whom, wish) {
        (Whom::Keys(_), wish) => {
            let keys: Vec<_> = records.keys().collect();
            match wish {
                Wish::Window(wish) => make::key_windows(roster, &keys, wish, context),
                wish => make::keys(roster, &keys, &wish.of_keys()?, context),
            }
        }
        (Whom::Teams(_), wish) => {
            let teams: Vec<_> = records.teams().collect();
            match wish {
                Wish::Window(wish) => make::team_windows(roster, &teams, wish, context),
                wish => make::teams(roster, &teams, &wish.of_teams()?, context),
            }
        }
        _ => {
            let customers: Vec<_> = records.customers().collect();
            make::customers(roster, &customers, &wish.of_customers()?, context)
        }
    })
}

fn of_purses(wish: &Wish, whom: &Whom, found: &Purses, ground: &Ground<'_>) -> Option<Plan> {
    let Ground { roster, context, .. } = ground;
    let mut read = Purses::clone(found);
    if let Some(Found::Places(places)) = ground.found {
        read.places = places.clone();
    }
    let sharing = Sharing::new(roster, &read);
    let records = Records::of(whom, roster);
    Some(match (whom, wish) {
        (Whom::BudgetRows(..), Wish::Budget(wish)) => {
            let rows: Vec<_> = records.budget_rows().collect();
            make::budget_rows(roster, &rows, wish, &sharing, context)
        }
        (Whom::BudgetRows(..), _) => return None,
        (Whom::Tags(..), wish) => {
            let tags: Vec<_> = records.tags().collect();
            make::tags(roster, &tags, &wish.of_purses()?, &sharing, context)
        }
        (_, wish) => {
            let organizations: Vec<_> = records.organizations().collect();
            let wish = wish.of_purses()?;
            make::organizations(roster, &organizations, &wish, &sharing, context)
        }
    })
}

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

fn probe(probing: &Probing, ground: &Ground<'_>) -> Result<(Plan, String, &'static str), String> {
    let Some(Found::Spare(spare)) = ground.found else {
        return Err("the key for it was not looked up".to_owned());
    };
    let model = probing.question.model.clone().ok_or("no model is named")?;
    let wish = ProbeWish {
        owner: spare.owner.clone(),
        label: probing.inquiry.subject.label.clone(),
        team: spare.team.clone(),
        model,
        customer: probing.question.customer.clone(),
    };
    Ok((make::probe(&wish, ground.context), probing.subject.clone(), ""))
}

fn undoing(
    history: &History,
    place: usize,
    ground: &Ground<'_>,
) -> Result<(Plan, String, &'static str), String> {
    let record = history.records.get(place).ok_or("the journal has no such plan")?;
    let standing = history.standing(record);
    if !standing.is_open() {
        return Err(standing.to_string());
    }
    let plan = history.undo(record, ground.roster, ground.context);
    let plan = plan.map_err(|why| format!("Nothing to undo: {why}."))?;
    let subject = format!(
        "plan {}, {}, of {}",
        harmless(&record.plan),
        record.purpose,
        crate::domain::time::absolute(record.at)
    );
    Ok((plan, subject, "nothing of it was done, so there is nothing to take back"))
}
