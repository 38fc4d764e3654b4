//! The journal: what was attempted, by whom, with what outcome.
//!
//! One file of JSON lines per profile, append-only, readable by its owner alone, written by one
//! process at a time. An intent is on the disk before a write is sent, its outcome after; an
//! intent without an outcome is what an interruption leaves, and reads as unknown. No secret is
//! ever written: changes carry none by type and stay exact, and words about them pass the redaction.

pub mod append;
pub mod entry;
pub mod history;

pub use append::{Journal, JournalError};
pub use entry::{Entry, Event};
pub use history::{History, Kept, Lines, Record, Standing, Trace, read};
