//! The profiles: their servers, their labels, and which one is at work. A list has room for one
//! address at most where it is narrow, so that those of the profile under the cursor stand below
//! it, in full, with how the servers are where that is known.

use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::canvas::{Canvas, inside, line_of};
use super::format::{Align, cut, fit};
use super::{header, table};
use crate::app::geometry::PROFILE_DETAIL;
use crate::app::screen::profiles::ProfilesScreen;
use crate::app::{Action, Model, Profile, Server};
use crate::domain::cells::Columns;
use crate::domain::text::harmless;

/// Columns that are left to what is said of a server, however long its address.
const SAID: usize = 20;

/// Draws it.
pub(super) fn draw(canvas: &mut Canvas<'_>, area: Rect, model: &Model, screen: &ProfilesScreen) {
    let Some(seen) = model.front() else { return };
    let theme = *canvas.theme;
    let list = inside(area, 0, PROFILE_DETAIL);
    table::draw(canvas, list, &seen, &model.lens());
    if model.profiles.is_empty() {
        let add = model.keymap.hint(Action::AddProfile);
        let text = format!("   There is no profile in the configuration; {add} adds one.");
        canvas.sentence(line_of(list, 2), &text, theme.text);
    }
    if let Some(profile) = screen.selected(model) {
        servers(canvas, inside(area, list.height + 1, 1), model, profile);
    }
    let foot = line_of(area, area.height.saturating_sub(1));
    canvas.sentence(foot, " Credentials are kept elsewhere and only named here.", theme.muted);
}

/// Address first, then which server that is; of the profile at work its version and health, too.
fn servers(canvas: &mut Canvas<'_>, area: Rect, model: &Model, profile: &Profile) {
    let theme = *canvas.theme;
    let ellipsis = theme.glyphs.ellipsis;
    let width = usize::from(area.width);
    let both = [(Server::Proxy, profile.proxy_url()), (Server::Webui, profile.webui_url())];
    let both = both.map(|(server, url)| (server, url.map(harmless)));
    let widest = both.iter().filter_map(|(_, url)| url.as_ref()).map(|url| url.columns()).max();
    let column = widest.unwrap_or(0).min(width.saturating_sub(SAID + 3));
    for ((server, url), down) in both.into_iter().zip(0..) {
        let (said, style) = match &url {
            None => (format!("no {} in this profile", server.name()), theme.muted),
            Some(_) if profile.name == model.profile.name => header::health(&theme, model, server),
            Some(_) => (server.name().to_owned(), theme.muted),
        };
        let mut spans = vec![Span::raw(" ")];
        if let Some(url) = url {
            spans.push(Span::styled(fit(&url, column, Align::Left, ellipsis), theme.text));
            spans.push(Span::raw("  "));
        }
        let room = width.saturating_sub(spans.iter().map(Columns::columns).sum());
        spans.push(Span::styled(cut(&said, room, ellipsis).into_owned(), style));
        let at = line_of(area, down);
        if at.height > 0 {
            canvas.line(at.x, at.y, at.width, &Line::from(spans));
        }
    }
}
