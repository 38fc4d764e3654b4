//! What makes the request succeed, as data: the least far-reaching first.

use jiff::Timestamp;

use crate::domain::{AccountId, KeyHash, ProxyUserId, TeamId, Text, Usd};

use super::facts::Situation;
use super::ladder::Ladder;

/// One way to lift a refusal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remedy {
    /// What it does and for whom else, and when it is in force. Harmless.
    pub sentence: String,
    /// What is to be done; `None`: nothing bursar can do, the sentence says who or what can.
    pub wish: Option<Wish>,
    /// The same on the command line, starting with `bursar`; empty where there is none.
    pub command: Vec<String>,
}

/// A change that lifts a refusal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wish {
    /// Set the `max_budget` of someone to an amount.
    Raise {
        /// Whose.
        of: Purser,
        /// To how much.
        to: Usd,
    },
    /// Set the spend of someone back to zero.
    Reset {
        /// Whose.
        of: Purser,
    },
    /// Unblock a key.
    UnblockKey(KeyHash),
    /// Let a key live until then; `None`: it never expires again.
    ExtendKey(KeyHash, Option<Timestamp>),
    /// Activate a user (`metadata.scim_active`).
    Activate(ProxyUserId),
    /// Unblock a team.
    UnblockTeam(TeamId),
    /// Add the model to someone's list.
    GrantModel {
        /// Whose list.
        to: Grantee,
        /// The model.
        model: Text,
    },
    /// Give an Open WebUI account the role `user`.
    LetIn(AccountId),
    /// Let an account see a model in Open WebUI.
    GrantInWebui {
        /// Whom.
        account: AccountId,
        /// The model.
        model: Text,
    },
}

/// Whose budget or spend.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Purser {
    /// A key.
    Key(KeyHash),
    /// A user.
    User(ProxyUserId),
    /// A team; the proxy has no reset for it.
    Team(TeamId),
    /// A user in a team.
    Member(TeamId, ProxyUserId),
    /// A customer; the proxy has no reset for it.
    Customer(Text),
}

/// Whose list of models.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Grantee {
    /// A key.
    Key(KeyHash),
    /// A user.
    User(ProxyUserId),
    /// A team.
    Team(TeamId),
    /// A user in a team.
    Member(TeamId, ProxyUserId),
    /// A customer.
    Customer(Text),
}

/// What lifts the refusal of this ladder, the least far-reaching first; empty where nothing refuses.
pub fn remedies(situation: &Situation, ladder: &Ladder, now: Timestamp) -> Vec<Remedy> {
    let _ = (situation, ladder, now);
    Vec::new()
}
