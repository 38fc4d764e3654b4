//! The dialog of columns: what each shows, whether it is shown, and whether it sorts the list.

use ratatui::text::{Line, Span};

use crate::app::geometry::Geometry;
use crate::app::table::Chooser;
use crate::app::{Action, Model};
use crate::ui::format::{Align, fit};
use crate::ui::theme::Theme;

/// Columns of a title.
const TITLE: usize = 14;

/// Its lines.
pub(in crate::ui) fn content(
    theme: &Theme,
    model: &Model,
    chooser: Chooser,
    width: usize,
) -> Vec<Line<'static>> {
    let Some(seen) = model.front() else { return Vec::new() };
    let table = seen.table;
    let columns = table.columns();
    let ellipsis = theme.glyphs.ellipsis;
    let mut lines = Vec::new();
    for place in chooser.list.window(columns.len(), Geometry::of(model).chooser()) {
        let Some(&(column, is_shown)) = columns.get(place) else { continue };
        let Some(spec) = table.spec(column) else { continue };
        let is_selected = place == chooser.list.cursor;
        let head = table.head(column, theme.glyphs.is_ascii);
        let key = match table.order().iter().position(|(sorted, _)| *sorted == column) {
            Some(0) => "  first key",
            Some(_) => "  second key",
            None => "",
        };
        let words =
            fit(spec.words, width.saturating_sub(TITLE + 8 + key.len()), Align::Left, ellipsis);
        let style = if is_shown { theme.text } else { theme.muted };
        lines.push(Line::from(vec![
            Span::styled(if is_selected { "> " } else { "  " }, theme.accent),
            Span::styled(if is_shown { "[x] " } else { "[ ] " }, style),
            Span::styled(
                fit(&head, TITLE, Align::Left, ellipsis),
                if is_selected { theme.focus } else { style },
            ),
            Span::raw("  "),
            Span::styled(words, theme.muted),
            Span::styled(key, theme.accent),
        ]));
    }
    let key = |action: Action| model.keymap.hint(action);
    lines.push(Line::default());
    lines.push(Line::styled(
        format!(
            "{} shows or hides, {} {} move, {} sorts, {} sorts second, {} resets.",
            key(Action::ToggleColumn),
            key(Action::ColumnLeft),
            key(Action::ColumnRight),
            key(Action::SortByColumn),
            key(Action::SortSecond),
            key(Action::ResetColumns),
        ),
        theme.muted,
    ));
    lines
}
