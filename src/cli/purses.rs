//! Tags, organizations, budget rows and windows: the list of them, and what is wished of them.

mod table;

use jiff::Timestamp;

use super::args::lever::Budget;
use super::args::whom::BudgetRows;
use super::args::{Act, Budgets, Global, ListFormat, OrganizationCommand, TagCommand};
use super::levers::RESET;
use super::look::Look;
use super::verbs::Errand;
use super::{CliError, Exit, output, scene};
use crate::config::Env;
use crate::engine::purses::{self, NO_LICENCE};
use crate::roster::export::{purses_json, write_purses_csv};
use crate::roster::purse_lines;

pub(super) async fn list(global: &Global, options: &Budgets, env: &Env) -> Result<Exit, CliError> {
    let scene = scene::set(global, env).await?;
    let found = purses::read(&scene.session).await;
    let now = Timestamp::now();
    let mut lines = purse_lines(&scene.roster, &found, now);
    let all = lines.len();
    lines.retain(|line| options.all || line.is_of_several());
    let text = match options.format {
        ListFormat::Table => table::table(&lines, now, Look::of_stdout(global, env)),
        ListFormat::Json => purses_json(&lines, &found, scene.roster.snapshot().observed_at)
            .map_err(|error| CliError::failed(error.to_string()))?,
        ListFormat::Csv => {
            let mut bytes = Vec::new();
            write_purses_csv(&mut bytes, &lines)?;
            String::from_utf8_lossy(&bytes).into_owned()
        }
    };
    output::data(&text)?;
    if lines.is_empty() {
        output::words("no organization, tag, shared budget row or window is known");
    }
    if all > lines.len() {
        let left = all - lines.len();
        let are = if left == 1 { "budget row is" } else { "budget rows are" };
        output::words(&format!(
            "{left} {are} left out, to which one alone or nobody is known to point; --all lists \
             them"
        ));
    }
    let missing = found.missing();
    for (what, why) in &missing {
        output::words(&format!("{what}: unknown, since {why}"));
    }
    // That there is no licence is an answer.
    let is_whole = missing.iter().all(|(_, why)| *why == NO_LICENCE);
    Ok(if is_whole { scene.exit() } else { Exit::Failed })
}

/// `tag …`.
pub fn tag(command: &TagCommand) -> Errand<'_> {
    match command {
        TagCommand::Budget(act) => act.errand(act.terms.wish()),
        TagCommand::Reset(act) => act.errand(RESET),
    }
}

/// `organization …`.
pub fn organization(command: &OrganizationCommand) -> Errand<'_> {
    match command {
        OrganizationCommand::Budget(act) => act.errand(act.terms.wish()),
        OrganizationCommand::Reset(act) => act.errand(RESET),
    }
}

/// `budget-row`.
pub fn budget_rows(act: &Act<BudgetRows, Budget>) -> Errand<'_> {
    act.errand(act.terms.wish())
}
