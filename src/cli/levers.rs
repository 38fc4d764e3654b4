//! What is wished of keys, teams, users, customers and accounts.

use std::slice::from_ref;

use jiff::Timestamp;

use super::CliError;
use super::args::lever::{ModelList, Terms};
use super::args::value::names;
use super::args::{
    AccountCommand, CustomerCommand, KeyCommand, MemberCommand, TeamCommand, UserCommand,
};
use super::named::Named;
use super::verbs::{self, Errand};
use crate::domain::Text;
use crate::domain::typed::Every;
use crate::order::{Wish, wish};
use crate::plan::wish::{BudgetWish, ModelsWish, ResetScope};

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

pub(super) fn budget(terms: &Terms) -> Wish {
    Wish::Budget(terms.into())
}

fn models(list: &ModelList) -> Wish {
    Wish::Models(list.into())
}

/// Of what has no keys of its own.
pub(super) const RESET: Wish = Wish::Reset(ResetScope::Users);

/// `key …`.
///
/// # Errors
/// A key is to live longer than there are moments.
pub fn key(command: &KeyCommand, now: Timestamp) -> Result<Errand<'_>, CliError> {
    let (wish, words, review) = match command {
        KeyCommand::Mint(options) => return Ok(verbs::mint(options)),
        KeyCommand::Reset(options) => {
            let errand = Errand::new(RESET, Named::Keys(&options.keys), &options.review);
            return Ok(errand.watched(&options.watch));
        }
        KeyCommand::Budget(options) => (budget(&options.terms), &options.keys, &options.review),
        KeyCommand::Window(options) => {
            (Wish::Window((&options.window).into()), &options.keys, &options.review)
        }
        KeyCommand::Block(options) => (Wish::Block, &options.keys, &options.review),
        KeyCommand::Unblock(options) => (Wish::Unblock, &options.keys, &options.review),
        KeyCommand::Delete(options) => (Wish::Delete, &options.keys, &options.review),
        KeyCommand::Models(options) => (models(&options.models), &options.keys, &options.review),
        KeyCommand::Extend(options) => {
            let until = options.life.0.as_ref().map(|length| wish::until(length, now));
            let until = until.transpose().map_err(CliError::usage)?;
            (Wish::Extend(until), &options.keys, &options.review)
        }
    };
    Ok(Errand::new(wish, Named::Keys(words), review))
}

/// `team …`.
pub fn team(command: &TeamCommand) -> Errand<'_> {
    let (wish, words, review) = match command {
        TeamCommand::Member(command) => return member(command),
        TeamCommand::Budget(options) => (budget(&options.terms), &options.teams, &options.review),
        TeamCommand::Window(options) => {
            (Wish::Window((&options.window).into()), &options.teams, &options.review)
        }
        TeamCommand::Models(options) => (models(&options.models), &options.teams, &options.review),
        TeamCommand::Block(options) => (Wish::Block, &options.teams, &options.review),
        TeamCommand::Unblock(options) => (Wish::Unblock, &options.teams, &options.review),
        TeamCommand::Reset(options) => (RESET, &options.teams, &options.review),
    };
    Errand::new(wish, Named::Teams(words), review)
}

fn member(command: &MemberCommand) -> Errand<'_> {
    match command {
        MemberCommand::Budget(options) => {
            let named = Named::Members(&options.team, &options.users);
            Errand::new(budget(&options.terms), named, &options.review)
        }
        MemberCommand::Reset(options) => {
            let named = Named::Members(&options.team, &options.users);
            Errand::new(RESET, named, &options.review).watched(&options.watch)
        }
    }
}

/// `user …`.
pub fn user(command: &UserCommand) -> Errand<'_> {
    match command {
        UserCommand::Models(options) => {
            Errand::new(models(&options.models), Named::People(&options.users), &options.review)
        }
        UserCommand::Activate(options) => verbs::over_people(Wish::Activate, options),
    }
}

/// `customer …`.
pub fn customer(command: &CustomerCommand) -> Errand<'_> {
    let (wish, words, review) = match command {
        CustomerCommand::Budget(options) => {
            let wish = BudgetWish { limit: Some(options.max), window: None };
            (Wish::Budget(wish), &options.customers, &options.review)
        }
        CustomerCommand::Models(options) => {
            (models(&options.models), &options.customers, &options.review)
        }
        CustomerCommand::Reset(options) => (RESET, &options.customers, &options.review),
        CustomerCommand::Block(options) => (Wish::Block, &options.customers, &options.review),
    };
    Errand::new(wish, Named::Customers(words), review)
}

/// `account …`.
pub fn account(command: &AccountCommand) -> Errand<'_> {
    let (wish, user, review) = match command {
        AccountCommand::Role(options) => {
            (Wish::Role(options.role.clone()), &options.user, &options.review)
        }
        AccountCommand::Grant(options) => {
            (Wish::Grant(options.model.as_str().into()), &options.user, &options.review)
        }
    };
    Errand::new(wish, Named::People(from_ref(user)), review)
}
