//! The one under the cursor in full, below its list.

use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::canvas::{Canvas, line_of};
use super::format::{Align, cut, fit};
use crate::app::wrap::wrap;

/// Below a rule: each with its label, wrapped while there is room.
pub(super) fn draw(canvas: &mut Canvas<'_>, area: Rect, parts: &[(&'static str, String)]) {
    let theme = *canvas.theme;
    let rule = theme.glyphs.rule.to_string().repeat(usize::from(area.width));
    canvas.sentence(line_of(area, 0), &rule, theme.muted);
    let width = usize::from(area.width).saturating_sub(12);
    let mut down = 1;
    for (index, (label, text)) in parts.iter().enumerate() {
        // Each of the parts to come keeps one line.
        let to_come = u16::try_from(parts.len() - index - 1).unwrap_or(0);
        let room = area.height.saturating_sub(down + to_come).max(1);
        let lines = wrap(text, width);
        let hidden = lines.len() > usize::from(room);
        for (number, line) in lines.iter().take(usize::from(room)).enumerate() {
            let is_last = hidden && number + 1 == usize::from(room);
            let line = if is_last {
                let ellipsis = theme.glyphs.ellipsis;
                cut(&format!("{line}{ellipsis}"), width, ellipsis).into_owned()
            } else {
                line.clone()
            };
            let label = if number == 0 { *label } else { "" };
            let drawn = Line::from(vec![
                Span::styled(format!(" {} ", fit(label, 9, Align::Left, ' ')), theme.muted),
                Span::raw(line),
            ]);
            let at = line_of(area, down);
            if at.height > 0 {
                canvas.line(at.x, at.y, at.width, &drawn);
            }
            down = down.saturating_add(1);
        }
    }
}
