//! What can be said on the command line. No logic.

mod demo;
pub mod lever;
mod nearer;
pub mod purse;
pub mod value;
pub mod whom;

use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use strum::IntoEnumIterator;

use crate::config::Colouring;
use crate::domain::Window;
use crate::domain::activity::Span;
use crate::domain::typed::{Every, duration};
use crate::plan::wish::LimitWish;
use crate::roster::Order;
use lever::Budget;
use value::{limit_wish, span, window_or_none};
use whom::{BudgetRows, People};

pub use demo::Demo;
pub use lever::{
    AccountCommand, CustomerCommand, KeyCommand, MemberCommand, Mint, TeamCommand, UserCommand,
};
pub use purse::{Budgets, OrganizationCommand, TagCommand};

/// The people and the money of a LiteLLM proxy and an Open WebUI server, in one console.
///
/// Without a command the console opens on the default profile.
#[derive(Clone, Debug, Parser)]
#[command(name = "bursar", version, about, max_term_width = 100)]
#[command(after_help = "Exit codes: 0 done, or nothing to do · 1 failed · 2 wrong usage or \
    configuration · 3 a plan was made and not applied · 4 refused (guard, read-only, \
    precondition) · 5 applied in part")]
pub struct Args {
    /// What holds for every command.
    #[command(flatten)]
    pub global: Global,
    /// Open the console there: a command of its palette that opens something, like users:QUERY,
    /// user:WORD, query:NAME, plan:ID, journal, profiles, requests or notices
    #[arg(long, value_name = "TARGET")]
    pub open: Option<String>,
    /// Begin on the list of users, whatever screen, query and order the last session left
    #[arg(long)]
    pub fresh: bool,
    /// What to do.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// What holds for every command.
#[derive(Clone, Debug, ClapArgs)]
#[command(next_help_heading = "Global options")]
pub struct Global {
    /// The config file.
    #[arg(long, global = true, value_name = "FILE", help = "The config file [env: BURSAR_CONFIG]")]
    pub config: Option<PathBuf>,
    /// The profile.
    #[arg(long, global = true, value_name = "NAME", help = "The profile [env: BURSAR_PROFILE]")]
    pub profile: Option<String>,
    /// Change nothing on any server, whatever the profile allows
    #[arg(long, global = true)]
    pub read_only: bool,
    /// When to use colour, and how many
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    #[arg(value_parser = PossibleValuesParser::new(Colouring::iter().map(<&str>::from)).try_map(|word| word.parse::<Colouring>()))]
    pub color: Colouring,
    /// The console's theme: terminal, dark, light, or one of your own
    #[arg(long, global = true, value_name = "NAME")]
    pub theme: Option<String>,
    /// Draw the console with ASCII characters alone
    #[arg(long, global = true)]
    pub ascii: bool,
    /// Let the console listen to the mouse: click, wheel, column heads
    #[arg(long, global = true)]
    pub mouse: bool,
    /// Say on standard error what is done; twice, every request
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub verbose: u8,
}

/// The subcommands.
#[derive(Clone, Debug, Subcommand)]
pub enum Command {
    /// List the users of both servers
    Users(Users),
    /// Show what was spent on each day, by model, and who spent most
    Spend(Spend),
    /// Say why a person is refused: each check of both servers, and what lifts it
    Why(Why),
    /// Bring both servers in step: create who is missing, update who drifted; never delete
    Sync(Sync),
    /// Refuse people on both servers, remembering exactly what was blocked
    Block(Act<People>),
    /// Undo bursar's blocks; what another hand blocked stays blocked
    Unblock(Act<People>),
    /// Set people's spend back to zero
    Reset(Act<People, PeopleReset>),
    /// Set people's budgets
    Budget(Act<People, PeopleBudget>),
    /// Virtual keys
    #[command(subcommand)]
    Key(KeyCommand),
    /// Teams, and their members
    #[command(subcommand)]
    Team(TeamCommand),
    /// What only internal users of the proxy have
    #[command(subcommand)]
    User(UserCommand),
    /// Customers, LiteLLM's end users
    #[command(subcommand)]
    Customer(CustomerCommand),
    /// List organizations, tags, shared budget rows and windows
    Budgets(Budgets),
    /// Set budget rows (LiteLLM's budgets), for everybody who points to them
    BudgetRow(Act<BudgetRows, Budget>),
    /// Tags of requests
    #[command(subcommand)]
    Tag(TagCommand),
    /// Organizations, which need LiteLLM Enterprise
    #[command(subcommand)]
    Organization(OrganizationCommand),
    /// Accounts of Open WebUI
    #[command(subcommand)]
    Account(AccountCommand),
    /// Apply a plan from a file, exactly as it was reviewed
    Apply(Apply),
    /// Take an applied plan back, as a plan of its own
    Undo(Undo),
    /// Show what was attempted, by whom, with what outcome
    Journal(Journal),
    /// The config file
    #[command(subcommand)]
    Config(ConfigCommand),
    /// Open the console on a sandbox: both servers on this machine, with invented people
    Demo(Demo),
    /// Print a completion script
    Completions {
        /// For which shell
        shell: Shell,
    },
    /// Print the manual page
    Man,
}

/// `users`.
#[derive(Clone, Debug, ClapArgs)]
pub struct Users {
    /// Words in name, e-mail or id, and terms like 'spend>80%' or 'state:over'; see the manual
    pub query: Vec<String>,
    /// What to sort by, the first first, like `spend,-name`; a `-` turns the usual direction
    #[arg(
        long,
        value_name = "KEYS",
        default_value = "percent",
        allow_hyphen_values = true,
        value_parser = str::parse::<Order>
    )]
    pub sort: Order,
    /// How to print them
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub format: ListFormat,
}

