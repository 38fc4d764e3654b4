//! Money: US dollars in whole micro-dollars, so that sums and comparisons are exact.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, Sub};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::packed::Packed;

const MICROS: f64 = 1_000_000.0;
const A_DOLLAR: u64 = 1_000_000;
const A_CENT: i64 = 10_000;

/// An amount in US dollars (LiteLLM keeps all spend in USD). One unit is a millionth of a dollar.
///
/// As JSON it is a number of dollars. Server floats are rounded once, here.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Usd(Packed);

impl Default for Usd {
    fn default() -> Self {
        Self::ZERO
    }
}

/// Why a word is not an amount of money.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ParseUsdError {
    /// Not a number of dollars.
    #[error("'{0}' is not an amount; write dollars like 20 or 12.50")]
    NotANumber(String),
    /// Below zero.
    #[error("'{0}' is negative; a budget is 0 or more (0 refuses every call)")]
    Negative(String),
    /// More than the servers can hold exactly.
    #[error("'{0}' is too large; the most is $1,000,000,000")]
    TooLarge(String),
    /// Finer than a micro-dollar.
    #[error("'{0}' is finer than a millionth of a dollar")]
    TooFine(String),
}

impl ParseUsdError {
    /// The same, said of the whole word of which a part was read.
    #[must_use]
    pub fn about(self, whole: &str) -> Self {
        let whole = whole.to_owned();
        match self {
            Self::NotANumber(_) => Self::NotANumber(whole),
            Self::Negative(_) => Self::Negative(whole),
            Self::TooLarge(_) => Self::TooLarge(whole),
            Self::TooFine(_) => Self::TooFine(whole),
        }
    }
}

impl Usd {
    /// Nothing.
    pub const ZERO: Self = Self::from_micros(0);

    /// The most a person may enter: what `OpenHands` writes for "unlimited".
    pub const MOST: Self = Self::from_micros(1_000_000_000_000_000);

    /// From millionths of a dollar.
    pub const fn from_micros(micros: i64) -> Self {
        Self(Packed::new(micros))
    }

    /// In millionths of a dollar.
    pub const fn micros(self) -> i64 {
        self.0.get()
    }

    /// Rounds a server's number to the nearest micro-dollar, and what is above zero never down to
    /// zero: a limit of a billionth lets the first call through and is not the limit zero. `None`
    /// when it is not finite.
    #[expect(clippy::cast_possible_truncation, reason = "`as` saturates, which is what we want")]
    pub fn from_dollars(dollars: f64) -> Option<Self> {
        let micros = (dollars * MICROS).round() as i64;
        let micros = if dollars > 0.0 { micros.max(1) } else { micros };
        dollars.is_finite().then(|| Self::from_micros(micros))
    }

    /// As a number of dollars, for the wire.
    pub fn dollars(self) -> f64 {
        self.micros() as f64 / MICROS
    }

    /// For a cell of a list: `$12.50`, to the nearest cent, but what is less than one does not read
    /// as nothing and keeps its digits.
    pub fn cents(self) -> String {
        let is_less_than_one = self.micros().unsigned_abs() < A_CENT.unsigned_abs();
        let shown = if is_less_than_one { self } else { self.nearest(A_CENT) };
        shown.to_string()
    }

    /// For a cell of a list beside `other`, which is written out: [`Usd::cents`], with as many more
    /// digits as it takes to read above, below or like `other`, as it is.
    pub fn beside(self, other: Self) -> String {
        let mut unit = A_CENT;
        while self.nearest(unit).cmp(&other) != self.cmp(&other) {
            unit /= 10;
        }
        if unit == A_CENT { self.cents() } else { self.nearest(unit).to_string() }
    }

    /// `$1,204`: rounded down, so that nobody is said to have spent more than they have.
    pub fn whole_dollars(self) -> String {
        let sign = if self.micros() < 0 { "-" } else { "" };
        format!("{sign}${}", group_thousands(self.micros().unsigned_abs() / A_DOLLAR))
    }

