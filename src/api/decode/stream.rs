//! A list read row by row: what is not kept of a row is gone before the next is read.

use std::fmt;
use std::marker::PhantomData;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::Shape;

/// The rows that are kept, and how many the server counts.
pub(super) fn read<'de, W: Deserialize<'de>, T>(
    body: &'de [u8],
    shape: Shape,
    keep: &mut dyn FnMut(W) -> T,
) -> serde_json::Result<(Vec<T>, Option<usize>)> {
    let mut deserializer = serde_json::Deserializer::from_slice(body);
    let mut kept = Vec::new();
    let rows = Rows { kept: &mut kept, keep, row: PhantomData };
    let total = match shape {
        Shape::Bare => rows.deserialize(&mut deserializer).map(|()| None),
        Shape::Enveloped => deserializer.deserialize_map(Envelope(rows)).map(Some),
    }?;
    Ok((kept, total))
}

/// A list of rows.
struct Rows<'a, W, T> {
    kept: &'a mut Vec<T>,
    keep: &'a mut dyn FnMut(W) -> T,
    row: PhantomData<W>,
}

impl<'de, W: Deserialize<'de>, T> DeserializeSeed<'de> for Rows<'_, W, T> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de, W: Deserialize<'de>, T> Visitor<'de> for Rows<'_, W, T> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut rows: A) -> Result<(), A::Error> {
        while let Some(row) = rows.next_element()? {
            self.kept.push((self.keep)(row));
        }
        Ok(())
    }
}

/// A list of rows beside their number.
struct Envelope<'a, W, T>(Rows<'a, W, T>);

impl<'de, W: Deserialize<'de>, T> Visitor<'de> for Envelope<'_, W, T> {
    type Value = usize;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a list and its total")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<usize, A::Error> {
        let (mut rows, mut total) = (Some(self.0), None);
        while let Some(field) = fields.next_key::<EnvelopeField>()? {
            match field {
                EnvelopeField::Rows => {
                    let rows = rows.take().ok_or_else(|| A::Error::duplicate_field("rows"))?;
                    fields.next_value_seed(rows)?;
                }
                EnvelopeField::Total => total = Some(fields.next_value()?),
                EnvelopeField::Other => drop(fields.next_value::<IgnoredAny>()?),
            }
        }
        match (rows, total) {
            (None, Some(total)) => Ok(total),
            (Some(_), _) => Err(A::Error::missing_field("rows")),
            (None, None) => Err(A::Error::missing_field("total")),
        }
    }
}

#[derive(Deserialize)]
enum EnvelopeField {
    #[serde(rename = "users", alias = "keys", alias = "teams")]
    Rows,
    #[serde(rename = "total", alias = "total_count")]
    Total,
    #[serde(other)]
    Other,
}
