//! A value that one server writes as a number and another as a string, or not at all.

use std::fmt;

use serde::Deserializer;
use serde::de::{Error, Visitor};

/// What a number becomes, and what a string does; null is nothing.
pub(super) struct Scalar<N, S> {
    pub(super) number: N,
    pub(super) text: S,
}

impl<'de, T, N, S> Visitor<'de> for Scalar<N, S>
where
    N: FnOnce(f64) -> Result<Option<T>, String>,
    S: FnOnce(&str) -> Result<Option<T>, String>,
{
    type Value = Option<T>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a number or a string")
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_none<E: Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Self::Value, E> {
        self.visit_f64(number as f64)
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Self::Value, E> {
        self.visit_f64(number as f64)
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Self::Value, E> {
        (self.number)(number).map_err(E::custom)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        (self.text)(text).map_err(E::custom)
    }
}
