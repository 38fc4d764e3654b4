//! `bursar journal`: what was attempted, by whom, with what outcome.

use std::cell::RefCell;
use std::fmt::Write as _;
use std::io::{self, BufWriter, Write as _};

use serde::ser::{Error as _, SerializeSeq};
use serde::{Serialize, Serializer};

use super::args::{Format, Global, Journal};
use super::output::{data, words};
use super::verbs::when;
use super::{CliError, Exit, scene};
use crate::config::{self, Env};
use crate::domain::text::{harmless, write_harmless_json_pretty};
use crate::journal::{self, History, Lines, Record, Standing};
use crate::plan::Outcome;
use crate::plan::outcome::tally;
use crate::plan::wish::Applied;

pub(super) fn run(global: &Global, options: &Journal, env: &Env) -> Result<Exit, CliError> {
    let opened = config::open(&scene::flags(global), env)?;
    let path = opened.paths.journal(&opened.profile.name);
    let history = journal::read(&path)?;
    if !history.damaged.is_empty() {
        let lines: Vec<String> = history.damaged.iter().map(ToString::to_string).collect();
        let at = path.display();
        words(&format!("{at}: damaged lines were left out: {}", lines.join(", ")));
    }
    let wanted: Vec<String> = options.query.iter().map(|word| word.to_lowercase()).collect();
    let records = history.records.iter().zip(&history.standings);
    let records: Vec<(&Record, &Standing)> =
        records.filter(|(record, _)| matches(record, &wanted)).collect();
    let mut lines = history.lines();
    match options.format {
        Format::Text => {
            for (record, standing) in &records {
                data(&text(record, standing, &lines.changes(&record.plan, &record.traces)?))?;
            }
        }
        Format::Json => {
            let views = Views { records: &records, lines: RefCell::new(lines) };
            let mut out = BufWriter::new(io::stdout().lock());
            let written = write_harmless_json_pretty(&mut out, &views).map_err(io::Error::from);
            written.and_then(|()| writeln!(out)).and_then(|()| out.flush()).or_else(if_closed)?;
        }
    }
    if records.is_empty() {
        words(&nothing(&history, &options.query, opened.profile.name.as_str()));
    }
    Ok(Exit::Done)
}

fn nothing(history: &History, query: &[String], profile: &str) -> String {
    if history.records.is_empty() {
        return format!("nothing was applied yet with the profile {profile}");
    }
    let (query, all) = (query.join(" "), history.records.len());
    format!("no plan matches '{}'; `bursar journal` lists all {all}", harmless(&query))
}

fn matches(record: &Record, words: &[String]) -> bool {
    words.iter().all(|word| {
        let has = |text: &str| text.to_lowercase().contains(word);
        has(&record.plan)
            || has(&record.purpose.to_string())
            || has(record.by.raw())
            || record
                .traces
                .iter()
                .any(|trace| has(&trace.user) || has(trace.verb) || has(trace.kind.words()))
    })
}

/// Who stops reading has what they wanted.
fn if_closed(error: io::Error) -> io::Result<()> {
    if error.kind() == io::ErrorKind::BrokenPipe { Ok(()) } else { Err(error) }
}

fn text(record: &Record, standing: &Standing, applied: &[Applied]) -> String {
    let mut out = String::new();
    let Record { plan, purpose, at, by, .. } = record;
    let (when, counts, standing) = (when(*at), counts(record), standing.words());
    let _ = writeln!(out, "{plan}  {when}  {purpose}  by {by}  {counts}  {standing}");
    for Applied { change, outcome } in applied {
        let _ = writeln!(
            out,
            "{:>6}  {} · {} · {} → {}\n        {outcome}",
            change.id,
            change.op.words(),
            harmless(&change.user),
            change.op.before(),
            change.op.after(),
            outcome = harmless(&outcome.to_string()),
        );
    }
    out
}

fn counts(record: &Record) -> String {
    tally(|kind| record.count(kind), record.not_attempted(), "not attempted")
}

/// Plans as a list, each read and written before the next.
struct Views<'a> {
    records: &'a [(&'a Record, &'a Standing)],
    lines: RefCell<Lines<'a>>,
}

impl Serialize for Views<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(Some(self.records.len()))?;
        for (record, standing) in self.records {
            let applied = self.lines.borrow_mut().changes(&record.plan, &record.traces);
            list.serialize_element(&view(record, standing, &applied.map_err(S::Error::custom)?))?;
        }
        list.end()
    }
}

#[derive(Serialize)]
struct RecordView<'a> {
    plan: &'a str,
    purpose: crate::plan::Purpose,
    at: jiff::Timestamp,
    by: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    undoes: Option<&'a str>,
    undo: &'static str,
    planned: usize,
    changes: Vec<ChangeView<'a>>,
}

#[derive(Serialize)]
struct ChangeView<'a> {
    id: u32,
    verb: &'static str,
    user: &'a str,
    before: String,
    after: String,
    reason: &'a str,
    #[serde(flatten)]
    outcome: &'a Outcome,
}

fn view<'a>(record: &'a Record, standing: &Standing, applied: &'a [Applied]) -> RecordView<'a> {
    let change = |applied: &'a Applied| ChangeView {
        id: applied.change.id,
        verb: applied.change.op.verb(),
        user: &applied.change.user,
        before: applied.change.op.before(),
        after: applied.change.op.after(),
        reason: &applied.change.reason,
        outcome: &applied.outcome,
    };
    RecordView {
        plan: &record.plan,
        purpose: record.purpose,
        at: record.at,
        by: record.by.to_string(),
        undoes: record.undoes.as_deref(),
        undo: standing.code(),
        planned: record.planned,
        changes: applied.iter().map(change).collect(),
    }
}
