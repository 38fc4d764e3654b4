//! Versions of servers, as far as they decide what a server does.

use std::fmt;

/// Three numbers, in the order of releases.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Version {
    /// The first number.
    pub major: u32,
    /// The second.
    pub minor: u32,
    /// The third; 0 where there is none.
    pub patch: u32,
}

impl Version {
    /// `major.minor.patch`.
    pub const fn new(major: u32, minor: u32, patch: u32) -> Self {
        Self { major, minor, patch }
    }

    /// Reads what a server says of itself: `1.106.2`, `v1.84.0-stable`, `1.84rc1`. What follows a
    /// number within its part is left out. `None` without two numbers.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.trim().trim_start_matches('v').split('.').map(leading_number);
        let (major, minor) = (parts.next()??, parts.next()??);
        Some(Self { major, minor, patch: parts.next().flatten().unwrap_or(0) })
    }
}

fn leading_number(part: &str) -> Option<u32> {
    let end = part.find(|c: char| !c.is_ascii_digit()).unwrap_or(part.len());
    part.get(..end)?.parse().ok()
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.major, self.minor, self.patch)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("1.106.2", Some((1, 106, 2)))]
    #[case("v1.84.0-stable", Some((1, 84, 0)))]
    #[case(" 1.65 ", Some((1, 65, 0)))]
    #[case("1.84rc1", Some((1, 84, 0)))]
    #[case("1.84.0.post1", Some((1, 84, 0)))]
    #[case("1", None)]
    #[case("unknown", None)]
    #[case("1.x", None)]
    #[case("", None)]
    #[case("99999999999.1", None)]
    fn versions_are_read_by_number(#[case] text: &str, #[case] numbers: Option<(u32, u32, u32)>) {
        let version = Version::parse(text).map(|v| (v.major, v.minor, v.patch));
        assert_eq!(version, numbers);
    }

    #[test]
    fn a_hundredth_release_is_later_than_a_ninth() {
        assert!(Version::new(1, 100, 0) > Version::new(1, 83, 14));
    }
}
