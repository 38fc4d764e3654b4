//! Everything the operator was told: the line at the bottom, and the history behind it.
//!
//! All of it goes through [`Model::tell`], which also has it logged; so nothing is shown that is
//! not in the log, and an error is never lost under the next notice.

use std::collections::VecDeque;

use jiff::Timestamp;

use super::requests::Logged;
use super::{Effect, Model, Notice, Severity};
use crate::domain::redact::redact;
use crate::engine::Service;

/// How many notices are kept.
pub const KEPT: usize = 500;

/// One notice, told once or more often.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// Its number.
    pub id: u64,
    /// What was told.
    pub notice: Notice,
    /// When first.
    pub first: Timestamp,
    /// When last.
    pub last: Timestamp,
    /// How often.
    pub times: usize,
    /// Whether the operator has dismissed it or seen it in the list of notices.
    pub is_read: bool,
    /// The request from which it came.
    pub source: Option<Source>,
}

impl Told {
    /// Whether the operator is still to see it.
    pub fn is_unread_error(&self) -> bool {
        self.notice.severity == Severity::Error && !self.is_read
    }
}

/// A request that failed, as far as a notice tells of it: the log may have forgotten it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Its number in the request log.
    pub request: u64,
    /// Which server.
    pub service: Service,
    /// `GET`, `POST`, …
    pub method: Box<str>,
    /// Path and query, redacted.
    pub path: Box<str>,
    /// The answer's status, if there was an answer.
    pub status: Option<u16>,
    /// The kind of failure, or `ok`.
    pub result: String,
}

impl Source {
    fn of(logged: &Logged) -> Self {
        let record = &logged.record;
        Self {
            request: logged.id,
            service: record.service,
            method: record.method.clone(),
            path: record.path.clone(),
            status: record.status,
            result: logged.result(),
        }
    }
}

/// The notices, the newest last.
#[derive(Debug, Default)]
pub struct Notices {
    told: VecDeque<Told>,
    next: u64,
    /// What the next key takes away from the line.
    passing: Option<u64>,
    /// The error on the line, under what passes.
    standing: Option<u64>,
    unlogged: Vec<Notice>,
}

impl Notices {
    /// The one on the line.
    pub fn line(&self) -> Option<&Notice> {
        let id = self.passing.or(self.standing)?;
        self.get(id).map(|told| &told.notice)
    }

    /// The errors that were neither dismissed nor seen in the list.
    pub fn unread(&self) -> usize {
        self.told.iter().filter(|told| told.is_unread_error()).count()
    }

    /// The one at that place, that told last being at the end.
    pub fn at(&self, row: u32) -> Option<&Told> {
        self.told.get(row as usize)
    }

    /// The one of that number, if it is kept.
    pub fn get(&self, id: u64) -> Option<&Told> {
        self.told.iter().find(|told| told.id == id)
    }

    /// How many are kept.
    pub fn len(&self) -> usize {
        self.told.len()
    }

    /// Whether nothing was told yet.
    pub fn is_empty(&self) -> bool {
        self.told.is_empty()
    }

    /// A key was pressed: what was said of the one before has served.
    pub(super) fn pass(&mut self) {
        self.passing = None;
    }

    /// Takes the error from the line and counts it as read; false where there is none.
    pub(super) fn dismiss(&mut self) -> bool {
        self.passing = None;
        let Some(id) = self.standing.take() else { return false };
        self.read(&[id]);
        true
    }

    /// Counts these as read; one of them on the line leaves it.
    pub(super) fn read(&mut self, ids: &[u64]) {
        for told in self.told.iter_mut().filter(|told| ids.contains(&told.id)) {
            told.is_read = true;
        }
        self.standing = self.standing.filter(|id| !ids.contains(id));
    }

    /// What is to be logged of what was told since the last time.
    pub(super) fn take_unlogged(&mut self) -> impl Iterator<Item = Effect> {
        std::mem::take(&mut self.unlogged).into_iter().map(Effect::Log)
    }

