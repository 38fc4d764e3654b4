//! Whether a list of models allows one, as the proxy decides it.

use crate::domain::{KeyHash, TeamId, Text};

use super::facts::{Fact, Why};

/// What one party may use.
#[derive(Clone, Debug, PartialEq)]
pub struct ModelList {
    /// `models`: names, wildcards (`openai/*`, `bedrock/us.*`, `*`), names of model access groups
    /// and the proxy's own words (`all-proxy-models`, `all-team-models`, `no-default-models`).
    /// Empty or absent: all.
    pub names: Fact<Vec<Text>>,
    /// What its `access_group_ids` stand for: asked where the names do not allow the model.
    /// Absent: it has none.
    pub groups: Fact<Vec<AccessGroup>>,
    /// `aliases` of a key: a name it may ask for, and the model that is meant.
    pub aliases: Vec<(Text, Text)>,
}

impl Default for ModelList {
    /// All models.
    fn default() -> Self {
        Self { names: Fact::Absent, groups: Fact::Absent, aliases: Vec::new() }
    }
}

impl ModelList {
    /// These names, and nothing else.
    pub fn of<T: Into<Text>>(names: impl IntoIterator<Item = T>) -> Self {
        let names = names.into_iter().map(Into::into).collect();
        Self { names: Fact::Is(names), ..Self::default() }
    }
}

/// An access group that a key or a team points to (`access_group_ids`).
#[derive(Clone, Debug, PartialEq)]
pub struct AccessGroup {
    /// `access_group_id`.
    pub id: Text,
    /// `access_model_names`.
    pub models: Vec<Text>,
    /// `assigned_team_ids`: through one of its own groups a key of these teams gets past the
    /// team's list.
    pub teams: Vec<TeamId>,
    /// `assigned_key_ids`: so do these keys.
    pub keys: Vec<KeyHash>,
}

/// What the proxy serves (`/model/info`).
#[derive(Clone, Debug, PartialEq)]
pub struct Catalog {
    /// One entry for each deployment; several may have one name.
    pub models: Fact<Vec<Served>>,
    /// Names the router takes for another one (`model_group_alias`), where they are known.
    pub aliases: Vec<(Text, Text)>,
}

/// One deployment.
#[derive(Clone, Debug, PartialEq)]
pub struct Served {
    /// `model_name`: what requests ask for; may be a wildcard.
    pub name: Text,
    /// `litellm_params.model` with its provider, as `openai/gpt-4o-mini`.
    pub underlying: Option<Text>,
    /// `model_info.litellm_provider`.
    pub provider: Option<Text>,
    /// `model_info.access_groups`.
    pub access_groups: Vec<Text>,
    /// `model_info.team_id`: it belongs to this team alone.
    pub team: Option<TeamId>,
    /// Whether it costs nothing, so that no budget is asked.
    pub free: Fact<bool>,
}

/// Whether a list allows a model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Access {
    /// By this entry of the list, or because the list is empty.
    Allowed(Why),
    /// By none.
    Denied,
    /// It depends on something that is not known.
    Unknown(Why),
}
