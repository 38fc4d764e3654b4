//! Teams, their members, customers, and the budgets these refer to.

use std::time::Instant;

use jiff::Timestamp;
use serde_json::{Map, Value};

use super::{meter::Meter, purse::BudgetLimit};

/// A budget row, which customers and team members refer to.
#[derive(Clone, Debug)]
pub struct Budget {
    pub budget_id: String,
    pub max_budget: Option<f64>,
    pub soft_budget: Option<f64>,
    pub budget_duration: Option<String>,
    pub budget_reset_at: Option<Timestamp>,
    pub created_at: Timestamp,
}

/// Somebody's place in a team.
#[derive(Clone, Debug)]
pub struct Member {
    pub user_id: Option<String>,
    pub user_email: Option<String>,
    pub role: String,
}

/// What the proxy keeps of a user in a team, apart from the place itself.
#[derive(Clone, Debug)]
pub struct Membership {
    pub user_id: String,
    pub budget_id: Option<String>,
    pub spend: Meter,
}

/// A team.
#[derive(Clone, Debug)]
pub struct Team {
    pub team_id: String,
    pub team_alias: Option<String>,
    pub members: Vec<Member>,
    pub memberships: Vec<Membership>,
    pub models: Vec<String>,
    pub spend: Meter,
    pub max_budget: Option<f64>,
    pub soft_budget: Option<f64>,
    pub budget_duration: Option<String>,
    pub budget_reset_at: Option<Timestamp>,
    /// An empty list is kept apart from none.
    pub budget_limits: Option<Vec<BudgetLimit>>,
    pub tpm_limit: Option<i64>,
    pub rpm_limit: Option<i64>,
    pub metadata: Map<String, Value>,
    pub blocked: bool,
    /// What the checks go by until that instant, when the row changed behind a cache.
    pub(crate) cached_blocked: Option<(bool, Instant)>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

impl Team {
    /// A team without members.
    pub fn new(team_id: &str, now: Timestamp) -> Self {
        Self {
            team_id: team_id.to_owned(),
            team_alias: None,
            members: Vec::new(),
            memberships: Vec::new(),
            models: Vec::new(),
            spend: Meter::default(),
            max_budget: None,
            soft_budget: None,
            budget_duration: None,
            budget_reset_at: None,
            budget_limits: None,
            tpm_limit: None,
            rpm_limit: None,
            metadata: Map::new(),
            blocked: false,
            cached_blocked: None,
            created_at: now,
            updated_at: now,
        }
    }

    /// The budget that every member without their own has (`team_member_budget`).
    pub(crate) fn member_budget_id(&self) -> Option<&str> {
        self.metadata.get("team_member_budget_id").and_then(Value::as_str)
    }

    pub(crate) fn has_member(&self, user_id: &str) -> bool {
        self.members.iter().any(|member| member.user_id.as_deref() == Some(user_id))
    }

    pub(crate) fn membership(&self, user_id: &str) -> Option<&Membership> {
        self.memberships.iter().find(|membership| membership.user_id == user_id)
    }

    pub(crate) fn membership_mut(&mut self, user_id: &str) -> Option<&mut Membership> {
        self.memberships.iter_mut().find(|membership| membership.user_id == user_id)
    }
}

/// A customer, which the proxy also calls an end user.
#[derive(Clone, Debug)]
pub struct Customer {
    pub user_id: String,
    pub alias: Option<String>,
    /// Stored and shown; not enforced by the open-source proxy, and so not here.
    pub blocked: bool,
    pub spend: Meter,
    pub models: Vec<String>,
    pub budget_id: Option<String>,
}

impl Customer {
    /// A customer as the proxy makes one on first sight.
    pub fn new(user_id: &str) -> Self {
        Self {
            user_id: user_id.to_owned(),
            alias: None,
            blocked: false,
            spend: Meter::default(),
            models: Vec::new(),
            budget_id: None,
        }
    }
}
