//! What is kept of each change of the journal: what lists, searches and undo need to know, and where
//! its lines are. The change itself is read when somebody looks at it.

use std::collections::HashSet;
use std::io::{self, BufRead, BufReader, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use fs_err as fs;

use super::interrupted;
use crate::journal::{Entry, Event};
use crate::plan::wish::Applied;
use crate::plan::{Change, Outcome, OutcomeKind};

/// One attempted change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trace {
    /// Its number in its plan.
    pub change: u32,
    /// The number of the change that it takes back, of the plan that its plan undoes.
    pub undoes: Option<u32>,
    /// How it ended.
    pub kind: OutcomeKind,
    has_effect: bool,
    /// What is done, as people read it.
    pub words: &'static str,
    /// The same, as a script does.
    pub verb: &'static str,
    /// Why nothing takes it back.
    pub lasting: Option<&'static str>,
    /// Whom it touches, harmless to show.
    pub user: Arc<str>,
    /// The raw id under which it is listed.
    pub holder: Arc<str>,
    /// The value after it, in words; harmless.
    pub after: Box<str>,
    /// Where the line of its intent begins, in bytes.
    intent: u64,
    /// Where the line of its outcome begins, if it has one.
    outcome: Option<u64>,
}

impl Trace {
    pub(super) fn intended(change: &Change, at: u64, names: &mut Names) -> Self {
        Self {
            change: change.id,
            undoes: change.undoes,
            kind: OutcomeKind::Unknown,
            has_effect: interrupted().has_effect(),
            words: change.op.words(),
            verb: change.op.verb(),
            lasting: change.op.lasting(),
            user: names.keep(&change.user),
            holder: names.keep(change.holder.raw()),
            after: change.op.after().into(),
            intent: at,
            outcome: None,
        }
    }

    pub(super) fn ended(&mut self, outcome: &Outcome, at: u64) {
        (self.kind, self.has_effect) = (outcome.kind, outcome.has_effect());
        self.outcome = Some(at);
    }

    /// Of a change that is in no file.
    pub fn of(applied: &Applied) -> Self {
        let mut trace = Self::intended(&applied.change, 0, &mut Names::default());
        trace.ended(&applied.outcome, 0);
        trace
    }

    /// Whether something is there now that was not before.
    pub fn has_effect(&self) -> bool {
        self.has_effect
    }

    /// Whether something is there now for all that is known.
    pub fn may_have_effect(&self) -> bool {
        self.has_effect || self.kind == OutcomeKind::Unknown
    }
}

/// Names and ids, each held once: a plan names the same people for all that is done to them.
#[derive(Default)]
pub(super) struct Names(HashSet<Arc<str>>);

impl Names {
    fn keep(&mut self, name: &str) -> Arc<str> {
        if let Some(known) = self.0.get(name) {
            return Arc::clone(known);
        }
        let name: Arc<str> = name.into();
        self.0.insert(Arc::clone(&name));
        name
    }
}

/// Where the changes of a plan are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    pub(super) path: PathBuf,
    pub(super) plan: String,
    pub(super) traces: Vec<Trace>,
}

impl Kept {
    /// What was attempted and what became of it, in order.
    ///
    /// # Errors
    /// The file cannot be read, or is not the one that was read before.
    pub fn read(&self) -> io::Result<Vec<Applied>> {
        Lines::new(&self.path).changes(&self.plan, &self.traces)
    }
}

/// The journal as a file of lines, each found by where it begins. It is opened when it is needed.
pub struct Lines<'a> {
    path: &'a Path,
    file: Option<BufReader<fs::File>>,
    line: Vec<u8>,
}

impl<'a> Lines<'a> {
    pub(super) fn new(path: &'a Path) -> Self {
        Self { path, file: None, line: Vec::new() }
    }

    /// What was attempted of that plan and what became of it, in order.
    ///
    /// # Errors
    /// The file cannot be read, or is not the one that was read before.
    pub fn changes<'t>(
        &mut self,
        plan: &str,
        traces: impl IntoIterator<Item = &'t Trace>,
    ) -> io::Result<Vec<Applied>> {
        traces.into_iter().map(|trace| self.change(plan, trace)).collect()
    }

    fn change(&mut self, plan: &str, trace: &Trace) -> io::Result<Applied> {
        let Event::Intent { change } = self.event(plan, trace.intent)? else {
            return Err(changed());
        };
        let outcome = match trace.outcome.map(|at| self.event(plan, at)).transpose()? {
            None => interrupted(),
            Some(Event::Outcome { outcome, .. }) => outcome,
            Some(_) => return Err(changed()),
        };
        if change.id == trace.change { Ok(Applied { change, outcome }) } else { Err(changed()) }
    }

    fn event(&mut self, plan: &str, at: u64) -> io::Result<Event> {
        let file = match &mut self.file {
            Some(file) => file,
            none => none.insert(BufReader::new(fs::File::open(self.path)?)),
        };
        // The next line is mostly in the buffer already.
        let here = file.stream_position()?;
        match at.checked_sub(here).and_then(|ahead| i64::try_from(ahead).ok()) {
            Some(ahead) => file.seek_relative(ahead)?,
            None => _ = file.seek(SeekFrom::Start(at))?,
        }
        self.line.clear();
        file.read_until(b'\n', &mut self.line)?;
        let entry = parse(&self.line).filter(|entry| entry.plan == plan);
        entry.map(|entry| entry.event).ok_or_else(changed)
    }
}

/// A line, and be it that some of its letters are none.
pub(super) fn parse(line: &[u8]) -> Option<Entry> {
    serde_json::from_str(&String::from_utf8_lossy(line)).ok()
}

fn changed() -> io::Error {
    io::Error::new(
        io::ErrorKind::InvalidData,
        "the journal is not the file that was read before; read it again",
    )
}
