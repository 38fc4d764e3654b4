//! The ranking as a list: who spent most, its columns, and what stands in each.

use std::sync::Arc;

use crate::domain::Usd;
use crate::domain::activity::{Spender, Spenders};
use crate::domain::money::group_thousands;
use crate::domain::order::Rank;
use crate::table::{Bar, Cell, Column, Lens, RowId, Rows, Spec, Tone};

/// The ranking, each with what to call them and what tells them apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ranking {
    /// As it was read.
    pub spenders: Spenders,
    /// Name and detail of each row. Harmless.
    pub names: Vec<(String, String)>,
    /// What the first spent.
    most: Usd,
    /// What all of them spent.
    sum: Usd,
}

impl Ranking {
    /// Of these, called so.
    pub fn new(spenders: Spenders, names: Vec<(String, String)>) -> Self {
        let spends = || spenders.rows.iter().filter_map(|row| row.tally.spend);
        let (most, sum) = (spends().max().unwrap_or_default(), spends().sum());
        Self { spenders, names, most, sum }
    }
}

/// The columns of the ranking.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::EnumIter, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum SpenderColumn {
    /// Whose name.
    Who,
    /// What tells them from others of that name.
    Detail,
    /// How much of what the first spent.
    Bar,
    /// How much of what all spent.
    Share,
    /// How much.
    Spend,
    /// How often they asked.
    Requests,
    /// How often that failed.
    Failed,
    /// How much was said.
    Tokens,
}

impl Column for SpenderColumn {
    const LIST: &'static str = "spenders";

    fn row(self) -> Spec {
        let spend = crate::table::column::index(Self::Spend);
        match self {
            Self::Who => Spec::words("WHO", "a user or a key", 16, 40).rank(0, 1),
            Self::Detail => Spec::words("", "e-mail, id or hash", 12, 44).rank(50, 2),
            Self::Bar => Spec::words("OF THE MOST", "spend against the first's", 11, 24)
                .rank(40, 3)
                .sorting_as(spend),
            Self::Share => {
                Spec::number("%", "part of what all here spent").rank(30, 100).sorting_as(spend)
            }
            Self::Spend => Spec::number("SPEND", "dollars spent in these days").rank(10, 100),
            Self::Requests => Spec::number("REQUESTS", "requests").rank(60, 100),
            Self::Failed => Spec::number("FAILED", "requests that failed").rank(70, 100).hidden(),
            Self::Tokens => Spec::number("TOKENS", "tokens in and out").rank(80, 100),
        }
    }
}

/// The rows, where they were read.
pub struct SpenderRows(pub Option<Arc<Ranking>>);

impl SpenderRows {
    fn at(&self, row: u32) -> Option<(&Spender, &(String, String))> {
        let ranking = self.0.as_ref()?;
        let row = row as usize;
        ranking.spenders.rows.get(row).zip(ranking.names.get(row))
    }
}

impl Rows for SpenderRows {
    type Column = SpenderColumn;

    fn count(&self) -> usize {
        self.0.as_ref().map_or(0, |ranking| ranking.names.len())
    }

    fn id(&self, row: u32) -> Option<RowId> {
        self.at(row).map(|(spender, _)| RowId::from(&*spender.who.id()))
    }

    fn rank(&self, row: u32, column: SpenderColumn) -> Rank<'_> {
        let Some((spender, (name, detail))) = self.at(row) else { return Rank::Missing };
        match column {
            SpenderColumn::Who => Rank::text(name.as_str()),
            SpenderColumn::Detail => Rank::text(detail.as_str()),
            SpenderColumn::Bar | SpenderColumn::Share | SpenderColumn::Spend => {
                Rank::money(spender.tally.spend)
            }
            SpenderColumn::Requests => Rank::number(spender.tally.requests),
            SpenderColumn::Failed => Rank::number(spender.tally.failed),
            SpenderColumn::Tokens => Rank::number(spender.tally.tokens),
        }
    }

    fn cell(&self, row: u32, column: SpenderColumn, _lens: &Lens) -> Cell {
        let Some((spender, (name, detail))) = self.at(row) else { return Cell::Nothing };
        let (most, sum) = self.0.as_ref().map(|all| (all.most, all.sum)).unwrap_or_default();
        let spend = spender.tally.spend;
        let count = |number: u64| Cell::plain(group_thousands(number));
        match column {
            SpenderColumn::Who => Cell::plain(name.clone()),
            SpenderColumn::Detail => Cell::muted(detail.clone()),
            SpenderColumn::Bar => {
                let used = spend.and_then(|spend| spend.percent_of(most));
                Cell::Bar(used.map_or(Bar::Unknown, Bar::Used), Tone::Active)
            }
            SpenderColumn::Share => spend
                .and_then(|spend| spend.percent_of(sum))
                .map_or(Cell::Nothing, |percent| Cell::plain(format!("{percent} %"))),
            SpenderColumn::Spend => Cell::plain(spend.map_or_else(|| "?".to_owned(), Usd::cents)),
            SpenderColumn::Requests => count(spender.tally.requests),
            SpenderColumn::Failed => count(spender.tally.failed),
            SpenderColumn::Tokens => count(spender.tally.tokens),
        }
    }
}
