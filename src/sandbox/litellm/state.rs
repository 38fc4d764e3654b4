//! What the proxy's database holds, and the few rules about it that several endpoints share.

use std::{
    collections::{BTreeMap, HashMap},
    time::Duration,
};

use jiff::Timestamp;
use serde_json::{Map, Value};

pub(crate) use super::key::{DEFAULT_USER, name_of};
pub use super::{
    key::{Key, token_of},
    party::{Budget, Customer, Member, Membership, Team},
    purse::{BudgetLimit, Organization, Tag},
};
use super::{meter::Meter, version::Version};
use crate::sandbox::{clock::Clock, dice::Dice};

/// An internal user.
#[derive(Clone, Debug)]
pub struct User {
    pub user_id: String,
    pub user_alias: Option<String>,
    pub user_email: Option<String>,
    pub user_role: Option<String>,
    pub sso_user_id: Option<String>,
    pub teams: Vec<String>,
    pub models: Vec<String>,
    pub spend: Meter,
    pub max_budget: Option<f64>,
    pub budget_duration: Option<String>,
    pub budget_reset_at: Option<Timestamp>,
    pub tpm_limit: Option<i64>,
    pub rpm_limit: Option<i64>,
    pub max_parallel_requests: Option<i64>,
    pub metadata: Map<String, Value>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

impl User {
    /// A user with nothing but an id.
    pub fn new(user_id: &str, now: Timestamp) -> Self {
        Self {
            user_id: user_id.to_owned(),
            user_alias: None,
            user_email: None,
            user_role: None,
            sso_user_id: None,
            teams: Vec::new(),
            models: Vec::new(),
            spend: Meter::default(),
            max_budget: None,
            budget_duration: None,
            budget_reset_at: None,
            tpm_limit: None,
            rpm_limit: None,
            max_parallel_requests: None,
            metadata: Map::new(),
            created_at: now,
            updated_at: now,
        }
    }

    /// False once someone (an identity provider, or the console) wrote `scim_active: false`.
    pub fn is_active(&self) -> bool {
        self.metadata.get("scim_active") != Some(&Value::Bool(false))
    }

    pub(crate) fn has_email(&self, email: &str) -> bool {
        self.user_email.as_deref().is_some_and(|own| own.trim().eq_ignore_ascii_case(email.trim()))
    }
}

/// The proxy's whole state.
#[derive(Debug)]
pub struct State {
    pub users: BTreeMap<String, User>,
    /// By token.
    pub keys: BTreeMap<String, Key>,
    /// Keys that were deleted; the proxy lists them with `status=deleted`.
    pub deleted_keys: Vec<Key>,
    pub teams: BTreeMap<String, Team>,
    pub customers: BTreeMap<String, Customer>,
    pub budgets: BTreeMap<String, Budget>,
    pub tags: BTreeMap<String, Tag>,
    /// `None`: the proxy has no licence for them.
    pub organizations: Option<BTreeMap<String, Organization>>,
    /// The keys themselves by token, which a real proxy does not keep: tests call with them.
    pub secrets: HashMap<String, String>,
    pub(crate) master_key: String,
    pub(crate) version: Version,
    pub(crate) clock: Clock,
    pub(crate) dice: Dice,
    pub(crate) key_cache: Duration,
    pub(crate) spend_flush: Duration,
    pub(crate) unwritten: Vec<super::meter::Charge>,
    pub(crate) key_bookmarks: super::page::Bookmarks,
    /// Requests of this minute by token, for `rpm_limit`.
    pub(crate) rates: HashMap<String, (i64, i64)>,
    /// False takes `/spend/users` away, as on a proxy that hides it behind a gateway.
    pub serves_spend_users: bool,
    /// What was spent on each day since the start; never reset.
    pub(crate) ledger: super::activity::Ledger,
}

impl State {
    pub(crate) fn new(master_key: String, version: Version, clock: Clock, dice: Dice) -> Self {
        Self {
            users: BTreeMap::new(),
            keys: BTreeMap::new(),
            deleted_keys: Vec::new(),
            teams: BTreeMap::new(),
            customers: BTreeMap::new(),
            budgets: BTreeMap::new(),
            tags: BTreeMap::new(),
            organizations: None,
            secrets: HashMap::new(),
            master_key,
            version,
            clock,
            dice,
            key_cache: Duration::ZERO,
            spend_flush: Duration::ZERO,
            unwritten: Vec::new(),
            key_bookmarks: super::page::Bookmarks::default(),
            rates: HashMap::new(),
            serves_spend_users: true,
            ledger: super::activity::Ledger::default(),
        }
    }

    /// The key that a `sk-…` string or a hash means.
    pub(crate) fn find_key(&self, name: &str) -> Option<&Key> {
        self.keys.get(&as_token(name))
    }

    /// The deleted key that a `sk-…` string or a hash means.
    pub(crate) fn find_deleted_key(&self, name: &str) -> Option<&Key> {
        let token = as_token(name);
        self.deleted_keys.iter().find(|key| key.token == token)
    }

    /// The key that may be changed.
    pub(crate) fn find_key_mut(&mut self, name: &str) -> Option<&mut Key> {
        self.keys.get_mut(&as_token(name))
    }

    pub(crate) fn keys_of<'a>(&'a self, user_id: &'a str) -> impl Iterator<Item = &'a Key> {
        self.keys.values().filter(move |key| key.user_id.as_deref() == Some(user_id))
    }

    /// A new `sk-…` key, remembered for the tests.
    pub(crate) fn mint(&mut self) -> (String, Key) {
        let secret = format!("sk-{}", self.dice.secret(22));
        let key = Key::new(&secret, self.clock.now());
        self.secrets.insert(key.token.clone(), secret.clone());
        (secret, key)
    }

    /// Stores a budget of its own for one customer or member.
    pub(crate) fn add_budget(&mut self, max_budget: Option<f64>) -> String {
        let budget_id = self.dice.uuid();
        let budget = Budget {
            budget_id: budget_id.clone(),
            max_budget,
            soft_budget: None,
            budget_duration: None,
            budget_reset_at: None,
            created_at: self.clock.now(),
        };
        self.budgets.insert(budget_id.clone(), budget);
        budget_id
    }

    /// Removes a user with everything of theirs, as `/user/delete` does.
    pub(crate) fn remove_user(&mut self, user_id: &str) -> Option<User> {
        let user = self.users.remove(user_id)?;
        let tokens: Vec<String> = self.keys_of(user_id).map(|key| key.token.clone()).collect();
        for token in tokens {
            self.remove_key(&token);
        }
        for team in self.teams.values_mut() {
            team.members.retain(|member| member.user_id.as_deref() != Some(user_id));
            team.memberships.retain(|membership| membership.user_id != user_id);
        }
        Some(user)
    }

    /// Moves a key to the archive of deleted ones.
    pub(crate) fn remove_key(&mut self, token: &str) {
        if let Some(key) = self.keys.remove(token) {
            self.deleted_keys.push(key);
        }
    }
}

fn as_token(name: &str) -> String {
    if name.starts_with("sk-") { token_of(name) } else { name.to_owned() }
}
