//! Budget windows: which spellings the proxy takes, and when it next resets.
//!
//! The reset is not "now plus the duration" but a round time: the next hour, midnight, Monday or
//! first of the month.

use jiff::{
    RoundMode, SignedDuration, Timestamp, ToSpan, Unit, Zoned, ZonedRound, civil::Weekday,
    tz::TimeZone,
};

/// A duration as the proxy spells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Window {
    Seconds(i64),
    Minutes(i64),
    Hours(i64),
    Days(i64),
    Weeks(i64),
    Month,
}

impl Window {
    /// Reads `30s`, `5m`, `24h`, `7d`, `2w`, `1mo` and the words; `None` for what the proxy refuses.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        match text {
            "hourly" => return Some(Self::Hours(1)),
            "daily" => return Some(Self::Days(1)),
            "weekly" => return Some(Self::Weeks(1)),
            "monthly" | "1mo" => return Some(Self::Month),
            _ => {}
        }
        let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        let count: i64 = digits.parse().ok().filter(|count| *count > 0)?;
        match text.strip_prefix(digits)? {
            "s" => Some(Self::Seconds(count)),
            "m" => Some(Self::Minutes(count)),
            "h" => Some(Self::Hours(count)),
            "d" => Some(Self::Days(count)),
            "w" => Some(Self::Weeks(count)),
            _ => None,
        }
    }

    /// The plain length, for a key's life time.
    pub(crate) fn length(self) -> SignedDuration {
        match self {
            Self::Seconds(count) => SignedDuration::from_secs(count),
            Self::Minutes(count) => SignedDuration::from_mins(count),
            Self::Hours(count) => SignedDuration::from_hours(count),
            Self::Days(count) => SignedDuration::from_hours(count.saturating_mul(24)),
            Self::Weeks(count) => SignedDuration::from_hours(count.saturating_mul(24 * 7)),
            Self::Month => SignedDuration::from_hours(24 * 30),
        }
    }

    /// The next reset after `now`, in UTC.
    pub(crate) fn next_reset(self, now: Timestamp) -> Timestamp {
        self.round_up(&now.to_zoned(TimeZone::UTC)).map_or(now, |next| next.timestamp())
    }

    fn round_up(self, now: &Zoned) -> Result<Zoned, jiff::Error> {
        match self {
            Self::Days(7) | Self::Weeks(1) => now.start_of_day()?.nth_weekday(1, Weekday::Monday),
            Self::Days(30) | Self::Month => {
                now.start_of_day()?.with().day(1).build()?.checked_add(1.month())
            }
            Self::Days(count) => now.start_of_day()?.checked_add(count.days()),
            Self::Weeks(count) => now.start_of_day()?.checked_add(count.weeks()),
            // Shorter windows step through the next larger unit, and may step out of it.
            Self::Hours(count) => step(now, &now.start_of_day()?, count.saturating_mul(3600)),
            Self::Minutes(count) => {
                step(now, &truncated(now, Unit::Hour)?, count.saturating_mul(60))
            }
            Self::Seconds(count) => step(now, &truncated(now, Unit::Minute)?, count),
        }
    }
}

fn truncated(now: &Zoned, unit: Unit) -> Result<Zoned, jiff::Error> {
    now.round(ZonedRound::new().smallest(unit).mode(RoundMode::Trunc))
}

/// The first multiple of `seconds` after `now`, counted from `start`.
fn step(now: &Zoned, start: &Zoned, seconds: i64) -> Result<Zoned, jiff::Error> {
    let passed = now.timestamp().as_second() - start.timestamp().as_second();
    let steps = passed / seconds.max(1) + 1;
    start.checked_add(SignedDuration::from_secs(steps.saturating_mul(seconds)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn resets_fall_on_the_round_times_the_proxy_picks() {
        let now: Timestamp = "2026-11-21T08:49:57Z".parse().unwrap();
        for (window, reset) in [
            ("30s", "2026-11-21T08:50:00Z"),
            ("90m", "2026-11-21T09:30:00Z"),
            ("1h", "2026-11-21T09:00:00Z"),
            ("2h", "2026-11-21T10:00:00Z"),
            ("24h", "2026-11-22T00:00:00Z"),
            ("36h", "2026-11-22T12:00:00Z"),
            ("1d", "2026-11-22T00:00:00Z"),
            ("7d", "2026-11-23T00:00:00Z"),
            ("weekly", "2026-11-23T00:00:00Z"),
            ("2w", "2026-12-05T00:00:00Z"),
            ("10d", "2026-12-01T00:00:00Z"),
            ("30d", "2026-12-01T00:00:00Z"),
            ("1mo", "2026-12-01T00:00:00Z"),
            ("60d", "2027-01-20T00:00:00Z"),
        ] {
            let next = Window::parse(window).unwrap().next_reset(now);
            assert_eq!(next.to_string(), reset, "{window}");
        }
    }

    #[test]
    fn what_the_proxy_refuses_is_refused() {
        for text in ["", "5", "zz", "0d", "1.5d", "1y", "2mo", "1M", "-3d"] {
            assert_eq!(Window::parse(text), None, "{text}");
        }
    }
}
