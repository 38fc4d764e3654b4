//! The list of users: what is shown of a roster, in which order, and what is marked.
//!
//! Cursor and marks belong to people, not to rows: a new reading moves neither, and the row under
//! the cursor stays where it is on the screen.

pub mod columns;
pub mod ready;

use std::sync::Arc;

use jiff::Timestamp;

use super::changes::Changes;
use crate::app::front::{Front, Seen};
use crate::domain::BudgetState;
use crate::roster::query::Matches;
use crate::roster::{Facet, Order, PersonId, PersonRef, Query, Roster, SyncStatus};
use crate::table::{ListState, Table};
use columns::Persons;

/// A roster as the operator looks at it.
#[derive(Debug)]
pub struct People {
    roster: Arc<Roster>,
    query: Query,
    matches: Matches,
    /// The moment of the counts, and for which the query is answered.
    as_of: Timestamp,
    table: Table,
    counts: Counts,
}

/// The line of counts above the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Counts {
    /// At or past their budget.
    pub over: usize,
    /// Past the time at which their spend should have been set back; they may still be refused.
    pub reset_due: usize,
    /// At 80 % of it or more.
    pub near: usize,
    /// Refused by a server's hand.
    pub blocked: usize,
    /// By sync status.
    pub drifted: usize,
    /// In Open WebUI alone.
    pub only_webui: usize,
    /// At the proxy alone.
    pub only_proxy: usize,
    /// Claimed by several records.
    pub conflicts: usize,
    /// Not to be known, since a listing failed.
    pub unknown: usize,
}

impl People {
    /// The people of a roster, those nearest to their budget first.
    pub fn new(roster: Arc<Roster>, now: Timestamp) -> Self {
        let table = Table::new::<Facet>(&Order::default().0);
        let counts = count(&roster, now);
        let query = Query::default();
        let matches = query.ask(&roster, now, None);
        let mut people = Self { query, matches, as_of: now, table, counts, roster };
        people.refresh();
        people
    }

    /// The roster shown.
    pub fn roster(&self) -> &Arc<Roster> {
        &self.roster
    }

    /// The query in force.
    pub fn query(&self) -> &Query {
        &self.query
    }

    /// The state of the list.
    pub fn table(&self) -> &Table {
        &self.table
    }

    pub(super) fn table_mut(&mut self) -> &mut Table {
        &mut self.table
    }

    /// The list with its rows, and what changed of them a moment ago.
    pub fn seen<'a>(&'a self, changes: &'a Changes) -> Seen<'a> {
        let source =
            Persons { roster: &self.roster, matches: &self.matches, changes: Some(changes) };
        Seen { table: &self.table, source: Box::new(source) }
    }

    /// The list with its rows, to be changed.
    pub fn front(&mut self) -> Front<'_> {
        let source = Persons { roster: &self.roster, matches: &self.matches, changes: None };
        Front { table: &mut self.table, source: Box::new(source) }
    }

    /// Indices of the roster, in the order of the screen.
    pub fn shown(&self) -> &[u32] {
        self.table.rows()
    }

    /// Over everybody, shown or not.
    pub fn counts(&self) -> Counts {
        self.counts
    }

    /// Cursor and window.
    pub fn list(&self) -> ListState {
        self.table.list()
    }

    /// Who is under the cursor.
    pub fn selected(&self) -> Option<PersonRef<'_>> {
        self.table.selected().and_then(|index| self.roster.get(index))
    }

    /// Whether this one is marked.
    pub fn is_marked(&self, id: &PersonId) -> bool {
        self.table.marks().contains(id.raw())
    }

    /// How many are marked, and how many of these the query hides.
    pub fn marked(&self) -> (usize, usize) {
        (self.table.marks().len(), self.table.marks().hidden())
    }

    /// Whom a verb acts on: the marked, else the one under the cursor.
    pub fn targets(&self) -> Vec<u32> {
        if self.table.marks().is_empty() {
            return self.table.selected().into_iter().collect();
        }
        let marked = |index: &u32| self.roster.get(*index).is_some_and(|p| self.is_marked(p.id()));
        self.table.sorted().iter().copied().filter(marked).collect()
    }

    /// Takes a new reading.
    pub fn replace(&mut self, roster: Arc<Roster>, now: Timestamp) {
        self.roster = roster;
        self.as_of = now;
        self.counts = count(&self.roster, now);
        self.matches = self.query.ask(&self.roster, now, None);
        self.refresh();
    }

    fn refresh(&mut self) {
        let front = self.front();
        front.table.refresh(&*front.source);
    }

    /// Shows whom the query matches; the cursor stays on its person where they are still shown.
    pub fn set_query(&mut self, query: Query, now: Timestamp) {
        self.as_of = now;
        // One more letter typed: whoever is to be shown is shown already.
        let among = query.narrows(&self.query).then(|| std::mem::take(&mut self.matches));
        self.query = query;
        self.matches = self.query.ask(&self.roster, now, among.as_ref());
        let front = self.front();
        front.table.refilter(&*front.source);
    }

    /// How many a query would mark, and how many of them are shown.
    pub fn count_matches(&self, query: &Query) -> (usize, usize) {
        let matches = query.ask(&self.roster, self.as_of, None);
        let shown = self.shown().iter().filter(|row| matches.has(**row)).count();
        (matches.indices().count(), shown)
    }

    /// Marks whom a query matches, shown or not; says how many those are.
    pub fn mark_matches(&mut self, query: &Query) -> usize {
        let wanted = query.ask(&self.roster, self.as_of, None);
        let source = Persons { roster: &self.roster, matches: &self.matches, changes: None };
        self.table.mark_where(&source, |row| wanted.has(row))
    }

    /// Puts the cursor on this person, if they are shown.
    pub fn select(&mut self, id: &PersonId) {
        let Some(index) = self.roster.index_of(id) else { return };
        let front = self.front();
        front.table.go_to_row(index, &*front.source);
    }

    /// Unmarks everybody.
    pub fn clear_marks(&mut self) {
        self.table.clear_marks();
    }
}

fn count(roster: &Roster, now: Timestamp) -> Counts {
    let mut counts = Counts::default();
    for person in roster.people() {
        match person.budget_state(now) {
            Some(BudgetState::Over) => counts.over += 1,
            Some(BudgetState::ResetDue) => counts.reset_due += 1,
            Some(BudgetState::Near) => counts.near += 1,
            _ => {}
        }
        counts.blocked += usize::from(person.is_blocked());
        match person.sync() {
            SyncStatus::Drifted => counts.drifted += 1,
            SyncStatus::OnlyWebui => counts.only_webui += 1,
            SyncStatus::OnlyProxy => counts.only_proxy += 1,
            SyncStatus::Conflict => counts.conflicts += 1,
            SyncStatus::Unknown => counts.unknown += 1,
            SyncStatus::InStep | SyncStatus::Excluded => {}
        }
    }
    counts
}
