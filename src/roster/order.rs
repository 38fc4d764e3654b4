//! The orders in which people are shown.

use std::cmp::Ordering;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{PersonRef, Roster};
use crate::domain::Usd;

/// What people are sorted by.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Default,
    Serialize,
    Deserialize,
    strum::Display,
    strum::EnumString,
    strum::EnumIter,
    strum::IntoStaticStr,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum SortKey {
    /// Those the proxy refuses or soon will first: percent of budget, then spend.
    #[default]
    Budget,
    /// Spend in dollars.
    Spend,
    /// Name, in any case.
    Name,
    /// E-mail, in any case.
    Email,
    /// What is out of step first.
    Sync,
    /// Number of keys.
    Keys,
    /// Last activity in Open WebUI, the newest first.
    Active,
}

impl SortKey {
    /// The direction people expect of it.
    pub fn usual_direction(self) -> Direction {
        match self {
            Self::Name | Self::Email | Self::Sync => Direction::Ascending,
            Self::Budget | Self::Spend | Self::Keys | Self::Active => Direction::Descending,
        }
    }
}

/// Which end comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// Smallest first.
    Ascending,
    /// Largest first.
    Descending,
}

/// A sort key and its direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// By what.
    pub key: SortKey,
    /// Which end first.
    pub direction: Direction,
}

impl Order {
    /// The key in its usual direction.
    pub fn by(key: SortKey) -> Self {
        Self { key, direction: key.usual_direction() }
    }

    /// The same key the other way round.
    #[must_use]
    pub fn reversed(self) -> Self {
        let direction = match self.direction {
            Direction::Ascending => Direction::Descending,
            Direction::Descending => Direction::Ascending,
        };
        Self { direction, ..self }
    }

    /// Sorts indices of the roster; those without a value come last in either direction, ties
    /// stand by name, then by id, so that the order never depends on the servers'.
    pub fn sort(self, roster: &Roster, indices: &mut [u32]) {
        match self.key {
            SortKey::Name => self.sort_by(roster, indices, |p| Some(p.name().to_lowercase())),
            SortKey::Email => {
                self.sort_by(roster, indices, |p| p.email().map(str::to_lowercase));
            }
            SortKey::Spend => self.sort_by(roster, indices, |p: PersonRef<'_>| p.spend()),
            SortKey::Budget => self.sort_by(roster, indices, budget_rank),
            SortKey::Sync => self.sort_by(roster, indices, |p| Some(p.sync())),
            SortKey::Keys => {
                self.sort_by(roster, indices, |p| p.proxy().map(|_| p.keys().len()));
            }
            SortKey::Active => self.sort_by(roster, indices, last_active),
        }
    }

    fn sort_by<K: Ord>(
        self,
        roster: &Roster,
        indices: &mut [u32],
        key: impl Fn(PersonRef<'_>) -> Option<K>,
    ) {
        indices.sort_by_cached_key(|&index| {
            let person = roster.get(index);
            let value = person.and_then(&key);
            let tie = person.map(|person| (person.name().to_lowercase(), person.id().raw()));
            (Directed { value, direction: self.direction }, tie)
        });
    }
}

/// Percent of the budget in thousandths, then spend. Zero budgets count as used up.
fn budget_rank(person: PersonRef<'_>) -> Option<(i64, Usd)> {
    let user = person.proxy()?;
    let spend = user.spend?;
    let limit = user.budget.limit.amount();
    let rank = limit.map_or(-1, |limit| {
        let scaled = Usd::from_micros(spend.micros().saturating_mul(1_000));
        scaled.percent_of(limit).unwrap_or(100_000)
    });
    Some((rank, spend))
}

fn last_active(person: PersonRef<'_>) -> Option<Timestamp> {
    person.account()?.last_active_at
}

#[derive(PartialEq, Eq)]
struct Directed<K> {
    value: Option<K>,
    direction: Direction,
}

impl<K: Ord> Ord for Directed<K> {
    fn cmp(&self, other: &Self) -> Ordering {
        match (&self.value, &other.value) {
            (Some(a), Some(b)) if self.direction == Direction::Ascending => a.cmp(b),
            (Some(a), Some(b)) => b.cmp(a),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => Ordering::Equal,
        }
    }
}

impl<K: Ord> PartialOrd for Directed<K> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
