//! One request whole: its facts as lines of a page.

use super::Logged;
use super::curl::{curl, url};
use crate::app::Model;
use crate::app::screen::user::Tone;
use crate::app::wrap::wrap;
use crate::domain::money::group_thousands;
use crate::domain::text::{MAX_SHOWN, harmless};
use crate::engine::{Body, Cause};
use crate::plan::Change;

/// The column of labels, with the blanks around it.
pub const LABELS: usize = 12;

/// One line of a page of facts. Harmless, and not wider than the screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FactLine {
    /// What it is; empty where the line above goes on.
    pub label: &'static str,
    /// Itself.
    pub text: String,
    /// What it means.
    pub tone: Tone,
}

/// A page under construction.
#[derive(Debug)]
pub struct Facts {
    width: usize,
    lines: Vec<FactLine>,
}

impl Facts {
    /// For a screen of so many columns.
    pub fn new(width: u16) -> Self {
        let width = usize::from(width).saturating_sub(LABELS + 1).max(8);
        Self { width, lines: Vec::new() }
    }

    /// One fact, broken into lines.
    pub fn add(&mut self, label: &'static str, text: &str, tone: Tone) {
        for (index, text) in wrap(&whole(text), self.width).into_iter().enumerate() {
            let label = if index == 0 { label } else { "" };
            self.lines.push(FactLine { label, text, tone });
        }
    }

    /// An empty line.
    pub fn gap(&mut self) {
        self.lines.push(FactLine { label: "", text: String::new(), tone: Tone::Plain });
    }

    /// The lines.
    pub fn done(self) -> Vec<FactLine> {
        self.lines
    }
}

/// The text made harmless and not cut: one comes here to read all of it.
fn whole(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let pieces = chars.chunks(MAX_SHOWN).map(|piece| piece.iter().collect::<String>());
    pieces.map(|piece| harmless(&piece).into_owned()).collect()
}

/// The page of that request.
pub fn page(model: &Model, id: u64) -> Vec<FactLine> {
    let mut facts = Facts::new(model.size.0);
    let Some(logged) = model.requests.get(id) else {
        facts.add("", "This request is not kept any more.", Tone::Warn);
        return facts.done();
    };
    let record = &logged.record;
    facts.add("request", &format!("{} {}", record.method, url(logged)), Tone::Plain);
    let what = format!("{}, of the profile {}", record.operation, logged.profile);
    facts.add("to", &what, Tone::Plain);
    let sent = record.at.strftime("%Y-%m-%d %H:%M:%S%.3f UTC");
    facts.add("sent", &sent.to_string(), Tone::Plain);
    facts.gap();
    let tone = if record.error.is_some() { Tone::Bad } else { Tone::Plain };
    let answer = match record.status {
        Some(status) => format!("{status} {}", logged.result()),
        None => format!("none: {}", logged.result()),
    };
    facts.add("answer", &answer, tone);
    if let Some(failure) = &record.failure {
        facts.add("error", failure, tone);
    }
    let number = |n: usize| group_thousands(n as u64);
    let millis = usize::try_from(record.duration.as_millis()).unwrap_or(usize::MAX);
    let took = format!("{} ms to the end of the answer", number(millis));
    facts.add("took", &took, Tone::Plain);
    facts.add("size", &format!("{} bytes", number(record.bytes)), Tone::Plain);
    if record.attempt > 1 {
        facts.add("attempt", &format!("{}, of a read", record.attempt), Tone::Warn);
    }
    if let Some(cause) = &record.cause {
        facts.gap();
        of_plan(&mut facts, model, cause);
    }
    facts.gap();
    match &record.body {
        Body::None => {}
        Body::Sent(json) => facts.add("body", json, Tone::Plain),
        Body::Withheld(why) => {
            facts.add("body", &format!("It is left out, since {why}."), Tone::Muted);
        }
    }
    as_curl(&mut facts, logged, model);
    facts.done()
}

/// The changes it was made for: in words, where their plan is known.
fn of_plan(facts: &mut Facts, model: &Model, cause: &Cause) {
    facts.add("plan", &cause.plan, Tone::Plain);
    if cause.first != cause.last {
        let range = format!("{} to {}", cause.first, cause.last);
        facts.add("changes", &range, Tone::Plain);
        return;
    }
    let words = match change(model, cause) {
        Some(change) => format!(
            "{}: {} for {} ({})",
            cause.first,
            change.op.words(),
            change.user,
            harmless(change.person.raw())
        ),
        None => cause.first.to_string(),
    };
    facts.add("change", &words, Tone::Plain);
}

fn change<'a>(model: &'a Model, cause: &Cause) -> Option<&'a Change> {
    let on_screen = model.plans().find(|plan| *plan.plan.id == *cause.plan);
    let on_screen = on_screen.map(|plan| plan.plan.changes.iter());
    if let Some(mut changes) = on_screen {
        return changes.find(|change| change.id == cause.first);
    }
    let history = model.journal.last()?;
    let record = history.records.iter().find(|record| *record.plan == *cause.plan)?;
    let mut changes = record.applied.iter().map(|applied| &applied.change);
    changes.find(|change| change.id == cause.first)
}

fn as_curl(facts: &mut Facts, logged: &Logged, model: &Model) {
    for (index, line) in curl(logged, &model.profiles).lines().enumerate() {
        facts.add(if index == 0 { "curl" } else { "" }, line, Tone::Muted);
    }
}
