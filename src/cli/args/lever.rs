//! What can be changed of keys, teams, users, customers and accounts. No logic.

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args as ClapArgs, Subcommand};

use super::purse::{KeyWindow, TeamWindow};
use super::value::{life, limit, limit_wish, window_or_none};
use super::{People, Review, Watch};
use crate::domain::typed::{Every, Life, duration};
use crate::domain::{Limit, Role, Text, Window};
use crate::plan::wish::LimitWish;

/// `key …`.
#[derive(Clone, Debug, Subcommand)]
pub enum KeyCommand {
    /// Mint a virtual key; it is printed alone on standard output, once
    Mint(Mint),
    /// Set keys' own budgets
    Budget(KeyBudget),
    /// Set keys' own spend back to zero
    Reset(KeyReset),
    /// Refuse keys, and nothing else of their owner
    Block(Keys),
    /// Let keys work, whoever blocked them
    Unblock(Keys),
    /// Set how long keys live from now on; an expired one works again
    Extend(KeyExtend),
    /// Set which models keys may use
    Models(KeyModels),
    /// Set, add or take away one window of keys, what they may spend in it besides their budgets
    Window(KeyWindow),
    /// Delete keys, for good
    Delete(Keys),
}

/// Verbs over keys.
#[derive(Clone, Debug, ClapArgs)]
pub struct Keys {
    /// Aliases, hashes or masked names; a pasted key is hashed here and never sent
    #[arg(required = true, value_name = "KEY")]
    pub keys: Vec<String>,
    /// What happens with the plan.
    #[command(flatten)]
    pub review: Review,
}

/// A budget and its window.
#[derive(Clone, Debug, ClapArgs)]
pub struct Terms {
    /// Dollars, or 'unlimited'; +20%, -10%, +5 or -5 change what there is
    #[arg(long, value_name = "AMOUNT", value_parser = limit_wish, allow_hyphen_values = true)]
    #[arg(required_unless_present = "every")]
    pub max: Option<LimitWish>,
    /// How often the proxy sets the spend back: 24h, 7d, 30d, 1mo, …; 'none' never
    #[arg(long, value_name = "WINDOW", value_parser = window_or_none, allow_hyphen_values = true)]
    pub every: Option<Every>,
}

/// `key budget`.
#[derive(Clone, Debug, ClapArgs)]
pub struct KeyBudget {
    /// Aliases, hashes or masked names
    #[arg(required = true, value_name = "KEY")]
    pub keys: Vec<String>,
    /// What.
    #[command(flatten)]
    pub terms: Terms,
    /// What happens with the plan.
    #[command(flatten)]
    pub review: Review,
}

/// `key reset`.
#[derive(Clone, Debug, ClapArgs)]
pub struct KeyReset {
    /// Aliases, hashes or masked names
    #[arg(required = true, value_name = "KEY")]
    pub keys: Vec<String>,
    /// How long it is watched.
    #[command(flatten)]
    pub watch: Watch,
    /// What happens with the plan.
    #[command(flatten)]
    pub review: Review,
}

/// `key extend`.
#[derive(Clone, Debug, ClapArgs)]
pub struct KeyExtend {
    /// Aliases, hashes or masked names
    #[arg(required = true, value_name = "KEY")]
    pub keys: Vec<String>,
    /// How long from now on, like 30d; 'never' lets them live for ever
    #[arg(long = "for", value_name = "DURATION", value_parser = life, allow_hyphen_values = true)]
    pub life: Life,
    /// What happens with the plan.
    #[command(flatten)]
    pub review: Review,
}

/// What is to become of a list of models.
#[derive(Clone, Debug, ClapArgs)]
#[group(required = true, multiple = false)]
pub struct ModelList {
    /// These models too; separate with blanks or commas, and write a comma of a name as \,
    #[arg(long, value_name = "MODEL", num_args = 1..)]
    pub add: Vec<String>,
    /// These models no longer
    #[arg(long, value_name = "MODEL", num_args = 1..)]
    pub remove: Vec<String>,
    /// Exactly these models
    #[arg(long, value_name = "MODEL", num_args = 1..)]
    pub set: Vec<String>,
    /// Every model
    #[arg(long)]
    pub all: bool,
}

