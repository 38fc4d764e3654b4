//! The state of any list: its rows in their order, the cursor, what is scrolled away, the marks,
//! the columns.
//!
//! A list is an enum of its columns ([`Column`]) and something that knows the rows ([`Rows`]);
//! the rest is here, once. A [`Table`] owns no row: it holds their numbers in the order of the
//! screen, and ids for what must stay where it is, so that a new reading moves neither cursor nor
//! marks nor window. Whoever changes the rows says so ([`Table::outdate`], [`Table::refresh`]);
//! every operation takes the rows as a [`Source`].

pub mod cell;
pub mod column;
pub mod fit;
mod follow;
pub mod laid;
pub mod layout;
pub mod list;
pub mod marks;
pub mod money;
pub mod source;
pub mod times;
pub mod tone;

pub use cell::{Bar, Cell, Lens};
pub use column::{Align, Column, Spec};
pub use fit::{Fitted, Placed};
pub use laid::Laid;
pub use layout::{Layout, SortWordsError};
pub use list::{ListState, Travel};
pub use marks::{Marks, Sums};
pub use money::{Money, Purse};
pub use source::{Amounts, RowId, Rows, Source};
pub use times::Times;
pub use tone::Tone;

use crate::domain::order::Direction;

/// The columns of a terminal before the first column: cursor, mark, sign.
pub const MARGIN: u16 = 3;

/// The state of one list.
#[derive(Clone, Debug)]
pub struct Table {
    name: &'static str,
    specs: Box<[Spec]>,
    /// All columns in their order, and whether each is shown.
    columns: Vec<(u8, bool)>,
    /// By what it is sorted, the first first; by nothing, rows stand as the source has them.
    order: Vec<(u8, Direction)>,
    usual_order: Vec<(u8, Direction)>,
    /// All rows in order, so that a filter sorts nothing.
    sorted: Vec<u32>,
    rows: Vec<u32>,
    list: ListState,
    /// How far it is scrolled sideways: from one on, one column less is scrolled past.
    left: usize,
    height: usize,
    /// The row under the cursor, and the first of the window, as of the last operation.
    at: Option<RowId>,
    top: Option<RowId>,
    marks: Marks,
    sums: Sums,
    is_outdated: bool,
    /// Whether rows come at the source's end while one looks.
    grows: bool,
    /// Whether the cursor is to go with the newest of them.
    follows: bool,
}

impl Table {
    /// An empty list of those columns, sorted as given.
    pub fn new<C: Column>(order: &[(C, Direction)]) -> Self {
        let specs: Box<[Spec]> = C::iter().map(Column::spec).collect();
        let order: Vec<(u8, Direction)> =
            order.iter().map(|(column, direction)| (column::index(*column), *direction)).collect();
        let mut table = Self {
            name: C::LIST,
            specs,
            columns: Vec::new(),
            usual_order: order,
            order: Vec::new(),
            sorted: Vec::new(),
            rows: Vec::new(),
            list: ListState::default(),
            left: 0,
            height: 1,
            at: None,
            top: None,
            marks: Marks::default(),
            sums: Sums::default(),
            is_outdated: true,
            grows: C::GROWS,
            follows: C::GROWS,
        };
        table.set_built_in();
        table
    }

    /// The name of the list, in a saved layout.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// What a column is like.
    pub fn spec(&self, column: u8) -> Option<&Spec> {
        self.specs.get(usize::from(column))
    }

    /// Rows of the source, in the order of the screen.
    pub fn rows(&self) -> &[u32] {
        &self.rows
    }

    /// All rows of the source in order, shown or not.
    pub fn sorted(&self) -> &[u32] {
        &self.sorted
    }

    /// Cursor and window, in places of [`Table::rows`].
    pub fn list(&self) -> ListState {
        self.list
    }

    /// How many rows the screen has for it.
    pub fn height(&self) -> usize {
        self.height
    }