    /// The nearest multiple of `unit` micro-dollars (1 or more), half of one away from zero.
    fn nearest(self, unit: i64) -> Self {
        let half = self.micros().signum() * (unit / 2);
        let micros = self.micros().saturating_add(half);
        Self::from_micros(micros - micros % unit)
    }

    /// Whole percent of `limit`, rounded down; `None` when the limit is zero or less.
    pub fn percent_of(self, limit: Self) -> Option<i64> {
        (limit.micros() > 0).then(|| {
            let percent = i128::from(self.micros()) * 100 / i128::from(limit.micros());
            i64::try_from(percent).unwrap_or(i64::MAX)
        })
    }

    /// Reads what a person types: `20`, `$20`, `12.50`, `1,000`.
    ///
    /// # Errors
    /// Not a number, negative, above a billion dollars, or finer than a micro-dollar.
    pub fn parse(word: &str) -> Result<Self, ParseUsdError> {
        let bare = word.trim().trim_start_matches('$').replace([',', '_'], "");
        let (negative, digits) =
            bare.strip_prefix('-').map_or((false, bare.as_str()), |d| (true, d));
        let digits = digits.trim_start_matches('$');
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let is_number = !(whole.is_empty() && fraction.is_empty())
            && whole.bytes().chain(fraction.bytes()).all(|b| b.is_ascii_digit());
        if !is_number {
            return Err(ParseUsdError::NotANumber(word.to_owned()));
        }
        let fraction = fraction.trim_end_matches('0');
        if fraction.len() > 6 {
            return Err(ParseUsdError::TooFine(word.to_owned()));
        }
        let too_large = || ParseUsdError::TooLarge(word.to_owned());
        let micros = format!("{whole}{fraction:0<6}").parse::<i64>().ok();
        let micros = micros.filter(|m| *m <= Self::MOST.micros()).ok_or_else(too_large)?;
        if negative && micros > 0 {
            return Err(ParseUsdError::Negative(word.to_owned()));
        }
        Ok(Self::from_micros(micros))
    }
}

impl Add for Usd {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self::from_micros(self.micros().saturating_add(other.micros()))
    }
}

impl Sub for Usd {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self::from_micros(self.micros().saturating_sub(other.micros()))
    }
}

impl Sum for Usd {
    fn sum<I: Iterator<Item = Self>>(iter: I) -> Self {
        iter.fold(Self::ZERO, Add::add)
    }
}

/// Every digit of it, and at least cents: `$12.50`, `$0.015`. So it stands in sentences, plans and
/// dialogs; a cell of a list has [`Usd::cents`] and [`Usd::beside`].
impl fmt::Display for Usd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.micros() < 0 { "-" } else { "" };
        let micros = self.micros().unsigned_abs();
        let whole = group_thousands(micros / A_DOLLAR);
        let fraction = format!("{:06}", micros % A_DOLLAR);
        let digits = fraction.trim_end_matches('0');
        f.pad(&format!("{sign}${whole}.{digits:0<2}"))
    }
}

/// `1234567` as `1,234,567`.
pub fn group_thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

impl fmt::Debug for Usd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "${}", self.dollars())
    }
}

impl Serialize for Usd {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(self.dollars())
    }
}

