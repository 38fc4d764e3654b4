//! Times as people say them: `3 s`, `20 m`, `2 d`. Always relative to a moment passed in.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::packed::Packed;

/// A moment as records keep it: to the microsecond, as the servers do, and in half the room of a
/// [`Timestamp`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(from = "Timestamp", into = "Timestamp")]
pub struct Moment(Packed);

impl Moment {
    /// Microseconds since 1970.
    pub fn micros(self) -> i64 {
        self.0.get()
    }

    /// The moment, to be compared and shown.
    pub fn at(self) -> Timestamp {
        // Every moment was made of one of these.
        Timestamp::from_microsecond(self.micros()).unwrap_or_default()
    }
}

impl From<Timestamp> for Moment {
    fn from(at: Timestamp) -> Self {
        Self(Packed::new(at.as_microsecond()))
    }
}

impl From<Moment> for Timestamp {
    fn from(moment: Moment) -> Self {
        moment.at()
    }
}

impl fmt::Debug for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.at(), f)
    }
}

/// How long between two moments, in the largest fitting unit: `3 s`, `20 m`, `5 h`, `2 d`, `3 y`.
pub fn span_words(seconds: i64) -> String {
    const MINUTE: i64 = 60;
    const HOUR: i64 = 60 * MINUTE;
    const DAY: i64 = 24 * HOUR;
    let seconds = seconds.abs();
    match seconds {
        s if s < MINUTE => format!("{s} s"),
        s if s < HOUR => format!("{} m", s / MINUTE),
        s if s < 2 * DAY => format!("{} h", s / HOUR),
        s if s < 2 * 365 * DAY => format!("{} d", s / DAY),
        s => format!("{} y", s / (365 * DAY)),
    }
}

/// `3 s ago`, or `in 2 d` when the moment lies ahead.
pub fn relative(moment: Timestamp, now: Timestamp) -> String {
    let seconds = now.as_second() - moment.as_second();
    if seconds < 0 {
        format!("in {}", span_words(seconds))
    } else {
        format!("{} ago", span_words(seconds))
    }
}

/// `2026-11-21 08:00 UTC`: the absolute form, for the places that give it.
pub fn absolute(moment: Timestamp) -> String {
    moment.strftime("%Y-%m-%d %H:%M UTC").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(0, "0 s")]
    #[case(59, "59 s")]
    #[case(1_200, "20 m")]
    #[case(-7_200, "2 h")]
    #[case(172_800, "2 d")]
    #[case(100_000_000, "3 y")]
    fn spans_use_the_largest_fitting_unit(#[case] seconds: i64, #[case] words: &str) {
        assert_eq!(span_words(seconds), words);
    }
}
