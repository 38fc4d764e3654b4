//! What an Open WebUI server keeps: accounts and groups.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{AccountId, Email, GroupId, Moment, Text};

/// An account's role. The server takes any string; only these three mean something to it, and any
/// other locks the person out.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "Text", into = "Text")]
pub enum Role {
    /// May everything.
    Admin,
    /// May chat.
    User,
    /// Waits for approval, or is blocked: every call is refused.
    Pending,
    /// A word the server does not know.
    Other(Text),
}

impl Role {
    /// The word of the wire.
    pub fn raw(&self) -> &str {
        match self {
            Self::Admin => "admin",
            Self::User => "user",
            Self::Pending => "pending",
            Self::Other(text) => text.raw(),
        }
    }
}

impl From<Text> for Role {
    fn from(text: Text) -> Self {
        match text.raw() {
            "admin" => Self::Admin,
            "user" => Self::User,
            "pending" => Self::Pending,
            _ => Self::Other(text),
        }
    }
}

impl From<Role> for Text {
    fn from(role: Role) -> Self {
        Self::from(role.raw())
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&super::text::harmless(self.raw()))
    }
}

/// One account (a row of `/api/v1/users/all`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Account {
    /// `id`.
    pub id: AccountId,
    /// `name`, as the person or an admin chose it.
    pub name: Text,
    /// `email`; a damaged row may have none.
    pub email: Option<Email>,
    /// `role`.
    pub role: Role,
    /// `last_active_at` (≥ 0.12; older servers do not list it).
    pub last_active_at: Option<Moment>,
}

/// Who may do what with a model (`access_grants`).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Grant {
    /// `principal_type`: `user` or `group`.
    pub principal_type: Text,
    /// `principal_id`: whose; `*` is everybody.
    pub principal_id: Text,
    /// `permission`: `read` or `write`.
    pub permission: Text,
}

impl Grant {
    /// The right of one account to see and use the model.
    pub fn read_by(account: &AccountId) -> Self {
        let principal_id = account.raw().into();
        Self { principal_type: "user".into(), principal_id, permission: "read".into() }
    }

    /// Whether it lets everybody use the model.
    pub fn is_for_everybody(&self) -> bool {
        self.principal_type.raw() == "user"
            && self.principal_id.raw() == "*"
            && self.permission.raw() == "read"
    }

    /// Whether it is that of [`Self::read_by`].
    pub fn is_read_by(&self, account: &AccountId) -> bool {
        self.principal_type.raw() == "user"
            && self.principal_id.raw() == account.raw()
            && self.permission.raw() == "read"
    }

    /// Whether it lets the members of this group use the model.
    pub fn is_for_group(&self, group: &GroupId) -> bool {
        self.principal_type.raw() == "group"
            && self.principal_id.raw() == group.raw()
            && self.permission.raw() == "read"
    }
}

/// What Open WebUI keeps about one model; one without an entry is the admins' alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModelEntry {
    /// `id`: the model's.
    pub id: Text,
    /// `name`, as it is shown in the chat.
    pub name: Text,
    /// `access_grants`.
    pub grants: Vec<Grant>,
}

/// One group, with its direct members.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Group {
    /// `id`.
    pub id: GroupId,
    /// `name`; not unique on the server.
    pub name: Text,
    /// From `/groups/id/{id}/export`.
    pub members: Vec<AccountId>,
}
