//! Virtual keys as stored: a hash, a hint of the key, and its limits.

use jiff::Timestamp;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use super::{meter::Meter, purse::BudgetLimit};

/// A virtual key.
#[derive(Clone, Debug)]
pub struct Key {
    /// The SHA-256 of the key, in hexadecimal: the only id the proxy keeps.
    pub token: String,
    /// `sk-...abcd`
    pub key_name: String,
    pub key_alias: Option<String>,
    pub spend: Meter,
    pub max_budget: Option<f64>,
    pub soft_budget: Option<f64>,
    pub budget_duration: Option<String>,
    pub budget_reset_at: Option<Timestamp>,
    pub budget_limits: Vec<BudgetLimit>,
    pub budget_id: Option<String>,
    pub expires: Option<Timestamp>,
    pub models: Vec<String>,
    pub user_id: Option<String>,
    pub team_id: Option<String>,
    pub organization_id: Option<String>,
    pub tpm_limit: Option<i64>,
    pub rpm_limit: Option<i64>,
    pub max_parallel_requests: Option<i64>,
    pub metadata: Map<String, Value>,
    /// `None` reads as not blocked: nobody has ever touched it.
    pub blocked: Option<bool>,
    pub created_at: Timestamp,
    pub created_by: Option<String>,
    pub updated_at: Timestamp,
    pub settings_updated_at: Option<Timestamp>,
    pub last_active: Option<Timestamp>,
}

impl Key {
    /// The row of the key `secret`.
    pub fn new(secret: &str, now: Timestamp) -> Self {
        Self {
            token: token_of(secret),
            key_name: name_of(secret),
            key_alias: None,
            spend: Meter::default(),
            max_budget: None,
            soft_budget: None,
            budget_duration: None,
            budget_reset_at: None,
            budget_limits: Vec::new(),
            budget_id: None,
            expires: None,
            models: Vec::new(),
            user_id: None,
            team_id: None,
            organization_id: None,
            tpm_limit: None,
            rpm_limit: None,
            max_parallel_requests: None,
            metadata: Map::new(),
            blocked: None,
            created_at: now,
            created_by: Some(DEFAULT_USER.to_owned()),
            updated_at: now,
            settings_updated_at: None,
            last_active: None,
        }
    }

    pub(crate) fn is_blocked(&self) -> bool {
        self.blocked == Some(true)
    }

    pub(crate) fn is_expired(&self, now: Timestamp) -> bool {
        self.expires.is_some_and(|expires| expires < now)
    }
}

/// Whom the proxy names as the author of what the master key does.
pub(crate) const DEFAULT_USER: &str = "default_user_id";

/// The id under which the proxy keeps the key `secret`.
pub fn token_of(secret: &str) -> String {
    format!("{:x}", Sha256::digest(secret.as_bytes()))
}

/// `sk-...` and the last four characters, as the proxy shows a key.
pub(crate) fn name_of(secret: &str) -> String {
    let tail: Vec<char> = secret.chars().rev().take(4).collect();
    format!("sk-...{}", tail.into_iter().rev().collect::<String>())
}
