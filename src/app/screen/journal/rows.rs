//! The lists of the journal: its plans, and the changes of one of them.

use strum::IntoEnumIterator;

use crate::domain::order::Rank;
use crate::domain::text::harmless;
use crate::domain::time::absolute;
use crate::journal::{History, Record, Standing};
use crate::plan::wish::Applied;
use crate::plan::{Change, Outcome, OutcomeKind, render};
use crate::table::cell::minutes;
use crate::table::{Cell, Column, Lens, RowId, Rows, Spec, Times, Tone};

/// The columns of the journal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::EnumIter, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum PlanColumn {
    /// When it began.
    When,
    /// What for.
    Purpose,
    /// Who ran it.
    By,
    /// How many changes it had.
    EntryRows,
    /// How they ended.
    Outcomes,
    /// Whether it was taken back, or can be.
    Undo,
    /// The plan's id.
    Plan,
}

impl Column for PlanColumn {
    const LIST: &'static str = "journal";

    fn row(self) -> Spec {
        match self {
            Self::When => Spec::words("WHEN", "when it began", 10, 20).descending().rank(0, 9),
            Self::Purpose => Spec::words("PURPOSE", "what for", 8, 16).rank(1, 9),
            Self::By => Spec::words("BY", "who ran it", 8, 32).rank(4, 2),
            Self::EntryRows => Spec::number("CHANGES", "number of changes").rank(5, 9),
            Self::Outcomes => Spec::words("OUTCOMES", "how they ended", 16, 64).rank(2, 1),
            Self::Undo => {
                Spec::words("UNDO", "whether it was taken back, or can be", 14, 24).rank(3, 4)
            }
            Self::Plan => Spec::words("PLAN", "the plan's id", 12, 24).rank(6, 3),
        }
    }
}

/// The plans of a journal.
pub struct JournalRows<'a>(pub Option<&'a History>);

impl<'a> JournalRows<'a> {
    fn get(&self, row: u32) -> Option<&'a Record> {
        self.0?.records.get(row as usize)
    }

    fn standing(&self, row: u32) -> Option<Standing> {
        self.0?.standing_at(row as usize)
    }
}

impl Rows for JournalRows<'_> {
    type Column = PlanColumn;

    fn count(&self) -> usize {
        self.0.map_or(0, |history| history.records.len())
    }

    fn id(&self, row: u32) -> Option<RowId> {
        // A plan may have been applied more than once.
        self.get(row).map(|record| format!("{} {}", record.at, record.plan).into())
    }

    fn rank(&self, row: u32, column: PlanColumn) -> Rank<'_> {
        let Some(record) = self.get(row) else { return Rank::Missing };
        match column {
            PlanColumn::When => Rank::time(Some(record.at.into())),
            PlanColumn::Purpose => Rank::text(record.purpose.to_string()),
            PlanColumn::By => Rank::text(record.by.raw()),
            PlanColumn::EntryRows => Rank::number(record.planned),
            PlanColumn::Outcomes => {
                Rank::number(record.planned - record.count(OutcomeKind::Done).min(record.planned))
            }
            PlanColumn::Undo => {
                self.standing(row).map_or(Rank::Missing, |standing| Rank::text(standing.words()))
            }
            PlanColumn::Plan => Rank::text(record.plan.as_str()),
        }
    }

    fn cell(&self, row: u32, column: PlanColumn, lens: &Lens) -> Cell {
        let Some(record) = self.get(row) else { return Cell::Nothing };
        match column {
            PlanColumn::When => Cell::plain(match lens.times {
                Times::Relative => {
                    format!("{} ago", minutes(lens.now.as_second() - record.at.as_second()))
                }
                Times::Absolute => absolute(record.at),
            }),
            PlanColumn::Purpose => Cell::plain(record.purpose.to_string()),
            PlanColumn::By => Cell::muted(record.by.to_string()),
            PlanColumn::EntryRows => Cell::plain(record.planned.to_string()),
            PlanColumn::Outcomes => Cell::Several(outcomes(record)),
            PlanColumn::Undo => self.standing(row).map_or(Cell::Nothing, |standing| {
                let tone = if standing.is_open() { Tone::Plain } else { Tone::Muted };
                Cell::Words(standing.words().into(), tone)
            }),
            PlanColumn::Plan => Cell::muted(harmless(&record.plan).into_owned()),
        }
    }
}

