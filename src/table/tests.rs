//! The state of lists, over rows that come, go and move.

use proptest::prelude::*;
use strum::IntoEnumIterator;

use super::*;
use crate::domain::order::Rank;
use crate::domain::{Limit, Usd};
use crate::table::Times;

#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::EnumIter, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
enum Letter {
    Name,
    Size,
    Colour,
    Long,
}

impl Column for Letter {
    const LIST: &'static str = "letters";

    fn row(self) -> Spec {
        match self {
            Self::Name => Spec::words("NAME", "name", 6, 10).rank(0, 1),
            Self::Size => Spec::number("SIZE", "size").rank(1, 9),
            Self::Colour => Spec::words("COLOUR", "colour", 6, 12).rank(3, 2),
            Self::Long => Spec::words("LONG", "a long text", 8, 40).rank(2, 3),
        }
    }
}

/// Rows of an id, a size and whether the filter shows them.
#[derive(Clone, Debug, Default)]
struct Letters(Vec<(u16, u8, bool)>);

impl Rows for Letters {
    type Column = Letter;

    fn count(&self) -> usize {
        self.0.len()
    }

    fn id(&self, row: u32) -> Option<RowId> {
        self.0.get(row as usize).map(|(id, ..)| id.to_string().into())
    }

    fn rank(&self, row: u32, column: Letter) -> Rank<'_> {
        let (id, size, _) = self.0[row as usize];
        match column {
            Letter::Size => Rank::number(size),
            Letter::Colour if size % 3 == 0 => Rank::Missing,
            Letter::Name | Letter::Colour | Letter::Long => Rank::text(format!("{id:05}")),
        }
    }

    fn cell(&self, row: u32, column: Letter, _lens: &Lens) -> Cell {
        let (id, size, _) = self.0[row as usize];
        match column {
            Letter::Name => Cell::plain(format!("n{id}")),
            Letter::Size => Cell::plain(size.to_string()),
            Letter::Colour => Cell::Nothing,
            Letter::Long => Cell::plain("long ".repeat(usize::from(size))),
        }
    }

    fn shows(&self, row: u32) -> bool {
        self.0[row as usize].2
    }

    fn amounts(&self, row: u32) -> Option<Amounts> {
        let size = Usd::from_micros(self.0[row as usize].1.into());
        Some(Amounts { spend: Some(size), budget: Limit::Amount(size) })
    }
}

fn lens() -> Lens {
    Lens { now: jiff::Timestamp::UNIX_EPOCH, times: Times::Relative, is_ascii: false }
}

fn letters(count: u16) -> Letters {
    Letters((0..count).map(|id| (id, (id % 7) as u8, true)).collect())
}

fn table(source: &Letters, height: usize) -> Table {
    let mut table = Table::new(&[(Letter::Size, Direction::Descending)]);
    table.fit(source, height);
    table
}

fn selected(table: &Table, source: &Letters) -> Option<RowId> {
    table.selected().and_then(|row| Source::id(source, row))
}

fn any_letters() -> impl Strategy<Value = Letters> {
    let row = (0_u16..60, any::<u8>(), prop::bool::weighted(0.8));
    prop::collection::vec(row, 0..50).prop_map(|mut rows| {
        let mut seen = std::collections::HashSet::new();
        rows.retain(|(id, ..)| seen.insert(*id));
        Letters(rows)
    })
}

fn any_action() -> impl Strategy<Value = Travel> {
    use Travel::{Bottom, Down, HalfPageDown, PageDown, PageUp, Top, Up};
    prop::sample::select(vec![Down, Up, PageDown, PageUp, HalfPageDown, Top, Bottom])
}

