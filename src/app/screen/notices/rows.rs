//! The columns of the notices, and what stands in each for one.

use super::page::word;
use crate::app::Notices;
use crate::domain::money::group_thousands;
use crate::domain::order::Rank;
use crate::domain::text::harmless;
use crate::table::{Cell, Column, Lens, RowId, Rows, Spec, Tone};

/// The columns of the notices.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::EnumIter, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum NoticeColumn {
    /// When it was told last.
    Time,
    /// How grave it is.
    Kind,
    /// How often it was told.
    Times,
    /// What was told.
    Notice,
    /// The request it came from.
    Request,
}

impl Column for NoticeColumn {
    const LIST: &'static str = "notices";

    fn row(self) -> Spec {
        match self {
            Self::Time => Spec::words("TIME", "when it was told last", 8, 8).descending(),
            Self::Kind => Spec::words("KIND", "how grave it is", 7, 7).steady(7, 7),
            Self::Times => Spec::number("TIMES", "how often it was told").rank(120, 100),
            Self::Notice => Spec::words("NOTICE", "what was told", 24, 300).rank(1, 1),
            Self::Request => {
                Spec::words("REQUEST", "the request it came from", 20, 64).rank(110, 2).hidden()
            }
        }
    }
}

/// The notices, those told last at the end.
pub struct NoticeRows<'a>(pub &'a Notices);

impl Rows for NoticeRows<'_> {
    type Column = NoticeColumn;

    fn count(&self) -> usize {
        self.0.len()
    }

    fn id(&self, row: u32) -> Option<RowId> {
        self.0.at(row).map(|told| told.id.to_string().into())
    }

    fn rank(&self, row: u32, column: NoticeColumn) -> Rank<'_> {
        let Some(told) = self.0.at(row) else { return Rank::Missing };
        match column {
            // They stand as they were told, and many in one second.
            NoticeColumn::Time => Rank::number(row),
            NoticeColumn::Kind => Rank::text(word(told.notice.severity).0),
            NoticeColumn::Times => Rank::number(told.times),
            NoticeColumn::Notice => Rank::text(told.notice.sentence()),
            NoticeColumn::Request => {
                told.source.as_ref().map_or(Rank::Missing, |source| Rank::text(&*source.path))
            }
        }
    }

    fn cell(&self, row: u32, column: NoticeColumn, _lens: &Lens) -> Cell {
        let Some(told) = self.0.at(row) else { return Cell::Nothing };
        match column {
            NoticeColumn::Time => Cell::muted(told.last.strftime("%H:%M:%S").to_string()),
            NoticeColumn::Kind => {
                let (word, tone) = word(told.notice.severity);
                Cell::Words(word.into(), tone)
            }
            NoticeColumn::Times => Cell::muted(group_thousands(told.times as u64)),
            NoticeColumn::Notice => Cell::plain(harmless(&told.notice.sentence()).into_owned()),
            NoticeColumn::Request => told.source.as_ref().map_or(Cell::Nothing, |source| {
                Cell::muted(harmless(&format!("{} {}", source.method, source.path)).into_owned())
            }),
        }
    }

    /// Beside what was not read yet: colour alone says nothing.
    fn sign(&self, row: u32, _lens: &Lens) -> Option<(&'static str, Tone)> {
        self.0.at(row).filter(|told| told.is_unread_error()).map(|_| ("*", Tone::Bad))
    }
}
