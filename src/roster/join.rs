//! From two listings to people: linked by id, by hand, by e-mail, by `sso_user_id`.
//!
//! Ids are unique on each server, so a pair with one id is always one person. Every weaker link
//! joins only where exactly one user and one account claim it; where more do, nobody is merged
//! and all of them are in conflict.

use std::collections::HashMap;
use std::sync::Arc;

use super::query::haystack::Haystack;
use super::{Link, Person, PersonId, Roster, SyncStatus, drift};
use crate::domain::{
    Account, Customer, ProxySide, ProxyUser, Side, Snapshot, SyncPolicy, Text, WebuiSide,
};

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
    let customers = proxy.map_or(&[][..], |side| &side.customers.rows);
    let customers = CustomerIndex::new(customers);

    let mut people = Vec::with_capacity(users.len() + accounts.len());
    let mut keys = keys.into_iter();
    for (index, user) in users.iter().enumerate() {
        let (account, link) = pairing.account_of[index].unzip();
        let mut person = Person {
            id: PersonId::new(account.map_or(user.id.raw(), |a| accounts[a as usize].id.raw())),
            proxy: Some(to_u32(index)),
            account,
            customer: None,
            keys: keys.next().unwrap_or_default(),
            link,
            sync: SyncStatus::Unknown,
            drift: Box::default(),
            conflict: pairing.conflict_of(index),
        };
        let account = account.map(|a| &accounts[a as usize]);
        settle(&mut person, Some(user), account, &snapshot, policy);
        person.customer = customers.of(Some(user), account);
        people.push(person);
    }
    for (index, account) in accounts.iter().enumerate() {
        if pairing.is_account_paired[index] {
            continue;
        }
        let mut person = Person {
            id: PersonId::new(account.id.raw()),
            proxy: None,
            account: Some(to_u32(index)),
            customer: None,
            keys: Box::default(),
            link: None,
            sync: SyncStatus::Unknown,
            drift: Box::default(),
            conflict: pairing.conflict_of(users.len() + index),
        };
        settle(&mut person, None, Some(account), &snapshot, policy);
        person.customer = customers.of(None, Some(account));
        people.push(person);
    }

    // By id, so that whatever is sorted later has its ties broken already.
    people.sort_by(|a, b| a.id.cmp(&b.id));
    let by_id =
        people.iter().enumerate().map(|(i, person)| (person.id.clone(), to_u32(i))).collect();
    let groups_of = groups_by_account(webui, &account_by_id);
    let teams = proxy.map_or(&[][..], |side| &side.teams.rows);
    let team_by_id = teams.iter().map(|team| team.id.clone()).zip(0..).collect();
    let mut roster = Roster {
        snapshot,
        people,
        groups_of,
        by_id,
        team_by_id,
        values: super::query::values::Cache::default(),
        haystack: Haystack::default(),
    };
    roster.haystack = Haystack::of(&roster);
    roster
}

