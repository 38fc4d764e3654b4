//! Following: in a list that grows while one looks at it, a cursor on the newest row goes with the
//! newest.

use super::{Table, Travel};
use crate::domain::order::Direction;

impl Table {
    /// Whether the cursor goes with the newest row as rows come.
    pub fn follows(&self) -> bool {
        self.follows && self.newest().is_some()
    }

    /// What puts the cursor on the newest row, and so follows it; nothing where the newest may come
    /// in anywhere.
    pub fn follow_travel(&self) -> Option<Travel> {
        match self.growing_end()? {
            Direction::Ascending => Some(Travel::Bottom),
            Direction::Descending => Some(Travel::Top),
        }
    }

    /// The place of the newest row, in a list that grows and stands in the order in which it grows,
    /// or that order turned round.
    pub(super) fn newest(&self) -> Option<usize> {
        match self.growing_end()? {
            Direction::Ascending => Some(self.rows.len().saturating_sub(1)),
            Direction::Descending => Some(0),
        }
    }

    /// The cursor was moved there by hand: on the newest it follows, elsewhere it stays.
    pub(super) fn follow_from_here(&mut self) {
        self.follows = self.newest() == Some(self.list.cursor);
    }

    /// Ascending where the newest are the last.
    fn growing_end(&self) -> Option<Direction> {
        let (column, direction) = self.order.first()?;
        let (usual_column, usual) = self.usual_order.first().filter(|_| self.grows)?;
        let is_turned = direction != usual;
        (column == usual_column).then_some(if is_turned {
            Direction::Descending
        } else {
            Direction::Ascending
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::order::Rank;
    use crate::table::{Cell, Column, Lens, RowId, Rows, Source, Spec};

    #[derive(Clone, Copy, Debug, PartialEq, Eq, strum::EnumIter, strum::IntoStaticStr)]
    #[strum(serialize_all = "snake_case")]
    enum Entry {
        When,
        Size,
    }

    impl Column for Entry {
        const LIST: &'static str = "entries";
        const GROWS: bool = true;

        fn row(self) -> Spec {
            match self {
                Self::When => Spec::words("WHEN", "when", 4, 4),
                Self::Size => Spec::number("SIZE", "size"),
            }
        }
    }

    /// Entries numbered from the first that is kept; the filter shows the even ones, or all.
    #[derive(Clone, Copy, Debug)]
    struct Log {
        dropped: u32,
        count: u32,
        is_filtered: bool,
    }

    impl Log {
        fn push(&mut self, more: u32, kept: u32) {
            let next = self.dropped + self.count + more;
            self.count = (self.count + more).min(kept);
            self.dropped = next - self.count;
        }

        fn newest(self) -> Option<String> {
            let mut rows = (0..self.count).rev();
            let row = rows.find(|row| Rows::shows(&self, *row))?;
            Rows::id(&self, row).map(|id| id.to_string())
        }
    }

    impl Rows for Log {
        type Column = Entry;

        fn count(&self) -> usize {
            self.count as usize
        }

        fn id(&self, row: u32) -> Option<RowId> {
            (row < self.count).then(|| (self.dropped + row).to_string().into())
        }

        fn rank(&self, row: u32, column: Entry) -> Rank<'_> {
            let number = self.dropped + row;
            Rank::number(if column == Entry::When { number } else { number % 7 })
        }

        fn cell(&self, _row: u32, _column: Entry, _lens: &Lens) -> Cell {
            Cell::Nothing
        }

        fn shows(&self, row: u32) -> bool {
            !self.is_filtered || (self.dropped + row).is_multiple_of(2)
        }
    }

    fn table(log: &Log) -> Table {
        let mut table = Table::new(&[(Entry::When, Direction::Ascending)]);
        table.fit(log, 10);
        table
    }

    fn selected(table: &Table, log: &Log) -> Option<String> {
        let row = table.selected()?;
        Source::id(log, row).map(|id| id.to_string())
    }

    fn log(count: u32) -> Log {
        Log { dropped: 0, count, is_filtered: false }
    }

    fn more(table: &mut Table, log: &mut Log, count: u32) {
        log.push(count, 50);
        table.outdate();
        table.fit(log, 10);
    }

    #[test]
    fn the_newest_is_followed_until_one_moves_away_and_again_from_the_bottom() {
        let mut log = log(5);
        let mut table = table(&log);
        assert_eq!(selected(&table, &log).as_deref(), Some("4"));
        more(&mut table, &mut log, 3);
        assert_eq!(selected(&table, &log).as_deref(), Some("7"));
        table.travel(Travel::Up, &log);
        more(&mut table, &mut log, 3);
        assert_eq!(selected(&table, &log).as_deref(), Some("6"));
        table.travel(Travel::Bottom, &log);
        more(&mut table, &mut log, 3);
        assert_eq!(selected(&table, &log).as_deref(), Some("13"));
    }

    #[test]
    fn a_row_that_was_asked_for_keeps_the_cursor_even_as_the_newest() {
        let mut log = log(5);
        let mut table = table(&log);
        table.go_to_row(4, &log);
        assert!(!table.follows());
        more(&mut table, &mut log, 1);
        assert_eq!(selected(&table, &log).as_deref(), Some("4"));
    }

    #[test]
    fn turned_round_the_newest_is_followed_at_the_top() {
        let mut log = log(5);
        let mut table = table(&log);
        assert_eq!(table.follow_travel(), Some(Travel::Bottom));
        table.reverse_sort(&log);
        assert_eq!(table.follow_travel(), Some(Travel::Top));
        more(&mut table, &mut log, 30);
        assert_eq!((selected(&table, &log).as_deref(), table.list().cursor), (Some("34"), 0));
    }

    #[test]
    fn sorted_by_anything_else_there_is_nothing_to_follow() {
        let mut log = log(30);
        let mut table = table(&log);
        table.sort_by(1, &log);
        assert_eq!((table.follow_travel(), table.follows()), (None, false));
        table.travel(Travel::Bottom, &log);
        let before = selected(&table, &log);
        more(&mut table, &mut log, 9);
        assert_eq!(selected(&table, &log), before);
        table.sort_by(0, &log);
        assert!(table.follows(), "and back in the order of time it is the newest again");
        assert_eq!(selected(&table, &log), log.newest());
    }

    #[test]
    fn the_cursor_stays_on_its_row_and_line_while_the_oldest_go() {
        let mut log = log(50);
        let mut table = table(&log);
        for _ in 0..20 {
            table.travel(Travel::Up, &log);
        }
        let line = |table: &Table| table.list().cursor - table.list().offset;
        let (id, before) = (selected(&table, &log), line(&table));
        more(&mut table, &mut log, 20);
        assert_eq!((selected(&table, &log), line(&table)), (id, before));
    }

    proptest! {
        #[test]
        fn who_follows_is_on_the_newest_and_who_does_not_stays_on_their_row(
            steps in prop::collection::vec((0_u8..10, 0_u32..30), 0..60),
        ) {
            let mut log = log(1);
            let mut table = table(&log);
            for (step, count) in steps {
                match step {
                    0 => table.travel(Travel::Up, &log),
                    1 => table.travel(Travel::Top, &log),
                    2 => table.travel(Travel::Bottom, &log),
                    3 => table.travel(Travel::PageDown, &log),
                    4 => table.reverse_sort(&log),
                    5 => table.next_sort(&log),
                    6 => {
                        log.is_filtered = !log.is_filtered;
                        table.refilter(&log);
                    }
                    7 => table.wheel(-3, &log),
                    8 => table.wheel(3, &log),
                    _ => table.go_to(count as usize, &log),
                }
                let (follows, before) = (table.follows(), selected(&table, &log));
                more(&mut table, &mut log, count);
                let now = selected(&table, &log);
                if follows {
                    prop_assert_eq!(now, log.newest());
                } else if let Some(before) = before.filter(|id| Source::row_of(&log, id).is_some()) {
                    prop_assert_eq!(now, Some(before));
                }
                prop_assert!(table.rows().is_empty() || table.window().contains(&table.list().cursor));
            }
        }
    }
}
