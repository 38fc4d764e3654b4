//! Paging and ordering, as the proxy's listings share them.

use std::{cmp::Ordering, collections::BTreeMap, ops::Bound};

use serde_json::Value;

use super::error::invalid;
use crate::sandbox::{
    body::Invalid,
    http::{Call, Reply},
};

/// A page of a listing: `number` counts from 1.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Page {
    pub(crate) number: usize,
    pub(crate) size: usize,
}

impl Page {
    /// Reads `page` and the parameter that gives the size, with the validator's complaints.
    pub(crate) fn read(call: &Call, size_name: &str, default: usize) -> Result<Self, Reply> {
        let number = bounded(call, "page", 1, usize::MAX)?;
        let size = bounded(call, size_name, default, 100)?;
        Ok(Self { number, size })
    }

    /// How many pages `total` rows make.
    pub(crate) fn count(self, total: usize) -> usize {
        total.div_ceil(self.size)
    }

    /// How many rows stand before this page.
    fn skipped(self) -> usize {
        self.number.saturating_sub(1).saturating_mul(self.size)
    }

    /// The rows of this page.
    pub(crate) fn of<T>(self, rows: impl IntoIterator<Item = T>) -> Vec<T> {
        rows.into_iter().skip(self.skipped()).take(self.size).collect()
    }
}

/// After which row of a map a page ended, so that nobody counts from the first row to the next
/// page: a listing of a hundred thousand would count to a hundred thousand a thousand times.
#[derive(Debug, Default)]
pub(crate) struct Bookmarks {
    /// How many rows the map had.
    total: usize,
    /// The last of so many rows.
    last: BTreeMap<usize, String>,
}

impl Bookmarks {
    /// The rows of a page in the order of the map. Every listing begins with its first page, and
    /// with new bookmarks: rows may have come and gone since the last one.
    pub(crate) fn page<'a, T>(&mut self, page: Page, rows: &'a BTreeMap<String, T>) -> Vec<&'a T> {
        let skipped = page.skipped();
        if skipped == 0 || self.total != rows.len() {
            *self = Self { total: rows.len(), last: BTreeMap::new() };
        }
        let mark = self.last.range(..=skipped).next_back();
        let (counted, from) = mark.map_or((0, Bound::Unbounded), |(counted, last)| {
            (*counted, Bound::Excluded(last.as_str()))
        });
        let rest = rows.range::<str, _>((from, Bound::Unbounded)).skip(skipped - counted);
        let (names, shown): (Vec<&String>, Vec<&T>) = rest.take(page.size).unzip();
        if let Some(last) = names.last() {
            self.last.insert(skipped + names.len(), (*last).clone());
        }
        shown
    }
}

/// A whole number from 1 to `most`, with the validator's complaints.
pub(crate) fn bounded(
    call: &Call,
    name: &str,
    default: usize,
    most: usize,
) -> Result<usize, Reply> {
    let Some(text) = call.query(name) else { return Ok(default) };
    let Ok(number) = text.parse::<i64>() else {
        let message = "Input should be a valid integer, unable to parse string as an integer";
        return Err(invalid(&Invalid::query("int_parsing", name, message, text)));
    };
    if number < 1 {
        let message = "Input should be greater than or equal to 1";
        return Err(invalid(&Invalid::query("greater_than_equal", name, message, text)));
    }
    let number = usize::try_from(number).unwrap_or(usize::MAX);
    if number > most {
        let message = format!("Input should be less than or equal to {most}");
        return Err(invalid(&Invalid::query("less_than_equal", name, &message, text)));
    }
    Ok(number)
}

/// Which way a listing runs; `None` for a word that is neither.
pub(crate) fn is_ascending(call: &Call, default: bool) -> Option<bool> {
    match call.query("sort_order") {
        None => Some(default),
        Some(word) => match word.to_lowercase().as_str() {
            "asc" => Some(true),
            "desc" => Some(false),
            _ => None,
        },
    }
}

/// PostgreSQL's order: nulls are larger than everything, ties are left as they are.
pub(crate) fn sort_rows<T>(rows: &mut [T], ascending: bool, value: impl Fn(&T) -> Value) {
    rows.sort_by_cached_key(|row| Cell(value(row), ascending));
}

struct Cell(Value, bool);

impl Ord for Cell {
    fn cmp(&self, other: &Self) -> Ordering {
        let order = match (&self.0, &other.0) {
            (Value::Null, Value::Null) => Ordering::Equal,
            (Value::Null, _) => Ordering::Greater,
            (_, Value::Null) => Ordering::Less,
            (Value::String(one), Value::String(two)) => one.cmp(two),
            (one, two) => {
                let number = |value: &Value| value.as_f64().unwrap_or_default();
                number(one).total_cmp(&number(two))
            }
        };
        if self.1 { order } else { order.reverse() }
    }
}

impl PartialOrd for Cell {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Cell {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Cell {}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn bookmarks_give_the_pages_that_counting_gives(
            rows: BTreeMap<String, u8>,
            others: BTreeMap<String, u8>,
            numbers in proptest::collection::vec(1_usize..8, 1..12),
            size in 1_usize..5,
        ) {
            let mut bookmarks = Bookmarks::default();
            for rows in [&rows, &others] {
                for number in std::iter::once(1).chain(numbers.iter().copied()) {
                    let page = Page { number, size };
                    let counted: Vec<&u8> = page.of(rows.values());
                    proptest::prop_assert_eq!(bookmarks.page(page, rows), counted);
                }
            }
        }
    }
}
