//! One invented person: names, addresses and ids, before anything is stored.

use std::collections::HashSet;

use super::{SeedKind, hostile};
use crate::sandbox::dice::Dice;

pub(crate) const DOMAIN: &str = "campus.example.edu";
/// The root's sign-in, which the demo's profile uses.
pub(crate) const ROOT_EMAIL: &str = "admin@campus.example.edu";
pub(crate) const ROOT_PASSWORD: &str = "campus-demo";

/// A person about to be stored on one side or both.
#[derive(Clone, Debug)]
pub(crate) struct Person {
    pub(crate) kind: SeedKind,
    pub(crate) name: String,
    /// The part of the e-mail before the at sign; nobody else has it.
    pub(crate) handle: String,
    pub(crate) user_id: String,
    pub(crate) account_id: String,
    /// How long ago they came.
    pub(crate) age_days: i64,
}

impl Person {
    pub(crate) fn email(&self) -> String {
        format!("{}@{DOMAIN}", self.handle)
    }

    pub(crate) fn is_at_proxy(&self) -> bool {
        self.kind != SeedKind::OnlyWebui
    }

    pub(crate) fn is_in_chat(&self) -> bool {
        !matches!(self.kind, SeedKind::OnlyProxy | SeedKind::Service)
    }
}

/// A line of a list of names: the name in plain letters, and as it is written if that differs.
fn names(list: &'static str) -> Vec<(&'static str, &'static str)> {
    list.lines().map(|line| line.split_once(',').unwrap_or((line, line))).collect()
}

/// Invents a person of this kind whose handle is not yet among the `taken`.
pub(crate) fn invent(kind: SeedKind, dice: &mut Dice, taken: &mut HashSet<String>) -> Person {
    let given = dice.pick(&names(include_str!("../../../assets/sandbox/given_names.txt")));
    let family = dice.pick(&names(include_str!("../../../assets/sandbox/family_names.txt")));
    let mut name = format!("{} {}", given.1, family.1);
    let mut handle = format!("{}.{}", given.0, family.0).to_lowercase();
    match kind {
        SeedKind::Root => (name, handle) = ("Root Admin".to_owned(), "admin".to_owned()),
        SeedKind::Service => {
            let task = dice.pick(&["nightly-batch", "transcripts", "search-index", "helpdesk-bot"]);
            (name, handle) = (format!("Service {task}"), format!("svc-{task}"));
        }
        SeedKind::Hostile(number) => name = hostile::name(number),
        _ => {}
    }
    let handle = untaken(handle, taken);
    let account_id = dice.uuid();
    let user_id = match kind {
        SeedKind::Service => handle.clone(),
        SeedKind::OnlyProxy | SeedKind::LinkedByEmail | SeedKind::LinkedBySso => {
            format!("u-{handle}")
        }
        _ => account_id.clone(),
    };
    let age_days = if kind == SeedKind::Root { 900 } else { dice.between(3, 800) };
    Person { kind, name, handle, user_id, account_id, age_days }
}

fn untaken(handle: String, taken: &mut HashSet<String>) -> String {
    if taken.insert(handle.clone()) {
        return handle;
    }
    let numbered = (2..).map(|number| format!("{handle}{number}"));
    let free = numbered.into_iter().find(|numbered| taken.insert(numbered.clone()));
    free.unwrap_or(handle)
}
