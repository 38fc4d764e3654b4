//! The state of a plan on the screen: its changes, and what becomes of each.

use std::sync::Arc;

use jiff::Timestamp;

use crate::access::Ladder;
use crate::app::front::Front;
use crate::app::reading::Pace;
use crate::app::screen::journal::rows::{ChangeColumn, change_cell, change_rank, ended};
use crate::app::secret::Revealed;
use crate::domain::order::Rank;
use crate::plan::op::Act;
use crate::plan::outcome::tally;
use crate::plan::{Change, Outcome, OutcomeKind, Plan, Skip};
use crate::table::{Cell, Lens, RowId, Rows, Table, Tone};

/// What becomes of one change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// Not begun.
    Waiting,
    /// Being written.
    UnderWay,
    /// Ended so.
    Ended(Outcome),
}

/// How far it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Nothing was applied.
    Review,
    /// Being applied.
    Applying {
        /// Since.
        since: Timestamp,
        /// Whether no further change is to begin.
        is_cancelled: bool,
    },
    /// Nothing is under way any more.
    Ended {
        /// How long it took.
        seconds: i64,
        /// What stopped the whole run, if anything did.
        problem: Option<String>,
    },
}

/// One row of the list: the changes, then those for whom nothing is done.
#[derive(Clone, Copy, Debug)]
pub enum PlanRow<'a> {
    /// A change, and what becomes of it.
    Change(&'a Change, &'a Fate),
    /// Nothing is done for them.
    Skip(&'a Skip),
}

/// The state of the screen.
#[derive(Debug)]
pub struct PlanScreen {
    /// The plan.
    pub plan: Arc<Plan>,
    /// Whom it is for, in words: `ana@… (u-1)`, `the 3 marked users`.
    pub subject: String,
    table: Table,
    /// Whether initial passwords are handed back.
    pub reveals_passwords: bool,
    /// How far it is.
    pub stage: Stage,
    /// Asked for every frame, so that a plan for thousands is looked through once.
    creates_accounts: bool,
    fates: Vec<Fate>,
    /// What was handed back, until it has been shown.
    pub revealed: Vec<Revealed>,
    /// What is said of the request that the plan makes.
    prediction: Option<Box<Ladder>>,
}

impl PlanScreen {
    /// A plan to review.
    pub fn new(plan: Plan, subject: String, table: Table) -> Self {
        Self {
            creates_accounts: plan
                .changes
                .iter()
                .any(|change| change.op.nature().act == Act::MakesAccount),
            fates: vec![Fate::Waiting; plan.changes.len()],
            plan: Arc::new(plan),
            subject,
            table,
            reveals_passwords: false,
            stage: Stage::Review,
            revealed: Vec::new(),
            prediction: None,
        }
    }

    /// The request that the plan makes is judged so.
    pub(in crate::app) fn predict(&mut self, ladder: Ladder) {
        self.prediction = Some(Box::new(ladder));
    }

    /// What is said of the request that the plan makes; once it was made, beside the answer.
    pub fn prediction(&self) -> Option<String> {
        let ladder = self.prediction.as_ref()?;
        match self.fates.first()? {
            Fate::Ended(outcome) => Some(ladder.beside(outcome.answered.as_deref())),
            Fate::Waiting | Fate::UnderWay => Some(format!(
                "why says {}, for a key without limits of its own",
                ladder.prediction()
            )),
        }
    }

    /// The state of its list.
    pub fn table(&self) -> &Table {
        &self.table
    }

    pub(super) fn table_state(&mut self) -> &mut Table {
        &mut self.table
    }

