//! Minting a virtual key.

use serde::{Deserialize, Serialize};

use super::{Danger, DeleteKey, Op, Operation, Outcome};
use crate::domain::{Budget, KeyHash, ProxyUserId, Text};
use crate::roster::PersonRef;

/// `POST /key/generate`. The alias is always given: it is unique at the proxy, so that a mint
/// whose answer was lost can be looked up.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MintKey {
    /// `user_id`: the owner.
    pub user_id: ProxyUserId,
    /// `key_alias`.
    pub alias: Text,
    /// `models`; empty allows what the owner may use.
    pub models: Vec<Text>,
    /// `max_budget` and `budget_duration` of the key itself.
    pub budget: Budget,
    /// `duration`: how long it lives, like `30d`; `None` never expires.
    pub expires_in: Option<String>,
}

impl Operation for MintKey {
    fn before(&self) -> String {
        "no key".into()
    }

    fn after(&self) -> String {
        let models = match self.models.as_slice() {
            [] => "the owner's models".to_owned(),
            some => some.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "),
        };
        let expiry = self.expires_in.as_deref().map_or_else(
            || "never expires".to_owned(),
            |duration| format!("expires in {}", crate::domain::text::harmless(duration)),
        );
        format!("key {}, {models}, budget {}, {expiry}", self.alias, self.budget)
    }

    fn danger(&self) -> Danger {
        Danger::Adds
    }

    fn inverse(&self, _: Option<PersonRef<'_>>, outcome: &Outcome) -> Result<Op, String> {
        let hash = outcome.created.clone().ok_or("which key it made was not recorded")?;
        Ok(DeleteKey { hash: KeyHash::new(hash), label: self.alias.to_string() }.into())
    }
}
