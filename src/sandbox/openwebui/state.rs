//! What Open WebUI's database holds, and its rules about accounts.

use std::collections::{BTreeMap, HashMap, VecDeque};

use serde_json::{Value, json};

use crate::sandbox::{clock::Clock, dice::Dice, http::Shared, litellm};

/// An account.
#[derive(Clone, Debug)]
pub struct Account {
    pub id: String,
    pub email: String,
    pub name: String,
    /// Free text to the server; only `pending`, `user` and `admin` mean something.
    pub role: String,
    pub profile_image_url: String,
    /// In the clear: hashing a made-up password protects nobody and costs 0.3 s.
    pub password: String,
    /// Seconds since the epoch, as all times here.
    pub last_active_at: i64,
    pub updated_at: i64,
    pub created_at: i64,
    /// Sessions carry this; changing it ends them.
    pub(crate) session_stamp: u64,
}

impl Account {
    /// An account as `/auths/add` makes one.
    pub fn new(id: &str, email: &str, name: &str, role: &str, now: i64) -> Self {
        Self {
            id: id.to_owned(),
            email: email.to_lowercase(),
            name: name.to_owned(),
            role: role.to_owned(),
            profile_image_url: "/user.png".to_owned(),
            password: String::new(),
            last_active_at: now,
            updated_at: now,
            created_at: now,
            session_stamp: 0,
        }
    }

    pub(crate) fn is_admin(&self) -> bool {
        self.role == "admin"
    }

    /// May use the product at all: `pending` and made-up roles may not.
    pub(crate) fn is_verified(&self) -> bool {
        matches!(self.role.as_str(), "user" | "admin")
    }
}

/// A group.
#[derive(Clone, Debug)]
pub struct Group {
    pub id: String,
    pub user_id: String,
    pub name: String,
    pub description: String,
    pub parent_group_id: Option<String>,
    pub data: Value,
    pub permissions: Value,
    /// Member ids in the order they came.
    pub user_ids: Vec<String>,
    pub created_at: i64,
    pub updated_at: i64,
}

/// What the server keeps about a model.
#[derive(Clone, Debug)]
pub struct ModelEntry {
    /// As the chat shows it.
    pub name: String,
    /// Principal type, principal id and permission of each.
    pub grants: Vec<[String; 3]>,
    pub created_at: i64,
}

/// A session: what a token stands for.
#[derive(Clone, Debug)]
pub(crate) struct Session {
    pub(crate) account_id: String,
    pub(crate) stamp: u64,
    pub(crate) expires_at: i64,
}

/// The sign-in limit: so many attempts in so many seconds, for each e-mail address.
pub(crate) const SIGN_INS: usize = 15;
pub(crate) const SIGN_IN_WINDOW: i64 = 180;
/// How long a session lasts: four weeks.
pub(crate) const SESSION_SECONDS: i64 = 28 * 24 * 3600;

/// Open WebUI's whole state.
#[derive(Debug)]
pub struct State {
    pub accounts: BTreeMap<String, Account>,
    pub groups: BTreeMap<String, Group>,
    /// Account ids by API key.
    pub api_keys: HashMap<String, String>,
    /// The entries of models, by the model's id; a model without one is for admins alone.
    pub models: BTreeMap<String, ModelEntry>,
    pub(crate) sessions: HashMap<String, Session>,
    pub(crate) sign_ins: HashMap<String, VecDeque<i64>>,
    pub(crate) admin_config: Value,
    pub(crate) connections: Value,
    /// The proxy that a connection may lead to, and its address.
    pub(crate) provider: Option<(String, Shared<litellm::state::State>)>,
    /// The models that were last offered: what there is while no connection lists any (0.12.4).
    pub(crate) offered: Vec<Value>,
    pub(crate) version: String,
    pub(crate) clock: Clock,
    pub(crate) dice: Dice,
}

