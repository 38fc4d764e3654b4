//! Times as people say them: `3 s`, `20 m`, `2 d`. Always relative to a moment passed in.

use jiff::Timestamp;

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
