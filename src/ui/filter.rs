//! The words by which a list is filtered, in its foot.

use ratatui::layout::{Position, Rect};
use ratatui::text::Span;

use super::theme::Theme;
use crate::app::filter::Filter;
use crate::domain::cells::Columns;
use crate::domain::text::harmless;

const PROMPT: &str = " / ";

/// Them, where there are any or they are being typed.
pub(super) fn spans(theme: &Theme, filter: &Filter) -> Vec<Span<'static>> {
    if filter.input().is_none() && filter.text().is_empty() {
        return Vec::new();
    }
    vec![Span::styled(PROMPT, theme.accent), Span::raw(format!("{}  ", harmless(filter.text())))]
}

/// Where they are being typed.
pub(super) fn cursor(filter: &Filter, body: Rect) -> Option<Position> {
    let input = filter.input()?;
    let before: String = input.value().chars().take(input.cursor()).collect();
    let column = u16::try_from(PROMPT.columns() + harmless(&before).columns()).unwrap_or(u16::MAX);
    Some(Position { x: body.x.saturating_add(column), y: body.bottom().saturating_sub(1) })
}
