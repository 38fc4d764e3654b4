//! A plan on the screen: under review, being applied, or ended.

use std::sync::Arc;

use jiff::Timestamp;

use crate::app::list::ListState;
use crate::app::reading::Pace;
use crate::app::secret::Revealed;
use crate::plan::outcome::tally;
use crate::plan::{Change, Op, Outcome, OutcomeKind, Plan, Skip};

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
    /// Its rows.
    pub list: ListState,
    /// Whether initial passwords are handed back.
    pub reveals_passwords: bool,
    /// How far it is.
    pub stage: Stage,
    fates: Vec<Fate>,
    /// What was handed back, until it has been shown.
    pub revealed: Vec<Revealed>,
}

impl PlanScreen {
    /// A plan to review.
    pub fn new(plan: Plan, subject: String) -> Self {
        Self {
            fates: vec![Fate::Waiting; plan.changes.len()],
            plan: Arc::new(plan),
            subject,
            list: ListState::default(),
            reveals_passwords: false,
            stage: Stage::Review,
            revealed: Vec::new(),
        }
    }

    /// How many rows.
    pub fn rows(&self) -> usize {
        self.plan.changes.len() + self.plan.skipped.len()
    }

    /// The row at that place.
    pub fn row(&self, index: usize) -> Option<PlanRow<'_>> {
        let changes = &self.plan.changes;
        match (changes.get(index), self.fates.get(index)) {
            (Some(change), Some(fate)) => Some(PlanRow::Change(change, fate)),
            _ => self.plan.skipped.get(index - changes.len().min(index)).map(PlanRow::Skip),
        }
    }

    /// Whether it is being applied.
    pub fn is_applying(&self) -> bool {
        matches!(self.stage, Stage::Applying { .. })
    }

    /// Whether it makes accounts, which get an initial password.
    pub fn creates_accounts(&self) -> bool {
        self.plan.changes.iter().any(|change| matches!(change.op, Op::CreateAccount(_)))
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
            self.list.cursor = index;
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
        self.list = ListState::default();
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
        if self.list.cursor + 1 >= index {
            self.list.cursor = index;
        }
    }

    /// A change has ended.
    pub fn finish(&mut self, change: u32, outcome: Outcome) {
        if let Some(index) = self.index_of(change) {
            self.fates[index] = Fate::Ended(outcome);
        }
    }

    /// Nothing is under way any more.
    pub fn end(&mut self, now: Timestamp, problem: Option<String>) {
        let seconds = match self.stage {
            Stage::Applying { since, .. } => now.as_second() - since.as_second(),
            Stage::Review | Stage::Ended { .. } => 0,
        };
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
