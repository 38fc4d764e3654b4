//! The time inside the sandbox: it starts at the instant the caller names and then runs.
//!
//! Both servers read it, so an organisation seeded "three days before its budget reset" stays so
//! whatever the day the test runs on. Also the spellings of time the real servers use.

use std::time::Instant;

use jiff::{Timestamp, tz::TimeZone};

/// A clock that started at a chosen instant.
#[derive(Clone, Debug)]
pub(crate) struct Clock {
    base: Timestamp,
    /// `None` while it stands still.
    started: Option<Instant>,
}

impl Clock {
    /// A clock that shows `base` until it is started: inventing people takes time, and none of it
    /// may show in what is invented.
    pub(crate) fn stopped_at(base: Timestamp) -> Self {
        Self { base, started: None }
    }

    /// Lets it run from what it shows.
    pub(crate) fn start(&mut self) {
        self.started = Some(Instant::now());
    }

    /// The time in the sandbox, to the millisecond, as PostgreSQL keeps it for the proxy.
    pub(crate) fn now(&self) -> Timestamp {
        let elapsed = self.started.map(|started| started.elapsed()).unwrap_or_default();
        let elapsed = i64::try_from(elapsed.as_millis()).unwrap_or(i64::MAX);
        let millis = self.base.as_millisecond().saturating_add(elapsed);
        Timestamp::from_millisecond(millis).unwrap_or(self.base)
    }

    /// Seconds since the epoch, as Open WebUI stores its times.
    pub(crate) fn seconds(&self) -> i64 {
        self.now().as_second()
    }
}

/// `2026-11-21T07:57:03.635000Z`, or without a fraction when there is none: how the proxy's JSON
/// encoder spells most times.
pub(crate) fn zulu(time: Timestamp) -> String {
    spell(time, "Z", 6)
}

/// `2026-11-21T07:57:06.759000+00:00`: how the proxy's key endpoints spell theirs.
pub(crate) fn offset(time: Timestamp) -> String {
    spell(time, "+00:00", 6)
}

/// `2026-11-21T07:57:12.406+00:00`: what comes straight out of SQL (`/spend/users`).
pub(crate) fn raw_sql(time: Timestamp) -> String {
    spell(time, "+00:00", 3)
}

/// `2026-11-21 07:57:11.280000+00:00`: Python's own spelling, inside messages.
pub(crate) fn python(time: Timestamp) -> String {
    offset(time).replacen('T', " ", 1)
}

fn spell(time: Timestamp, zone: &str, digits: usize) -> String {
    let civil = time.to_zoned(TimeZone::UTC).datetime();
    let whole = civil.strftime("%Y-%m-%dT%H:%M:%S").to_string();
    let nanos = civil.subsec_nanosecond();
    if nanos == 0 {
        return format!("{whole}{zone}");
    }
    let fraction = format!("{nanos:09}");
    let fraction: String = fraction.chars().take(digits).collect();
    format!("{whole}.{fraction}{zone}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_spelled_as_each_endpoint_spells_them() {
        let time: Timestamp = "2026-11-21T07:57:03.635Z".parse().unwrap();
        assert_eq!(zulu(time), "2026-11-21T07:57:03.635000Z");
        assert_eq!(offset(time), "2026-11-21T07:57:03.635000+00:00");
        assert_eq!(raw_sql(time), "2026-11-21T07:57:03.635+00:00");
        assert_eq!(python(time), "2026-11-21 07:57:03.635000+00:00");
        assert_eq!(zulu("2026-12-01T00:00:00Z".parse().unwrap()), "2026-12-01T00:00:00Z");
    }
}
