//! What is known of the parties to one request.
//!
//! A fact that may be missing is a [`Fact`]: there it is, there is none, or it is not known, with
//! the reason. Numbers that are none (null, negative, not a number) are unknown: whoever decodes a
//! row says so, and [`super::judge`] takes a negative spend for unknown again.

use std::borrow::Cow;
use std::sync::Arc;

use jiff::Timestamp;

use crate::domain::{BlockRecord, Budget, Email, KeyHash, ProxyUserId, TeamId, Text, Usd, Window};

use super::models::{Catalog, ModelList};

/// Why something is not known: a clause that follows "unknown because", as
/// `the proxy's row has no number as spend`.
pub type Why = Cow<'static, str>;

/// What the clause says of a spend that is no number.
pub const NO_NUMBER: Why = Cow::Borrowed("the proxy's row has no number as spend");

/// Something that may be missing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fact<T> {
    /// This.
    Is(T),
    /// There is none, and the server says so.
    Absent,
    /// It could not be read, for this reason.
    Unknown(Why),
}

impl<T> Fact<T> {
    /// It is not known, because of this.
    pub fn unknown(why: impl Into<Why>) -> Self {
        Self::Unknown(why.into())
    }

    /// `None` as absent.
    pub fn from_option(value: Option<T>) -> Self {
        value.map_or(Self::Absent, Self::Is)
    }

    /// By reference.
    pub fn as_ref(&self) -> Fact<&T> {
        match self {
            Self::Is(value) => Fact::Is(value),
            Self::Absent => Fact::Absent,
            Self::Unknown(why) => Fact::Unknown(why.clone()),
        }
    }

    /// The value, if it is known to be there.
    pub fn known(&self) -> Option<&T> {
        match self {
            Self::Is(value) => Some(value),
            Self::Absent | Self::Unknown(_) => None,
        }
    }

    /// The same of another value.
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Fact<U> {
        match self {
            Self::Is(value) => Fact::Is(f(value)),
            Self::Absent => Fact::Absent,
            Self::Unknown(why) => Fact::Unknown(why),
        }
    }

    /// Whether it is known that there is none.
    pub fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }

    /// Whether it is not known.
    pub fn is_unknown(&self) -> bool {
        matches!(self, Self::Unknown(_))
    }
}

/// One request as it would come to the proxy: with this key, for this model, naming this customer.
#[derive(Clone, Debug)]
pub struct Situation {
    /// The proxy.
    pub server: ServerFacts,
    /// The model asked for; `None`: no model was named, and what depends on it is not checked.
    pub model: Option<Text>,
    /// The models the proxy serves. Shared by all keys of a person.
    pub catalog: Arc<Catalog>,
    /// The virtual key. Absent: the proxy does not have it.
    pub key: Fact<KeyFacts>,
    /// Its owner's row. Absent: the key has no owner, or the owner no row.
    pub user: Fact<Arc<UserFacts>>,
    /// The key's team.
    pub team: Fact<Arc<TeamFacts>>,
    /// The owner in that team.
    pub member: Fact<MemberFacts>,
    /// The key's organization, else the team's.
    pub organization: Fact<Arc<OrganizationFacts>>,
    /// The key's project.
    pub project: Fact<Arc<ProjectFacts>>,
    /// The tags the key puts on its requests.
    pub tags: Fact<Vec<NamedPurse>>,
    /// The model access groups with a budget.
    pub access_groups: Fact<Vec<NamedPurse>>,
    /// The customer (end user) the request names. Absent: it names none.
    pub customer: Fact<CustomerFacts>,
    /// `litellm.max_budget` and what it is compared with. Absent: none is set.
    pub global: Fact<PurseFacts>,
}

impl Situation {
    /// With what the request is made: `key lab-3 (sk-...abcd)`. Harmless.
    pub fn title(&self) -> String {
        match &self.key {
            Fact::Is(key) => match &key.name {
                Some(name) if key.alias.is_some() => format!("key {} ({name})", key.label()),
                _ => format!("key {}", key.label()),
            },
            Fact::Absent => "a key that is not this proxy's".to_owned(),
            Fact::Unknown(why) => format!("no key: {why}"),
        }
    }
}

/// The proxy as far as it bears on a verdict.
#[derive(Clone, Debug, PartialEq)]
pub struct ServerFacts {
    /// Its version, as it says.
    pub version: Option<Text>,
    /// `general_settings.apply_user_budget_to_team_keys` (≥ 1.98). Absent: not set.
    pub user_budget_on_team_keys: Fact<bool>,
    /// What one request is estimated to cost at most, which is set aside before it is sent
    /// (≥ 1.84). Absent: the proxy has no price for the model and sets nothing aside.
    pub estimate: Fact<Usd>,
    /// Whether it runs several workers without Redis, so that a change bites on each only after its
    /// own cache forgets, and each counts spend for itself.
    pub workers_without_redis: Fact<bool>,
}