impl<'de> Deserialize<'de> for Usd {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let dollars = f64::deserialize(deserializer)?;
        Self::from_dollars(dollars).ok_or_else(|| serde::de::Error::custom("not a finite amount"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("20", 20_000_000)]
    #[case("$12.50", 12_500_000)]
    #[case("0", 0)]
    #[case("-0", 0)]
    #[case(".5", 500_000)]
    #[case("1,000", 1_000_000_000)]
    #[case("0.000001", 1)]
    fn amounts_people_type_are_read(#[case] word: &str, #[case] micros: i64) {
        assert_eq!(Usd::parse(word), Ok(Usd::from_micros(micros)));
    }

    #[rstest]
    #[case("", "is not an amount")]
    #[case("ten", "is not an amount")]
    #[case("1e3", "is not an amount")]
    #[case("NaN", "is not an amount")]
    #[case("-5", "is negative")]
    #[case("$-5", "is negative")]
    #[case("0.0000001", "finer than a millionth")]
    #[case("99999999999999999999", "too large")]
    fn bad_amounts_say_why(#[case] word: &str, #[case] why: &str) {
        let error = Usd::parse(word).unwrap_err().to_string();
        assert!(error.contains(why) && error.contains(word), "{error}");
    }

    #[rstest]
    #[case(0, "$0.00")]
    #[case(10_020_000, "$10.02")]
    #[case(1_234_567_890_000, "$1,234,567.89")]
    #[case(120, "$0.00012")]
    #[case(15_000, "$0.015")]
    #[case(10_000_001, "$10.000001")]
    #[case(-2_500_000, "-$2.50")]
    fn money_is_shown_to_its_last_digit(#[case] micros: i64, #[case] shown: &str) {
        assert_eq!(Usd::from_micros(micros).to_string(), shown);
    }

    #[rstest]
    #[case(10_024_999, "$10.02")]
    #[case(10_025_000, "$10.03")]
    #[case(-10_025_000, "-$10.03")]
    #[case(9_999, "$0.009999")]
    #[case(0, "$0.00")]
    fn a_cell_has_cents_and_no_spend_reads_as_nothing(#[case] micros: i64, #[case] shown: &str) {
        assert_eq!(Usd::from_micros(micros).cents(), shown);
    }

    #[rstest]
    #[case(10_800, 10_000, "$0.011")]
    #[case(14_900, 14_500, "$0.015")]
    #[case(239, 2_000, "$0.000239")]
    #[case(9_996_000, 10_000_000, "$9.996")]
    #[case(9_999_999, 10_000_000, "$9.999999")]
    #[case(10_000_000, 10_000_000, "$10.00")]
    #[case(3_004_000, 10_000_000, "$3.00")]
    fn a_spend_beside_its_limit_has_the_digits_that_part_them(
        #[case] spend: i64,
        #[case] limit: i64,
        #[case] shown: &str,
    ) {
        assert_eq!(Usd::from_micros(spend).beside(Usd::from_micros(limit)), shown);
    }

    #[rstest]
    #[case(1e-9, Some(1))]
    #[case(0.0, Some(0))]
    #[case(-0.0, Some(0))]
    #[case(-1e-9, Some(0))]
    #[case(-2.5, Some(-2_500_000))]
    #[case(1.4e-6, Some(1))]
    #[case(f64::NAN, None)]
    #[case(f64::INFINITY, None)]
    fn what_is_above_zero_stays_above_it(#[case] dollars: f64, #[case] micros: Option<i64>) {
        assert_eq!(Usd::from_dollars(dollars).map(Usd::micros), micros);
    }

    #[test]
    fn percent_is_of_the_limit_and_rounds_down() {
        assert_eq!(Usd::parse("9.999").unwrap().percent_of(Usd::parse("10").unwrap()), Some(99));
        assert_eq!(Usd::parse("14.30").unwrap().percent_of(Usd::parse("10").unwrap()), Some(143));
        assert_eq!(Usd::parse("1").unwrap().percent_of(Usd::ZERO), None);
    }

    proptest::proptest! {
        #[test]
        fn dollars_survive_the_wire(micros in -1_000_000_000_000_000_i64..1_000_000_000_000_000) {
            let usd = Usd::from_micros(micros);
            proptest::prop_assert_eq!(Usd::from_dollars(usd.dollars()), Some(usd));
        }

        #[test]
        fn what_is_written_is_read_as_the_same_amount(micros in 0_i64..1_000_000_000_000_000) {
            let usd = Usd::from_micros(micros);
            proptest::prop_assert_eq!(Usd::parse(&usd.to_string()), Ok(usd));
        }

        #[test]
        fn two_amounts_read_as_they_compare(limit in 0_i64..100_000_000, off in -30_000_i64..30_000) {
            let [spend, limit] = [limit + off, limit].map(|micros| Usd::from_micros(micros.max(0)));
            let [cell, written] = [spend.beside(limit), limit.to_string()];
            let [read, beside] = [cell, written].map(|word| Usd::parse(&word).unwrap());
            proptest::prop_assert_eq!(read.cmp(&beside), spend.cmp(&limit));
        }
    }
}
