//! The list of notices: the newest first, the cursor on a notice rather than on a row.

use super::Notices;
use crate::app::Action;
use crate::app::list::ListState;

/// The state of the screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NoticeList {
    list: ListState,
    /// The notice under the cursor.
    at: Option<u64>,
}

impl NoticeList {
    /// Cursor and window.
    pub fn list(self) -> ListState {
        self.list
    }

    /// The number of the notice under the cursor.
    pub fn selected(self) -> Option<u64> {
        self.at
    }

    /// Moves the cursor.
    pub fn travel(&mut self, action: Action, notices: &Notices, height: usize) {
        self.list.travel(action, notices.len(), height);
        self.at = notices.newest_first().nth(self.list.cursor).map(|told| told.id);
    }

    /// Puts the cursor on that row.
    pub fn go_to(&mut self, row: usize, notices: &Notices, height: usize) {
        self.list.cursor = row;
        self.list.fit(notices.len(), height);
        self.at = notices.newest_first().nth(self.list.cursor).map(|told| told.id);
    }

    /// Scrolls by so many lines.
    pub fn wheel(&mut self, lines: isize, notices: &Notices, height: usize) {
        self.list.wheel(lines, notices.len(), height);
        self.at = notices.newest_first().nth(self.list.cursor).map(|told| told.id);
    }

    /// Takes in what was told since. The cursor stays on its notice; the top stays in sight.
    pub fn fit(&mut self, notices: &Notices, height: usize) {
        let row = self.at.and_then(|id| notices.newest_first().position(|told| told.id == id));
        if let Some(row) = row {
            if self.list.offset > 0 {
                let moved = row.saturating_sub(self.list.cursor);
                self.list.offset = self.list.offset.saturating_add(moved);
            }
            self.list.cursor = row;
        }
        self.list.fit(notices.len(), height);
        self.at = notices.newest_first().nth(self.list.cursor).map(|told| told.id);
    }

    /// The numbers of those on a screen of so many rows.
    pub fn in_view(self, notices: &Notices, height: usize) -> Vec<u64> {
        let window = self.list.window(notices.len(), height);
        notices.newest_first().skip(window.start).take(window.len()).map(|told| told.id).collect()
    }
}
