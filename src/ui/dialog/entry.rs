//! The fields of a form, one line each, and the options of a pick list.

use ratatui::text::{Line, Span};
use tui_input::Input;

use super::{Cursor, LABEL};
use crate::app::form::{Entry, Focus, Form, PickList};
use crate::domain::cells::Columns;
use crate::domain::text::harmless;
use crate::ui::entry::seen;
use crate::ui::format::{Align, cut, fit};
use crate::ui::theme::Theme;

/// A field, and where its cursor is.
pub(super) fn field(
    theme: &Theme,
    form: &Form,
    index: usize,
    inner: usize,
) -> (Line<'static>, Cursor) {
    let Some(field) = form.fields.get(index) else { return (Line::default(), None) };
    let has_focus = form.focus == Focus::Field(index);
    let sign = if has_focus { "> " } else { "  " };
    let label = format!("{sign}{}", fit(field.label, LABEL, Align::Left, ' '));
    let room = inner.saturating_sub(label.columns());
    match &field.entry {
        Entry::Text(input) if has_focus => typed(theme, label, input, room),
        Entry::Text(input) => {
            let shown = cut(&harmless(input.value()), room, theme.glyphs.ellipsis).into_owned();
            (parts(theme, label, vec![Span::styled(shown, theme.text)]), None)
        }
        Entry::Choice { options, chosen } => {
            let words = options.iter().enumerate().map(|(index, option)| {
                let is_it = index == *chosen;
                let text = if is_it { format!("[{option}] ") } else { format!(" {option}  ") };
                let style = match (is_it, has_focus) {
                    (true, true) => theme.focus,
                    (true, false) => theme.text,
                    (false, _) => theme.muted,
                };
                Span::styled(text, style)
            });
            (parts(theme, label, words.collect()), None)
        }
        Entry::Picks(list) if has_focus && !list.is_empty() => filter(theme, label, list, room),
        Entry::Picks(list) => {
            let shown = cut(&summary(list), room, theme.glyphs.ellipsis).into_owned();
            (parts(theme, label, vec![Span::styled(shown, theme.text)]), None)
        }
    }
}

fn parts(theme: &Theme, label: String, rest: Vec<Span<'static>>) -> Line<'static> {
    let mut spans = vec![Span::styled(label, theme.muted)];
    spans.extend(rest);
    Line::from(spans)
}

/// A line being typed, scrolled to its cursor.
fn typed(theme: &Theme, label: String, input: &Input, room: usize) -> (Line<'static>, Cursor) {
    let room = room.saturating_sub(1);
    let (shown, at) = seen(input, room);
    let cursor = label.columns() + at;
    let shown = fit(&shown, room, Align::Left, theme.glyphs.ellipsis);
    (parts(theme, label, vec![Span::styled(shown, theme.accent)]), Some(cursor))
}

/// `3 of 300: a, b, c`
fn summary(list: &PickList) -> String {
    if list.is_empty() {
        return "(there is none)".to_owned();
    }
    let names: Vec<&str> = list.picked_options().map(|option| option.shown.as_str()).collect();
    match names.len() {
        0 => format!("none of {}", list.len()),
        count => format!("{count} of {}: {}", list.len(), names.join(", ")),
    }
}

/// The line that filters the list below it, and how much of the list that is.
fn filter(theme: &Theme, label: String, list: &PickList, room: usize) -> (Line<'static>, Cursor) {
    let window = list.window();
    let (from, to) = (window.start + 1, window.end);
    let picked = list.picked_options().count();
    let counts = match list.matching() {
        0 => format!("none of {} matches", list.len()),
        matching => format!("{from}-{to} of {matching}, {picked} picked"),
    };
    let counts_width = counts.columns().min(room);
    let typing = room.saturating_sub(counts_width + 3);
    let (mut line, cursor) = typed(theme, label, list.filter(), typing + 1);
    line.push_span(Span::styled(format!("  {counts}"), theme.muted));
    (line, cursor)
}

/// One option of a list.
pub(super) fn option(
    theme: &Theme,
    form: &Form,
    field: usize,
    place: usize,
    inner: usize,
) -> Line<'static> {
    let list = form.fields.get(field).map(|field| &field.entry);
    let Some(Entry::Picks(list)) = list else { return Line::default() };
    let Some((option, has_cursor)) = list.row(place) else { return Line::default() };
    let sign = if has_cursor { "> " } else { "  " };
    let mark = if option.is_picked { "[x]" } else { "[ ]" };
    let shown = cut(&option.shown, inner.saturating_sub(LABEL + 8), theme.glyphs.ellipsis);
    let text = format!("{}{sign}{mark} {shown}", " ".repeat(LABEL + 2));
    Line::styled(text, if has_cursor { theme.focus } else { theme.text })
}
