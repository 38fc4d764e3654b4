//! From an id to its row, and from a record to whose it is: made when it is first asked for, since
//! only some sessions ask.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::row::{Belongings, RowIndex, Subset};
use super::{PersonRef, Roster, join::to_u32};
use crate::domain::{Customer, Key, KeyHash, Team, TeamId, Text};

/// Four bytes a record each, and no copies of ids but those of budget rows.
#[derive(Debug, Default)]
pub(super) struct Indices {
    /// Keys by their hashes.
    keys: OnceLock<Box<[u32]>>,
    /// Keys by team.
    of_teams: OnceLock<Belongings>,
    customers: OnceLock<Customers>,
}

#[derive(Debug)]
struct Customers {
    by_id: Box<[u32]>,
    /// Who each is.
    people: Box<[Option<RowIndex>]>,
    /// How many customers and keys point to each budget row.
    sharing: HashMap<Text, u32>,
}

impl Roster {
    fn keys(&self) -> &[Key] {
        self.proxy().map_or(&[], |side| &side.keys.rows)
    }

    fn customers(&self) -> &[Customer] {
        self.proxy().map_or(&[], |side| &side.customers.rows)
    }

    /// Where the key of that hash stands in the listing.
    pub fn key_row(&self, hash: &KeyHash) -> Option<u32> {
        let rows = self.keys();
        let hash_of = |row: u32| rows.get(row as usize).map(|key| &key.hash);
        let keys = self.indices.keys.get_or_init(|| {
            let mut keys: Vec<u32> = (0..to_u32(rows.len())).collect();
            keys.sort_unstable_by_key(|row| hash_of(*row));
            keys.into()
        });
        let place = keys.binary_search_by_key(&Some(hash), |row| hash_of(*row)).ok()?;
        keys.get(place).copied()
    }

    /// The key of that hash.
    pub fn key(&self, hash: &KeyHash) -> Option<&Key> {
        self.keys().get(self.key_row(hash)? as usize)
    }

    /// Where the team of that id stands in the listing.
    pub fn team_row(&self, id: &TeamId) -> Option<u32> {
        self.team_by_id.get(id).copied()
    }

    /// The team of that id.
    pub fn team(&self, id: &TeamId) -> Option<&Team> {
        self.proxy()?.teams.rows.get(self.team_row(id)? as usize)
    }

    /// The keys of the team that stands there.
    pub fn keys_of_team(&self, team: u32) -> Subset<'_> {
        let keys = self.indices.of_teams.get_or_init(|| {
            let of_team = |(row, key): (usize, &Key)| {
                let team = self.team_row(key.team_id.as_ref()?)?;
                Some((RowIndex::new(team as usize), RowIndex::new(row)))
            };
            let owned: Vec<_> = self.keys().iter().enumerate().filter_map(of_team).collect();
            let teams = self.proxy().map_or(0, |side| side.teams.rows.len());
            Belongings::new(&owned, teams)
        });
        Subset(keys.of(Some(RowIndex::new(team as usize))))
    }

    /// Where the customer of that id stands in the listing.
    pub fn customer_row(&self, id: &str) -> Option<u32> {
        let rows = self.customers();
        let id_of = |row: u32| rows.get(row as usize).map(|customer| customer.id.raw());
        let by_id = &self.customer_index().by_id;
        let place = by_id.binary_search_by_key(&Some(id), |row| id_of(*row)).ok()?;
        by_id.get(place).copied()
    }

    /// The customer of that id.
    pub fn customer(&self, id: &str) -> Option<&Customer> {
        self.customers().get(self.customer_row(id)? as usize)
    }

    /// The person who is the customer that stands there; the first by id, where several may be.
    pub fn by_customer(&self, row: u32) -> Option<PersonRef<'_>> {
        let person = *self.customer_index().people.get(row as usize)?;
        self.get(to_u32(person?.index()))
    }

    /// How many customers and keys point to that budget row.
    pub fn sharing(&self, id: &Text) -> usize {
        self.customer_index().sharing.get(id).map_or(0, |count| *count as usize)
    }

    fn customer_index(&self) -> &Customers {
        self.indices.customers.get_or_init(|| {
            let rows = self.customers();
            let mut by_id: Vec<u32> = (0..to_u32(rows.len())).collect();
            by_id.sort_by_key(|row| rows.get(*row as usize).map(|customer| customer.id.raw()));
            let mut people = vec![None; rows.len()];
            for (index, person) in self.people.iter().enumerate().rev() {
                let place = person.customer.and_then(|row| people.get_mut(row.index()));
                if let Some(place) = place {
                    *place = Some(RowIndex::new(index));
                }
            }
            let mut sharing: HashMap<Text, u32> = HashMap::new();
            let of_keys = self.keys().iter().filter_map(|key| Some(&key.row.as_ref()?.id));
            for id in rows.iter().filter_map(|customer| customer.budget_id.as_ref()).chain(of_keys)
            {
                *sharing.entry(id.clone()).or_default() += 1;
            }
            Customers { by_id: by_id.into(), people: people.into(), sharing }
        })
    }
}

