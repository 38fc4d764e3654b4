//! Reading the journal back: plans, the newest first, with what became of their changes.

mod standing;
mod undoing;

use std::collections::HashMap;
use std::io::{self, BufRead, BufReader};
use std::path::Path;

use fs_err as fs;
use jiff::Timestamp;

use super::{Entry, Event};
use crate::domain::{AccountId, Role, Text};
use crate::plan::make::{self, Applied, Context, RememberedRoles};
use crate::plan::{Change, Op, Outcome, OutcomeKind, Plan, Purpose};
use crate::roster::Roster;
pub use standing::Standing;
use undoing::Index;

/// What was attempted with one profile.
#[derive(Clone, Debug, Default)]
pub struct History {
    /// Plans, the newest first.
    pub records: Vec<Record>,
    /// Lines that could not be read, by number: a torn write, or another program's.
    pub damaged: Vec<usize>,
    /// How each plan stands, in their order, as [`read`] leaves it; empty until
    /// [`History::settle`] says it.
    pub standings: Vec<Standing>,
}

/// One applied plan.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// The plan's id.
    pub plan: String,
    pub purpose: Purpose,
    /// The applied plan that it takes back.
    pub undoes: Option<String>,
    /// When it began, by the clock of the machine it was applied on.
    pub at: Timestamp,
    /// `user@host` of who applied it.
    pub by: Text,
    /// How many changes the plan had; those not reached were not attempted.
    pub planned: usize,
    /// What was attempted, in order, and what became of it.
    pub applied: Vec<Applied>,
}

impl Record {
    /// How many changes ended so.
    pub fn count(&self, kind: OutcomeKind) -> usize {
        self.applied.iter().filter(|applied| applied.outcome.kind == kind).count()
    }

    /// Whether any of it took.
    pub fn did_anything(&self) -> bool {
        self.applied.iter().any(|applied| applied.outcome.has_effect())
    }

    /// Whether any of it took, for all that is known.
    pub fn may_have_done_anything(&self) -> bool {
        self.did_anything() || self.count(OutcomeKind::Unknown) > 0
    }

    /// How many changes were never attempted.
    pub fn not_attempted(&self) -> usize {
        self.planned.saturating_sub(self.applied.len())
    }
}

impl History {
    /// The plan of that id, or the one whose id begins so.
    pub fn find(&self, id: &str) -> Option<&Record> {
        let mut exact = self.records.iter().filter(|record| record.plan == id);
        // A plan applied again finds everything done already: the first time is the one that did.
        let effective = exact.clone().find(|record| record.count(OutcomeKind::Done) > 0);
        effective.or_else(|| exact.next()).or_else(|| {
            let mut starting =
                self.records.iter().filter(|r| !id.is_empty() && r.plan.starts_with(id));
            let first = starting.next()?;
            // A plan may have been applied more than once.
            starting.all(|other| other.plan == first.plan).then_some(first)
        })
    }

    /// The plan that takes back what is left of that one, over all the times it was applied.
    ///
    /// # Errors
    /// It was taken back already, or the servers were read before it was applied: a sentence that
    /// says so.
    pub fn undo(
        &self,
        record: &Record,
        roster: &Roster,
        context: &Context,
    ) -> Result<Plan, String> {
        let plan = &record.plan;
        let left = Index::new(&self.records).left(plan).map_err(|undoing| {
            format!(
                "plan {plan} was taken back already, by plan {undoing}; undoing {undoing} does it \
                 again"
            )
        })?;
        if self.applied_since(plan, roster.snapshot().observed_at, context.now) {
            return Err(format!(
                "the servers were read before plan {plan} was applied; read them again first"
            ));
        }
        let left: Vec<Applied> = left.into_iter().cloned().collect();
        Ok(make::undo(roster, &left, context).undoing(plan))
    }

    /// The plan of exactly that id, where it did or may have done something.
    pub fn applied(&self, plan: &str) -> Option<&Record> {
        let mut of_it = self.records.iter().filter(|record| record.plan == plan);
        of_it.find(|record| record.may_have_done_anything())
    }

    /// By which plan all that the one of that id did was taken back, if so.
    pub fn undone(&self, plan: &str) -> Option<&str> {
        Index::new(&self.records).left(plan).err()
    }

