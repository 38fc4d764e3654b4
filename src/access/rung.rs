//! One check with its verdict, and what the server would answer.

use std::borrow::Cow;

use jiff::Timestamp;
use serde::{Serialize, Serializer};

use crate::domain::{Limit, Text, Usd};

use super::{Check, Scope};

/// How a spend is compared with its limit.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, strum::Display, strum::IntoStaticStr,
)]
pub enum Operator {
    /// Refuses when the spend has reached the limit.
    #[serde(rename = ">=")]
    #[strum(serialize = ">=")]
    AtLeast,
    /// Refuses when the spend is past the limit: what is exactly spent, and zero, is let through.
    #[serde(rename = ">")]
    #[strum(serialize = ">")]
    MoreThan,
}

impl Operator {
    /// Whether a spend is refused under this limit.
    pub fn refuses(self, spend: Usd, limit: Usd) -> bool {
        match self {
            Self::AtLeast => Limit::Amount(limit).is_exhausted_by(spend),
            Self::MoreThan => spend > limit,
        }
    }
}

/// The limit of a rung: a rung without one, one that is not known, and unlimited are three things.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Bound {
    /// The check compares no amounts.
    #[default]
    None,
    /// There is or may be one, but it is not known.
    Unknown,
    /// Unlimited, or an amount.
    Known(Limit),
}

impl Bound {
    /// The amount, if it is known and there is one.
    pub fn amount(self) -> Option<Usd> {
        match self {
            Self::Known(limit) => limit.amount(),
            Self::None | Self::Unknown => None,
        }
    }
}

/// As JSON the amount in dollars, else null; the verdict and the detail tell why.
impl Serialize for Bound {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.amount().serialize(serializer)
    }
}

/// What a rung says of the request.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, strum::Display, strum::IntoStaticStr,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum RungVerdict {
    /// It lets the request through.
    Passes,
    /// It refuses.
    Refuses,
    /// It lets the request through, but not for long, or sends an alert.
    Warns,
    /// It could refuse; what is missing to tell is in the detail.
    Unknown,
    /// The proxy does not make this check here; why is in the detail.
    NotChecked,
}

/// The answer of the server when this rung refuses.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ServerSays {
    /// HTTP status. For budgets it depends on the version, and the server can be set otherwise.
    pub status: u16,
    /// `error.type`: what to match on. `None`: Open WebUI has no such thing.
    #[serde(rename = "type")]
    pub kind: Option<&'static str>,
    /// `error.message`, without what only the server knows. Holds names from the server: made
    /// harmless already.
    pub message: String,
}

/// One check, judged.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Rung {
    pub check: Check,
    /// Of whom.
    pub scope: Scope,
    /// Their name.
    pub subject: Text,
    /// How the spend is compared, where there is one.
    pub operator: Option<Operator>,
    /// What was spent; `None` where it is not known or nothing is compared.
    pub spend: Option<Usd>,
    /// The limit.
    pub limit: Bound,
    /// When the server will set the spend back, by its own clock.
    pub resets_at: Option<Timestamp>,
    pub verdict: RungVerdict,
    /// Why, in a clause. Harmless.
    pub detail: Cow<'static, str>,
    /// What the server would answer, where it refuses.
    #[serde(skip)]
    pub says: Option<ServerSays>,
}

impl Rung {
    /// A rung that compares no amounts, and of which nothing is said yet to who is refused.
    pub(super) fn new(
        check: Check,
        subject: Text,
        verdict: RungVerdict,
        detail: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self {
            check,
            scope: check.scope(),
            subject,
            operator: None,
            spend: None,
            limit: Bound::None,
            resets_at: None,
            verdict,
            detail: detail.into(),
            says: None,
        }
    }

    /// Whether it refuses.
    pub fn refuses(&self) -> bool {
        self.verdict == RungVerdict::Refuses
    }

    /// Whether it could refuse, for all that is known.
    pub fn is_unknown(&self) -> bool {
        self.verdict == RungVerdict::Unknown
    }
}
