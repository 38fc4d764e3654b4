//! The list of users, at the bottom of all screens; its state is the model's, in `people`.

use super::records::{again, waiting};
use super::user::UserScreen;
use super::{Doing, Foot, Frame, Show, World};
use crate::app::action::Context;
use crate::app::front::Seen;
use crate::app::geometry::has_query_line;
use crate::app::screen::About;
use crate::app::update::{query, readings, session};
use crate::app::verb::{self, Targets};
use crate::app::{Action, Effect, Freshness, Model, Notice, Target};
use crate::domain::money::group_thousands;
use crate::domain::text::harmless;
use crate::order::{Whom, WhomKind};
use crate::roster::PersonId;
use crate::roster::subject::{self, Named};
use crate::table::Tone;

/// Where its keys are looked up.
pub(super) const HEARS: &[Context] = &[
    Context::Users,
    Context::Verbs,
    Context::People,
    Context::Marks,
    Context::Table,
    Context::List,
    Context::Global,
];

/// The screen.
#[derive(Debug)]
pub struct UsersScreen;

impl Show for UsersScreen {
    fn place(&self) -> Option<Target> {
        Some(Target::Users(None))
    }

    fn list<'a>(&'a self, world: World<'a>) -> Option<Seen<'a>> {
        Some(world.people.seen(world.changes))
    }

    fn around(&self, model: &Model, _body: u16) -> Option<(u16, u16)> {
        Some((u16::from(has_query_line(model)), 1))
    }

    fn frame(&self, model: &Model, _width: u16) -> Frame {
        let hint = |action: Action| model.keymap.hint(action);
        let query = model.people.query();
        let (first, second) = if !query.is_empty() {
            (
                format!("Nobody matches '{}'.", harmless(query.text())),
                format!("{} clears the query.", hint(Action::Back)),
            )
        } else if model.freshness == Freshness::Nothing {
            ("Nobody has been read yet.".into(), waiting(model))
        } else {
            ("There are no users on either server.".into(), again(model))
        };
        let tally = model.changes.tally(model.now);
        let counted = [(tally.new, "new"), (tally.gone, "gone"), (tally.changed, "changed")];
        let counted = counted.into_iter().filter(|(count, _)| *count > 0);
        let news = counted.map(|(count, word)| format!("{} {word}", group_thousands(count as u64)));
        Frame {
            head: Vec::new(),
            nothing: vec![(first, Tone::Plain), (second, Tone::Muted)],
            detail: Vec::new(),
            foot: Foot::Sums(news.collect()),
        }
    }

    fn opens(&self) -> Option<Action> {
        Some(Action::OpenUser)
    }

    fn back(&self) -> Doing {
        back
    }

    fn kind(&self) -> Option<WhomKind> {
        Some(WhomKind::People)
    }

    fn aimed(&self, model: &Model) -> Option<Targets> {
        let roster = model.people.roster();
        let indices = model.people.targets();
        let people = indices.iter().filter_map(|&index| roster.get(index));
        let ids: Vec<PersonId> = people.clone().map(|person| person.id().clone()).collect();
        let subject = match (model.people.marked(), ids.as_slice()) {
            ((0, _), _) | (_, [_]) => people.map(verb::with_id).next().unwrap_or_default(),
            ((_, 0), many) => format!("the {} marked users", many.len()),
            ((_, hidden), many) => {
                format!("the {} marked users, {hidden} hidden by the query", many.len())
            }
        };
        Some(Targets { whom: Whom::People(ids), subject })
    }

    fn lacks(&self, model: &Model) -> Option<&'static str> {
        let is_nobody = model.people.selected().is_none() && model.people.marked().0 == 0;
        is_nobody.then_some("no user is selected")
    }

    fn about(&self, model: &Model) -> Result<About, String> {
        let person = model.people.selected().ok_or("no user is selected")?;
        Ok(About::person(person.id().clone()))
    }

    fn spender(&self, model: &Model) -> Result<Named, String> {
        let person = model.people.selected().ok_or("nothing is listed".to_owned());
        person.and_then(subject::person)
    }
}

/// The query goes first, then the marks, and at the bottom of all a reading.
fn back(model: &mut Model) -> Vec<Effect> {
    if !model.people.query().is_empty() {
        query::clear(model);
    } else if model.people.marked().0 > 0 {
        model.people.clear_marks();
    } else {
        return readings::stop(model);
    }
    Vec::new()
}

/// Shows everything about the user under the cursor.
pub(in crate::app) fn open_user(model: &mut Model) {
    if let Some(person) = model.people.selected().map(|person| person.id().clone())
        && !session::chosen(model, &person)
    {
        model.screens.push(UserScreen::new(person));
    }
}

/// To the next user who changed, or the one before; round the end of the list where none comes any
/// more.
pub(in crate::app) fn to_change(model: &mut Model, forward: bool) {
    let (people, changes, now) = (&model.people, &model.changes, model.now);
    let (shown, at) = (people.shown(), people.list().cursor);
    let is_changed = |row: &usize| shown.get(*row).is_some_and(|i| changes.of(*i, now).is_some());
    let (before, after) = (0..at.min(shown.len()), (at + 1).min(shown.len())..shown.len());
    let row = if forward {
        after.chain(before).find(is_changed)
    } else {
        before.rev().chain(after.rev()).find(is_changed)
    };
    let index = row.and_then(|row| shown.get(row)).copied();
    let id = index.and_then(|index| people.roster().get(index)).map(|person| person.id().clone());
    match id {
        Some(id) => model.people.select(&id),
        None => model.tell(Notice::refusal("No other user who is shown changed.")),
    }
}