/// `key models`.
#[derive(Clone, Debug, ClapArgs)]
pub struct KeyModels {
    /// Aliases, hashes or masked names
    #[arg(required = true, value_name = "KEY")]
    pub keys: Vec<String>,
    /// Which.
    #[command(flatten)]
    pub models: ModelList,
    /// What happens with the plan.
    #[command(flatten)]
    pub review: Review,
}

/// `key mint`.
#[derive(Clone, Debug, ClapArgs)]
pub struct Mint {
    /// The owner: an id, an e-mail or a unique part of one
    #[arg(value_name = "USER")]
    pub user: String,
    /// The key's name at the proxy, unique there; without, the owner's name and a number
    #[arg(long)]
    pub alias: Option<String>,
    /// A model the key may call; repeat it or separate with commas; without, the owner's
    #[arg(long, value_name = "MODEL")]
    pub models: Vec<String>,
    /// A team the owner is in, by its id or an alias no other team has: its limits hold too, and
    /// the spend counts there
    #[arg(long, value_name = "TEAM")]
    pub team: Option<String>,
    /// Dollars, or 'unlimited': the key's own budget
    #[arg(long, value_name = "AMOUNT", value_parser = limit, allow_hyphen_values = true)]
    #[arg(default_value = "unlimited")]
    pub max: Limit,
    /// How often the proxy sets the key's spend back
    #[arg(long, value_name = "WINDOW", allow_hyphen_values = true)]
    pub every: Option<Window>,
    /// How long the key lives, like 30d; without, for ever
    #[arg(long, value_name = "DURATION", value_parser = duration, allow_hyphen_values = true)]
    pub expires: Option<Window>,
    /// What happens with the plan.
    #[command(flatten)]
    pub review: Review,
}

/// `team …`.
#[derive(Clone, Debug, Subcommand)]
pub enum TeamCommand {
    /// Set the budgets that teams' keys spend together
    Budget(TeamBudget),
    /// Refuse every key of teams
    Block(Teams),
    /// Let teams' keys work
    Unblock(Teams),
    /// Set which models teams' keys may use
    Models(TeamModels),
    /// Say why a team's spend cannot be set back, and what works instead
    Reset(Teams),
    /// Set, add or take away one window of teams
    Window(TeamWindow),
    /// Members of one team
    #[command(subcommand)]
    Member(MemberCommand),
}

/// Verbs over teams.
#[derive(Clone, Debug, ClapArgs)]
pub struct Teams {
    /// Ids, or aliases no other team has
    #[arg(required = true, value_name = "TEAM")]
    pub teams: Vec<String>,
    /// What happens with the plan.
    #[command(flatten)]
    pub review: Review,
}

/// `team budget`.
#[derive(Clone, Debug, ClapArgs)]
pub struct TeamBudget {
    /// Ids, or aliases no other team has
    #[arg(required = true, value_name = "TEAM")]
    pub teams: Vec<String>,
    /// What.
    #[command(flatten)]
    pub terms: Terms,
    /// What happens with the plan.
    #[command(flatten)]
    pub review: Review,
}

/// `team models`.
#[derive(Clone, Debug, ClapArgs)]
pub struct TeamModels {
    /// Ids, or aliases no other team has
    #[arg(required = true, value_name = "TEAM")]
    pub teams: Vec<String>,
    /// Which.
    #[command(flatten)]
    pub models: ModelList,
    /// What happens with the plan.
    #[command(flatten)]
    pub review: Review,
}

/// `team member …`.
#[derive(Clone, Debug, Subcommand)]
pub enum MemberCommand {
    /// Set members' own budgets in a team; the team's default stays for the others
    Budget(MemberBudget),
    /// Set members' spend in a team back to zero (LiteLLM 1.102 or newer); it has no undo
    Reset(MemberReset),
}

/// `team member budget`.
#[derive(Clone, Debug, ClapArgs)]
pub struct MemberBudget {
    /// An id, or an alias no other team has
    #[arg(value_name = "TEAM")]
    pub team: String,
    /// Ids, e-mails or unique parts of one
    #[arg(required = true, value_name = "USER")]
    pub users: Vec<String>,
    /// What.
    #[command(flatten)]
    pub terms: Terms,
    /// What happens with the plan.
    #[command(flatten)]
    pub review: Review,
}

