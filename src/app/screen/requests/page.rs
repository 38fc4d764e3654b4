//! One request whole: its facts as lines of a page.

use crate::app::command::Verb;
use crate::app::page::{FactLine, Facts};
use crate::app::requests::Logged;
use crate::app::requests::curl::{curl, url};
use crate::app::screen::{Body, Show, page};
use crate::app::{Action, Model, PlanScreen, Target};
use crate::domain::money::group_thousands;
use crate::domain::text::harmless;
use crate::engine::{self, Cause};
use crate::table::{ListState, Tone};

/// The screen.
#[derive(Debug)]
pub struct RequestScreen {
    /// Its number in the log.
    pub id: u64,
    list: ListState,
}

impl RequestScreen {
    /// From its first line.
    pub(super) fn new(id: u64) -> Self {
        Self { id, list: ListState::default() }
    }
}

impl Show for RequestScreen {
    page!();

    fn place(&self) -> Option<Target> {
        Some(Target::List(Verb::Requests, None))
    }

    fn page(&self, model: &Model) -> Vec<FactLine> {
        page(model, self.id)
    }

    fn hints(&self, _model: &Model, action: Action) -> bool {
        action != Action::OpenRequest
    }
}

/// The page of that request.
fn page(model: &Model, id: u64) -> Vec<FactLine> {
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
        engine::Body::None => {}
        engine::Body::Sent(json) => facts.add("body", json, Tone::Plain),
        engine::Body::Withheld(why) => {
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
        Some((words, user, holder)) => {
            format!("{}: {words} for {user} ({})", cause.first, harmless(holder))
        }
        None => cause.first.to_string(),
    };
    facts.add("change", &words, Tone::Plain);
}

/// What is done, for whom, and their raw id.
fn change<'a>(model: &'a Model, cause: &Cause) -> Option<(&'static str, &'a str, &'a str)> {
    let on_screen = model.all::<PlanScreen>().find(|plan| *plan.plan.id == *cause.plan);
    let on_screen = on_screen.map(|plan| plan.plan.changes.iter());
    if let Some(mut changes) = on_screen {
        let change = changes.find(|change| change.id == cause.first)?;
        return Some((change.op.words(), &change.user, change.holder.raw()));
    }
    let history = model.journal.last()?;
    let record = history.records.iter().find(|record| *record.plan == *cause.plan)?;
    let trace = record.traces.iter().find(|trace| trace.change == cause.first)?;
    Some((trace.words, &trace.user, &trace.holder))
}

fn as_curl(facts: &mut Facts, logged: &Logged, model: &Model) {
    for (index, line) in curl(logged, &model.profiles).lines().enumerate() {
        facts.add(if index == 0 { "curl" } else { "" }, line, Tone::Muted);
    }
}
