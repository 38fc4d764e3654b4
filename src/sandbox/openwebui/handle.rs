//! What a test may see and do behind Open WebUI's back.

use super::state::{Account, Group, State};
use crate::sandbox::{
    http::Shared,
    trouble::{RequestLog, SeenRequest},
};

/// A look into the running Open WebUI, and a hand in it.
#[derive(Clone, Debug)]
pub struct WebuiHandle {
    shared: Shared<State>,
    log: RequestLog,
}

impl WebuiHandle {
    pub(crate) fn new(shared: Shared<State>, log: RequestLog) -> Self {
        Self { shared, log }
    }

    /// Everything at once, to read or to change: what the methods below do not cover. The server
    /// answers nobody while `look` runs.
    pub fn with<T>(&self, look: impl FnOnce(&mut State) -> T) -> T {
        look(&mut self.shared.lock())
    }

    /// An account as stored now.
    pub fn account(&self, id: &str) -> Option<Account> {
        self.shared.lock().accounts.get(id).cloned()
    }

    /// The account with this e-mail.
    pub fn account_with_email(&self, email: &str) -> Option<Account> {
        self.shared.lock().account_with_email(email).cloned()
    }

    /// The groups called so; names are not unique.
    pub fn groups_named(&self, name: &str) -> Vec<Group> {
        let state = self.shared.lock();
        state.groups.values().filter(|group| group.name == name).cloned().collect()
    }

    /// Stores an account with an id of the caller's choice, which the API does not allow.
    pub fn add_account(&self, id: &str, email: &str, name: &str, role: &str) {
        let mut state = self.shared.lock();
        let account = Account::new(id, email, name, role, state.clock.seconds());
        state.accounts.insert(id.to_owned(), account);
    }

    /// Sets a role, as another admin or an identity provider would.
    pub fn set_role(&self, id: &str, role: &str) {
        if let Some(account) = self.shared.lock().accounts.get_mut(id) {
            role.clone_into(&mut account.role);
        }
    }

    /// Removes an account, as another admin would have.
    pub fn remove_account(&self, id: &str) {
        self.shared.lock().remove_account(id);
    }

    /// Ends every session of an account, as a password reset would.
    pub fn end_sessions(&self, id: &str) {
        if let Some(account) = self.shared.lock().accounts.get_mut(id) {
            account.session_stamp += 1;
        }
    }

    /// The requests seen since the start or the last [`Self::forget_requests`], in their order.
    pub fn requests(&self) -> Vec<SeenRequest> {
        self.log.seen()
    }

    /// The requests that could have changed something: no `GET`, and no sign-in.
    pub fn writes(&self) -> Vec<SeenRequest> {
        let is_write =
            |seen: &SeenRequest| seen.method != "GET" && seen.path != "/api/v1/auths/signin";
        self.log.seen().into_iter().filter(is_write).collect()
    }

    /// Empties the log.
    pub fn forget_requests(&self) {
        self.log.clear();
    }
}
