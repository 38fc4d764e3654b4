//! Sorting rows by what stands in their columns: numbers as numbers, text in any case, and what is
//! missing last whichever end comes first.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::{BudgetWindow, Limit, Moment, Usd};

/// Which end comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// Smallest first.
    Ascending,
    /// Largest first.
    Descending,
}

impl Direction {
    /// The other one.
    #[must_use]
    pub fn reversed(self) -> Self {
        match self {
            Self::Ascending => Self::Descending,
            Self::Descending => Self::Ascending,
        }
    }
}

/// What a row is sorted by in one column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rank<'a> {
    /// Nothing is there: last in either direction.
    Missing,
    /// A number; the second decides among equals.
    Number(i64, i64),
    /// Text, compared in lower case.
    Text(Cow<'a, str>),
}

impl<'a> Rank<'a> {
    /// A count, a rank, a size.
    pub fn number(number: impl TryInto<i64>) -> Self {
        Self::Number(number.try_into().unwrap_or(i64::MAX), 0)
    }

    /// Money, where it is known.
    pub fn money(usd: Option<Usd>) -> Self {
        usd.map_or(Self::Missing, |usd| Self::Number(usd.micros(), 0))
    }

    /// A moment, where there is one.
    pub fn time(at: Option<Moment>) -> Self {
        at.map_or(Self::Missing, |at| Self::Number(at.micros(), 0))
    }

    /// How much of a limit is spent: in thousandths of a percent, then by spend. No limit at all
    /// stands below any percentage, and one of zero counts as used up.
    pub fn used(spend: Option<Usd>, limit: Limit) -> Self {
        let Some(spend) = spend.filter(|_| limit != Limit::Unknown) else { return Self::Missing };
        let rank = limit.amount().map_or(-1, |limit| {
            let scaled = Usd::from_micros(spend.micros().saturating_mul(1_000));
            scaled.percent_of(limit).unwrap_or(100_000)
        });
        Self::Number(rank, spend.micros())
    }

    /// A limit; none is the largest.
    pub fn limit(limit: Limit) -> Self {
        match limit {
            Limit::Unlimited => Self::Number(i64::MAX, 0),
            Limit::Amount(limit) => Self::money(Some(limit)),
            Limit::Unknown => Self::Missing,
        }
    }

    /// Text, where there is any.
    pub fn text(text: impl Into<Cow<'a, str>>) -> Self {
        let text = text.into();
        if text.is_empty() { Self::Missing } else { Self::Text(text) }
    }

    /// What is so before what is not, where that is known.
    pub fn flag(flag: Option<bool>) -> Self {
        flag.map_or(Self::Missing, |flag| Self::number(i64::from(!flag)))
    }

    /// Windows as they are shown, where they are known.
    pub fn windows(windows: Option<&[BudgetWindow]>) -> Self {
        windows.map_or(Self::Missing, |windows| Self::text(BudgetWindow::short_list(windows)))
    }

    /// Texts in a row, where they are known.
    pub fn texts(texts: Option<&'a [super::Text]>) -> Self {
        match texts.unwrap_or_default() {
            [one] => Self::text(one.raw()),
            many => Self::text(many.iter().map(super::Text::raw).collect::<Vec<_>>().join(", ")),
        }
    }
}

/// A row with its rank made once, so that the sort compares numbers and little else: the first
/// sixteen bytes of a text stand in `head`, all of it in the arena.
struct Keyed {
    head: u128,
    start: usize,
    end: usize,
    row: u32,
}

/// Sorts rows by one column; equals keep the order they had, so that sorting by the second column
/// first and by the first one last sorts by both.
pub fn sort<'a>(rows: &mut Vec<u32>, direction: Direction, rank: impl Fn(u32) -> Rank<'a>) {
    let mut arena = String::new();
    let mut keyed = Vec::with_capacity(rows.len());
    let mut missing = Vec::new();
    for &row in rows.iter() {
        let start = arena.len();
        let head = match rank(row) {
            Rank::Missing => {
                missing.push(row);
                continue;
            }
            Rank::Number(first, second) => u128::from(flip(first)) << 64 | u128::from(flip(second)),
            Rank::Text(text) => {
                push_lower(&mut arena, &text);
                head_of(&arena.as_bytes()[start..])
            }
        };
        keyed.push(Keyed { head, start, end: arena.len(), row });
    }
    let arena = arena.as_bytes();
    let compare = |a: &Keyed, b: &Keyed| {
        let rest = || arena[a.start..a.end].cmp(&arena[b.start..b.end]);
        a.head.cmp(&b.head).then_with(rest)
    };
    match direction {
        Direction::Ascending => keyed.sort_by(compare),
        Direction::Descending => keyed.sort_by(|a, b| compare(b, a)),
    }
    rows.clear();
    rows.extend(keyed.into_iter().map(|keyed| keyed.row));
    rows.extend(missing);
}

/// In the order of the numbers, without a sign.
fn flip(number: i64) -> u64 {
    number.cast_unsigned() ^ (1 << 63)
}

fn head_of(text: &[u8]) -> u128 {
    let mut head = [0; 16];
    let length = text.len().min(16);
    head[..length].copy_from_slice(&text[..length]);
    u128::from_be_bytes(head)
}

fn push_lower(arena: &mut String, text: &str) {
    if text.is_ascii() {
        arena.extend(text.chars().map(|c| c.to_ascii_lowercase()));
    } else {
        arena.push_str(&text.to_lowercase());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Direction::{Ascending, Descending};
    use proptest::prelude::*;

    fn sorted(ranks: &[Rank<'_>], direction: Direction) -> Vec<u32> {
        let mut rows: Vec<u32> = (0..).take(ranks.len()).collect();
        sort(&mut rows, direction, |row| ranks[row as usize].clone());
        rows
    }

    #[test]
    fn what_is_missing_comes_last_in_either_direction() {
        let keys = [Rank::Missing, Rank::number(2), Rank::number(-3), Rank::Missing];
        assert_eq!(sorted(&keys, Ascending), [2, 1, 0, 3]);
        assert_eq!(sorted(&keys, Descending), [1, 2, 0, 3]);
    }

    #[test]
    fn text_is_sorted_in_any_case_and_beyond_its_first_letters() {
        let keys = ["invented person 10b", "Invented Person 10A", "éa", "Z"].map(Rank::text);
        assert_eq!(sorted(&keys, Ascending), [1, 0, 3, 2]);
    }

    proptest! {
        #[test]
        fn sorting_is_stable_and_agrees_with_the_plain_way(
            texts in prop::collection::vec("[aAbBé]{0,20}", 0..60), numbers: Vec<(i8, i8)>,
        ) {
            let words: Vec<Rank<'_>> = texts.iter().map(|text| Rank::text(text.as_str())).collect();
            let mut plain: Vec<u32> = (0..).take(texts.len()).collect();
            plain.sort_by_key(|&row| {
                let text = texts[row as usize].to_lowercase();
                (text.is_empty(), text)
            });
            prop_assert_eq!(sorted(&words, Ascending), plain);
            let pairs: Vec<Rank<'_>> =
                numbers.iter().map(|&(a, b)| Rank::Number(a.into(), b.into())).collect();
            let mut plain: Vec<u32> = (0..).take(numbers.len()).collect();
            plain.sort_by_key(|&row| std::cmp::Reverse(numbers[row as usize]));
            prop_assert_eq!(sorted(&pairs, Descending), plain);
        }
    }
}
