//! The state of the screen: what was asked, what was found out, and what of that it shows.

use jiff::Timestamp;

use super::columns::Rungs;
use super::judged;
use super::{About, Judged};
use crate::access::facts::Situation;
use crate::access::{Ladder, Remedy, Rung, Verdict};
use crate::app::front::{Front, Seen};
use crate::domain::{KeyHash, KeyWord, Text};
use crate::engine::{Inquiry, Question, Who};
use crate::table::{ListState, Table};

/// Checks before and after the one that refuses that are to be on the screen with it.
const AROUND: usize = 2;

/// How far it is with what was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stage {
    /// To be asked as soon as it is in front and the profile is open.
    Due,
    /// Asked.
    Asking {
        /// The number of the answer that is waited for.
        number: u64,
        /// Since.
        since: Timestamp,
        /// Requests that have ended.
        answers: usize,
    },
    /// Answered, or given up: the last answer stands, if there is one.
    Rest,
    /// There is no answer: a sentence or two. Harmless to show.
    Failed(String),
}

/// The last answer.
#[derive(Clone, Debug)]
pub struct Answer {
    inquiry: Inquiry,
    judged: Vec<Judged>,
    /// When it came.
    pub at: Timestamp,
}

/// The state of the screen.
#[derive(Debug)]
pub struct WhyScreen {
    /// About whom.
    pub about: About,
    /// For which model; `None`: what depends on it is not checked.
    pub model: Option<Text>,
    /// How far it is.
    pub stage: Stage,
    /// The last answer.
    pub answer: Option<Answer>,
    /// Where in the page, while all of it is read as one.
    pub page: Option<ListState>,
    with_not_checked: bool,
    at: usize,
    table: Table,
}

impl WhyScreen {
    /// About them, to be asked.
    pub fn new(about: About, model: Option<Text>, table: Table) -> Self {
        let (stage, answer, page) = (Stage::Due, None, None);
        Self { about, model, stage, answer, page, with_not_checked: false, at: 0, table }
    }

    /// Whether an answer is waited for.
    pub fn is_asking(&self) -> bool {
        matches!(self.stage, Stage::Asking { .. })
    }

    /// The ways to ask, each with its verdict.
    pub fn ring(&self) -> &[Judged] {
        self.answer.as_ref().map_or(&[], |answer| &answer.judged)
    }

    /// Which of them is shown, from zero.
    pub fn at(&self) -> usize {
        self.at
    }

    /// The one shown.
    pub fn judged(&self) -> Option<&Judged> {
        self.ring().get(self.at)
    }

    /// What lifts its refusal, the least far-reaching first.
    pub fn remedies(&self) -> &[Remedy] {
        self.judged().map_or(&[], |judged| &judged.remedies)
    }

    /// What was asked and found out of the way shown: of one key, or, through the chat, of any.
    pub fn request(&self) -> Option<(Question, Inquiry)> {
        let Inquiry { subject, keys, .. } = &self.answer.as_ref()?.inquiry;
        let hash = match self.judged()?.way() {
            Way::Key(hash) => hash,
            Way::Chat => None,
        };
        let is_it =
            |situation: &&Situation| situation.key.known().map(|key| &key.hash) == hash.as_ref();
        let question = Question {
            who: Who::Word(subject.label.raw().to_owned()),
            model: self.model.clone(),
            lists_models: false,
            key: hash.clone().map(KeyWord::Hash),
            customer: None,
        };
        let keys = keys.iter().filter(is_it).cloned().collect();
        Some((question, Inquiry { subject: subject.clone(), keys, chat: None }))
    }

    /// The names of the models served, where they were read.
    pub fn models(&self) -> Option<Vec<&Text>> {
        let inquiry = &self.answer.as_ref()?.inquiry;
        let mut situations = inquiry.keys.iter();
        let served = situations.find_map(|situation| situation.catalog.models.known())?;
        let mut names: Vec<&Text> = served.iter().map(|model| &model.name).collect();
        names.sort();
        names.dedup();
        Some(names)
    }

