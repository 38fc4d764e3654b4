//! The proxy's rules, as data with the versions they hold for.
//!
//! Read in the sources of LiteLLM 1.82.3, 1.83.14, 1.84.0, 1.90.0, 1.98.0, 1.102.0, 1.106.2 and
//! 1.109.1 (`proxy/auth/user_api_key_auth.py`, `proxy/auth/auth_checks.py`,
//! `proxy/spend_tracking/budget_reservation.py`), and tried on a running 1.106.2. Where a rule
//! changed between two of these, it holds from the first that was read with it, unless the
//! project's history says more.

mod table;

use crate::domain::{Text, Usd, Version};

use super::check::Check;
use super::rung::Operator;

/// The oldest version whose rules are known.
pub const OLDEST: Version = Version::new(1, 82, 0);

/// The newest version whose rules are known: any `1.109`.
pub const NEWEST: Version = Version::new(1, 109, u32::MAX);

/// One check as some versions make it. Its place in the table is its place in the order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    pub check: Check,
    /// Which part of it, where the proxy checks in two places.
    pub part: CheckPart,
    /// The first version that does so.
    pub since: Version,
    /// The first version that no longer does.
    pub until: Option<Version>,
    /// How a spend is compared, where it is.
    pub operator: Option<Operator>,
    /// What a limit of zero or less means.
    pub zero: Zero,
    /// How a refusal is answered.
    pub answer: RefusalKind,
    /// Whether it compares amounts for a model that costs nothing, too.
    pub even_if_free: bool,
}

/// Which part of a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CheckPart {
    /// All of it.
    Whole,
    /// Asked early already, where the member has an amount above zero of their own.
    Early,
    /// The amount for the model asked for.
    ForModel,
}

/// What a limit of zero or less means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Zero {
    /// A limit like any other.
    Limit,
    /// No limit.
    Unlimited,
    /// No limit where it is below zero; zero is a limit.
    NegativeUnlimited,
    /// A limit where it is the member's own; none where it is the team's default.
    DefaultUnlimited,
}

impl Zero {
    /// Whether this limit is none at all. `is_default`: it comes from the team.
    pub fn lifts(self, limit: Usd, is_default: bool) -> bool {
        match self {
            Self::Limit => false,
            Self::Unlimited => limit <= Usd::ZERO,
            Self::NegativeUnlimited => limit < Usd::ZERO,
            Self::DefaultUnlimited => is_default && limit <= Usd::ZERO,
        }
    }
}

/// How the proxy answers a refusal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefusalKind {
    /// The key is not known.
    NoKey,
    /// Blocked or deactivated.
    Auth,
    /// Expired.
    Expired,
    /// The model is not on a list of this party.
    Denied(&'static str),
    /// Over budget.
    Budget,
    /// No such model.
    NoModel,
}

impl RefusalKind {
    /// `error.type`: what to match on.
    pub fn kind(self) -> &'static str {
        match self {
            Self::NoKey => "token_not_found_in_db",
            Self::Auth => "auth_error",
            Self::Expired => "expired_key",
            Self::Denied(kind) => kind,
            Self::Budget => "budget_exceeded",
            Self::NoModel => "invalid_request_error",
        }
    }

    /// The HTTP status of this version. For budgets the server can be set otherwise
    /// (`litellm_settings.budget_exceeded_status_code`).
    fn status(self, version: Version) -> u16 {
        let by_kind = version >= table::ANSWERS_BY_KIND;
        match self {
            Self::NoModel => 400,
            Self::Expired | Self::Budget if !by_kind => 400,
            Self::Denied(_) if by_kind => 403,
            Self::Budget if version < table::UNPROCESSABLE => 429,
            Self::Budget => 422,
            Self::NoKey | Self::Auth | Self::Expired | Self::Denied(_) => 401,
        }
    }
}

/// The rules of one version of the proxy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rules {
    version: Version,
    judged_by: String,
}

impl Rules {
    /// Those of `version`. A version newer than the newest known, and one that is not known, are
    /// judged by the newest rules, an older one than the oldest by the oldest, and
    /// [`Rules::judged_by`] says so.
    pub fn of(version: Option<&Text>) -> Self {
        let Some(said) = version else {
            let judged_by = format!("{}; the server does not say its version", name(NEWEST));
            return Self { version: NEWEST, judged_by };
        };
        let Some(number) = Version::parse(said.raw()) else {
            let judged_by = format!("{}; this server calls itself '{said}'", name(NEWEST));
            return Self { version: NEWEST, judged_by };
        };
        let version = number.clamp(OLDEST, NEWEST);
        let judged_by = if number > NEWEST {
            format!("{}; this server is {number}, newer than bursar knows", name(version))
        } else if number < OLDEST {
            format!("{}; this server is {number}, older than bursar knows", name(version))
        } else {
            name(version)
        };
        Self { version, judged_by }
    }

    /// Whose rules these are, as `1.109 rules`.
    pub fn judged_by(&self) -> &str {
        &self.judged_by
    }

    /// The version whose rules these are.
    pub fn version(&self) -> Version {
        self.version
    }

    /// The checks it makes, in their order.
    pub fn checks(&self) -> impl Iterator<Item = &'static Rule> {
        let version = self.version;
        table::CHECKS.iter().filter(move |rule| {
            rule.since <= version && rule.until.is_none_or(|until| version < until)
        })
    }

    /// The status and `error.type` of a refusal.
    pub fn answer(&self, answer: RefusalKind) -> (u16, &'static str) {
        (answer.status(self.version), answer.kind())
    }

    /// Whether the owner's budget can be asked for keys of a team
    /// (`apply_user_budget_to_team_keys`).
    pub fn knows_user_budget_on_team_keys(&self) -> bool {
        self.version >= table::USER_BUDGET_ON_TEAM_KEYS
    }

    /// Whether the spend is counted in a cache beside the row.
    pub fn counts_in_cache(&self) -> bool {
        self.version >= table::COUNTERS
    }

    /// Whether a key's own access groups let it past its team's list.
    pub fn key_groups_pass_the_team(&self) -> bool {
        self.version >= table::KEY_GROUPS_PASS_TEAM
    }

    /// Whether a name that is an alias on the key stands for its target alone.
    pub fn resolves_key_aliases(&self) -> bool {
        self.version >= table::KEY_ALIASES
    }

    /// Whether a refusal over the key's budget names the key.
    pub fn names_the_key(&self) -> bool {
        self.version >= table::NAMES_THE_KEY
    }

    /// Whether a team's default for its members holds without a row of their own.
    pub fn has_member_default(&self) -> bool {
        self.version >= table::MEMBER_DEFAULT
    }
}

/// `1.106 rules`.
fn name(version: Version) -> String {
    format!("{}.{} rules", version.major, version.minor)
}