/// Decides sync status and drift, once it is known which records are one person.
fn settle(
    person: &mut Person,
    user: Option<&ProxyUser>,
    account: Option<&Account>,
    snapshot: &Snapshot,
    policy: &SyncPolicy,
) {
    if let (Some(user), Some(account)) = (user, account) {
        person.drift = drift::drift(user, account, policy.authority).into();
    }
    let words = [
        user.map(|user| user.id.raw()),
        user.and_then(|user| user.email.as_ref()).map(crate::domain::Email::raw),
        account.map(|account| account.id.raw()),
        account.and_then(|account| account.email.as_ref()).map(crate::domain::Email::raw),
    ];
    let is_master = user.is_some_and(ProxyUser::is_master_key_row);
    person.sync = if is_master || policy.excludes(words.into_iter().flatten()) {
        SyncStatus::Excluded
    } else if person.conflict.is_some() {
        SyncStatus::Conflict
    } else {
        match (user, account) {
            (Some(_), Some(_)) if person.drift.is_empty() => SyncStatus::InStep,
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
}

/// Whether absence from this side means that there is nobody: it does not when a listing failed.
fn is_whole<T>(side: &Side<T>, is_complete: impl Fn(&T) -> bool) -> bool {
    match side {
        Side::Absent => true,
        Side::Failed(_) => false,
        Side::Seen(seen) => is_complete(seen),
    }
}

/// Which user goes with which account, and who is in conflict.
struct Pairing<'a> {
    user_by_id: HashMap<&'a str, u32>,
    account_of: Vec<Option<(u32, Link)>>,
    is_account_paired: Vec<bool>,
    /// Users first, then accounts: why this record is in conflict.
    conflicts: HashMap<usize, Box<str>>,
}

impl<'a> Pairing<'a> {
    fn new(
        users: &'a [ProxyUser],
        accounts: &'a [Account],
        account_by_id: &HashMap<&str, u32>,
    ) -> Self {
        let user_by_id = users.iter().map(|user| user.id.raw()).zip(0..).collect();
        let mut pairing = Self {
            user_by_id,
            account_of: vec![None; users.len()],
            is_account_paired: vec![false; accounts.len()],
            conflicts: HashMap::new(),
        };
        let mut groups = Groups::new(users.len() + accounts.len());
        pairing.pair_firmly(users, account_by_id, accounts, &mut groups);
        let weak = weak_links(users, accounts, account_by_id, &mut groups);
        pairing.pair_weakly(&weak, users.len(), &mut groups);
        pairing.name_conflicts(users, accounts, &mut groups);
        pairing
    }

    fn pair(&mut self, user: u32, account: u32, link: Link) {
        self.account_of[user as usize] = Some((account, link));
        self.is_account_paired[account as usize] = true;
    }

    /// Same id, or linked by hand: one person whatever else is said.
    fn pair_firmly(
        &mut self,
        users: &[ProxyUser],
        account_by_id: &HashMap<&str, u32>,
        accounts: &[Account],
        groups: &mut Groups,
    ) {
        for (index, account) in accounts.iter().enumerate() {
            if let Some(&user) = self.user_by_id.get(account.id.raw()) {
                self.pair(user, to_u32(index), Link::SameId);
                groups.union(user as usize, users.len() + index);
            }
        }
        for (index, user) in users.iter().enumerate() {
            let by_hand = user.bursar.account.as_ref();
            let Some(&account) = by_hand.and_then(|id| account_by_id.get(id.raw())) else {
                continue;
            };
            if self.account_of[index].is_none() && !self.is_account_paired[account as usize] {
                self.pair(to_u32(index), account, Link::ByHand);
            }
            groups.union(index, users.len() + account as usize);
        }
    }

    /// A weak link joins where its whole group is one user and one account.
    fn pair_weakly(&mut self, weak: &[(u32, u32, Link)], users: usize, groups: &mut Groups) {
        for &(user, account, link) in weak {
            let is_free = self.account_of[user as usize].is_none()
                && !self.is_account_paired[account as usize];
            if is_free && groups.size(user as usize) == 2 {
                debug_assert!(groups.find(user as usize) == groups.find(users + account as usize));
                self.pair(user, account, link);
            }
        }
    }

    /// Every group of more than one user or more than one account is in conflict, with the reason.
    fn name_conflicts(&mut self, users: &[ProxyUser], accounts: &[Account], groups: &mut Groups) {
        let records = users.len() + accounts.len();
        // Nearly every group is a pair: only the others are collected.
        let mut users_of = vec![0_u32; records];
        for user in 0..users.len() {
            users_of[groups.find(user)] += 1;
        }
        let mut members: HashMap<usize, Vec<usize>> = HashMap::new();
        for record in 0..records {
            let root = groups.find(record);
            let (of_proxy, size) = (users_of[root], groups.size[root]);
            if of_proxy > 1 || size - of_proxy > 1 {
                members.entry(root).or_default().push(record);
            }
        }
        for group in members.into_values() {
            let names: Vec<String> =
                group.iter().map(|&record| describe(record, users, accounts)).collect();
            let why = format!("claimed to be one person: {}", names.join(", "));
            for record in group {
                self.conflicts.insert(record, why.clone().into());
            }
        }
    }

    fn conflict_of(&self, record: usize) -> Option<Box<str>> {
        self.conflicts.get(&record).cloned()
    }
}

fn describe(record: usize, users: &[ProxyUser], accounts: &[Account]) -> String {
    let email = |email: Option<&crate::domain::Email>| {
        email.map(|email| format!(" ({email})")).unwrap_or_default()
    };
    match users.get(record) {
        Some(user) => format!("LiteLLM user {}{}", user.id, email(user.email.as_ref())),
        None => accounts.get(record - users.len()).map_or_else(String::new, |account| {
            format!("Open WebUI account {}{}", account.id, email(account.email.as_ref()))
        }),
    }
}

/// Links by e-mail and `sso_user_id`; all records that share a word are put into one group.
fn weak_links(
    users: &[ProxyUser],
    accounts: &[Account],
    account_by_id: &HashMap<&str, u32>,
    groups: &mut Groups,
) -> Vec<(u32, u32, Link)> {
    let mut by_email: HashMap<&str, (Option<u32>, Option<u32>)> =
        HashMap::with_capacity(users.len() + accounts.len());
    let emails = users.iter().map(|user| user.email.as_ref());
    let emails = emails.chain(accounts.iter().map(|account| account.email.as_ref()));
    for (record, email) in emails.enumerate() {
        let Some(email) = email.map(crate::domain::Email::normal).filter(|e| !e.is_empty()) else {
            continue;
        };
        let entry = by_email.entry(email).or_default();
        if let Some(other) = entry.0.or(entry.1.map(|a| a + to_u32(users.len()))) {
            groups.union(other as usize, record);
        }
        if record < users.len() {
            entry.0.get_or_insert(to_u32(record));
        } else {
            entry.1.get_or_insert(to_u32(record - users.len()));
        }
    }
    let mut links: Vec<(u32, u32, Link)> = by_email
        .values()
        .filter_map(|&(user, account)| Some((user?, account?, Link::SameEmail)))
        .collect();
    for (user, row) in users.iter().enumerate() {
        let Some(sso) = row.sso_user_id.as_ref().map(Text::raw).filter(|s| !s.is_empty()) else {
            continue;
        };
        let email = || sso.trim().to_lowercase();
        let by_email = || by_email.get(email().as_str()).and_then(|&(_, account)| account);
        if let Some(account) = account_by_id.get(sso).copied().or_else(by_email) {
            groups.union(user, users.len() + account as usize);
            links.push((to_u32(user), account, Link::SsoUserId));
        }
    }
    links.sort_unstable_by_key(|&(user, account, link)| (user, link == Link::SsoUserId, account));
    links
}

/// Sets of records that claim to be one person (union–find with sizes).
struct Groups {
    parent: Vec<u32>,
    size: Vec<u32>,
}

impl Groups {
    fn new(records: usize) -> Self {
        Self { parent: (0..to_u32(records)).collect(), size: vec![1; records] }
    }

    fn find(&mut self, mut record: usize) -> usize {
        while self.parent[record] as usize != record {
            let above = self.parent[record] as usize;
            self.parent[record] = self.parent[above];
            record = above;
        }
        record
    }

    fn union(&mut self, a: usize, b: usize) {
        let (a, b) = (self.find(a), self.find(b));
        if a != b {
            let (large, small) = if self.size[a] >= self.size[b] { (a, b) } else { (b, a) };
            self.parent[small] = to_u32(large);
            self.size[large] += self.size[small];
        }
    }

    fn size(&mut self, record: usize) -> u32 {
        let root = self.find(record);
        self.size[root]
    }
}

fn keys_by_user(
    proxy: Option<&ProxySide>,
    user_by_id: &HashMap<&str, u32>,
    users: usize,
) -> Vec<Box<[u32]>> {
    let keys = proxy.map_or(&[][..], |side| &side.keys.rows);
    let owned = keys.iter().zip(0..).filter_map(|(key, index)| {
        let user = user_by_id.get(key.user_id.as_ref()?.raw())?;
        Some((*user, index))
    });
    by_owner(&owned.collect::<Vec<_>>(), users)
}

fn groups_by_account(
    webui: Option<&WebuiSide>,
    account_by_id: &HashMap<&str, u32>,
) -> Vec<Box<[u32]>> {
    let groups = webui.map_or(&[][..], |side| &side.groups.rows);
    if groups.is_empty() {
        return Vec::new();
    }
    let members = groups.iter().zip(0..).flat_map(|(group, index)| {
        let accounts = group.members.iter().filter_map(|id| account_by_id.get(id.raw()));
        accounts.map(move |&account| (account, index))
    });
    let accounts = webui.map_or(0, |side| side.accounts.rows.len());
    by_owner(&members.collect::<Vec<_>>(), accounts)
}

/// For each of `owners` the indices that belong to it, in their order; nothing is allocated for
/// those with none, and nothing twice for the others.
fn by_owner(owned: &[(u32, u32)], owners: usize) -> Vec<Box<[u32]>> {
    let mut counts = vec![0_u32; owners];
    for &(owner, _) in owned {
        counts[owner as usize] += 1;
    }
    let mut of: Vec<Vec<u32>> =
        counts.into_iter().map(|count| Vec::with_capacity(count as usize)).collect();
    for &(owner, index) in owned {
        of[owner as usize].push(index);
    }
    of.into_iter().map(Vec::into_boxed_slice).collect()
}

/// Customers by the word a request named them with.
struct CustomerIndex<'a>(HashMap<&'a str, u32>);

impl<'a> CustomerIndex<'a> {
    fn new(customers: &'a [Customer]) -> Self {
        Self(customers.iter().map(|customer| customer.id.raw()).zip(0..).collect())
    }

    fn of(&self, user: Option<&ProxyUser>, account: Option<&Account>) -> Option<u32> {
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
        words.into_iter().flatten().find_map(|word| self.0.get(word).copied())
    }
}

/// A snapshot's rows are counted in `u32`: four billion people are not met.
pub(super) fn to_u32(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests;
