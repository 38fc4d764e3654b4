//! From the screen as it is to the screen as it is to be, in few bytes. Pure.
//!
//! Rows that only moved are moved by the terminal itself; of the others only the cells that look
//! different are written, and blanks are erased rather than written.
//!
//! How far a sign takes the cursor, and which cells it fills, is sure only of ASCII and of what the
//! console itself draws; terminals, fonts and versions of Unicode differ about all others. What
//! stands beside those is put in its place and written anew, whatever became of them.

mod pen;
mod shift;
#[cfg(test)]
mod tests;

use std::io::Write;
use std::ops::RangeInclusive;

use pen::Pen;
use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};

use shift::Shift;

use crate::domain::cells::Columns;

/// What shows on a cell without a sign in it, its background aside.
const VISIBLE_ON_BLANK: Modifier = Modifier::REVERSED
    .union(Modifier::UNDERLINED)
    .union(Modifier::CROSSED_OUT)
    .union(Modifier::SLOW_BLINK)
    .union(Modifier::RAPID_BLINK);

/// Blanks from which on erasing them is shorter than writing them: at the end of a row, where it
/// is one short sequence, and within one, where the cursor must be moved as well.
const BLANKS_AT_END: usize = 4;
const BLANKS_WITHIN: usize = 12;

/// How many unchanged cells are written again rather than skipped.
const GAP: u16 = 3;

/// What the console draws beside letters, boxes and bars: one column everywhere.
const OWN: &str = "…–·›‹→↑↓≥∞✓✗";
const BOXES_AND_BARS: RangeInclusive<char> = '\u{2500}'..='\u{25ff}';

/// The bytes that make `shown` look like `next`; both are of one size. The pen is the terminal's
/// own before and after.
pub(super) fn paint(shown: &Buffer, next: &Buffer) -> Vec<u8> {
    let plain = Painter::new(next).difference(shown);
    let Some(shift) = Shift::find(shown, next) else { return plain };
    let mut painter = Painter::new(next);
    painter.shift(shift);
    let shifted = painter.difference(&shift.applied(shown));
    if shifted.len() < plain.len() { shifted } else { plain }
}

struct Painter<'a> {
    next: &'a Buffer,
    hidden: Hidden,
    out: Vec<u8>,
    pen: Pen,
    /// Where the terminal's cursor is, as far as that is sure.
    at: Option<(u16, u16)>,
}

impl<'a> Painter<'a> {
    fn new(next: &'a Buffer) -> Self {
        let hidden = Hidden::of(next);
        Self { next, hidden, out: Vec::new(), pen: Pen::default(), at: None }
    }

    /// Moves rows by a scroll region, which also puts the cursor home.
    fn shift(&mut self, shift: Shift) {
        let (first, last) = (shift.top + 1, shift.bottom);
        let (by, direction) = (shift.by.unsigned_abs(), if shift.by > 0 { 'S' } else { 'T' });
        self.write(format_args!("\x1b[{first};{last}r\x1b[{by}{direction}\x1b[r"));
        self.at = None;
    }

    fn difference(mut self, shown: &Buffer) -> Vec<u8> {
        let changes = changes(shown, self.next, &self.hidden);
        for row in changes.chunk_by(|one, two| one.1 == two.1) {
            self.row(row);
        }
        self.pen.put_down(&mut self.out);
        self.out
    }

    fn row(&mut self, changes: &[(u16, u16, &Cell)]) {
        let Some(&(_, y, _)) = changes.first() else { return };
        let tail = self.blank_tail(y);
        let end = changes.partition_point(|&(x, ..)| x < tail);
        let (mut before, after) = changes.split_at(end);
        if after.len() < BLANKS_AT_END {
            before = changes;
        }
        let mut rest = before;
        while let Some(&(x, _, cell)) = rest.first() {
            let blanks = blanks_ahead(rest);
            self.travel(x, y);
            if blanks >= BLANKS_WITHIN {
                self.pen.draw_blank(&mut self.out);
                self.write(format_args!("\x1b[{blanks}X"));
                rest = &rest[blanks..];
            } else {
                self.cell(x, y, cell);
                rest = &rest[1..];
            }
        }
        if after.len() >= BLANKS_AT_END {
            self.travel(tail, y);
            self.pen.draw_blank(&mut self.out);
            self.out.extend_from_slice(b"\x1b[K");
        }
    }

    fn cell(&mut self, x: u16, y: u16, cell: &Cell) {
        self.pen.draw(cell, &mut self.out);
        let after = x + columns(cell);
        if !is_sure(cell) {
            // It may fill less than it should, and what was there would show beside it.
            self.out.extend((x..after).map(|_| b' '));
            self.at = None;
            self.travel(x, y);
        }
        self.out.extend_from_slice(cell.symbol().as_bytes());
        // Behind the last column, too, terminals differ in where the cursor is.
        self.at = (is_sure(cell) && after < self.next.area.width).then_some((after, y));
    }

