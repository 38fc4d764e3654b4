//! One plan of the journal: its changes, and what became of each.

use std::sync::Arc;

use jiff::Timestamp;

use super::rows::{ChangeColumn, EntryRows, outcomes};
use crate::app::command::Verb;
use crate::app::front::{Front, Seen};
use crate::app::geometry::{PLAN_HEAD, plan_detail};
use crate::app::screen::{Foot, Frame, HeadLine, Show, World, table};
use crate::app::{Asking, Model, Notice, Remote, Target};
use crate::domain::text::harmless;
use crate::engine::{Ask, Heard};
use crate::journal::{History, Kept, Record, Standing};
use crate::plan::Change;
use crate::plan::wish::Applied;
use crate::plan::wish::inverse;
use crate::table::{Table, Tone};

/// The screen.
#[derive(Debug)]
pub struct EntryScreen {
    /// The plan.
    pub record: Box<Record>,
    kept: Kept,
    changes: Remote<Arc<[Applied]>>,
    asking: Asking,
    table: Table,
}

impl EntryScreen {
    /// The changes in their order, before they are read.
    pub(in crate::app) fn new(model: &Model, history: &History, record: &Record) -> Self {
        Self {
            record: Box::new(record.clone()),
            kept: history.kept(record),
            changes: Remote::NotAsked,
            asking: Asking::default(),
            table: model.new_table::<ChangeColumn>(&[]),
        }
    }
}

fn read(changes: &Remote<Arc<[Applied]>>) -> &[Applied] {
    changes.last().map(|changes| &**changes).unwrap_or_default()
}

impl Show for EntryScreen {
    table!(|screen, world| EntryRows(read(&screen.changes)));

    fn place(&self) -> Option<Target> {
        Some(Target::List(Verb::Journal, None))
    }

    fn around(&self, _model: &Model, body: u16) -> Option<(u16, u16)> {
        Some((PLAN_HEAD, plan_detail(body)))
    }

    fn frame(&self, model: &Model, _width: u16) -> Frame {
        let record = &self.record;
        let mut title = HeadLine::new(
            format!("Plan {}: {}", harmless(&record.plan), record.purpose),
            Tone::Head,
        );
        title.right = match record.not_attempted() {
            0 if record.planned == 1 => "1 change ".to_owned(),
            0 => format!("{} changes ", record.planned),
            left => format!("{} changes, {left} of them not begun ", record.planned),
        };
        let undoes = match &record.undoes {
            Some(plan) => format!(" It takes back plan {}.", harmless(plan)),
            None => String::new(),
        };
        let at = crate::domain::time::absolute(record.at);
        let by = HeadLine::new(format!("Applied {at} by {}.{undoes}", record.by), Tone::Muted);
        let outcomes = outcomes(record).into_iter();
        let mut left: Vec<(String, Tone)> =
            outcomes.map(|(text, tone)| (format!("{text}  "), tone)).collect();
        if let Some(standing) = model.journal.last().map(|history| history.standing(record)) {
            let dot = if model.look.is_ascii { "|" } else { "·" };
            left.push((format!("{dot} {}", standing.words()), Tone::Muted));
        }
        let chosen = self.table.selected().and_then(|row| read(&self.changes).get(row as usize));
        let detail = chosen.map(|applied| {
            let mut detail = in_full(&applied.change, Some(applied.outcome.to_string()));
            detail.extend(undo_words(model, self, applied).map(|words| ("undo", words)));
            detail
        });
        Frame {
            head: vec![title, by, HeadLine { left, right: String::new() }],
            nothing: self.nothing(),
            detail: detail.unwrap_or_default(),
            foot: Foot::Nothing,
        }
    }

    fn takes_plans(&self) -> bool {
        true
    }

    fn is_due(&self) -> bool {
        self.asking.is_due(&self.changes)
    }

    fn question(&self, _model: &Model) -> Result<Ask, String> {
        Ok(Ask::Changes(Box::new(self.kept.clone())))
    }

    fn asked(&mut self, number: u64, _now: Timestamp) {
        self.asking.begin(&mut self.changes, number);
    }

    fn give_up(&mut self) {
        self.asking.give_up(&mut self.changes);
    }

    fn awaits(&self, number: u64) -> bool {
        self.asking.awaits(number)
    }

    fn hear(&mut self, heard: Result<Heard, String>, _world: World<'_>) -> Option<Notice> {
        let answer = heard.map(|heard| match heard {
            Heard::Changes(changes) => changes,
            _ => Arc::default(),
        });
        self.asking.end(&mut self.changes, answer)
    }
}

impl EntryScreen {
    /// What stands where no change is seen.
    fn nothing(&self) -> Vec<(String, Tone)> {
        match &self.changes {
            Remote::NotAsked | Remote::Loading(_) => {
                vec![("Its changes are being read.".to_owned(), Tone::Muted)]
            }
            Remote::Failed(why, _) => vec![(why.clone(), Tone::Warn)],
            Remote::Ready(_) => Vec::new(),
        }
    }
}

/// A change in full: for the plan and for the journal.
pub fn in_full(change: &Change, outcome: Option<String>) -> Vec<(&'static str, String)> {
    let user = ("for", format!("{} ({})", change.user, harmless(change.holder.raw())));
    let (before, after) = (("before", change.op.before()), ("after", change.op.after()));
    // What became of it is what one looks for; why it was wished has served.
    if let Some(outcome) = outcome {
        return vec![("outcome", outcome), user, before, after];
    }
    let why = format!("{} (danger: {})", change.reason, change.op.danger());
    vec![user, before, after, ("why", why)]
}

/// What would take that change back now, or why nothing does.
fn undo_words(model: &Model, entry: &EntryScreen, applied: &Applied) -> Option<String> {
    let history = model.journal.last()?;
    if let Standing::Undone(by) = history.standing(&entry.record) {
        return Some(format!("taken back by plan {}", harmless(&by)));
    }
    Some(match inverse(model.people.roster(), applied, read(&entry.changes))? {
        Ok(op) => format!("{}: {}", op.words(), op.after()),
        Err(why) => format!("none: {}", harmless(&why)),
    })
}
