//! What is checked, and of whom.

use serde::{Deserialize, Serialize};

/// One check of a request. The words are those of the JSON of `bursar why`.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    strum::Display,
    strum::EnumString,
    strum::EnumIter,
    strum::IntoStaticStr,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Check {
    /// The proxy has the key.
    KeyKnown,
    /// The key is not blocked.
    KeyBlocked,
    /// The key has not expired.
    KeyExpired,
    /// The key's list allows the model.
    KeyModels,
    /// The key's `max_budget`.
    KeyBudget,
    /// One of the key's `budget_limits`.
    KeyWindow,
    /// The key's `model_max_budget` for the model.
    KeyModelBudget,
    /// The owner is not deactivated (`metadata.scim_active`).
    UserDeactivated,
    /// The owner's list allows the model; keys of a team are not asked.
    UserModels,
    /// The owner's `max_budget`; keys of a team are asked only where the server is set so.
    UserBudget,
    /// The owner's `model_max_budget` for the model.
    UserModelBudget,
    /// The team is not blocked.
    TeamBlocked,
    /// The team's list allows the model.
    TeamModels,
    /// The team's `max_budget`, and its `model_max_budget` for the model.
    TeamBudget,
    /// One of the team's `budget_limits`.
    TeamWindow,
    /// What the owner may spend in the team: their own amount or the team's default.
    MemberBudget,
    /// The models the owner may use in the team.
    MemberModels,
    /// The project is not blocked.
    ProjectBlocked,
    /// The project's list allows the model.
    ProjectModels,
    /// The project's budget.
    ProjectBudget,
    /// The budget of the key's or the team's organization.
    OrganizationBudget,
    /// The budget of a tag on the request.
    TagBudget,
    /// The budget of a model access group that allowed the model.
    AccessGroupBudget,
    /// The customer's list allows the model.
    CustomerModels,
    /// The customer's budget or the default for customers, and its amount for the model.
    CustomerBudget,
    /// `litellm.max_budget`: all spend of the proxy.
    GlobalBudget,
    /// The estimated cost of the request is set aside from every budget above zero.
    Reservation,
    /// The proxy serves a model of that name.
    ModelKnown,
    /// Open WebUI has an account of the person.
    WebuiAccount,
    /// The account's role lets it chat.
    WebuiRole,
    /// The proxy lists its models for the key of the connection.
    WebuiKey,
    /// The account sees the model, or any where none was named.
    WebuiModel,
    /// A connection of Open WebUI that is switched on leads to this proxy.
    WebuiConnection,
}

impl Check {
    /// The word of the JSON, as `key_budget`.
    pub fn word(self) -> &'static str {
        self.into()
    }

    /// What is looked at, in the words of the screen, as `budget of the key`.
    pub fn title(self) -> &'static str {
        match self {
            Self::KeyKnown => "key known",
            Self::KeyBlocked => "key blocked",
            Self::KeyExpired => "key expired",
            Self::KeyModels => "models of the key",
            Self::KeyBudget => "budget of the key",
            Self::KeyWindow => "window of the key",
            Self::KeyModelBudget => "key's budget for the model",
            Self::UserDeactivated => "user deactivated",
            Self::UserModels => "models of the user",
            Self::UserBudget => "budget of the user",
            Self::UserModelBudget => "user's budget for the model",
            Self::TeamBlocked => "team blocked",
            Self::TeamModels => "models of the team",
            Self::TeamBudget => "budget of the team",
            Self::TeamWindow => "window of the team",
            Self::MemberBudget => "budget in the team",
            Self::MemberModels => "models in the team",
            Self::ProjectBlocked => "project blocked",
            Self::ProjectModels => "models of the project",
            Self::ProjectBudget => "budget of the project",
            Self::OrganizationBudget => "budget of the organization",
            Self::TagBudget => "budget of the tag",
            Self::AccessGroupBudget => "budget of the access group",
            Self::CustomerModels => "models of the customer",
            Self::CustomerBudget => "budget of the customer",
            Self::GlobalBudget => "budget of the whole proxy",
            Self::Reservation => "cost set aside",
            Self::ModelKnown => "model served",
            Self::WebuiAccount => "account in Open WebUI",
            Self::WebuiRole => "role in Open WebUI",
            Self::WebuiKey => "key of the connection",
            Self::WebuiModel => "model in Open WebUI",
            Self::WebuiConnection => "connection to the proxy",
        }
    }

    /// Whose check it is.
    pub fn scope(self) -> Scope {
        match self {
            Self::KeyKnown
            | Self::KeyBlocked
            | Self::KeyExpired
            | Self::KeyModels
            | Self::KeyBudget
            | Self::KeyWindow
            | Self::KeyModelBudget => Scope::Key,
            Self::UserDeactivated | Self::UserModels | Self::UserBudget | Self::UserModelBudget => {
                Scope::User
            }
            Self::TeamBlocked | Self::TeamModels | Self::TeamBudget | Self::TeamWindow => {
                Scope::Team
            }
            Self::MemberBudget | Self::MemberModels => Scope::Member,
            Self::ProjectBlocked | Self::ProjectModels | Self::ProjectBudget => Scope::Project,
            Self::OrganizationBudget => Scope::Organization,
            Self::TagBudget => Scope::Tag,
            Self::AccessGroupBudget => Scope::AccessGroup,
            Self::CustomerModels | Self::CustomerBudget => Scope::Customer,
            Self::GlobalBudget => Scope::Global,
            Self::Reservation | Self::ModelKnown => Scope::Server,
            Self::WebuiAccount
            | Self::WebuiRole
            | Self::WebuiKey
            | Self::WebuiModel
            | Self::WebuiConnection => Scope::Webui,
        }
    }

    /// Whether it compares a spend with a limit, and so is left out for a model that costs nothing.
    pub fn is_budget(self) -> bool {
        matches!(
            self,
            Self::KeyBudget
                | Self::KeyWindow
                | Self::KeyModelBudget
                | Self::UserBudget
                | Self::UserModelBudget
                | Self::TeamBudget
                | Self::TeamWindow
                | Self::MemberBudget
                | Self::ProjectBudget
                | Self::OrganizationBudget
                | Self::TagBudget
                | Self::AccessGroupBudget
                | Self::CustomerBudget
                | Self::GlobalBudget
                | Self::Reservation
        )
    }

    /// Whether it asks whether a list allows the model.
    pub fn is_models(self) -> bool {
        matches!(
            self,
            Self::KeyModels
                | Self::UserModels
                | Self::TeamModels
                | Self::MemberModels
                | Self::ProjectModels
                | Self::CustomerModels
                | Self::WebuiModel
        )
    }
}

/// Whose check it is.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    strum::Display,
    strum::EnumString,
    strum::EnumIter,
    strum::IntoStaticStr,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Scope {
    /// The virtual key.
    Key,
    /// Its owner.
    User,
    /// The key's team.
    Team,
    /// The owner in the team.
    Member,
    /// The organization.
    Organization,
    /// The project.
    Project,
    /// A tag on the request.
    Tag,
    /// A model access group.
    AccessGroup,
    /// The customer (end user) the request names.
    Customer,
    /// All spend of the proxy.
    Global,
    /// The proxy itself.
    Server,
    /// Open WebUI.
    Webui,
}
