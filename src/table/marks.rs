//! Marks: rows that a verb is to act on, by id, so that they outlive every filter and reading.

use std::collections::HashSet;
use std::ops::RangeInclusive;

use super::source::{Amounts, RowId, Source};
use super::{Table, Travel};
use crate::domain::{Limit, Usd};

/// What rows come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Sums {
    /// How many of them have amounts.
    pub rows: usize,
    /// What they have spent, as far as it is known.
    pub spend: Usd,
    /// Their budgets, of those that have one.
    pub budget: Usd,
    /// How many have no limit.
    pub unlimited: usize,
}

impl Sums {
    pub(super) fn of(source: &dyn Source, rows: impl Iterator<Item = u32>) -> Self {
        let mut sums = Self::default();
        for amounts in rows.filter_map(|row| source.amounts(row)) {
            sums.add(amounts);
        }
        sums
    }

    fn add(&mut self, amounts: Amounts) {
        self.rows += 1;
        self.spend = self.spend + amounts.spend.unwrap_or_default();
        match amounts.budget {
            Limit::Unlimited => self.unlimited += 1,
            Limit::Amount(budget) => self.budget = self.budget + budget,
            Limit::Unknown => {}
        }
    }

    fn take(&mut self, amounts: Amounts) {
        self.rows = self.rows.saturating_sub(1);
        self.spend = self.spend - amounts.spend.unwrap_or_default();
        match amounts.budget {
            Limit::Unlimited => self.unlimited = self.unlimited.saturating_sub(1),
            Limit::Amount(budget) => self.budget = self.budget - budget,
            Limit::Unknown => {}
        }
    }
}

/// Which rows are marked.
#[derive(Clone, Debug, Default)]
pub struct Marks {
    ids: HashSet<RowId>,
    hidden: usize,
    sums: Sums,
    /// Where a range was begun: its row, and the place of that on the screen.
    range: Option<(RowId, usize)>,
}

impl Marks {
    /// How many.
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// How many of them the filter hides.
    pub fn hidden(&self) -> usize {
        self.hidden
    }

    /// What they come to, hidden ones included.
    pub fn sums(&self) -> Sums {
        self.sums
    }

    /// Whether that row is marked.
    pub fn contains(&self, id: &str) -> bool {
        self.ids.contains(id)
    }

    /// Whether a range was begun.
    pub fn has_range(&self) -> bool {
        self.range.is_some()
    }

    /// `3 marked`, `3 marked, 1 hidden by the filter`.
    pub fn words(&self) -> Option<String> {
        let number = |n: usize| crate::domain::money::group_thousands(n as u64);
        match (self.len(), self.hidden) {
            (0, _) => None,
            (all, 0) => Some(format!("{} marked", number(all))),
            (all, hidden) => {
                Some(format!("{} marked, {} of them hidden", number(all), number(hidden)))
            }
        }
    }

    pub(super) fn give_up_range(&mut self) {
        self.range = None;
    }

    /// Forgets those that are gone; who is missing from a part of a list may come back.
    pub(super) fn forget_gone(&mut self, source: &dyn Source) {
        if source.is_complete() {
            self.ids.retain(|id| source.row_of(id.raw()).is_some());
        }
        let rows = self.ids.iter().filter_map(|id| source.row_of(id.raw()));
        self.sums = Sums::of(source, rows);
    }

    /// After a change of what is shown.
    pub(super) fn recount(&mut self, source: &dyn Source, rows: &[u32]) {
        self.hidden = if self.ids.is_empty() || rows.len() == source.len() && source.is_complete() {
            0
        } else if self.ids.len() < rows.len() {
            let is_shown =
                |id: &&RowId| source.row_of(id.raw()).is_some_and(|row| source.shows(row));
            self.ids.len() - self.ids.iter().filter(is_shown).count()
        } else {
            let is_marked = |row: &&u32| source.id(**row).is_some_and(|id| self.ids.contains(&id));
            self.ids.len() - rows.iter().filter(is_marked).count()
        };
        self.range = self.range.take().and_then(|(id, _)| {
            let row = source.row_of(id.raw())?;
            let place = rows.iter().position(|shown| *shown == row)?;
            Some((id, place))
        });
    }