    /// The places of [`Table::rows`] that are on the screen.
    pub fn window(&self) -> std::ops::Range<usize> {
        self.list().window(self.rows().len(), self.height())
    }

    /// The source's row under the cursor.
    pub fn selected(&self) -> Option<u32> {
        self.rows.get(self.list.cursor).copied()
    }

    /// The sums over the rows shown.
    pub fn sums(&self) -> Sums {
        self.sums
    }

    /// By what it is sorted.
    pub fn order(&self) -> &[(u8, Direction)] {
        &self.order
    }

    /// The rows are no longer what they were: the next [`Table::fit`] takes them anew.
    pub fn outdate(&mut self) {
        self.is_outdated = true;
    }

    /// Fits the window to so many rows of the screen, and takes outdated rows anew.
    pub fn fit(&mut self, source: &dyn Source, height: usize) {
        self.height = height;
        if self.is_outdated || self.sorted.len() != source.len() {
            self.refresh(source);
        } else {
            self.settle(source);
        }
    }

    /// Takes the rows anew. Cursor, window, marks and range stay on their ids; a cursor that follows
    /// goes to the newest.
    pub fn refresh(&mut self, source: &dyn Source) {
        self.take(Laid::out(&self.order, source), source);
    }

    /// [`Table::refresh`] with rows that were laid out before.
    pub fn take(&mut self, laid: Laid, source: &dyn Source) {
        if laid.order != self.order || laid.sorted.len() != source.len() {
            return self.refresh(source);
        }
        self.is_outdated = false;
        (self.sorted, self.rows, self.sums) = (laid.sorted, laid.rows, laid.sums);
        let line = self.list.cursor.saturating_sub(self.list.offset);
        let place = |id: &Option<RowId>| id.as_ref().and_then(|id| self.place_of(source, id.raw()));
        if let Some(newest) = self.newest().filter(|_| self.follows) {
            self.list.cursor = newest;
        } else if let Some(cursor) = place(&self.at) {
            self.list = ListState { cursor, offset: cursor.saturating_sub(line) };
        } else if let Some(top) = place(&self.top) {
            self.list = ListState { cursor: top + line, offset: top };
        }
        self.marks.forget_gone(source);
        self.remember(source);
    }

    /// Filters anew: the cursor stays on its row where that is still shown, else goes to the top;
    /// one that follows goes to the newest that is shown.
    pub fn refilter(&mut self, source: &dyn Source) {
        self.rows = source.shown(&self.sorted);
        let newest = self.newest().filter(|_| self.follows);
        let at = || self.at.as_ref().and_then(|id| self.place_of(source, id.raw()));
        let place = newest.or_else(at);
        self.list = ListState { cursor: place.unwrap_or(0), offset: 0 };
        self.recount(source);
    }

    /// Moves the cursor; with a range begun, its end.
    pub fn travel(&mut self, by: Travel, source: &dyn Source) {
        self.list.travel(by, self.rows.len(), self.height);
        self.settle(source);
        self.follow_from_here();
    }

    /// Scrolls by so many lines; the cursor goes along only where it would leave the screen.
    pub fn wheel(&mut self, lines: isize, source: &dyn Source) {
        self.list.wheel(lines, self.rows.len(), self.height);
        self.settle(source);
        self.follow_from_here();
    }

    /// Puts the cursor on a place of [`Table::rows`], or on the last row.
    pub fn go_to(&mut self, place: usize, source: &dyn Source) {
        self.list.cursor = place;
        self.settle(source);
        self.follow_from_here();
    }

    /// Puts the cursor on a row of the source, where it is shown, to stay there.
    pub fn go_to_row(&mut self, row: u32, source: &dyn Source) {
        if let Some(place) = self.rows.iter().position(|shown| *shown == row) {
            self.go_to(place, source);
            self.follows = false;
        }
    }