impl State {
    pub(crate) fn new(version: String, clock: Clock, dice: Dice) -> Self {
        let admin_config = include_str!("../../../assets/sandbox/admin_config.json");
        Self {
            accounts: BTreeMap::new(),
            groups: BTreeMap::new(),
            api_keys: HashMap::new(),
            models: BTreeMap::new(),
            sessions: HashMap::new(),
            sign_ins: HashMap::new(),
            admin_config: serde_json::from_str(admin_config).unwrap_or_default(),
            connections: Value::Null,
            provider: None,
            offered: Vec::new(),
            version,
            clock,
            dice,
        }
    }

    /// Lets everybody use a model.
    pub fn publish(&mut self, model: &str) {
        let grants = vec![["user", "*", "read"].map(str::to_owned)];
        let created_at = self.clock.seconds();
        let entry = ModelEntry { name: model.to_owned(), grants, created_at };
        self.models.insert(model.to_owned(), entry);
    }

    /// Makes the proxy the one provider of models.
    pub(crate) fn connect_to(&mut self, proxy_url: &str, key: &str) {
        self.connections = json!({
            "ENABLE_OPENAI_API": true, "OPENAI_API_BASE_URLS": [format!("{proxy_url}/v1")],
            "OPENAI_API_KEYS": [key], "OPENAI_API_CONFIGS": {},
        });
    }

    pub(crate) fn account_with_email(&self, email: &str) -> Option<&Account> {
        let email = email.to_lowercase();
        self.accounts.values().find(|account| account.email.to_lowercase() == email)
    }

    /// The oldest account, which nobody else may touch. Of equals an admin, then the smaller id.
    pub(crate) fn primary_admin(&self) -> Option<&Account> {
        self.accounts.values().min_by_key(|account| (account.created_at, !account.is_admin()))
    }

    pub(crate) fn is_primary_admin(&self, id: &str) -> bool {
        self.primary_admin().is_some_and(|account| account.id == id)
    }

    /// A token for a session of this account.
    pub(crate) fn open_session(&mut self, id: &str) -> (String, i64) {
        // Looks like a token of the real server; nothing is signed, the table is what counts.
        let (claims, signature) = (self.dice.hex(64), self.dice.hex(43));
        let token = format!("eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.{claims}.{signature}");
        let expires_at = self.clock.seconds() + SESSION_SECONDS;
        let stamp = self.accounts.get(id).map_or(0, |account| account.session_stamp);
        let session = Session { account_id: id.to_owned(), stamp, expires_at };
        self.sessions.insert(token.clone(), session);
        (token, expires_at)
    }

    /// A new API key for this account, in place of an older one.
    pub(crate) fn issue_api_key(&mut self, id: &str) -> String {
        self.api_keys.retain(|_, owner| owner != id);
        let key = format!("sk-{}", self.dice.hex(32));
        self.api_keys.insert(key.clone(), id.to_owned());
        key
    }

    /// Removes an account with its memberships and its API key.
    pub(crate) fn remove_account(&mut self, id: &str) {
        self.accounts.remove(id);
        self.api_keys.retain(|_, owner| owner != id);
        for group in self.groups.values_mut() {
            group.user_ids.retain(|member| member != id);
        }
    }

    pub(crate) fn groups_of<'a>(&'a self, id: &'a str) -> impl Iterator<Item = &'a Group> {
        self.groups.values().filter(move |group| group.user_ids.iter().any(|own| own == id))
    }

    /// Whether this account's role or a group lets it have an API key.
    pub(crate) fn may_have_api_key(&self, account: &Account) -> bool {
        let globally = self.admin_config["ENABLE_API_KEYS"] == json!(true);
        let grants = |group: &Group| group.permissions["features"]["api_keys"] == json!(true);
        globally && (account.is_admin() || self.groups_of(&account.id).any(grants))
    }
}

impl crate::sandbox::http::Tick for State {
    fn tick(&mut self) {}
}