    fn set(&mut self, source: &dyn Source, row: u32, is_marked: bool) {
        let Some(id) = source.id(row) else { return };
        let has_changed = if is_marked { self.ids.insert(id) } else { self.ids.remove(&id) };
        if let Some(amounts) = source.amounts(row).filter(|_| has_changed) {
            if is_marked { self.sums.add(amounts) } else { self.sums.take(amounts) }
        }
    }
}

impl Table {
    /// What a verb acts on: the marked rows in the order of the list, shown or not; else the one
    /// under the cursor.
    pub fn acted_on(&self, source: &dyn Source) -> Vec<u32> {
        if self.marks().is_empty() {
            return self.selected().into_iter().collect();
        }
        let is_marked =
            |row: &u32| source.id(*row).is_some_and(|id| self.marks().contains(id.raw()));
        self.sorted().iter().copied().filter(is_marked).collect()
    }

    /// Its marks.
    pub fn marks(&self) -> &Marks {
        &self.marks
    }

    /// Places between where a range was begun and the cursor.
    pub fn range(&self) -> Option<RangeInclusive<usize>> {
        let (_, from) = self.marks.range.as_ref()?;
        let to = self.list.cursor;
        Some(*from.min(&to)..=*from.max(&to))
    }

    /// Marks or unmarks the row under the cursor and moves on; with a range begun, marks it.
    pub fn toggle_mark(&mut self, source: &dyn Source) {
        let moves_on = !self.marks.has_range();
        self.toggle_mark_here(source);
        if moves_on {
            self.travel(Travel::Down, source);
        }
    }

    /// The same, and stays.
    pub fn toggle_mark_here(&mut self, source: &dyn Source) {
        if self.marks.has_range() {
            self.toggle_range(source);
            return;
        }
        let Some(row) = self.selected() else { return };
        let is_marked = source.id(row).is_some_and(|id| self.marks.contains(id.raw()));
        self.marks.set(source, row, !is_marked);
    }

    /// Begins a range at the cursor; with one begun, marks its rows and ends it.
    pub fn toggle_range(&mut self, source: &dyn Source) {
        let Some(range) = self.range() else {
            let id = self.selected().and_then(|row| source.id(row));
            self.marks.range = id.map(|id| (id, self.list.cursor));
            return;
        };
        self.marks.range = None;
        let rows = self.rows.get(range).unwrap_or_default();
        for &row in rows {
            self.marks.set(source, row, true);
        }
    }

    /// Gives up the range begun; says whether there was one.
    pub fn give_up_range(&mut self) -> bool {
        self.marks.range.take().is_some()
    }

    /// Marks all rows shown; unmarks them where all are marked already.
    pub fn toggle_all(&mut self, source: &dyn Source) {
        let are_marked = self.marks.len() - self.marks.hidden == self.rows.len();
        for &row in &self.rows {
            self.marks.set(source, row, !are_marked);
        }
    }

    /// Marks those shown that are not, and unmarks those that are.
    pub fn invert_marks(&mut self, source: &dyn Source) {
        for &row in &self.rows {
            let is_marked = source.id(row).is_some_and(|id| self.marks.contains(id.raw()));
            self.marks.set(source, row, !is_marked);
        }
    }

    /// Marks the rows that `matches` says, shown or not; says how many those are.
    pub fn mark_where(&mut self, source: &dyn Source, matches: impl Fn(u32) -> bool) -> usize {
        let found: Vec<u32> = self.sorted.iter().copied().filter(|row| matches(*row)).collect();
        for &row in &found {
            self.marks.set(source, row, true);
        }
        self.marks.recount(source, &self.rows);
        found.len()
    }

    /// Unmarks everything.
    pub fn clear_marks(&mut self) {
        self.marks = Marks::default();
    }
}
