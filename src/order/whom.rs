//! Whom a verb is for: people, or records of the proxy that need not be anybody's.

use std::sync::Arc;

use crate::domain::money::group_thousands;
use crate::domain::{KeyHash, PurseKind, Purses, TeamId, TeamMember, Text};
use crate::roster::{PersonId, Roster};

/// These, by id: a reading may come between the question and the answer.
#[derive(Clone, Debug, PartialEq)]
pub enum Whom {
    /// These people.
    People(Vec<PersonId>),
    /// Whoever there is when the plan is made.
    Everybody,
    /// These virtual keys.
    Keys(Vec<KeyHash>),
    /// These teams.
    Teams(Vec<TeamId>),
    /// These members of a team, as they were read with it: no listing has them.
    Members(TeamId, Vec<TeamMember>),
    /// These people as members of a team, who are read for the plan.
    InTeam(TeamId, Vec<PersonId>),
    /// These customers.
    Customers(Vec<Text>),
    /// These tags, by name, out of what was read with them, like all of the following.
    Tags(Arc<Purses>, Vec<Text>),
    /// These organizations.
    Organizations(Arc<Purses>, Vec<Text>),
    /// These budget rows.
    BudgetRows(Arc<Purses>, Vec<Text>),
}

/// What they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::EnumIter)]
#[expect(missing_docs, reason = "each is `Whom`'s own; windows are of keys or of teams")]
pub enum WhomKind {
    People,
    Keys,
    Teams,
    Members,
    Customers,
    Tags,
    Organizations,
    BudgetRows,
    Windows,
}

impl WhomKind {
    /// `1 user`, `3 keys`.
    pub fn count(self, count: usize) -> String {
        let one = match self {
            Self::People => "user",
            Self::Keys => "key",
            Self::Teams => "team",
            Self::Members => "member",
            Self::Customers => "customer",
            Self::Tags => "tag",
            Self::Organizations => "organization",
            Self::BudgetRows => "budget row",
            Self::Windows => "window",
        };
        match count {
            1 => format!("1 {one}"),
            many => format!("{} {one}s", group_thousands(many as u64)),
        }
    }
}

impl Whom {
    /// What they are.
    pub fn kind(&self) -> WhomKind {
        match self {
            Self::People(_) | Self::Everybody => WhomKind::People,
            Self::Keys(_) => WhomKind::Keys,
            Self::Teams(_) => WhomKind::Teams,
            Self::Members(..) | Self::InTeam(..) => WhomKind::Members,
            Self::Customers(_) => WhomKind::Customers,
            Self::Tags(..) => WhomKind::Tags,
            Self::Organizations(..) => WhomKind::Organizations,
            Self::BudgetRows(..) => WhomKind::BudgetRows,
        }
    }

    /// How many are named.
    pub fn count(&self) -> usize {
        match self {
            Self::People(people) | Self::InTeam(_, people) => people.len(),
            Self::Everybody => 0,
            Self::Keys(keys) => keys.len(),
            Self::Teams(teams) => teams.len(),
            Self::Members(_, members) => members.len(),
            Self::Customers(customers) => customers.len(),
            Self::Tags(_, ids) | Self::Organizations(_, ids) | Self::BudgetRows(_, ids) => {
                ids.len()
            }
        }
    }

    /// How many they are.
    pub fn len(&self, roster: &Roster) -> usize {
        match self {
            Self::Everybody => roster.len(),
            named => named.count(),
        }
    }
}

impl From<PurseKind> for WhomKind {
    fn from(kind: PurseKind) -> Self {
        match kind {
            PurseKind::Organization => Self::Organizations,
            PurseKind::Tag => Self::Tags,
            PurseKind::BudgetRow => Self::BudgetRows,
            PurseKind::KeyWindow | PurseKind::TeamWindow => Self::Windows,
        }
    }
}
