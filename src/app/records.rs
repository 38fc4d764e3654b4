//! What the proxy keeps besides users, as lists: keys, teams and their members, customers, and the
//! budgets that are none of theirs alone.

use jiff::Timestamp;

pub use super::screen::budgets::{BudgetsScreen, FoundPurses};
use super::screen::budgets::{PurseColumn, PurseRows};
use super::screen::customers::{CustomerColumn, CustomerRows};
use super::screen::keys::{KeyColumn, KeyRows};
use super::screen::members::{MemberColumn, MemberRows};
pub use super::screen::members::{Members, MembersScreen};
use super::screen::teams::{TeamColumn, TeamRows};
pub use super::table::worded::RecordList;
use super::table::{Front, front::Seen};
use super::{Model, Screen};
use crate::domain::text::harmless;
use crate::domain::{Listing, TeamId};
use crate::roster::{PersonId, PersonRef, Roster};

use super::table::Column;
use crate::domain::order::Direction;

/// Whose keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Of {
    /// Everybody's.
    All,
    /// This person's.
    Person(PersonId),
    /// This team's.
    Team(TeamId),
}

/// What is to be looked for anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Anew {
    /// The words are other ones.
    Words,
    /// The rows are, or the moment is.
    Rows,
}

impl Screen {
    /// The list of records it is, if it is one.
    pub fn records(&self) -> Option<&RecordList> {
        match self {
            Self::Keys { list, .. } | Self::Teams(list) | Self::Customers(list) => Some(list),
            Self::Members(screen) => Some(&screen.list),
            Self::Budgets(screen) => Some(&screen.list),
            _ => None,
        }
    }

    pub(super) fn records_mut(&mut self) -> Option<&mut RecordList> {
        match self {
            Self::Keys { list, .. } | Self::Teams(list) | Self::Customers(list) => Some(list),
            Self::Members(screen) => Some(&mut screen.list),
            Self::Budgets(screen) => Some(&mut screen.list),
            _ => None,
        }
    }

    /// The list with its rows.
    pub(super) fn seen_records<'a>(&'a self, roster: &'a Roster) -> Option<Seen<'a>> {
        Some(match self {
            Self::Keys { of, list } => list.seen(KeyRows::new(roster, of)),
            Self::Teams(list) => list.seen(TeamRows(roster)),
            Self::Members(screen) => screen.list.seen(MemberRows::new(roster, &screen.members)),
            Self::Customers(list) => list.seen(CustomerRows(roster)),
            Self::Budgets(screen) => screen.list.seen(PurseRows(&screen.lines)),
            _ => return None,
        })
    }

    /// The same, to be changed.
    pub(super) fn front_records<'a>(&'a mut self, roster: &'a Roster) -> Option<Front<'a>> {
        Some(match self {
            Self::Keys { of, list } => list.front(KeyRows::new(roster, of)),
            Self::Teams(list) => list.front(TeamRows(roster)),
            Self::Members(screen) => screen.list.front(MemberRows::new(roster, &screen.members)),
            Self::Customers(list) => list.front(CustomerRows(roster)),
            Self::Budgets(screen) => screen.list.front(PurseRows(&screen.lines)),
            _ => return None,
        })
    }

    fn look_anew(&mut self, roster: &Roster, now: Timestamp, anew: Anew) {
        match (self, anew) {
            (Self::Keys { of, list }, Anew::Words) => list.refilter(KeyRows::new(roster, of), now),
            (Self::Keys { of, list }, Anew::Rows) => list.renew(&KeyRows::new(roster, of), now),
            (Self::Teams(list), Anew::Words) => list.refilter(TeamRows(roster), now),
            (Self::Teams(list), Anew::Rows) => list.renew(&TeamRows(roster), now),
            (Self::Customers(list), Anew::Words) => list.refilter(CustomerRows(roster), now),
            (Self::Customers(list), Anew::Rows) => list.renew(&CustomerRows(roster), now),
            (Self::Budgets(screen), Anew::Words) => {
                screen.list.refilter(PurseRows(&screen.lines), now);
            }
            (Self::Budgets(screen), Anew::Rows) => {
                screen.reckon(roster, now);
                screen.list.renew(&PurseRows(&screen.lines), now);
            }
            (Self::Members(screen), anew) => {
                let rows = MemberRows::new(roster, &screen.members);
                match anew {
                    Anew::Words => screen.list.refilter(rows, now),
                    Anew::Rows => screen.list.renew(&rows, now),
                }
            }
            _ => {}
        }
    }
}

