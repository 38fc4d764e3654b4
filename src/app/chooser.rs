//! The dialog of columns: all of the list in front, shown or hidden, moved, sorted by; what is
//! chosen holds at once.

use super::Action;
use super::front::Front;
use crate::table::{ListState, Travel};

/// Where in the dialog one is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Chooser {
    /// The line under the cursor: a place among all columns.
    pub list: ListState,
}

impl Chooser {
    /// Does what an action asks of the column under the cursor, with `height` lines on the screen.
    pub fn perform(&mut self, action: Action, front: &mut Front<'_>, height: usize) {
        let len = front.table.columns().len();
        let place = self.list.cursor;
        let column = front.table.columns().get(place).map(|(column, _)| *column);
        match (action, column) {
            (Action::ToggleColumn, _) => {
                front.table.toggle_column(place);
                self.list.travel(Travel::Down, len, height);
            }
            (Action::ColumnLeft, _) => self.list.cursor = front.table.move_column(place, false),
            (Action::ColumnRight, _) => self.list.cursor = front.table.move_column(place, true),
            (Action::SortByColumn, Some(column)) => front.table.sort_by(column, &*front.source),
            (Action::SortSecond, Some(column)) => {
                front.table.sort_second_by(column, &*front.source);
            }
            (Action::ResetColumns, _) => front.table.reset_layout(&*front.source),
            (moving, _) => {
                if let Some(by) = moving.travel() {
                    self.list.travel(by, len, height);
                }
            }
        }
        self.list.fit(len, height);
    }
}
