//! What may follow the keys pressed so far, over the bottom of the body.

use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::canvas::{Canvas, line_of};
use super::format::{Align, cut, fit};
use crate::app::availability::availability;
use crate::app::chord::Sequence;
use crate::app::mouse::Spot;
use crate::app::{Action, Model};
use crate::domain::cells::Columns;

/// Columns before each entry, and between its keys and its words.
const INDENT: usize = 2;

/// One thing that may follow.
struct Entry {
    keys: String,
    /// What it does, and why not now.
    text: String,
    is_available: bool,
}

/// Draws it, if keys are waited for.
pub(super) fn draw(canvas: &mut Canvas<'_>, body: Rect, model: &Model) {
    if model.pending.is_empty() || body.height < 3 {
        return;
    }
    let theme = *canvas.theme;
    let entries = entries(model);
    let keys = entries.iter().map(|entry| entry.keys.columns()).max().unwrap_or(0);
    let text = entries.iter().map(|entry| entry.text.columns()).max().unwrap_or(0);
    // As many columns as show every entry whole; more only where there are not lines enough.
    let whole = usize::from(body.width) / (INDENT + keys + INDENT + text).max(1);
    let least = entries.len().div_ceil(usize::from(body.height - 1));
    let columns = whole.max(least).max(1);
    let rows = entries.len().div_ceil(columns);
    let height = u16::try_from(rows + 1).unwrap_or(u16::MAX).min(body.height);
    let area = Rect { y: body.bottom() - height, height, ..body };
    canvas.clear(area);
    canvas.listen(area, Spot::Covered);
    draw_head(canvas, area, model);
    let width = usize::from(area.width) / columns;
    for (index, entry) in entries.iter().enumerate() {
        let (column, row) = (index / rows, index % rows);
        let at = line_of(area, u16::try_from(row + 1).unwrap_or(u16::MAX));
        let left = u16::try_from(column * width).unwrap_or(u16::MAX);
        if at.height == 0 {
            continue;
        }
        let styles = if entry.is_available {
            (theme.accent, theme.text)
        } else {
            (theme.muted, theme.muted)
        };
        let key = fit(&entry.keys, keys, Align::Left, theme.glyphs.ellipsis);
        let room = width.saturating_sub(keys + 2 * INDENT);
        let line = Line::from(vec![
            Span::raw(" ".repeat(INDENT)),
            Span::styled(key, styles.0),
            Span::raw(" "),
            Span::styled(cut(&entry.text, room, theme.glyphs.ellipsis), styles.1),
        ]);
        canvas.line(area.x.saturating_add(left), at.y, area.width.saturating_sub(left), &line);
    }
}

fn draw_head(canvas: &mut Canvas<'_>, area: Rect, model: &Model) {
    let theme = *canvas.theme;
    let rule: String = std::iter::repeat_n(theme.glyphs.rule, usize::from(area.width)).collect();
    canvas.sentence(area, &rule, theme.frame);
    let pressed = Sequence::from(model.pending.as_slice());
    let head = Line::from(vec![
        Span::styled(format!(" {pressed} "), theme.accent),
        Span::styled("and then ", theme.muted),
    ]);
    canvas.line(area.x.saturating_add(1), area.y, area.width.saturating_sub(2), &head);
}

fn entries(model: &Model) -> Vec<Entry> {
    let after = model.keymap.after(model.screen().contexts(), &model.pending);
    let entry = |(keys, action): (Sequence, Action)| {
        let why_not = availability(model, action).err();
        let title = action.row().title;
        Entry {
            keys: keys.to_string(),
            is_available: why_not.is_none(),
            text: why_not.map_or_else(|| title.to_owned(), |why| format!("{title}: {why}")),
        }
    };
    let mut entries: Vec<Entry> = after.into_iter().map(entry).collect();
    entries.sort_by_key(|entry| (entry.keys.to_lowercase(), entry.keys.clone()));
    entries
}
