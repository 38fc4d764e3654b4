//! What a LiteLLM proxy keeps: internal users, virtual keys, teams, customers.

use std::borrow::Cow;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{
    AccountId, Budget, BudgetWindow, Email, Expiry, KeyHash, Limit, Moment, ProxyUserId, TeamId,
    Text, Usd,
};

/// One internal user (a row of `/spend/users` or `/user/list`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ProxyUser {
    /// `user_id`.
    pub id: ProxyUserId,
    /// `user_email`.
    pub email: Option<Email>,
    /// `user_alias`: the name.
    pub alias: Option<Text>,
    /// `user_role`; the proxy may hold none.
    pub role: Option<Text>,
    /// `sso_user_id`: the identity provider's subject.
    pub sso_user_id: Option<Text>,
    /// `spend` of the present budget window.
    pub spend: Option<Usd>,
    /// `max_budget`, `budget_duration`, `budget_reset_at`.
    pub budget: Budget,
    /// `teams`; `None` where that cannot be read.
    pub teams: Option<Vec<TeamId>>,
    /// `models`: the allow-list; empty allows all, `None` cannot be read.
    pub models: Option<Vec<Text>>,
    /// Whether `metadata.scim_active` is anything but false.
    pub active: bool,
    /// `metadata.bursar`: what bursar keeps on the server.
    #[serde(default)]
    pub bursar: BursarMetadata,
    /// `created_at`.
    pub created_at: Option<Moment>,
}

impl ProxyUser {
    /// Whether this is the row that stands for the master key itself, not for a person.
    pub fn is_master_key_row(&self) -> bool {
        self.id.raw() == "default_user_id"
    }

    /// Whether the role gives the whole administration of the proxy.
    pub fn is_admin(&self) -> bool {
        self.role.as_ref().is_some_and(|role| role.raw() == "proxy_admin")
    }
}

/// `metadata.bursar` of an internal user: the only state of ours, kept on the server so that
/// several operators share it.
#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize)]
pub struct BursarMetadata {
    /// The Open WebUI account linked by hand, where neither id nor e-mail says it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<AccountId>,
    /// What bursar blocked, so that unblocking restores exactly that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub blocked: Option<Box<BlockRecord>>,
}

/// What one block did, as remembered at the proxy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BlockRecord {
    /// When the plan was made; by it a block is told from another.
    pub at: Timestamp,
    /// The keys this block blocks; keys another hand had blocked before are not among them.
    pub keys: Vec<KeyHash>,
    /// `scim_active` before: absent, true or false.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scim_active: Option<bool>,
    /// The Open WebUI role before, where there was an account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account_role: Option<Text>,
}

/// One virtual key (a row of `/key/list`). Never holds the key itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Key {
    /// `token`: the SHA-256 of the key.
    pub hash: KeyHash,
    /// `key_name`: the masked form, like `sk-...abcd`.
    pub name: Option<Text>,
    /// `key_alias`.
    pub alias: Option<Text>,
    /// `user_id`: its owner.
    pub user_id: Option<ProxyUserId>,
    /// `team_id`.
    pub team_id: Option<TeamId>,
    /// `spend` of the present window.
    pub spend: Option<Usd>,
    /// Its own budget, which is not the one in force where a row has one: [`Key::in_force`].
    pub budget: Budget,
    /// `budget_limits`: what it may spend in windows besides; `None` where that cannot be read.
    #[serde(default = "empty", skip_serializing_if = "is_empty")]
    pub windows: Option<Vec<BudgetWindow>>,
    /// The budget row it points to, as others may.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub row: Option<Box<KeyBudgetRow>>,
    /// `models`: the allow-list; empty allows all, `None` cannot be read.
    pub models: Option<Vec<Text>>,
    /// `expires`.
    pub expires: Expiry,
    /// `blocked`; the proxy's null is false, and `None` cannot be read.
    pub blocked: Option<bool>,
    /// `last_active`.
    pub last_active_at: Option<Moment>,
    /// `created_at`.
    pub created_at: Option<Moment>,
}

/// What a file that leaves the list out says of it.
#[expect(clippy::unnecessary_wraps, reason = "of the field's type")]
fn empty<T>() -> Option<Vec<T>> {
    Some(Vec::new())
}

#[expect(clippy::ref_option, reason = "as serde asks")]
fn is_empty<T>(list: &Option<Vec<T>>) -> bool {
    list.as_ref().is_some_and(Vec::is_empty)
}

/// The budget row a key points to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyBudgetRow {
    /// `budget_id`.
    pub id: Text,
    /// `litellm_budget_table`; `None`: the server does not tell what is in it.
    pub budget: Option<Budget>,
}

impl KeyBudgetRow {
    /// What holds for a key with this budget of its own.
    pub fn in_force(&self, own: &Budget) -> Budget {
        self.budget.as_ref().map_or_else(|| own.clone(), |row| own.over_row(row))
    }