    fn take(&mut self, notice: Notice, now: Timestamp, source: Option<Source>) {
        self.unlogged.push(notice.clone());
        let again = self.told.iter().position(|told| told.notice == notice);
        let before = again.and_then(|place| self.told.remove(place));
        let told = if let Some(before) = before {
            let source = source.or(before.source);
            Told { last: now, times: before.times + 1, is_read: false, source, ..before }
        } else {
            self.next += 1;
            let (id, times, is_read) = (self.next, 1, false);
            Told { id, notice, first: now, last: now, times, is_read, source }
        };
        if told.notice.severity == Severity::Error {
            (self.passing, self.standing) = (None, Some(told.id));
        } else {
            self.passing = Some(told.id);
        }
        self.told.push_back(told);
        if self.told.len() > KEPT {
            // An error that nobody has read is the last to go.
            let place = self.told.iter().position(|told| !told.is_unread_error()).unwrap_or(0);
            self.told.remove(place);
        }
    }
}

impl Model {
    /// Tells the operator something: on the line, in the list of notices, and in the log.
    pub fn tell(&mut self, notice: Notice) {
        let plain = |text: String| redact(&text).into_owned();
        let mut notice = Notice {
            text: plain(notice.text),
            cause: notice.cause.map(plain),
            hint: notice.hint.map(plain),
            ..notice
        };
        let mut source = None;
        if notice.severity == Severity::Error
            && let Some(logged) = self.requests.source_of(&notice.sentence())
        {
            source = Some(Source::of(logged));
            notice = apart(notice, logged);
        }
        self.notices.take(notice, self.now, source);
        self.screens.iter_mut().for_each(|screen| screen.told());
    }

    /// What is on the line.
    pub fn notice(&self) -> Option<&Notice> {
        self.notices.line()
    }
}

/// The sentence of a failed request, taken apart into what, why and what to do.
fn apart(notice: Notice, logged: &Logged) -> Notice {
    if notice.cause.is_some() || notice.hint.is_some() {
        return notice;
    }
    let what = logged.record.error_prefix();
    let Some(failure) = logged.record.failure.as_deref() else { return notice };
    let (Some(cause), Some(rest)) =
        (failure.strip_prefix(&what), notice.text.strip_prefix(failure))
    else {
        return notice;
    };
    let hint = rest.trim_start_matches('.').trim();
    Notice {
        severity: notice.severity,
        cause: Some(cause.trim_start().to_owned()),
        hint: Some(hint.to_owned()).filter(|hint| !hint.is_empty()),
        text: what.trim_end_matches(':').to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(notices: &mut Notices, notice: Notice) {
        notices.take(notice, Timestamp::UNIX_EPOCH, None);
    }

    #[test]
    fn an_error_comes_back_to_the_line_when_what_covered_it_has_passed() {
        let mut notices = Notices::default();
        told(&mut notices, Notice::error("broken"));
        told(&mut notices, Notice::info("copied"));
        assert_eq!(notices.line().unwrap().text, "copied");
        notices.pass();
        assert_eq!(notices.line().unwrap().text, "broken");
        assert_eq!(notices.unread(), 1);
        assert!(notices.dismiss());
        assert_eq!((notices.line(), notices.unread()), (None, 0));
        assert!(!notices.dismiss());
    }

    #[test]
    fn an_error_under_another_stays_unread() {
        let mut notices = Notices::default();
        told(&mut notices, Notice::error("first"));
        told(&mut notices, Notice::error("second"));
        assert!(notices.dismiss());
        assert_eq!((notices.line(), notices.unread()), (None, 1));
    }

    #[test]
    fn the_same_again_is_counted_and_unread_again() {
        let mut notices = Notices::default();
        told(&mut notices, Notice::error("broken"));
        assert!(notices.dismiss());
        told(&mut notices, Notice::info("copied"));
        told(&mut notices, Notice::error("broken"));
        assert_eq!((notices.len(), notices.unread()), (2, 1));
        assert_eq!(notices.at(1).unwrap().times, 2);
        assert_eq!(notices.take_unlogged().count(), 3);
    }

    #[test]
    fn an_unread_error_is_the_last_to_be_forgotten() {
        let mut notices = Notices::default();
        told(&mut notices, Notice::error("broken"));
        for number in 0..2 * KEPT {
            told(&mut notices, Notice::info(number.to_string()));
        }
        assert_eq!((notices.len(), notices.unread()), (KEPT, 1));
        for number in 0..2 * KEPT {
            told(&mut notices, Notice::error(number.to_string()));
        }
        assert_eq!((notices.len(), notices.unread()), (KEPT, KEPT));
    }
}
