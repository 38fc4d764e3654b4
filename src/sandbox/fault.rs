//! Orders to fail: what a test arms so that a server misbehaves on cue.
//!
//! A fault waits for requests that match it and fires for the next one, the next `n`, or for
//! all of them. Faults are looked at in the order they were armed; the first that fires wins.
//! [`super::trouble`] carries the orders out.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

/// One of the two servers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Server {
    /// The LiteLLM proxy.
    Proxy,
    /// Open WebUI.
    Webui,
}

/// What goes wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// The answer comes, but later.
    Latency(Duration),
    /// 500 `text/plain`, nothing done: an unhandled error of either server.
    ServerError,
    /// 429 with a `Retry-After` of so many seconds, nothing done.
    RateLimited(u64),
    /// The connection is reset and nothing was done.
    ResetBefore,
    /// The request is carried out, and then the connection is reset: the lost answer.
    ResetAfter,
    /// The request is carried out; of the answer's body only half arrives.
    TruncatedBody,
    /// The request is carried out; the body is cut so that it is no JSON, with a length to match.
    MalformedJson,
    /// The request is carried out, and a gateway answers this status of its own.
    AnsweredBy(u16),
    /// `{}` with 200, which is nothing that was asked for; nothing done.
    EmptyObject,
    /// A cache answers as this very question was answered the last time; the first time it goes
    /// through.
    Stale,
    /// A reverse proxy answers 200 with a web page; nothing done.
    Html,
    /// Nothing is done and no answer ever comes; the connection stays open.
    Silence,
    /// A listing comes without its rows, while its total still counts them.
    MissingRows,
    /// This field is an object of another hand's in whatever record has it.
    OddField(&'static str),
}

/// An order to fail, built with the methods and armed with [`Faults::arm`].
#[derive(Clone, Debug)]
pub struct Fault {
    server: Server,
    trouble: Trouble,
    method: Option<String>,
    path: String,
    query: String,
    skip: usize,
    times: Option<usize>,
}

impl Fault {
    /// A fault of every request to `server`, until narrowed.
    pub fn on(server: Server, trouble: Trouble) -> Self {
        Self {
            server,
            trouble,
            method: None,
            path: String::new(),
            query: String::new(),
            skip: 0,
            times: None,
        }
    }

    /// Only requests of this method.
    #[must_use]
    pub fn method(mut self, method: &str) -> Self {
        self.method = Some(method.to_uppercase());
        self
    }

    /// Only requests whose path begins so.
    #[must_use]
    pub fn path(mut self, prefix: &str) -> Self {
        prefix.clone_into(&mut self.path);
        self
    }

    /// Only requests whose query string contains this (`page=2`).
    #[must_use]
    pub fn query(mut self, part: &str) -> Self {
        part.clone_into(&mut self.query);
        self
    }

    /// Lets the first `count` matching requests through: `after(2).once()` fails the third.
    #[must_use]
    pub fn after(mut self, count: usize) -> Self {
        self.skip = count;
        self
    }

    /// Fires for `count` requests, then no more.
    #[must_use]
    pub fn times(mut self, count: usize) -> Self {
        self.times = Some(count);
        self
    }

    /// Fires for one request.
    #[must_use]
    pub fn once(self) -> Self {
        self.times(1)
    }

    fn matches(&self, server: Server, method: &str, path: &str, query: &str) -> bool {
        self.server == server
            && self.method.as_deref().is_none_or(|wanted| wanted == method)
            && path.starts_with(&self.path)
            && (self.query.is_empty() || query.contains(&self.query))
    }

    /// Counts one matching request; true when the fault fires for it.
    fn fires(&mut self) -> bool {
        if self.skip > 0 {
            self.skip -= 1;
            return false;
        }
        match &mut self.times {
            None => true,
            Some(0) => false,
            Some(left) => {
                *left -= 1;
                true
            }
        }
    }
}

/// The faults armed on one sandbox; clones share them.
#[derive(Clone, Debug, Default)]
pub struct Faults(Arc<Mutex<Vec<Fault>>>);

impl Faults {
    /// Adds a fault behind those already armed.
    pub fn arm(&self, fault: Fault) {
        self.lock().push(fault);
    }

    /// Takes all faults back; both servers are well again.
    pub fn clear(&self) {
        self.lock().clear();
    }

    /// The trouble this request gets into, if any.
    pub(super) fn strike(
        &self,
        server: Server,
        method: &str,
        path: &str,
        query: &str,
    ) -> Option<Trouble> {
        self.lock()
            .iter_mut()
            .filter(|fault| fault.matches(server, method, path, query))
            .find_map(|fault| fault.fires().then(|| fault.trouble.clone()))
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Fault>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_third_write_fails_and_only_that_one() {
        let faults = Faults::default();
        faults.arm(Fault::on(Server::Proxy, Trouble::ServerError).method("post").after(2).once());
        let fired: Vec<bool> = (0..5)
            .map(|_| faults.strike(Server::Proxy, "POST", "/user/update", "").is_some())
            .collect();
        assert_eq!(fired, [false, false, true, false, false]);
    }

    #[test]
    fn a_fault_keeps_to_its_server_method_path_and_query() {
        let faults = Faults::default();
        faults.arm(
            Fault::on(Server::Proxy, Trouble::MissingRows)
                .method("GET")
                .path("/user/list")
                .query("page=2"),
        );
        let strike = |server, method, path, query| faults.strike(server, method, path, query);
        assert_eq!(strike(Server::Webui, "GET", "/user/list", "page=2"), None);
        assert_eq!(strike(Server::Proxy, "POST", "/user/list", "page=2"), None);
        assert_eq!(strike(Server::Proxy, "GET", "/key/list", "page=2"), None);
        assert_eq!(strike(Server::Proxy, "GET", "/user/list", "page=1"), None);
        assert!(strike(Server::Proxy, "GET", "/user/list", "page=2").is_some());
    }
}
