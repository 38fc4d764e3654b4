//! A page of facts: labels in a column, what they say beside them.

use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::canvas::{Canvas, line_of};
use super::format::{Align, fit};
use crate::app::Model;
use crate::app::page::{FactLine, LABELS};

/// Draws the one in front.
pub(super) fn draw(canvas: &mut Canvas<'_>, area: Rect, model: &Model) {
    let screen = model.screen();
    let offset = screen.scrolled().map_or(0, |list| list.offset);
    draw_lines(canvas, area, &screen.page(model), offset);
}

/// Draws these lines, from that one on.
pub(super) fn draw_lines(canvas: &mut Canvas<'_>, area: Rect, lines: &[FactLine], offset: usize) {
    let theme = *canvas.theme;
    let height = usize::from(area.height.saturating_sub(1));
    for (fact, down) in lines.iter().skip(offset).take(height).zip(1..) {
        let at = line_of(area, down);
        let label = fit(fact.label, LABELS - 2, Align::Left, theme.glyphs.ellipsis);
        // What was too long to be kept whole ends so.
        let ascii = theme.glyphs.is_ascii;
        let text = if ascii { fact.text.replace('…', "~") } else { fact.text.clone() };
        let line = Line::from(vec![
            Span::styled(format!(" {label} "), theme.muted),
            Span::styled(text, theme.tone(fact.tone)),
        ]);
        canvas.line(at.x, at.y, at.width, &line);
    }
}
