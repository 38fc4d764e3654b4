//! The way of a chat through Open WebUI to the proxy: may the account chat, does the proxy list its
//! models for the connection, does the account see the model or any, does a connection lead here,
//! and to whom does the proxy charge it.

mod address;
mod charged;
mod judge;
mod key;
mod remedy;
mod set;

use jiff::Timestamp;

use crate::domain::{AccountId, Email, GroupId, KeyHash, Role, Text};

use super::facts::{Fact, Situation, UserFacts, Why};
use super::ladder::Ladder;
use super::remedy::Remedy;

/// What is known of a person's chats.
#[derive(Clone, Debug)]
pub struct ChatFacts {
    /// Open WebUI's version, as it says.
    pub version: Option<Text>,
    /// The person's account. Absent: there is none.
    pub account: Fact<AccountFacts>,
    /// The person's user at the proxy, whose row tells what bursar's own block took. Absent: there is
    /// none.
    pub user: Fact<UserFacts>,
    /// The model, as the proxy calls it; `None`: no model was named.
    pub model: Option<Text>,
    /// Open WebUI's own entries of that model.
    pub entries: Fact<Vec<ModelEntry>>,
    /// What it offers, to admins at least, where no model was named. Absent: it was not asked.
    pub offered: Fact<Vec<Offered>>,
    /// Whether OpenAI-compatible connections are switched on (`ENABLE_OPENAI_API`).
    pub provider_on: Fact<bool>,
    /// Those connections.
    pub connections: Fact<Vec<Connection>>,
    /// The proxy's address, as bursar reaches it.
    pub proxy_url: String,
    /// The ids of the proxy's customers (end users), where they are known.
    pub customers: Fact<Vec<Text>>,
    /// A request with the key of the connection that chats take, naming no customer: the proxy lists
    /// its models for it, or nobody sees one. Absent: there is no such connection.
    pub key: Fact<Box<Situation>>,
}

/// An account of Open WebUI.
#[derive(Clone, Debug, PartialEq)]
pub struct AccountFacts {
    /// `id`.
    pub id: AccountId,
    /// `email`.
    pub email: Option<Email>,
    /// `name`.
    pub name: Text,
    /// `role`.
    pub role: Role,
    /// The groups it is in.
    pub groups: Fact<Vec<GroupId>>,
}

impl AccountFacts {
    /// The e-mail, else the name: what to call this account.
    pub fn label(&self) -> Text {
        self.email.clone().map_or_else(|| self.name.clone(), Text::from)
    }
}

/// A model that Open WebUI offers (`/api/models`).
#[derive(Clone, Debug, PartialEq)]
pub struct Offered {
    /// `id`: its name there, with a connection's prefix.
    pub id: Text,
    /// `info`: its own entry. `None`: it has none, and only admins see it.
    pub entry: Option<ModelEntry>,
    /// `urlIdx`: through which connection it comes, by its place. `None`: through none to a provider.
    pub connection: Option<usize>,
    /// `info.base_model_id`: the model it is built on.
    pub base: Option<Text>,
}

/// What Open WebUI keeps of a model beside what a connection offers.
#[derive(Clone, Debug, PartialEq)]
pub struct ModelEntry {
    /// `id`: the model's name in Open WebUI, with a connection's prefix.
    pub id: Text,
    /// `user_id`: whose it is.
    pub owner: Option<AccountId>,
    /// `is_active`.
    pub is_active: bool,
    /// `access_grants`, or what the older `access_control` says.
    pub grants: Fact<Vec<Grant>>,
}

/// Who may see a model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Grant {
    /// Everybody.
    Everybody,
    /// One account.
    Account(AccountId),
    /// The members of a group.
    Group(GroupId),
}

/// An OpenAI-compatible connection of Open WebUI. Never holds its key.
#[derive(Clone, Debug, PartialEq)]
pub struct Connection {
    /// `OPENAI_API_BASE_URLS[i]`.
    pub url: String,
    /// `enable`; absent in the entry: yes.
    pub enabled: bool,
    /// `prefix_id`: models are called `prefix.name`.
    pub prefix: Option<Text>,
    /// `model_ids`; empty: whatever the proxy offers.
    pub model_ids: Vec<Text>,
    /// `headers`: names and templates. Their values may be secret: only what is in double braces is
    /// ever shown.
    pub headers: Vec<(Text, Text)>,
    /// The hash of the key it uses, which is made where the key is read. Absent: it has none.
    pub key: Fact<KeyHash>,
    /// Whether the proxy knows that key: if so, the connection leads there under whatever name.
    pub is_known_here: Fact<bool>,
}

/// To whom the proxy charges a chat.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Charged {
    /// To the customer (end user) of this id, with this connection's key.
    Customer {
        /// Its id.
        id: Text,
        /// The key of the connection.
        key: Fact<KeyHash>,
        /// How that is known.
        because: Why,
    },
    /// To the key of the connection alone, which all people share.
    SharedKey { key: Fact<KeyHash> },
    /// To a key of the person's own, which the connection's headers name.
    OwnKey {
        /// How that is known.
        because: Why,
    },
    /// It cannot be told.
    Unknown(Why),
}

impl Charged {
    /// Whom it is charged to and how that is known, as the end of a sentence. Harmless.
    pub fn words(&self) -> String {
        match self {
            Self::Customer { id, because, .. } => format!("the customer {id}, since {because}"),
            Self::SharedKey { .. } => {
                "the connection's key alone, which all people share".to_owned()
            }
            Self::OwnKey { because } => format!("a key of their own, since {because}"),
            Self::Unknown(why) => format!("nobody knows whom: {why}"),
        }
    }
}

impl ChatFacts {
    /// The key of the connection that chats take to the proxy. Absent: there is none, or it has none.
    pub fn shared_key(&self) -> Fact<KeyHash> {
        match charged::connection(self) {
            Ok(connection) => connection.key.clone(),
            Err(_) => Fact::Absent,
        }
    }
}

/// The chat side of one person, judged.
#[derive(Clone, Debug, PartialEq)]
pub struct Chat {
    /// Its checks.
    pub ladder: Ladder,
    /// To whom the proxy charges the chat: whose ladder follows.
    pub charged: Charged,
}

impl Chat {
    /// Judges the way of a chat to the proxy.
    pub fn judge(facts: &ChatFacts, now: Timestamp) -> Self {
        Self { ladder: judge::ladder(facts, now), charged: charged::charged(facts) }
    }

    /// What lifts the refusal, the least far-reaching first.
    pub fn remedies(&self, facts: &ChatFacts, now: Timestamp) -> Vec<Remedy> {
        let Some(rung) = self.ladder.refusing() else { return Vec::new() };
        remedy::of(facts, &self.ladder, rung, now)
    }
}

#[cfg(test)]
mod tests;
