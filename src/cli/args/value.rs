//! Words of the command line that stand for more than themselves, and what is said of wrong ones.

use crate::domain::activity::Span;
use crate::domain::budget::ParseWindowError;
use crate::domain::{Limit, Usd, Window};
use crate::plan::wish::LimitWish;
use crate::plan::wish::ParseLimitError;

/// A window, or none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Every(pub Option<Window>);

pub(super) fn limit(word: &str) -> Result<Limit, String> {
    if word.trim().eq_ignore_ascii_case("unlimited") {
        return Ok(Limit::Unlimited);
    }
    let amount = Usd::parse(word).map_err(|error| format!("{error}, or 'unlimited'"))?;
    Ok(Limit::Amount(amount))
}

/// The same, or more or less than now: `+20%`, `-5`.
pub(super) fn limit_wish(word: &str) -> Result<LimitWish, String> {
    word.parse().map_err(|error: ParseLimitError| {
        format!("{error}, or 'unlimited', or a change like +20% or -5")
    })
}

/// The same of a window, which is taken away with `none`.
pub(super) fn window_limit(word: &str) -> Result<LimitWish, String> {
    if word.trim().eq_ignore_ascii_case("none") {
        return Ok(LimitWish::Set(Limit::Unlimited));
    }
    word.parse().map_err(|error: ParseLimitError| {
        format!("{error}, or 'none', or a change like +20% or -5")
    })
}

pub(super) fn window_or_none(word: &str) -> Result<Every, String> {
    if word.trim().eq_ignore_ascii_case("none") {
        return Ok(Every(None));
    }
    let window = word.parse().map_err(|error: ParseWindowError| format!("{error}, or 'none'"))?;
    Ok(Every(Some(window)))
}

/// A number of days that can be asked for.
pub(super) fn span(word: &str) -> Result<Span, String> {
    let days = word.trim().trim_end_matches('d').parse().ok();
    days.and_then(Span::of_days).ok_or_else(|| format!("'{word}' is none of 7, 30 and 90"))
}

/// A window that is a count and a unit: nothing lives until a day of the calendar.
pub(super) fn duration(word: &str) -> Result<Window, String> {
    let window = word.parse::<Window>().ok().filter(|w| w.as_str().starts_with(char::is_numeric));
    window.ok_or_else(|| {
        format!("'{word}' is not a duration; write a number and s, m, h, d or w, like 24h or 30d")
    })
}

/// How long a key lives; `None` for ever.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Life(pub Option<Window>);

pub(super) fn life(word: &str) -> Result<Life, String> {
    if word.trim().eq_ignore_ascii_case("never") {
        return Ok(Life(None));
    }
    duration(word).map(|window| Life(Some(window))).map_err(|error| format!("{error}, or 'never'"))
}

/// The names of these words, each a list whose items commas part; behind a backslash a comma, and a
/// backslash, is one of the name.
pub fn names(words: &[String]) -> Vec<String> {
    words.iter().flat_map(|word| items(word)).collect()
}

fn items(word: &str) -> Vec<String> {
    let mut items = vec![String::new()];
    let mut rest = word.chars().peekable();
    while let Some(c) = rest.next() {
        let is_escape = c == '\\' && matches!(rest.peek(), Some('\\' | ','));
        match (if is_escape { rest.next() } else { None }, items.last_mut()) {
            (None, _) if c == ',' => items.push(String::new()),
            (escaped, Some(item)) => item.push(escaped.unwrap_or(c)),
            (_, None) => {}
        }
    }
    items.retain(|item| !item.is_empty());
    items
}

#[cfg(test)]
mod tests {
    use super::*;

    #[rstest::rstest]
    #[case("a", &["a"])]
    #[case("a,b", &["a", "b"])]
    #[case(r"a\,b,c", &["a,b", "c"])]
    #[case(r"a\\,b", &[r"a\", "b"])]
    #[case(r"a\b\", &[r"a\b\"])]
    #[case("a,,b,", &["a", "b"])]
    #[case("", &[])]
    fn a_list_is_parted_at_commas_that_stand_alone(#[case] word: &str, #[case] parted: &[&str]) {
        assert_eq!(names(&[word.to_owned()]), parted);
    }
}
