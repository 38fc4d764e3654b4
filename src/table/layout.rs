//! Which columns are shown, in which order, sorted by what: chosen, remembered as plain words,
//! and taken back from them.

use serde::{Deserialize, Serialize};

use super::source::Source;
use super::{Cell, Lens, ListState, Spec, Table};
use crate::domain::order::Direction;

/// The columns of one list and its order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Layout {
    /// The columns shown, from the left; nothing for the built-in choice.
    pub columns: Option<Vec<String>>,
    /// What it is sorted by, the first first; a `-` before a name turns its usual direction.
    pub order: Vec<String>,
}

/// Why words do not sort a list.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SortWordsError {
    /// No such column.
    #[error("this list has no column '{0}'; there are {1}")]
    Unknown(String, String),
    /// The screen in front is a page.
    #[error("there is no list on this screen")]
    NoList,
    /// No word at all.
    #[error("there is nothing to sort by; write a column or two, like {0}")]
    Nothing(String),
}

impl Table {
    /// The columns shown, from the left.
    pub fn shown_columns(&self) -> impl Iterator<Item = u8> + '_ {
        self.columns.iter().filter(|(_, is_shown)| *is_shown).map(|(column, _)| *column)
    }

    /// All columns in their order, and whether each is shown.
    pub fn columns(&self) -> &[(u8, bool)] {
        &self.columns
    }

    /// The shown columns of a row, with tabs between, as far as they are words.
    pub fn line(&self, source: &dyn Source, row: u32, lens: &Lens) -> String {
        let cells = self.shown_columns().map(|column| source.cell(row, column, lens));
        let words = cells.filter(|cell| !matches!(cell, Cell::Bar(..))).map(Cell::into_words);
        words.collect::<Vec<_>>().join("\t")
    }

    /// Shows a column or hides it; the last one shown stays.
    pub fn toggle_column(&mut self, place: usize) {
        let shown = self.shown_columns().count();
        if let Some((_, is_shown)) = self.columns.get_mut(place) {
            *is_shown = !*is_shown || shown == 1;
        }
        self.left = 0;
    }

    /// Moves a column by one place; says where it is now.
    pub fn move_column(&mut self, place: usize, to_right: bool) -> usize {
        let other = if to_right { place + 1 } else { place.saturating_sub(1) };
        if place >= self.columns.len() || other >= self.columns.len() {
            return place;
        }
        self.columns.swap(place, other);
        self.left = 0;
        other
    }

    /// Columns and order as bursar comes.
    pub fn reset_layout(&mut self, source: &dyn Source) {
        self.set_built_in();
        self.resort(source);
    }

    pub(super) fn set_built_in(&mut self) {
        self.columns = built_in(&self.specs);
        self.order.clone_from(&self.usual_order);
        self.left = 0;
    }

    /// Sorts by words: `spend -name`, where a `-` turns the usual direction.
    ///
    /// # Errors
    /// A word is no column of this list, or there is none.
    pub fn sort_by_words(
        &mut self,
        words: &str,
        source: &dyn Source,
    ) -> Result<(), SortWordsError> {
        let names = || self.specs.iter().map(Spec::called).collect::<Vec<_>>().join(", ");
        let mut order: Vec<(u8, Direction)> = Vec::new();
        for word in words.split([',', ' ']).filter(|word| !word.is_empty()) {
            // By its head; by its name in a layout only where no head is so.
            let typed = word.to_lowercase();
            let key = self.key_of(&typed, |spec, name| spec.called() == name);
            let key = key.or_else(|| self.key_of(&typed, |spec, name| spec.name == name));
            let key = key.ok_or_else(|| SortWordsError::Unknown(word.to_owned(), names()))?;
            if order.iter().all(|(column, _)| *column != key.0) {
                order.push(key);
            }
        }
        if order.is_empty() {
            return Err(SortWordsError::Nothing(names()));
        }
        self.order = order;
        self.resort(source);
        Ok(())
    }

    /// How it is laid out, in plain words; nothing of what is built in.
    pub fn to_layout(&self) -> Layout {
        let name = |column: u8| self.spec(column).map_or("", |spec| spec.name);
        let is_built_in = self.columns == built_in(&self.specs);
        let columns = self.shown_columns().map(|column| name(column).to_owned()).collect();
        let has_usual_order = self.order == self.usual_order;
        let order = self.order.iter().map(|(column, direction)| {
            let is_usual = *direction == self.usual_direction(*column);
            format!("{}{}", if is_usual { "" } else { "-" }, name(*column))
        });
        Layout {
            columns: (!is_built_in).then_some(columns),
            order: if has_usual_order { Vec::new() } else { order.collect() },
        }
    }

    /// Lays it out as remembered; words that this version does not know are left out.
    pub fn apply_layout(&mut self, layout: &Layout) {
        self.set_built_in();
        let place = |name: &String| self.specs.iter().position(|spec| spec.name == *name);
        if let Some(names) = &layout.columns {
            let known = names.iter().filter_map(place).filter_map(|place| u8::try_from(place).ok());
            let mut columns: Vec<(u8, bool)> = Vec::new();
            for column in known {
                if columns.iter().all(|(other, _)| *other != column) {
                    columns.push((column, true));
                }
            }
            if !columns.is_empty() {
                let rest = self.columns.iter().map(|(column, _)| *column);
                let rest = rest.filter(|column| columns.iter().all(|(shown, _)| shown != column));
                let rest: Vec<(u8, bool)> = rest.map(|column| (column, false)).collect();
                columns.extend(rest);
                self.columns = columns;
            }
        }
        let order: Vec<_> = layout
            .order
            .iter()
            .filter_map(|word| self.key_of(word, |spec, name| spec.name == name))
            .collect();
        if !order.is_empty() {
            self.order = order;
        }
        // To the top, or to the newest, as after any change of order.
        (self.list, self.at, self.top) = (ListState::default(), None, None);
        self.follows = self.grows;
        self.outdate();
    }

    fn key_of(&self, word: &str, is_it: impl Fn(&Spec, &str) -> bool) -> Option<(u8, Direction)> {
        let (name, is_turned) = match word.strip_prefix('-') {
            Some(rest) => (rest, true),
            None => (word, false),
        };
        let place = self.specs.iter().position(|spec| is_it(spec, name))?;
        let column = u8::try_from(place).ok()?;
        let usual = self.usual_direction(column);
        Some((self.sorts_as(column), if is_turned { usual.reversed() } else { usual }))
    }
}

fn built_in(specs: &[Spec]) -> Vec<(u8, bool)> {
    (0..).zip(specs).map(|(column, spec)| (column, spec.is_shown)).collect()
}