    /// The rows of its list.
    pub fn source(&self) -> PlanRows<'_> {
        PlanRows { plan: &self.plan, fates: &self.fates }
    }

    /// Its list with its rows, to be changed.
    pub fn rows(&mut self) -> Front<'_> {
        let source = PlanRows { plan: &self.plan, fates: &self.fates };
        Front { table: &mut self.table, source: Box::new(source) }
    }

    /// The row under the cursor.
    pub fn selected(&self) -> Option<PlanRow<'_>> {
        self.table.selected().and_then(|row| self.source().get(row))
    }

    fn show(&mut self, index: usize) {
        let front = self.rows();
        front.table.go_to_row(u32::try_from(index).unwrap_or(u32::MAX), &*front.source);
    }

    /// Whether it is being applied.
    pub fn is_applying(&self) -> bool {
        matches!(self.stage, Stage::Applying { .. })
    }

    /// Whether it makes accounts, which get an initial password.
    pub fn creates_accounts(&self) -> bool {
        self.creates_accounts
    }

    /// How many changes have ended, and how many ended well.
    pub fn ended(&self) -> usize {
        self.fates.iter().filter(|fate| matches!(fate, Fate::Ended(_))).count()
    }

    /// `7 done · 1 failed · 2 unknown`, with what was not begun.
    pub fn tally(&self) -> String {
        let count = |kind: OutcomeKind| {
            let is_it = |fate: &&Fate| matches!(fate, Fate::Ended(end) if end.kind == kind);
            self.fates.iter().filter(is_it).count()
        };
        tally(count, self.fates.len() - self.ended(), "not begun")
    }

    /// The gravest end there was.
    pub fn worst(&self) -> Option<OutcomeKind> {
        let gravity = |kind: OutcomeKind| match kind {
            OutcomeKind::Failed => 3,
            OutcomeKind::Unknown => 2,
            OutcomeKind::Refused => 1,
            OutcomeKind::Done | OutcomeKind::AlreadyTrue => 0,
        };
        let ends = self.fates.iter().filter_map(|fate| match fate {
            Fate::Ended(end) => Some(end.kind),
            Fate::Waiting | Fate::UnderWay => None,
        });
        ends.max_by_key(|kind| gravity(*kind))
    }

    /// Puts the cursor on the first change that did not end well.
    pub fn show_worst(&mut self) {
        let is_bad = |fate: &Fate| matches!(fate, Fate::Ended(end) if !end.kind.is_success());
        if let Some(index) = self.fates.iter().position(is_bad) {
            self.show(index);
        }
    }

    /// Changes a second and the time left, once there is something to go by.
    pub fn pace(&self, now: Timestamp) -> Option<Pace> {
        let Stage::Applying { since, .. } = self.stage else { return None };
        let ended = self.ended();
        Pace::of(since, now, ended, Some(self.fates.len() - ended))
    }

    /// Begins.
    pub fn begin(&mut self, now: Timestamp) {
        self.stage = Stage::Applying { since: now, is_cancelled: false };
        let front = self.rows();
        front.table.go_to(0, &*front.source);
    }

    /// No further change is to begin.
    pub fn cancel(&mut self) {
        if let Stage::Applying { is_cancelled, .. } = &mut self.stage {
            *is_cancelled = true;
        }
    }

    /// A change is being written: the cursor goes with it, unless the operator looks elsewhere.
    pub fn start(&mut self, change: u32) {
        let Some(index) = self.index_of(change) else { return };
        self.fates[index] = Fate::UnderWay;
        let selected = self.table.selected().map_or(0, |row| row as usize);
        if selected + 1 == index || selected == index {
            self.show(index);
        }
    }

    /// A change has ended.
    pub fn finish(&mut self, change: u32, outcome: Outcome) {
        if let Some(index) = self.index_of(change) {
            self.fates[index] = Fate::Ended(outcome);
        }
    }

    /// Nothing is under way any more: what was, and did not end, broke off.
    pub fn end(&mut self, now: Timestamp, problem: Option<String>) {
        let seconds = match self.stage {
            Stage::Applying { since, .. } => now.as_second() - since.as_second(),
            Stage::Review | Stage::Ended { .. } => 0,
        };
        for fate in self.fates.iter_mut().filter(|fate| **fate == Fate::UnderWay) {
            *fate = Fate::Ended(Outcome::unknown("it broke off; look at the record first"));
        }
        self.stage = Stage::Ended { seconds, problem };
    }

    /// Changes are numbered from 1 in order; a plan from elsewhere is searched.
    fn index_of(&self, change: u32) -> Option<usize> {
        let changes = &self.plan.changes;
        let guess = (change as usize).wrapping_sub(1);
        if changes.get(guess).is_some_and(|found| found.id == change) {
            return Some(guess);
        }
        changes.iter().position(|found| found.id == change)
    }
}