/// Spend and what limits it.
#[derive(Clone, Debug, PartialEq)]
pub struct PurseFacts {
    /// What was spent since the last reset. Absent: there is no row yet, so nothing.
    pub spend: Fact<Usd>,
    /// Its limit, window and the server's own reset time. Absent: no budget, which is unlimited.
    pub budget: Fact<Budget>,
    /// An amount added to the limit for a while (`temp_budget_increase`).
    pub raise: Option<Raise>,
    /// Where an alert is sent and nothing is refused (`soft_budget`).
    pub soft: Option<Usd>,
    /// Further limits, each over its own window (`budget_limits`).
    pub windows: Vec<WindowPurse>,
    /// Limits for single models (`model_max_budget`).
    pub per_model: Vec<ModelPurse>,
    /// The budget row it points to, and how many others point there too.
    pub shared: Option<Shared>,
}

impl Default for PurseFacts {
    /// Nothing spent, no limit.
    fn default() -> Self {
        Self {
            spend: Fact::Absent,
            budget: Fact::Absent,
            raise: None,
            soft: None,
            windows: Vec::new(),
            per_model: Vec::new(),
            shared: None,
        }
    }
}

impl PurseFacts {
    /// So much spent, under this budget.
    pub fn new(spend: Fact<Usd>, budget: Fact<Budget>) -> Self {
        Self { spend, budget, ..Self::default() }
    }
}

/// `temp_budget_increase` and `temp_budget_expiry`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Raise {
    /// Added to the limit.
    pub by: Usd,
    /// Until then.
    pub until: Timestamp,
}

/// One entry of `budget_limits`.
#[derive(Clone, Debug, PartialEq)]
pub struct WindowPurse {
    /// `budget_duration`.
    pub window: Window,
    /// `max_budget`.
    pub limit: Fact<Usd>,
    /// What was spent in it. The proxy keeps it in its cache, and tells it of keys (≥ 1.106).
    pub spend: Fact<Usd>,
    /// `reset_at`.
    pub resets_at: Option<Timestamp>,
}

/// Half of the last decimal in which the proxy tells what was spent in a window.
const TOLD_WITHIN: Usd = Usd::from_micros(50);

impl WindowPurse {
    /// The same with a spend that the proxy told in four decimals: what is as good as the limit may
    /// be a little below or above.
    pub fn told(&mut self, spend: &Fact<Usd>) {
        let distance = |spend: Usd, limit: Usd| (spend.micros() - limit.micros()).abs();
        let is_at_limit = match (spend, &self.limit) {
            (Fact::Is(spend), Fact::Is(limit)) => {
                *limit > Usd::ZERO && distance(*spend, *limit) <= TOLD_WITHIN.micros()
            }
            _ => false,
        };
        self.spend = if is_at_limit {
            Fact::unknown(
                "the proxy tells four decimals of what was spent in a window, and in \
                           those it is the limit",
            )
        } else {
            spend.clone()
        };
    }
}

/// One entry of `model_max_budget`.
#[derive(Clone, Debug, PartialEq)]
pub struct ModelPurse {
    /// The model, with or without its provider (`openai/gpt-4o`).
    pub model: Text,
    /// `budget_limit` or `max_budget`.
    pub limit: Fact<Usd>,
    /// What was spent on it. The proxy keeps it in its cache.
    pub spend: Fact<Usd>,
    /// `time_period`.
    pub window: Option<Window>,
}

/// A budget row that several may point to: editing it edits them all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shared {
    /// `budget_id`.
    pub budget_id: Text,
    /// How many point to it, this one included.
    pub by: Fact<usize>,
    /// Whether the limit in force is the row's, and not one of its own.
    pub is_limit: bool,
}

/// A virtual key.
#[derive(Clone, Debug, PartialEq)]
pub struct KeyFacts {
    /// Its hash; the key itself is never held.
    pub hash: KeyHash,
    /// `key_name`: the masked form, like `sk-...abcd`.
    pub name: Option<Text>,
    /// `key_alias`.
    pub alias: Option<Text>,
    /// Whether it is the proxy's master key, which no check of key, owner or team stops.
    pub is_master: bool,
    /// `user_id`.
    pub owner: Option<ProxyUserId>,
    /// `team_id`.
    pub team: Option<TeamId>,
    /// `blocked`. Absent: the proxy's null, which is no.
    pub blocked: Fact<bool>,
    /// `expires`. Absent: never.
    pub expires: Fact<Timestamp>,
    /// Its own budget.
    pub purse: PurseFacts,
    /// The models it may use.
    pub models: ModelList,
    /// Whether it asks to be slowed down, not refused, when over budget
    /// (`throttle_on_budget_exceeded`).
    pub throttles: bool,
}

impl KeyFacts {
    /// The alias, else the masked name, else the start of the hash: what to call this key.
    pub fn label(&self) -> Text {
        let hash = || self.hash.raw().chars().take(12).collect::<String>();
        self.alias
            .clone()
            .or_else(|| self.name.clone())
            .unwrap_or_else(|| if self.is_master { "master key".into() } else { hash().into() })
    }
}

