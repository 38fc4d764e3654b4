//! Everything that can happen to the console: facts, in the past tense.

use std::sync::Arc;

use crossterm::event::KeyEvent;
use jiff::Timestamp;

use super::effect::Epoch;
use super::export::Exported;
use super::mouse::Mouse;
use super::people::ready::{Ready, Recounted};
use super::planning;
use super::profile::Profile;
use super::reading::{Compared, Server};
use super::saved::Saved;
use super::secret::Revealed;
use crate::engine::{Heard, RequestRecord};
use crate::journal::History;
use crate::plan::Outcome;
use crate::roster::Roster;

/// A fact. Answers carry the epoch of their order.
#[derive(Debug)]
pub enum Msg {
    /// A key was pressed.
    Key(KeyEvent),
    /// The mouse was used.
    Mouse(Mouse),
    /// Text was pasted in one piece.
    Pasted(String),
    /// The terminal has this size: columns and rows.
    Resized(u16, u16),
    /// The time is this. The loop says so before each batch of other messages.
    Ticked(Timestamp),
    /// The session of the profile is open, or a sentence says why not.
    ProfileOpened(Epoch, Result<(), String>),
    /// The last snapshot on disk, joined, if there is one.
    CacheLoaded(Epoch, Option<Box<Ready>>),
    /// What the last session of the profile left, or a sentence says why that is not to be had.
    SavedLoaded(Epoch, Result<Saved, String>),
    /// What this session leaves for the next could not be written, for this reason.
    SaveFailed(String),
    /// So much of one listing was read.
    Progressed {
        /// Of the order.
        epoch: Epoch,
        /// Of which server.
        server: Server,
        /// Which listing.
        part: String,
        /// Rows so far.
        done: usize,
        /// Of how many, where the server tells.
        total: Option<usize>,
    },
    /// Both servers were read, each as far as it could be.
    Observed(Epoch, Arc<Roster>),
    /// The reading was held against the one before: this is to be shown.
    Compared(Epoch, Box<Compared>),
    /// There is no reading, for this reason: bursar itself failed, and no server.
    ReadingFailed(Epoch, String),
    /// What a screen asked for, or a sentence says why it is not to be had.
    Heard {
        /// Of the order.
        epoch: Epoch,
        /// Which order.
        number: u64,
        /// What was read.
        answer: Result<Heard, String>,
    },
    /// So much of it was read.
    HeardPart {
        /// Of the order.
        epoch: Epoch,
        /// Which order.
        number: u64,
        /// Parts, and of how many.
        part: (usize, usize),
    },
    /// A request to a server has ended, made for that profile.
    Requested(Arc<str>, Box<RequestRecord>),
    /// The journal.
    JournalLoaded(Epoch, Result<History, String>),
    /// The people as of another moment.
    Recounted(Epoch, Box<Recounted>),
    /// A plan was made, or it was said why there is none.
    Planned(Epoch, Box<planning::PlanMade>),
    /// A change is being written.
    ChangeStarted(Epoch, u32),
    /// A change has ended.
    ChangeFinished {
        /// Of the order.
        epoch: Epoch,
        /// Its number in the plan.
        change: u32,
        /// How it ended.
        outcome: Outcome,
        /// What it handed back, to be shown once.
        revealed: Option<Revealed>,
    },
    /// No change of the plan is under way any more. An error is about the whole run: the journal
    /// could not be written, or a panic.
    ApplyEnded(Epoch, Result<(), String>),
    /// The plan was written to this path, or a sentence says why not.
    PlanWritten(Result<String, String>),
    /// People were written to a file, or a sentence says why not.
    Exported(Result<Exported, String>),
    /// The screen was written to this path, or a sentence says why not.
    ScreenDumped(Result<String, String>),
    /// The configuration was written and these are its profiles now; or sentences say what is
    /// wrong with what was asked.
    ProfilesChanged(Result<Vec<Profile>, Vec<String>>),
    /// Something outside a request failed, or was logged as an error: a sentence.
    Failed(String),
    /// The process was told to end (SIGTERM, SIGHUP).
    Terminated,
}

impl Msg {
    /// The epoch of the order this answers.
    pub fn epoch(&self) -> Option<Epoch> {
        match self {
            Self::ProfileOpened(epoch, _)
            | Self::CacheLoaded(epoch, _)
            | Self::SavedLoaded(epoch, _)
            | Self::Progressed { epoch, .. }
            | Self::Heard { epoch, .. }
            | Self::HeardPart { epoch, .. }
            | Self::Observed(epoch, _)
            | Self::Compared(epoch, _)
            | Self::ReadingFailed(epoch, _)
            | Self::Recounted(epoch, _)
            | Self::Planned(epoch, _)
            | Self::JournalLoaded(epoch, _)
            | Self::ChangeStarted(epoch, _)
            | Self::ChangeFinished { epoch, .. }
            | Self::ApplyEnded(epoch, _) => Some(*epoch),
            _ => None,
        }
    }
}
