//! Amounts and times in the words of a verdict: never two that differ written alike.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::domain::budget::RESET_GRACE;
use crate::domain::{Limit, Usd, time};

/// An amount as shown everywhere, and a billion as `∞ (1e9)`.
pub(super) fn amount(usd: Usd) -> String {
    Limit::Amount(usd).to_string()
}

/// `$10.02 of $10.00`, with as many digits as tell the spend from the limit.
pub(super) fn of(spend: Usd, limit: Usd) -> String {
    format!("{} of {}", spend.beside(limit), amount(limit))
}

/// `resets Mon 00:00 UTC, in 2 d`, `resets 2026-12-01 00:00 UTC, in 10 d`,
/// `its reset was due 20 m ago`; nothing resets it where there is no time.
pub(super) fn reset(at: Option<Timestamp>, now: Timestamp) -> String {
    let Some(at) = at else { return "nothing resets it".to_owned() };
    let seconds = at.as_second() - now.as_second();
    if seconds <= -RESET_GRACE.as_secs() {
        return format!("its reset is overdue since {} ago", time::span_words(seconds));
    }
    if seconds <= 0 {
        return "its reset is due any minute".to_owned();
    }
    let within_a_week = seconds < 7 * 24 * 60 * 60;
    let format = if within_a_week { "%a %H:%M UTC" } else { "%Y-%m-%d %H:%M UTC" };
    let when = at.to_zoned(TimeZone::UTC).strftime(format).to_string();
    format!("resets {when}, {}", time::relative(at, now))
}

/// The first few names of a list, and how many there are beside: `a, b and 3 more`.
pub(super) fn names<'a>(names: impl ExactSizeIterator<Item = &'a crate::domain::Text>) -> String {
    const SHOWN: usize = 4;
    let all = names.len();
    let shown: Vec<String> = names.take(SHOWN).map(ToString::to_string).collect();
    let list = shown.join(", ");
    if all > SHOWN { format!("{list} and {} more", all - SHOWN) } else { list }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("10.02", "10", "$10.02 of $10.00")]
    #[case("21.2139", "10", "$21.21 of $10.00")]
    #[case("10.004", "10", "$10.004 of $10.00")]
    #[case("10.000001", "10", "$10.000001 of $10.00")]
    #[case("10", "10", "$10.00 of $10.00")]
    #[case("3", "1000000000", "$3.00 of ∞ (1e9)")]
    #[case("0.000013", "0.00001", "$0.000013 of $0.00001")]
    fn two_amounts_that_differ_are_never_written_alike(
        #[case] spend: &str,
        #[case] limit: &str,
        #[case] words: &str,
    ) {
        assert_eq!(of(Usd::parse(spend).unwrap(), Usd::parse(limit).unwrap()), words);
    }

    #[rstest]
    #[case(Some("2026-11-23T00:00:00Z"), "resets Mon 00:00 UTC, in 40 h")]
    #[case(Some("2026-12-01T00:00:00Z"), "resets 2026-12-01 00:00 UTC, in 9 d")]
    #[case(Some("2026-11-21T07:50:00Z"), "its reset is due any minute")]
    #[case(Some("2026-11-21T07:40:00Z"), "its reset is overdue since 20 m ago")]
    #[case(None, "nothing resets it")]
    fn a_reset_is_said_with_its_hour_and_how_long_that_is(
        #[case] at: Option<&str>,
        #[case] words: &str,
    ) {
        let now = "2026-11-21T08:00:00Z".parse().unwrap();
        assert_eq!(reset(at.map(|at| at.parse().unwrap()), now), words);
    }
}
