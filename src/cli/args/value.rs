//! Words of the command line that stand for more than themselves, and what is said of wrong ones.

use crate::domain::Limit;
use crate::domain::activity::Span;
use crate::domain::budget::ParseWindowError;
use crate::domain::money::ParseUsdError;
use crate::domain::typed::{Every, Life, ParseDurationError};
use crate::plan::wish::{LimitWish, ParseLimitError, WindowWish};

pub(super) fn limit(word: &str) -> Result<Limit, String> {
    word.parse().map_err(|error: ParseUsdError| format!("{error}, or 'unlimited'"))
}

/// The same, or more or less than now: `+20%`, `-5`.
pub(super) fn limit_wish(word: &str) -> Result<LimitWish, String> {
    word.parse().map_err(|error: ParseLimitError| {
        format!("{error}, or 'unlimited', or a change like +20% or -5")
    })
}

/// The same of a window, which is taken away with `none`.
pub(super) fn window_limit(word: &str) -> Result<LimitWish, String> {
    WindowWish::limit(word)
        .map_err(|error| format!("{error}, or 'none', or a change like +20% or -5"))
}

pub(super) fn window_or_none(word: &str) -> Result<Every, String> {
    word.parse().map_err(|error: ParseWindowError| format!("{error}, or 'none'"))
}

/// A number of days that can be asked for.
pub(super) fn span(word: &str) -> Result<Span, String> {
    let days = word.trim().trim_end_matches('d').parse().ok();
    days.and_then(Span::of_days).ok_or_else(|| format!("'{word}' is none of 7, 30 and 90"))
}

pub(super) fn life(word: &str) -> Result<Life, String> {
    word.parse().map_err(|error: ParseDurationError| format!("{error}, or 'never'"))
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
