//! What is wished of keys, teams, users, customers and accounts.

use jiff::Timestamp;

use super::CliError;
use super::args::lever::{Budget, Extension, ModelList};
use super::args::purse::OneWindow;
use super::args::value::names;
use super::args::{
    AccountCommand, CustomerCommand, KeyCommand, MemberCommand, TeamCommand, UserCommand,
};
use super::verbs::{self, Errand};
use crate::domain::Text;
use crate::domain::typed::Every;
use crate::order::{Wish, wish};
use crate::plan::wish::{BudgetWish, LimitWish, ModelsWish, ResetScope, WindowWish};

/// Of what has no keys of its own.
pub(super) const RESET: Wish = Wish::Reset(ResetScope::Users);

/// What was not said stays.
pub(super) fn budget(limit: Option<LimitWish>, every: Option<&Every>) -> Wish {
    Wish::Budget(BudgetWish { limit, window: every.map(|Every(window)| window.clone()) })
}

impl Budget {
    pub(super) fn wish(&self) -> Wish {
        budget(self.max, self.every.as_ref())
    }
}

impl OneWindow {
    fn wish(&self) -> Wish {
        Wish::Window(WindowWish { window: self.every.clone(), limit: self.max })
    }
}

impl ModelList {
    fn wish(&self) -> Wish {
        let texts = |words: &[String]| names(words).into_iter().map(Text::from).collect();
        Wish::Models(match self {
            Self { all: true, .. } => ModelsWish::All,
            Self { add, .. } if !add.is_empty() => ModelsWish::Add(texts(add)),
            Self { remove, .. } if !remove.is_empty() => ModelsWish::Remove(texts(remove)),
            Self { set, .. } => ModelsWish::Set(texts(set)),
        })
    }
}

impl Extension {
    fn wish(&self, now: Timestamp) -> Result<Wish, CliError> {
        let until = self.life.0.as_ref().map(|length| wish::until(length, now));
        Ok(Wish::Extend(until.transpose().map_err(CliError::usage)?))
    }
}

/// `key …`.
///
/// # Errors
/// A key is to live longer than there are moments.
pub fn key(command: &KeyCommand, now: Timestamp) -> Result<Errand<'_>, CliError> {
    Ok(match command {
        KeyCommand::Mint(options) => verbs::mint(options),
        KeyCommand::Budget(act) => act.errand(act.terms.wish()),
        KeyCommand::Reset(act) => act.errand(RESET).watched(&act.terms),
        KeyCommand::Block(act) => act.errand(Wish::Block),
        KeyCommand::Unblock(act) => act.errand(Wish::Unblock),
        KeyCommand::Extend(act) => act.errand(act.terms.wish(now)?),
        KeyCommand::Models(act) => act.errand(act.terms.wish()),
        KeyCommand::Window(act) => act.errand(act.terms.wish()),
        KeyCommand::Delete(act) => act.errand(Wish::Delete),
    })
}

/// `team …`.
pub fn team(command: &TeamCommand) -> Errand<'_> {
    match command {
        TeamCommand::Budget(act) => act.errand(act.terms.wish()),
        TeamCommand::Block(act) => act.errand(Wish::Block),
        TeamCommand::Unblock(act) => act.errand(Wish::Unblock),
        TeamCommand::Models(act) => act.errand(act.terms.wish()),
        TeamCommand::Reset(act) => act.errand(RESET),
        TeamCommand::Window(act) => act.errand(act.terms.wish()),
        TeamCommand::Member(MemberCommand::Budget(act)) => act.errand(act.terms.wish()),
        TeamCommand::Member(MemberCommand::Reset(act)) => act.errand(RESET).watched(&act.terms),
    }
}

/// `user …`.
pub fn user(command: &UserCommand) -> Errand<'_> {
    match command {
        UserCommand::Models(act) => act.errand(act.terms.wish()),
        UserCommand::Activate(act) => act.errand(Wish::Activate),
    }
}

/// `customer …`.
pub fn customer(command: &CustomerCommand) -> Errand<'_> {
    match command {
        CustomerCommand::Budget(act) => act.errand(budget(Some(act.terms.max), None)),
        CustomerCommand::Models(act) => act.errand(act.terms.wish()),
        CustomerCommand::Reset(act) => act.errand(RESET),
        CustomerCommand::Block(act) => act.errand(Wish::Block),
    }
}

/// `account …`.
pub fn account(command: &AccountCommand) -> Errand<'_> {
    match command {
        AccountCommand::Role(act) => act.errand(Wish::Role(act.terms.role.clone())),
        AccountCommand::Grant(act) => act.errand(Wish::Grant(act.terms.model.as_str().into())),
    }
}
