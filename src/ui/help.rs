//! The help screen: every key, those of the screen one came from first.

use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::canvas::{Canvas, line_of};
use super::format::{Align, fit};
use crate::app::Model;
use crate::app::action::Context;
use crate::app::screen::help::{HelpRow, rows};

const KEYS: usize = 18;

/// Draws it.
pub(super) fn draw(
    canvas: &mut Canvas<'_>,
    area: Rect,
    model: &Model,
    of: &[Context],
    offset: usize,
) {
    let theme = *canvas.theme;
    let rows = rows(of);
    let height = usize::from(area.height.saturating_sub(1));
    for (row, down) in rows.iter().skip(offset).take(height).zip(1..) {
        let at = line_of(area, down);
        match row {
            HelpRow::Blank => {}
            HelpRow::Heading(title) => canvas.sentence(at, &format!(" {title}"), theme.head),
            HelpRow::Action(action) => {
                let keys = model.keymap.sequences(*action).map(ToString::to_string);
                let keys = keys.collect::<Vec<_>>().join(", ");
                let ellipsis = theme.glyphs.ellipsis;
                let width = usize::from(at.width).saturating_sub(KEYS + 4);
                let line = Line::from(vec![
                    Span::raw("   "),
                    Span::styled(fit(&keys, KEYS, Align::Left, ellipsis), theme.accent),
                    Span::raw(fit(action.row().help, width, Align::Left, ellipsis)),
                ]);
                canvas.line(at.x, at.y, at.width, &line);
            }
        }
    }
}
