//! A line in which text is typed, with a prompt before it.

use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};
use tui_input::Input;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use super::canvas::Canvas;
use crate::domain::text::harmless;

/// Draws it over the first line of `area`; says where the cursor stands.
pub(super) fn draw(
    canvas: &mut Canvas<'_>,
    area: Rect,
    prompt: &str,
    input: &Input,
) -> Option<Position> {
    let theme = *canvas.theme;
    let room = usize::from(area.width).saturating_sub(prompt.width() + 1);
    let before: String = input.value().chars().take(input.cursor()).collect();
    let at = harmless(&before).width();
    let scroll = (at + 1).saturating_sub(room);
    let line = Line::from(vec![
        Span::styled(prompt, theme.accent),
        Span::raw(visible(&harmless(input.value()), scroll, room)),
    ]);
    if area.height == 0 {
        return None;
    }
    canvas.line(area.x, area.y, area.width, &line);
    let column = u16::try_from(prompt.width() + at - scroll.min(at)).ok()?;
    Some(Position { x: area.x.saturating_add(column), y: area.y })
}

/// What of a line is seen from `scroll` columns on.
fn visible(text: &str, scroll: usize, room: usize) -> String {
    let mut column = 0;
    let mut shown = String::new();
    for grapheme in text.graphemes(true) {
        let width = grapheme.width();
        if column >= scroll && column + width <= scroll + room {
            shown.push_str(grapheme);
        }
        column += width;
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_that_is_typed_stays_in_sight() {
        assert_eq!(visible("abcdef", 3, 3), "def");
        assert_eq!(visible("a조b", 0, 2), "a");
        assert_eq!(visible("", 5, 3), "");
    }
}
