//! What may follow the keys pressed so far, over the bottom of the body.

use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

use super::canvas::{Canvas, line_of};
use super::format::{Align, fit};
use crate::app::Model;
use crate::app::availability::availability;
use crate::app::chord::Sequence;

/// Columns of one entry, at least.
const ENTRY: usize = 34;

/// One thing that may follow: its keys, its title, and why not now.
struct Entry {
    keys: String,
    title: &'static str,
    why_not: Option<String>,
}

/// Draws it, if keys are waited for.
pub(super) fn draw(canvas: &mut Canvas<'_>, body: Rect, model: &Model) {
    if model.pending.is_empty() || body.height < 3 {
        return;
    }
    let theme = *canvas.theme;
    let entries = entries(model);
    let most = usize::from(body.height - 2).max(1);
    let wanted = (usize::from(body.width) / ENTRY).max(1);
    let columns = wanted.max(entries.len().div_ceil(most)).max(1);
    let rows = entries.len().div_ceil(columns);
    let height = u16::try_from(rows + 1).unwrap_or(u16::MAX).min(body.height);
    let area = Rect { y: body.bottom() - height, height, ..body };
    canvas.clear(area);
    let pressed = Sequence::from(model.pending.as_slice()).to_string();
    let rule: String = std::iter::repeat_n(theme.glyphs.rule, usize::from(area.width)).collect();
    canvas.sentence(area, &rule, theme.frame);
    let head = Line::from(vec![
        Span::styled(format!(" {pressed} "), theme.accent),
        Span::styled("then … ".replace('…', &theme.glyphs.ellipsis.to_string()), theme.muted),
    ]);
    canvas.line(area.x + 1, area.y, area.width.saturating_sub(2), &head);
    let keys = entries.iter().map(|entry| entry.keys.width()).max().unwrap_or(0);
    let width = usize::from(area.width) / columns;
    for (index, entry) in entries.iter().enumerate() {
        let (column, row) = (index / rows, index % rows);
        let at = line_of(area, u16::try_from(row + 1).unwrap_or(u16::MAX));
        if at.height == 0 {
            continue;
        }
        let left = u16::try_from(column * width).unwrap_or(u16::MAX);
        let key = fit(&entry.keys, keys, Align::Left, theme.glyphs.ellipsis);
        let (text, style) = match &entry.why_not {
            None => (entry.title.to_owned(), theme.text),
            Some(why) => (format!("{}: {why}", entry.title), theme.muted),
        };
        let room = width.saturating_sub(keys + 4);
        let text = fit(&text, room, Align::Left, theme.glyphs.ellipsis);
        let key_style = if entry.why_not.is_none() { theme.accent } else { theme.muted };
        let line = Line::from(vec![
            Span::raw("  "),
            Span::styled(key, key_style),
            Span::raw(" "),
            Span::styled(text, style),
        ]);
        canvas.line(area.x.saturating_add(left), at.y, area.width.saturating_sub(left), &line);
    }
}

fn entries(model: &Model) -> Vec<Entry> {
    let after = model.keymap.after(model.screen().contexts(), &model.pending);
    let entry = |(keys, action): (Sequence, crate::app::Action)| Entry {
        keys: keys.to_string(),
        title: action.row().title,
        why_not: availability(model, action).err(),
    };
    let mut entries: Vec<Entry> = after.into_iter().map(entry).collect();
    entries.sort_by_key(|entry| (entry.keys.to_lowercase(), entry.keys.clone()));
    entries
}
