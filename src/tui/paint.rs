//! From the screen as it is to the screen as it is to be, in few bytes. Pure.
//!
//! Rows that only moved are moved by the terminal itself; of the others only the cells that look
//! different are written, and blanks are erased rather than written.

mod pen;
mod shift;
#[cfg(test)]
mod tests;

use std::io::Write;

use pen::Pen;
use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};
use unicode_width::UnicodeWidthStr;

use shift::Shift;

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
    out: Vec<u8>,
    pen: Pen,
    /// Where the terminal's cursor is, as far as that is sure.
    at: Option<(u16, u16)>,
}

impl<'a> Painter<'a> {
    fn new(next: &'a Buffer) -> Self {
        Self { next, out: Vec::new(), pen: Pen::default(), at: None }
    }

    /// Moves rows by a scroll region, which also puts the cursor home.
    fn shift(&mut self, shift: Shift) {
        let (first, last) = (shift.top + 1, shift.bottom);
        let (by, direction) = (shift.by.unsigned_abs(), if shift.by > 0 { 'S' } else { 'T' });
        self.write(format_args!("\x1b[{first};{last}r\x1b[{by}{direction}\x1b[r"));
        self.at = None;
    }

    fn difference(mut self, shown: &Buffer) -> Vec<u8> {
        let changes = changes(shown, self.next);
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
        self.out.extend_from_slice(cell.symbol().as_bytes());
        let after = x + u16::try_from(cell.symbol().width()).unwrap_or(1);
        // Terminals differ in how far a cluster of several characters takes the cursor, and in
        // where it is behind the last column.
        let is_sure = cell.symbol().chars().nth(1).is_none() && after < self.next.area.width;
        self.at = is_sure.then_some((after, y));
    }

    /// From where on the row is blank to its end.
    fn blank_tail(&self, y: u16) -> u16 {
        let is_blank = |x: &u16| is_blank(&self.next[(*x, y)]);
        let width = self.next.area.width;
        let tail = (0..width).rev().take_while(is_blank).last().unwrap_or(width);
        // The second half of a wide sign is a blank in the buffer, but not on the screen.
        if tail > 0 && is_wide(&self.next[(tail - 1, y)]) { tail + 1 } else { tail }
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
        let before = x.checked_sub(1).is_some_and(|before| is_wide(&self.next[(before, y)]));
        cell.symbol().len() == 1 && !before && self.pen.is_like(cell)
    }

    fn write(&mut self, words: std::fmt::Arguments<'_>) {
        // Writing to memory cannot fail.
        let _ = self.out.write_fmt(words);
    }
}

/// The cells that look different, row by row. Not those behind a wide sign, but those behind one
/// that goes: what terminals leave there is not alike.
fn changes<'a>(shown: &Buffer, next: &'a Buffer) -> Vec<(u16, u16, &'a Cell)> {
    let mut changes = Vec::new();
    for y in 0..next.area.height {
        let (mut was_wide, mut hides) = (false, false);
        for x in 0..next.area.width {
            let (old, new) = (&shown[(x, y)], &next[(x, y)]);
            if !hides && (was_wide || !looks_alike(old, new)) {
                changes.push((x, y, new));
            }
            was_wide = is_wide(old) && old != new;
            hides = !hides && is_wide(new);
        }
    }
    changes
}

fn is_wide(cell: &Cell) -> bool {
    cell.symbol().len() > 1 && cell.symbol().width() > 1
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
