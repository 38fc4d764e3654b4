//! The columns of the request log, and what stands in each for a request.

use std::collections::VecDeque;

use crate::app::requests::{Logged, RequestLog};
use crate::domain::money::group_thousands;
use crate::domain::order::Rank;
use crate::domain::text::harmless;
use crate::engine::Service;
use crate::table::{Cell, Column, Lens, RowId, Rows, Spec, Tone};

/// The columns of the request log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::EnumIter, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum RequestColumn {
    /// When it was sent.
    Time,
    /// Which server was asked.
    Server,
    /// `GET`, `POST`, …
    Method,
    /// Path and query.
    Path,
    /// Status and failure.
    Result,
    /// How long it took.
    Ms,
    /// How much came back.
    Bytes,
    /// Which try it was.
    Try,
    /// The change of a plan it was made for.
    Change,
    /// What it was for.
    Operation,
    /// The profile it was made for.
    Profile,
}

impl Column for RequestColumn {
    const LIST: &'static str = "requests";
    const GROWS: bool = true;

    fn row(self) -> Spec {
        let words = |title, words| Spec::words(title, words, 0, 0);
        match self {
            Self::Time => words("TIME", "when it was sent").steady(8, 8).rank(0, 9),
            Self::Server => words("SERVER", "which server was asked").steady(7, 7).rank(5, 9),
            Self::Method => words("METHOD", "what is done there").steady(6, 6).rank(3, 9),
            Self::Path => words("PATH", "path and query").steady(22, 100).rank(1, 1),
            Self::Result => words("RESULT", "status, and what went wrong")
                .steady(13, 16)
                .descending()
                .rank(2, 0),
            Self::Ms => {
                let words = "milliseconds to the end of the answer";
                Spec::number("MS", words).steady(6, 6).rank(4, 9)
            }
            Self::Bytes => {
                let words = "size of the answer, unpacked";
                Spec::number("BYTES", words).steady(10, 10).rank(6, 9)
            }
            Self::Try => Spec::number("TRY", "which try of a read it was").rank(8, 9),
            Self::Change => {
                words("CHANGE", "the change of a plan it was for").steady(15, 22).rank(7, 3)
            }
            Self::Operation => words("FOR", "what it was for").steady(20, 32).hidden(),
            Self::Profile => words("PROFILE", "the profile it was for").steady(10, 24).hidden(),
        }
    }
}

/// The requests of a log, as far as its filter shows them; the oldest first.
pub struct Requests<'a> {
    /// All that are kept.
    pub log: &'a RequestLog,
    /// The numbers of those shown, in order; nothing where all are.
    pub found: Option<&'a VecDeque<u64>>,
}

impl Rows for Requests<'_> {
    type Column = RequestColumn;

    fn count(&self) -> usize {
        self.log.len()
    }

    fn id(&self, row: u32) -> Option<RowId> {
        self.log.at(row).map(|logged| logged.id.to_string().into())
    }

    fn row_of(&self, id: &str) -> Option<u32> {
        self.log.row_of(id.parse().ok()?)
    }

    fn rank(&self, row: u32, column: RequestColumn) -> Rank<'_> {
        let Some(logged) = self.log.at(row) else { return Rank::Missing };
        let record = &logged.record;
        match column {
            // They are numbered as they ended, and so they stand.
            RequestColumn::Time => Rank::number(logged.id),
            RequestColumn::Server => Rank::text(<&str>::from(record.service)),
            RequestColumn::Method => Rank::text(&*record.method),
            RequestColumn::Path => Rank::text(&*record.path),
            RequestColumn::Result => Rank::text(result(logged)),
            RequestColumn::Ms => Rank::number(record.duration.as_micros()),
            RequestColumn::Bytes => Rank::number(record.bytes),
            RequestColumn::Try => Rank::number(record.attempt),
            RequestColumn::Change => record.cause.as_ref().map_or(Rank::Missing, |cause| {
                Rank::text(format!("{} {:08}", cause.plan, cause.first))
            }),
            RequestColumn::Operation => Rank::text(&*record.operation),
            RequestColumn::Profile => Rank::text(&*logged.profile),
        }
    }

    fn cell(&self, row: u32, column: RequestColumn, _lens: &Lens) -> Cell {
        let Some(logged) = self.log.at(row) else { return Cell::Nothing };
        let record = &logged.record;
        let number = |n: u128| group_thousands(u64::try_from(n).unwrap_or(u64::MAX));
        match column {
            RequestColumn::Time => Cell::muted(record.at.strftime("%H:%M:%S").to_string()),
            // The room is the path's.
            RequestColumn::Server => Cell::plain(match record.service {
                Service::Proxy => "LiteLLM",
                Service::Webui => "WebUI",
            }),
            RequestColumn::Method => Cell::text(Some(&record.method)),
            RequestColumn::Path => Cell::text(Some(&record.path)),
            RequestColumn::Result => {
                let tone = if logged.has_failed() { Tone::Bad } else { Tone::Good };
                Cell::Words(result(logged).into(), tone)
            }
            RequestColumn::Ms => Cell::plain(number(record.duration.as_millis())),
            RequestColumn::Bytes => Cell::plain(number(record.bytes as u128)),
            RequestColumn::Try if record.attempt > 1 => {
                Cell::Words(record.attempt.to_string().into(), Tone::Warn)
            }
            RequestColumn::Try => Cell::muted(record.attempt.to_string()),
            RequestColumn::Change => change(logged),
            RequestColumn::Operation => Cell::text(Some(&record.operation)),
            RequestColumn::Profile => Cell::text(Some(&logged.profile)),
        }
    }

    fn shows(&self, row: u32) -> bool {
        let Some(found) = self.found else { return true };
        self.log.at(row).is_some_and(|logged| found.binary_search(&logged.id).is_ok())
    }

    fn sign(&self, row: u32, _lens: &Lens) -> Option<(&'static str, Tone)> {
        self.log.at(row).filter(|logged| logged.has_failed()).map(|_| ("!", Tone::Bad))
    }
}

/// `200`, `503 unavailable`, `timed out`.
fn result(logged: &Logged) -> String {
    match (logged.record.status, logged.has_failed()) {
        (Some(status), false) => status.to_string(),
        (Some(status), true) => format!("{status} {}", logged.result()),
        (None, _) => logged.result(),
    }
}

/// `3 of p-ab12cd34`.
fn change(logged: &Logged) -> Cell {
    let Some(cause) = &logged.record.cause else { return Cell::Nothing };
    let plan = harmless(&cause.plan);
    Cell::muted(if cause.first == cause.last {
        format!("{} of {plan}", cause.first)
    } else {
        format!("{}-{} of {plan}", cause.first, cause.last)
    })
}
