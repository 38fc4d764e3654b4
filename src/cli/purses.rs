//! Tags, organizations, budget rows and windows: the list of them, and what is changed of them.

mod table;

use jiff::Timestamp;

use super::apply::{Faces, review};
use super::args::purse::{
    BudgetRows, Budgets, BudgetsFormat, KeyWindow, OneWindow, OrganizationCommand, TagCommand,
    TeamWindow,
};
use super::args::{Global, Review};
use super::look::Look;
use super::scene::{self, Scene};
use super::{CliError, Exit, levers, output};
use crate::config::Env;
use crate::domain::nearest::{did_you_mean, nearest};
use crate::domain::text::harmless;
use crate::domain::{BudgetRow, Listing, Organization, Purses, Tag, Text};
use crate::engine::purses::{self, NO_LICENCE};
use crate::plan::Plan;
use crate::plan::make::{self, PurseWish, WindowWish};
use crate::roster::export::{purses_json, write_purses_csv};
use crate::roster::{Sharing, organization_named, purse_lines};

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

pub(super) async fn key_window(
    global: &Global,
    options: &KeyWindow,
    env: &Env,
) -> Result<Exit, CliError> {
    let scene = scene::set(global, env).await?;
    let keys = levers::keys_of(&scene, &options.keys)?;
    let wish = WindowWish::from(&options.window);
    let plan = make::key_windows(&scene.roster, &keys, &wish, &scene.context());
    review(&scene, plan, &options.review, Faces::default(), env).await
}

pub(super) async fn team_window(
    global: &Global,
    options: &TeamWindow,
    env: &Env,
) -> Result<Exit, CliError> {
    let scene = scene::set(global, env).await?;
    let teams = levers::teams_of(&scene, &options.teams)?;
    let wish = WindowWish::from(&options.window);
    let plan = make::team_windows(&scene.roster, &teams, &wish, &scene.context());
    review(&scene, plan, &options.review, Faces::default(), env).await
}

pub(super) async fn tag(
    global: &Global,
    command: &TagCommand,
    env: &Env,
) -> Result<Exit, CliError> {
    let (words, wish, options) = match command {
        TagCommand::Budget(options) => {
            (&options.tags, PurseWish::Budget((&options.terms).into()), &options.review)
        }
        TagCommand::Reset(options) => (&options.tags, PurseWish::Reset, &options.review),
    };
    with_purses(global, options, env, |scene, found, sharing| {
        let tags = named(words, "tag", &found.tags, |tag: &Tag| &tag.name)?;
        Ok(make::tags(&scene.roster, &tags, &wish, sharing, &scene.context()))
    })
    .await
}

pub(super) async fn organization(
    global: &Global,
    command: &OrganizationCommand,
    env: &Env,
) -> Result<Exit, CliError> {
    let (words, wish, options) = match command {
        OrganizationCommand::Budget(options) => {
            (&options.organizations, PurseWish::Budget((&options.terms).into()), &options.review)
        }
        OrganizationCommand::Reset(options) => {
            (&options.organizations, PurseWish::Reset, &options.review)
        }
    };
    with_purses(global, options, env, |scene, found, sharing| {
        let mut all: Vec<&Organization> = Vec::with_capacity(words.len());
        for word in words {
            let one = organization_named(found, word)?;
            if !all.iter().any(|known| known.id == one.id) {
                all.push(one);
            }
        }
        Ok(make::organizations(&scene.roster, &all, &wish, sharing, &scene.context()))
    })
    .await
}

pub(super) async fn budget_rows(
    global: &Global,
    options: &BudgetRows,
    env: &Env,
) -> Result<Exit, CliError> {
    let scene = scene::set(global, env).await?;
    let mut found = purses::read(&scene.session).await;
    let rows = named(&options.rows, "budget row", &found.rows, |row: &BudgetRow| &row.id)?;
    let rows: Vec<BudgetRow> = rows.into_iter().cloned().collect();
    let ids: Vec<&Text> = rows.iter().map(|row| &row.id).collect();
    found.places = places(&scene, &ids).await;
    let sharing = Sharing::new(&scene.roster, &found);
    let wish = (&options.terms).into();
    let rows: Vec<&BudgetRow> = rows.iter().collect();
    let plan = make::budget_rows(&scene.roster, &rows, &wish, &sharing, &scene.context());
    review(&scene, plan, &options.review, Faces::default(), env).await
}

/// Who points to these rows, asked for as far as no listing has it.
pub(super) async fn sharing_of(scene: &Scene, ids: &[&Text]) -> Sharing {
    let mut found = purses::read(&scene.session).await;
    found.places = places(scene, ids).await;
    Sharing::new(&scene.roster, &found)
}

async fn places(scene: &Scene, ids: &[&Text]) -> Listing<crate::domain::Place> {
    match scene.roster.proxy() {
        Some(side) => purses::places(&scene.session, &side.teams, ids).await,
        None => Listing::incomplete(Vec::new(), "the proxy was not read"),
    }
}

async fn with_purses(
    global: &Global,
    options: &Review,
    env: &Env,
    build: impl FnOnce(&Scene, &Purses, &Sharing) -> Result<Plan, CliError>,
) -> Result<Exit, CliError> {
    let scene = scene::set(global, env).await?;
    let found = purses::read(&scene.session).await;
    let sharing = Sharing::new(&scene.roster, &found);
    let plan = build(&scene, &found, &sharing)?;
    review(&scene, plan, options, Faces::default(), env).await
}

/// What these words name exactly, each once.
fn named<'a, T>(
    words: &[String],
    what: &str,
    listing: &'a Listing<T>,
    id: impl Fn(&T) -> &Text,
) -> Result<Vec<&'a T>, CliError> {
    let mut found: Vec<&T> = Vec::with_capacity(words.len());
    for word in words {
        let one = listing.rows.iter().find(|row| id(row).raw() == word);
        let Some(one) = one else {
            let next = match &listing.problem {
                Some(why) => format!(" among those that were read ({why})"),
                None => did_you_mean(nearest(word, listing.rows.iter().map(|row| id(row).raw()))),
            };
            let (word, next) = (harmless(word), harmless(&next));
            return Err(CliError::failed(format!("the proxy has no {what} '{word}'{next}")));
        };
        if !found.iter().any(|known| id(known) == id(one)) {
            found.push(one);
        }
    }
    Ok(found)
}
