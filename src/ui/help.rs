//! The help screen: every key, those of the screen one came from first.

use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};

use super::canvas::{Canvas, line_of};
use super::entry;
use super::format::{Align, fit};
use crate::app::Model;
use crate::app::screen::help::{HelpLine, HelpScreen, KEYS, MARGIN, lines};

/// Draws it; says where the cursor is while something is looked for.
pub(super) fn draw(
    canvas: &mut Canvas<'_>,
    area: Rect,
    model: &Model,
    HelpScreen { of, find, list }: &HelpScreen,
) -> Option<Position> {
    let theme = *canvas.theme;
    let (lines, offset) = (lines(model, of, find), list.offset);
    // The lines are as wide as the screen: what is beyond them has a line of its own.
    let height = usize::from(area.height.saturating_sub(2));
    for (line, down) in lines.iter().skip(offset).take(height).zip(1..) {
        let at = line_of(area, down);
        match line {
            HelpLine::Blank => {}
            HelpLine::Heading(title) => canvas.sentence(at, &format!(" {title}"), theme.head),
            HelpLine::Action { keys, text, is_available } => {
                let styles = if *is_available {
                    (theme.accent, theme.text)
                } else {
                    (theme.muted, theme.muted)
                };
                let line = Line::from(vec![
                    Span::raw(" ".repeat(MARGIN)),
                    Span::styled(fit(keys, KEYS, Align::Left, theme.glyphs.ellipsis), styles.0),
                    Span::styled(format!(" {text}"), styles.1),
                ]);
                canvas.line(at.x, at.y, at.width, &line);
            }
        }
    }
    canvas.beyond(area, lines.len(), offset, height);
    if !find.is_open && find.input.value().is_empty() {
        return None;
    }
    if lines.is_empty() {
        canvas.sentence(line_of(area, 1), " No key has all of these words.", theme.muted);
    }
    let cursor = entry::draw(canvas, line_of(area, 0), " /", &find.input);
    cursor.filter(|_| find.is_open)
}
