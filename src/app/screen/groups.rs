//! Open WebUI's groups: who is in one, the list of users says.

pub mod rows;

use super::records::{self, Saying, records};
use super::{Body, Doing, Frame, Screen, Show, Shown, World};
use crate::app::action::Context;
use crate::app::command::Verb;
use crate::app::export::Copied;
use crate::app::filter::Filter;
use crate::app::front::{Front, Seen};
use crate::app::update::{back, lists, outward, query};
use crate::app::worded::RecordList;
use crate::app::{Action, Effect, Model, Notice, Server, Target};
use crate::domain::Group;
use crate::domain::order::Direction;
use crate::roster::Roster;
use crate::roster::query::{Needle, Query, QueryField};
use crate::table::Table;
use rows::{GroupColumn, GroupRows, Tallies};

/// Where its keys are looked up: the verbs are for what the proxy keeps.
pub(super) const HEARS: &[Context] =
    &[Context::Groups, Context::Words, Context::Table, Context::List, Context::Global];

/// The screen.
#[derive(Debug)]
pub struct GroupsScreen {
    list: RecordList,
    tallies: Tallies,
}

impl GroupsScreen {
    /// By name.
    pub fn new(model: &Model) -> Self {
        let table = model.new_table(&[(GroupColumn::Name, Direction::Ascending)]);
        let tallies = Tallies::of(model.people.roster(), model.now);
        Self { list: RecordList::new(table), tallies }
    }

    /// The group under the cursor.
    fn selected<'a>(&'a self, roster: &'a Roster) -> Result<&'a Group, String> {
        let row = self.list.selected()?;
        GroupRows::new(roster, &self.tallies).get(row).ok_or_else(lists::gone)
    }

    fn reckon(&mut self, world: World<'_>) {
        self.tallies = Tallies::of(world.roster(), world.now);
    }
}

impl Show for GroupsScreen {
    records!(OpenGroup: |screen, world| GroupRows::new(world.roster(), &screen.tallies), reckon);

    fn place(&self) -> Option<Target> {
        Some(Target::List(Verb::Groups, None))
    }

    fn body(&self) -> Body<'_> {
        Body::List
    }

    fn is(&self, other: &Screen) -> bool {
        Self::of(other).is_some()
    }

    fn is_unread(&self) -> bool {
        self.tallies.is_unread()
    }

    fn frame(&self, model: &Model, _width: u16) -> Frame {
        let side = model.people.roster().webui();
        let problem = side.and_then(|side| side.groups.problem.as_deref());
        let server = Server::Webui;
        let empty = if server.is_in(model.people.roster().snapshot()) {
            "Open WebUI has no groups."
        } else {
            "There is no Open WebUI in this profile."
        };
        let empty = (empty.to_owned(), records::again(model));
        let saying = Saying { server, problem, empty, ..Saying::default() };
        records::frame(model, &self.list, saying)
    }
}

/// # Errors
/// Why no group can be opened.
pub(in crate::app) fn may_open(model: &Model) -> Result<(), String> {
    crate::app::availability::not_applying(model)?;
    chosen(model).map(drop)
}

/// # Errors
/// Why no group can be copied.
pub(in crate::app) fn may_copy(model: &Model) -> Result<(), String> {
    chosen(model).map(drop)
}

fn chosen(model: &Model) -> Result<&Group, String> {
    let screen = GroupsScreen::of(model.subject()).ok_or_else(lists::nothing)?;
    screen.selected(model.people.roster())
}

/// Shows them.
pub(in crate::app) fn show(model: &mut Model) {
    model.show(GroupsScreen::new(model));
}

/// The users in the group under the cursor.
pub(in crate::app) fn open(model: &mut Model) {
    let Ok(group) = chosen(model) else { return };
    let text = query_of(group, model.people.roster());
    back::show_users(model);
    if let Err(error) = query::apply_text(model, &text) {
        model.tell(Notice::refusal(format!("The users of the group: {error}.")));
    }
}

/// By the name, which people know; where the server has two that it means, by the id.
fn query_of(group: &Group, roster: &Roster) -> String {
    let name = Needle::new(group.name.raw());
    let groups = roster.webui().map_or(&[][..], |side| &side.groups.rows);
    let is_meant = |group: &&Group| name.is(group.name.raw()) || name.is(group.id.raw());
    let is_clear = !group.name.is_blank() && groups.iter().filter(is_meant).count() == 1;
    let word = if is_clear { group.name.raw() } else { group.id.raw() };
    Query::term(QueryField::Group, word)
}

/// Copies the group's id.
pub(in crate::app) fn copy_id(model: &mut Model) -> Vec<Effect> {
    outward::copy_rows(model, Copied::Ids)
}

/// Copies the line.
pub(in crate::app) fn copy_row(model: &mut Model) -> Vec<Effect> {
    outward::copy_rows(model, Copied::Row)
}
