//! The list of users: what is shown of a roster, in which order, and what is marked.
//!
//! Cursor and marks belong to people, not to rows: a new reading moves neither, and the row under
//! the cursor stays where it is on the screen.

use std::collections::HashSet;
use std::sync::Arc;

use jiff::Timestamp;

use super::Action;
use super::list::ListState;
use crate::domain::{BudgetState, Usd};
use crate::roster::query::Matches;
use crate::roster::{Direction, Order, PersonId, PersonRef, Query, Roster, SortKey, SyncStatus};

/// A roster as the operator looks at it.
#[derive(Debug)]
pub struct People {
    roster: Arc<Roster>,
    order: Order,
    query: Query,
    matches: Matches,
    /// The moment of the counts, and for which the query is answered.
    as_of: Timestamp,
    /// Everybody, in order; so that typing a query sorts nothing.
    sorted: Vec<u32>,
    shown: Vec<u32>,
    list: ListState,
    marks: HashSet<PersonId>,
    hidden_marks: usize,
    counts: Counts,
    spend: Usd,
    height: usize,
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
    pub fn new(roster: Arc<Roster>, now: Timestamp, height: usize) -> Self {
        let mut people = Self {
            order: Order::by(SortKey::default()),
            query: Query::default(),
            matches: Matches::default(),
            as_of: now,
            sorted: Vec::new(),
            shown: Vec::new(),
            list: ListState::default(),
            marks: HashSet::new(),
            hidden_marks: 0,
            counts: Counts::default(),
            spend: Usd::ZERO,
            height,
            roster,
        };
        people.count(now);
        people.resort();
        people.list = ListState::default();
        people
    }

    /// The roster shown.
    pub fn roster(&self) -> &Arc<Roster> {
        &self.roster
    }

    /// The order they stand in.
    pub fn order(&self) -> Order {
        self.order
    }

    /// The query in force.
    pub fn query(&self) -> &Query {
        &self.query
    }

    /// Indices of the roster, in the order of the screen.
    pub fn shown(&self) -> &[u32] {
        &self.shown
    }

    /// The sum of the spend of those shown.
    pub fn spend(&self) -> Usd {
        self.spend
    }

    /// Over everybody, shown or not.
    pub fn counts(&self) -> Counts {
        self.counts
    }

    /// Cursor and window.
    pub fn list(&self) -> ListState {
        self.list
    }

