//! From a roster and a wish to a plan, one file a wish.

pub mod accounts;
pub mod block;
pub mod budget;
pub mod customers;
mod interrupted;
pub mod keys;
pub mod members;
pub mod mint;
pub mod models;
pub mod probe;
pub mod purses;
pub mod reset;
pub mod sync;
pub mod teams;
pub mod unblock;
pub mod undo;
pub mod windows;

use jiff::Timestamp;

pub use accounts::{activate, grant, needs_grant, role};
pub use block::{OwnKeys, block, block_knowing};
pub use budget::{BudgetWish, LimitWish, Relative, Verdict, budget};
pub use customers::{CustomerWish, customers};
pub use keys::{KeyWish, keys};
pub use members::{FoundMember, MemberWish, members};
pub use mint::{MintWish, mint};
pub use models::{ModelsWish, user_models};
pub use probe::{ProbeWish, probe};
pub use purses::{PurseWish, budget_rows, organizations, tags};
pub use reset::{ResetScope, reset};
pub use sync::sync;
pub use teams::{TeamWish, teams};
pub use unblock::{RememberedRoles, unblock};
pub use undo::{Applied, undo};
pub use windows::{WindowVerdict, WindowWish, key_windows, team_windows};

use super::{Change, HolderId, Op, Plan, Population, Purpose, Skip, digest};
use crate::domain::{Customer, GuardPolicy, Key, Team, Text};
use crate::roster::{PersonRef, Roster};

/// What every plan carries of the moment and the profile it is made in.
#[derive(Clone, Debug)]
pub struct Context {
    /// The profile's name.
    pub profile: String,
    /// What the plan is dated, and what is past or due is judged by.
    pub now: Timestamp,
    /// When a plan counts as sweeping.
    pub guard: GuardPolicy,
}

/// Under whom a change is listed, and what to call them.
struct Whose {
    holder: HolderId,
    user: String,
}

impl Whose {
    fn person(person: PersonRef<'_>) -> Self {
        Self { holder: person.id().into(), user: person.label() }
    }

    fn team(team: &Team) -> Self {
        Self { holder: HolderId::new(team.id.raw()), user: format!("team {}", team.label()) }
    }

    fn customer(customer: &Customer) -> Self {
        Self {
            holder: HolderId::new(customer.id.raw()),
            user: format!("customer {}", customer.label()),
        }
    }
}

/// A plan in the making.
struct Draft<'a> {
    roster: &'a Roster,
    context: &'a Context,
    changes: Vec<Change>,
    skipped: Vec<Skip>,
}

impl<'a> Draft<'a> {
    fn new(roster: &'a Roster, context: &'a Context) -> Self {
        Self { roster, context, changes: Vec::new(), skipped: Vec::new() }
    }

    fn add(&mut self, person: PersonRef<'_>, op: impl Into<Op>, reason: impl Into<String>) {
        self.add_for(Whose::person(person), op, reason);
    }

    /// There is nothing to do for them.
    fn skip(&mut self, person: PersonRef<'_>, why: impl Into<String>) {
        self.skipped.push(Skip::left(person.label(), why));
    }

    /// It is not done for them, though it was asked.
    fn refuse(&mut self, person: PersonRef<'_>, why: impl Into<String>) {
        self.skipped.push(Skip::refused(person.label(), why));
    }

    /// It waits for a person to decide.
    fn conflict(&mut self, person: PersonRef<'_>, why: impl Into<String>) {
        self.skipped.push(Skip::conflict(person.label(), why));
    }

    /// The person who owns the key.
    fn owner_of(&self, key: &Key) -> Option<PersonRef<'a>> {
        self.roster.by_user(key.user_id.as_ref()?)
    }

    fn whose_key(&self, key: &Key) -> Whose {
        match self.owner_of(key) {
            Some(person) => Whose::person(person),
            None => Whose {
                holder: HolderId::new(key.hash.to_string()),
                user: format!("key {}", key.label()),
            },
        }
    }

    /// The same as [`Self::add`] for what need not be a person's.
    fn add_for(&mut self, whose: Whose, op: impl Into<Op>, reason: impl Into<String>) {
        self.changes.push(Change {
            id: u32::try_from(self.changes.len() + 1).unwrap_or(u32::MAX),
            undoes: None,
            holder: whose.holder,
            user: whose.user,
            reason: reason.into(),
            op: op.into(),
        });
    }

    fn skip_it(&mut self, whose: &Whose, why: impl Into<String>) {
        self.skipped.push(Skip::left(whose.user.clone(), why));
    }

    fn refuse_it(&mut self, whose: &Whose, why: impl Into<String>) {
        self.skipped.push(Skip::refused(whose.user.clone(), why));
    }

    fn finish(self, purpose: Purpose) -> Plan {
        let Self { roster, context, changes, skipped } = self;
        let plan = Plan {
            id: String::new(),
            profile: Text::from(context.profile.as_str()),
            purpose,
            undoes: None,
            made_at: context.now,
            fingerprint: String::new(),
            population: Population::new(roster.len(), context.guard),
            changes,
            skipped,
        };
        Plan { id: plan.expected_id(), ..plan }
    }
}

impl Plan {
    /// The same, which takes back that applied plan.
    #[must_use]
    pub fn undoing(self, plan: &str) -> Self {
        let plan = Self { undoes: Some(plan.to_owned()), ..self };
        Self { id: plan.expected_id(), ..plan }
    }

    /// The id its content gives; another one in a file means that it was edited since.
    pub fn expected_id(&self) -> String {
        let Self { profile, purpose, undoes, made_at, fingerprint, .. } = self;
        let Self { population, changes, skipped, .. } = self;
        let content =
            (profile, purpose, undoes, made_at, fingerprint, population, changes, skipped);
        format!("p-{}", digest::of(&content).get(..8).unwrap_or_default())
    }
}

#[cfg(test)]
mod tests;
