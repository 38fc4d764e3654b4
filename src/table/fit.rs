//! Which columns fit on the screen, where each stands and how wide it is: one pure answer for
//! drawing, for scrolling sideways and for whoever asks what was clicked.
//!
//! The first column never leaves. Of the rest, the most needed are kept where there is no room for
//! all. Scrolled sideways, the rest stand as they follow one another, so that each is reached.

use super::cell::Lens;
use super::source::Source;
use super::{MARGIN, Table};
use crate::domain::cells::Columns;
use crate::domain::order::Direction;

/// Blanks between columns.
const GAP: usize = 2;

/// What the sign at the right edge takes, where there is more.
const EDGE: usize = 2;

/// Where a column stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Placed {
    /// Which.
    pub column: u8,
    /// From the left edge of the table.
    pub x: u16,
    /// Its width.
    pub width: u16,
}

/// The columns on the screen.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Fitted {
    /// From the left.
    pub columns: Vec<Placed>,
    /// Whether some were scrolled past.
    pub has_left: bool,
    /// Whether some have no room.
    pub has_right: bool,
}

/// What a column needs, with the rows at hand.
#[derive(Clone, Copy)]
struct Need {
    column: u8,
    least: usize,
    most: usize,
    keep: u8,
    feed: u8,
}

impl Table {
    /// The head of a column, with its arrow where the list is sorted by it; the second key's
    /// arrow is an outline.
    pub fn head(&self, column: u8, is_ascii: bool) -> String {
        let title = self.spec(column).map_or("", |spec| spec.title);
        let place = self.order.iter().position(|(sorted, _)| *sorted == column);
        let Some(place) = place else { return title.to_owned() };
        let sign = match (self.order[place].1, place, is_ascii) {
            (Direction::Ascending, 0, false) => "▲",
            (Direction::Descending, 0, false) => "▼",
            (Direction::Ascending, _, false) => "△",
            (Direction::Descending, _, false) => "▽",
            (Direction::Ascending, 0, true) => "^",
            (Direction::Descending, 0, true) => "v",
            (Direction::Ascending, _, true) => "^2",
            (Direction::Descending, _, true) => "v2",
        };
        format!("{title} {sign}")
    }

    /// The columns on a screen of that width.
    pub fn fitted(&self, source: &dyn Source, lens: &Lens, width: u16) -> Fitted {
        let needs = self.needs(source, lens);
        fitted_from(&needs, self.left, width)
    }

    /// Scrolls sideways by as little as shows other columns.
    pub fn scroll(&mut self, to_right: bool, source: &dyn Source, lens: &Lens, width: u16) {
        let needs = self.needs(source, lens);
        let now = fitted_from(&needs, self.left, width);
        let shows_others = |left: &usize| fitted_from(&needs, *left, width).columns != now.columns;
        self.left = if !to_right {
            (0..self.left).rev().find(shows_others).unwrap_or(0)
        } else if now.has_right {
            (self.left + 1..needs.len()).find(shows_others).unwrap_or(self.left)
        } else {
            self.left
        };
        // Where the first step would show nothing else, it is no step back either.
        let home = fitted_from(&needs, 0, width);
        if !to_right && fitted_from(&needs, self.left, width).columns == home.columns {
            self.left = 0;
        }
    }

    /// Fitted to the two pages between which the window stands, not to the window itself: columns
    /// that moved with every line scrolled would be hard to read.
    fn needs(&self, source: &dyn Source, lens: &Lens) -> Vec<Need> {
        let page = self.height.max(1);
        let first = (self.list.offset / page * page).min(self.rows.len());
        let last = (first + 2 * page).min(self.rows.len());
        let rows = &self.rows[first..last];
        let need = |column: u8| {
            let spec = self.spec(column)?;
            let title = self.head(column, lens.is_ascii).columns();
            let widest = if spec.is_steady {
                usize::MAX
            } else {
                let cells = rows.iter().map(|row| source.cell(*row, column, lens).columns());
                cells.max().unwrap_or(0).max(title)
            };
            Some(Need {
                column,
                least: widest.min(spec.least.max(title)),
                most: widest.min(spec.most.max(title)),
                keep: spec.keep,
                feed: spec.feed,
            })
        };
        self.shown_columns().filter_map(need).collect()
    }
}

