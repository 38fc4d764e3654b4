//! The list of the screen in front, together with its rows: what keys, dialogs, drawing and the
//! mouse ask, whatever the screen.

use super::Model;
use crate::app::action::Context;
use crate::app::geometry::Geometry;
use crate::app::update::session::Resume;
use crate::domain::order::Direction;
use crate::table::{Column, Layout, Lens, MARGIN, SortWordsError, Source, Table};

/// A list with its rows, to be looked at.
pub struct Seen<'a> {
    /// Its state.
    pub table: &'a Table,
    /// Its rows.
    pub source: Box<dyn Source + 'a>,
}

/// A list with its rows, to be changed.
pub struct Front<'a> {
    /// Its state.
    pub table: &'a mut Table,
    /// Its rows.
    pub source: Box<dyn Source + 'a>,
}

/// What of a list stands at a place of the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hit {
    /// The head of a column, by its number in the list's enum.
    Head(u8),
    /// A row, by its place in [`Table::rows`].
    Row(usize),
}

impl Model {
    /// With what eyes rows are looked at now.
    pub fn lens(&self) -> Lens {
        Lens { now: self.now, times: self.times, is_ascii: self.look.is_ascii }
    }

    /// The list in front.
    pub fn front(&self) -> Option<Seen<'_>> {
        self.screen().list(self.world())
    }

    /// The list in front, to be changed.
    pub fn front_mut(&mut self) -> Option<Front<'_>> {
        if self.screen().contexts().contains(&Context::Users) {
            return Some(self.people.front());
        }
        let (screens, world) = self.parted();
        screens.front_mut().front(world)
    }

    /// A new list, laid out as remembered of this profile.
    pub(crate) fn new_table<C: Column>(&self, order: &[(C, Direction)]) -> Table {
        let mut table = Table::new(order);
        if let Some(layout) = self.saved.tables.get(C::LIST) {
            table.apply_layout(layout);
        }
        table
    }

    /// Lays out every list as [`Model::saved`] says: to be called when that was read from disk.
    pub fn apply_layouts(&mut self, resume: Resume) {
        let tables = self.screens.iter_mut().filter_map(|screen| screen.table_mut());
        for table in tables.chain([self.people.table_mut()]) {
            let Some(layout) = self.saved.tables.get(table.name()) else { continue };
            match resume {
                Resume::Whole => table.apply_layout(layout),
                Resume::Fresh => {
                    table.apply_layout(&Layout { order: Vec::new(), ..layout.clone() });
                }
            }
        }
        self.fit();
    }

    /// The rows of the lists other than that of users may be other ones: each takes them anew once
    /// it is in front.
    pub(crate) fn outdate_tables(&mut self) {
        let tables = self.screens.iter_mut().filter_map(|screen| screen.table_mut());
        tables.for_each(Table::outdate);
    }

    /// Remembers how the list in front is laid out.
    pub(crate) fn remember_layout(&mut self) {
        let laid_out = self.front().map(|Seen { table, .. }| (table.name(), table.to_layout()));
        let Some((name, layout)) = laid_out else { return };
        if layout == Layout::default() {
            self.saved.tables.remove(name);
        } else {
            self.saved.tables.insert(name.to_owned(), layout);
        }
    }

    /// Sorts the list in front by words: `spend -name`.
    ///
    /// # Errors
    /// There is no list in front, a word is none of its columns, or there is no word.
    pub fn sort_by_words(&mut self, words: &str) -> Result<(), SortWordsError> {
        let Some(Front { table, source }) = self.front_mut() else {
            return Err(SortWordsError::NoList);
        };
        table.sort_by_words(words, &*source)?;
        drop(source);
        self.remember_layout();
        Ok(())
    }

    /// What of the list in front stands at this column and line of the screen, both from zero.
    /// The head of the column nearest to the left answers for the blanks after it.
    pub fn hit(&self, x: u16, y: u16) -> Option<Hit> {
        let front = self.front()?;
        let area = Geometry::of(self).table(self)?;
        if y == area.head {
            let fitted = front.table.fitted(&*front.source, &self.lens(), self.size.0);
            let at = fitted.columns.iter().rev().find(|placed| placed.x <= x);
            let first = fitted.columns.first().filter(|_| x < MARGIN);
            return at.or(first).map(|placed| Hit::Head(placed.column));
        }
        let line = y.checked_sub(area.head + 1).filter(|line| *line < area.rows)?;
        let window = front.table.window();
        let place = window.start + usize::from(line);
        window.contains(&place).then_some(Hit::Row(place))
    }

    /// Does what a click there asks: the cursor goes to the row, or the list is sorted by the
    /// column, and turned where it was.
    pub fn click(&mut self, hit: Hit) {
        if let Some(Front { table, source }) = self.front_mut() {
            match hit {
                Hit::Row(place) => table.go_to(place, &*source),
                Hit::Head(column) => table.sort_by(column, &*source),
            }
        }
        self.remember_layout();
    }
}
