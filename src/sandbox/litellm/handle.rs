//! What a test may see and do behind the proxy's back.

use super::state::{Key, State, Team, User};
use crate::sandbox::{
    http::Shared,
    trouble::{RequestLog, SeenRequest},
};

/// A look into the running proxy, and a hand in it.
#[derive(Clone, Debug)]
pub struct ProxyHandle {
    shared: Shared<State>,
    log: RequestLog,
}

impl ProxyHandle {
    pub(crate) fn new(shared: Shared<State>, log: RequestLog) -> Self {
        Self { shared, log }
    }

    /// Everything at once, to read or to change: what the methods below do not cover. The proxy
    /// answers nobody while `look` runs.
    pub fn with<T>(&self, look: impl FnOnce(&mut State) -> T) -> T {
        look(&mut self.shared.lock())
    }

    /// A user as stored now.
    pub fn user(&self, user_id: &str) -> Option<User> {
        self.shared.lock().users.get(user_id).cloned()
    }

    /// A key as stored now, by its hash or by the key itself.
    pub fn key(&self, name: &str) -> Option<Key> {
        self.shared.lock().find_key(name).cloned()
    }

    /// The keys of one user.
    pub fn keys_of(&self, user_id: &str) -> Vec<Key> {
        self.shared.lock().keys_of(user_id).cloned().collect()
    }

    /// The `sk-…` string of a key, seeded or minted: a real proxy forgets it.
    pub fn secret(&self, token: &str) -> Option<String> {
        self.shared.lock().secrets.get(token).cloned()
    }

    /// A team as stored now.
    pub fn team(&self, team_id: &str) -> Option<Team> {
        self.shared.lock().teams.get(team_id).cloned()
    }

    /// Stores a user with an id and an e-mail, as another operator would have.
    pub fn add_user(&self, user_id: &str, email: Option<&str>) {
        let mut state = self.shared.lock();
        let mut user = User::new(user_id, state.clock.now());
        user.user_email = email.map(str::to_owned);
        user.user_role = Some("internal_user".to_owned());
        state.users.insert(user_id.to_owned(), user);
    }

    /// Mints a key for a user, and gives it in full.
    pub fn add_key(&self, user_id: &str, alias: &str) -> String {
        let mut state = self.shared.lock();
        let (secret, mut key) = state.mint();
        key.user_id = Some(user_id.to_owned());
        key.key_alias = Some(alias.to_owned());
        state.keys.insert(key.token.clone(), key);
        secret
    }

    /// Sets what a user has spent; nothing happens when there is no such user.
    pub fn set_spend(&self, user_id: &str, spend: f64) {
        if let Some(user) = self.shared.lock().users.get_mut(user_id) {
            user.spend.set(spend);
        }
    }

    /// Sets a user's budget; `None` is unlimited.
    pub fn set_budget(&self, user_id: &str, max_budget: Option<f64>) {
        if let Some(user) = self.shared.lock().users.get_mut(user_id) {
            user.max_budget = max_budget;
        }
    }

    /// Removes a user with keys and memberships, as another operator would have.
    pub fn remove_user(&self, user_id: &str) {
        self.shared.lock().remove_user(user_id);
    }

    /// The requests seen since the start or the last [`Self::forget_requests`], in their order.
    pub fn requests(&self) -> Vec<SeenRequest> {
        self.log.seen()
    }

    /// The requests that could have changed something: no `GET`.
    pub fn writes(&self) -> Vec<SeenRequest> {
        self.log.seen().into_iter().filter(|seen| seen.method != "GET").collect()
    }

    /// Empties the log.
    pub fn forget_requests(&self) {
        self.log.clear();
    }
}