proptest! {
    #[test]
    fn a_refresh_moves_neither_cursor_nor_marks_nor_the_line_on_the_screen(
        before in any_letters(), after in any_letters(), height in 1_usize..20,
        actions in prop::collection::vec(any_action(), 0..12), marks in prop::collection::vec(any::<bool>(), 12),
    ) {
        let mut table = table(&before, height);
        for (action, is_marked) in actions.iter().zip(marks) {
            table.travel(*action, &before);
            if is_marked {
                table.toggle_mark(&before);
            }
        }
        let who = selected(&table, &before);
        let line = table.list().cursor - table.list().offset;
        let marked: Vec<u16> = before.0.iter().map(|(id, ..)| *id)
            .filter(|id| table.marks().contains(&id.to_string())).collect();
        table.refresh(&after);
        let is_shown = |id: &RowId| after.0.iter().any(|(other, _, shown)| *shown && id.raw() == other.to_string());
        if let Some(who) = who.filter(is_shown) {
            prop_assert_eq!(selected(&table, &after), Some(who));
            // The row stays on its line, unless there are too few rows above or below it.
            let list = table.list();
            let last = table.rows().len().saturating_sub(height);
            prop_assert!(list.cursor - list.offset == line || list.offset == 0 || list.offset == last);
        }
        let window = table.window();
        prop_assert!(table.rows().is_empty() || window.contains(&table.list().cursor));
        for id in &marked {
            let is_there = after.0.iter().any(|(other, ..)| other == id);
            prop_assert_eq!(table.marks().contains(&id.to_string()), is_there);
        }
        let hidden = after.0.iter().filter(|(id, _, shown)| !shown && marked.contains(id)).count();
        prop_assert_eq!(table.marks().hidden(), hidden);
        let spent: i64 = after.0.iter().filter(|(id, ..)| marked.contains(id)).map(|(_, size, _)| i64::from(*size)).sum();
        prop_assert_eq!(table.marks().sums().spend, Usd::from_micros(spent));
    }

    #[test]
    fn whatever_is_marked_one_by_one_or_at_once_the_counts_are_those_of_the_rows(
        rows in any_letters(), steps in prop::collection::vec((0_u8..7, any_action()), 0..20),
    ) {
        let mut rows = rows;
        let mut table = table(&rows, 8);
        for (step, action) in steps {
            match step {
                0 => table.toggle_mark(&rows),
                1 => table.toggle_range(&rows),
                2 => table.toggle_all(&rows),
                3 => table.invert_marks(&rows),
                4 => { table.mark_where(&rows, |row| row % 3 == 0); }
                5 => {
                    if let Some((_, _, shown)) = rows.0.first_mut() {
                        *shown = !*shown;
                    }
                    table.refilter(&rows);
                }
                _ => table.travel(action, &rows),
            }
            let is_marked = |id: &u16| table.marks().contains(&id.to_string());
            let marked: Vec<_> = rows.0.iter().filter(|(id, ..)| is_marked(id)).collect();
            prop_assert_eq!(table.marks().len(), marked.len());
            prop_assert_eq!(table.marks().hidden(), marked.iter().filter(|(_, _, shown)| !shown).count());
            prop_assert_eq!(table.marks().sums().rows, marked.len());
            prop_assert!(table.range().is_none_or(|range| *range.end() < table.rows().len()));
        }
    }

    #[test]
    fn columns_never_overlap_and_end_on_the_screen(
        rows in any_letters(), width in 0_u16..90, scrolls in 0_usize..6, hidden in 0_usize..4,
    ) {
        let mut table = table(&rows, 8);
        table.toggle_column(hidden);
        for _ in 0..scrolls {
            table.scroll(true, &rows, &lens(), width);
        }
        let fitted = table.fitted(&rows, &lens(), width);
        let mut end = MARGIN;
        for placed in &fitted.columns {
            prop_assert!(placed.x >= end, "{:?}", fitted);
            end = placed.x + placed.width;
        }
        prop_assert!(end <= width.max(MARGIN), "{:?} in {}", fitted, width);
        let first = fitted.columns.first().map(|placed| placed.column);
        prop_assert_eq!(first, table.shown_columns().next(), "the first column stays");
        for _ in 0..scrolls {
            table.scroll(false, &rows, &lens(), width);
        }
        prop_assert!(!table.fitted(&rows, &lens(), width).has_left, "and back again");
    }

    #[test]
    fn a_layout_survives_being_remembered(
        toggles in prop::collection::vec((0_usize..4, any::<bool>(), any::<bool>()), 0..8),
        sorts in prop::collection::vec((0_u8..4, any::<bool>()), 0..5),
    ) {
        let rows = letters(9);
        let mut table = table(&rows, 8);
        for (place, moves, to_right) in toggles {
            if moves {
                table.move_column(place, to_right);
            } else {
                table.toggle_column(place);
            }
        }
        for (column, second) in sorts {
            if second {
                table.sort_second_by(column, &rows);
            } else {
                table.sort_by(column, &rows);
            }
        }
        let layout = table.to_layout();
        let mut again = Table::new(&[(Letter::Size, Direction::Descending)]);
        again.apply_layout(&layout);
        again.fit(&rows, 8);
        prop_assert_eq!(again.to_layout(), layout);
        prop_assert_eq!(again.rows(), table.rows());
        prop_assert!(again.shown_columns().eq(table.shown_columns()));
    }
}

