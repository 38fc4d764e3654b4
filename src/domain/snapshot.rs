//! What one observation saw of both servers, and how complete each part of it is.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{
    Account, AccountId, Customer, Group, Key, KeyHash, ProxyUser, ProxyUserId, Team, Text, Version,
};

/// Both servers as seen by one observation. Plain data: it is cached on disk as it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Snapshot {
    /// When the observation ended.
    pub observed_at: Timestamp,
    /// The LiteLLM proxy.
    pub proxy: Side<ProxySide>,
    /// The Open WebUI server.
    pub webui: Side<WebuiSide>,
}

/// One server in a snapshot.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side<T> {
    /// The profile has no such server.
    Absent,
    /// It could not be read at all; a sentence says why.
    Failed(String),
    /// It answered.
    Seen(T),
}

impl<T> Side<T> {
    /// What was seen, if it answered.
    pub fn seen(&self) -> Option<&T> {
        match self {
            Self::Seen(seen) => Some(seen),
            Self::Absent | Self::Failed(_) => None,
        }
    }

    /// Whether the profile has such a server.
    pub fn is_configured(&self) -> bool {
        !matches!(self, Self::Absent)
    }
}

/// One listing: its rows, and what is missing from it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Listing<T> {
    pub rows: Vec<T>,
    /// Why these are not all rows; `None` when they are. Who is not in an incomplete listing is
    /// unknown, never gone.
    pub problem: Option<String>,
}

impl<T> Listing<T> {
    /// All rows.
    pub fn complete(rows: Vec<T>) -> Self {
        Self { rows, problem: None }
    }

    /// Some rows, and why not all.
    pub fn incomplete(rows: Vec<T>, problem: impl Into<String>) -> Self {
        Self { rows, problem: Some(problem.into()) }
    }

    /// Whether every row is there.
    pub fn is_complete(&self) -> bool {
        self.problem.is_none()
    }
}

impl<T> Default for Listing<T> {
    fn default() -> Self {
        Self::complete(Vec::new())
    }
}

/// Facts about a server that decide what can be done with it.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ServerInfo {
    /// As the server gives it (`/openapi.json` `info.version`, `/api/version`).
    pub version: Option<Text>,
    /// Whether `metadata.scim_active:false` stops a user's keys (LiteLLM ≥ 1.84.0).
    pub enforces_scim_active: bool,
    /// Whether `/management/v1/users/bulk` exists (LiteLLM ≥ 1.106).
    pub has_bulk_create: bool,
    /// Whether the daily activity can be asked for one user: older versions pass the filter over
    /// and tell everybody's.
    #[serde(default)]
    pub has_activity_of_user: bool,
}

impl ServerInfo {
    /// Whether it is of that version or newer; one that does not say its version is taken for new.
    pub fn is_at_least(&self, major: u32, minor: u32) -> bool {
        let version = self.version.as_ref().and_then(|version| Version::parse(version.raw()));
        version.is_none_or(|version| version >= Version::new(major, minor, 0))
    }
}

/// What the credential may do there, and whose it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Caller {
    /// The proxy's master key: it belongs to nobody and may everything.
    MasterKey,
    /// A virtual key of the proxy.
    VirtualKey {
        /// Its hash.
        hash: KeyHash,
        /// Its owner.
        user: Option<ProxyUserId>,
        /// Whether the owner's role only reads (`proxy_admin_viewer`).
        read_only: bool,
    },
    /// An Open WebUI admin.
    Account {
        /// Whose; `None` where the server does not tell an API key (≥ 0.12) and the profile does
        /// not say.
        id: Option<AccountId>,
    },
}

/// The proxy's half of a snapshot.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ProxySide {
    /// Its version and features.
    pub server: ServerInfo,
    /// Whose credential reads.
    pub caller: Caller,
    /// Internal users.
    pub users: Listing<ProxyUser>,
    /// Virtual keys of everybody.
    pub keys: Listing<Key>,
    /// Teams.
    pub teams: Listing<Team>,
    /// Customers (end users).
    pub customers: Listing<Customer>,
    /// The names of the models it serves; none where it did not tell.
    #[serde(default)]
    pub models: Vec<Text>,
}

/// Open WebUI's half of a snapshot.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WebuiSide {
    /// Its version.
    pub server: ServerInfo,
    /// Whose credential reads.
    pub caller: Caller,
    /// The earliest account, which the server protects from other admins.
    pub first_account: Option<AccountId>,
    /// Accounts.
    pub accounts: Listing<Account>,
    /// Groups with their members.
    pub groups: Listing<Group>,
    /// The ids of the models it offers; none where it did not tell.
    #[serde(default)]
    pub models: Vec<Text>,
}
