//! What can be changed of keys, teams, users, customers and accounts. No logic.

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args as ClapArgs, Subcommand};

use super::purse::OneWindow;
use super::value::{life, limit, limit_wish, window_or_none};
use super::whom::{Customers, Keys, Members, People, Person, Teams};
use super::{Act, Review, Watch};
use crate::domain::typed::{Every, Life, duration};
use crate::domain::{Limit, Role, Text, Window};
use crate::plan::wish::LimitWish;

/// `key …`.
#[derive(Clone, Debug, Subcommand)]
pub enum KeyCommand {
    /// Mint a virtual key; it is printed alone on standard output, once
    Mint(Mint),
    /// Set keys' own budgets
    Budget(Act<Keys, Budget>),
    /// Set keys' own spend back to zero
    Reset(Act<Keys, Watch>),
    /// Refuse keys, and nothing else of their owner
    #[command(mut_arg("keys", |keys| keys.help(PASTED)))]
    Block(Act<Keys>),
    /// Let keys work, whoever blocked them
    #[command(mut_arg("keys", |keys| keys.help(PASTED)))]
    Unblock(Act<Keys>),
    /// Set how long keys live from now on; an expired one works again
    Extend(Act<Keys, Extension>),
    /// Set which models keys may use
    Models(Act<Keys, ModelList>),
    /// Set, add or take away one window of keys, what they may spend in it besides their budgets
    Window(Act<Keys, OneWindow>),
    /// Delete keys, for good
    #[command(mut_arg("keys", |keys| keys.help(PASTED)))]
    Delete(Act<Keys>),
}

/// Where a key that leaked may be at hand.
const PASTED: &str = "Aliases, hashes or masked names; a pasted key is hashed here and never sent";

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
    Budget(Act<Teams, Budget>),
    /// Refuse every key of teams
    Block(Act<Teams>),
    /// Let teams' keys work
    Unblock(Act<Teams>),
    /// Set which models teams' keys may use
    Models(Act<Teams, ModelList>),
    /// Say why a team's spend cannot be set back, and what works instead
    Reset(Act<Teams>),
    /// Set, add or take away one window of teams
    Window(Act<Teams, OneWindow>),
    /// Members of one team
    #[command(subcommand)]
    Member(MemberCommand),
}

/// `team member …`.
#[derive(Clone, Debug, Subcommand)]
pub enum MemberCommand {
    /// Set members' own budgets in a team; the team's default stays for the others
    Budget(Act<Members, Budget>),
    /// Set members' spend in a team back to zero (LiteLLM 1.102 or newer); it has no undo
    Reset(Act<Members, Watch>),
}

/// `user …`.
#[derive(Clone, Debug, Subcommand)]
pub enum UserCommand {
    /// Set which models the personal keys of people may use
    Models(Act<People, ModelList>),
    /// Activate people whom another hand deactivated at the proxy
    Activate(Act<People>),
}

/// `customer …`.
#[derive(Clone, Debug, Subcommand)]
pub enum CustomerCommand {
    /// Set customers' budgets, for everybody who shares their budget rows
    Budget(Act<Customers, CustomerBudget>),
    /// Set which models customers may use (LiteLLM 1.106 or newer)
    Models(Act<Customers, ModelList>),
    /// Say why a customer's spend cannot be set back, and what works instead
    Reset(Act<Customers>),
    /// Say why a block of a customer does not hold, and what works instead
    Block(Act<Customers>),
}

/// `account …`.
#[derive(Clone, Debug, Subcommand)]
pub enum AccountCommand {
    /// Set an account's role: let in, or stop
    Role(Act<Person, NewRole>),
    /// Let an account use a model
    Grant(Act<Person, NewModel>),
}

/// A budget and its window.
#[derive(Clone, Debug, ClapArgs)]
pub struct Budget {
    /// Dollars, or 'unlimited'; +20%, -10%, +5 or -5 change what there is
    #[arg(long, value_name = "AMOUNT", value_parser = limit_wish, allow_hyphen_values = true)]
    #[arg(required_unless_present = "every")]
    pub max: Option<LimitWish>,
    /// How often the proxy sets the spend back: 24h, 7d, 30d, 1mo, …; 'none' never
    #[arg(long, value_name = "WINDOW", value_parser = window_or_none, allow_hyphen_values = true)]
    pub every: Option<Every>,
}

/// A customer's budget, whose window stays.
#[derive(Clone, Debug, ClapArgs)]
pub struct CustomerBudget {
    /// Dollars, more than zero; +20%, -10%, +5 or -5 change what there is
    #[arg(long, value_name = "AMOUNT", value_parser = limit_wish, allow_hyphen_values = true)]
    pub max: LimitWish,
}

/// How long keys live.
#[derive(Clone, Debug, ClapArgs)]
pub struct Extension {
    /// How long from now on, like 30d; 'never' lets them live for ever
    #[arg(long = "for", value_name = "DURATION", value_parser = life, allow_hyphen_values = true)]
    pub life: Life,
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

/// A role in Open WebUI.
#[derive(Clone, Debug, ClapArgs)]
pub struct NewRole {
    /// The role
    #[arg(value_name = "ROLE")]
    #[arg(value_parser = PossibleValuesParser::new(["user", "admin", "pending"]).map(|word| Role::from(Text::from(word))))]
    pub role: Role,
}

/// A model in Open WebUI.
#[derive(Clone, Debug, ClapArgs)]
pub struct NewModel {
    /// The model, as Open WebUI calls it
    #[arg(value_name = "MODEL")]
    pub model: String,
}
