//! Letting an account use a model in Open WebUI, and taking that back.

use serde::{Deserialize, Serialize};

use super::{Act, Danger, Nature, Op, Operation, Outcome, Reach, Subject, Turn, Whole, Wording};
use crate::domain::{AccountId, Text};
use crate::roster::PersonRef;

/// `POST /api/v1/models/model/access/update` with one more grant (≥ 0.8).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GrantModel {
    pub account: AccountId,
    /// The model, as Open WebUI calls it.
    pub model: Text,
}

/// The same with that grant left out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RevokeModel {
    pub account: AccountId,
    /// The model, as Open WebUI calls it.
    pub model: Text,
}

impl Operation for GrantModel {
    fn before(&self) -> String {
        format!("{} not granted to this account", self.model)
    }

    fn after(&self) -> String {
        format!("{} granted to this account", self.model)
    }

    fn nature(&self) -> Nature<'_> {
        Nature {
            subject: Subject::Person,
            danger: Danger::Reversible,
            lasting: None,
            reach: Reach::Own,
            act: Act::Sets,
            rewrites: Some(Whole::ModelGrants(&self.model)),
            turn: Turn::Any,
            wording: Wording::Verb,
            lags: false,
        }
    }

    fn inverse(&self, _: Option<PersonRef<'_>>, _: &Outcome) -> Result<Op, String> {
        Ok(RevokeModel { account: self.account.clone(), model: self.model.clone() }.into())
    }
}

impl Operation for RevokeModel {
    fn before(&self) -> String {
        format!("{} granted to this account", self.model)
    }

    fn after(&self) -> String {
        format!("{} not granted to this account", self.model)
    }

    fn nature(&self) -> Nature<'_> {
        Nature {
            subject: Subject::Person,
            danger: Danger::Reversible,
            lasting: None,
            reach: Reach::Own,
            act: Act::Sets,
            rewrites: Some(Whole::ModelGrants(&self.model)),
            turn: Turn::Any,
            wording: Wording::Verb,
            lags: false,
        }
    }

    fn inverse(&self, _: Option<PersonRef<'_>>, _: &Outcome) -> Result<Op, String> {
        Ok(GrantModel { account: self.account.clone(), model: self.model.clone() }.into())
    }
}
