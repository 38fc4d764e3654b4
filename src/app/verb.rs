//! From a verb to a plan on the screen: whom it is for, and what is said where there is nothing
//! to do.

use super::{Model, Notice, PlanScreen, Screen};
use crate::domain::text::harmless;
use crate::journal::Record;
use crate::plan::Plan;
use crate::plan::build::{self, BudgetWish, Context, MintWish, ResetScope};
use crate::roster::{PersonId, PersonRef};

/// Whom a verb is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Targets {
    /// Who, by id: a reading may come between the question and the answer.
    pub people: Vec<PersonId>,
    /// In words. Harmless to show.
    pub subject: String,
}

/// What is wished for them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wish {
    /// Spend back to zero.
    Reset(ResetScope),
    /// Refused on both servers.
    Block,
    /// Restored.
    Unblock,
    /// In step on both servers.
    Sync,
    /// A budget.
    Budget(BudgetWish),
    /// A key.
    Mint(MintWish),
}

/// The marked, else the one under the cursor; on a user's screen, that user.
pub fn targets(model: &Model) -> Targets {
    if let Screen::User { person, .. } = model.screen() {
        let subject = model.people.roster().by_id(person).map(with_id).unwrap_or_default();
        return Targets { people: vec![person.clone()], subject };
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
    Targets { people: ids, subject }
}

/// Everybody.
pub fn everybody(model: &Model) -> Targets {
    let people = model.people.roster().people().map(|person| person.id().clone()).collect();
    Targets { people, subject: "everybody".into() }
}

/// `ana@example.edu (u-1)`: names can be chosen to deceive, ids cannot.
pub fn with_id(person: PersonRef<'_>) -> String {
    format!("{} ({})", person.label(), harmless(person.id().raw()))
}

/// Makes the plan and puts it on the screen; a plan for one with nothing to do is said in a line.
pub fn propose(model: &mut Model, wish: &Wish, targets: Targets) {
    let roster = model.people.roster().clone();
    let people: Vec<u32> = targets.people.iter().filter_map(|id| roster.index_of(id)).collect();
    let context = context(model);
    let plan = match wish {
        Wish::Reset(scope) => build::reset(&roster, &people, *scope, &context),
        Wish::Block => build::block(&roster, &people, &context),
        Wish::Unblock => {
            let roles = model.journal.last().map(|history| history.remembered_roles());
            build::unblock(&roster, &people, &roles.unwrap_or_default(), &context)
        }
        Wish::Sync => build::sync(&roster, &people, &model.profile.sync, &context),
        Wish::Budget(wish) => build::budget(&roster, &people, wish, &context),
        Wish::Mint(wish) => build::mint(&roster, &people, wish, &context),
    };
    show(model, plan, targets.subject, "in step already");
}

/// The plan that takes back an entry of the journal, or the last plan that did anything.
pub fn undo(model: &mut Model) {
    let Some(history) = model.journal.last().cloned() else { return };
    let record: Option<&Record> = match model.screen() {
        Screen::Journal(table) => {
            table.selected().and_then(|row| history.records.get(row as usize))
        }
        Screen::Entry { record, .. } => Some(record),
        _ => history.last_effective(),
    };
    let Some(record) = record else { return };
    let standing = history.standing(record);
    if !standing.is_open() {
        model.tell(Notice::refusal(standing.to_string()));
        return;
    }
    let plan = match history.undo(record, model.people.roster(), &context(model)) {
        Ok(plan) => plan,
        Err(why) => {
            model.tell(Notice::refusal(format!("Nothing to undo: {why}.")));
            return;
        }
    };
    let subject = format!(
        "plan {}, {}, of {}",
        harmless(&record.plan),
        record.purpose,
        crate::domain::time::absolute(record.at)
    );
    show(model, plan, subject, "nothing of it was done, so there is nothing to take back");
}

fn show(model: &mut Model, plan: Plan, subject: String, if_empty: &str) {
    if plan.is_empty() && plan.skipped.len() <= 1 {
        let why = match plan.skipped.first() {
            Some(skip) => format!("{}: {}", skip.user, skip.why),
            None => format!("{subject}: {if_empty}"),
        };
        model.tell(Notice::refusal(format!("Nothing to do. {why}")));
        return;
    }
    let table = model.new_entry();
    model.screens.push(Screen::Plan(Box::new(PlanScreen::new(plan, subject, table))));
}

fn context(model: &Model) -> Context {
    Context { profile: model.profile.name.clone(), now: model.now, guard: model.profile.guard }
}
