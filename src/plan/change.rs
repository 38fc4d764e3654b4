//! One change of a plan, and one person for whom nothing is done.

use serde::{Deserialize, Serialize};

use super::Op;
use super::op::Subject;
use crate::domain::Text;
use crate::roster::PersonId;

/// How much a change can hurt.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, strum::Display,
)]
#[serde(rename_all = "lowercase")]
#[strum(serialize_all = "lowercase")]
pub enum Danger {
    /// Adds; takes nothing from anybody.
    Adds,
    /// Can be undone exactly.
    Reversible,
    /// Cannot be undone, or not exactly.
    Consequential,
}

/// Under whom a change is listed, and with which others it is done in turn: a person's id; a team's
/// or a customer's; a key's hash, where nobody owns it; `tag …`, `organization …` or `budget row …`.
/// Of which kind it is the change's operation says.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct HolderId(Text);

impl HolderId {
    /// From the server's id, or the words for what has none of its own.
    pub fn new(raw: impl Into<Text>) -> Self {
        Self(raw.into())
    }

    /// To be compared.
    pub fn raw(&self) -> &str {
        self.0.raw()
    }
}

impl From<&PersonId> for HolderId {
    fn from(id: &PersonId) -> Self {
        Self(id.text().clone())
    }
}

/// One thing to do to one record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// Its place in the plan, from 1.
    pub id: u32,
    /// Which change it takes back, of the plan that its plan undoes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undoes: Option<u32>,
    /// Under whom it is listed.
    #[serde(rename = "person")]
    pub holder: HolderId,
    /// What to call them: the e-mail, else the name. Harmless to show.
    pub user: String,
    /// Why it is proposed. Harmless to show.
    pub reason: String,
    /// The verb, and all it needs.
    pub op: Op,
}

impl Change {
    /// Whether it is listed under a person: a team, a customer, a tag, an organization, a budget
    /// row and a key that nobody owns are none.
    pub fn is_of_person(&self) -> bool {
        match self.op.subject() {
            Subject::Person => true,
            Subject::Key(hash) => self.holder.raw() != hash.to_string(),
            Subject::Team(_) | Subject::Customer(_) | Subject::Unlisted => false,
        }
    }
}

/// A person for whom nothing is done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Skip {
    /// What to call them. Harmless to show.
    pub user: String,
    /// Why nothing is done. Harmless to show.
    pub why: String,
    /// Whether the wish was refused; otherwise there was nothing to do.
    pub refused: bool,
    /// Whether it waits for a person: several records claim to be one, or one address.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub conflict: bool,
}

impl Skip {
    /// Whom there is nothing to do for.
    pub fn left(user: impl Into<String>, why: impl Into<String>) -> Self {
        Self { user: user.into(), why: why.into(), refused: false, conflict: false }
    }

    /// Whom the wish is refused for.
    pub fn refused(user: impl Into<String>, why: impl Into<String>) -> Self {
        Self { refused: true, ..Self::left(user, why) }
    }

    /// Whom nothing is done for until a person has decided.
    pub fn conflict(user: impl Into<String>, why: impl Into<String>) -> Self {
        Self { conflict: true, ..Self::left(user, why) }
    }
}
