//! The dialog of the saved queries.

use ratatui::text::{Line, Span};

use super::dialog::{Content, sentence};
use super::format::{Align, cut, fit};
use super::theme::Theme;
use crate::app::dialog::QueriesDialog;
use crate::app::dialog::queries::Saving;
use crate::app::{Action, Model};
use crate::domain::text::harmless;

/// Saved queries seen at once.
const SEEN: usize = 9;

/// What it says.
pub(super) fn content(
    theme: &Theme,
    model: &Model,
    dialog: &QueriesDialog,
    width: usize,
) -> Content {
    let mut content = Content::titled("Saved queries");
    let ellipsis = theme.glyphs.ellipsis;
    if !dialog.query.is_empty() {
        let text = harmless(dialog.query.text());
        content.lines.push(Line::from(vec![
            Span::styled("  the query       ", theme.muted),
            Span::styled(cut(&text, width.saturating_sub(18), ellipsis).into_owned(), theme.text),
        ]));
        if dialog.row.is_none() {
            content.input("> save it as      ", &dialog.name, width, theme);
        } else {
            let name = harmless(dialog.name.value()).into_owned();
            content.lines.push(Line::from(vec![
                Span::styled("  save it as      ", theme.muted),
                Span::styled(name, theme.text),
            ]));
        }
        content.lines.push(Line::default());
    }
    let saved = &model.saved.queries;
    let in_force = model.saved.in_force(model.people.query());
    let first = dialog.row.unwrap_or(0).saturating_sub(SEEN - 1);
    for (place, query) in saved.iter().enumerate().skip(first).take(SEEN) {
        let has_focus = dialog.row == Some(place);
        let sign = if has_focus { ">" } else { " " };
        let number = if place < 9 { (place + 1).to_string() } else { " ".into() };
        let name = fit(&harmless(&query.name), 20, Align::Left, ellipsis);
        let text = harmless(&query.text);
        let shown = if in_force == Some(place) { "  shown" } else { "" };
        let room = width.saturating_sub(26 + shown.len());
        let style = if has_focus { theme.focus } else { theme.text };
        content.lines.push(Line::from(vec![
            Span::styled(format!("{sign} {number} "), theme.muted),
            Span::styled(name, style),
            Span::styled(format!("  {}", cut(&text, room, ellipsis)), theme.muted),
            Span::styled(shown, theme.head),
        ]));
    }
    if saved.len() > first + SEEN {
        let more = format!("    {} more", saved.len() - first - SEEN);
        content.lines.push(Line::styled(more, theme.muted));
    }
    if !saved.is_empty() {
        content.lines.push(Line::default());
    }
    explain(theme, model, dialog, width, &mut content);
    content
}

/// What enter does here.
fn explain(
    theme: &Theme,
    model: &Model,
    dialog: &QueriesDialog,
    width: usize,
    content: &mut Content,
) {
    let hint = |action: Action| model.keymap.hint(action);
    let (accept, remove) = (hint(Action::DialogAccept), hint(Action::DialogRemove));
    if dialog.row.is_some() {
        let said = format!("{accept} shows it; {remove} removes it.");
        return content.wrapped(&said, width, theme.muted);
    }
    match dialog.saving(&model.saved) {
        Err(why) if dialog.name.value().is_empty() => {
            content.wrapped(&sentence(&why), width, theme.muted);
        }
        Err(why) => content.wrapped(&sentence(&why), width, theme.danger),
        Ok(Saving::Add(place)) if place < 9 => {
            let said = format!("{accept} saves it; its key will be {}.", place + 1);
            content.wrapped(&said, width, theme.text);
        }
        Ok(Saving::Add(_)) => {
            let said = format!("{accept} saves it, without a key: nine have one.");
            content.wrapped(&said, width, theme.text);
        }
        Ok(Saving::Replace(place)) => {
            let old = model.saved.queries.get(place);
            let old = old.map(|old| (harmless(&old.name), harmless(&old.text)));
            let (name, text) = old.unwrap_or_default();
            let said = if *text == *dialog.to_save().text {
                format!("It is saved as {name} already.")
            } else {
                format!("{accept} overwrites {name}, which is now: {text}")
            };
            content.wrapped(&said, width, theme.warn);
        }
    }
}
