//! Text to a width, money pairs, times: pure functions from values to what is drawn.

use jiff::Timestamp;
use ratatui::text::{Line, Span};

pub(super) use crate::domain::cells::{Columns, cut};

use super::theme::Glyphs;
use crate::app::reading::Pace;
use crate::domain::money::group_thousands;
use crate::domain::time::span_words;
use crate::domain::{Limit, Usd};
use crate::table::Times;
pub(super) use crate::table::cell::minutes;

/// In micro-dollars.
const A_DOLLAR: i64 = 1_000_000;

impl Columns for Span<'_> {
    fn columns(&self) -> usize {
        self.content.columns()
    }
}

impl Columns for Line<'_> {
    fn columns(&self) -> usize {
        self.spans.iter().map(Columns::columns).sum()
    }
}

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
    let blanks = " ".repeat(width.saturating_sub(text.columns()));
    match align {
        Align::Left => format!("{text}{blanks}"),
        Align::Right => format!("{blanks}{text}"),
    }
}

/// `$10.02 / $10.00`; where that has no room and the spend is above its whole dollars, without its
/// cents: `$10 / $20`. What would then read as nothing, or as its limit, keeps them, and is cut.
pub(super) fn money_pair(spend: Option<Usd>, limit: Limit, width: usize) -> String {
    let first = spend.map_or_else(|| "?".to_owned(), |spend| limit.spend_cell(spend));
    let most = match limit {
        Limit::Unlimited => return first,
        Limit::Unknown => return format!("{first} / ?"),
        Limit::Amount(most) => most,
    };
    let long = format!("{first} / {most}");
    let reads_right = |spend: Usd| {
        let whole = Usd::from_micros(spend.micros() / A_DOLLAR * A_DOLLAR);
        whole != Usd::ZERO && whole.cmp(&most) == spend.cmp(&most)
    };
    let first = match spend {
        _ if long.columns() <= width => return long,
        Some(spend) if reads_right(spend) => spend.whole_dollars(),
        _ => first,
    };
    format!("{first} / {}", without_cents(most))
}

/// `$20`, and all digits where it is not of whole dollars.
pub(super) fn without_cents(usd: Usd) -> String {
    if usd.micros() % A_DOLLAR == 0 { usd.whole_dollars() } else { usd.to_string() }
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

    #[rstest]
    #[case("0.000239", "0.002", "$0.000239 / $0.002")]
    #[case("0.30", "2000", "$0.30 / $2,000")]
    #[case("2000.20", "2000.50", "$2,000 / $2,000.50")]
    #[case("1999.50", "1999.10", "$1,999.50 / $1,999.10")]
    #[case("1999.99", "1999", "$1,999.99 / $1,999")]
    #[case("0.0108", "0.01", "$0.011 / $0.01")]
    fn without_room_no_two_amounts_read_alike(
        #[case] spend: &str,
        #[case] limit: &str,
        #[case] shown: &str,
    ) {
        let [spend, limit] = [spend, limit].map(|word| Usd::parse(word).unwrap());
        assert_eq!(money_pair(Some(spend), Limit::Amount(limit), 3), shown);
    }
}
