//! The profiles: their servers, their labels, and which one is at work.

use ratatui::layout::Rect;

use super::canvas::{Canvas, inside, line_of};
use super::table;
use crate::app::{Action, Model};

/// Draws it.
pub(super) fn draw(canvas: &mut Canvas<'_>, area: Rect, model: &Model) {
    let Some(seen) = model.front() else { return };
    let theme = *canvas.theme;
    let list = inside(area, 0, 1);
    table::draw(canvas, list, &seen, &model.lens());
    if model.profiles.is_empty() {
        let add = model.keymap.hint(Action::AddProfile);
        let text = format!("   There is no profile in the configuration; {add} adds one.");
        canvas.sentence(line_of(list, 2), &text, theme.text);
    }
    let foot = line_of(area, area.height.saturating_sub(1));
    canvas.sentence(foot, " Credentials are kept elsewhere and only named here.", theme.muted);
}
