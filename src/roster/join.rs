//! From two listings to people.

mod pairing;

use std::collections::HashMap;
use std::sync::Arc;

use super::query::haystack::Haystack;
use super::{Belongings, Odd, Person, PersonId, PersonRef, Roster, RowIndex, SyncStatus, drift};
use crate::domain::{
    Account, Customer, ProxySide, ProxyUser, Side, Snapshot, SyncPolicy, Text, WebuiSide,
};
use pairing::Pairing;

/// Makes the roster of a snapshot. Pure: the same snapshot and policy give the same roster.
pub fn join(snapshot: Arc<Snapshot>, policy: &SyncPolicy) -> Roster {
    let proxy = snapshot.proxy.seen();
    let webui = snapshot.webui.seen();
    let users = proxy.map_or(&[][..], |side| &side.users.rows);
    let accounts = webui.map_or(&[][..], |side| &side.accounts.rows);

    let account_by_id: HashMap<&str, u32> =
        accounts.iter().map(|account| account.id.raw()).zip(0..).collect();
    let pairing = Pairing::new(users, accounts, &account_by_id);
    let keys = keys_by_user(proxy, &pairing.user_by_id, users.len());
    let groups = groups_by_account(webui, &account_by_id);
    let customers = CustomerIndex::new(proxy.map_or(&[][..], |side| &side.customers.rows));

    let mut people = Vec::with_capacity(users.len() + accounts.len() - pairing.pairs());
    for (index, user) in users.iter().enumerate() {
        let (row, link) = pairing.account_of[index].unzip();
        let account = row.map(|row| &accounts[row as usize]);
        let id: Text =
            account.map_or_else(|| user.id.clone().into(), |account| account.id.clone().into());
        let mut person = Person {
            id: PersonId::new(id),
            proxy: Some(RowIndex::new(index)),
            account: row.map(|row| RowIndex::new(row as usize)),
            customer: customers.of(Some(user), account),
            link,
            sync: SyncStatus::Unknown,
            odd: None,
        };
        let conflict = pairing.conflict_of(index);
        settle(&mut person, Some(user), account, conflict, &snapshot, policy);
        people.push(person);
    }
    for (index, account) in accounts.iter().enumerate() {
        if pairing.is_account_paired[index] {
            continue;
        }
        let mut person = Person {
            id: PersonId::new(account.id.clone()),
            proxy: None,
            account: Some(RowIndex::new(index)),
            customer: customers.of(None, Some(account)),
            link: None,
            sync: SyncStatus::Unknown,
            odd: None,
        };
        let conflict = pairing.conflict_of(users.len() + index);
        settle(&mut person, None, Some(account), conflict, &snapshot, policy);
        people.push(person);
    }

    // By id, so that whatever is sorted later has its ties broken already.
    people.sort_by(|a, b| a.id.cmp(&b.id));
    let teams = proxy.map_or(&[][..], |side| &side.teams.rows);
    let team_by_id = teams.iter().map(|team| team.id.clone()).zip(0..).collect();
    let mut roster = Roster {
        snapshot,
        people,
        keys,
        groups,
        team_by_id,
        indices: super::index::Indices::default(),
        by_user: Box::default(),
        values: super::query::values::Cache::default(),
        haystack: Haystack::default(),
    };
    roster.haystack = Haystack::of(&roster);
    roster.by_user = by_user(&roster);
    roster
}

/// Those whom their own id does not find by their user's.
fn by_user(roster: &Roster) -> Box<[u32]> {
    let is_other = |person: &PersonRef<'_>| {
        person.proxy().is_some_and(|user| user.id.raw() != person.id().raw())
    };
    let mut found: Vec<PersonRef<'_>> = roster.people().filter(is_other).collect();
    found.sort_by_key(|person| person.proxy().map(|user| user.id.raw()));
    found.into_iter().map(|person| person.index).collect()
}

