//! Texts that many records have in common, each kept once: an id and an e-mail stand on both
//! servers, in every key of their owner and in every group.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

use super::{Account, Customer, Group, Key, ProxyUser, Team, Text};

/// The texts seen so far while one snapshot is read. Copies are the same pool.
#[derive(Clone, Debug, Default)]
pub struct Words(Option<Arc<Mutex<HashSet<Text>>>>);

impl Words {
    /// A pool; the default keeps nothing, and shares nothing.
    pub fn pool() -> Self {
        Self(Some(Arc::default()))
    }

    /// The same record, its texts shared with those that were shared before.
    pub fn shared<T: Share>(&self, mut record: T) -> T {
        if let Some(pool) = &self.0 {
            record.share(&mut pool.lock().unwrap_or_else(PoisonError::into_inner));
        }
        record
    }
}

/// What has texts that other records may have, too. Those that hardly ever are another's, like a
/// key's alias, stay their own.
pub trait Share {
    /// Takes the texts there are already in the place of its own, and leaves its own for others.
    fn share(&mut self, words: &mut HashSet<Text>);
}

impl Share for Text {
    fn share(&mut self, words: &mut HashSet<Text>) {
        if self.is_short() {
            return;
        }
        match words.get(&*self) {
            Some(known) => *self = known.clone(),
            None => drop(words.insert(self.clone())),
        }
    }
}

impl<T: Share> Share for Option<T> {
    fn share(&mut self, words: &mut HashSet<Text>) {
        if let Some(one) = self {
            one.share(words);
        }
    }
}

impl<T: Share> Share for Vec<T> {
    fn share(&mut self, words: &mut HashSet<Text>) {
        self.shrink_to_fit();
        for one in self {
            one.share(words);
        }
    }
}

impl Share for ProxyUser {
    fn share(&mut self, words: &mut HashSet<Text>) {
        self.id.share(words);
        self.email.share(words);
        self.alias.share(words);
        self.role.share(words);
        self.sso_user_id.share(words);
        self.teams.share(words);
        self.models.share(words);
    }
}

impl Share for Key {
    fn share(&mut self, words: &mut HashSet<Text>) {
        self.user_id.share(words);
        self.team_id.share(words);
        if let Some(row) = &mut self.row {
            row.id.share(words);
        }
        self.models.share(words);
    }
}

impl Share for Team {
    fn share(&mut self, words: &mut HashSet<Text>) {
        self.id.share(words);
        self.models.share(words);
    }
}

impl Share for Customer {
    fn share(&mut self, words: &mut HashSet<Text>) {
        self.id.share(words);
    }
}

impl Share for Account {
    fn share(&mut self, words: &mut HashSet<Text>) {
        self.id.share(words);
        self.email.share(words);
        self.name.share(words);
    }
}

impl Share for Group {
    fn share(&mut self, words: &mut HashSet<Text>) {
        self.members.share(words);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Email, sample};

    #[test]
    fn an_id_on_both_servers_and_in_a_key_is_kept_once() {
        let id = "2f0c6c1e-6a8f-4c49-9a3a-1f4e5a7f0f6d";
        let words = Words::pool();
        let user = words.shared(sample::user(id, "ana.maria.ruiz@example.edu", "Ana"));
        let account = words.shared(sample::account(id, "ana.maria.ruiz@example.edu", "Ana"));
        let key = words.shared(sample::key("k", id));
        let place = |raw: &str| raw.as_ptr();
        assert_eq!(place(user.id.raw()), place(account.id.raw()));
        assert_eq!(place(user.id.raw()), place(key.user_id.as_ref().unwrap().raw()));
        let email = |email: &Option<Email>| place(email.as_ref().unwrap().raw());
        assert_eq!(email(&user.email), email(&account.email));
        assert_eq!(words.shared(user.clone()), user);
    }
}
