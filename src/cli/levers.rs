//! What is changed of keys, teams, users, customers and accounts: each a plan, handed to the review.

use std::time::Duration;

use jiff::Timestamp;

use super::apply::{Faces, review};
use super::args::lever::{ModelList, Terms};
use super::args::value::names;
use super::args::{
    AccountCommand, CustomerCommand, Every, Global, KeyCommand, MemberCommand, TeamCommand,
    UserCommand, Watch,
};
use super::scene::{self, Scene};
use super::{CliError, Exit, purses, verbs};
use crate::config::Env;
use crate::domain::{Customer, Key, Team, Text};
use crate::engine::ground;
use crate::plan::Plan;
use crate::plan::make::mint::team_named;
use crate::plan::make::{
    self, BudgetWish, CustomerWish, FoundMember, KeyWish, MemberWish, ModelsWish, TeamWish,
};
use crate::roster::{customer_named, key_named};

impl Watch {
    /// So long.
    pub(super) fn length(&self) -> Option<Duration> {
        let seconds = self.watch.as_ref()?.seconds()?;
        u64::try_from(seconds).ok().map(Duration::from_secs)
    }
}

impl From<&Terms> for BudgetWish {
    fn from(terms: &Terms) -> Self {
        let window = terms.every.clone().map(|Every(window)| window);
        Self { limit: terms.max, window }
    }
}

impl From<&ModelList> for ModelsWish {
    fn from(list: &ModelList) -> Self {
        let texts = |words: &[String]| names(words).into_iter().map(Text::from).collect();
        match list {
            ModelList { all: true, .. } => Self::All,
            ModelList { add, .. } if !add.is_empty() => Self::Add(texts(add)),
            ModelList { remove, .. } if !remove.is_empty() => Self::Remove(texts(remove)),
            ModelList { set, .. } => Self::Set(texts(set)),
        }
    }
}

pub(super) async fn key(
    global: &Global,
    command: &KeyCommand,
    env: &Env,
) -> Result<Exit, CliError> {
    let watch = match command {
        KeyCommand::Reset(options) => options.watch.length(),
        _ => None,
    };
    let (words, wish, options) = match command {
        KeyCommand::Mint(options) => return verbs::mint(global, options, env).await,
        KeyCommand::Window(options) => return purses::key_window(global, options, env).await,
        KeyCommand::Budget(options) => {
            (&options.keys, KeyWish::Budget((&options.terms).into()), &options.review)
        }
        KeyCommand::Reset(options) => (&options.keys, KeyWish::Reset, &options.review),
        KeyCommand::Block(options) => (&options.keys, KeyWish::Block, &options.review),
        KeyCommand::Unblock(options) => (&options.keys, KeyWish::Unblock, &options.review),
        KeyCommand::Delete(options) => (&options.keys, KeyWish::Delete, &options.review),
        KeyCommand::Models(options) => {
            (&options.keys, KeyWish::Models((&options.models).into()), &options.review)
        }
        KeyCommand::Extend(options) => {
            let wish = match &options.life.0 {
                None => KeyWish::Extend(None),
                Some(length) => {
                    KeyWish::extend(length, Timestamp::now()).map_err(CliError::usage)?
                }
            };
            (&options.keys, wish, &options.review)
        }
    };
    let scene = scene::set(global, env).await?;
    let keys = keys_of(&scene, words)?;
    let rows: Vec<&Text> = keys.iter().filter_map(|key| Some(&key.row.as_ref()?.id)).collect();
    let plan = if matches!(wish, KeyWish::Budget(_)) && !rows.is_empty() {
        let sharing = purses::sharing_of(&scene, &rows).await;
        make::keys_sharing(&scene.roster, &keys, &wish, &sharing, &scene.context())
    } else {
        make::keys(&scene.roster, &keys, &wish, &scene.context())
    };
    review(&scene, plan, options, Faces { watch, ..Faces::default() }, env).await
}

pub(super) async fn team(
    global: &Global,
    command: &TeamCommand,
    env: &Env,
) -> Result<Exit, CliError> {
    let (words, wish, options) = match command {
        TeamCommand::Member(command) => return member(global, command, env).await,
        TeamCommand::Window(options) => return purses::team_window(global, options, env).await,
        TeamCommand::Budget(options) => {
            (&options.teams, TeamWish::Budget((&options.terms).into()), &options.review)
        }
        TeamCommand::Models(options) => {
            (&options.teams, TeamWish::Models((&options.models).into()), &options.review)
        }
        TeamCommand::Block(options) => (&options.teams, TeamWish::Block, &options.review),
        TeamCommand::Unblock(options) => (&options.teams, TeamWish::Unblock, &options.review),
        TeamCommand::Reset(options) => (&options.teams, TeamWish::Reset, &options.review),
    };
    let scene = scene::set(global, env).await?;
    let teams = teams_of(&scene, words)?;
    let plan = make::teams(&scene.roster, &teams, &wish, &scene.context());
    review(&scene, plan, options, Faces::default(), env).await
}

