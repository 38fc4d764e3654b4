//! Reading the servers' JSON: tolerant of what versions differ in, exact about where it fails.
//!
//! Fields may be absent, null, numbers or strings of numbers (raw SQL routes of the proxy); times
//! come with `Z`, with an offset, without a zone, or as seconds since 1970.

mod scalar;
mod stream;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use crate::domain::{Email, Moment, Text, Usd};
use scalar::Scalar;

/// Where a JSON has another shape, and what is wrong there.
#[derive(Debug)]
pub(super) struct Mismatch {
    pub(super) path: String,
    pub(super) problem: String,
}

/// The rows of one answer, and what is wrong with those that could not be read.
#[derive(Debug)]
pub(super) struct Page<T> {
    pub(super) rows: Vec<T>,
    pub(super) bad: Vec<String>,
    /// How many the server counts, over all pages.
    pub(super) total: Option<usize>,
}

/// How a list is wrapped.
#[derive(Clone, Copy, Debug)]
pub(super) enum Shape {
    /// `[…]`.
    Bare,
    /// `{"users":[…],"total":n}`, or `keys` and `total_count`, or `teams`.
    Enveloped,
}

#[derive(Deserialize)]
struct Envelope {
    #[serde(rename = "users", alias = "keys", alias = "teams")]
    rows: Vec<Value>,
    #[serde(alias = "total_count")]
    total: usize,
}

/// Decodes a whole body.
pub(super) fn json<T: DeserializeOwned>(body: &[u8]) -> Result<T, Mismatch> {
    let mut deserializer = serde_json::Deserializer::from_slice(body);
    serde_path_to_error::deserialize(&mut deserializer).map_err(mismatch)
}

/// Decodes a list, of each row only what `keep` makes of it: a row as a server writes it is several
/// times as large. A row that cannot be read becomes a problem and does not spoil the others.
pub(super) fn rows<W: DeserializeOwned, T>(
    body: &[u8],
    shape: Shape,
    mut keep: impl FnMut(W) -> T,
) -> Result<Page<T>, Mismatch> {
    // Straight into the rows; only when that fails, one by one, to find out which are bad.
    if let Ok((rows, total)) = stream::read(body, shape, &mut keep) {
        return Ok(Page { rows, bad: Vec::new(), total });
    }
    let (values, total) = unwrap(body, shape)?;
    let mut read = Page { rows: Vec::with_capacity(values.len()), bad: Vec::new(), total };
    for (index, value) in values.into_iter().enumerate() {
        match serde_path_to_error::deserialize(value) {
            Ok(row) => read.rows.push(keep(row)),
            Err(error) => read.bad.push(format!("[{index}].{}: {}", error.path(), error.inner())),
        }
    }
    Ok(read)
}

fn unwrap(body: &[u8], shape: Shape) -> Result<(Vec<Value>, Option<usize>), Mismatch> {
    match shape {
        Shape::Bare => json(body).map(|rows| (rows, None)),
        Shape::Enveloped => {
            json::<Envelope>(body).map(|envelope| (envelope.rows, Some(envelope.total)))
        }
    }
}

/// [`json`] of whatever it holds; Python's `NaN` and `Infinity`, which are no JSON, count as null.
pub(super) fn loose(body: &[u8]) -> Result<Value, Mismatch> {
    json(body).or_else(|mismatch| {
        let cleaned = without_python_numbers(body);
        if cleaned == body { Err(mismatch) } else { json(&cleaned) }
    })
}

/// `NaN`, `Infinity` and `-Infinity` outside of strings as `null`.
fn without_python_numbers(body: &[u8]) -> Vec<u8> {
    let mut cleaned = Vec::with_capacity(body.len());
    let mut rest = body;
    let mut in_string = false;
    while let [first, after @ ..] = rest {
        if in_string {
            cleaned.push(*first);
            rest = after;
            match first {
                b'"' => in_string = false,
                b'\\' => {
                    cleaned.extend(rest.first());
                    rest = rest.get(1..).unwrap_or_default();
                }
                _ => {}
            }
            continue;
        }
        let word = ["NaN", "-Infinity", "Infinity"]
            .into_iter()
            .find(|word| rest.starts_with(word.as_bytes()));
        if let Some(word) = word {
            cleaned.extend(b"null");
            rest = rest.get(word.len()..).unwrap_or_default();
        } else {
            in_string = *first == b'"';
            cleaned.push(*first);
            rest = after;
        }
    }
    cleaned
}

fn mismatch(error: serde_path_to_error::Error<serde_json::Error>) -> Mismatch {
    let path = error.path().to_string();
    Mismatch { path, problem: error.into_inner().to_string() }
}

