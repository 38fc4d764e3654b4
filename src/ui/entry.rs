//! A line in which text is typed, with a prompt before it.

use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};
use tui_input::Input;
use unicode_segmentation::UnicodeSegmentation;

use super::canvas::Canvas;
use crate::domain::cells::Columns;
use crate::domain::text::harmless;

/// Draws it over the first line of `area`; says where the cursor stands.
pub(super) fn draw(
    canvas: &mut Canvas<'_>,
    area: Rect,
    prompt: &str,
    input: &Input,
) -> Option<Position> {
    let theme = *canvas.theme;
    let (shown, at) = seen(input, usize::from(area.width).saturating_sub(prompt.columns() + 1));
    let line = Line::from(vec![Span::styled(prompt, theme.accent), Span::raw(shown)]);
    if area.height == 0 {
        return None;
    }
    canvas.line(area.x, area.y, area.width, &line);
    let column = u16::try_from(prompt.columns() + at).ok()?;
    Some(Position { x: area.x.saturating_add(column), y: area.y })
}

/// What of the line is seen in `room` columns, harmless, and in which of them the cursor stands:
/// at the end, in the one behind them.
pub(super) fn seen(input: &Input, room: usize) -> (String, usize) {
    let (mut signs, mut chars, mut before) = (Vec::new(), 0, 0);
    for grapheme in input.value().graphemes(true) {
        let shown = harmless(grapheme);
        let columns = shown.columns();
        if chars < input.cursor() {
            before += columns;
        }
        chars += grapheme.chars().count();
        signs.push((shown, columns));
    }
    // Scrolled by whole signs, by as few as bring the cursor in sight.
    let mut scrolled = 0;
    let mut signs = signs.into_iter().skip_while(|(_, columns)| {
        let is_out = before - scrolled > room;
        scrolled += if is_out { *columns } else { 0 };
        is_out
    });
    let mut left = room;
    let shown = std::iter::from_fn(|| {
        let (shown, columns) = signs.next()?;
        left = left.checked_sub(columns)?;
        Some(shown)
    });
    let shown = shown.collect();
    (shown, before - scrolled)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cursor_stays_in_sight_and_no_sign_is_seen_in_part() {
        let seen = |text: &str, at: usize, room| seen(&Input::from(text).with_cursor(at), room);
        assert_eq!(seen("abcdef", 6, 3), ("def".into(), 3));
        assert_eq!(seen("abcdef", 1, 3), ("abc".into(), 1));
        assert_eq!(seen("a조b", 0, 2), ("a".into(), 0));
        assert_eq!(seen("조조b", 3, 4), ("조b".into(), 3));
        assert_eq!(seen("", 0, 3), (String::new(), 0));
        assert_eq!(seen("abc", 3, 0), (String::new(), 0));
    }

    #[test]
    fn the_cursor_stands_behind_what_is_drawn_before_it() {
        for (text, chars, columns) in [("علاء", 3, 3), ("चन्द्र", 6, 4), ("e\u{301}x", 2, 1)]
        {
            let (shown, at) = seen(&Input::from(text).with_cursor(chars), 20);
            assert_eq!((shown.as_str(), at), (text, columns));
        }
    }
}