/// How a list is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ListFormat {
    /// For the eye.
    Table,
    /// One object.
    Json,
    /// Comma-separated, formulas disarmed.
    Csv,
}

/// `spend`.
#[derive(Clone, Debug, ClapArgs)]
pub struct Spend {
    /// Whose: an id, an e-mail or a unique part of one; without, everybody's
    #[arg(conflicts_with_all = ["team", "key"])]
    pub user: Option<String>,
    /// A team's: its alias or id
    #[arg(long, value_name = "TEAM", conflicts_with = "key")]
    pub team: Option<String>,
    /// A key's: its alias, masked name or hash
    #[arg(long, value_name = "KEY")]
    pub key: Option<String>,
    /// How many days back, today included: 7, 30 or 90
    #[arg(long, value_name = "DAYS", default_value = "30", value_parser = span)]
    pub days: Span,
    /// The N who spent most, too: users, or of one user the keys
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=500))]
    pub top: Option<u16>,
    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub format: SpendFormat,
}

/// How the spend is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum SpendFormat {
    /// For the eye, a bar a day.
    Table,
    /// One object.
    Json,
}

/// `why`.
#[derive(Clone, Debug, ClapArgs)]
#[command(
    override_usage = "bursar why [OPTIONS] <USER>\n       bursar why [OPTIONS] --key <KEY> [USER]"
)]
pub struct Why {
    /// An id, an e-mail or a unique part of one; left out with '--key', whose owner it is then
    #[arg(value_name = "USER", required_unless_present = "key")]
    pub user: Option<String>,
    /// The model they ask for; without, what depends on it is not checked
    #[arg(long, value_name = "MODEL")]
    pub model: Option<String>,
    /// One key alone: its alias, its hash, its masked form, or the key itself, which is hashed
    /// here and, without --probe, neither sent nor kept; '-' reads it from standard input
    #[arg(long, value_name = "KEY", allow_hyphen_values = true)]
    pub key: Option<String>,
    /// The customer (end user) that the requests name
    #[arg(long, value_name = "ID")]
    pub customer: Option<String>,
    /// Ask the proxy, too: one real completion of the model, which costs as any does. With the key
    /// itself in '--key' it is used for that one request and kept nowhere; else a throw-away key of
    /// the person is minted and deleted, as a plan
    #[arg(long)]
    pub probe: bool,
    /// Mint and delete the throw-away key without asking
    #[arg(long, requires = "probe")]
    pub yes: bool,
    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: Format,
}

/// A command that makes a plan.
#[derive(Clone, Debug, ClapArgs)]
pub struct Act<Whom: ClapArgs, Terms: ClapArgs = ()> {
    /// The words that name whom it is for.
    #[command(flatten)]
    pub whom: Whom,
    /// What it wishes in particular.
    #[command(flatten)]
    pub terms: Terms,
    /// What happens with the plan.
    #[command(flatten)]
    pub review: Review,
}

