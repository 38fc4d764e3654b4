//! From a verb to the order for a plan: what is wished, and for whom.

pub mod order;
pub mod records;
pub mod whom;
pub mod wish;

use super::{Effect, Model, Screen, planning};
use crate::domain::text::harmless;
use crate::journal::Record;
use crate::roster::{PersonId, PersonRef};

pub use order::Order;
pub use records::Records;
pub use whom::{Kind, Whom};
pub use wish::Wish;

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

/// The marked, else the one under the cursor; on a user's screen, that user.
pub fn targets(model: &Model) -> Targets {
    if let Screen::User { person, .. } = model.screen() {
        return Targets::person(person.clone(), model);
    }
    let roster = model.people.roster();
    let indices = model.people.targets();
    let people = indices.iter().filter_map(|&index| roster.get(index));
    let ids: Vec<PersonId> = people.clone().map(|person| person.id().clone()).collect();
    let subject = match (model.people.marked(), ids.as_slice()) {
        ((0, _), _) | (_, [_]) => people.map(with_id).next().unwrap_or_default(),
        ((_, 0), many) => format!("the {} marked users", many.len()),
        ((_, hidden), many) => {
            format!("the {} marked users, {hidden} hidden by the query", many.len())
        }
    };
    Targets { whom: Whom::People(ids), subject }
}

/// `ana@example.edu (u-1)`: names can be chosen to deceive, ids cannot.
pub fn with_id(person: PersonRef<'_>) -> String {
    format!("{} ({})", person.label(), harmless(person.id().raw()))
}

/// Has the plan made that does this for them.
pub fn propose(model: &mut Model, wish: Wish, targets: Targets) -> Vec<Effect> {
    let Targets { whom, subject } = targets;
    planning::ask(model, Order::Do { wish, whom, subject })
}

/// The plan that brings everybody in step.
pub fn sync_everybody(model: &mut Model) -> Vec<Effect> {
    let order =
        Order::Do { wish: Wish::Sync, whom: Whom::Everybody, subject: "everybody".to_owned() };
    planning::ask(model, order)
}

/// The plan that takes back an entry of the journal, or the last plan that did anything.
pub fn undo(model: &mut Model) -> Vec<Effect> {
    let Some(history) = model.journal.last().cloned() else { return Vec::new() };
    let is_it = |record: &Record| match model.subject() {
        // Applied more than once, a plan has a record for each time.
        Screen::Entry { record: shown, .. } => record.plan == shown.plan && record.at == shown.at,
        _ => history.last_effective().is_some_and(|last| std::ptr::eq(last, record)),
    };
    let place = match model.subject() {
        Screen::Journal(table) => table.selected().map(|row| row as usize),
        _ => history.records.iter().position(is_it),
    };
    place.map_or_else(Vec::new, |place| planning::ask(model, Order::Undo(history, place)))
}
