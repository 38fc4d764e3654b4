//! A list of records with a filter by words: cursor, order, columns and marks as in any list.

use jiff::Timestamp;

use crate::app::filter::Filter;
use crate::app::front::{Front, Seen};
use crate::domain::order::Rank;
use crate::table::{Amounts, Cell, Lens, RowId, Rows, Source, Table, Tone};

/// Rows in which words can be looked for.
pub trait Worded: Rows {
    /// Whether all words of the filter are somewhere in the row, as it is at that moment.
    fn is_held_by(&self, row: u32, filter: &Filter, now: Timestamp) -> bool;
}

/// The state of such a list.
#[derive(Debug)]
pub struct RecordList {
    table: Table,
    /// What is looked for; after it changed, [`RecordList::refilter`] looks.
    pub filter: Filter,
    /// Which rows hold it; nothing where everything is shown.
    found: Option<Box<[bool]>>,
    /// For what that was found.
    found_for: String,
}

impl RecordList {
    /// All rows.
    pub fn new(table: Table) -> Self {
        Self { table, filter: Filter::default(), found: None, found_for: String::new() }
    }

    /// The state of the table.
    pub fn table(&self) -> &Table {
        &self.table
    }

    /// The row under the cursor.
    ///
    /// # Errors
    /// There is none.
    pub fn selected(&self) -> Result<u32, String> {
        self.table.selected().ok_or_else(|| "nothing is listed".to_owned())
    }

    /// What a verb acts on: see [`Table::acted_on`].
    pub fn acted_on(&self, rows: &dyn Source) -> Vec<u32> {
        self.table.acted_on(rows)
    }

    /// The same, in the order in which they were read, however the list is sorted.
    pub fn acted_on_as_read(&self, rows: &dyn Source) -> Vec<u32> {
        let mut rows = self.acted_on(rows);
        rows.sort_unstable();
        rows
    }

    pub(in crate::app) fn table_mut(&mut self) -> &mut Table {
        &mut self.table
    }

    /// The list with its rows.
    pub fn seen<'a>(&'a self, rows: impl Rows + 'a) -> Seen<'a> {
        let found = self.found.as_deref();
        Seen { table: &self.table, source: Box::new(Filtered { rows, found }) }
    }

    /// The list with its rows, to be changed.
    pub fn front<'a>(&'a mut self, rows: impl Rows + 'a) -> Front<'a> {
        let found = self.found.as_deref();
        Front { table: &mut self.table, source: Box::new(Filtered { rows, found }) }
    }

    /// Shows the rows that hold the words of the filter.
    pub fn refilter(&mut self, rows: impl Worded, now: Timestamp) {
        // One more letter typed: what does not hold the words before does not hold these.
        let narrows = !self.found_for.is_empty() && self.filter.text().starts_with(&self.found_for);
        let among = self.found.take().filter(|_| narrows);
        self.look(&rows, among.as_deref(), now);
        let front = self.front(rows);
        front.table.refilter(&*front.source);
    }

    /// The rows are other ones, or it is another moment.
    pub fn renew(&mut self, rows: &impl Worded, now: Timestamp) {
        self.look(rows, None, now);
        self.table.outdate();
    }

    fn look(&mut self, rows: &impl Worded, among: Option<&[bool]>, now: Timestamp) {
        self.filter.text().clone_into(&mut self.found_for);
        let count = u32::try_from(rows.count()).unwrap_or(u32::MAX);
        let may = |row: u32| among.is_none_or(|among| among.get(row as usize) == Some(&true));
        let holds = |row: u32| may(row) && rows.is_held_by(row, &self.filter, now);
        self.found = (!self.filter.is_empty()).then(|| (0..count).map(holds).collect());
    }
}

/// Rows, as far as a filter shows them.
struct Filtered<'a, R> {
    rows: R,
    found: Option<&'a [bool]>,
}

impl<R: Rows> Rows for Filtered<'_, R> {
    type Column = R::Column;

    fn count(&self) -> usize {
        self.rows.count()
    }

    fn id(&self, row: u32) -> Option<RowId> {
        Rows::id(&self.rows, row)
    }

    fn row_of(&self, id: &str) -> Option<u32> {
        Rows::row_of(&self.rows, id)
    }

    fn rank(&self, row: u32, column: R::Column) -> Rank<'_> {
        Rows::rank(&self.rows, row, column)
    }

    fn cell(&self, row: u32, column: R::Column, lens: &Lens) -> Cell {
        Rows::cell(&self.rows, row, column, lens)
    }

    fn shows(&self, row: u32) -> bool {
        self.found.is_none_or(|found| found.get(row as usize) == Some(&true))
    }

    fn amounts(&self, row: u32) -> Option<Amounts> {
        Rows::amounts(&self.rows, row)
    }

    fn is_dim(&self, row: u32) -> bool {
        Rows::is_dim(&self.rows, row)
    }

    fn sign(&self, row: u32, lens: &Lens) -> Option<(&'static str, Tone)> {
        Rows::sign(&self.rows, row, lens)
    }

    fn is_complete(&self) -> bool {
        Rows::is_complete(&self.rows)
    }
}
