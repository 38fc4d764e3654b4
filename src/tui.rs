//! tui
use crate::cli::{Args, CliError, Exit};
use crate::config::Env;
/// Runs the console.
pub async fn run(_args: Args, _env: &Env) -> Result<Exit, CliError> {
    Err(CliError::usage("the console is not built yet; see bursar --help"))
}
