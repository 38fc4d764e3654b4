//! The members of one team: read when one looks at them, since no listing has them.

pub mod rows;

use std::sync::Arc;

use jiff::Timestamp;

use super::records::{self, Saying, hears, records};
use super::{Doing, Frame, Lead, Screen, Show, Shown, World};
use crate::app::action::Context;
use crate::app::command::Verb;
use crate::app::filter::Filter;
use crate::app::front::{Front, Seen};
use crate::app::update::{asking, lists};
use crate::app::verb::{Naming, Targets};
use crate::app::worded::RecordList;
use crate::app::{Action, Asking, Model, Notice, Remote, Target};
use crate::domain::activity::Subject;
use crate::domain::order::Direction;
use crate::domain::{ListedMember, TeamId};
use crate::engine::{Ask, Heard};
use crate::order::{Whom, WhomKind};
use crate::roster::PersonRef;
use crate::roster::subject::{self, Named};
use crate::table::Table;
pub use rows::{MemberColumn, MemberRows};

/// Where its keys are looked up.
pub(super) const HEARS: &[Context] = hears![];

/// The members of one team, by their ids.
pub type Members = Arc<[ListedMember]>;

/// The screen.
#[derive(Debug)]
pub struct MembersScreen {
    /// Of which team.
    pub team: TeamId,
    /// Who is in it.
    pub members: Remote<Members>,
    asking: Asking,
    list: RecordList,
}

impl MembersScreen {
    /// Before anything was read; those nearest to their budgets first.
    pub fn new(model: &Model, team: TeamId) -> Self {
        let table = model.new_table(&[(MemberColumn::Percent, Direction::Descending)]);
        let list = RecordList::new(table);
        Self { team, members: Remote::NotAsked, asking: Asking::default(), list }
    }

    fn selected(&self) -> Result<&ListedMember, String> {
        let row = self.list.selected()?;
        self.members.last().and_then(|all| all.get(row as usize)).ok_or_else(lists::gone)
    }
}

impl Show for MembersScreen {
    records!(|screen, world| MemberRows::new(world.roster(), &screen.members));

    fn place(&self) -> Option<Target> {
        Some(Target::List(Verb::Teams, None))
    }

    fn is(&self, other: &Screen) -> bool {
        Self::of(other).is_some_and(|other| other.team == self.team)
    }

    fn frame(&self, model: &Model, _width: u16) -> Frame {
        let again = format!("{} reads them again.", model.keymap.hint(Action::Refresh));
        let saying = Saying {
            unread: records::unread(model, "members", &self.members),
            is_read_here: true,
            news: records::read_again(&self.members).into_iter().collect(),
            empty: ("Nobody is in this team.".to_owned(), again),
            ..Saying::default()
        };
        records::frame(model, &self.list, saying)
    }

    fn of_whom(&self, model: &Model) -> Option<String> {
        Some(format!("members of {}", model.team_name(&self.team)))
    }

    fn is_unread(&self) -> bool {
        self.members.last().is_none()
    }

    fn called(&self, action: Action) -> Option<&'static str> {
        (action == Action::OpenRecord).then_some("user")
    }

    fn refresh(&self) -> Doing {
        asking::ask
    }

    fn kind(&self) -> Option<WhomKind> {
        Some(WhomKind::Members)
    }

    fn aimed(&self, model: &Model) -> Option<Targets> {
        let roster = model.people.roster();
        let all = MemberRows::new(roster, &self.members);
        let rows = self.list.acted_on(&all);
        let team = model.team_name(&self.team);
        let mut naming = Naming::default();
        let places = rows.into_iter().filter_map(|row| all.get(row)).map(|one| one.place.clone());
        let places = places.inspect(|place| {
            let person = roster.by_user(&place.user);
            let label = person.map_or_else(|| place.user.to_string(), PersonRef::label);
            naming.name(&format!("{label} in {team}"), place.user.raw());
        });
        let whom = Whom::Members(self.team.clone(), places.collect());
        Some(naming.targets(whom, self.list.table()))
    }

    fn lead(&self, model: &Model) -> Result<Lead, String> {
        lists::user(model.people.roster(), &self.selected()?.place.user, "user")
    }

    fn spender(&self, model: &Model) -> Result<Named, String> {
        let subject = Subject::User(self.selected()?.place.user.clone());
        subject::named(model.people.roster(), &subject).ok_or_else(lists::nothing)
    }

    fn is_due(&self) -> bool {
        self.asking.is_due(&self.members)
    }

    fn question(&self, _model: &Model) -> Result<Ask, String> {
        Ok(Ask::Members(self.team.clone()))
    }

    fn asked(&mut self, number: u64, _now: Timestamp) {
        self.asking.begin(&mut self.members, number);
    }

    fn give_up(&mut self) {
        self.asking.give_up(&mut self.members);
    }

    fn awaits(&self, number: u64) -> bool {
        self.asking.awaits(number)
    }

    fn hear(&mut self, heard: Result<Heard, String>, _world: World<'_>) -> Option<Notice> {
        let answer = heard.map(|heard| match heard {
            Heard::Members(members) => members,
            _ => Members::default(),
        });
        self.asking.end(&mut self.members, answer)
    }

    fn outdate(&mut self) {
        self.asking.outdate(&mut self.members);
    }
}
