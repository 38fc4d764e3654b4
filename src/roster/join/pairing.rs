//! Which records are one person: linked by id, by hand, by e-mail, by `sso_user_id`.
//!
//! Ids are unique on each server, so a pair with one id is always one person, whose address claims
//! nobody else: addresses change hands. A link made by hand stands where others than administrators
//! may write, so it joins only what neither ids nor e-mails contradict. Every weaker link joins only
//! where exactly one user and one account claim it; where more do, nobody is merged and all of them
//! are in conflict. So is whoever else has the address on which both halves of a pair of one id agree.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use super::to_u32;
use crate::domain::{Account, Email, ProxyUser, Text};
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
        let claims = pairing.claims(users, accounts, account_by_id, &mut groups);
        let rivals: HashSet<usize> =
            claims.rivals.iter().map(|rival| groups.find(rival.record)).collect();
        pairing.pair_weakly(&claims.links, users.len(), &rivals, &mut groups);
        pairing.name_conflicts(users, accounts, &claims.rivals, &mut groups);
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

    /// Whether that user and an account have one id.
    fn is_one(&self, user: usize) -> bool {
        matches!(self.account_of[user], Some((_, Link::SameId)))
    }

    /// What all others claim by e-mail and `sso_user_id`; records that share a word are put into one
    /// group.
    fn claims(
        &self,
        users: &'a [ProxyUser],
        accounts: &'a [Account],
        account_by_id: &HashMap<&str, u32>,
        groups: &mut Groups,
    ) -> Claims {
        let is_one = |user: usize| self.is_one(user);
        let one_of = |account: usize| {
            let user = self.user_by_id.get(accounts[account].id.raw());
            user.is_some_and(|user| is_one(*user as usize))
        };
        let mut words: HashMap<Cow<'a, str>, Claimants> = HashMap::new();
        for (user, row) in users.iter().enumerate().filter(|(user, _)| !is_one(*user)) {
            if let Some(email) = address(row.email.as_ref()) {
                let first = words.entry(email.into()).or_default();
                first.unite(user, groups);
                first.user.get_or_insert(user);
            }
        }
        for (account, row) in accounts.iter().enumerate().filter(|(account, _)| !one_of(*account)) {
            if let Some(email) = address(row.email.as_ref()) {
                let record = users.len() + account;
                let first = words.entry(email.into()).or_default();
                first.unite(record, groups);
                first.account.get_or_insert(record);
            }
        }
        let mut claims = Claims::default();
        for claimed in words.values() {
            if let (Some(user), Some(account)) = (claimed.user, claimed.account) {
                claims.link(user, account - users.len(), Link::SameEmail);
            }
        }
        for (user, row) in users.iter().enumerate().filter(|(user, _)| !is_one(*user)) {
            let Some(sso) = row.sso_user_id.as_ref().map(Text::raw).filter(|s| !s.is_empty())
            else {
                continue;
            };
            let by_id = account_by_id.get(sso).map(|account| *account as usize);
            let first = words.entry(sso.trim().to_lowercase().into()).or_default();
            match by_id {
                Some(account) if one_of(account) => {
                    claims.rivals.push(Rival { record: user, of: users.len() + account });
                }
                Some(account) => {
                    groups.union(user, users.len() + account);
                    claims.link(user, account, Link::SsoUserId);
                }
                None => match first.account {
                    Some(account) => {
                        groups.union(user, account);
                        claims.link(user, account - users.len(), Link::SsoUserId);
                    }
                    None => _ = first.by_sso.get_or_insert(user),
                },
            }
        }
        // Last, since nearly all are such pairs: few words are left to be looked for.
        for (user, row) in users.iter().enumerate().filter(|(user, _)| is_one(*user)) {
            let account = self.account_of[user].map(|(account, _)| &accounts[account as usize]);
            let theirs = account.and_then(|account| address(account.email.as_ref()));
            let agreed = address(row.email.as_ref()).filter(|ours| theirs == Some(*ours));
            if let Some(claimed) = agreed.and_then(|email| words.get(email)) {
                let rivals = [claimed.user, claimed.account, claimed.by_sso].into_iter().flatten();
                claims.rivals.extend(rivals.map(|record| Rival { record, of: user }));
            }
        }
        claims.in_order()
    }

    /// A weak link joins where its whole group is one user and one account, and nobody else's
    /// address is in it.
    fn pair_weakly(
        &mut self,
        weak: &[(u32, u32, Link)],
        users: usize,
        rivals: &HashSet<usize>,
        groups: &mut Groups,
    ) {
        for &(user, account, link) in weak {
            let is_free = self.account_of[user as usize].is_none()
                && !self.is_account_paired[account as usize]
                && !rivals.contains(&groups.find(user as usize));
            if is_free && groups.size(user as usize) == 2 {
                debug_assert!(groups.find(user as usize) == groups.find(users + account as usize));
                self.pair(user, account, link);
            }
        }
    }

    /// Every group of more than one user or more than one account is in conflict, with the reason,
    /// and every group with the address of a pair of one id.
    fn name_conflicts(
        &mut self,
        users: &[ProxyUser],
        accounts: &[Account],
        rivals: &[Rival],
        groups: &mut Groups,
    ) {
        let records = users.len() + accounts.len();
        let mut owners: HashMap<usize, Vec<usize>> = HashMap::new();
        for rival in rivals {
            owners.entry(groups.find(rival.record)).or_default().push(rival.of);
        }
        // Nearly every group is a pair: only the others are collected.
        let mut users_of = vec![0_u32; records];
        for user in 0..users.len() {
            users_of[groups.find(user)] += 1;
        }
        let mut members: HashMap<usize, Vec<usize>> = HashMap::new();
        for record in 0..records {
            let root = groups.find(record);
            let (of_proxy, size) = (users_of[root], groups.size[root]);
            if of_proxy > 1 || size - of_proxy > 1 || owners.contains_key(&root) {
                members.entry(root).or_default().push(record);
            }
        }
        let described = |records: &[usize]| {
            let names: Vec<_> = records.iter().map(|&one| describe(one, users, accounts)).collect();
            names.join(", ")
        };
        for (root, group) in members {
            let names = described(&group);
            let why = match owners.get(&root) {
                None => format!("claimed to be one person: {names}"),
                Some(owners) => {
                    let owners = described(owners);
                    format!("{names}: the same address as {owners}, who is joined by id")
                }
            };
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

/// What those claim who are not one by id.
#[derive(Default)]
struct Claims {
    /// User, account and by which word; sorted.
    links: Vec<(u32, u32, Link)>,
    rivals: Vec<Rival>,
}

/// A record with the address of another that is one person by id.
struct Rival {
    record: usize,
    of: usize,
}

impl Claims {
    fn link(&mut self, user: usize, account: usize, link: Link) {
        self.links.push((to_u32(user), to_u32(account), link));
    }

    fn in_order(mut self) -> Self {
        self.links.sort_unstable_by_key(|&(user, account, link)| {
            (user, link == Link::SsoUserId, account)
        });
        self.rivals.sort_unstable_by_key(|rival| (rival.record, rival.of));
        self.rivals.dedup_by_key(|rival| (rival.record, rival.of));
        self
    }
}

/// The first records with a word: users first, then accounts.
#[derive(Default)]
struct Claimants {
    user: Option<usize>,
    account: Option<usize>,
    /// A user who has it as `sso_user_id` alone.
    by_sso: Option<usize>,
}

impl Claimants {
    fn unite(&self, record: usize, groups: &mut Groups) {
        if let Some(first) = self.user.or(self.account) {
            groups.union(first, record);
        }
    }
}

fn address(email: Option<&Email>) -> Option<&str> {
    email.map(Email::normal).filter(|email| !email.is_empty())
}

fn describe(record: usize, users: &[ProxyUser], accounts: &[Account]) -> String {
    let email =
        |email: Option<&Email>| email.map(|email| format!(" ({email})")).unwrap_or_default();
    match users.get(record) {
        Some(user) => format!("LiteLLM user {}{}", user.id, email(user.email.as_ref())),
        None => accounts.get(record - users.len()).map_or_else(String::new, |account| {
            format!("Open WebUI account {}{}", account.id, email(account.email.as_ref()))
        }),
    }
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
