//! Which records are one person: linked by id, by hand, by e-mail, by `sso_user_id`.
//!
//! Ids are unique on each server, so a pair with one id is always one person. A link made by hand
//! stands where others than administrators may write, so it joins only what neither ids nor e-mails
//! contradict. Every weaker link
//! joins only where exactly one user and one account claim it; where more do, nobody is merged
//! and all of them are in conflict.

use std::collections::HashMap;

use super::to_u32;
use crate::domain::{Account, ProxyUser, Text};
use crate::roster::Link;

/// Which user goes with which account, and who is in conflict.
pub(super) struct Pairing<'a> {
    pub(super) user_by_id: HashMap<&'a str, u32>,
    pub(super) account_of: Vec<Option<(u32, Link)>>,
    pub(super) is_account_paired: Vec<bool>,
    /// Users first, then accounts: why this record is in conflict.
    conflicts: HashMap<usize, Box<str>>,
    /// Users whom a link by hand gives an account that is another's by id or e-mail.
    contradicted: Vec<(usize, u32)>,
}

impl<'a> Pairing<'a> {
    pub(super) fn new(
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
            contradicted: Vec::new(),
        };
        let mut groups = Groups::new(users.len() + accounts.len());
        pairing.pair_firmly(users, account_by_id, accounts, &mut groups);
        let weak = weak_links(users, accounts, account_by_id, &mut groups);
        pairing.pair_weakly(&weak, users.len(), &mut groups);
        pairing.name_conflicts(users, accounts, &mut groups);
        pairing.name_contradicted(users, accounts);
        pairing
    }

    /// How many people are on both servers.
    pub(super) fn pairs(&self) -> usize {
        self.account_of.iter().flatten().count()
    }

    fn pair(&mut self, user: u32, account: u32, link: Link) {
        self.account_of[user as usize] = Some((account, link));
        self.is_account_paired[account as usize] = true;
    }

    /// Same id: one person whatever else is said. Linked by hand: the same, unless an id of one is
    /// another's, or both have an e-mail and not the same one.
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
            let linked = &accounts[account as usize];
            let emails = user.email.as_ref().zip(linked.email.as_ref());
            let is_of_another = emails.is_some_and(|(of_user, of_account)| of_user != of_account);
            // The id of either, or the one that the identity provider gave the user, is somebody's.
            let own = [Some(user.id.raw()), user.sso_user_id.as_ref().map(Text::raw)];
            let mut own = own.into_iter().flatten().filter_map(|id| account_by_id.get(id));
            let owner = self.user_by_id.get(linked.id.raw());
            if is_of_another
                || own.any(|own| *own != account)
                || owner.is_some_and(|owner| *owner as usize != index)
            {
                self.contradicted.push((index, account));
                continue;
            }
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

    /// Who claims an account of another's is in conflict; the account, which claims nobody, is
    /// not, lest anybody could put anybody there.
    fn name_contradicted(&mut self, users: &[ProxyUser], accounts: &[Account]) {
        for (user, account) in std::mem::take(&mut self.contradicted) {
            if self.account_of[user].is_some_and(|(paired, _)| paired == account) {
                continue;
            }
            let (user_words, account) = (
                describe(user, users, accounts),
                describe(users.len() + account as usize, users, accounts),
            );
            let why = format!(
                "metadata.bursar of {user_words} names {account}, but their ids or e-mails say \
                 otherwise"
            );
            self.conflicts.entry(user).or_insert_with(|| why.into());
        }
    }

    /// Why a record is in conflict: users first, then accounts.
    pub(super) fn conflict_of(&self, record: usize) -> Option<Box<str>> {
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
