//! The checks as a list, in the order in which they are made.

use crate::access::Bound;
use crate::access::{Ladder, Rung, RungVerdict};
use crate::domain::budget::RESET_GRACE;
use crate::domain::order::Rank;
use crate::domain::time::{absolute, relative};
use crate::domain::{Limit, Usd};
use crate::table::cell::minutes;
use crate::table::{Cell, Column, Lens, RowId, Rows, Spec, Times, Tone};

/// The columns of the checks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::EnumIter, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum RungColumn {
    /// What is looked at.
    Check,
    /// Of whom.
    Whose,
    /// What was spent.
    Spend,
    /// How that is compared.
    Operator,
    /// With what.
    Limit,
    /// When the server sets the spend back.
    Resets,
    /// What it says.
    Verdict,
    /// Why.
    Detail,
}

impl Column for RungColumn {
    const LIST: &'static str = "why";

    fn row(self) -> Spec {
        match self {
            Self::Check => Spec::words("CHECK", "what is looked at", 14, 28).rank(0, 0),
            Self::Whose => Spec::words("WHOSE", "of whom", 10, 36).rank(5, 2),
            Self::Spend => Spec::number("SPEND", "what was spent").rank(2, 9),
            Self::Operator => {
                Spec::words("OP", "how spend and limit are compared", 2, 2).rank(3, 9)
            }
            Self::Limit => Spec::number("LIMIT", "the limit").rank(4, 9),
            Self::Resets => {
                Spec::words("RESETS", "when the server sets the spend back", 9, 20).rank(6, 3)
            }
            Self::Verdict => Spec::words("VERDICT", "what it says", 11, 11).rank(1, 1),
            Self::Detail => Spec::words("DETAIL", "why", 16, 160).rank(7, 4),
        }
    }
}

/// The rungs of a ladder.
pub struct Rungs<'a> {
    /// Nothing before the answer.
    pub ladder: Option<&'a Ladder>,
    /// Whether those that the server does not make are shown.
    pub with_not_checked: bool,
}

impl<'a> Rungs<'a> {
    fn get(&self, row: u32) -> Option<&'a Rung> {
        self.ladder?.rungs.get(row as usize)
    }

    fn is_by(&self, row: u32) -> bool {
        self.ladder.is_some_and(|ladder| ladder.by == Some(row as usize))
    }

    fn is_then(&self, row: u32) -> bool {
        self.ladder.is_some_and(|ladder| ladder.then == Some(row as usize))
    }

    /// The verdict in a word, and what it means for the eye: after the check that refuses, another
    /// refuses only once that one is lifted.
    fn words(&self, row: u32) -> Option<(&'static str, Tone)> {
        Some(match self.get(row)?.verdict {
            RungVerdict::Refuses if self.is_by(row) => ("REFUSES", Tone::Bad),
            RungVerdict::Refuses if self.is_then(row) => ("next", Tone::Warn),
            RungVerdict::Refuses => ("would too", Tone::Warn),
            RungVerdict::Warns => ("warns", Tone::Warn),
            RungVerdict::Unknown => ("unknown", Tone::Warn),
            RungVerdict::Passes => ("passes", Tone::Good),
            RungVerdict::NotChecked => ("not checked", Tone::Muted),
        })
    }
}

