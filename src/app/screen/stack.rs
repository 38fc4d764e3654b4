//! The stack of screens: what is in front, what comes in front, what goes.

use super::help::HelpScreen;
use super::plan::PlanScreen;
use super::users::UsersScreen;
use super::{Lead, Screen, Shown, World, budgets, keys, members, teams, user};
use crate::app::{Effect, Model};

/// The screens, the list of users at the bottom.
#[derive(Debug)]
pub struct Stack {
    bottom: Screen,
    rest: Vec<Screen>,
}

impl Default for Stack {
    fn default() -> Self {
        Self { bottom: UsersScreen.into(), rest: Vec::new() }
    }
}

impl Stack {
    /// The one in front.
    pub fn front(&self) -> &Screen {
        self.rest.last().unwrap_or(&self.bottom)
    }

    /// The same, to be changed.
    pub fn front_mut(&mut self) -> &mut Screen {
        self.rest.last_mut().unwrap_or(&mut self.bottom)
    }

    /// How many there are, at least one.
    #[expect(clippy::len_without_is_empty, reason = "it never is")]
    pub fn len(&self) -> usize {
        self.rest.len() + 1
    }

    /// From the bottom to the front.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Screen> {
        std::iter::once(&self.bottom).chain(&self.rest)
    }

    pub(in crate::app) fn iter_mut(&mut self) -> impl DoubleEndedIterator<Item = &mut Screen> {
        std::iter::once(&mut self.bottom).chain(&mut self.rest)
    }

    /// Puts it in front of all.
    pub(in crate::app) fn push(&mut self, screen: impl Into<Screen>) {
        self.rest.push(screen.into());
    }

    /// Takes the one in front away; the list of users stays.
    pub(in crate::app) fn pop(&mut self) -> Option<Screen> {
        self.rest.pop()
    }

    /// Leaves the list of users.
    pub(in crate::app) fn clear(&mut self) {
        self.rest.clear();
    }

    pub(in crate::app) fn retain(&mut self, keeps: impl FnMut(&Screen) -> bool) {
        self.rest.retain(keeps);
    }
}

/// By its fields, so that the screens can be changed beside it.
macro_rules! world {
    ($model:ident) => {
        World {
            people: &$model.people,
            changes: &$model.changes,
            journal: $model.journal.last().map(AsRef::as_ref),
            profiles: &$model.profiles,
            at_work: &$model.profile.name,
            requests: &$model.requests,
            notices: &$model.notices,
            now: $model.now,
        }
    };
}

impl Screen {
    /// Whether it shows the same as that one.
    fn replaces(&self, other: &Self) -> bool {
        std::mem::discriminant(self) == std::mem::discriminant(other) && self.is(other)
    }
}

impl Model {
    /// The screen in front.
    pub fn screen(&self) -> &Screen {
        self.screens.front()
    }

    /// The screen that is acted on: the one in front, or the one the help is about.
    pub fn subject(&self) -> &Screen {
        let mut screens = self.screens.iter().rev();
        let beneath = screens.find(|screen| HelpScreen::of(screen).is_none());
        beneath.unwrap_or_else(|| self.screen())
    }

    /// The screen in front, where it is of that type.
    pub fn showing<T: Shown>(&self) -> Option<&T> {
        T::of(self.screen())
    }

    pub(in crate::app) fn showing_mut<T: Shown>(&mut self) -> Option<&mut T> {
        T::of_mut(self.screens.front_mut())
    }

    /// The screens of that type, the one in front first.
    pub fn all<T: Shown + 'static>(&self) -> impl Iterator<Item = &T> {
        self.screens.iter().rev().filter_map(T::of)
    }

    /// The screens, to be changed, and what of the model their rows are made of.
    pub(in crate::app) fn parted(&mut self) -> (&mut Stack, World<'_>) {
        (&mut self.screens, world!(self))
    }

    /// What of the model the rows of lists are made of.
    pub(in crate::app) fn world(&self) -> World<'_> {
        world!(self)
    }

    /// Puts it in front, unless it is there; the same one further down goes.
    pub(in crate::app) fn show(&mut self, screen: impl Into<Screen>) {
        let screen = screen.into();
        if !screen.replaces(self.screen()) {
            self.show_anew(screen);
        }
    }

    /// Puts it in front as it is; the same one goes, wherever it stands.
    pub(in crate::app) fn show_anew(&mut self, screen: impl Into<Screen>) {
        let screen = screen.into();
        self.screens.retain(|other| !screen.replaces(other) && !screen.has(other));
        self.screens.push(screen);
        self.fit();
    }

    /// The same, filtered by these words.
    pub(in crate::app) fn show_filtered(&mut self, screen: impl Into<Screen>, words: &str) {
        if words.is_empty() {
            return self.show(screen);
        }
        self.show_anew(screen);
        if let Some(filter) = self.screens.front_mut().filter_mut() {
            filter.set(words);
        }
        self.refilter();
    }

    /// Puts it in front, with the cursor on the row of that id.
    pub(in crate::app) fn show_at(&mut self, screen: impl Into<Screen>, id: &str) {
        self.show(screen);
        if let Some(front) = self.front_mut()
            && let Some(row) = front.source.row_of(id)
        {
            front.table.go_to_row(row, &*front.source);
        }
    }

    /// Goes where a row leads.
    pub(in crate::app) fn follow(&mut self, lead: Lead) {
        match lead {
            Lead::Person(person) => self.show_anew(user::UserScreen::new(person)),
            Lead::Members(team) => self.show(members::MembersScreen::new(self, team)),
            Lead::Key(key) => self.show_at(keys::KeysScreen::new(self, keys::Of::All), &key.raw()),
            Lead::Team(team) => self.show_at(teams::TeamsScreen::new(self), team.raw()),
            Lead::Page(row) => self.screens.push(budgets::page::PurseScreen::new(row)),
        }
    }

    /// The filter of the list in front has other words.
    pub(in crate::app) fn refilter(&mut self) {
        let (screens, world) = self.parted();
        screens.front_mut().refilter(world);
    }

    /// There was a reading, or an answer came, or a minute passed: cursors and marks stay on their
    /// ids.
    pub(in crate::app) fn renew_lists(&mut self) {
        let (screens, world) = self.parted();
        screens.iter_mut().for_each(|screen| screen.renew(world));
    }

    /// Another minute may hide a row or show it: of what is filtered by its state.
    pub(in crate::app) fn look_again(&mut self) {
        let (screens, world) = self.parted();
        let front = screens.front_mut();
        if front.filter().is_some_and(|filter| !filter.is_empty()) {
            front.renew(world);
        }
    }
}

/// Back to the screen beneath.
pub(in crate::app) fn leave(model: &mut Model) {
    if let Some(plan) = model.screens.pop().and_then(PlanScreen::into_this) {
        model.planning.leave(plan);
    }
}

/// The same, as what *back* does.
pub(in crate::app) fn leave_front(model: &mut Model) -> Vec<Effect> {
    leave(model);
    Vec::new()
}
