//! The request log: what was asked of either server, the newest last, as much as is kept.

pub mod curl;

use std::collections::VecDeque;
use std::sync::Arc;

use super::Model;
use super::filter::Filter;
use crate::engine::RequestRecord;

/// How many requests are kept.
pub const KEPT: usize = 2_000;

/// One request in the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Logged {
    /// Its number, counted from 0 since the console started.
    pub id: u64,
    /// The profile it was made for.
    pub profile: Arc<str>,
    /// What was asked, and what became of it.
    pub record: RequestRecord,
}

impl Logged {
    /// The failure in words, `ok`, or that there is none.
    pub fn result(&self) -> String {
        match (self.record.error, self.record.status) {
            (Some(kind), _) => kind.replace('_', " "),
            (None, Some(404)) => "there is none".to_owned(),
            (None, _) => "ok".to_owned(),
        }
    }

    /// Whether there was no answer, or one that says no or cannot be understood.
    pub fn has_failed(&self) -> bool {
        self.record.error.is_some()
    }

    /// Whether every word of the filter is somewhere in it.
    pub(super) fn is_held_by(&self, filter: &Filter) -> bool {
        let record = &self.record;
        let status = record.status.map(|status| status.to_string()).unwrap_or_default();
        let failed = if self.has_failed() { "failed" } else { "" };
        let plan = record.cause.as_ref().map_or("", |cause| &*cause.plan);
        filter.holds(&[
            record.service.into(),
            &record.method,
            &record.path,
            &status,
            &self.result(),
            failed,
            plan,
            &record.operation,
            &self.profile,
        ])
    }
}

/// The last [`KEPT`] requests.
#[derive(Debug, Default)]
pub struct RequestLog {
    kept: VecDeque<Logged>,
    next: u64,
}

impl RequestLog {
    /// Takes one more; the oldest goes where there are too many.
    pub fn push(&mut self, profile: Arc<str>, record: RequestRecord) {
        if self.kept.len() == KEPT {
            self.kept.pop_front();
        }
        self.kept.push_back(Logged { id: self.next, profile, record });
        self.next += 1;
    }

    /// How many there were that are not kept any more.
    pub fn dropped(&self) -> u64 {
        self.next - self.kept.len() as u64
    }

    /// How many are kept.
    pub fn len(&self) -> usize {
        self.kept.len()
    }

    /// Whether there was none yet.
    pub fn is_empty(&self) -> bool {
        self.kept.is_empty()
    }

    /// The one of that number, if it is kept.
    pub fn get(&self, id: u64) -> Option<&Logged> {
        self.row_of(id).and_then(|row| self.at(row))
    }

    /// The one at that place, the oldest being at 0.
    pub fn at(&self, row: u32) -> Option<&Logged> {
        self.kept.get(row as usize)
    }

    /// The place of the one of that number, if it is kept.
    pub fn row_of(&self, id: u64) -> Option<u32> {
        let row = id.checked_sub(self.dropped()).filter(|row| *row < self.kept.len() as u64)?;
        u32::try_from(row).ok()
    }

    /// The number of the next.
    pub fn next(&self) -> u64 {
        self.next
    }

    /// The request from which this error came: the newest whose errors begin as one that stands in
    /// the text. One that failed goes before one that was answered but not understood.
    pub fn source_of(&self, error: &str) -> Option<&Logged> {
        let newest = self.kept.iter().rev();
        let mut theirs = newest.filter(|logged| error.contains(&logged.record.error_prefix()));
        let first = theirs.next()?;
        if first.record.error.is_some() {
            return Some(first);
        }
        theirs
            .find(|logged| logged.record.failure.as_ref().is_some_and(|f| error.contains(&**f)))
            .or(Some(first))
    }
}

impl Model {
    /// A request has ended.
    pub(super) fn log_request(&mut self, profile: Arc<str>, record: RequestRecord) {
        self.requests.push(profile, record);
        self.screens.iter_mut().for_each(|screen| screen.log_grew(&self.requests));
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use std::time::Duration;

    use super::*;
    use crate::engine::{Body, Service};

    pub(crate) fn record(path: &str) -> RequestRecord {
        RequestRecord {
            at: jiff::Timestamp::UNIX_EPOCH,
            service: Service::Proxy,
            origin: "https://llm.example.edu".into(),
            operation: "list users".into(),
            method: "GET".into(),
            path: path.into(),
            status: Some(200),
            duration: Duration::from_millis(12),
            bytes: 3_456,
            attempt: 1,
            error: None,
            failure: None,
            cause: None,
            body: Body::None,
            actor: None,
            is_signed: true,
        }
    }

    #[test]
    fn the_oldest_go_and_are_counted() {
        let mut log = RequestLog::default();
        for number in 0..KEPT + 3 {
            log.push("campus".into(), record(&format!("/{number}")));
        }
        assert_eq!((log.len(), log.dropped()), (KEPT, 3));
        assert_eq!(log.get(2), None);
        assert_eq!(&*log.get(3).unwrap().record.path, "/3");
        assert_eq!(&*log.get(log.next() - 1).unwrap().record.path, format!("/{}", KEPT + 2));
        assert_eq!(log.get(log.next()), None);
    }

    #[test]
    fn an_error_is_traced_to_the_newest_request_that_says_so() {
        let mut log = RequestLog::default();
        let failed = |path: &str, why: &str| RequestRecord {
            error: Some("unreachable"),
            failure: Some(format!("LiteLLM (llm.example.edu): cannot list users: {why}").into()),
            ..record(path)
        };
        log.push("campus".into(), failed("/1", "nothing answers there"));
        log.push("campus".into(), failed("/2", "nothing answers there"));
        log.push("campus".into(), record("/3"));
        let why =
            "LiteLLM (llm.example.edu): cannot list users: nothing answers there. Check that.";
        assert_eq!(&*log.source_of(why).unwrap().record.path, "/2");
        let other = "LiteLLM (llm.example.edu): cannot list users: the answer has another shape";
        assert_eq!(&*log.source_of(other).unwrap().record.path, "/3");
        assert_eq!(log.source_of("LiteLLM (llm.example.edu): cannot block a key: no"), None);
    }

    #[test]
    fn words_are_looked_for_everywhere() {
        let mut log = RequestLog::default();
        log.push("campus".into(), record("/user/list?page=2"));
        let logged = log.get(0).unwrap();
        let holds = |text: &str| {
            let mut filter = Filter::default();
            filter.set(text);
            logged.is_held_by(&filter)
        };
        assert!(holds("litellm get page=2 200"));
        assert!(!holds("litellm failed"));
    }
}
