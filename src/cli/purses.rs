//! Tags, organizations, budget rows and windows: the list of them, and what is wished of them.

mod table;

use jiff::Timestamp;

use super::args::Global;
use super::args::purse::{
    BudgetRows, Budgets, BudgetsFormat, OneWindow, OrganizationCommand, TagCommand,
};
use super::levers::{RESET, budget};
use super::look::Look;
use super::named::Named;
use super::verbs::Errand;
use super::{CliError, Exit, output, scene};
use crate::config::Env;
use crate::engine::purses::{self, NO_LICENCE};
use crate::plan::wish::WindowWish;
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
        BudgetsFormat::Table => table::table(&lines, now, Look::of_stdout(global, env)),
        BudgetsFormat::Json => purses_json(&lines, &found, scene.roster.snapshot().observed_at)
            .map_err(|error| CliError::failed(error.to_string()))?,
        BudgetsFormat::Csv => {
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

impl From<&OneWindow> for WindowWish {
    fn from(options: &OneWindow) -> Self {
        Self { window: options.every.clone(), limit: options.max }
    }
}

/// `tag …`.
pub fn tag(command: &TagCommand) -> Errand<'_> {
    let (wish, words, review) = match command {
        TagCommand::Budget(options) => (budget(&options.terms), &options.tags, &options.review),
        TagCommand::Reset(options) => (RESET, &options.tags, &options.review),
    };
    Errand::new(wish, Named::Tags(words), review)
}

/// `organization …`.
pub fn organization(command: &OrganizationCommand) -> Errand<'_> {
    let (wish, words, review) = match command {
        OrganizationCommand::Budget(options) => {
            (budget(&options.terms), &options.organizations, &options.review)
        }
        OrganizationCommand::Reset(options) => (RESET, &options.organizations, &options.review),
    };
    Errand::new(wish, Named::Organizations(words), review)
}

/// `budget-row`.
pub fn budget_rows(options: &BudgetRows) -> Errand<'_> {
    Errand::new(budget(&options.terms), Named::BudgetRows(&options.rows), &options.review)
}
