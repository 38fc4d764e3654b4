//! How fast something goes, and how long it will still take.

use jiff::Timestamp;

/// Nothing is said of the pace before so much time has passed: a first answer says little of the
/// rest.
const LEAST_MILLIS: i64 = 2_000;

/// A pace.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pace {
    /// So many a second.
    pub rate: f64,
    /// Whole seconds left at that rate, rounded up; none where the end is not known.
    pub left: Option<i64>,
}

impl Pace {
    /// Of `done` since then, with so many to go. `None` before there is enough to go by.
    pub fn of(begun: Timestamp, now: Timestamp, done: usize, to_go: Option<usize>) -> Option<Self> {
        let millis = millis_between(begun, now);
        if millis < LEAST_MILLIS || done == 0 {
            return None;
        }
        let rate = done as f64 * 1_000.0 / millis as f64;
        let left = to_go.map(|to_go| {
            let millis = u128::from(millis.unsigned_abs());
            let seconds = (to_go as u128 * millis).div_ceil(done as u128 * 1_000);
            i64::try_from(seconds).unwrap_or(i64::MAX)
        });
        Some(Self { rate, left })
    }
}

/// From the one to the other; never negative, since a clock may be set back.
pub fn millis_between(begun: Timestamp, now: Timestamp) -> i64 {
    (now.as_millisecond() - begun.as_millisecond()).max(0)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(1_999, 100, Some(10), None)]
    #[case(5_000, 0, Some(10), None)]
    #[case(2_000, 100, Some(1_000), Some((50.0, Some(20))))]
    #[case(4_000, 3, Some(1), Some((0.75, Some(2))))]
    #[case(10_000, 100, Some(0), Some((10.0, Some(0))))]
    #[case(10_000, 100, None, Some((10.0, None)))]
    #[case(-5, 100, None, None)]
    fn a_pace_is_told_once_there_is_something_to_go_by(
        #[case] millis: i64,
        #[case] done: usize,
        #[case] to_go: Option<usize>,
        #[case] is: Option<(f64, Option<i64>)>,
    ) {
        let begun = Timestamp::UNIX_EPOCH;
        let now = begun + jiff::SignedDuration::from_millis(millis);
        let pace = Pace::of(begun, now, done, to_go);
        assert_eq!(pace.map(|pace| (pace.rate, pace.left)), is);
    }
}
