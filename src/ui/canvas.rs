//! Writing into a buffer, clipped: whatever a region's size, nothing is drawn outside it.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use unicode_segmentation::UnicodeSegmentation;

use super::format::{Align, fit};
use super::theme::Theme;
use crate::app::mouse::Spot;
use crate::domain::cells::Columns;

/// A buffer and the theme it is drawn in.
pub(super) struct Canvas<'a> {
    buffer: &'a mut Buffer,
    /// The styles.
    pub(super) theme: &'a Theme,
    /// Whether this is for a file and not for the eye: what is shown once is left out.
    pub(super) is_kept: bool,
    /// What can be clicked, as it was drawn.
    spots: Vec<(Rect, Spot)>,
}

impl<'a> Canvas<'a> {
    pub(super) fn new(buffer: &'a mut Buffer, theme: &'a Theme) -> Self {
        Self { buffer, theme, is_kept: false, spots: Vec::new() }
    }

    /// One line of at most `width` columns from there.
    pub(super) fn line(&mut self, x: u16, y: u16, width: u16, line: &Line<'_>) {
        let area = self.buffer.area;
        if x >= area.right() || y >= area.bottom() || x < area.x || y < area.y {
            return;
        }
        let end = x + width.min(area.right() - x);
        let mut at = x;
        for span in line {
            let style = line.style.patch(span.style);
            for sign in span.content.graphemes(true) {
                let after = at.saturating_add(u16::try_from(sign.columns()).unwrap_or(u16::MAX));
                if after > end {
                    return;
                }
                if after > at {
                    self.buffer[(at, y)].set_symbol(sign).set_style(style);
                    for hidden in at + 1..after {
                        self.buffer[(hidden, y)].reset();
                    }
                }
                at = after;
            }
        }
    }

    /// Says that a click there asks for that.
    pub(super) fn listen(&mut self, area: Rect, spot: Spot) {
        self.spots.push((area.intersection(self.buffer.area), spot));
    }

    /// What a click there asks for: the last that was drawn.
    pub(super) fn spot(&self, at: Position) -> Option<Spot> {
        self.spots.iter().rev().find(|(area, _)| area.contains(at)).map(|(_, spot)| *spot)
    }

    /// Text in one style, from there.
    pub(super) fn text(&mut self, x: u16, y: u16, width: u16, text: &str, style: Style) {
        self.line(x, y, width, &Line::from(Span::styled(text, style)));
    }

    /// The first line of `area`, with something at its right end that gives way to the left.
    pub(super) fn ends(&mut self, area: Rect, left: &Line<'_>, right: &Line<'_>) {
        if area.height == 0 {
            return;
        }
        self.line(area.x, area.y, area.width, left);
        let used = u16::try_from(left.columns()).unwrap_or(u16::MAX);
        let wanted = u16::try_from(right.columns()).unwrap_or(u16::MAX);
        let room = area.width.saturating_sub(used.saturating_add(2));
        if wanted <= room {
            self.line(area.right() - wanted, area.y, wanted, right);
        }
    }

    /// What is above and below the window of a page of so many lines, at the right end of the last
    /// line of `area`, which the page leaves free.
    pub(super) fn beyond(&mut self, area: Rect, len: usize, offset: usize, height: usize) {
        let below = len.saturating_sub(offset + height);
        let words = match (offset, below) {
            (0, 0) => return,
            (0, below) => format!("{below} more below "),
            (above, 0) => format!("{above} more above "),
            (above, below) => format!("{above} more above, {below} below "),
        };
        let last = line_of(area, area.height.saturating_sub(1));
        let right = Line::from(Span::styled(words, self.theme.muted));
        self.ends(last, &Line::default(), &right);
    }

    /// A style over a whole line, on top of what is drawn there.
    pub(super) fn highlight(&mut self, area: Rect, style: Style) {
        let area = area.intersection(self.buffer.area);
        self.buffer.set_style(area, style);
    }

    /// Blanks, in the style beneath everything.
    pub(super) fn clear(&mut self, area: Rect) {
        let area = area.intersection(self.buffer.area);
        for y in area.top()..area.bottom() {
            for x in area.left()..area.right() {
                self.buffer[(x, y)].reset();
            }
        }
        self.buffer.set_style(area, self.theme.base);
    }

    /// A line of text across `area`'s first line, cut with an ellipsis.
    pub(super) fn sentence(&mut self, area: Rect, text: &str, style: Style) {
        if area.height == 0 {
            return;
        }
        let text = fit(text, usize::from(area.width), Align::Left, self.theme.glyphs.ellipsis);
        self.text(area.x, area.y, area.width, &text, style);
    }
}

/// The line of `area` that many lines down; nothing below its end.
pub(super) fn line_of(area: Rect, down: u16) -> Rect {
    let height = u16::from(down < area.height);
    Rect { x: area.x, y: area.y.saturating_add(down), width: area.width, height }
}

/// `area` without so many lines at its top and its bottom.
pub(super) fn inside(area: Rect, top: u16, bottom: u16) -> Rect {
    let height = area.height.saturating_sub(top.saturating_add(bottom));
    Rect { x: area.x, y: area.y.saturating_add(top.min(area.height)), width: area.width, height }
}
