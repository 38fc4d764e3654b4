//! The command line: the console's twin, for scripts, cron and tests.
//!
//! The same plans, the same words. Data goes to standard output, words about it to standard
//! error; exit codes are a contract ([`Exit`]).

pub mod apply;
pub mod args;
pub mod config;
pub mod demo;
pub mod exit;
pub mod generate;
pub mod journal;
pub mod levers;
mod look;
mod named;
pub mod output;
mod progress;
pub mod purses;
pub mod scene;
pub mod spend;
pub mod stop;
pub mod users;
pub mod verbs;
pub mod why;

pub use args::{Args, Command};
pub use exit::{CliError, Exit};

use jiff::Timestamp;
use tracing::Subscriber;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{Layer, Registry};

use crate::config::Env;
use crate::order::Wish;

/// Runs one subcommand.
///
/// # Errors
/// What kept it from doing its work, with the exit code.
pub async fn run(args: Args, env: &Env) -> Result<Exit, CliError> {
    let Some(command) = args.command.clone() else {
        return Err(CliError::usage("no command was given"));
    };
    if args.open.is_some() || args.fresh {
        return Err(CliError::usage("'--open' and '--fresh' are for the console, not a command"));
    }
    let global = &args.global;
    match command {
        Command::Users(options) => users::run(global, &options, env).await,
        Command::Spend(options) => spend::run(global, &options, env).await,
        Command::Why(options) => Box::pin(why::run(global, &options, env)).await,
        Command::Sync(options) => verbs::sync(&options).run(global, env).await,
        Command::Block(options) => verbs::over_people(Wish::Block, &options).run(global, env).await,
        Command::Unblock(options) => {
            verbs::over_people(Wish::Unblock, &options).run(global, env).await
        }
        Command::Reset(options) => verbs::reset(&options).run(global, env).await,
        Command::Budget(options) => verbs::budget(&options).run(global, env).await,
        Command::Key(command) => levers::key(&command, Timestamp::now())?.run(global, env).await,
        Command::Team(command) => levers::team(&command).run(global, env).await,
        Command::User(command) => levers::user(&command).run(global, env).await,
        Command::Customer(command) => levers::customer(&command).run(global, env).await,
        Command::Budgets(options) => purses::list(global, &options, env).await,
        Command::BudgetRow(options) => purses::budget_rows(&options).run(global, env).await,
        Command::Tag(command) => purses::tag(&command).run(global, env).await,
        Command::Organization(command) => purses::organization(&command).run(global, env).await,
        Command::Account(command) => levers::account(&command).run(global, env).await,
        Command::Apply(options) => apply::run(global, &options, env).await,
        Command::Undo(options) => verbs::undo(global, &options, env).await,
        Command::Journal(options) => journal::run(global, &options, env),
        Command::Config(options) => config::run(global, &options, env).await,
        Command::Demo(options) => demo::serve(&options).await,
        Command::Completions { shell } => generate::completions(shell),
        Command::Man => generate::man(),
    }
}

/// Says on standard error what is done, as often as `-v` was given.
pub fn logging(verbose: u8) {
    log(verbose, std::io::stderr);
}

/// Says in a file what is done, where there is one, and lets `also` hear all of it.
pub fn logging_to(
    verbose: u8,
    file: Option<std::fs::File>,
    also: impl Layer<Registry> + Send + Sync,
) {
    let lines = file.map(|file| lines(verbose, std::sync::Mutex::new(file)));
    // A second subscriber is refused; there is none but in tests.
    let _ = tracing_subscriber::registry().with(also).with(lines).try_init();
}

fn log(verbose: u8, writer: impl for<'a> MakeWriter<'a> + Send + Sync + 'static) {
    if verbose > 0 {
        // A second subscriber is refused; there is none but in tests.
        let _ = tracing_subscriber::registry().with(lines(verbose, writer)).try_init();
    }
}

fn lines<S: Subscriber + for<'a> LookupSpan<'a>>(
    verbose: u8,
    writer: impl for<'a> MakeWriter<'a> + Send + Sync + 'static,
) -> impl Layer<S> {
    let level = match verbose {
        0 => LevelFilter::OFF,
        1 => LevelFilter::INFO,
        _ => LevelFilter::DEBUG,
    };
    // Ours alone: the transport's own words may hold what ours never do.
    let ours = Targets::new().with_target("bursar", level);
    tracing_subscriber::fmt::layer().with_ansi(false).with_writer(writer).with_filter(ours)
}
