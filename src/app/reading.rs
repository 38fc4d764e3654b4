//! Where the people on the screen come from, and how the reading of the servers goes.

mod pace;
mod relay;

use std::sync::Arc;

use jiff::Timestamp;

use super::changes::{self, Changes, Depth};
use super::people::ready::{Ready, Wish};
use crate::domain::text::harmless;
use crate::domain::{Side, Snapshot, SyncPolicy};
use crate::roster::Roster;
pub use pace::{Pace, millis_between};
pub use relay::{Late, Relay};

/// One of the two servers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, strum::EnumIter)]
pub enum Server {
    /// LiteLLM.
    #[default]
    Proxy,
    /// Open WebUI.
    Webui,
}

impl Server {
    /// Its name on the screen.
    pub fn name(self) -> &'static str {
        match self {
            Self::Proxy => "LiteLLM",
            Self::Webui => "Open WebUI",
        }
    }

    /// Whether the profile has it, as far as anything was read.
    pub fn is_in(self, snapshot: &Snapshot) -> bool {
        match self {
            Self::Proxy => snapshot.proxy.is_configured(),
            Self::Webui => snapshot.webui.is_configured(),
        }
    }

    /// Why it could not be read at all.
    pub fn failure(self, snapshot: &Snapshot) -> Option<String> {
        match self {
            Self::Proxy => failure(&snapshot.proxy),
            Self::Webui => failure(&snapshot.webui),
        }
    }

    /// Why it failed, to be said after its name: every sentence of the clients begins with that
    /// and the host. Harmless to show.
    pub fn reason(self, why: &str) -> String {
        let shown = harmless(why);
        let Some(rest) = shown.strip_prefix(self.name()) else { return shown.into_owned() };
        let rest = match rest.strip_prefix(" (").and_then(|host| host.split_once(')')) {
            Some((_, after)) => after,
            None => rest,
        };
        rest.trim_start_matches(':').trim_start().to_owned()
    }
}

/// The session with both servers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Session {
    /// Being opened.
    Opening,
    /// Open: they can be asked.
    Open,
    /// It cannot be opened; a sentence says why.
    Failed(String),
}

/// How far one listing has been read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Which listing: `users`.
    pub name: String,
    /// Rows so far.
    pub done: usize,
    /// Of how many.
    pub total: Option<usize>,
}

impl Part {
    fn to_go(&self) -> Option<usize> {
        self.total.map(|total| total.saturating_sub(self.done))
    }
}

/// How far one server has been read: its listings come side by side.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Progress {
    /// Each with when its first rows were there, and how many.
    parts: Vec<(Part, Timestamp, usize)>,
}

impl Progress {
    /// Takes a report.
    pub fn report(&mut self, part: Part, now: Timestamp) {
        let known = self.parts.iter_mut().find(|(known, ..)| known.name == part.name);
        if let Some((known, ..)) = known {
            *known = part;
        } else {
            let first = part.done;
            self.parts.push((part, now, first));
        }
    }

    /// The listing with most to go, which is what one waits for.
    pub fn foremost(&self) -> Option<&Part> {
        self.in_front().map(|(part, ..)| part)
    }

    /// Its rows a second, and the time left as far as the server has said how many there are.
    pub fn pace(&self, now: Timestamp) -> Option<Pace> {
        let (part, begun, first) = self.in_front()?;
        let to_go = part.to_go();
        let pace = Pace::of(*begun, now, part.done.saturating_sub(*first), to_go);
        pace.filter(|_| to_go != Some(0))
    }

    fn in_front(&self) -> Option<&(Part, Timestamp, usize)> {
        self.parts.iter().max_by_key(|(part, ..)| (part.to_go(), part.done))
    }
}

/// A reading under way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// Since when.
    pub since: Timestamp,
    /// LiteLLM's.
    pub proxy: Progress,
    /// Open WebUI's.
    pub webui: Progress,
    /// Whether it was asked for again meanwhile.
    pub again: bool,
    /// Whether nobody asked for it: it is not mentioned unless it takes long.
    pub is_quiet: bool,
}