/// An amount: a number, a string of one, or nothing.
pub(super) fn usd<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Usd>, D::Error> {
    let of = |dollars| Usd::from_dollars(dollars).map(Some).ok_or("not a finite amount".into());
    deserializer.deserialize_any(Scalar {
        number: of,
        text: |text: &str| {
            let dollars = text.trim().parse();
            dollars.map_err(|_not_a_number| format!("'{text}' is not an amount")).and_then(of)
        },
    })
}

/// A moment, or nothing. Without a zone it is UTC, as the proxy's own code reads it.
pub(super) fn moment<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Moment>, D::Error> {
    let known = |at: Option<Timestamp>| at.map(|at| Some(at.into())).ok_or("not a time".into());
    deserializer.deserialize_any(Scalar {
        number: |seconds| known(from_seconds(seconds)),
        text: |text: &str| match text.trim() {
            "" => Ok(None),
            text => known(parse_moment(text)),
        },
    })
}

#[expect(clippy::cast_possible_truncation, reason = "`as` saturates; far moments are refused then")]
pub(super) fn from_seconds(seconds: f64) -> Option<Timestamp> {
    Timestamp::from_second(seconds as i64).ok()
}

pub(super) fn parse_moment(text: &str) -> Option<Timestamp> {
    text.parse().ok().or_else(|| {
        let civil: DateTime = text.parse().ok()?;
        Some(civil.to_zoned(TimeZone::UTC).ok()?.timestamp())
    })
}

/// Text that says something: blank is nothing.
pub(super) fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Text>, D::Error> {
    Ok(Option::<Text>::deserialize(deserializer)?.and_then(Text::non_blank))
}

/// An address: blank is nothing.
pub(super) fn email<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Email>, D::Error> {
    text(deserializer).map(|address| address.map(Email::from))
}

/// A list whose null, and the nulls in it, are nothing.
pub(super) fn list<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    let list = Option::<Vec<Option<T>>>::deserialize(deserializer)?;
    Ok(list.unwrap_or_default().into_iter().flatten().collect())
}

/// A flag whose null is false.
pub(super) fn flag<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    Ok(Option::<bool>::deserialize(deserializer)?.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use pretty_assertions::assert_eq;
    use rstest::rstest;
    use serde_json::json;

    #[derive(Deserialize, Debug)]
    struct TestRow {
        #[serde(default, deserialize_with = "usd")]
        spend: Option<Usd>,
        #[serde(default, deserialize_with = "moment")]
        at: Option<Moment>,
    }

    #[rstest]
    #[case(json!({"spend": 1.5}), Some(1_500_000))]
    #[case(json!({"spend": 2}), Some(2_000_000))]
    #[case(json!({"spend": "0.25"}), Some(250_000))]
    #[case(json!({"spend": 1e-7}), Some(1))]
    #[case(json!({"spend": null}), None)]
    #[case(json!({}), None)]
    fn amounts_come_in_many_forms(#[case] row: Value, #[case] micros: Option<i64>) {
        let row: TestRow = serde_json::from_value(row).unwrap();
        assert_eq!(row.spend.map(Usd::micros), micros);
    }

    #[rstest]
    #[case(json!("2026-12-01T00:00:00Z"))]
    #[case(json!("2026-12-01T00:00:00+00:00"))]
    #[case(json!("2026-12-01T01:00:00+01:00"))]
    #[case(json!("2026-12-01T00:00:00"))]
    #[case(json!("2026-12-01 00:00:00"))]
    #[case(json!(1_796_083_200))]
    fn moments_come_in_many_forms(#[case] at: Value) {
        let row: TestRow = serde_json::from_value(json!({ "at": at })).unwrap();
        let at: Timestamp = "2026-12-01T00:00:00Z".parse().unwrap();
        assert_eq!(row.at, Some(at.into()));
    }

    #[test]
    fn a_bad_row_does_not_spoil_the_others() {
        let body =
            br#"{"keys":[{"spend":1},{"spend":[]},{"at":"soon"},{"spend":2}],"total_count":4}"#;
        let read = rows(body, Shape::Enveloped, |row: TestRow| row).unwrap();
        assert_eq!((read.rows.len(), read.total), (2, Some(4)));
        assert!(read.bad[0].starts_with("[1].spend: "), "{:?}", read.bad);
        assert_eq!(read.bad[1], "[2].at: not a time");
    }

    #[test]
    fn numbers_that_only_python_writes_are_nothing() {
        let body = br#"{"a":NaN,"b":[-Infinity,Infinity],"c":"NaN \" Infinity"}"#;
        let read = loose(body).unwrap();
        assert_eq!(read, json!({"a": null, "b": [null, null], "c": "NaN \" Infinity"}));
        assert_eq!(loose(br#"{"a":"#).unwrap_err().path, "a");
    }

    #[test]
    fn another_shape_says_where() {
        let mismatch =
            rows(br#"{"users":{},"total":1}"#, Shape::Enveloped, |row: TestRow| row).unwrap_err();
        assert_eq!(mismatch.path, "users");
    }
}
