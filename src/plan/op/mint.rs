//! Minting a virtual key.

use serde::{Deserialize, Serialize};

use super::{
    Act, Danger, DeleteKey, Nature, Op, Operation, Outcome, Reach, Subject, Turn, Wording,
};
use crate::domain::text::harmless;
use crate::domain::{Budget, KeyHash, ProxyUserId, TeamId, Text};
use crate::roster::PersonRef;

/// `POST /key/generate`. The alias is always given: it is unique at the proxy, so that a mint
/// whose answer was lost can be looked up.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MintKey {
    /// `user_id`: the owner.
    pub user_id: ProxyUserId,
    /// `key_alias`.
    pub alias: Text,
    /// `team_id`: whose limits hold too, and whose spend it adds to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub team: Option<MintTeam>,
    /// `models`; empty allows what the owner may use.
    pub models: Vec<Text>,
    /// `max_budget` and `budget_duration` of the key itself.
    pub budget: Budget,
    /// `duration`: how long it lives, like `30d`; `None` never expires.
    pub expires_in: Option<String>,
}

/// The team of a key: its id, and what it is called.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MintTeam {
    /// `team_id`.
    pub id: TeamId,
    /// `team_alias`, for the eye.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alias: Option<Text>,
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
            |duration| format!("expires in {}", harmless(duration)),
        );
        let team = self.team.as_ref().map_or_else(String::new, |team| {
            let id = harmless(team.id.raw());
            match &team.alias {
                Some(alias) => format!(", team {alias} ({id})"),
                None => format!(", team {id}"),
            }
        });
        format!("key {}{team}, {models}, budget {}, {expiry}", self.alias, self.budget)
    }

    fn nature(&self) -> Nature<'_> {
        Nature {
            subject: Subject::Person,
            danger: Danger::Adds,
            lasting: None,
            reach: Reach::Own,
            act: Act::MakesKey,
            rewrites: None,
            turn: Turn::Any,
            wording: Wording::Verb,
            lags: false,
        }
    }

    fn inverse(&self, _: Option<PersonRef<'_>>, outcome: &Outcome) -> Result<Op, String> {
        let hash = outcome.created.clone().ok_or("which key it made was not recorded")?;
        Ok(DeleteKey { hash: KeyHash::new(hash), label: self.alias.to_string() }.into())
    }
}
