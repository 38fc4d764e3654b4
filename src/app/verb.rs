//! From a verb to the order for a plan: whom it is for on the screen in front.

use super::screen::journal::JournalScreen;
use super::screen::journal::entry::EntryScreen;
use super::screen::users::UsersScreen;
use super::screen::{Show, Shown};
use super::{Effect, Model, Notice, planning};
use crate::domain::text::harmless;
use crate::domain::time::absolute;
use crate::journal::Record;
use crate::order::{Order, Whom, WhomKind, Wish};
use crate::roster::{PersonId, PersonRef};
use crate::table::Table;

/// Whom a verb is for.
#[derive(Clone, Debug, PartialEq)]
pub struct Targets {
    /// Who.
    pub whom: Whom,
    /// In words. Harmless to show.
    pub subject: String,
}

impl Targets {
    /// This one person.
    pub fn person(person: PersonId, model: &Model) -> Self {
        let subject = model.people.roster().by_id(&person).map(with_id).unwrap_or_default();
        Self { whom: Whom::People(vec![person]), subject }
    }
}

/// What one row is called, where a verb is for that alone: the first that was named.
#[derive(Debug, Default)]
pub(super) struct Naming(Option<String>);

impl Naming {
    /// One more row: its label, and its id beside it where that is another word.
    pub(super) fn name(&mut self, label: &str, id: &str) {
        let id = harmless(id);
        let words = || if label == id { label.to_owned() } else { format!("{label} ({id})") };
        self.0.get_or_insert_with(words);
    }

    /// All that were named.
    pub(super) fn targets(self, whom: Whom, table: &Table) -> Targets {
        let many = whom.count();
        let subject = match (many, table.marks().hidden()) {
            (0 | 1, _) => self.0.unwrap_or_default(),
            (many, hidden) => marked(whom.kind(), many, hidden),
        };
        Targets { whom, subject }
    }
}

/// Whom a verb is for on the screen in front; where it is for nobody there, on the list of users.
pub fn targets(model: &Model) -> Targets {
    let aimed = model.screen().aimed(model);
    aimed
        .or_else(|| UsersScreen.aimed(model))
        .unwrap_or_else(|| Targets { whom: Whom::People(Vec::new()), subject: String::new() })
}

/// `the 3 marked keys, 1 of them hidden`.
pub(super) fn marked(kind: WhomKind, many: usize, hidden: usize) -> String {
    let all = kind.count(many).replacen(' ', " marked ", 1);
    match hidden {
        0 => format!("the {all}"),
        _ => format!("the {all}, {hidden} of them hidden"),
    }
}

/// `ana@example.edu (u-1)`: names can be chosen to deceive, ids cannot.
pub fn with_id(person: PersonRef<'_>) -> String {
    format!("{} ({})", person.label(), harmless(person.id().raw()))
}

/// Has the plan made that does this for them.
pub fn propose(model: &mut Model, wish: Wish, targets: Targets) -> Vec<Effect> {
    let Targets { whom, subject } = targets;
    planning::ask(model, Order::Do(wish, whom), subject)
}

/// The plan that brings everybody in step.
pub fn sync_everybody(model: &mut Model) -> Vec<Effect> {
    planning::ask(model, Order::Do(Wish::Sync, Whom::Everybody), "everybody".to_owned())
}

/// The plan that takes back an entry of the journal, or the last plan that did anything.
pub fn undo(model: &mut Model) -> Vec<Effect> {
    let Some(history) = model.journal.last().cloned() else { return Vec::new() };
    let subject = model.subject();
    let chosen = EntryScreen::of(subject).map(|entry| &entry.record);
    let is_it = |record: &Record| match chosen {
        // Applied more than once, a plan has a record for each time.
        Some(shown) => record.plan == shown.plan && record.at == shown.at,
        None => history.last_effective().is_some_and(|last| std::ptr::eq(last, record)),
    };
    let place = match JournalScreen::of(subject) {
        Some(journal) => journal.selected(),
        None => history.records.iter().position(is_it),
    };
    let found = place.and_then(|place| Some((place, history.records.get(place)?)));
    let Some((place, record)) = found else { return Vec::new() };
    let standing = history.standing(record);
    if !standing.is_open() {
        model.tell(Notice::refusal(standing.to_string()));
        return Vec::new();
    }
    let (id, at) = (harmless(&record.plan), absolute(record.at));
    let subject = format!("plan {id}, {}, of {at}", record.purpose);
    planning::ask(model, Order::Undo(history, place), subject)
}
