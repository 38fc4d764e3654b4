//! The verbs: each builds a plan over the people it names, and hands it to the review.

use jiff::Timestamp;

use super::apply::{Faces, review};
use super::args::value::names;
use super::args::{Budget, Every, Global, Mint, People, Reset, Review, Sync, Undo};
use super::scene::{self, Scene};
use super::{CliError, Exit};
use crate::config::Env;
use crate::journal;
use crate::plan::Plan;
use crate::plan::make::mint::team_named;
use crate::plan::make::{self, BudgetWish, MintWish, ResetScope};

pub(super) async fn sync(global: &Global, options: &Sync, env: &Env) -> Result<Exit, CliError> {
    let scene = scene::set(global, env).await?;
    let people =
        if options.users.is_empty() { scene.everybody() } else { scene.people(&options.users)? };
    let plan = make::sync(&scene.roster, &people, &scene.opened.profile.sync, &scene.context());
    let faces = Faces { reveal_passwords: options.show_passwords, ..Faces::default() };
    let exit = review(&scene, plan, &options.review, faces, env).await?;
    // Nothing to do, because half of the people could not be read, is no success.
    Ok(if exit == Exit::Done { scene.exit() } else { exit })
}

pub(super) async fn block(global: &Global, options: &People, env: &Env) -> Result<Exit, CliError> {
    over_people(global, &options.users, &options.review, env, |scene, people| {
        Ok(make::block(&scene.roster, people, &scene.context()))
    })
    .await
}

pub(super) async fn unblock(
    global: &Global,
    options: &People,
    env: &Env,
) -> Result<Exit, CliError> {
    over_people(global, &options.users, &options.review, env, |scene, people| {
        let history = history(scene)?;
        let roles = history.remembered_roles();
        Ok(make::unblock(&scene.roster, people, &roles, &scene.context()))
    })
    .await
}

pub(super) async fn reset(global: &Global, options: &Reset, env: &Env) -> Result<Exit, CliError> {
    let scope = if options.keys { ResetScope::UsersAndKeys } else { ResetScope::Users };
    let scene = scene::set(global, env).await?;
    let people = scene.people(&options.users)?;
    let plan = make::reset(&scene.roster, &people, scope, &scene.context());
    let faces = Faces { watch: options.watch.length(), ..Faces::default() };
    review(&scene, plan, &options.review, faces, env).await
}

pub(super) async fn budget(global: &Global, options: &Budget, env: &Env) -> Result<Exit, CliError> {
    let window = options.every.clone().map(|Every(window)| window);
    let wish = BudgetWish { limit: options.max, window };
    over_people(global, &options.users, &options.review, env, |scene, people| {
        Ok(make::budget(&scene.roster, people, &wish, &scene.context()))
    })
    .await
}

pub(super) async fn mint(global: &Global, options: &Mint, env: &Env) -> Result<Exit, CliError> {
    let scene = scene::set(global, env).await?;
    let people = scene.people(std::slice::from_ref(&options.user))?;
    let team = options.team.as_deref().map(|word| team_named(&scene.roster, word)).transpose()?;
    let wish = MintWish {
        alias: options.alias.clone(),
        models: names(&options.models),
        team,
        limit: options.max,
        window: options.every.clone(),
        expires_in: options.expires.clone(),
    };
    let plan = make::mint(&scene.roster, &people, &wish, &scene.context());
    let faces = Faces { key_alone: true, ..Faces::default() };
    review(&scene, plan, &options.review, faces, env).await
}

pub(super) async fn undo(global: &Global, options: &Undo, env: &Env) -> Result<Exit, CliError> {
    let scene = scene::set(global, env).await?;
    let history = history(&scene)?;
    let record = match &options.plan_id {
        Some(id) => history.find(id).ok_or_else(|| {
            let id = crate::domain::text::harmless(id);
            CliError::failed(format!(
                "the journal of this profile has no plan '{id}'; `bursar journal` lists them"
            ))
        })?,
        None => history.last_effective().ok_or_else(|| {
            CliError::failed("the journal of this profile has no plan that did anything")
        })?,
    };
    let plan = history
        .undo(record, &scene.roster, &scene.context())
        .map_err(|why| CliError::new(Exit::Refused, why))?;
    if plan.is_empty() && plan.skipped.is_empty() {
        let id = &record.plan;
        super::output::words(&format!("plan {id} did nothing, so nothing is to be undone"));
    }
    review(&scene, plan, &options.review, Faces::default(), env).await
}

pub(super) async fn over_people(
    global: &Global,
    users: &[String],
    options: &Review,
    env: &Env,
    build: impl FnOnce(&Scene, &[u32]) -> Result<Plan, CliError>,
) -> Result<Exit, CliError> {
    let scene = scene::set(global, env).await?;
    let people = scene.people(users)?;
    let plan = build(&scene, &people)?;
    review(&scene, plan, options, Faces::default(), env).await
}

fn history(scene: &Scene) -> Result<journal::History, CliError> {
    let profile = &scene.opened.profile.name;
    Ok(journal::read(&scene.opened.paths.journal(profile))?)
}

/// A moment for the eye.
pub(super) fn when(at: Timestamp) -> String {
    crate::domain::time::absolute(at)
}
