//! Rows put in order and filtered: the part of a table's work that takes as long as there are rows,
//! so that another thread can do it before the table is told.

use super::{Source, Sums};
use crate::domain::order::{self, Direction};

/// All rows of a source as one order and its filter lay them out.
#[derive(Clone, Debug)]
pub struct Laid {
    pub(super) order: Vec<(u8, Direction)>,
    pub(super) sorted: Vec<u32>,
    pub(super) rows: Vec<u32>,
    pub(super) sums: Sums,
}

impl Laid {
    /// Lays the rows out by these columns, the first first; by none, they stand as the source has
    /// them.
    pub fn out(order: &[(u8, Direction)], source: &dyn Source) -> Self {
        let sorted = sorted(order, source);
        let rows = source.shown(&sorted);
        Self { order: order.to_vec(), sorted, rows, sums: sums(source) }
    }
}

pub(super) fn sorted(order: &[(u8, Direction)], source: &dyn Source) -> Vec<u32> {
    let mut sorted: Vec<u32> = all(source).collect();
    for &(column, direction) in order.iter().rev() {
        order::sort(&mut sorted, direction, |row| source.rank(row, column));
    }
    sorted
}

/// Of the rows shown; in the source's order, not the screen's: neighbours in memory are read
/// together.
pub(super) fn sums(source: &dyn Source) -> Sums {
    Sums::of(source, all(source).filter(|row| source.shows(*row)))
}

fn all(source: &dyn Source) -> std::ops::Range<u32> {
    0..u32::try_from(source.len()).unwrap_or(u32::MAX)
}