impl Model {
    /// The filter of the list in front has other words.
    pub(super) fn refilter(&mut self) {
        let (roster, now) = (self.people.roster(), self.now);
        match self.screens.last_mut() {
            Some(Screen::Requests(list)) => list.refilter(&self.requests),
            Some(screen) => screen.look_anew(roster, now, Anew::Words),
            None => {}
        }
    }

    /// There was a reading, or the members came, or a minute passed: cursors and marks stay on
    /// their ids.
    pub(super) fn renew_records(&mut self) {
        let (roster, now) = (self.people.roster(), self.now);
        for screen in &mut self.screens {
            screen.look_anew(roster, now, Anew::Rows);
        }
    }

    /// Another minute may hide a row or show it: of what is filtered by its state.
    pub(super) fn look_again(&mut self) {
        let is_filtered = |screen: &Screen| screen.records().is_some_and(|l| !l.filter.is_empty());
        let (roster, now) = (self.people.roster(), self.now);
        if let Some(screen) = self.screens.last_mut().filter(|screen| is_filtered(screen)) {
            screen.look_anew(roster, now, Anew::Rows);
        }
    }

    fn new_records<C: Column>(&self, column: C) -> Box<RecordList> {
        let table = self.new_table(&[(column, Direction::Descending)]);
        Box::new(RecordList::new(table))
    }

    /// The keys, those nearest to their budgets first.
    pub(super) fn new_keys(&self, of: Of) -> Screen {
        Screen::Keys { of, list: self.new_records(KeyColumn::Percent) }
    }

    /// The teams, likewise.
    pub(super) fn new_teams(&self) -> Screen {
        Screen::Teams(self.new_records(TeamColumn::Percent))
    }

    /// The customers, likewise.
    pub(super) fn new_customers(&self) -> Screen {
        Screen::Customers(self.new_records(CustomerColumn::Percent))
    }

    /// The members of that team, likewise.
    pub(super) fn new_members(&self, team: TeamId) -> Screen {
        let list = *self.new_records(MemberColumn::Percent);
        Screen::Members(Box::new(MembersScreen::new(team, list)))
    }

    /// The purses that are in no other list, by kind and name.
    pub(super) fn new_budgets(&self) -> Screen {
        let list = RecordList::new(self.new_table::<PurseColumn>(&[]));
        Screen::Budgets(Box::new(BudgetsScreen::new(list)))
    }

    /// What a team is called.
    pub fn team_name(&self, id: &TeamId) -> String {
        let roster = self.people.roster();
        let row = roster.team_row(id);
        let team = row.and_then(|row| TeamRows(roster).get(row));
        team.map_or_else(|| id.to_string(), crate::domain::Team::label)
    }

    /// Of whom the records in front are, where that is not of all: `keys of ana@example.edu`.
    /// Harmless.
    pub fn records_title(&self) -> Option<String> {
        Some(match self.screen() {
            Screen::Keys { of: Of::Person(id), .. } => {
                let person = self.people.roster().by_id(id);
                let raw = || harmless(id.raw()).into_owned();
                format!("keys of {}", person.map_or_else(raw, PersonRef::label))
            }
            Screen::Keys { of: Of::Team(id), .. } => {
                format!("keys of the team {}", self.team_name(id))
            }
            Screen::Members(screen) => format!("members of {}", self.team_name(&screen.team)),
            _ => return None,
        })
    }

    /// Why the listing in front is not whole, where it is known why.
    pub fn records_problem(&self) -> Option<&str> {
        fn problem<T>(listing: &Listing<T>) -> Option<&str> {
            listing.problem.as_deref()
        }
        let side = self.people.roster().proxy()?;
        match self.screen() {
            Screen::Keys { .. } => problem(&side.keys),
            Screen::Teams(_) => problem(&side.teams),
            Screen::Customers(_) => problem(&side.customers),
            _ => None,
        }
    }
}
