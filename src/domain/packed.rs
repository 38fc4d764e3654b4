//! A whole number of which an option takes no more room: a hundred thousand records have a million.

use std::cmp::Ordering;
use std::num::NonZero;

/// Any number but the least, which stands for the next.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Packed(NonZero<i64>);

impl Packed {
    pub(super) const fn new(number: i64) -> Self {
        match NonZero::new(number ^ i64::MIN) {
            Some(turned) => Self(turned),
            None => Self::new(i64::MIN + 1),
        }
    }

    pub(super) const fn get(self) -> i64 {
        self.0.get() ^ i64::MIN
    }
}

impl Ord for Packed {
    fn cmp(&self, other: &Self) -> Ordering {
        self.get().cmp(&other.get())
    }
}

impl PartialOrd for Packed {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn a_packed_number_is_the_number(one: i64, two: i64) {
            let packed = Packed::new(one);
            proptest::prop_assert_eq!(packed.get(), one.max(i64::MIN + 1));
            proptest::prop_assert_eq!(packed.cmp(&Packed::new(two)), packed.get().cmp(&two));
        }
    }

    #[test]
    fn an_option_takes_no_more_room() {
        assert_eq!(size_of::<Option<Packed>>(), size_of::<i64>());
        assert_eq!(Packed::new(i64::MIN).get(), i64::MIN + 1);
    }
}