impl Reading {
    /// One that begins now, because somebody asked for it.
    pub fn begin(now: Timestamp) -> Self {
        let nothing = Progress::default;
        let (proxy, webui) = (nothing(), nothing());
        Self { since: now, proxy, webui, again: false, is_quiet: false }
    }

    /// How far this server has been read.
    pub fn of(&self, server: Server) -> &Progress {
        match server {
            Server::Proxy => &self.proxy,
            Server::Webui => &self.webui,
        }
    }

    /// Takes a report.
    pub fn report(&mut self, server: Server, part: Part, now: Timestamp) {
        match server {
            Server::Proxy => self.proxy.report(part, now),
            Server::Webui => self.webui.report(part, now),
        }
    }
}

/// Whence the people on the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Freshness {
    /// There are none yet.
    Nothing,
    /// From disk, read then.
    Cached(Timestamp),
    /// From the servers, read then.
    Read(Timestamp),
    /// From the servers, read then; a later reading of all of them failed.
    Stale(Timestamp),
}

impl Freshness {
    /// When they were read.
    pub fn at(self) -> Option<Timestamp> {
        match self {
            Self::Nothing => None,
            Self::Cached(at) | Self::Read(at) | Self::Stale(at) => Some(at),
        }
    }
}

/// A half that stays on the screen though the last reading of its server failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// When it was read.
    pub at: Timestamp,
    /// Since when it cannot be read.
    pub since: Timestamp,
    /// Why it could not be read the last time.
    pub why: String,
}

/// The halves that are kept.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct KeptHalves {
    /// LiteLLM's.
    pub proxy: Option<Kept>,
    /// Open WebUI's.
    pub webui: Option<Kept>,
}

impl KeptHalves {
    /// This server's.
    pub fn of(&self, server: Server) -> Option<&Kept> {
        match server {
            Server::Proxy => self.proxy.as_ref(),
            Server::Webui => self.webui.as_ref(),
        }
    }
}

/// A new reading, to be held against the one on the screen: what of that stays, since a server
/// did not answer, and what is other. Work for another thread.
#[derive(Clone, Debug)]
pub struct Comparison {
    /// The new reading.
    pub new: Arc<Roster>,
    /// The one on the screen.
    pub old: Arc<Roster>,
    /// Which halves of the old one stay.
    pub kept: KeptHalves,
    /// What was marked as changed before.
    pub before: Arc<Changes>,
    /// How much is compared.
    pub depth: Depth,
    /// As what the list is laid out.
    pub wish: Wish,
}

/// A reading, ready to be shown.
#[derive(Clone, Debug)]
pub struct Compared {
    /// Everybody, laid out.
    pub ready: Ready,
    /// Which halves are of an earlier reading.
    pub kept: KeptHalves,
    /// What is other than before.
    pub changes: Arc<Changes>,
}

/// The same two readings: comparing their people would take long.
impl PartialEq for Comparison {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.new, &other.new)
            && Arc::ptr_eq(&self.old, &other.old)
            && self.kept == other.kept
    }
}

impl Comparison {
    /// Puts the last good half in the place of one that could not be read, as nobody should lose
    /// the table because one server does not answer; and tells what changed.
    pub fn finish(self, policy: &SyncPolicy) -> Compared {
        let roster = self.join(policy);
        let changes = changes::compare(&self.old, &roster, &self.before, self.depth);
        let ready = self.wish.carry_out(roster);
        Compared { ready, kept: self.kept, changes: Arc::new(changes) }
    }

