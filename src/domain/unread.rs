//! What of a record could not be read, although its null would say something.

use serde::{Deserialize, Serialize};

/// A part of a record whose null is a statement: not blocked, all models, never.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::EnumIter)]
#[repr(u8)]
pub enum Part {
    /// `blocked`.
    Blocked = 1,
    /// `expires`.
    Expires = 2,
    /// `models`.
    Models = 4,
    /// `teams` of a user, `members_with_roles` of a team.
    Members = 8,
    /// `budget_limits`.
    Windows = 16,
}

/// The parts of a record that could not be read. What stands in their place in the record is not what
/// the server has: it is shown as `?`, and no plan writes over it.
#[derive(Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Unread(u8);

impl Unread {
    /// Whether this part could not be read.
    pub fn has(self, part: Part) -> bool {
        self.0 & part as u8 != 0
    }

    /// Remembers that this part could not be read.
    pub fn add(&mut self, part: Part) {
        self.0 |= part as u8;
    }

    /// Whether all was read.
    pub fn is_nothing(&self) -> bool {
        self.0 == 0
    }
}

impl std::fmt::Debug for Unread {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let parts = <Part as strum::IntoEnumIterator>::iter().filter(|part| self.has(*part));
        f.debug_set().entries(parts).finish()
    }
}
