//! One plan of the journal: its changes, and what became of each.

use super::rows::{ChangeColumn, EntryRows, outcomes};
use crate::app::command::Verb;
use crate::app::front::{Front, Seen};
use crate::app::geometry::{PLAN_HEAD, plan_detail};
use crate::app::screen::{Foot, Frame, HeadLine, Show, World, table};
use crate::app::{Model, Target};
use crate::domain::text::harmless;
use crate::journal::{Record, Standing};
use crate::plan::Change;
use crate::plan::wish::Applied;
use crate::plan::wish::inverse;
use crate::table::{Table, Tone};

/// The screen.
#[derive(Debug)]
pub struct EntryScreen {
    /// The plan.
    pub record: Box<Record>,
    table: Table,
}

impl EntryScreen {
    /// The changes in their order.
    pub(in crate::app) fn new(model: &Model, record: Record) -> Self {
        Self { record: Box::new(record), table: model.new_table::<ChangeColumn>(&[]) }
    }
}

impl Show for EntryScreen {
    table!(|screen, world| EntryRows(&screen.record.applied));

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
        let chosen = self.table.selected().and_then(|row| record.applied.get(row as usize));
        let detail = chosen.map(|applied| {
            let mut detail = in_full(&applied.change, Some(applied.outcome.to_string()));
            detail.extend(undo_words(model, record, applied).map(|words| ("undo", words)));
            detail
        });
        Frame {
            head: vec![title, by, HeadLine { left, right: String::new() }],
            nothing: Vec::new(),
            detail: detail.unwrap_or_default(),
            foot: Foot::Nothing,
        }
    }

    fn takes_plans(&self) -> bool {
        true
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
fn undo_words(model: &Model, record: &Record, applied: &Applied) -> Option<String> {
    let history = model.journal.last()?;
    if let Standing::Undone(by) = history.standing(record) {
        return Some(format!("taken back by plan {}", harmless(&by)));
    }
    Some(match inverse(model.people.roster(), applied, &record.applied)? {
        Ok(op) => format!("{}: {}", op.words(), op.after()),
        Err(why) => format!("none: {}", harmless(&why)),
    })
}