    fn join(&self, policy: &SyncPolicy) -> Arc<Roster> {
        if self.kept == KeptHalves::default() {
            return Arc::clone(&self.new);
        }
        let (snapshot, last) = (self.new.snapshot(), self.old.snapshot());
        let kept = &self.kept;
        let merged = Snapshot {
            observed_at: snapshot.observed_at,
            proxy: if kept.proxy.is_some() { &last.proxy } else { &snapshot.proxy }.clone(),
            webui: if kept.webui.is_some() { &last.webui } else { &snapshot.webui }.clone(),
        };
        Arc::new(crate::roster::join(Arc::new(merged), policy))
    }
}

/// Which halves of the people on the screen, read at `read_at`, stay since they could not be read
/// this time. What was never read cannot be kept.
pub fn halves_to_keep(
    new: &Snapshot,
    last: &Snapshot,
    read_at: Option<Timestamp>,
    kept: &KeptHalves,
) -> KeptHalves {
    let failed = failed_halves(new, read_at, kept);
    KeptHalves {
        proxy: failed.proxy.filter(|_| last.proxy.seen().is_some()),
        webui: failed.webui.filter(|_| last.webui.seen().is_some()),
    }
}

/// Which halves of a reading failed; `read_at` is when the people on the screen were read.
pub fn failed_halves(
    snapshot: &Snapshot,
    read_at: Option<Timestamp>,
    kept: &KeptHalves,
) -> KeptHalves {
    let keep = |why: Option<String>, before: Option<&Kept>| {
        let at = before.map_or(read_at, |kept| Some(kept.at))?;
        let since = before.map_or(snapshot.observed_at, |kept| kept.since);
        Some(Kept { at, since, why: why? })
    };
    KeptHalves {
        proxy: keep(failure(&snapshot.proxy), kept.proxy.as_ref()),
        webui: keep(failure(&snapshot.webui), kept.webui.as_ref()),
    }
}

/// Whether a reading saw nothing of any server: the sentences that say why.
pub fn total_failure(roster: &Roster) -> Option<Vec<String>> {
    let snapshot = roster.snapshot();
    let is_seen = snapshot.proxy.seen().is_some() || snapshot.webui.seen().is_some();
    let failed = [failure(&snapshot.proxy), failure(&snapshot.webui)];
    let failed: Vec<String> = failed.into_iter().flatten().collect();
    (!is_seen && !failed.is_empty()).then_some(failed)
}

/// Why a side could not be read at all.
pub fn failure<T>(side: &Side<T>) -> Option<String> {
    match side {
        Side::Failed(why) => Some(why.clone()),
        Side::Absent | Side::Seen(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + jiff::SignedDuration::from_secs(seconds)
    }

    #[test]
    fn a_reason_said_after_the_servers_name_does_not_name_it_again() {
        let why = "LiteLLM (llm.example.edu): cannot list users: no answer";
        assert_eq!(Server::Proxy.reason(why), "cannot list users: no answer");
        assert_eq!(Server::Webui.reason("Open WebUI did not answer"), "did not answer");
        assert_eq!(Server::Webui.reason(why), why);
    }

    fn part(name: &str, done: usize, total: usize) -> Part {
        Part { name: name.into(), done, total: Some(total) }
    }

    #[test]
    fn the_pace_is_that_of_the_listing_one_waits_for() {
        let mut progress = Progress::default();
        assert_eq!(progress.pace(at(60)), None);
        progress.report(part("users", 100, 1_000), at(10));
        progress.report(part("keys", 50, 400), at(11));
        assert_eq!(progress.pace(at(11)), None);
        progress.report(part("users", 400, 1_000), at(13));
        // 300 rows in 3 s since the first came, and 600 to go.
        assert_eq!(progress.pace(at(13)), Some(Pace { rate: 100.0, left: Some(6) }));
        assert_eq!(progress.foremost().unwrap().name, "users");
        progress.report(part("users", 1_000, 1_000), at(14));
        assert_eq!(progress.foremost().unwrap().name, "keys");
        // None came since the first of them.
        assert_eq!(progress.pace(at(14)), None);
        progress.report(part("keys", 400, 400), at(15));
        assert_eq!(progress.pace(at(15)), None);
    }
}
