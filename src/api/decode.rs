//! Reading the servers' JSON: tolerant of what versions differ in, exact about where it fails.
//!
//! Fields may be absent, null, numbers or strings of numbers (raw SQL routes of the proxy); times
//! come with `Z`, with an offset, without a zone, or as seconds since 1970.

mod known;
mod row;
mod scalar;
mod stream;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use crate::domain::{Email, Moment, Text, Usd};
pub(super) use known::{Known, count, end, entries, flag, limit, names, record, word};
pub(super) use row::Mended;
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

/// Decodes a whole body.
pub(super) fn json<T: DeserializeOwned>(body: &[u8]) -> Result<T, Mismatch> {
    let mut deserializer = serde_json::Deserializer::from_slice(body);
    serde_path_to_error::deserialize(&mut deserializer).map_err(mismatch)
}

/// Decodes a list, of each row only what `keep` makes of it: a row as a server writes it is several
/// times as large. What cannot be read of a row is unknown, and a row without its id becomes a problem;
/// neither spoils the others.
pub(super) fn rows<W: DeserializeOwned, T>(
    body: &[u8],
    shape: Shape,
    mut keep: impl FnMut(W) -> T,
) -> Result<Page<T>, Mismatch> {
    stream::read(body, shape, &mut keep).or_else(|mismatch| {
        // As words: none of them says that there is nothing.
        let cleaned = without_python_numbers(body, b"\"NaN\"");
        if cleaned == body { Err(mismatch) } else { stream::read(&cleaned, shape, &mut keep) }
    })
}

/// [`json`] of whatever it holds; Python's `NaN` and `Infinity`, which are no JSON, count as null.
pub(super) fn loose(body: &[u8]) -> Result<Value, Mismatch> {
    json(body).or_else(|mismatch| {
        let cleaned = without_python_numbers(body, b"null");
        if cleaned == body { Err(mismatch) } else { json(&cleaned) }
    })
}

/// `NaN`, `Infinity` and `-Infinity` outside of strings as `instead`.
fn without_python_numbers(body: &[u8], instead: &[u8]) -> Vec<u8> {
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
            cleaned.extend(instead);
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

/// A moment, or nothing. Without a zone it is UTC, as the proxy's own code reads it. The year 9999 and
/// what lies beyond is how some write *never*, which is nothing.
pub(super) fn moment<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Moment>, D::Error> {
    let known = |at: Option<Timestamp>| at.map(|at| Some(at.into())).ok_or("not a time".into());
    deserializer.deserialize_any(Scalar {
        number: |seconds| match seconds {
            never if never >= NEVER_FROM => Ok(None),
            seconds => known(from_seconds(seconds)),
        },
        text: |text: &str| match text.trim() {
            "" => Ok(None),
            never if is_never(never) => Ok(None),
            text => known(parse_moment(text)),
        },
    })
}

/// The beginning of the year 9999, in seconds since 1970.
const NEVER_FROM: f64 = 253_370_764_800.0;

/// Whether a time is of the year 9999 or one of more digits.
fn is_never(text: &str) -> bool {
    let year = text.trim_start_matches('+').split('-').next().unwrap_or_default();
    year.bytes().all(|b| b.is_ascii_digit())
        && (year == "9999" || (year.len() > 4 && text.contains('-')))
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

#[cfg(test)]
mod tests {
    use super::*;
    use pretty_assertions::assert_eq;
    use rstest::rstest;
    use serde_json::json;

    use crate::domain::Limit;

    #[derive(Deserialize, Debug)]
    struct TestRow {
        id: String,
        #[serde(default, deserialize_with = "list")]
        models: Vec<String>,
        #[serde(default, deserialize_with = "usd")]
        spend: Option<Usd>,
        #[serde(default, deserialize_with = "moment")]
        at: Option<Moment>,
    }

    #[rstest]
    #[case(json!({"id": "a", "spend": 1.5}), Some(1_500_000))]
    #[case(json!({"id": "a", "spend": 2}), Some(2_000_000))]
    #[case(json!({"id": "a", "spend": "0.25"}), Some(250_000))]
    #[case(json!({"id": "a", "spend": 1e-7}), Some(1))]
    #[case(json!({"id": "a", "spend": null}), None)]
    #[case(json!({"id": "a"}), None)]
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
        let row: TestRow = serde_json::from_value(json!({ "id": "a", "at": at })).unwrap();
        let at: Timestamp = "2026-12-01T00:00:00Z".parse().unwrap();
        assert_eq!(row.at, Some(at.into()));
    }

    #[test]
    fn a_bad_row_does_not_spoil_the_others() {
        let body = br#"{"keys":[{"id":"a"},{"id":[]},{"spend":2},7,{"id":"b"}],"total_count":5}"#;
        let read = rows(body, Shape::Enveloped, |row: TestRow| row).unwrap();
        let ids: Vec<_> = read.rows.iter().map(|row| row.id.as_str()).collect();
        assert_eq!((ids, read.total), (vec!["a", "b"], Some(5)));
        assert!(read.bad[0].starts_with("[1].id: "), "{:?}", read.bad);
        assert!(read.bad[1].starts_with("[2].") && read.bad[2].starts_with("[3]."));
    }

    #[test]
    fn a_field_that_cannot_be_read_is_unknown_and_the_row_stays() {
        let body = br#"[{"id":"a","spend":[],"at":"soon"},{"id":"b","spend":NaN},
            {"id":"c","spend":1e999},{"id":"d","spend":true,"at":{}}]"#;
        let read = rows(body, Shape::Bare, |row: TestRow| row).unwrap();
        assert_eq!((read.rows.len(), read.bad.len()), (4, 0), "{:?}", read.bad);
        assert!(read.rows.iter().all(|row| row.spend.is_none() && row.at.is_none()));
    }

    #[test]
    fn a_field_whose_null_says_something_is_not_made_null() {
        #[derive(Deserialize, Debug)]
        #[expect(dead_code, reason = "it is read only to be told")]
        struct Row {
            id: String,
            #[serde(default, deserialize_with = "limit")]
            max_budget: Limit,
        }
        let body = br#"[{"id":"a","max_budget":1e999},{"id":"b","max_budget":NaN},
            {"id":"c","max_budget":[]},{"id":"d","max_budget":null},{"id":"e"}]"#;
        let read = rows(body, Shape::Bare, |row: Row| row.max_budget).unwrap();
        assert_eq!(read.bad, Vec::<String>::new());
        let (unknown, none) = (Limit::Unknown, Limit::Unlimited);
        assert_eq!(read.rows, [unknown, unknown, unknown, none, none]);
    }

    #[test]
    fn a_row_whose_type_cannot_say_so_is_bad() {
        let body = br#"[{"id":"a","models":7},{"id":"b","models":null}]"#;
        let read = rows(body, Shape::Bare, |row: TestRow| row).unwrap();
        assert_eq!((read.rows.len(), read.bad.len()), (1, 1));
        assert!(read.bad[0].starts_with("[0].models: "), "{:?}", read.bad);
        assert_eq!(read.rows[0].models, Vec::<String>::new());
    }

    #[rstest]
    #[case(json!("9999-12-31T23:59:59Z"))]
    #[case(json!("9999-12-31"))]
    #[case(json!("12000-01-01T00:00:00Z"))]
    #[case(json!(253_402_300_799_i64))]
    #[case(json!(1e308))]
    fn the_year_9999_is_never(#[case] at: Value) {
        let row: TestRow = serde_json::from_value(json!({ "id": "a", "at": at })).unwrap();
        assert_eq!(row.at, None);
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