impl Rows for Rungs<'_> {
    type Column = RungColumn;

    fn count(&self) -> usize {
        self.ladder.map_or(0, |ladder| ladder.rungs.len())
    }

    /// Rungs stand where they are made: their place is who they are.
    fn id(&self, row: u32) -> Option<RowId> {
        ((row as usize) < self.count()).then(|| row.to_string().into())
    }

    fn row_of(&self, id: &str) -> Option<u32> {
        id.parse().ok().filter(|row| (*row as usize) < self.count())
    }

    fn rank(&self, row: u32, column: RungColumn) -> Rank<'_> {
        let Some(rung) = self.get(row) else { return Rank::Missing };
        match column {
            RungColumn::Check => Rank::text(rung.check.title()),
            RungColumn::Whose => Rank::text(rung.subject.raw()),
            RungColumn::Spend => Rank::money(rung.spend),
            RungColumn::Operator => Rank::text(rung.operator.map_or("", Into::into)),
            RungColumn::Limit => Rank::money(rung.limit.amount()),
            RungColumn::Resets => Rank::time(rung.resets_at.map(Into::into)),
            RungColumn::Verdict => Rank::text(self.words(row).map_or("", |(word, _)| word)),
            RungColumn::Detail => Rank::text(rung.detail.as_ref()),
        }
    }

    fn cell(&self, row: u32, column: RungColumn, lens: &Lens) -> Cell {
        let (Some(rung), Some((word, tone))) = (self.get(row), self.words(row)) else {
            return Cell::Nothing;
        };
        let blank = Cell::plain("");
        match column {
            RungColumn::Check => Cell::plain(rung.check.title()),
            RungColumn::Whose => match rung.subject.to_string() {
                subject if subject.is_empty() => blank,
                subject => Cell::plain(subject),
            },
            RungColumn::Spend => rung.spend.map_or(blank, |spend| spent(spend, rung)),
            // What is not compared needs no sign between.
            RungColumn::Operator if rung.verdict == RungVerdict::NotChecked => blank,
            RungColumn::Operator => {
                rung.operator.map_or(blank, |operator| Cell::muted(<&str>::from(operator)))
            }
            RungColumn::Limit => limit(rung, lens),
            RungColumn::Resets => resets(rung, lens),
            RungColumn::Verdict => Cell::Words(word.into(), tone),
            RungColumn::Detail if rung.detail.is_empty() => blank,
            RungColumn::Detail => Cell::muted(rung.detail.to_string()),
        }
    }

    fn shows(&self, row: u32) -> bool {
        self.with_not_checked || !self.is_dim(row)
    }

    fn is_dim(&self, row: u32) -> bool {
        self.get(row).is_some_and(|rung| rung.verdict == RungVerdict::NotChecked)
    }

    fn sign(&self, row: u32, lens: &Lens) -> Option<(&'static str, Tone)> {
        let glyph = |unicode, ascii| if lens.is_ascii { ascii } else { unicode };
        let (_, tone) = self.words(row)?;
        let sign = match self.get(row)?.verdict {
            RungVerdict::Refuses if self.is_by(row) => glyph("✗", "x"),
            RungVerdict::Refuses if self.is_then(row) => glyph("›", ">"),
            RungVerdict::Refuses => "+",
            RungVerdict::Warns => "!",
            RungVerdict::Unknown => "?",
            RungVerdict::Passes | RungVerdict::NotChecked => return None,
        };
        Some((sign, tone))
    }
}

fn spent(spend: Usd, rung: &Rung) -> Cell {
    let limit = Limit::from(rung.limit.amount());
    Cell::plain(limit.spend_cell(spend))
}

fn limit(rung: &Rung, lens: &Lens) -> Cell {
    match rung.limit {
        Bound::None => Cell::plain(""),
        Bound::Unknown | Bound::Known(Limit::Unknown) => Cell::Words("?".into(), Tone::Warn),
        Bound::Known(Limit::Unlimited) if lens.is_ascii => Cell::muted("no limit"),
        Bound::Known(Limit::Unlimited) => Cell::muted("∞"),
        Bound::Known(limit) if lens.is_ascii => {
            Cell::plain(limit.to_string().replace('∞', "no limit"))
        }
        Bound::Known(limit) => Cell::plain(limit.to_string()),
    }
}

fn resets(rung: &Rung, lens: &Lens) -> Cell {
    let Some(at) = rung.resets_at else { return Cell::plain("") };
    let passed = lens.now.as_second() - at.as_second();
    match lens.times {
        _ if passed >= RESET_GRACE.as_secs() => {
            Cell::Words(format!("due {} ago", minutes(passed)).into(), Tone::Warn)
        }
        Times::Absolute => Cell::plain(absolute(at)),
        Times::Relative if passed >= 0 => Cell::plain("due now"),
        Times::Relative => Cell::plain(relative(at, lens.now)),
    }
}
