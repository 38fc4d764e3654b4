//! Cursor and window of any list of rows, over their number alone.

/// How a cursor goes through rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Travel {
    /// To the next row.
    Down,
    /// To the one before.
    Up,
    /// By half of the rows shown.
    HalfPageDown,
    /// The same, back.
    HalfPageUp,
    /// By the rows shown.
    PageDown,
    /// The same, back.
    PageUp,
    /// To the first row.
    Top,
    /// To the last one.
    Bottom,
}

/// Which row is under the cursor, and which is the first on the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct ListState {
    /// The row under the cursor.
    pub cursor: usize,
    /// The first row shown.
    pub offset: usize,
}

impl ListState {
    /// Moves the cursor over `len` rows of which `height` are shown.
    pub fn travel(&mut self, by: Travel, len: usize, height: usize) {
        let page = height.max(1);
        let half = (page / 2).max(1);
        let at = self.cursor;
        self.cursor = match by {
            Travel::Down => at.saturating_add(1),
            Travel::Up => at.saturating_sub(1),
            Travel::HalfPageDown => at.saturating_add(half),
            Travel::HalfPageUp => at.saturating_sub(half),
            Travel::PageDown => at.saturating_add(page),
            Travel::PageUp => at.saturating_sub(page),
            Travel::Top => 0,
            Travel::Bottom => len,
        };
        self.fit(len, height);
    }

    /// Scrolls by so many lines. The cursor stays on its row, or goes with the window where it
    /// would leave it.
    pub fn wheel(&mut self, lines: isize, len: usize, height: usize) {
        let height = height.max(1);
        let most = len.saturating_sub(height);
        self.offset = self.offset.saturating_add_signed(lines).min(most);
        self.cursor = self.cursor.clamp(self.offset, self.offset + height - 1);
        self.fit(len, height);
    }

    /// Moves a page that has no cursor: the first row shown is what moves.
    pub fn scroll(&mut self, by: Travel, len: usize, height: usize) {
        let mut window = Self { cursor: self.offset, offset: 0 };
        window.travel(by, len.saturating_sub(height) + 1, height);
        self.offset = window.cursor;
    }

    /// Keeps the cursor on a row and the row on the screen.
    pub fn fit(&mut self, len: usize, height: usize) {
        self.cursor = self.cursor.min(len.saturating_sub(1));
        let height = height.max(1);
        let least = (self.cursor + 1).saturating_sub(height);
        let most = self.cursor.min(len.saturating_sub(height));
        self.offset = self.offset.clamp(least.min(most), most.max(least));
    }

    /// The rows on a screen of `height` lines.
    pub fn window(&self, len: usize, height: usize) -> std::ops::Range<usize> {
        let mut fitted = *self;
        fitted.fit(len, height);
        fitted.offset..(fitted.offset + height).min(len)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn the_cursor_is_always_on_the_screen(
            cursor in 0_usize..300, offset in 0_usize..300, len in 0_usize..200, height in 0_usize..60,
        ) {
            let mut list = ListState { cursor, offset };
            list.fit(len, height);
            let window = list.window(len, height.max(1));
            proptest::prop_assert!(len == 0 || window.contains(&list.cursor), "{:?} {:?}", list, window);
            proptest::prop_assert!(window.end <= len);
            // No empty lines under the last row while rows above are hidden.
            proptest::prop_assert!(list.offset == 0 || list.offset + height.max(1) <= len);
        }
    }

    #[test]
    fn a_page_without_a_cursor_moves_by_pages_to_its_last_line_and_no_further() {
        let mut list = ListState::default();
        list.scroll(Travel::PageDown, 25, 10);
        assert_eq!(list.offset, 10);
        list.scroll(Travel::HalfPageDown, 25, 10);
        list.scroll(Travel::HalfPageDown, 25, 10);
        assert_eq!(list.offset, 15);
        list.scroll(Travel::Up, 25, 10);
        assert_eq!(list.offset, 14);
    }

    #[test]
    fn the_wheel_moves_the_window_and_takes_the_cursor_along_only_at_its_edge() {
        let mut list = ListState { cursor: 5, offset: 0 };
        list.wheel(3, 100, 10);
        assert_eq!(list, ListState { cursor: 5, offset: 3 });
        list.wheel(3, 100, 10);
        assert_eq!(list, ListState { cursor: 6, offset: 6 });
        list.wheel(-3, 100, 10);
        list.wheel(-3, 100, 10);
        assert_eq!(list, ListState { cursor: 6, offset: 0 });
        list.wheel(-3, 100, 10);
        assert_eq!(list, ListState { cursor: 6, offset: 0 });
        list.wheel(300, 100, 10);
        assert_eq!(list, ListState { cursor: 90, offset: 90 });
        list.wheel(3, 5, 10);
        assert_eq!(list, ListState { cursor: 4, offset: 0 });
    }

    #[test]
    fn the_window_follows_the_cursor_only_when_it_must() {
        let mut list = ListState::default();
        for _ in 0..9 {
            list.travel(Travel::Down, 100, 10);
        }
        assert_eq!(list, ListState { cursor: 9, offset: 0 });
        list.travel(Travel::Down, 100, 10);
        assert_eq!(list, ListState { cursor: 10, offset: 1 });
        list.travel(Travel::Bottom, 100, 10);
        assert_eq!(list, ListState { cursor: 99, offset: 90 });
        list.travel(Travel::Top, 100, 10);
        assert_eq!(list, ListState::default());
    }
}
