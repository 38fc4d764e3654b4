//! Asking the proxy for one completion with a key that lives for that alone.

use serde::{Deserialize, Serialize};

use super::{
    Act, Danger, DeleteKey, MintTeam, Nature, Op, Operation, Outcome, Reach, Subject, Turn, Wording,
};
use crate::domain::text::harmless;
use crate::domain::{KeyHash, ProxyUserId, Text};
use crate::roster::PersonRef;

const ASKED: &str = "the key is gone again";

/// `POST /key/generate`, one `POST /v1/chat/completions` and `POST /key/delete`. The key has no
/// limits of its own, and goes whatever becomes of the request.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Probe {
    /// `user_id`: the key's owner.
    pub user_id: ProxyUserId,
    /// `key_alias`, by which the key is found where the answer that told it is lost.
    pub alias: Text,
    /// `team_id`: whose limits hold too, and whose spend it adds to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub team: Option<MintTeam>,
    /// `model`: what is asked for.
    pub model: Text,
    /// `user` of the request: the customer (end user) it names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer: Option<Text>,
}

impl Operation for Probe {
    fn before(&self) -> String {
        "no key".into()
    }

    fn after(&self) -> String {
        let team = self.team.as_ref().map_or_else(String::new, |team| {
            let id = harmless(team.id.raw());
            match &team.alias {
                Some(alias) => format!(" in team {alias} ({id})"),
                None => format!(" in team {id}"),
            }
        });
        let customer = self.customer.as_ref();
        let customer = customer.map_or_else(String::new, |id| format!(" for the customer {id}"));
        format!("key {}{team}, one request to {}{customer}, no key again", self.alias, self.model)
    }

    fn nature(&self) -> Nature<'_> {
        Nature {
            subject: Subject::Person,
            danger: Danger::Adds,
            lasting: None,
            reach: Reach::Own,
            act: Act::Asks,
            rewrites: None,
            turn: Turn::Any,
            wording: Wording::Verb,
            lags: false,
        }
    }

    /// Only a key that could not be deleted is left to be.
    fn inverse(&self, _: Option<PersonRef<'_>>, outcome: &Outcome) -> Result<Op, String> {
        let hash = outcome.created.clone().ok_or(ASKED)?;
        Ok(DeleteKey { hash: KeyHash::new(hash), label: self.alias.to_string() }.into())
    }
}