    /// Whether a key with this budget of its own is judged by the row's limit.
    pub fn limits(&self, own: &Budget) -> bool {
        let row = self.budget.as_ref().map_or(Limit::Unlimited, |row| row.limit);
        own.limit == Limit::Unlimited && row != Limit::Unlimited
    }

    /// What holds for such a key, and where it stands: `$1.00 every 30d of budget row gold`.
    pub fn words(&self, own: &Budget) -> String {
        let (id, holds) = (&self.id, self.in_force(own));
        if self.budget.is_none() && own.limit == Limit::Unlimited {
            format!("{holds} of its own (what budget row {id} allows is not known)")
        } else if self.limits(own) {
            format!("{holds} of budget row {id}")
        } else if own.limit == Limit::Unlimited {
            holds.to_string()
        } else {
            format!("{holds} of its own, not of budget row {id}")
        }
    }
}

impl Key {
    /// The budget by which the proxy judges it and sets its spend back.
    pub fn in_force(&self) -> Cow<'_, Budget> {
        match &self.row {
            Some(row) => Cow::Owned(row.in_force(&self.budget)),
            None => Cow::Borrowed(&self.budget),
        }
    }

    /// The same in words, with the row it stands in.
    pub fn budget_words(&self) -> String {
        self.row.as_ref().map_or_else(|| self.budget.to_string(), |row| row.words(&self.budget))
    }

    /// The row whose limit is the one in force.
    pub fn limiting_row(&self) -> Option<&KeyBudgetRow> {
        self.row.as_deref().filter(|row| row.limits(&self.budget))
    }

    /// Whether it has ended by then; `None` where that cannot be read.
    pub fn is_expired(&self, now: Timestamp) -> Option<bool> {
        match self.expires {
            Expiry::Never => Some(false),
            Expiry::At(at) => Some(at.at() <= now),
            Expiry::Unknown => None,
        }
    }

    /// The alias, else the masked name, else the start of the hash: what to call this key.
    pub fn label(&self) -> String {
        let hash = || self.hash.raw().chars().take(12).collect::<String>();
        match (&self.alias, &self.name) {
            (Some(alias), _) => alias.to_string(),
            (None, Some(name)) => name.to_string(),
            (None, None) => super::text::harmless(&hash()).into_owned(),
        }
    }
}

/// One team (a row of `/v2/team/list`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Team {
    /// `team_id`.
    pub id: TeamId,
    /// `team_alias`.
    pub alias: Option<Text>,
    /// `spend`.
    pub spend: Option<Usd>,
    /// Its budget.
    pub budget: Budget,
    /// `budget_limits`: what it may spend in windows besides; `None` where that cannot be read.
    #[serde(default = "empty", skip_serializing_if = "is_empty")]
    pub windows: Option<Vec<BudgetWindow>>,
    /// `metadata.team_member_budget_id`: the budget row of every member without their own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub member_budget_id: Option<Text>,
    /// `models`: the allow-list; empty allows all, `None` cannot be read.
    pub models: Option<Vec<Text>>,
    /// `blocked`; `None` where that cannot be read.
    pub blocked: Option<bool>,
    /// How many `members_with_roles`; `None` where that cannot be read.
    pub members: Option<usize>,
}

impl Team {
    /// The alias, else the id.
    pub fn label(&self) -> String {
        self.alias.as_ref().map_or_else(|| self.id.to_string(), ToString::to_string)
    }
}

/// One customer, LiteLLM's *end user* (a row of `/customer/list`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Customer {
    /// `user_id`: whatever the request named.
    pub id: Text,
    /// `alias`.
    pub alias: Option<Text>,
    /// `blocked`: stored, but not enforced by the open-source proxy; `None` cannot be read.
    pub blocked: Option<bool>,
    /// `spend`.
    pub spend: Option<Usd>,
    /// From the budget row it points to.
    pub budget: Budget,
    /// `budget_id`: that row, which others may point to as well.
    #[serde(default)]
    pub budget_id: Option<Text>,
    /// `models`: the allow-list (≥ 1.106); empty allows all, `None` cannot be read.
    #[serde(default = "empty")]
    pub models: Option<Vec<Text>>,
}

impl Customer {
    /// The alias, else the id.
    pub fn label(&self) -> String {
        self.alias.as_ref().unwrap_or(&self.id).to_string()
    }
}

/// A line of a team's list of members, as `/team/info` tells it.
#[derive(Clone, Debug, PartialEq)]
pub struct ListedMember {
    /// Who, and what they may spend there.
    pub place: TeamMember,
    /// Their role in the team: `admin` or `user`.
    pub role: Option<Text>,
    /// The e-mail they were added with.
    pub email: Option<Email>,
}

/// A user in a team, as `/team/info` tells it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TeamMember {
    /// `user_id`.
    pub user: ProxyUserId,
    /// What they spent in this team since the last reset.
    pub spend: Option<Usd>,
    /// Their own limit in the team, else the team's default.
    pub budget: Budget,
    /// Whether that is the team's default, which holds for every member without their own.
    pub is_default: bool,
    /// That default, where the team has one.
    pub default: Option<Budget>,
}
