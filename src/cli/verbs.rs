//! What a command wishes for whom: an order, whose plan is handed to the review.

use std::slice::from_ref;
use std::sync::Arc;
use std::time::Duration;

use clap::Args as ClapArgs;
use jiff::Timestamp;

use super::apply::{Faces, review};
use super::args::value::names;
use super::args::whom::People;
use super::args::{Act, Global, Mint, PeopleBudget, PeopleReset, Review, Sync, Undo, Watch};
use super::named::{Named, Words};
use super::scene::{self, Scene};
use super::{CliError, Exit, levers};
use crate::config::Env;
use crate::engine::Session;
use crate::journal;
use crate::order::{self, Ground, Order, Wish};
use crate::plan::Plan;
use crate::plan::wish::{MintWish, ResetScope};
use crate::roster::{Roster, team_named};

impl Watch {
    /// So long.
    pub(super) fn length(&self) -> Option<Duration> {
        let seconds = self.watch.as_ref()?.seconds()?;
        u64::try_from(seconds).ok().map(Duration::from_secs)
    }
}

/// What a command wishes, for whom, and what becomes of its plan.
#[derive(Clone, Debug)]
pub struct Errand<'a> {
    wish: Wish,
    named: Named<'a>,
    /// The team of a key to be minted.
    team: Option<&'a str>,
    review: &'a Review,
    faces: Faces,
}

impl<Whom: ClapArgs, Terms: ClapArgs> Act<Whom, Terms> {
    /// This wish, for those whom it names.
    pub(super) fn errand(&self, wish: Wish) -> Errand<'_>
    where
        Whom: Words,
    {
        Errand::new(wish, self.whom.named(), &self.review)
    }
}

impl<'a> Errand<'a> {
    fn new(wish: Wish, named: Named<'a>, review: &'a Review) -> Self {
        Self { wish, named, team: None, review, faces: Faces::default() }
    }

    /// The same, whose resets are watched.
    pub(super) fn watched(self, watch: &Watch) -> Self {
        Self { faces: Faces { watch: watch.length(), ..self.faces }, ..self }
    }

    /// The order, for those whom the words name.
    ///
    /// # Errors
    /// A word names nobody or several: then nothing is done for any.
    pub async fn order(&self, roster: &Roster, session: &Session) -> Result<Order, CliError> {
        let whom = self.named.whom(roster, session).await?;
        let wish = match (&self.wish, self.team) {
            (Wish::Mint(wish), Some(word)) => {
                Wish::Mint(MintWish { team: Some(team_named(roster, word)?), ..wish.clone() })
            }
            (wish, _) => wish.clone(),
        };
        Ok(Order::Do(wish, whom))
    }

    pub(super) async fn run(self, global: &Global, env: &Env) -> Result<Exit, CliError> {
        let scene = scene::set(global, env).await?;
        let order = self.order(&scene.roster, &scene.session).await?;
        let plan = planned(&scene, &order).await?;
        let exit = review(&scene, plan, self.review, self.faces, env).await?;
        // Nothing to do, because half of the people could not be read, is no success.
        let is_good = matches!(exit, Exit::Done | Exit::Conflict);
        let read = if self.wish == Wish::Sync && is_good { scene.exit() } else { Exit::Done };
        Ok(if read == Exit::Done { exit } else { read })
    }
}

/// Reads what the order needs, and makes its plan.
async fn planned(scene: &Scene, order: &Order) -> Result<Plan, CliError> {
    let found = match order.needs(&scene.roster) {
        Some(needs) => {
            let found = Box::pin(order::meet(&scene.session, &scene.roster, needs)).await;
            Some(found.map_err(CliError::failed)?)
        }
        None => None,
    };
    let history = if order.needs_history() { Some(history(scene)?) } else { None };
    let ground = Ground {
        roster: &scene.roster,
        sync: &scene.opened.profile.sync,
        history: history.as_ref(),
        found: found.as_ref(),
        context: &scene.context(),
    };
    order.plan(&ground).map_err(|why| CliError::new(Exit::Refused, why))
}

/// `sync`.
pub fn sync(options: &Sync) -> Errand<'_> {
    let named =
        if options.users.is_empty() { Named::Everybody } else { Named::People(&options.users) };
    let faces = Faces { reveal_passwords: options.show_passwords, ..Faces::default() };
    Errand { faces, ..Errand::new(Wish::Sync, named, &options.review) }
}

/// `block`, `unblock`.
pub fn over_people(wish: Wish, act: &Act<People>) -> Errand<'_> {
    act.errand(wish)
}

/// `reset`.
pub fn reset(act: &Act<People, PeopleReset>) -> Errand<'_> {
    let scope = if act.terms.keys { ResetScope::UsersAndKeys } else { ResetScope::Users };
    act.errand(Wish::Reset(scope)).watched(&act.terms.watch)
}

/// `budget`.
pub fn budget(act: &Act<People, PeopleBudget>) -> Errand<'_> {
    act.errand(levers::budget(act.terms.max, act.terms.every.as_ref()))
}

/// `key mint`.
pub fn mint(options: &Mint) -> Errand<'_> {
    let wish = Wish::Mint(MintWish {
        alias: options.alias.clone(),
        models: names(&options.models),
        team: None,
        limit: options.max,
        window: options.every.clone(),
        expires_in: options.expires.clone(),
    });
    let faces = Faces { key_alone: true, ..Faces::default() };
    let named = Named::People(from_ref(&options.user));
    Errand { team: options.team.as_deref(), faces, ..Errand::new(wish, named, &options.review) }
}

pub(super) async fn undo(global: &Global, options: &Undo, env: &Env) -> Result<Exit, CliError> {
    let scene = scene::set(global, env).await?;
    let history = Arc::new(history(&scene)?);
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
    let place = history.records.iter().position(|other| std::ptr::eq(other, record));
    let order = Order::Undo(Arc::clone(&history), place.unwrap_or(usize::MAX));
    let plan = planned(&scene, &order).await?;
    if plan.is_empty() && plan.skipped.is_empty() {
        let id = &record.plan;
        super::output::words(&format!("plan {id} did nothing, so nothing is to be undone"));
    }
    review(&scene, plan, &options.review, Faces::default(), env).await
}

fn history(scene: &Scene) -> Result<journal::History, CliError> {
    let profile = &scene.opened.profile.name;
    Ok(journal::read(&scene.opened.paths.journal(profile))?)
}

/// A moment for the eye.
pub(super) fn when(at: Timestamp) -> String {
    crate::domain::time::absolute(at)
}
