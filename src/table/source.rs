//! What a table is of: rows by number, each with an id and something in each column.

use super::cell::{Cell, Lens};
use super::column::{Column, nth};
use crate::domain::order::Rank;
use crate::domain::{Limit, Text, Usd};
use crate::table::Tone;

/// Who a row is, the same from one reading to the next.
pub type RowId = Text;

/// What a row adds to the sums in the foot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Amounts {
    /// The spend, where it is known.
    pub spend: Option<Usd>,
    /// The budget.
    pub budget: Limit,
}

/// The rows of one list, as its own file knows them.
pub trait Rows {
    /// Its columns.
    type Column: Column;

    /// How many rows; they are numbered from zero.
    fn count(&self) -> usize;

    /// Who a row is.
    fn id(&self, row: u32) -> Option<RowId>;

    /// The row of that id. Lists of many rows know better than to look at each.
    fn row_of(&self, id: &str) -> Option<u32> {
        let mut rows = 0..u32::try_from(self.count()).unwrap_or(u32::MAX);
        rows.find(|row| self.id(*row).is_some_and(|own| own.raw() == id))
    }

    /// What the row is sorted by in this column.
    fn rank(&self, row: u32, column: Self::Column) -> Rank<'_>;

    /// What stands there.
    fn cell(&self, row: u32, column: Self::Column, lens: &Lens) -> Cell;

    /// Whether the filter in force shows it.
    fn shows(&self, _row: u32) -> bool {
        true
    }

    /// What it adds to the sums, in lists of money.
    fn amounts(&self, _row: u32) -> Option<Amounts> {
        None
    }

    /// Whether it is out of use, and drawn so.
    fn is_dim(&self, _row: u32) -> bool {
        false
    }

    /// A glyph beside the mark: which row is at work, what has changed.
    fn sign(&self, _row: u32, _lens: &Lens) -> Option<(&'static str, Tone)> {
        None
    }

    /// Whether who is missing is gone: only then a mark is forgotten.
    fn is_complete(&self) -> bool {
        true
    }
}

/// The rows of any list, with the columns by number: what [`super::Table`] and drawing work on.
#[expect(missing_docs, reason = "each is `Rows`' own, of the column of that number")]
pub trait Source {
    fn len(&self) -> usize;
    fn is_empty(&self) -> bool {
        self.len() == 0
    }
    fn id(&self, row: u32) -> Option<RowId>;
    fn row_of(&self, id: &str) -> Option<u32>;
    fn rank(&self, row: u32, column: u8) -> Rank<'_>;
    fn cell(&self, row: u32, column: u8, lens: &Lens) -> Cell;
    fn shows(&self, row: u32) -> bool;
    /// Those of `rows` that the filter shows, in their order.
    fn shown(&self, rows: &[u32]) -> Vec<u32>;
    fn amounts(&self, row: u32) -> Option<Amounts>;
    fn is_dim(&self, row: u32) -> bool;
    fn sign(&self, row: u32, lens: &Lens) -> Option<(&'static str, Tone)>;
    fn is_complete(&self) -> bool;
}

impl<R: Rows> Source for R {
    fn len(&self) -> usize {
        self.count()
    }

    fn id(&self, row: u32) -> Option<RowId> {
        Rows::id(self, row)
    }

    fn row_of(&self, id: &str) -> Option<u32> {
        Rows::row_of(self, id)
    }

    fn rank(&self, row: u32, column: u8) -> Rank<'_> {
        nth(column).map_or(Rank::Missing, |column| Rows::rank(self, row, column))
    }

    fn cell(&self, row: u32, column: u8, lens: &Lens) -> Cell {
        nth(column).map_or(Cell::Nothing, |column| Rows::cell(self, row, column, lens))
    }

    fn shows(&self, row: u32) -> bool {
        Rows::shows(self, row)
    }

    fn shown(&self, rows: &[u32]) -> Vec<u32> {
        rows.iter().copied().filter(|row| Rows::shows(self, *row)).collect()
    }

    fn amounts(&self, row: u32) -> Option<Amounts> {
        Rows::amounts(self, row)
    }

    fn is_dim(&self, row: u32) -> bool {
        Rows::is_dim(self, row)
    }

    fn sign(&self, row: u32, lens: &Lens) -> Option<(&'static str, Tone)> {
        Rows::sign(self, row, lens)
    }

    fn is_complete(&self) -> bool {
        Rows::is_complete(self)
    }
}
