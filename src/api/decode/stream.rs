//! A list read row by row: what is not kept of a row is gone before the next is read.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{
    DeserializeOwned, DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess,
    Visitor,
};
use serde_json::value::RawValue;

use super::{Mismatch, Page, Shape, row};
use crate::api::listing::MOST_ROWS;

/// Bad rows of one answer of which the problem is kept.
const TOLD: usize = 100;

/// The rows that are kept, what is wrong with the others, and how many the server counts.
pub(super) fn read<W: DeserializeOwned, T>(
    body: &[u8],
    shape: Shape,
    keep: &mut dyn FnMut(W) -> T,
) -> Result<Page<T>, Mismatch> {
    let mut deserializer = serde_json::Deserializer::from_slice(body);
    let mut page = Page { rows: Vec::new(), bad: Vec::new(), total: None };
    let rows = Rows { page: &mut page, keep, row: PhantomData };
    let mut track = serde_path_to_error::Track::new();
    let tracked = serde_path_to_error::Deserializer::new(&mut deserializer, &mut track);
    let read = match shape {
        Shape::Bare => rows.deserialize(tracked).map(|()| None),
        Shape::Enveloped => tracked.deserialize_map(Envelope(rows)).map(Some),
    };
    match read {
        Ok(total) => {
            page.total = total;
            Ok(page)
        }
        Err(error) => Err(Mismatch { path: track.path().to_string(), problem: error.to_string() }),
    }
}

/// A list of rows.
struct Rows<'a, W, T> {
    page: &'a mut Page<T>,
    keep: &'a mut dyn FnMut(W) -> T,
    row: PhantomData<W>,
}

impl<'de, W: DeserializeOwned, T> DeserializeSeed<'de> for Rows<'_, W, T> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de, W: DeserializeOwned, T> Visitor<'de> for Rows<'_, W, T> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut rows: A) -> Result<(), A::Error> {
        let mut index = 0_usize;
        while let Some(raw) = rows.next_element::<&'de RawValue>()? {
            // A row of a few bytes takes hundreds here, so the limit of bytes is not enough.
            let kept = &mut self.page.rows;
            if index >= MOST_ROWS {
                return Err(A::Error::custom(format!("more than {MOST_ROWS} rows")));
            }
            if kept.len() == kept.capacity() && kept.try_reserve(kept.len().max(64)).is_err() {
                return Err(A::Error::custom("its rows do not fit into the memory"));
            }
            match row::read(raw) {
                Ok(row) => self.page.rows.push((self.keep)(row)),
                Err(Mismatch { path, problem }) => {
                    // The first few are told, the others counted.
                    let is_told = self.page.bad.len() < TOLD;
                    let problem = is_told.then(|| format!("[{index}].{path}: {problem}"));
                    self.page.bad.push(problem.unwrap_or_default());
                }
            }
            index += 1;
        }
        Ok(())
    }
}

/// A list of rows beside their number.
struct Envelope<'a, W, T>(Rows<'a, W, T>);

impl<'de, W: DeserializeOwned, T> Visitor<'de> for Envelope<'_, W, T> {
    type Value = usize;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a list and its total")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<usize, A::Error> {
        let (mut rows, mut total) = (Some(self.0), None);
        while let Some(field) = fields.next_key::<String>()? {
            match field.as_str() {
                "users" | "keys" | "teams" => {
                    let rows = rows.take().ok_or_else(|| A::Error::duplicate_field("rows"))?;
                    fields.next_value_seed(rows)?;
                }
                "total" | "total_count" => total = Some(fields.next_value()?),
                _ => drop(fields.next_value::<IgnoredAny>()?),
            }
        }
        match (rows, total) {
            (None, Some(total)) => Ok(total),
            (Some(_), _) => Err(A::Error::missing_field("rows")),
            (None, None) => Err(A::Error::missing_field("total")),
        }
    }
}
