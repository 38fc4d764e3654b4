//! A limit wished for by what it is now: `+20%`, `-10%`, `+5`, `-2.50`.

use std::fmt;
use std::str::FromStr;

use super::{LimitWish, Verdict};
use crate::domain::money::ParseUsdError;
use crate::domain::{Limit, Usd};

/// More or less than now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relative {
    /// By so many hundredths of a percent; more than -10,000, so that something is left.
    Percent(i64),
    /// By so many dollars, more or less.
    Amount(Usd),
}

/// Why a word is no limit.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ParseLimitError {
    /// Neither an amount nor a word.
    #[error(transparent)]
    Amount(#[from] ParseUsdError),
    /// Not a percentage.
    #[error("'{0}' is not a percentage; write +20%, -10% or +12.5%")]
    NotAPercentage(String),
    /// A percentage without a sign: of what?
    #[error("'{0}' has no sign; write +{0} for more or -{0} for less")]
    NoSign(String),
    /// A whole budget less, or more.
    #[error("'{0}' leaves nothing; write 0 to refuse every call")]
    LeavesNothing(String),
    /// Nothing at all.
    #[error("'{0}' changes nothing")]
    ChangesNothing(String),
}

/// A cent, in micro-dollars.
const CENT: i128 = 10_000;

/// All of it, in hundredths of a percent.
const WHOLE: i64 = 10_000;

/// More percent than this is a slip of the finger.
const MOST_PERCENT: i64 = 10_000 * 100;

impl Relative {
    /// What it makes of a limit. A percentage of whole cents is rounded to whole cents, half a cent
    /// up, and of a finer limit to a millionth of a dollar; dollars are exact. Of no limit and of nothing there is nothing to reckon, and nothing is ever
    /// brought to zero in passing: that would refuse every call.
    pub(in crate::plan::make) fn of(self, limit: Limit) -> Result<Usd, Verdict> {
        let now = match limit {
            Limit::Amount(now) => now,
            Limit::Unlimited => return Err(Verdict::Stays("is unlimited and stays so".into())),
            Limit::Unknown => {
                let why = "has a budget that cannot be read, so nothing is reckoned from it";
                return Err(Verdict::Refused(why.into()));
            }
        };
        if now <= Usd::ZERO {
            let why = match self {
                Self::Percent(_) => format!("is {now}, and {self} of that is nothing"),
                Self::Amount(_) => {
                    format!("is {now}, closed on purpose; write the amount to open it")
                }
            };
            return Err(Verdict::Stays(why));
        }
        let micros = i128::from(now.micros());
        let after = match self {
            Self::Amount(more) => micros + i128::from(more.micros()),
            Self::Percent(percent) => {
                let scaled = micros * i128::from(WHOLE + percent);
                let finest = if micros % CENT == 0 { CENT } else { 1 };
                let unit = finest * i128::from(WHOLE);
                (scaled + unit / 2).div_euclid(unit) * finest
            }
        };
        let after = i64::try_from(after).ok().map(Usd::from_micros);
        match after {
            Some(after) if after > Usd::MOST => {
                Err(Verdict::Refused(format!("{now} {self} is more than {}", Usd::MOST)))
            }
            None => Err(Verdict::Refused(format!("{now} {self} is more than {}", Usd::MOST))),
            Some(after) if after <= Usd::ZERO => Err(Verdict::Refused(format!(
                "{now} {self} leaves nothing; write 0 to refuse every call"
            ))),
            Some(after) => Ok(after),
        }
    }
}

/// `+20 %`, `-$5.00`.
impl fmt::Display for Relative {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Amount(amount) if amount < Usd::ZERO => write!(f, "{amount}"),
            Self::Amount(amount) => write!(f, "+{amount}"),
            Self::Percent(percent) => {
                let sign = if percent < 0 { '-' } else { '+' };
                let (whole, rest) = (percent.unsigned_abs() / 100, percent.unsigned_abs() % 100);
                if rest == 0 {
                    write!(f, "{sign}{whole} %")
                } else {
                    let rest = format!("{rest:02}");
                    write!(f, "{sign}{whole}.{} %", rest.trim_end_matches('0'))
                }
            }
        }
    }
}

