//! How far an observation is: one line at the bottom of a terminal, gone when it is done.

use std::fmt::Write as _;
use std::io::{self, IsTerminal, Write};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::config::Env;
use crate::domain::money::group_thousands;
use crate::engine::Progress;

/// What is over sooner needs no progress.
const QUIET: Duration = Duration::from_millis(400);
/// As often as an eye can follow.
const EVERY: Duration = Duration::from_millis(100);
/// So that the line never wraps.
const WIDEST: usize = 78;

/// Shows progress on standard error where that is a terminal that can take a line back.
pub(super) struct Progresses {
    is_shown: bool,
    state: Mutex<State>,
}

struct State {
    next: Instant,
    listings: Vec<Listing>,
    has_line: bool,
}

struct Listing {
    name: String,
    done: usize,
    total: usize,
}

impl Progresses {
    pub(super) fn on_stderr(env: &Env) -> Self {
        let is_dumb = env.var("TERM").is_none_or(|term| term == "dumb");
        Self {
            is_shown: io::stderr().is_terminal() && !is_dumb,
            state: Mutex::new(State {
                next: Instant::now() + QUIET,
                listings: Vec::new(),
                has_line: false,
            }),
        }
    }

    pub(super) fn tell(&self, progress: Progress) {
        if !self.is_shown {
            return;
        }
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.take(progress);
        let now = Instant::now();
        if now >= state.next {
            state.next = now + EVERY;
            state.has_line = true;
            let line: String = state.line().chars().take(WIDEST).collect();
            let mut out = io::stderr().lock();
            // Nobody is to be told when that fails.
            let _ = write!(out, "\r\x1b[K{line}").and_then(|()| out.flush());
        }
    }

    /// Takes the line back.
    pub(super) fn finish(&self) {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if state.has_line {
            let mut out = io::stderr().lock();
            let _ = write!(out, "\r\x1b[K").and_then(|()| out.flush());
        }
    }
}

impl State {
    fn take(&mut self, progress: Progress) {
        let Progress { service, part, done, total } = progress;
        let name = format!("{service} {part}");
        match self.listings.iter_mut().find(|listing| listing.name == name) {
            Some(listing) => (listing.done, listing.total) = (done, total),
            None => self.listings.push(Listing { name, done, total }),
        }
    }

    /// What is still being read: `LiteLLM users 1,200/10,018 · LiteLLM keys 300/2,000`.
    fn line(&self) -> String {
        let mut line = String::new();
        for Listing { name, done, total } in &self.listings {
            if done >= total {
                continue;
            }
            let gap = if line.is_empty() { "" } else { " · " };
            let [done, total] = [done, total].map(|n| group_thousands(*n as u64));
            let _ = write!(line, "{gap}{name} {done}/{total}");
        }
        if line.is_empty() { "reading both servers".to_owned() } else { line }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::ObservedListing;

    #[test]
    fn a_line_tells_what_is_still_being_read() {
        let mut state = State { next: Instant::now(), listings: Vec::new(), has_line: false };
        assert_eq!(state.line(), "reading both servers");
        let progress =
            |part, done, total| Progress { service: crate::api::Service::Proxy, part, done, total };
        state.take(progress(ObservedListing::Users, 1_100, 10_018));
        state.take(progress(ObservedListing::Keys, 300, 2_000));
        state.take(progress(ObservedListing::Teams, 7, 7));
        state.take(progress(ObservedListing::Users, 1_200, 10_018));
        assert_eq!(state.line(), "LiteLLM users 1,200/10,018 · LiteLLM keys 300/2,000");
    }
}