/// An internal user.
#[derive(Clone, Debug, PartialEq)]
pub struct UserFacts {
    /// `user_id`.
    pub id: ProxyUserId,
    /// `user_email`.
    pub email: Option<Email>,
    /// `user_alias`.
    pub alias: Option<Text>,
    /// Whether `metadata.scim_active` is anything but false. Absent: it is not there, which is yes.
    pub active: Fact<bool>,
    /// What bursar's own block of them took, which alone it can give back.
    pub block: Option<Box<BlockRecord>>,
    /// Their own budget.
    pub purse: PurseFacts,
    /// The models they may use with keys of no team.
    pub models: ModelList,
}

impl UserFacts {
    /// The e-mail, else the name, else the id: what to call this user.
    pub fn label(&self) -> Text {
        let email = self.email.clone().map(Text::from);
        email.or_else(|| self.alias.clone()).unwrap_or_else(|| self.id.raw().into())
    }
}

/// A team.
#[derive(Clone, Debug, PartialEq)]
pub struct TeamFacts {
    /// `team_id`.
    pub id: TeamId,
    /// `team_alias`.
    pub alias: Option<Text>,
    /// `blocked`. Absent: the proxy's null, which is no.
    pub blocked: Fact<bool>,
    /// Its own budget.
    pub purse: PurseFacts,
    /// The models it may use.
    pub models: ModelList,
    /// `model_aliases` of its model table: a name its keys may ask for, and the model it stands for.
    pub aliases: Vec<(Text, Text)>,
    /// What each member may spend where they have no amount of their own
    /// (`metadata.team_member_budget_id`); zero and less is no limit.
    pub member_default: Fact<Budget>,
}

impl TeamFacts {
    /// The alias, else the id.
    pub fn label(&self) -> Text {
        self.alias.clone().unwrap_or_else(|| self.id.raw().into())
    }
}

/// A user in a team.
#[derive(Clone, Debug, PartialEq)]
pub struct MemberFacts {
    /// What they spent in the team, and their own amount there; absent: the team's default applies.
    pub purse: PurseFacts,
    /// `allowed_models` of their budget row; empty: whatever the team may.
    pub models: ModelList,
}

/// An organization.
#[derive(Clone, Debug, PartialEq)]
pub struct OrganizationFacts {
    /// `organization_id`.
    pub id: Text,
    /// `organization_alias`.
    pub alias: Option<Text>,
    /// Its budget.
    pub purse: PurseFacts,
}

/// A project.
#[derive(Clone, Debug, PartialEq)]
pub struct ProjectFacts {
    /// `project_id`.
    pub id: Text,
    /// `project_alias`.
    pub alias: Option<Text>,
    /// `blocked`. Absent: the proxy's null, which is no.
    pub blocked: Fact<bool>,
    /// Its budget.
    pub purse: PurseFacts,
    /// The models it may use; empty: whatever the team may.
    pub models: ModelList,
}

/// Something that has a name and a budget: a tag, a model access group.
#[derive(Clone, Debug, PartialEq)]
pub struct NamedPurse {
    /// Its name.
    pub name: Text,
    /// Its budget.
    pub purse: PurseFacts,
}

/// A customer, LiteLLM's *end user*.
#[derive(Clone, Debug, PartialEq)]
pub struct CustomerFacts {
    /// `user_id`: whatever requests name.
    pub id: Text,
    /// `alias`.
    pub alias: Option<Text>,
    /// `blocked`, which the open-source proxy stores and does not enforce.
    pub blocked: Fact<bool>,
    /// What was spent, and their own budget.
    pub purse: PurseFacts,
    /// The server's budget for customers without one of their own (`max_end_user_budget_id`).
    pub default: Fact<Budget>,
    /// The models they may use (≥ 1.106); empty: all.
    pub models: ModelList,
}

impl CustomerFacts {
    /// The alias, else the id.
    pub fn label(&self) -> Text {
        self.alias.clone().unwrap_or_else(|| self.id.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_windows_spend_that_is_rounded_to_its_limit_is_not_known() {
        let usd = |text: &str| Fact::Is(Usd::parse(text).unwrap());
        let told = |spend: &str, limit: &str| {
            let mut window = WindowPurse {
                window: Window::from_server("24h"),
                limit: usd(limit),
                spend: Fact::Absent,
                resets_at: None,
            };
            window.told(&usd(spend));
            window.spend
        };
        assert_eq!(told("4.9999", "5"), usd("4.9999"));
        assert!(told("5", "5").is_unknown());
        assert!(told("5.0000", "5.00004").is_unknown());
        assert_eq!(told("5.0001", "5"), usd("5.0001"));
        assert_eq!(told("0", "0"), usd("0"), "nothing is nothing");
    }
}
