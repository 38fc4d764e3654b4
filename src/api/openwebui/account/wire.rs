//! The rows of an account. What is not named here (settings with the person's own provider keys,
//! sign-in subjects) is dropped when decoding.

use std::collections::HashSet;

use serde::Deserialize;

use super::FoundAccount;
use crate::api::decode;
use crate::domain::{Account, AccountId, Email, GroupId, Moment, Role, Share, Text};

/// A row of `/users/all`, of the paged `/users/`, and the answer of an update.
#[derive(Deserialize)]
pub(super) struct AccountRow {
    id: AccountId,
    name: Option<Text>,
    #[serde(default, deserialize_with = "decode::email")]
    email: Option<Email>,
    #[serde(default, deserialize_with = "decode::word")]
    role: Option<Text>,
    #[serde(default, deserialize_with = "decode::moment")]
    last_active_at: Option<Moment>,
}

impl From<AccountRow> for Account {
    fn from(row: AccountRow) -> Self {
        Self {
            id: row.id,
            name: row.name.unwrap_or_default(),
            email: row.email,
            role: Role::from(row.role.unwrap_or_default()),
            last_active_at: row.last_active_at,
        }
    }
}

/// A row of the paged `/users/` with the groups of the account (≥ 0.6.37).
#[derive(Deserialize)]
pub(super) struct FoundRow {
    #[serde(flatten)]
    account: AccountRow,
    group_ids: Option<Vec<GroupId>>,
}

impl From<FoundRow> for FoundAccount {
    fn from(row: FoundRow) -> Self {
        Self { account: row.account.into(), groups: row.group_ids }
    }
}

#[derive(Deserialize)]
struct NamedGroup {
    id: GroupId,
}

/// `/users/{id}`: the whole row from 0.6.43 on, a bare profile before.
#[derive(Deserialize)]
pub(super) struct OneAccount {
    name: Option<Text>,
    #[serde(default, deserialize_with = "decode::email")]
    email: Option<Email>,
    role: Option<Text>,
    /// Sent back to servers that want all fields.
    pub(super) profile_image_url: Option<String>,
    #[serde(default, deserialize_with = "decode::moment")]
    last_active_at: Option<Moment>,
    groups: Option<Vec<NamedGroup>>,
}

impl OneAccount {
    /// Its groups, where the answer tells them.
    pub(super) fn take_groups(&mut self) -> Option<Vec<GroupId>> {
        let groups = self.groups.take()?;
        Some(groups.into_iter().map(|group| group.id).collect())
    }

    /// `None` where the answer is only a profile.
    pub(super) fn into_account(self, id: &AccountId) -> Option<Account> {
        Some(Account {
            id: id.clone(),
            name: self.name.unwrap_or_default(),
            email: self.email,
            role: Role::from(self.role?),
            last_active_at: self.last_active_at,
        })
    }
}

/// What decides which account is the first.
#[derive(Deserialize)]
pub(super) struct FirstRow {
    pub(super) id: AccountId,
    created_at: i64,
    role: Option<Text>,
}

impl Share for FirstRow {
    fn share(&mut self, words: &mut HashSet<Text>) {
        self.id.share(words);
    }
}

impl FirstRow {
    /// The server's own rule (0.12): the earliest; of several, an admin; of several, the least id.
    pub(super) fn rank(&self) -> (i64, bool, AccountId) {
        let is_admin = self.role.as_ref().is_some_and(|role| role.raw() == "admin");
        (self.created_at, !is_admin, self.id.clone())
    }
}