    /// Whether that plan was begun after that moment: what was seen then is not what it left. One
    /// that began in the future did so by a clock that was ahead, which says nothing of the order.
    fn applied_since(&self, plan: &str, seen: Timestamp, now: Timestamp) -> bool {
        let since = |record: &Record| record.at > seen && record.at <= now;
        self.records.iter().any(|record| record.plan == plan && since(record))
    }

    /// The newest plan that did anything, or may have: an older one must not be taken for the last.
    pub fn last_effective(&self) -> Option<&Record> {
        self.records.iter().find(|record| record.may_have_done_anything())
    }

    /// The roles accounts had before bursar blocked them, the newest block winning. A block of which
    /// nobody knows whether it was done counts: if it was, only this remembers the role, and if it
    /// was not, unblocking finds the account as it was.
    pub fn remembered_roles(&self) -> RememberedRoles {
        let mut roles: HashMap<AccountId, Role> = HashMap::new();
        for applied in self.records.iter().rev().flat_map(|record| &record.applied) {
            let Op::SetRole(op) = &applied.change.op else { continue };
            let kind = applied.outcome.kind;
            let may_be_done = matches!(kind, OutcomeKind::Done | OutcomeKind::Unknown);
            if op.after == Role::Pending && may_be_done {
                roles.insert(op.account.clone(), op.before.clone());
            } else if kind == OutcomeKind::Done {
                roles.remove(&op.account);
            }
        }
        roles
    }

    /// What was done to that person, the newest first.
    pub fn of_person<'a>(
        &'a self,
        person: &'a crate::roster::PersonId,
    ) -> impl Iterator<Item = (&'a Record, &'a Applied)> {
        self.records.iter().flat_map(move |record| {
            let applied = record.applied.iter().rev();
            applied.filter(|a| a.change.holder.raw() == person.raw()).map(move |a| (record, a))
        })
    }
}

/// Reads a journal; a missing file is an empty history.
///
/// # Errors
/// The file is there and cannot be read.
pub fn read(path: &Path) -> io::Result<History> {
    let mut file = match fs::File::open(path) {
        Ok(file) => BufReader::new(file),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(History::default()),
        Err(error) => return Err(error),
    };
    let mut history = History::default();
    let mut place: HashMap<String, usize> = HashMap::new();
    // A line at a time: the file is never cut, and its text need not be held.
    let mut line = Vec::new();
    for number in 1.. {
        line.clear();
        if file.read_until(b'\n', &mut line)? == 0 {
            break;
        }
        if line.trim_ascii().is_empty() {
            continue;
        }
        match serde_json::from_str::<Entry>(&String::from_utf8_lossy(&line)) {
            Ok(entry) => take(&mut history.records, &mut place, entry),
            Err(_) => history.damaged.push(number),
        }
    }
    history.records.reverse();
    history.settle();
    Ok(history)
}

fn take(records: &mut Vec<Record>, place: &mut HashMap<String, usize>, entry: Entry) {
    let Entry { at, by, plan, event } = entry;
    match event {
        Event::Begun { purpose, undoes, changes, .. } => {
            place.insert(plan.clone(), records.len());
            let applied = Vec::new();
            records.push(Record { plan, purpose, undoes, at, by, planned: changes, applied });
        }
        Event::Intent { change } => {
            if let Some(record) = place.get(&plan).and_then(|&at| records.get_mut(at)) {
                record.applied.push(Applied { change, outcome: interrupted() });
            }
        }
        Event::Outcome { change: id, outcome } => {
            let record = place.get(&plan).and_then(|&at| records.get_mut(at));
            let applied = record.and_then(|record| find(&mut record.applied, id));
            if let Some(applied) = applied {
                applied.outcome = outcome;
            }
        }
    }
}

fn find(applied: &mut [Applied], id: u32) -> Option<&mut Applied> {
    applied.iter_mut().rev().find(|Applied { change: Change { id: other, .. }, .. }| *other == id)
}

/// What an intent without an outcome means.
fn interrupted() -> Outcome {
    Outcome::unknown("bursar was interrupted before it could see; look at the record")
}

#[cfg(test)]
mod tests;