/// The rows of a plan: its changes, then those for whom nothing is done.
pub struct PlanRows<'a> {
    plan: &'a Plan,
    fates: &'a [Fate],
}

impl<'a> PlanRows<'a> {
    /// One of them.
    pub fn get(&self, row: u32) -> Option<PlanRow<'a>> {
        let index = row as usize;
        let changes = &self.plan.changes;
        match (changes.get(index), self.fates.get(index)) {
            (Some(change), Some(fate)) => Some(PlanRow::Change(change, fate)),
            _ => self.plan.skipped.get(index - changes.len().min(index)).map(PlanRow::Skip),
        }
    }
}

impl Rows for PlanRows<'_> {
    type Column = ChangeColumn;

    fn count(&self) -> usize {
        self.plan.changes.len() + self.plan.skipped.len()
    }

    /// Changes and skips of a plan never change: their place is who they are.
    fn id(&self, row: u32) -> Option<RowId> {
        ((row as usize) < self.count()).then(|| row.to_string().into())
    }

    fn row_of(&self, id: &str) -> Option<u32> {
        id.parse().ok().filter(|row| (*row as usize) < self.count())
    }

    fn rank(&self, row: u32, column: ChangeColumn) -> Rank<'_> {
        match (self.get(row), column) {
            (Some(PlanRow::Change(_, fate)), ChangeColumn::State) => Rank::text(fate.words()),
            (Some(PlanRow::Change(change, _)), column) => change_rank(change, column),
            (Some(PlanRow::Skip(skip)), ChangeColumn::State) => Rank::text(skip_words(skip)),
            (Some(PlanRow::Skip(skip)), ChangeColumn::User) => Rank::text(skip.user.as_str()),
            (Some(PlanRow::Skip(skip)), ChangeColumn::Change) => Rank::text(skip.why.as_str()),
            _ => Rank::Missing,
        }
    }

    fn cell(&self, row: u32, column: ChangeColumn, lens: &Lens) -> Cell {
        match (self.get(row), column) {
            (Some(PlanRow::Change(_, fate)), ChangeColumn::State) => match fate {
                Fate::Waiting => Cell::muted(fate.words()),
                Fate::UnderWay => Cell::Words(fate.words().into(), Tone::Active),
                Fate::Ended(end) => ended(end),
            },
            (Some(PlanRow::Change(change, _)), column) => change_cell(change, column, lens),
            (Some(PlanRow::Skip(skip)), ChangeColumn::State) => {
                let tone = if skip.refused { Tone::Warn } else { Tone::Muted };
                Cell::Words(skip_words(skip).into(), tone)
            }
            (Some(PlanRow::Skip(skip)), ChangeColumn::User) => Cell::muted(skip.user.clone()),
            (Some(PlanRow::Skip(skip)), ChangeColumn::Change) => Cell::muted(skip.why.clone()),
            _ => Cell::Nothing,
        }
    }
}

impl Fate {
    /// The word of the list.
    fn words(&self) -> &'static str {
        match self {
            Self::Waiting => "to do",
            Self::UnderWay => "writing",
            Self::Ended(end) => end.kind.words(),
        }
    }
}

fn skip_words(skip: &Skip) -> &'static str {
    if skip.refused { "refused" } else { "left out" }
}