    /// Takes an answer. The first is shown with the key that was meant, else where it refuses; a
    /// later one where one was.
    pub fn take(&mut self, inquiry: Inquiry, now: Timestamp) {
        let was = self.answer.take().and_then(|old| old.judged.get(self.at).map(Judged::way));
        let judged = judged::judge(&inquiry, now);
        let meant = match &self.about {
            About::Person { first: Some(hash), .. } => Some(Way::Key(Some(hash.clone()))),
            _ => None,
        };
        let same = was.or(meant).and_then(|was| judged.iter().position(|one| one.way() == was));
        let of = |verdict| judged.iter().position(|one| one.ladder.verdict == verdict);
        let first = || of(Verdict::Refused).or_else(|| of(Verdict::Unknown));
        self.at = same.or_else(first).unwrap_or(0);
        self.answer = Some(Answer { inquiry, judged, at: now });
        self.stage = Stage::Rest;
        self.table.outdate();
    }

    /// Judges the same facts at another moment.
    pub fn judge_again(&mut self, now: Timestamp) {
        if let Some(answer) = &mut self.answer {
            answer.judged = judged::judge(&answer.inquiry, now);
            self.table.outdate();
        }
    }

    /// To the next way of the ring, or the one before.
    pub fn turn(&mut self, forward: bool) {
        let count = self.ring().len().max(1);
        self.at = if forward { self.at + 1 } else { self.at + count - 1 } % count;
        self.table.outdate();
    }

    /// How many checks the list leaves out, since the server does not make them.
    pub fn left_out(&self) -> usize {
        let all = self.judged().map_or(0, |judged| judged.ladder.rungs.len());
        all.saturating_sub(self.table.rows().len())
    }

    /// Shows the checks that are not made, or hides them.
    pub(super) fn toggle_not_checked(&mut self) {
        self.with_not_checked = !self.with_not_checked;
        self.table.outdate();
    }

    /// Puts the cursor on the check that refuses, else on the one that could, with some of those
    /// around it: to be called once the list has its height.
    pub(super) fn show_verdict(&mut self) {
        let ladder = self.judged().map(|judged| &judged.ladder);
        let unknown = |ladder: &Ladder| ladder.rungs.iter().position(Rung::is_unknown);
        let row = ladder.and_then(|ladder| ladder.by.or_else(|| unknown(ladder)));
        let row = row.and_then(|row| u32::try_from(row).ok()).unwrap_or(0);
        let Front { table, source } = self.rows();
        let place = table.rows().iter().position(|shown| *shown == row).unwrap_or(0);
        for place in [place.saturating_sub(AROUND), place + AROUND, place] {
            table.go_to(place, &*source);
        }
    }

    fn rungs(&self) -> Rungs<'_> {
        let ladder = self.judged().map(|judged| &judged.ladder);
        Rungs { ladder, with_not_checked: self.with_not_checked }
    }

    /// The checks, as a list.
    pub fn seen(&self) -> Seen<'_> {
        Seen { table: &self.table, source: Box::new(self.rungs()) }
    }

    /// The same, to be changed.
    pub(super) fn rows(&mut self) -> Front<'_> {
        let judged = self.answer.as_ref().and_then(|answer| answer.judged.get(self.at));
        let ladder = judged.map(|judged| &judged.ladder);
        let source = Rungs { ladder, with_not_checked: self.with_not_checked };
        Front { table: &mut self.table, source: Box::new(source) }
    }

    /// The state of the list.
    pub(super) fn table_state(&mut self) -> &mut Table {
        &mut self.table
    }
}

/// What one asks with: the same from one answer to the next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Way {
    /// A key; `None`: one that nothing is known of.
    Key(Option<KeyHash>),
    /// Through Open WebUI.
    Chat,
}
