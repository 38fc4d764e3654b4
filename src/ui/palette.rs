//! The command palette: a line at the top of the body, and under it what it may become.

use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};

use super::canvas::{Canvas, line_of};
use super::entry;
use super::format::{Align, cut, fit};
use crate::app::Model;
use crate::app::geometry::Geometry;
use crate::app::mouse::Spot;
use crate::app::palette::{Offer, Palette};
use crate::app::wrap::wrap;
use crate::domain::cells::Columns;

/// Columns of a name at most, and of its keys.
const NAME: usize = 26;
const KEYS: usize = 9;

/// Said before anything is typed.
const BEGIN: &str = "A few letters of a name are enough; up brings back what was run before.";

/// Draws it; says where the cursor of its line is.
pub(super) fn draw(
    canvas: &mut Canvas<'_>,
    body: Rect,
    model: &Model,
    palette: &Palette,
) -> Option<Position> {
    let offers = palette.offers(model);
    let rows = offers.len().clamp(1, Geometry::of(model).offers());
    // The line, the list, a rule, and two lines for what is chosen.
    let height = u16::try_from(rows + 4).unwrap_or(u16::MAX).min(body.height);
    let area = Rect { height, ..body };
    canvas.clear(area);
    let cursor = entry::draw(canvas, area, " :", &palette.input);
    let theme = *canvas.theme;
    if offers.is_empty() {
        let nothing = match palette.hint() {
            Some(_) => "Type it; enter runs the line.",
            None => "No command is called that; enter says which is nearest.",
        };
        canvas.sentence(line_of(area, 1), &format!("   {nothing}"), theme.muted);
    }
    let name = offers.iter().map(|offer| offer.name.columns()).max().unwrap_or(0).min(NAME);
    for (index, down) in palette.list.window(offers.len(), rows).zip(1..) {
        let Some(offer) = offers.get(index) else { continue };
        let at = line_of(area, down);
        draw_offer(canvas, at, offer, name);
        canvas.listen(at, Spot::Offer(index));
        if index == palette.list.cursor && palette.takes_offer() {
            canvas.highlight(at, theme.selection);
        }
    }
    draw_detail(canvas, area, &detail(palette, &offers));
    cursor
}

fn draw_offer(canvas: &mut Canvas<'_>, at: Rect, offer: &Offer, name: usize) {
    let theme = *canvas.theme;
    let ellipsis = theme.glyphs.ellipsis;
    let is_available = offer.why_not.is_none();
    let style = |style| if is_available { style } else { theme.muted };
    let text = offer.why_not.as_ref().unwrap_or(&offer.help);
    let room = usize::from(at.width).saturating_sub(name + KEYS + 6);
    let line = Line::from(vec![
        Span::raw("   "),
        Span::styled(fit(&offer.name, name, Align::Left, ellipsis), style(theme.text)),
        Span::raw("  "),
        Span::styled(fit(&offer.keys, KEYS, Align::Left, ellipsis), style(theme.accent)),
        Span::styled(cut(text, room, ellipsis), theme.muted),
    ]);
    canvas.line(at.x, at.y, at.width, &line);
}

fn detail(palette: &Palette, offers: &[Offer]) -> String {
    let offer = offers.get(palette.list.cursor).filter(|_| palette.takes_offer());
    match offer {
        Some(Offer { help, why_not: Some(why), .. }) => format!("{help} Not now: {why}."),
        Some(offer) => offer.help.clone(),
        None => palette.hint().unwrap_or_else(|| BEGIN.to_owned()),
    }
}

/// What is chosen, whole: the list has room for a line of it only.
fn draw_detail(canvas: &mut Canvas<'_>, area: Rect, text: &str) {
    let theme = *canvas.theme;
    let rule: String = std::iter::repeat_n(theme.glyphs.rule, usize::from(area.width)).collect();
    canvas.sentence(line_of(area, area.height.saturating_sub(3)), &rule, theme.frame);
    let lines = wrap(text, usize::from(area.width).saturating_sub(4));
    for (line, down) in lines.iter().take(2).zip(area.height.saturating_sub(2)..) {
        canvas.sentence(line_of(area, down), &format!("   {line}"), theme.text);
    }
}
