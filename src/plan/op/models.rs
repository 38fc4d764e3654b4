//! Setting who may use which models at the proxy.

use serde::{Deserialize, Serialize};

use super::{
    Act, Danger, KeyLabel, Nature, Op, Operation, Outcome, Reach, Subject, TeamLabel, Turn, Whole,
    Wording,
};
use crate::domain::{KeyHash, ProxyUserId, TeamId, Text};
use crate::roster::PersonRef;

/// `POST /key/update {models}`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SetKeyModels {
    pub hash: KeyHash,
    pub label: KeyLabel,
    /// As it was seen; empty allows what the owner or team may use.
    pub before: Vec<Text>,
    /// As it will be.
    pub after: Vec<Text>,
}

/// `POST /user/update {models}`; the proxy ignores an empty list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SetUserModels {
    /// `user_id`.
    pub user_id: ProxyUserId,
    /// As it was seen; empty allows all.
    pub before: Vec<Text>,
    /// As it will be.
    pub after: Vec<Text>,
}

/// `POST /team/update {models}`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SetTeamModels {
    pub team: TeamId,
    pub label: TeamLabel,
    /// As it was seen; empty allows all.
    pub before: Vec<Text>,
    /// As it will be.
    pub after: Vec<Text>,
}

/// `POST /customer/update {models}` (≥ 1.106).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SetCustomerModels {
    /// `user_id`.
    pub customer: Text,
    /// The alias, else the id. Harmless to show.
    pub label: String,
    /// As it was seen; empty allows all.
    pub before: Vec<Text>,
    /// As it will be.
    pub after: Vec<Text>,
}

/// The words for such a list.
pub fn list(models: &[Text]) -> String {
    match models {
        [] => "every model".to_owned(),
        some => some.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "),
    }
}

/// What allows all of the proxy's models where an empty list cannot be written.
pub const ALL_MODELS: &str = "all-proxy-models";

macro_rules! operation {
    ($name:ident($op:ident), $whose:literal, $subject:expr, $reach:ident, $whole:expr, $after:expr) => {
        impl Operation for $name {
            fn before(&self) -> String {
                format!(concat!($whose, " {}"), list(&self.before))
            }

            fn after(&self) -> String {
                format!(concat!($whose, " {}"), list(&self.after))
            }

            fn nature(&self) -> Nature<'_> {
                let $op = self;
                Nature {
                    subject: $subject,
                    danger: Danger::Reversible,
                    lasting: None,
                    reach: Reach::$reach,
                    act: Act::Sets,
                    rewrites: Some($whole),
                    turn: Turn::Any,
                    wording: Wording::Verb,
                    lags: false,
                }
            }

            fn inverse(&self, _: Option<PersonRef<'_>>, _: &Outcome) -> Result<Op, String> {
                let restored: fn(&[Text]) -> Vec<Text> = $after;
                let (before, after) = (self.after.clone(), restored(&self.before));
                Ok(Self { before, after, ..self.clone() }.into())
            }
        }
    };
}

operation!(
    SetKeyModels(op),
    "key models:",
    Subject::Key(&op.hash),
    Own,
    Whole::KeyModels(&op.hash),
    <[Text]>::to_vec
);
operation!(
    SetTeamModels(op),
    "team models:",
    Subject::Team(&op.team),
    Shared,
    Whole::TeamModels(&op.team),
    <[Text]>::to_vec
);
operation!(
    SetCustomerModels(op),
    "customer models:",
    Subject::Customer(&op.customer),
    Own,
    Whole::CustomerModels(&op.customer),
    <[Text]>::to_vec
);
operation!(
    SetUserModels(op),
    "models:",
    Subject::Person,
    Own,
    Whole::UserModels(&op.user_id),
    |before| match before {
        // An empty list would be ignored; this one allows the same.
        [] => vec![ALL_MODELS.into()],
        some => some.to_vec(),
    }
);
