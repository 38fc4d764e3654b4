//! The profiles: their servers, their labels, and which one is at work.

use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::canvas::{Canvas, inside, line_of};
use super::format::{Align, fit};
use crate::app::list::ListState;
use crate::app::{Action, Model, Profile};
use crate::domain::text::harmless;

/// Draws it.
pub(super) fn draw(canvas: &mut Canvas<'_>, area: Rect, model: &Model, list: ListState) {
    let theme = *canvas.theme;
    let widths = widths(usize::from(area.width));
    let head = line(canvas, &widths, ["", "PROFILE", "LITELLM", "OPEN WEBUI", "MODE", "LABEL"]);
    canvas.line(area.x, area.y, area.width, &head.style(theme.head));
    let body = inside(area, 1, 1);
    if model.profiles.is_empty() {
        let add = model.keymap.hint(Action::AddProfile);
        let text = format!("   There is no profile in the configuration; {add} adds one.");
        canvas.sentence(line_of(body, 1), &text, theme.text);
    }
    for (down, row) in list.window(model.profiles.len(), usize::from(body.height)).enumerate() {
        let Some(profile) = model.profiles.get(row) else { continue };
        let at = line_of(body, u16::try_from(down).unwrap_or(u16::MAX));
        let is_selected = row == list.cursor;
        let drawn = draw_profile(canvas, &widths, model, profile, is_selected);
        canvas.line(at.x, at.y, at.width, &drawn);
        if is_selected {
            canvas.highlight(at, theme.selection);
        }
    }
    let foot = line_of(area, area.height.saturating_sub(1));
    canvas.sentence(foot, " Credentials are kept elsewhere and only named here.", theme.muted);
}

fn draw_profile(
    canvas: &Canvas<'_>,
    widths: &[usize; 6],
    model: &Model,
    profile: &Profile,
    is_selected: bool,
) -> Line<'static> {
    let none = canvas.theme.glyphs.none;
    let show = |text: Option<&str>| text.map_or(none.into(), |t| harmless(t).into_owned());
    let is_active = profile.name == model.profile.name;
    let margin =
        format!("{}{}", if is_selected { ">" } else { " " }, if is_active { "*" } else { " " });
    let name = harmless(&profile.name);
    let mode = if profile.read_only { "read-only" } else { "read-write" };
    let name = if is_active { format!("{name} (at work)") } else { name.into_owned() };
    line(
        canvas,
        widths,
        [
            &margin,
            &name,
            &show(profile.proxy_url()),
            &show(profile.webui_url()),
            mode,
            &show(profile.label.as_deref()),
        ],
    )
}

fn widths(width: usize) -> [usize; 6] {
    let room = width.saturating_sub(2 + 10 + 5 + 5);
    let label = (room / 6).min(16);
    let name = (room / 4).min(28);
    let url = room.saturating_sub(label + name) / 2;
    [2, name, url, url, 10, label]
}

fn line(canvas: &Canvas<'_>, widths: &[usize; 6], texts: [&str; 6]) -> Line<'static> {
    let ellipsis = canvas.theme.glyphs.ellipsis;
    let mut spans = Vec::new();
    for (text, width) in texts.into_iter().zip(widths) {
        spans.push(Span::raw(fit(text, *width, Align::Left, ellipsis)));
        spans.push(Span::raw(" "));
    }
    Line::from(spans)
}