#[test]
fn a_second_key_orders_what_the_first_leaves_equal() {
    let rows = letters(15);
    let mut table = table(&rows, 20);
    table.sort_by_words("size,-name", &rows).unwrap();
    let ids: Vec<u16> = table.rows().iter().map(|row| rows.0[*row as usize].0).collect();
    assert_eq!(ids, [13, 6, 12, 5, 11, 4, 10, 3, 9, 2, 8, 1, 14, 7, 0]);
    assert_eq!(table.head(1, false), "SIZE ▼");
    assert_eq!(table.head(0, false), "NAME ▽");
    assert_eq!(table.head(0, true), "NAME v2");
    assert_eq!(table.to_layout().order, ["size", "-name"]);
    // The second stays while the first goes on; as the first it needs no second.
    table.next_sort(&rows);
    assert_eq!(table.to_layout().order, ["colour", "-name"]);
    table.sort_second_by(2, &rows);
    assert_eq!(table.to_layout().order, ["colour"]);
}

#[test]
fn words_that_are_no_columns_do_not_sort() {
    let rows = letters(3);
    let mut table = table(&rows, 8);
    let error = table.sort_by_words("sise", &rows).unwrap_err().to_string();
    assert_eq!(error, "this list has no column 'sise'; there are name, size, colour, long");
    assert!(table.sort_by_words(" ", &rows).is_err());
    assert!(table.to_layout().order.is_empty(), "and leave the order as it was");
}

#[test]
fn columns_of_another_version_are_left_out() {
    let rows = letters(3);
    let mut table = table(&rows, 8);
    let columns = ["size", "weight", "name", "size"].map(str::to_owned).to_vec();
    let order = ["-weight", "-name"].map(str::to_owned).to_vec();
    table.apply_layout(&crate::table::Layout { columns: Some(columns), order });
    assert!(table.shown_columns().eq([1, 0]));
    assert_eq!(table.columns().len(), Letter::iter().count());
    assert_eq!(table.to_layout().order, ["-name"]);
}

#[test]
fn a_range_is_marked_by_its_end_and_given_up_by_esc() {
    let rows = letters(20);
    let mut table = table(&rows, 8);
    table.travel(Travel::Down, &rows);
    table.toggle_range(&rows);
    for _ in 0..3 {
        table.travel(Travel::Down, &rows);
    }
    assert_eq!(table.range(), Some(1..=4));
    assert!(table.marks().is_empty(), "nothing is marked yet");
    assert!(table.give_up_range());
    assert!(table.range().is_none() && table.marks().is_empty());
    table.toggle_range(&rows);
    table.travel(Travel::Up, &rows);
    table.toggle_mark(&rows);
    assert_eq!(table.marks().len(), 2, "a mark ends the range, too");
    assert!(table.range().is_none());
}

#[test]
fn the_last_column_shown_stays() {
    let rows = letters(3);
    let mut table = table(&rows, 8);
    for place in 0..4 {
        table.toggle_column(place);
    }
    assert_eq!(table.shown_columns().count(), 1);
}