/// `3 done`, `1 failed`: what there was of each.
pub fn outcomes(record: &Record) -> Vec<(String, Tone)> {
    let counted = OutcomeKind::iter().map(|kind| (kind, record.count(kind)));
    let some = counted.filter(|(_, count)| *count > 0);
    some.map(|(kind, count)| (format!("{count} {}", kind.words()), tone(kind))).collect()
}

/// What an outcome means for the eye.
pub fn tone(kind: OutcomeKind) -> Tone {
    match kind {
        OutcomeKind::Done => Tone::Good,
        OutcomeKind::AlreadyTrue => Tone::Muted,
        OutcomeKind::Refused | OutcomeKind::Unknown => Tone::Warn,
        OutcomeKind::Failed => Tone::Bad,
    }
}

/// The columns of changes: of a plan under review and of one in the journal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::EnumIter, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum ChangeColumn {
    /// What became of it.
    State,
    /// Whom it touches.
    User,
    /// That one's id: names can be chosen to deceive.
    Id,
    /// What is done.
    Verb,
    /// Before and after.
    Change,
}

impl Column for ChangeColumn {
    const LIST: &'static str = "changes";

    fn row(self) -> Spec {
        match self {
            Self::State => Spec::words("STATE", "what became of it", 10, 12).rank(0, 9),
            Self::User => Spec::words("USER", "whom it touches", 16, 34).rank(1, 2),
            Self::Id => Spec::words("ID", "that one's id", 10, 36).rank(4, 4),
            Self::Verb => Spec::words("VERB", "what is done", 12, 32).rank(2, 1),
            Self::Change => Spec::words("CHANGE", "before and after", 24, 120).rank(3, 3),
        }
    }
}

/// One change with what became of it: how both lists of changes show and sort it.
pub(in crate::app::screen) fn change_rank(change: &Change, column: ChangeColumn) -> Rank<'_> {
    match column {
        ChangeColumn::State => Rank::number(change.id),
        ChangeColumn::User => Rank::text(change.user.as_str()),
        ChangeColumn::Id => Rank::text(change.holder.raw()),
        ChangeColumn::Verb => Rank::text(change.op.words()),
        ChangeColumn::Change => Rank::text(change.op.after()),
    }
}

pub(in crate::app::screen) fn change_cell(
    change: &Change,
    column: ChangeColumn,
    lens: &Lens,
) -> Cell {
    match column {
        ChangeColumn::State => Cell::Nothing,
        ChangeColumn::User => Cell::plain(change.user.clone()),
        ChangeColumn::Id => Cell::muted(harmless(change.holder.raw()).into_owned()),
        ChangeColumn::Verb => Cell::plain(change.op.words()),
        ChangeColumn::Change => Cell::muted(edit(change, lens)),
    }
}

/// The state of a change that has ended.
pub(in crate::app::screen) fn ended(outcome: &Outcome) -> Cell {
    Cell::Words(outcome.kind.words().into(), tone(outcome.kind))
}

/// `spend $88.73 → $0.00`: what both begin with is said once.
fn edit(change: &Change, lens: &Lens) -> String {
    let words = render::transition(&change.op);
    if lens.is_ascii { words.replace('→', "->") } else { words }
}

/// The changes of one plan of the journal.
pub struct EntryRows<'a>(pub &'a [Applied]);

impl Rows for EntryRows<'_> {
    type Column = ChangeColumn;

    fn count(&self) -> usize {
        self.0.len()
    }

    fn id(&self, row: u32) -> Option<RowId> {
        self.0.get(row as usize).map(|applied| applied.change.id.to_string().into())
    }

    fn rank(&self, row: u32, column: ChangeColumn) -> Rank<'_> {
        match (self.0.get(row as usize), column) {
            (None, _) => Rank::Missing,
            (Some(applied), ChangeColumn::State) => Rank::text(applied.outcome.kind.words()),
            (Some(applied), column) => change_rank(&applied.change, column),
        }
    }

    fn cell(&self, row: u32, column: ChangeColumn, lens: &Lens) -> Cell {
        match (self.0.get(row as usize), column) {
            (None, _) => Cell::Nothing,
            (Some(applied), ChangeColumn::State) => ended(&applied.outcome),
            (Some(applied), column) => change_cell(&applied.change, column, lens),
        }
    }
}