impl<'a> PersonRef<'a> {
    /// Where the keys that this person owns stand in the listing.
    pub fn key_rows(self) -> Subset<'a> {
        Subset(self.roster.keys.of(self.person.proxy))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use proptest::prelude::*;

    use super::*;
    use crate::domain::sample::{key, snapshot, user};
    use crate::domain::{Budget, KeyBudgetRow, Side, SyncPolicy, Team};
    use crate::roster::join;

    fn team(id: usize) -> Team {
        Team {
            id: TeamId::new(format!("t{id}")),
            alias: None,
            spend: None,
            budget: Budget::default(),
            models: Some(Vec::new()),
            blocked: Some(false),
            members: Some(0),
            windows: Some(Vec::new()),
            member_budget_id: None,
        }
    }

    fn customer(id: &str, budget: Option<u8>) -> Customer {
        Customer {
            id: Text::from(id),
            alias: None,
            blocked: Some(false),
            spend: None,
            budget: Budget::default(),
            budget_id: budget.map(|id| Text::from(format!("b{id}"))),
            models: Some(Vec::new()),
        }
    }

    proptest! {
        #[test]
        fn what_an_index_finds_is_what_a_look_at_each_row_finds(
            keys in prop::collection::btree_set("[0-9a-f]{64}|[a-z]{1,3}", 0..20),
            teams in 1_usize..4,
            of in prop::collection::vec(0_usize..5, 20),
            customers in prop::collection::btree_map("[a-e]{1,2}", prop::option::of(0_u8..3), 0..9),
        ) {
            let users: Vec<_> = ["a", "b", "cc"].map(|id| user(id, "", id)).into();
            let mut seen = snapshot(users, Vec::new(), Vec::new());
            let Side::Seen(side) = &mut seen.proxy else { return Ok(()) };
            side.teams.rows = (0..teams).map(team).collect();
            side.keys.rows = keys.iter().rev().zip(&of).map(|(hash, team)| Key {
                team_id: Some(TeamId::new(format!("t{team}"))),
                row: (*team < 3).then(|| {
                    Box::new(KeyBudgetRow { id: Text::from(format!("b{team}")), budget: None })
                }),
                ..key(hash, "a")
            }).collect();
            side.customers.rows = customers.iter().rev().map(|(id, b)| customer(id, *b)).collect();
            let roster = join(Arc::new(seen), &SyncPolicy::default());
            let side = roster.proxy().unwrap();
            for (row, key) in side.keys.rows.iter().enumerate() {
                prop_assert_eq!(roster.key_row(&key.hash), Some(to_u32(row)));
            }
            prop_assert_eq!(roster.key_row(&KeyHash::new("none")), None);
            for (row, team) in side.teams.rows.iter().enumerate() {
                let part = roster.keys_of_team(to_u32(row));
                let found: Vec<u32> = (0..to_u32(part.len())).filter_map(|n| part.row(n)).collect();
                let rows = 0..to_u32(side.keys.rows.len());
                let is_its = |n: &u32| side.keys.rows[*n as usize].team_id.as_ref() == Some(&team.id);
                prop_assert_eq!(&found, &rows.clone().filter(is_its).collect::<Vec<_>>());
                for row in rows {
                    let place = found.iter().position(|found| *found == row).map(to_u32);
                    prop_assert_eq!(part.place_of(row), place);
                }
            }
            for (row, customer) in side.customers.rows.iter().enumerate() {
                let row = to_u32(row);
                prop_assert_eq!(roster.customer_row(customer.id.raw()), Some(row));
                let person = roster.people().find(|p| p.customer() == Some(customer));
                prop_assert_eq!(
                    roster.by_customer(row).map(|p| p.id().clone()),
                    person.map(|p| p.id().clone())
                );
                let Some(id) = &customer.budget_id else { continue };
                let shares = |other: &&Customer| other.budget_id.as_ref() == Some(id);
                let keys = side.keys.rows.iter().filter(|key| key.row.as_ref().is_some_and(|r| r.id == *id));
                let sharing = side.customers.rows.iter().filter(shares).count() + keys.count();
                prop_assert_eq!(roster.sharing(id), sharing);
            }
        }
    }
}
