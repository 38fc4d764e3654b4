//! The config file, from outside: what is taken, what is refused and how that reads, what is
//! never shown, and how it is found and edited.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

mod corpus;
mod edit;
mod leaks;
mod open;
mod secrets;

use bursar::app::Keymap;
use bursar::config::{Config, ConfigError, Env};

/// Parses a text as if it were `config.toml` of a user whose home is `/home/ana`.
fn parse(text: &str) -> Result<Config, ConfigError> {
    Config::parse(text, "config.toml".as_ref(), &Env::from([("HOME", "/home/ana")]))
}

/// As `bursar config check` reads a file: what only the console needs, too.
fn parse_with_keys(text: &str) -> Result<Config, ConfigError> {
    let config = parse(text)?;
    Keymap::configured(&config)?;
    Ok(config)
}
