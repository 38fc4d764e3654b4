//! Fields whose null is a statement: no limit, not blocked, all models, never. Nothing that a server
//! may put there makes the row bad or is told as that statement; what another shape means is unknown.

use std::fmt;

use serde::de::{
    Deserialize, DeserializeOwned, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor,
};
use serde_json::value::RawValue;

use super::{NEVER_FROM, from_seconds, is_never, parse_moment};
use crate::domain::{Expiry, Limit, Moment, Text, Usd};

/// What such a field says; `None`: it cannot be read.
#[derive(Debug)]
pub(in crate::api) struct Known<T>(Option<T>);

impl<T: Default> Default for Known<T> {
    /// A field that is absent says what its null does.
    fn default() -> Self {
        Self(Some(T::default()))
    }
}

impl<T> Known<T> {
    /// What it says, if it can be read.
    pub(in crate::api) fn read(self) -> Option<T> {
        self.0
    }
}

/// A value of whatever shape.
enum Value {
    Null,
    Flag(bool),
    Number(f64),
    Text(Box<str>),
    /// The texts of a list; `None` where something else is among them.
    List(Option<Vec<Text>>, usize),
    Map,
}

struct Any;

impl<'de> Visitor<'de> for Any {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("anything")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_none<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Value, E> {
        Ok(Value::Flag(flag))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Value, E> {
        Ok(Value::Number(number as f64))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Value, E> {
        Ok(Value::Number(number as f64))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Value, E> {
        Ok(Value::Number(number))
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(Value::Text(text.into()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        let (mut texts, mut count) = (Some(Vec::new()), 0);
        while let Some(entry) = list.next_element::<Value>()? {
            count += usize::from(!matches!(entry, Value::Null));
            match (&mut texts, entry) {
                (Some(texts), Value::Text(text)) => texts.push(Text::from(&*text)),
                // A null in a list is nothing.
                (_, Value::Null) => {}
                (texts, _) => *texts = None,
            }
        }
        Ok(Value::List(texts, count))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Value::Map)
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Any)
    }
}

/// An amount whose null is no limit.
pub(in crate::api) fn limit<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Limit, D::Error> {
    let amount = |dollars| Usd::from_dollars(dollars).map_or(Limit::Unknown, Limit::Amount);
    Ok(match Value::deserialize(deserializer)? {
        Value::Null => Limit::Unlimited,
        Value::Number(dollars) => amount(dollars),
        Value::Text(text) => text.trim().parse().map_or(Limit::Unknown, amount),
        Value::Flag(_) | Value::List(..) | Value::Map => Limit::Unknown,
    })
}

/// A word whose null, and blank, is none; a number or a flag is the word that it is written as, a list
/// or an object is `?`.
pub(in crate::api) fn word<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Text>, D::Error> {
    let word: Text = match Value::deserialize(deserializer)? {
        Value::Null => return Ok(None),
        Value::Text(text) => Text::from(&*text),
        Value::Number(number) => number.to_string().into(),
        Value::Flag(flag) => flag.to_string().into(),
        Value::List(..) | Value::Map => "?".into(),
    };
    Ok(word.non_blank())
}

/// A flag whose null is false.
pub(in crate::api) fn flag<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Known<bool>, D::Error> {
    Ok(Known(match Value::deserialize(deserializer)? {
        Value::Null => Some(false),
        Value::Flag(flag) => Some(flag),
        _ => None,
    }))
}

/// Names, of which none is all of them.
pub(in crate::api) fn names<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Known<Vec<Text>>, D::Error> {
    Ok(Known(match Value::deserialize(deserializer)? {
        Value::Null => Some(Vec::new()),
        Value::List(texts, _) => texts,
        _ => None,
    }))
}

/// How many there are in a list.
pub(in crate::api) fn count<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Known<usize>, D::Error> {
    Ok(Known(match Value::deserialize(deserializer)? {
        Value::Null => Some(0),
        Value::List(_, count) => Some(count),
        _ => None,
    }))
}

/// A moment whose null, and the year 9999, is never.
pub(in crate::api) fn end<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Expiry, D::Error> {
    let known =
        |at: Option<jiff::Timestamp>| at.map_or(Expiry::Unknown, |at| Expiry::At(Moment::from(at)));
    Ok(match Value::deserialize(deserializer)? {
        Value::Null => Expiry::Never,
        Value::Number(never) if never >= NEVER_FROM => Expiry::Never,
        Value::Number(seconds) => known(from_seconds(seconds)),
        Value::Text(text) => match text.trim() {
            "" => Expiry::Never,
            never if is_never(never) => Expiry::Never,
            text => known(parse_moment(text)),
        },
        Value::Flag(_) | Value::List(..) | Value::Map => Expiry::Unknown,
    })
}

/// A list or the text of one, of which each entry becomes something.
pub(in crate::api) fn entries<'de, D: Deserializer<'de>, T>(
    deserializer: D,
    entry: impl FnMut(&serde_json::Value) -> T,
) -> Result<Known<Vec<T>>, D::Error> {
    use serde_json::Value;
    let value = match Value::deserialize(deserializer)? {
        Value::String(text) if text.trim().is_empty() => Value::Null,
        Value::String(text) => serde_json::from_str(&text).unwrap_or(Value::Bool(false)),
        value => value,
    };
    Ok(Known(match value {
        Value::Null => Some(Vec::new()),
        Value::Array(list) if list.iter().all(Value::is_object) => {
            Some(list.iter().map(entry).collect())
        }
        _ => None,
    }))
}

/// A record within a row; null is none.
pub(in crate::api) fn record<'de, D: Deserializer<'de>, T: DeserializeOwned>(
    deserializer: D,
) -> Result<Known<Option<T>>, D::Error> {
    let raw = Option::<Box<RawValue>>::deserialize(deserializer)?;
    let Some(raw) = raw else { return Ok(Known(Some(None))) };
    Ok(Known(super::row::read(&raw).ok().map(Some)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use pretty_assertions::assert_eq;
    use rstest::rstest;
    use serde_json::json;

    #[derive(serde::Deserialize)]
    struct Row {
        #[serde(default, deserialize_with = "limit")]
        max: Limit,
        #[serde(default, deserialize_with = "flag")]
        blocked: Known<bool>,
        #[serde(default, deserialize_with = "names")]
        models: Known<Vec<Text>>,
        #[serde(default, deserialize_with = "end")]
        expires: Expiry,
        #[serde(default, deserialize_with = "word")]
        word: Option<Text>,
    }

    fn row(value: &serde_json::Value) -> Row {
        let row = json!({
            "max": value, "blocked": value, "models": value, "expires": value, "word": value
        });
        serde_json::from_value(row).unwrap()
    }

    #[test]
    fn null_and_absence_say_what_they_say() {
        for read in [row(&json!(null)), serde_json::from_value(json!({})).unwrap()] {
            assert_eq!((read.max, read.word), (Limit::Unlimited, None));
            assert_eq!((read.blocked.0, read.models.0), (Some(false), Some(Vec::new())));
            assert_eq!(read.expires, Expiry::Never);
        }
    }

    #[rstest]
    #[case(json!({"a": [1]}), "?")]
    #[case(json!([[], 1]), "?")]
    #[case(json!("soon"), "soon")]
    #[case(json!(true), "true")]
    fn what_cannot_be_read_is_no_statement(#[case] value: serde_json::Value, #[case] word: &str) {
        let read = row(&value);
        assert_eq!(read.max, Limit::Unknown);
        assert_eq!(read.blocked.0, value.as_bool());
        assert_eq!((read.models.0, read.expires), (None, Expiry::Unknown));
        assert_eq!(read.word.unwrap().raw(), word);
    }

    #[test]
    fn a_list_with_something_else_in_it_is_not_that_list() {
        assert_eq!(row(&json!(["a", null])).models.0, Some(vec!["a".into()]));
        assert_eq!(row(&json!(["a", 1])).models.0, None);
    }
}
