//! What has to be read for one order alone, besides the people.

use std::sync::Arc;

use super::{Order, Probing, Whom, Wish, WishKind, remedy, unfit};
use crate::domain::{Grant, ProxyUserId, Purses, TeamId, TeamMember, Text};
use crate::engine::Spare;
use crate::plan::make::{OwnKeys, needs_grant};
use crate::roster::{PersonId, PersonRef, Roster};

/// People whose keys are read one by one at most.
const MOST_READ_ALONE: usize = 50;

/// What is to be read.
#[derive(Clone, Debug)]
pub enum Needs {
    /// These users as members of a team.
    Members(TeamId, Vec<ProxyUserId>),
    /// The key for a probe.
    Spare(Box<Probing>),
    /// The keys of these users, each read alone: not all keys could be listed.
    Keys(Vec<ProxyUserId>),
    /// Who may use this model in Open WebUI.
    Grants(Text),
    /// Who points to these budget rows: organizations and tags, where they were not read before,
    /// and places in teams.
    Sharing(Option<Arc<Purses>>, Vec<Text>),
}

/// What was read.
#[derive(Clone, Debug)]
pub enum Found {
    /// Those of the users who are members.
    Members(Vec<TeamMember>),
    /// All keys of those of the users whose keys could be read whole.
    Keys(OwnKeys),
    /// The key that a probe is to be made with.
    Spare(Box<Spare>),
    /// The model's grants, none where Open WebUI has no entry of it.
    Grants(Vec<Grant>),
    /// Who may point to budget rows, places among them, as far as they could be read.
    Purses(Box<Purses>),
}

impl Order {
    /// What has to be read for it.
    pub fn needs(&self, roster: &Roster) -> Option<Needs> {
        match self {
            Self::Do(wish, whom) => needs(wish, whom, roster),
            Self::Remedy(cure) => {
                let (wish, whom) = remedy::order(cure, roster).ok()?;
                needs(&wish, &whom, roster)
            }
            Self::Probe(probing) => Some(Needs::Spare(probing.clone())),
            Self::Undo(..) => None,
        }
    }

    /// Whether the journal remembers what it needs: the roles that accounts had.
    pub fn needs_history(&self) -> bool {
        match self {
            Self::Do(wish, whom) => {
                wish.kind() == WishKind::Unblock
                    && matches!(whom, Whom::People(_) | Whom::Everybody)
            }
            Self::Remedy(_) | Self::Probe(_) | Self::Undo(..) => false,
        }
    }
}

fn needs(wish: &Wish, whom: &Whom, roster: &Roster) -> Option<Needs> {
    if unfit(wish.kind(), whom.kind()).is_some() {
        return None;
    }
    let is_budget = wish.kind() == WishKind::Budget;
    match whom {
        Whom::People(people) => match wish {
            Wish::Grant(model) => {
                let mut people = people.iter().filter_map(|id| roster.by_id(id));
                people.any(needs_grant).then(|| Needs::Grants(model.clone()))
            }
            Wish::Block => own_keys(people, roster),
            _ => None,
        },
        Whom::InTeam(team, people) => {
            let people = people.iter().filter_map(|id| roster.by_id(id));
            let users = people.filter_map(PersonRef::proxy).map(|user| user.id.clone());
            Some(Needs::Members(team.clone(), users.collect()))
        }
        Whom::BudgetRows(found, rows) => Some(Needs::Sharing(Some(found.clone()), rows.clone())),
        Whom::Keys(hashes) if is_budget => {
            let keys = hashes.iter().filter_map(|hash| roster.key(hash));
            sharing(keys.filter_map(|key| Some(key.row.as_ref()?.id.clone())))
        }
        Whom::Customers(ids) if is_budget => {
            let customers = ids.iter().filter_map(|id| roster.customer(id.raw()));
            sharing(customers.filter_map(|customer| customer.budget_id.clone()))
        }
        Whom::Everybody
        | Whom::Keys(_)
        | Whom::Teams(_)
        | Whom::Members(..)
        | Whom::Customers(_)
        | Whom::Tags(..)
        | Whom::Organizations(..) => None,
    }
}

/// A person's own keys can be read where the list of all has a gap; but not those of a whole campus.
fn own_keys(people: &[PersonId], roster: &Roster) -> Option<Needs> {
    let is_whole = roster.proxy().is_none_or(|side| side.keys.is_complete());
    if is_whole || people.len() > MOST_READ_ALONE {
        return None;
    }
    let people = people.iter().filter_map(|id| roster.by_id(id));
    let users: Vec<_> = people.filter_map(|one| Some(one.proxy()?.id.clone())).collect();
    (!users.is_empty()).then_some(Needs::Keys(users))
}

fn sharing(rows: impl Iterator<Item = Text>) -> Option<Needs> {
    let rows: Vec<Text> = rows.collect();
    (!rows.is_empty()).then_some(Needs::Sharing(None, rows))
}