    /// From where on the row is blank to its end.
    fn blank_tail(&self, y: u16) -> u16 {
        let shows = |x: &u16| !self.hidden.is(*x, y) && !is_blank(&self.next[(*x, y)]);
        let last = (0..self.next.area.width).rev().find(shows);
        last.map_or(0, |x| x + columns(&self.next[(x, y)]))
    }

    fn travel(&mut self, x: u16, y: u16) {
        match self.at {
            Some((at, row)) if row == y && at == x => {}
            Some((at, row)) if row == y && at < x => {
                let gap = x - at;
                if gap <= GAP && (at..x).all(|x| self.is_in_hand(x, y)) {
                    for x in at..x {
                        self.out.extend_from_slice(self.next[(x, y)].symbol().as_bytes());
                    }
                } else if gap == 1 {
                    self.out.extend_from_slice(b"\x1b[C");
                } else {
                    self.write(format_args!("\x1b[{gap}C"));
                }
            }
            _ if x == 0 => self.write(format_args!("\x1b[{}H", y + 1)),
            _ => self.write(format_args!("\x1b[{};{}H", y + 1, x + 1)),
        }
        self.at = Some((x, y));
    }

    /// Whether the cell is one byte in the pen's present style.
    fn is_in_hand(&self, x: u16, y: u16) -> bool {
        let cell = &self.next[(x, y)];
        cell.symbol().len() == 1 && !self.hidden.is(x, y) && self.pen.is_like(cell)
    }

    fn write(&mut self, words: std::fmt::Arguments<'_>) {
        // Writing to memory cannot fail.
        let _ = self.out.write_fmt(words);
    }
}

/// Which cells of a screen are behind a sign of several columns, so that nothing is drawn there.
struct Hidden {
    cells: Vec<bool>,
    width: u16,
}

impl Hidden {
    fn of(buffer: &Buffer) -> Self {
        let width = buffer.area.width;
        let mut cells = Vec::with_capacity(buffer.content().len());
        for row in buffer.content().chunks(usize::from(width.max(1))) {
            let mut left = 0;
            for cell in row {
                cells.push(left > 0);
                left = if left > 0 { left } else { columns(cell) } - 1;
            }
        }
        Self { cells, width }
    }

    fn is(&self, x: u16, y: u16) -> bool {
        let place = usize::from(y) * usize::from(self.width) + usize::from(x);
        self.cells.get(place).is_some_and(|is| *is)
    }
}

/// The cells that look different, row by row. Not those behind a sign of several columns; but all
/// to which a sign that comes or goes may reach, for what terminals leave there is not alike.
fn changes<'a>(shown: &Buffer, next: &'a Buffer, hidden: &Hidden) -> Vec<(u16, u16, &'a Cell)> {
    let mut changes = Vec::new();
    for y in 0..next.area.height {
        let mut unsure = 0;
        for x in 0..next.area.width {
            let (old, new) = (&shown[(x, y)], &next[(x, y)]);
            if !hidden.is(x, y) && (x < unsure || !looks_alike(old, new)) {
                changes.push((x, y, new));
                unsure = unsure.max(x + reach(new));
            }
            if old != new {
                unsure = unsure.max(x + reach(old));
            }
        }
    }
    changes
}

/// The columns that a sign fills in the buffer.
fn columns(cell: &Cell) -> u16 {
    match cell.symbol() {
        symbol if symbol.len() == 1 => 1,
        symbol => u16::try_from(symbol.columns()).unwrap_or(1).max(1),
    }
}

/// How many columns it fills at most, if a terminal draws each of its characters by itself.
fn reach(cell: &Cell) -> u16 {
    if is_sure(cell) {
        return 1;
    }
    let alone = u16::try_from(2 * cell.symbol().chars().count()).unwrap_or(u16::MAX);
    columns(cell).max(alone)
}

/// Whether every terminal agrees about its columns: one.
fn is_sure(cell: &Cell) -> bool {
    let mut chars = cell.symbol().chars();
    match (chars.next(), chars.next()) {
        (Some(c), None) => c.is_ascii() || OWN.contains(c) || BOXES_AND_BARS.contains(&c),
        _ => false,
    }
}

/// Whether an erased cell looks like this one.
fn is_blank(cell: &Cell) -> bool {
    cell.symbol() == " " && cell.bg == Color::Reset && !cell.modifier.intersects(VISIBLE_ON_BLANK)
}

/// Colour and weight of the sign do not show where there is none.
fn looks_alike(one: &Cell, two: &Cell) -> bool {
    one == two || (is_blank(one) && is_blank(two))
}

/// How many blank cells side by side the changes begin with.
fn blanks_ahead(changes: &[(u16, u16, &Cell)]) -> usize {
    let Some(&(first, ..)) = changes.first() else { return 0 };
    let beside = (first..).zip(changes);
    beside.take_while(|&(x, &(at, _, cell))| x == at && is_blank(cell)).count()
}
