//! Repeatable randomness: everything invented in the sandbox comes from one seed.
//!
//! `SplitMix64` rather than the system's source, so that two runs with one seed have the same
//! people, ids and keys, and a recording or a snapshot stays the same. Nothing here protects
//! anything: the sandbox's secrets open only the sandbox.

/// A repeatable source of numbers, ids and secrets.
#[derive(Clone, Debug)]
pub(crate) struct Dice(u64);

impl Dice {
    /// The same seed gives the same throws.
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 up to, not including, `bound` (0 when `bound` is 0).
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        let Ok(bound) = u64::try_from(bound) else { return 0 };
        self.next().checked_rem(bound).and_then(|n| usize::try_from(n).ok()).unwrap_or(0)
    }

    /// A number from `low` to `high`, both included.
    pub(crate) fn between(&mut self, low: i64, high: i64) -> i64 {
        let width = high.saturating_sub(low).saturating_add(1).max(1);
        let width = usize::try_from(width).unwrap_or(1);
        low.saturating_add(i64::try_from(self.below(width)).unwrap_or(0))
    }

    /// True about `percent` times in a hundred.
    pub(crate) fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// A fraction from 0 up to 1.
    pub(crate) fn fraction(&mut self) -> f64 {
        self.below(1_000_000) as f64 / 1_000_000.0
    }

    /// One of `choices`; the default of the type when there is none.
    pub(crate) fn pick<T: Copy + Default>(&mut self, choices: &[T]) -> T {
        choices.get(self.below(choices.len())).copied().unwrap_or_default()
    }

    /// Puts `things` in another order.
    pub(crate) fn shuffle<T>(&mut self, things: &mut [T]) {
        for last in (1..things.len()).rev() {
            things.swap(last, self.below(last + 1));
        }
    }

    /// `digits` lower-case hexadecimal digits.
    pub(crate) fn hex(&mut self, digits: usize) -> String {
        let mut text = String::with_capacity(digits + 16);
        while text.len() < digits {
            let more = format!("{:016x}", self.next());
            text += &more;
        }
        text.truncate(digits);
        text
    }

    /// A version 4 UUID, which both servers use as ids.
    pub(crate) fn uuid(&mut self) -> String {
        let h: Vec<char> = self.hex(32).chars().collect();
        let part = |from: usize, to: usize| h.iter().skip(from).take(to - from).collect::<String>();
        let variant = self.pick(&['8', '9', 'a', 'b']);
        format!(
            "{}-{}-4{}-{variant}{}-{}",
            part(0, 8),
            part(8, 12),
            part(13, 16),
            part(17, 20),
            part(20, 32)
        )
    }

    /// `length` letters and digits, the way the proxy makes its keys.
    pub(crate) fn secret(&mut self, length: usize) -> String {
        const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
        (0..length).map(|_| char::from(self.pick(ALPHABET))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_seed_gives_one_sequence() {
        let (mut one, mut other) = (Dice::new(7), Dice::new(7));
        assert_eq!(one.uuid(), other.uuid());
        assert_eq!(one.secret(22), other.secret(22));
        assert_ne!(Dice::new(8).uuid(), Dice::new(7).uuid());
    }

    #[test]
    fn ids_look_like_the_servers_ids() {
        let id = Dice::new(1).uuid();
        assert_eq!(id.len(), 36);
        assert_eq!(id.chars().nth(14), Some('4'));
    }
}
