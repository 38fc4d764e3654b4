//! What an operator types of limits and windows, and the words that take one away: `unlimited`,
//! `none`, `never`. That a thing is kept is said by typing nothing.

use std::str::FromStr;

use super::budget::ParseWindowError;
use super::money::ParseUsdError;
use super::{Limit, Usd, Window};

/// Whether it is that word, in any case.
fn is(word: &str, wanted: &str) -> bool {
    word.trim().eq_ignore_ascii_case(wanted)
}

/// Dollars, or `unlimited`.
impl FromStr for Limit {
    type Err = ParseUsdError;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        if is(word, "unlimited") { Ok(Self::Unlimited) } else { Usd::parse(word).map(Self::Amount) }
    }
}

/// How often a spend is set back; nothing for `none`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Every(pub Option<Window>);

impl FromStr for Every {
    type Err = ParseWindowError;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        if is(word, "none") { Ok(Self(None)) } else { word.parse().map(|every| Self(Some(every))) }
    }
}

/// A word that is no duration.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("'{0}' is not a duration; write a number and s, m, h, d or w, like 24h or 30d")]
pub struct ParseDurationError(pub String);

/// A window that is a count and a unit: nothing lives until a day of the calendar.
///
/// # Errors
/// It is none.
pub fn duration(word: &str) -> Result<Window, ParseDurationError> {
    let window = word.parse::<Window>().ok().filter(|w| w.as_str().starts_with(char::is_numeric));
    window.ok_or_else(|| ParseDurationError(word.to_owned()))
}

/// How long a key lives; nothing for `never`: it does not expire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Life(pub Option<Window>);

impl FromStr for Life {
    type Err = ParseDurationError;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        if is(word, "never") { Ok(Self(None)) } else { duration(word).map(|life| Self(Some(life))) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_takes_away_what_another_sets() {
        assert_eq!(" Unlimited ".parse(), Ok(Limit::Unlimited));
        assert_eq!("0".parse(), Ok(Limit::Amount(Usd::ZERO)));
        assert_eq!("None".parse(), Ok(Every(None)));
        assert_eq!("weekly".parse(), Ok(Every("weekly".parse().ok())));
        assert_eq!("NEVER".parse(), Ok(Life(None)));
        assert_eq!("30d".parse(), Ok(Life("30d".parse().ok())));
        assert!("weekly".parse::<Life>().is_err() && "never".parse::<Every>().is_err());
    }
}
