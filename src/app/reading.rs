//! Where the people on the screen come from, and how the reading of the servers goes.

use std::sync::Arc;

use jiff::Timestamp;

use crate::domain::{Side, Snapshot, SyncPolicy};
use crate::roster::Roster;

/// One of the two servers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::EnumIter)]
pub enum Server {
    /// LiteLLM.
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

/// How far one server has been read.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Progress {
    /// Which listing; nothing before the first answer.
    pub part: String,
    /// Rows so far.
    pub done: usize,
    /// Of how many.
    pub total: Option<usize>,
}

/// A reading under way.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Reading {
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
    /// How far this server has been read.
    pub fn of(&self, server: Server) -> &Progress {
        match server {
            Server::Proxy => &self.proxy,
            Server::Webui => &self.webui,
        }
    }

    /// Takes a report.
    pub fn report(&mut self, server: Server, progress: Progress) {
        match server {
            Server::Proxy => self.proxy = progress,
            Server::Webui => self.webui = progress,
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
    /// Why it could not be read again.
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

/// Puts the last good half in the place of one that could not be read: nobody should lose the
/// table because one server does not answer. `read_at` is when the people on the screen were read.
pub fn keep_last_good(
    new: Arc<Roster>,
    old: &Roster,
    read_at: Option<Timestamp>,
    kept: &KeptHalves,
    policy: &SyncPolicy,
) -> (Arc<Roster>, KeptHalves) {
    fn keep<T>(
        new: &Side<T>,
        old: &Side<T>,
        read_at: Option<Timestamp>,
        before: Option<&Kept>,
    ) -> Option<Kept> {
        let why = failure(new)?;
        old.seen()?;
        let at = before.map_or(read_at, |kept| Some(kept.at))?;
        Some(Kept { at, why })
    }
    let (snapshot, last) = (new.snapshot(), old.snapshot());
    let now_kept = KeptHalves {
        proxy: keep(&snapshot.proxy, &last.proxy, read_at, kept.proxy.as_ref()),
        webui: keep(&snapshot.webui, &last.webui, read_at, kept.webui.as_ref()),
    };
    if now_kept == KeptHalves::default() {
        return (new, now_kept);
    }
    let merged = Snapshot {
        observed_at: snapshot.observed_at,
        proxy: if now_kept.proxy.is_some() { &last.proxy } else { &snapshot.proxy }.clone(),
        webui: if now_kept.webui.is_some() { &last.webui } else { &snapshot.webui }.clone(),
    };
    (Arc::new(crate::roster::join(Arc::new(merged), policy)), now_kept)
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