/// What every command that makes a plan takes.
#[derive(Clone, Debug, ClapArgs)]
pub struct Review {
    /// Apply without asking
    #[arg(long, conflicts_with = "plan")]
    pub yes: bool,
    /// Release a sweeping plan: its number of changes, or the profile's name where it is one change
    #[arg(long, value_name = "WORD")]
    pub confirm: Option<String>,
    /// Write the plan to a file and change nothing
    #[arg(long, value_name = "FILE")]
    pub plan: Option<PathBuf>,
    /// How to print the plan and what became of it
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: Format,
}

/// Text or JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For the eye.
    Text,
    /// For a script.
    Json,
}

/// `sync`.
#[derive(Clone, Debug, ClapArgs)]
pub struct Sync {
    /// Only these people: ids, e-mails or unique parts; without, everybody
    pub users: Vec<String>,
    /// Print the random first password of each account created in Open WebUI, once, on standard
    /// output: e-mail, tab, password; with '--format json' an object a line, before the plan
    #[arg(long)]
    pub show_passwords: bool,
    /// What happens with the plan.
    #[command(flatten)]
    pub review: Review,
}

/// How long a reset is watched.
#[derive(Clone, Debug, ClapArgs)]
pub struct Watch {
    /// Watch each reset so long, like 30s, and say what lands of calls that were under way
    #[arg(long, value_name = "DURATION", value_parser = duration, allow_hyphen_values = true)]
    pub watch: Option<Window>,
}

/// How people's spend is set back.
#[derive(Clone, Debug, ClapArgs)]
pub struct PeopleReset {
    /// Reset the spend of the keys they own, too
    #[arg(long)]
    pub keys: bool,
    /// How long it is watched.
    #[command(flatten)]
    pub watch: Watch,
}

/// People's budgets.
#[derive(Clone, Debug, ClapArgs)]
pub struct PeopleBudget {
    /// Dollars, or 'unlimited'; 0 refuses every call; +20%, -10%, +5 or -5 change what each
    /// has now, a percentage of whole cents to whole cents
    #[arg(long, value_name = "AMOUNT", value_parser = limit_wish, allow_hyphen_values = true)]
    #[arg(required_unless_present = "every")]
    pub max: Option<LimitWish>,
    /// How often the proxy sets the spend back: 24h, 7d, 30d, 1mo, …; 'none' never
    #[arg(long, value_name = "WINDOW", value_parser = window_or_none, allow_hyphen_values = true)]
    pub every: Option<Every>,
}

/// `apply`.
#[derive(Clone, Debug, ClapArgs)]
pub struct Apply {
    /// The plan, as `--plan FILE` wrote it
    pub file: PathBuf,
    /// Print the random first password of each account created in Open WebUI, once
    #[arg(long)]
    pub show_passwords: bool,
    /// Apply without asking
    #[arg(long)]
    pub yes: bool,
    /// Apply it though it was applied already, or takes back what was taken back
    #[arg(long)]
    pub again: bool,
    /// How long its resets are watched.
    #[command(flatten)]
    pub watch: Watch,
    /// Release a sweeping plan: its number of changes, or the profile's name where it is one change
    #[arg(long, value_name = "WORD")]
    pub confirm: Option<String>,
    /// How to print what became of it
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: Format,
}

/// `undo`.
#[derive(Clone, Debug, ClapArgs)]
pub struct Undo {
    /// The plan, as `bursar journal` names it; without, the last one that did anything
    pub plan_id: Option<String>,
    /// What happens with the plan.
    #[command(flatten)]
    pub review: Review,
}

/// `journal`.
#[derive(Clone, Debug, ClapArgs)]
pub struct Journal {
    /// Words that a plan's id, purpose, operator, users or verbs must contain
    pub query: Vec<String>,
    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: Format,
}

/// `config …`.
#[derive(Clone, Debug, Subcommand)]
pub enum ConfigCommand {
    /// Read the file and say what is wrong with it, or which profiles it has and whether their secrets are there
    Check {
        /// Also reach both servers, and say as whom
        #[arg(long)]
        connect: bool,
    },
    /// Print the console's keys, those of the file and the built-in ones, as they may be written there
    Keys,
    /// Print where the config file, the journals and the log are
    Path,
    /// Write a commented config file, where there is none
    Init,
}

#[cfg(test)]
mod tests;