impl FromStr for LimitWish {
    type Err = ParseLimitError;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        let word = word.trim();
        if let Some(number) = word.strip_suffix('%') {
            return percent(word, number.trim()).map(|p| Self::Change(Relative::Percent(p)));
        }
        let (sign, digits) = match word.strip_prefix('+') {
            Some(digits) => (1, digits),
            None => match word.strip_prefix('-') {
                Some(digits) => (-1, digits),
                None => return Ok(Self::Set(word.parse::<Limit>()?)),
            },
        };
        // A second sign is no number.
        let is_signed_twice = digits.starts_with(['+', '-']) || digits.starts_with("$-");
        if is_signed_twice {
            return Err(ParseUsdError::NotANumber(word.to_owned()).into());
        }
        let amount = Usd::parse(digits).map_err(|error| error.about(word))?;
        if amount == Usd::ZERO {
            return Err(ParseLimitError::ChangesNothing(word.to_owned()));
        }
        Ok(Self::Change(Relative::Amount(Usd::from_micros(sign * amount.micros()))))
    }
}

/// Hundredths of a percent.
fn percent(word: &str, number: &str) -> Result<i64, ParseLimitError> {
    let wrong = || ParseLimitError::NotAPercentage(word.to_owned());
    let (sign, digits) = match (number.strip_prefix('+'), number.strip_prefix('-')) {
        (Some(digits), _) => (1, digits),
        (None, Some(digits)) => (-1, digits),
        (None, None) => {
            let is_number = !number.is_empty() && number.starts_with(|c: char| c.is_ascii_digit());
            return Err(if is_number { ParseLimitError::NoSign(word.to_owned()) } else { wrong() });
        }
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let is_number = !whole.is_empty()
        && whole.len() <= 6
        && fraction.len() <= 2
        && whole.bytes().chain(fraction.bytes()).all(|b| b.is_ascii_digit());
    let hundredths = format!("{whole}{fraction:0<2}").parse::<i64>().ok();
    let hundredths = hundredths.filter(|h| is_number && *h <= MOST_PERCENT).ok_or_else(wrong)?;
    match sign * hundredths {
        0 => Err(ParseLimitError::ChangesNothing(word.to_owned())),
        less if less <= -WHOLE => Err(ParseLimitError::LeavesNothing(word.to_owned())),
        percent => Ok(percent),
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn usd(word: &str) -> Usd {
        Usd::parse(word).unwrap()
    }

    fn limit(word: &str) -> Limit {
        if word == "unlimited" { Limit::Unlimited } else { Limit::Amount(usd(word)) }
    }

    fn relative(word: &str) -> Relative {
        match word.parse() {
            Ok(LimitWish::Change(relative)) => relative,
            other => panic!("{word}: {other:?}"),
        }
    }

    #[rstest]
    #[case("+20%", "10", "12")]
    #[case("+20 %", "10", "12")]
    #[case("-10%", "10", "9")]
    #[case("+12.5%", "10", "11.25")]
    #[case("+5", "10", "15")]
    #[case("-5", "10.005", "5.005")]
    #[case("+$2.50", "10", "12.50")]
    #[case("+5%", "0.10", "0.11")] // 10.5 cents: half a cent goes up
    #[case("+4%", "0.10", "0.10")] // 10.4 cents
    #[case("-5%", "0.10", "0.10")] // 9.5 cents
    #[case("+0.01%", "1000000", "1000100")]
    #[case("+20%", "0.003", "0.0036")]
    #[case("+20%", "10.005", "12.006")]
    #[case("-50%", "0.000003", "0.000002")] // half a millionth goes up
    fn a_change_is_reckoned_from_the_present_amount(
        #[case] word: &str,
        #[case] before: &str,
        #[case] after: &str,
    ) {
        assert_eq!(relative(word).of(limit(before)), Ok(usd(after)));
    }

    #[rstest]
    #[case("+20%", "unlimited", false, "unlimited and stays")]
    #[case("+20%", "0", false, "of that is nothing")]
    #[case("+5", "0", false, "on purpose")]
    #[case("-5", "5", true, "leaves nothing")]
    #[case("-5", "3", true, "leaves nothing")]
    #[case("-99%", "0.10", true, "leaves nothing")]
    #[case("+20%", "1000000000", true, "more than $1,000,000,000")]
    fn what_cannot_be_reckoned_says_why(
        #[case] word: &str,
        #[case] before: &str,
        #[case] is_refused: bool,
        #[case] why: &str,
    ) {
        let verdict = relative(word).of(limit(before)).unwrap_err();
        let (Verdict::Stays(said) | Verdict::Refused(said)) = &verdict else { panic!() };
        assert!(said.contains(why), "{said}");
        assert_eq!(matches!(verdict, Verdict::Refused(_)), is_refused, "{said}");
    }

    #[rstest]
    #[case("20", LimitWish::Set(Limit::Amount(Usd::from_micros(20_000_000))))]
    #[case("0", LimitWish::Set(Limit::Amount(Usd::ZERO)))]
    #[case("Unlimited", LimitWish::Set(Limit::Unlimited))]
    fn what_has_no_sign_is_for_everybody(#[case] word: &str, #[case] wish: LimitWish) {
        assert_eq!(word.parse(), Ok(wish));
    }

    #[rstest]
    #[case("20%", "no sign")]
    #[case("+%", "not a percentage")]
    #[case("%", "not a percentage")]
    #[case("+1e3%", "not a percentage")]
    #[case("+1.234%", "not a percentage")]
    #[case("+99999999%", "not a percentage")]
    #[case("-100%", "leaves nothing")]
    #[case("+0%", "changes nothing")]
    #[case("-0", "changes nothing")]
    #[case("--5", "not an amount")]
    #[case("+-5", "not an amount")]
    #[case("+$-5", "not an amount")]
    #[case("+", "not an amount")]
    #[case("much", "not an amount")]
    #[case("", "not an amount")]
    fn what_is_no_limit_says_why(#[case] word: &str, #[case] why: &str) {
        let error = word.parse::<LimitWish>().unwrap_err().to_string();
        assert!(error.contains(why) && error.contains(word), "{error}");
    }

    #[rstest]
    #[case("+20%", "+20 %")]
    #[case("-12.50%", "-12.5 %")]
    #[case("+0.05%", "+0.05 %")]
    #[case("-5", "-$5.00")]
    #[case("+5", "+$5.00")]
    fn a_change_is_shown_as_it_was_meant(#[case] word: &str, #[case] shown: &str) {
        assert_eq!(relative(word).to_string(), shown);
    }

    proptest::proptest! {
        #[test]
        fn a_percentage_of_whole_cents_comes_to_whole_cents_within_half_a_cent(
            cents in 1_i64..100_000_000, percent in -9_999_i64..100_000,
        ) {
            let micros = cents * 10_000;
            if let Ok(after) = Relative::Percent(percent).of(Limit::Amount(Usd::from_micros(micros))) {
                proptest::prop_assert_eq!(after.micros() % 10_000, 0);
                let exact = micros as f64 * (1.0 + percent as f64 / 10_000.0);
                proptest::prop_assert!((after.micros() as f64 - exact).abs() <= 5_001.0);
            }
        }

        #[test]
        fn any_word_is_read_or_refused(word in "\\PC{0,12}") {
            let _ = word.parse::<LimitWish>();
        }
    }
}
