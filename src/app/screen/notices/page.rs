//! One notice whole, as a page.

use crate::app::notices::Told;
use crate::app::page::{FactLine, Facts};
use crate::app::screen::{Body, Show, page};
use crate::app::{Action, Model, Severity};
use crate::table::{ListState, Tone};

/// The screen.
#[derive(Debug)]
pub struct NoticeScreen {
    /// Its number.
    pub id: u64,
    list: ListState,
}

impl NoticeScreen {
    /// From its first line.
    pub(super) fn new(id: u64) -> Self {
        Self { id, list: ListState::default() }
    }
}

impl Show for NoticeScreen {
    page!();

    fn page(&self, model: &Model) -> Vec<FactLine> {
        page(model, self.id)
    }
}

/// The page of that notice.
fn page(model: &Model, id: u64) -> Vec<FactLine> {
    let mut facts = Facts::new(model.size.0);
    let Some(told) = model.notices.get(id) else {
        facts.add("", "This notice is not kept any more.", Tone::Warn);
        return facts.done();
    };
    let (word, tone) = word(told.notice.severity);
    facts.add(word, &told.notice.text, tone);
    if let Some(cause) = &told.notice.cause {
        facts.add("cause", cause, Tone::Plain);
    }
    if let Some(hint) = &told.notice.hint {
        facts.add("hint", hint, Tone::Plain);
    }
    facts.gap();
    facts.add("when", &when(told), Tone::Plain);
    if let Some(source) = &told.source {
        facts.gap();
        let status = source.status.map_or_else(|| "no answer".to_owned(), |s| s.to_string());
        let request = format!(
            "{} {} {}: {status}, {}",
            source.service, source.method, source.path, source.result
        );
        facts.add("request", &request, Tone::Plain);
        let key = model.keymap.hint(Action::OpenNotice);
        let where_to = match model.requests.get(source.request) {
            Some(_) => format!("{key} shows it in the request log."),
            None => "It is not in the request log any more.".to_owned(),
        };
        facts.add("", &where_to, Tone::Muted);
    }
    facts.done()
}

/// A severity in a word, and what it means for the eye.
pub fn word(severity: Severity) -> (&'static str, Tone) {
    match severity {
        Severity::Info => ("info", Tone::Muted),
        Severity::Refusal => ("refused", Tone::Warn),
        Severity::Error => ("error", Tone::Bad),
    }
}

fn when(told: &Told) -> String {
    let time = |at: jiff::Timestamp| at.strftime("%Y-%m-%d %H:%M:%S UTC").to_string();
    match told.times {
        1 => time(told.last),
        times => {
            format!("{}; {times} times since {}", time(told.last), time(told.first))
        }
    }
}