/// Decides sync status and drift, once it is known which records are one person.
fn settle(
    person: &mut Person,
    user: Option<&ProxyUser>,
    account: Option<&Account>,
    conflict: Option<Box<str>>,
    snapshot: &Snapshot,
    policy: &SyncPolicy,
) {
    let drift = user
        .zip(account)
        .map_or_else(Vec::new, |(user, account)| drift::drift(user, account, policy.authority));
    let words = [
        user.map(|user| user.id.raw()),
        user.and_then(|user| user.email.as_ref()).map(crate::domain::Email::raw),
        account.map(|account| account.id.raw()),
        account.and_then(|account| account.email.as_ref()).map(crate::domain::Email::raw),
    ];
    let is_master = user.is_some_and(ProxyUser::is_master_key_row);
    person.sync = if is_master || policy.excludes(words.into_iter().flatten()) {
        SyncStatus::Excluded
    } else if conflict.is_some() {
        SyncStatus::Conflict
    } else {
        match (user, account) {
            (Some(_), Some(_)) if drift.is_empty() => SyncStatus::InStep,
            (Some(_), Some(_)) => SyncStatus::Drifted,
            (Some(_), None) if is_whole(&snapshot.webui, |side| side.accounts.is_complete()) => {
                SyncStatus::OnlyProxy
            }
            (None, Some(_)) if is_whole(&snapshot.proxy, |side| side.users.is_complete()) => {
                SyncStatus::OnlyWebui
            }
            _ => SyncStatus::Unknown,
        }
    };
    if conflict.is_some() || !drift.is_empty() {
        person.odd = Some(Box::new(Odd { drift, conflict }));
    }
}

/// Whether absence from this side means that there is nobody: it does not when a listing failed.
fn is_whole<T>(side: &Side<T>, is_complete: impl Fn(&T) -> bool) -> bool {
    match side {
        Side::Absent => true,
        Side::Failed(_) => false,
        Side::Seen(seen) => is_complete(seen),
    }
}

fn keys_by_user(
    proxy: Option<&ProxySide>,
    user_by_id: &HashMap<&str, u32>,
    users: usize,
) -> Belongings {
    let keys = proxy.map_or(&[][..], |side| &side.keys.rows);
    let owned = keys.iter().enumerate().filter_map(|(index, key)| {
        let user = user_by_id.get(key.user_id.as_ref()?.raw())?;
        Some((RowIndex::new(*user as usize), RowIndex::new(index)))
    });
    Belongings::new(&owned.collect::<Vec<_>>(), users)
}

fn groups_by_account(webui: Option<&WebuiSide>, account_by_id: &HashMap<&str, u32>) -> Belongings {
    let groups = webui.map_or(&[][..], |side| &side.groups.rows);
    let members = groups.iter().enumerate().flat_map(|(index, group)| {
        let accounts = group.members.iter().filter_map(|id| account_by_id.get(id.raw()));
        accounts.map(move |&account| (RowIndex::new(account as usize), RowIndex::new(index)))
    });
    let accounts = webui.map_or(0, |side| side.accounts.rows.len());
    Belongings::new(&members.collect::<Vec<_>>(), accounts)
}

/// Customers by the word a request named them with.
struct CustomerIndex<'a>(HashMap<&'a str, u32>);

impl<'a> CustomerIndex<'a> {
    fn new(customers: &'a [Customer]) -> Self {
        Self(customers.iter().map(|customer| customer.id.raw()).zip(0..).collect())
    }

    fn of(&self, user: Option<&ProxyUser>, account: Option<&Account>) -> Option<RowIndex> {
        if self.0.is_empty() {
            return None;
        }
        let words = [
            account.map(|account| account.id.raw()),
            user.map(|user| user.id.raw()),
            account.and_then(|account| account.email.as_ref()).map(crate::domain::Email::normal),
            user.and_then(|user| user.email.as_ref()).map(crate::domain::Email::normal),
            user.and_then(|user| user.sso_user_id.as_ref()).map(Text::raw),
        ];
        words
            .into_iter()
            .flatten()
            .find_map(|word| self.0.get(word))
            .map(|row| RowIndex::new(*row as usize))
    }
}

/// A snapshot's rows are counted in `u32`: four billion people are not met.
pub(super) fn to_u32(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests;
