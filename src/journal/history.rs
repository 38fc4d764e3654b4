//! Reading the journal back: plans, the newest first, with what became of their changes.

mod standing;
mod trace;
mod undoing;

use std::collections::HashMap;
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};

use fs_err as fs;
use jiff::Timestamp;

use super::{Entry, Event};
use crate::domain::{AccountId, Role, Text};
use crate::plan::make::{self, Applied, Context, RememberedRoles};
use crate::plan::op::SetRole;
use crate::plan::{Op, Outcome, OutcomeKind, Plan, Purpose};
use crate::roster::Roster;
pub use standing::Standing;
pub use trace::{Kept, Lines, Trace};
use trace::{Names, parse};
use undoing::Index;

/// What was attempted with one profile. Of the changes only their traces are held: what each was is
/// read from the file when it is asked for.
#[derive(Clone, Debug, Default)]
pub struct History {
    /// Plans, the newest first.
    pub records: Vec<Record>,
    /// Lines that could not be read, by number: a torn write, or another program's.
    pub damaged: Vec<usize>,
    /// How each plan stands, in their order, as [`read`] leaves it; empty until
    /// [`History::settle`] says it.
    pub standings: Vec<Standing>,
    /// The file that was read.
    path: PathBuf,
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
    /// What was attempted, in order, and how it ended.
    pub traces: Vec<Trace>,
    /// Which of these set which roles.
    roles: Vec<(usize, SetRole)>,
}

impl Record {
    /// Of that plan, as it was applied; what it did is in no file.
    pub fn of(plan: &Plan, at: Timestamp, by: &str, applied: &[Applied]) -> Self {
        let mut record = Self {
            plan: plan.id.clone(),
            purpose: plan.purpose,
            undoes: plan.undoes.clone(),
            at,
            by: by.into(),
            planned: plan.changes.len(),
            traces: Vec::new(),
            roles: Vec::new(),
        };
        for one in applied {
            record.add(Trace::of(one), &one.change.op);
        }
        record
    }

    fn add(&mut self, trace: Trace, op: &Op) {
        if let Op::SetRole(op) = op {
            self.roles.push((self.traces.len(), op.clone()));
        }
        self.traces.push(trace);
    }

    /// How many changes ended so.
    pub fn count(&self, kind: OutcomeKind) -> usize {
        self.traces.iter().filter(|trace| trace.kind == kind).count()
    }

    /// Whether any of it took.
    pub fn did_anything(&self) -> bool {
        self.traces.iter().any(Trace::has_effect)
    }

    /// Whether any of it took, for all that is known.
    pub fn may_have_done_anything(&self) -> bool {
        self.did_anything() || self.count(OutcomeKind::Unknown) > 0
    }

    /// How many changes were never attempted.
    pub fn not_attempted(&self) -> usize {
        self.planned.saturating_sub(self.traces.len())
    }
}

impl History {
    /// Of these, the newest first; what they did is in no file.
    pub fn of(records: Vec<Record>) -> Self {
        let mut history = Self { records, ..Self::default() };
        history.settle();
        history
    }

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
    /// It was taken back already, the servers were read before it was applied, or the journal cannot
    /// be read any more: a sentence that says so.
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
        let left = self.lines().changes(plan, left).map_err(|error| error.to_string())?;
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
    pub fn remembered_roles<'a>(&'a self) -> RememberedRoles {
        let mut roles: HashMap<AccountId, Role> = HashMap::new();
        let set = |record: &'a Record| {
            let of = record.roles.iter();
            of.filter_map(|(place, op)| Some((record.traces.get(*place)?.kind, op)))
        };
        for (kind, op) in self.records.iter().rev().flat_map(set) {
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
    ) -> impl Iterator<Item = (&'a Record, &'a Trace)> {
        self.records.iter().flat_map(move |record| {
            let traces = record.traces.iter().rev();
            traces.filter(|trace| *trace.holder == *person.raw()).map(move |trace| (record, trace))
        })
    }

    /// Where all that was attempted of that plan is kept.
    pub fn kept(&self, record: &Record) -> Kept {
        Kept { path: self.path.clone(), plan: record.plan.clone(), traces: record.traces.clone() }
    }

    /// The file, for one plan after the other.
    pub fn lines(&self) -> Lines<'_> {
        Lines::new(&self.path)
    }
}

/// Reads a journal; a missing file is an empty history.
///
/// # Errors
/// The file is there and cannot be read.
pub fn read(path: &Path) -> io::Result<History> {
    let mut history = History { path: path.to_owned(), ..History::default() };
    let mut file = match fs::File::open(path) {
        Ok(file) => BufReader::new(file),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(history),
        Err(error) => return Err(error),
    };
    let mut taking = Taking::default();
    // A line at a time: the file only grows, and its text need not be held.
    let (mut line, mut at) = (Vec::new(), 0);
    for number in 1.. {
        line.clear();
        let length = file.read_until(b'\n', &mut line)?;
        if length == 0 {
            break;
        }
        if !line.trim_ascii().is_empty() {
            match parse(&line) {
                Some(entry) => taking.take(entry, at),
                None => history.damaged.push(number),
            }
        }
        at += length as u64;
    }
    history.records = taking.records;
    history.records.reverse();
    history.settle();
    Ok(history)
}

/// Plans on the way from lines, the oldest first.
#[derive(Default)]
struct Taking {
    records: Vec<Record>,
    /// Where the newest record of each plan is.
    place: HashMap<String, usize>,
    names: Names,
}

impl Taking {
    /// Takes the entry whose line begins at that byte.
    fn take(&mut self, entry: Entry, line: u64) {
        let Entry { at, by, plan, event } = entry;
        match event {
            Event::Begun { purpose, undoes, changes, .. } => {
                self.place.insert(plan.clone(), self.records.len());
                let (planned, traces, roles) = (changes, Vec::new(), Vec::new());
                self.records.push(Record { plan, purpose, undoes, at, by, planned, traces, roles });
            }
            Event::Intent { change } => {
                let trace = Trace::intended(&change, line, &mut self.names);
                if let Some(record) = self.of(&plan) {
                    record.add(trace, &change.op);
                }
            }
            Event::Outcome { change: id, outcome } => {
                let traces = self.of(&plan).map(|record| record.traces.iter_mut().rev());
                if let Some(trace) = traces.and_then(|mut all| all.find(|one| one.change == id)) {
                    trace.ended(&outcome, line);
                }
            }
        }
    }

    fn of(&mut self, plan: &str) -> Option<&mut Record> {
        self.place.get(plan).and_then(|&place| self.records.get_mut(place))
    }
}

/// What an intent without an outcome means.
fn interrupted() -> Outcome {
    Outcome::unknown("bursar was interrupted before it could see; look at the record")
}

#[cfg(test)]
mod tests;