/// The view that many columns to the right; the first step only brings back those that others
/// were preferred to.
fn fitted_from(needs: &[Need], left: usize, width: u16) -> Fitted {
    let room = usize::from(width.saturating_sub(MARGIN));
    let whole: usize = needs.iter().map(|need| need.least + GAP).sum();
    let fits = whole <= room + GAP;
    // A screen that has become wide enough for all has nothing scrolled past.
    let left = if fits { 0 } else { left.min(needs.len().saturating_sub(1)) };
    let room = if fits { room } else { room.saturating_sub(EDGE) };
    let mut kept = match left.checked_sub(1) {
        None => keep(needs, room),
        Some(past) => keep_in_turn(needs, past, room),
    };
    feed(&mut kept, room);
    let has_right = !fits && kept.last().map(|need| need.column) != needs.last().map(|n| n.column);
    let has_right = has_right || left == 0 && kept.len() < needs.len();
    let mut x = usize::from(MARGIN);
    let mut columns = Vec::with_capacity(kept.len());
    for need in kept {
        let narrow = |n: usize| u16::try_from(n).unwrap_or(u16::MAX);
        columns.push(Placed { column: need.column, x: narrow(x), width: narrow(need.least) });
        x += need.least + GAP;
    }
    Fitted { columns, has_left: left > 0, has_right }
}

/// The first, and of the rest as many as fit, the most needed before the others.
fn keep(needs: &[Need], room: usize) -> Vec<Need> {
    let Some((first, rest)) = needs.split_first() else { return Vec::new() };
    let first = first.within(room);
    let mut taken = first.least;
    let mut is_kept = vec![false; rest.len()];
    let mut order: Vec<usize> = (0..rest.len()).collect();
    order.sort_by_key(|&place| rest[place].keep);
    for place in order {
        let wanted = GAP + rest[place].least;
        if taken + wanted <= room {
            taken += wanted;
            is_kept[place] = true;
        }
    }
    let kept = rest.iter().zip(is_kept).filter(|(_, is_kept)| *is_kept);
    std::iter::once(first).chain(kept.map(|(need, _)| *need)).collect()
}

/// The first, and of the rest those after the ones scrolled past, one after the other; the first of
/// them at least as far as it goes.
fn keep_in_turn(needs: &[Need], past: usize, room: usize) -> Vec<Need> {
    let Some((first, rest)) = needs.split_first() else { return Vec::new() };
    let first = first.within(room);
    let mut taken = first.least;
    let mut kept = vec![first];
    for need in rest.get(past..).unwrap_or_default() {
        let left_over = room.saturating_sub(taken + GAP);
        if need.least <= left_over {
            kept.push(*need);
        } else if kept.len() == 1 && left_over > 0 {
            kept.push(need.within(left_over));
        } else {
            break;
        }
        taken += GAP + need.least;
    }
    kept
}

impl Need {
    fn within(self, room: usize) -> Self {
        Self { least: self.least.min(room), most: self.most.min(room), ..self }
    }
}

/// Gives what room is left over to those that can use it.
fn feed(kept: &mut [Need], room: usize) {
    let taken: usize = kept.iter().map(|need| need.least + GAP).sum();
    let mut spare = (room + GAP).saturating_sub(taken);
    let mut order: Vec<usize> = (0..kept.len()).collect();
    order.sort_by_key(|&place| kept[place].feed);
    for place in order {
        let more = kept[place].most.saturating_sub(kept[place].least).min(spare);
        kept[place].least += more;
        spare -= more;
    }
}