    /// Who is under the cursor.
    pub fn selected(&self) -> Option<PersonRef<'_>> {
        self.shown.get(self.list.cursor).and_then(|&index| self.roster.get(index))
    }

    /// Whether this one is marked.
    pub fn is_marked(&self, id: &PersonId) -> bool {
        self.marks.contains(id)
    }

    /// How many are marked, and how many of these the query hides.
    pub fn marked(&self) -> (usize, usize) {
        (self.marks.len(), self.hidden_marks)
    }

    /// Whom a verb acts on: the marked, else the one under the cursor.
    pub fn targets(&self) -> Vec<u32> {
        if self.marks.is_empty() {
            return self.shown.get(self.list.cursor).copied().into_iter().collect();
        }
        let marked = |index: &u32| self.roster.get(*index).is_some_and(|p| self.is_marked(p.id()));
        self.sorted.iter().copied().filter(marked).collect()
    }

    /// Takes a new reading.
    pub fn replace(&mut self, roster: Arc<Roster>, now: Timestamp) {
        let selected = self.selected().map(|person| person.id().clone());
        let screen_row = self.list.cursor.saturating_sub(self.list.offset);
        self.roster = roster;
        // Whoever is missing from an incomplete listing may come back, and stays marked.
        if self.roster.is_complete() {
            let roster = &self.roster;
            self.marks.retain(|id| roster.index_of(id).is_some());
        }
        self.count(now);
        self.sort();
        self.refilter();
        if let Some(row) = selected.as_ref().and_then(|id| self.row_of(id)) {
            self.list.cursor = row;
            self.list.offset = row.saturating_sub(screen_row);
        }
        self.list.fit(self.shown.len(), self.height);
    }

    /// Fits the window to a screen of so many rows.
    pub fn resize(&mut self, height: usize) {
        self.height = height;
        self.list.fit(self.shown.len(), height);
    }

    /// Scrolls by so many lines.
    pub fn wheel(&mut self, lines: isize) {
        self.list.wheel(lines, self.shown.len(), self.height);
    }

    /// Moves the cursor.
    pub fn travel(&mut self, action: Action) {
        self.list.travel(action, self.shown.len(), self.height);
    }

    /// Shows whom the query matches; the cursor stays on its person where they are still shown.
    pub fn set_query(&mut self, query: Query, now: Timestamp) {
        let selected = self.selected().map(|person| person.id().clone());
        self.as_of = now;
        // One more letter typed: whoever is to be shown is shown already.
        let among = query.narrows(&self.query).then(|| std::mem::take(&mut self.matches));
        self.query = query;
        self.matches = self.query.ask(&self.roster, now, among.as_ref());
        self.show();
        self.list = ListState::default();
        self.follow(selected.as_ref());
    }

    /// Sorts by the next key, in the direction usual for it.
    pub fn next_sort(&mut self) {
        use strum::IntoEnumIterator;
        let mut keys = SortKey::iter().cycle().skip_while(|key| *key != self.order.key);
        self.order = Order::by(keys.nth(1).unwrap_or_default());
        self.resort();
    }

    /// Sorts the other way round.
    pub fn reverse_sort(&mut self) {
        self.order = self.order.reversed();
        self.resort();
    }

    /// Sorts so.
    pub fn set_order(&mut self, order: Order) {
        self.order = order;
        self.resort();
    }

    /// Puts the cursor on this person, if they are shown.
    pub fn select(&mut self, id: &PersonId) {
        self.follow(Some(id));
    }

    /// Marks or unmarks the one under the cursor, and moves on.
    pub fn toggle_mark(&mut self) {
        let Some(id) = self.selected().map(|person| person.id().clone()) else { return };
        if !self.marks.remove(&id) {
            self.marks.insert(id);
        }
        self.travel(Action::Down);
    }

    /// Marks everybody shown; unmarks them where all are marked already.
    pub fn toggle_all(&mut self) {
        let ids: Vec<PersonId> = self
            .shown
            .iter()
            .filter_map(|&index| self.roster.get(index))
            .map(|person| person.id().clone())
            .collect();
        if ids.iter().all(|id| self.marks.contains(id)) {
            for id in &ids {
                self.marks.remove(id);
            }
        } else {
            self.marks.extend(ids);
        }
    }

    /// Unmarks everybody.
    pub fn clear_marks(&mut self) {
        self.marks.clear();
        self.hidden_marks = 0;
    }

    /// Counts again, and asks the query again: whether a reset is due depends on the time.
    pub fn recount(&mut self, now: Timestamp) {
        self.count(now);
        if self.query.depends_on_time() {
            let selected = self.selected().map(|person| person.id().clone());
            self.refilter();
            self.follow(selected.as_ref());
        }
    }

    fn count(&mut self, now: Timestamp) {
        self.as_of = now;
        let mut counts = Counts::default();
        for person in self.roster.people() {
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
        self.counts = counts;
    }

    fn row_of(&self, id: &PersonId) -> Option<usize> {
        let index = self.roster.index_of(id)?;
        self.shown.iter().position(|&shown| shown == index)
    }

    fn follow(&mut self, selected: Option<&PersonId>) {
        if let Some(row) = selected.and_then(|id| self.row_of(id)) {
            self.list.cursor = row;
        }
        self.list.fit(self.shown.len(), self.height);
    }

    /// After a change of order: to the top, where what was asked for stands.
    fn resort(&mut self) {
        self.sort();
        self.refilter();
        self.list = ListState::default();
    }

    fn sort(&mut self) {
        self.sorted = (0..u32::try_from(self.roster.len()).unwrap_or(u32::MAX)).collect();
        self.order.sort(&self.roster, &mut self.sorted);
    }

    fn refilter(&mut self) {
        self.matches = self.query.ask(&self.roster, self.as_of, None);
        self.show();
    }

    /// Shows those whom the query matches.
    fn show(&mut self) {
        let (roster, matches) = (&self.roster, &self.matches);
        self.shown = if self.query.is_empty() {
            self.sorted.clone()
        } else {
            self.sorted.iter().copied().filter(|&index| matches.has(index)).collect()
        };
        let people = matches.indices().filter_map(|index| roster.get(index));
        self.spend = people.filter_map(PersonRef::spend).sum();
        let is_hidden = |id: &&PersonId| roster.index_of(id).is_none_or(|i| !matches.has(i));
        self.hidden_marks = self.marks.iter().filter(is_hidden).count();
    }
}

/// The arrow of a direction in a column head.
pub fn arrow(direction: Direction) -> (&'static str, &'static str) {
    match direction {
        Direction::Ascending => ("▲", "^"),
        Direction::Descending => ("▼", "v"),
    }
}