/// `team member reset`.
#[derive(Clone, Debug, ClapArgs)]
pub struct MemberReset {
    /// An id, or an alias no other team has
    #[arg(value_name = "TEAM")]
    pub team: String,
    /// Ids, e-mails or unique parts of one
    #[arg(required = true, value_name = "USER")]
    pub users: Vec<String>,
    /// How long it is watched.
    #[command(flatten)]
    pub watch: Watch,
    /// What happens with the plan.
    #[command(flatten)]
    pub review: Review,
}

/// `user …`.
#[derive(Clone, Debug, Subcommand)]
pub enum UserCommand {
    /// Set which models the personal keys of people may use
    Models(UserModels),
    /// Activate people whom another hand deactivated at the proxy
    Activate(People),
}

/// `user models`.
#[derive(Clone, Debug, ClapArgs)]
pub struct UserModels {
    /// Ids, e-mails or unique parts of one
    #[arg(required = true, value_name = "USER")]
    pub users: Vec<String>,
    /// Which.
    #[command(flatten)]
    pub models: ModelList,
    /// What happens with the plan.
    #[command(flatten)]
    pub review: Review,
}

/// `customer …`.
#[derive(Clone, Debug, Subcommand)]
pub enum CustomerCommand {
    /// Set customers' budgets, for everybody who shares their budget rows
    Budget(CustomerBudget),
    /// Set which models customers may use (LiteLLM 1.106 or newer)
    Models(CustomerModels),
    /// Say why a customer's spend cannot be set back, and what works instead
    Reset(Customers),
    /// Say why a block of a customer does not hold, and what works instead
    Block(Customers),
}

/// Verbs over customers.
#[derive(Clone, Debug, ClapArgs)]
pub struct Customers {
    /// Their ids, as the requests name them
    #[arg(required = true, value_name = "CUSTOMER")]
    pub customers: Vec<String>,
    /// What happens with the plan.
    #[command(flatten)]
    pub review: Review,
}

/// `customer budget`.
#[derive(Clone, Debug, ClapArgs)]
pub struct CustomerBudget {
    /// Their ids, as the requests name them
    #[arg(required = true, value_name = "CUSTOMER")]
    pub customers: Vec<String>,
    /// Dollars, more than zero; +20%, -10%, +5 or -5 change what there is
    #[arg(long, value_name = "AMOUNT", value_parser = limit_wish, allow_hyphen_values = true)]
    pub max: LimitWish,
    /// What happens with the plan.
    #[command(flatten)]
    pub review: Review,
}

/// `customer models`.
#[derive(Clone, Debug, ClapArgs)]
pub struct CustomerModels {
    /// Their ids, as the requests name them
    #[arg(required = true, value_name = "CUSTOMER")]
    pub customers: Vec<String>,
    /// Which.
    #[command(flatten)]
    pub models: ModelList,
    /// What happens with the plan.
    #[command(flatten)]
    pub review: Review,
}

/// `account …`.
#[derive(Clone, Debug, Subcommand)]
pub enum AccountCommand {
    /// Set an account's role: let in, or stop
    Role(AccountRole),
    /// Let an account use a model
    Grant(AccountGrant),
}

/// `account role`.
#[derive(Clone, Debug, ClapArgs)]
pub struct AccountRole {
    /// An id, an e-mail or a unique part of one
    #[arg(value_name = "USER")]
    pub user: String,
    /// The role
    #[arg(value_name = "ROLE")]
    #[arg(value_parser = PossibleValuesParser::new(["user", "admin", "pending"]).map(|word| Role::from(Text::from(word))))]
    pub role: Role,
    /// What happens with the plan.
    #[command(flatten)]
    pub review: Review,
}

/// `account grant`.
#[derive(Clone, Debug, ClapArgs)]
pub struct AccountGrant {
    /// An id, an e-mail or a unique part of one
    #[arg(value_name = "USER")]
    pub user: String,
    /// The model, as Open WebUI calls it
    #[arg(value_name = "MODEL")]
    pub model: String,
    /// What happens with the plan.
    #[command(flatten)]
    pub review: Review,
}
