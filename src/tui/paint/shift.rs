//! Rows that moved: what a list does when it is scrolled.

use ratatui::buffer::{Buffer, Cell};

/// Rows at least that a shift must save, so that looking for more is worth it.
const LEAST: usize = 2;

/// The rows from `top` up to but without `bottom` move by `by`: up, where it is above zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Shift {
    pub(super) top: u16,
    pub(super) bottom: u16,
    pub(super) by: i32,
}

impl Shift {
    /// The shift that makes the most rows right, if one makes several right.
    pub(super) fn find(shown: &Buffer, next: &Buffer) -> Option<Self> {
        let height = next.area.height;
        let changed: Vec<bool> = (0..height).map(|y| row(shown, y) != row(next, y)).collect();
        let count = changed.iter().filter(|is| **is).count();
        if count <= LEAST {
            return None;
        }
        let mut best: Option<(usize, Self)> = None;
        let most = i32::from(height) - 1;
        for by in (1..=most).flat_map(|by| [by, -by]) {
            for (saved, shift) in runs(shown, next, by, &changed) {
                let is_better = best.as_ref().is_none_or(|&(most, _)| saved > most);
                if saved >= LEAST && is_better {
                    best = Some((saved, shift));
                }
            }
        }
        best.map(|(_, shift)| shift)
    }

    /// The screen after it, blank where rows went away.
    pub(super) fn applied(self, shown: &Buffer) -> Buffer {
        let mut after = shown.clone();
        for y in self.top..self.bottom {
            let from = i32::from(y) + self.by;
            let from = u16::try_from(from).ok().filter(|y| (self.top..self.bottom).contains(y));
            for x in 0..shown.area.width {
                after[(x, y)] = from.map_or_else(Cell::default, |from| shown[(x, from)].clone());
            }
        }
        after
    }
}

fn row(buffer: &Buffer, y: u16) -> &[Cell] {
    let width = usize::from(buffer.area.width);
    let start = usize::from(y) * width;
    buffer.content().get(start..start + width).unwrap_or_default()
}

/// The runs of rows that a shift by `by` makes right, each with how many of them were wrong.
fn runs<'a>(
    shown: &'a Buffer,
    next: &'a Buffer,
    by: i32,
    changed: &'a [bool],
) -> impl Iterator<Item = (usize, Shift)> + 'a {
    let height = next.area.height;
    let fits = move |y: u16| {
        let from = u16::try_from(i32::from(y) + by).ok().filter(|from| *from < height);
        from.is_some_and(|from| row(shown, from) == row(next, y))
    };
    let mut y = 0;
    std::iter::from_fn(move || {
        while y < height && !fits(y) {
            y += 1;
        }
        let first = y;
        while y < height && fits(y) {
            y += 1;
        }
        let span = usize::from(first)..usize::from(y);
        let saved = changed.get(span).unwrap_or_default().iter().filter(|is| **is).count();
        let away = u16::try_from(by.unsigned_abs()).unwrap_or(u16::MAX);
        // The rows moved away from belong to the region, beyond one of its ends.
        let (top, bottom) = if by > 0 { (first, y + away) } else { (first - away.min(first), y) };
        (first < y).then_some((saved, Shift { top, bottom, by }))
    })
}
