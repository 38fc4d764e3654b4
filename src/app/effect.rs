//! Everything the console may ask of the world: orders, as plain data, for the runner.

use std::sync::Arc;

use super::export::Export;
use super::forgotten::Forgotten;
use super::notice::Notice;
use super::people::ready::{Recount, Wish};
use super::planning::Work;
use super::profile::ProfileDraft;
use super::reading::{Comparison, Relay};
use super::saved::Saved;
use super::secret::Secret;
use crate::engine::Ask;
use crate::plan::Plan;

/// Counts what makes earlier answers stale: another profile, or a plan begun. Every answer carries
/// the epoch of its order, and those of another epoch are dropped in one place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Epoch(pub u64);

impl Epoch {
    /// The one after this.
    #[must_use]
    pub fn next(self) -> Self {
        Self(self.0 + 1)
    }
}

/// An order. Reads of an older epoch may be given up; a write never is.
#[derive(Debug, PartialEq)]
pub enum Effect {
    /// Open this profile's session: answered by `Msg::ProfileOpened`.
    OpenProfile(Epoch, String),
    /// Load the profile's last snapshot from disk, and make it ready: `Msg::CacheLoaded`.
    LoadCached(Epoch, Box<Wish>),
    /// Read what the last session of this profile left: `Msg::SavedLoaded`.
    LoadSaved(Epoch, String),
    /// Write what this session leaves for the next; `Msg::SaveFailed` where it cannot be.
    Save {
        /// Of which profile.
        profile: String,
        /// All of it.
        saved: Box<Saved>,
    },
    /// Read both servers: `Msg::Progressed`…, then `Msg::Observed`.
    Observe(Epoch),
    /// Give the reading under way up, if there is one.
    StopReading(Epoch),
    /// Read what a screen asks for: `Msg::HeardPart`…, then `Msg::Heard`, both with the number.
    Ask(Epoch, u64, Box<Ask>),
    /// Nobody waits for the answer of that number any more.
    StopAsking(Epoch, u64),
    /// Hold a reading against the one on the screen: `Msg::Compared`.
    Compare(Epoch, Box<Comparison>),
    /// Let go of this, where nobody waits for it.
    Forget(Forgotten),
    /// Write this to the log, as grave as it is.
    Log(Notice),
    /// Read the profile's journal: `Msg::JournalLoaded`.
    LoadJournal(Epoch),
    /// Make a plan: `Msg::Planned`.
    Plan(Epoch, Box<Work>),
    /// Make a reading ready for a list that was laid out anew since: the same message again.
    LayOut(Epoch, Box<Relay>),
    /// Count the people, and ask the query, as of another moment: `Msg::Recounted`.
    Recount(Epoch, Box<Recount>),
    /// Apply the plan: `Msg::ChangeStarted`, `Msg::ChangeFinished`…, then `Msg::ApplyEnded`.
    Apply {
        /// Of the answers.
        epoch: Epoch,
        /// What to do.
        plan: Arc<Plan>,
        /// What was typed to release it, where it is sweeping.
        released: Option<String>,
        /// Whether initial passwords are handed back, to be shown once.
        reveal_passwords: bool,
    },
    /// Start no further change of the plan being applied.
    CancelApply(Epoch),
    /// Write the plan as JSON to a file that must not exist: `Msg::PlanWritten`.
    WritePlan {
        /// What to write.
        plan: Arc<Plan>,
        /// Where to, as typed.
        path: String,
    },
    /// Write this profile to the configuration: `Msg::ProfilesChanged`.
    SaveProfile {
        /// The name it had; `None` for a new one.
        was: Option<String>,
        /// As it shall be.
        draft: ProfileDraft,
    },
    /// Take this profile out of the configuration: `Msg::ProfilesChanged`.
    RemoveProfile(String),
    /// Write people to a new file: `Msg::Exported`.
    Export(Box<Export>),
    /// Write the screen as text to a new file: `Msg::ScreenDumped`.
    DumpScreen,
    /// Put this on the clipboard through the terminal.
    Copy(String),
    /// The same, with a secret.
    CopySecret(Secret),
    /// Hand the terminal back to the shell until `fg`.
    Suspend,
    /// Leave. No write is under way any more.
    Quit,
}
