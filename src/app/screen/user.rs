//! Everything about one user.

pub mod lines;

use super::{Body, Screen, Show, Shown};
use crate::app::action::Context;
use crate::app::screen::About;
use crate::app::verb::Targets;
use crate::app::{Model, Target};
use crate::order::WhomKind;
use crate::roster::PersonId;
use crate::roster::subject::{self, Named};
use crate::table::ListState;

/// Where its keys are looked up.
pub(super) const HEARS: &[Context] =
    &[Context::Verbs, Context::People, Context::List, Context::Global];

/// The screen.
#[derive(Debug)]
pub struct UserScreen {
    /// Who.
    pub person: PersonId,
    list: ListState,
}

impl UserScreen {
    /// From the first line of the page.
    pub fn new(person: PersonId) -> Self {
        Self { person, list: ListState::default() }
    }
}

impl Show for UserScreen {
    fn place(&self) -> Option<Target> {
        Some(Target::User(self.person.raw().to_owned()))
    }

    fn body(&self) -> Body<'_> {
        Body::User(self)
    }

    fn is(&self, other: &Screen) -> bool {
        Self::of(other).is_some_and(|other| other.person == self.person)
    }

    fn lines(&self, model: &Model) -> usize {
        lines::document(model, &self.person).len()
    }

    fn scrolled(&self) -> Option<ListState> {
        Some(self.list)
    }

    fn scrolled_mut(&mut self) -> Option<&mut ListState> {
        Some(&mut self.list)
    }

    fn kind(&self) -> Option<WhomKind> {
        Some(WhomKind::People)
    }

    fn aimed(&self, model: &Model) -> Option<Targets> {
        Some(Targets::person(self.person.clone(), model))
    }

    fn lacks(&self, model: &Model) -> Option<&'static str> {
        let is_gone = model.people.roster().by_id(&self.person).is_none();
        is_gone.then_some("this user is on neither server any more")
    }

    fn about(&self, _model: &Model) -> Result<About, String> {
        Ok(About::person(self.person.clone()))
    }

    fn spender(&self, model: &Model) -> Result<Named, String> {
        let person = model.people.roster().by_id(&self.person);
        person.ok_or("this user is gone".to_owned()).and_then(subject::person)
    }
}

impl Model {
    /// The user in front, else the one under the cursor of the list of users.
    pub(in crate::app) fn person_in_front(&self) -> Option<PersonId> {
        match self.showing::<UserScreen>() {
            Some(screen) => Some(screen.person.clone()),
            None => self.people.selected().map(|person| person.id().clone()),
        }
    }
}