    /// Sorts by the shown column after the one it is sorted by; the second key stays.
    pub fn next_sort(&mut self, source: &dyn Source) {
        let columns: Vec<u8> = self.sorting_columns().collect();
        let now = self.order.first().map(|(column, _)| *column);
        let at = now.and_then(|now| columns.iter().position(|column| *column == now));
        let next = at.map_or(0, |at| at + 1);
        if let Some(column) = columns.get(next % columns.len().max(1)) {
            self.sort_first(*column, source);
        }
    }

    /// Sorts by this column; where it is sorted by it already, the other way round.
    pub fn sort_by(&mut self, column: u8, source: &dyn Source) {
        let column = self.sorts_as(column);
        match self.order.first_mut() {
            Some((first, direction)) if *first == column => {
                *direction = direction.reversed();
                self.resort(source);
            }
            _ => self.sort_first(column, source),
        }
    }

    /// Makes this column the second key; where it is that already, turns it round, and where it
    /// is the first, takes the second away.
    pub fn sort_second_by(&mut self, column: u8, source: &dyn Source) {
        let column = self.sorts_as(column);
        let usual = self.usual_direction(column);
        match self.order.as_mut_slice() {
            [] => self.order.push((column, usual)),
            [(first, _), ..] if *first == column => self.order.truncate(1),
            [_, (second, direction), ..] if *second == column => *direction = direction.reversed(),
            _ => {
                self.order.truncate(1);
                self.order.push((column, usual));
            }
        }
        self.resort(source);
    }

    /// Sorts the other way round by the first key.
    pub fn reverse_sort(&mut self, source: &dyn Source) {
        if let Some((_, direction)) = self.order.first_mut() {
            *direction = direction.reversed();
            self.resort(source);
        }
    }

    fn sort_first(&mut self, column: u8, source: &dyn Source) {
        let second = self.order.get(1).copied().filter(|(second, _)| *second != column);
        self.order = vec![(column, self.usual_direction(column))];
        self.order.extend(second);
        self.resort(source);
    }

    /// After a change of order: to the top, where what was asked for stands, or to the newest.
    fn resort(&mut self, source: &dyn Source) {
        self.sorted = laid::sorted(&self.order, source);
        self.rows = source.shown(&self.sorted);
        self.list = ListState { cursor: self.newest().unwrap_or(0), offset: 0 };
        self.marks.give_up_range();
        self.settle(source);
        self.follow_from_here();
    }

    fn recount(&mut self, source: &dyn Source) {
        self.sums = laid::sums(source);
        self.remember(source);
    }

    /// After the rows shown are other ones: which marks they hide, and where the cursor is.
    fn remember(&mut self, source: &dyn Source) {
        self.marks.recount(source, &self.rows);
        self.settle(source);
    }

    /// Keeps the cursor on a row and on the screen, and remembers by id where it is.
    fn settle(&mut self, source: &dyn Source) {
        self.list.fit(self.rows.len(), self.height);
        let id = |place: usize| self.rows.get(place).and_then(|row| source.id(*row));
        let (at, top) = (id(self.list.cursor), id(self.list.offset));
        (self.at, self.top) = (at, top);
    }

    fn place_of(&self, source: &dyn Source, id: &str) -> Option<usize> {
        let row = source.row_of(id)?;
        self.rows.iter().position(|shown| *shown == row)
    }

    /// The shown columns that say something of their own when one sorts by them.
    fn sorting_columns(&self) -> impl Iterator<Item = u8> + '_ {
        self.shown_columns().filter(|column| self.sorts_as(*column) == *column)
    }

    fn sorts_as(&self, column: u8) -> u8 {
        self.spec(column).and_then(|spec| spec.sorts_as).unwrap_or(column)
    }

    fn usual_direction(&self, column: u8) -> Direction {
        self.spec(column).map_or(Direction::Ascending, |spec| spec.direction)
    }
}

#[cfg(test)]
mod tests;
