//! Text to a width, money pairs, times: pure functions from values to what is drawn.

use jiff::Timestamp;
use unicode_width::UnicodeWidthStr;

pub(super) use crate::domain::cells::cut;

use super::theme::Glyphs;
use crate::app::reading::Pace;
use crate::domain::money::group_thousands;
use crate::domain::time::span_words;
use crate::domain::{Limit, Usd};
use crate::table::Times;
pub(super) use crate::table::cell::minutes;

/// Where text stands in its column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Align {
    /// Blanks follow.
    Left,
    /// Blanks precede.
    Right,
}

/// Exactly `width` columns: cut at a grapheme with an ellipsis, or filled with blanks.
pub(super) fn fit(text: &str, width: usize, align: Align, ellipsis: char) -> String {
    let text = cut(text, width, ellipsis);
    let blanks = " ".repeat(width.saturating_sub(text.width()));
    match align {
        Align::Left => format!("{text}{blanks}"),
        Align::Right => format!("{blanks}{text}"),
    }
}

/// `$10.02 / $10.00`, in whole dollars where cents have no room.
pub(super) fn money_pair(spend: Option<Usd>, limit: Limit, width: usize) -> String {
    let pair = |shown: &dyn Fn(Usd) -> String| {
        let first = spend.map_or_else(|| "?".to_owned(), shown);
        match limit {
            Limit::Unlimited => first,
            Limit::Unknown => format!("{first} / ?"),
            Limit::Amount(limit) => format!("{first} / {}", shown(limit)),
        }
    };
    let exact = pair(&|usd| usd.to_string());
    if exact.width() <= width { exact } else { pair(&whole_dollars) }
}

/// Rounded down: nobody is said to have spent more than they have.
fn whole_dollars(usd: Usd) -> String {
    let sign = if usd.micros() < 0 { "-" } else { "" };
    format!("{sign}${}", group_thousands(usd.micros().unsigned_abs() / 1_000_000))
}

/// How old something is, in whole minutes: nothing on an idle screen changes every second.
pub(super) fn age(at: Timestamp, now: Timestamp, times: Times) -> String {
    match times {
        Times::Absolute => at.strftime("%H:%M:%S UTC").to_string(),
        Times::Relative => format!("{} ago", minutes(now.as_second() - at.as_second())),
    }
}

/// A moment in a table: `3 d`, or the date.
pub(super) fn moment(
    at: Option<Timestamp>,
    now: Timestamp,
    times: Times,
    glyphs: &Glyphs,
) -> String {
    match (at, times) {
        (None, _) => glyphs.none.into(),
        (Some(at), Times::Absolute) => at.strftime("%Y-%m-%d").to_string(),
        (Some(at), Times::Relative) => minutes(now.as_second() - at.as_second()),
    }
}

/// `2,400/s, 36 s left`; what is being stopped has no time left to speak of.
pub(super) fn pace_words(pace: Pace, says_left: bool) -> String {
    let rate = if pace.rate < 10.0 {
        format!("{:.1}/s", pace.rate)
    } else {
        // It is positive and far below where a float could not be a count.
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "see above")]
        let whole = pace.rate.round() as u64;
        format!("{}/s", group_thousands(whole))
    };
    match pace.left.filter(|_| says_left) {
        Some(left) => format!("{rate}, {} left", span_words(left)),
        None => rate,
    }
}

/// A moment with room: relative and absolute.
pub(super) fn full_moment(at: Timestamp, now: Timestamp) -> String {
    let seconds = now.as_second() - at.as_second();
    let words = minutes(seconds);
    let relative = if seconds < 0 { format!("in {words}") } else { format!("{words} ago") };
    format!("{relative} ({})", crate::domain::time::absolute(at))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("abc", 5, "abc  ")]
    #[case("abcdef", 4, "abc…")]
    #[case("조민지", 4, "조… ")]
    #[case("e\u{301}e\u{301}e\u{301}", 2, "e\u{301}…")]
    #[case("abc", 0, "")]
    fn text_is_cut_by_columns_not_by_bytes(
        #[case] text: &str,
        #[case] width: usize,
        #[case] is: &str,
    ) {
        assert_eq!(fit(text, width, Align::Left, '…'), is);
    }

    #[test]
    fn cents_go_before_the_dollars_do() {
        let usd = |word: &str| Usd::parse(word).unwrap();
        let pair = |width| money_pair(Some(usd("1204.50")), Limit::Amount(usd("2000")), width);
        assert_eq!(pair(30), "$1,204.50 / $2,000.00");
        assert_eq!(pair(16), "$1,204 / $2,000");
    }
}
