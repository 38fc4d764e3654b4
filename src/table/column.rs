//! What a list's columns are like: one enum a list, one row of properties a column.

use strum::IntoEnumIterator;

use crate::domain::order::Direction;

/// Where text stands in its column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// Words.
    Left,
    /// Numbers and money, so that the digits stand under one another.
    Right,
}

/// What a column is like. Widths are in columns of the terminal.
#[derive(Clone, Copy, Debug)]
pub struct Spec {
    /// The name in a saved layout.
    pub name: &'static str,
    /// Its head.
    pub title: &'static str,
    /// What it shows, in a few words, for the dialog of columns.
    pub words: &'static str,
    /// Where its cells stand.
    pub align: Align,
    /// With how little it can do, where its cells are wider than that.
    pub least: usize,
    /// How much it can use.
    pub most: usize,
    /// Whether it is as wide where its cells are narrower, so that nothing moves sideways in a
    /// list that grows while one looks.
    pub is_steady: bool,
    /// Who is kept where there is no room for all: the least first.
    pub keep: u8,
    /// Who gets what room is left over: the least first.
    pub feed: u8,
    /// The direction people expect of it.
    pub direction: Direction,
    /// The column that sorts in its stead.
    pub sorts_as: Option<u8>,
    /// Whether it is shown where nothing else was chosen.
    pub is_shown: bool,
}

impl Spec {
    /// What it is called in a line and in a list of names: its head in small letters, `_` for blanks;
    /// without a head, its name in a layout.
    pub fn called(&self) -> String {
        let head = self.title.to_lowercase().replace(' ', "_");
        if head.is_empty() { self.name.to_owned() } else { head }
    }

    /// Words of any length.
    pub const fn words(
        title: &'static str,
        words: &'static str,
        least: usize,
        most: usize,
    ) -> Self {
        Self {
            name: "",
            title,
            words,
            align: Align::Left,
            least,
            most,
            is_steady: false,
            keep: 100,
            feed: 100,
            direction: Direction::Ascending,
            sorts_as: None,
            is_shown: true,
        }
    }

    /// A number or an amount: right-aligned, never cut, the largest first.
    pub const fn number(title: &'static str, words: &'static str) -> Self {
        Self {
            align: Align::Right,
            direction: Direction::Descending,
            ..Self::words(title, words, 24, 24)
        }
    }

    /// Its place among those that are kept, and among those that get what is left over.
    #[must_use]
    pub const fn rank(self, keep: u8, feed: u8) -> Self {
        Self { keep, feed, ..self }
    }

    /// As wide whatever stands in it: with so little it can do, and so much it can use.
    #[must_use]
    pub const fn steady(self, least: usize, most: usize) -> Self {
        Self { is_steady: true, least, most, ..self }
    }

    /// The largest first.
    #[must_use]
    pub const fn descending(self) -> Self {
        Self { direction: Direction::Descending, ..self }
    }

    /// Where it says what another column says better for sorting.
    #[must_use]
    pub const fn sorting_as(self, column: u8) -> Self {
        Self { sorts_as: Some(column), ..self }
    }

    /// Shown only where it was chosen.
    #[must_use]
    pub const fn hidden(self) -> Self {
        Self { is_shown: false, ..self }
    }
}

/// The columns of one list, in the order in which they stand if nobody chose another; the names
/// (`strum`) are those of saved layouts.
pub trait Column: Copy + Eq + IntoEnumIterator + Into<&'static str> {
    /// The name of the list in a saved layout.
    const LIST: &'static str;

    /// Whether rows come at the end of the source while one looks at the list, in the order that it
    /// has if nobody chose another. A cursor on the newest then goes with them.
    const GROWS: bool = false;

    /// What it is like; the name is filled in by [`Column::spec`].
    fn row(self) -> Spec;

    /// What it is like.
    fn spec(self) -> Spec {
        Spec { name: self.into(), ..self.row() }
    }
}

/// The number by which a [`super::Table`] knows a column: its place in the enum.
pub fn index<C: Column>(column: C) -> u8 {
    let place = C::iter().position(|other| other == column);
    place.and_then(|place| u8::try_from(place).ok()).unwrap_or(0)
}

/// The column of that number.
pub fn nth<C: Column>(index: u8) -> Option<C> {
    C::iter().nth(usize::from(index))
}