/// The keys these words name, each once.
pub(super) fn keys_of<'a>(scene: &'a Scene, words: &[String]) -> Result<Vec<&'a Key>, CliError> {
    let mut keys: Vec<&Key> = Vec::with_capacity(words.len());
    for word in words {
        let key = key_named(&scene.roster, word)?;
        if !keys.iter().any(|known| known.hash == key.hash) {
            keys.push(key);
        }
    }
    Ok(keys)
}

/// The teams these words name, each once.
pub(super) fn teams_of<'a>(scene: &'a Scene, words: &[String]) -> Result<Vec<&'a Team>, CliError> {
    let mut teams: Vec<&Team> = Vec::with_capacity(words.len());
    for word in words {
        let team = team_of(scene, word)?;
        if !teams.iter().any(|known| known.id == team.id) {
            teams.push(team);
        }
    }
    Ok(teams)
}

fn team_of<'a>(scene: &'a Scene, word: &str) -> Result<&'a Team, CliError> {
    let id = team_named(&scene.roster, word)?;
    scene.roster.team(&id).ok_or_else(|| {
        CliError::failed(format!("the listing of teams is incomplete, and {id} is not in it"))
    })
}

async fn member(global: &Global, command: &MemberCommand, env: &Env) -> Result<Exit, CliError> {
    let (team, users, wish, options, watch) = match command {
        MemberCommand::Budget(options) => {
            let wish = MemberWish::Budget((&options.terms).into());
            (&options.team, &options.users, wish, &options.review, None)
        }
        MemberCommand::Reset(options) => {
            let watch = options.watch.length();
            (&options.team, &options.users, MemberWish::Reset, &options.review, watch)
        }
    };
    let scene = scene::set(global, env).await?;
    let team = team_of(&scene, team)?;
    let mut people: Vec<FoundMember<'_>> = Vec::with_capacity(users.len());
    for index in scene.people(users)? {
        let Some(person) = scene.roster.get(index) else { continue };
        let found = match person.proxy() {
            Some(user) => {
                let found = ground::member(&scene.session, &team.id, &user.id).await;
                found.map_err(CliError::failed)?
            }
            None => None,
        };
        people.push((person, found));
    }
    let plan = make::members(&scene.roster, team, &people, &[], &wish, &scene.context());
    review(&scene, plan, options, Faces { watch, ..Faces::default() }, env).await
}

pub(super) async fn user(
    global: &Global,
    command: &UserCommand,
    env: &Env,
) -> Result<Exit, CliError> {
    match command {
        UserCommand::Models(options) => {
            let wish = ModelsWish::from(&options.models);
            verbs::over_people(global, &options.users, &options.review, env, |scene, people| {
                Ok(make::user_models(&scene.roster, people, &wish, &scene.context()))
            })
            .await
        }
        UserCommand::Activate(options) => {
            verbs::over_people(global, &options.users, &options.review, env, |scene, people| {
                Ok(make::activate(&scene.roster, people, &scene.context()))
            })
            .await
        }
    }
}

pub(super) async fn customer(
    global: &Global,
    command: &CustomerCommand,
    env: &Env,
) -> Result<Exit, CliError> {
    let (words, wish, options) = match command {
        CustomerCommand::Budget(options) => {
            let wish = BudgetWish { limit: Some(options.max), window: None };
            (&options.customers, CustomerWish::Budget(wish), &options.review)
        }
        CustomerCommand::Models(options) => {
            (&options.customers, CustomerWish::Models((&options.models).into()), &options.review)
        }
        CustomerCommand::Reset(options) => {
            (&options.customers, CustomerWish::Reset, &options.review)
        }
        CustomerCommand::Block(options) => {
            (&options.customers, CustomerWish::Block, &options.review)
        }
    };
    let scene = scene::set(global, env).await?;
    let mut customers: Vec<&Customer> = Vec::with_capacity(words.len());
    for word in words {
        let customer = customer_named(&scene.roster, word)?;
        if !customers.iter().any(|known| known.id == customer.id) {
            customers.push(customer);
        }
    }
    let context = scene.context();
    let rows: Vec<&Text> = customers.iter().filter_map(|one| one.budget_id.as_ref()).collect();
    let plan = if matches!(wish, CustomerWish::Budget(_)) && !rows.is_empty() {
        let sharing = purses::sharing_of(&scene, &rows).await;
        make::customers_sharing(&scene.roster, &customers, &wish, &sharing, &context)
    } else {
        make::customers(&scene.roster, &customers, &wish, &context)
    };
    review(&scene, plan, options, Faces::default(), env).await
}

pub(super) async fn account(
    global: &Global,
    command: &AccountCommand,
    env: &Env,
) -> Result<Exit, CliError> {
    let (user, options) = match command {
        AccountCommand::Role(options) => (&options.user, &options.review),
        AccountCommand::Grant(options) => (&options.user, &options.review),
    };
    let build = |scene: &Scene, people: &[u32]| -> Result<Plan, CliError> {
        let (roster, context) = (&scene.roster, scene.context());
        Ok(match command {
            AccountCommand::Role(options) => make::role(roster, people, &options.role, &context),
            AccountCommand::Grant(options) => {
                let model = Text::from(options.model.as_str());
                make::grant(roster, people, &model, &context)
            }
        })
    };
    verbs::over_people(global, std::slice::from_ref(user), options, env, build).await
}
