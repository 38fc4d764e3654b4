//! Teams.

pub mod rows;

use super::keys::{KeysScreen, Of};
use super::records::{self, Saying, hears, records};
use super::{Doing, Frame, Lead, Show, World};
use crate::app::action::Context;
use crate::app::command::Verb;
use crate::app::filter::Filter;
use crate::app::front::{Front, Seen};
use crate::app::update::lists;
use crate::app::verb::{Naming, Targets};
use crate::app::worded::RecordList;
use crate::app::{Action, Model, Target};
use crate::domain::TeamId;
use crate::domain::activity::Subject;
use crate::domain::order::Direction;
use crate::order::{Whom, WhomKind};
use crate::roster::subject::{self, Named};
use crate::table::Table;
pub use rows::{TeamColumn, TeamRows};

/// Where its keys are looked up.
pub(super) const HEARS: &[Context] = hears![Teams];

/// The screen.
#[derive(Debug)]
pub struct TeamsScreen {
    list: RecordList,
}

impl TeamsScreen {
    /// Those nearest to their budgets first.
    pub fn new(model: &Model) -> Self {
        let table = model.new_table(&[(TeamColumn::Percent, Direction::Descending)]);
        Self { list: RecordList::new(table) }
    }
}

impl Show for TeamsScreen {
    records!(|screen, world| TeamRows(world.roster()));

    fn place(&self) -> Option<Target> {
        Some(Target::List(Verb::Teams, None))
    }

    fn frame(&self, model: &Model, _width: u16) -> Frame {
        let side = model.people.roster().proxy();
        let problem = side.and_then(|side| side.teams.problem.as_deref());
        let empty = ("The proxy has no teams.".to_owned(), records::again(model));
        records::frame(model, &self.list, Saying { problem, empty, ..Saying::default() })
    }

    fn called(&self, action: Action) -> Option<&'static str> {
        (action == Action::OpenRecord).then_some("members")
    }

    fn kind(&self) -> Option<WhomKind> {
        Some(WhomKind::Teams)
    }

    fn aimed(&self, model: &Model) -> Option<Targets> {
        let all = TeamRows(model.people.roster());
        let rows = self.list.acted_on_as_read(&all);
        let mut naming = Naming::default();
        let teams = rows.into_iter().filter_map(|row| all.get(row));
        let teams = teams
            .inspect(|team| naming.name(&format!("team {}", team.label()), team.id.raw()))
            .map(|team| team.id.clone());
        let whom = Whom::Teams(teams.collect());
        Some(naming.targets(whom, self.list.table()))
    }

    fn lead(&self, model: &Model) -> Result<Lead, String> {
        let team = TeamRows(model.people.roster()).get(self.list.selected()?);
        team.map(|team| Lead::Members(team.id.clone())).ok_or_else(lists::gone)
    }

    fn spender(&self, model: &Model) -> Result<Named, String> {
        let roster = model.people.roster();
        let team = TeamRows(roster).get(self.list.selected()?);
        let subject = team.map(|team| Subject::Team(team.id.clone()));
        subject.and_then(|subject| subject::named(roster, &subject)).ok_or_else(lists::nothing)
    }
}

impl Model {
    /// What a team is called.
    pub fn team_name(&self, id: &TeamId) -> String {
        let roster = self.people.roster();
        let row = roster.team_row(id);
        let team = row.and_then(|row| TeamRows(roster).get(row));
        team.map_or_else(|| id.to_string(), crate::domain::Team::label)
    }
}

/// Shows them.
pub(in crate::app) fn show(model: &mut Model) {
    model.show(TeamsScreen::new(model));
}

/// Shows the keys of the team under the cursor.
pub(in crate::app) fn show_keys(model: &mut Model) {
    if let Ok(Lead::Members(team)) = model.screen().lead(model) {
        model.show(KeysScreen::new(model, Of::Team(team)));
    }
}
