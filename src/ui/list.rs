//! A list with its frame: what stands above it, what is said where it has no rows, the one under
//! the cursor in full, the last line.

use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::canvas::{Canvas, inside, line_of};
use super::{detail, filter, table};
use crate::app::Model;
use crate::app::screen::{Foot, HeadLine};
use crate::domain::cells::Columns;
use crate::table::{Table, Tone};

/// Draws the one in front.
pub(super) fn draw(canvas: &mut Canvas<'_>, area: Rect, model: &Model) {
    let (screen, Some(seen)) = (model.screen(), model.front()) else { return };
    let Some((above, below)) = screen.around(model, area.height) else { return };
    let frame = screen.frame(model, area.width);
    for (line, down) in frame.head.iter().zip(0..) {
        head(canvas, line_of(area, down), line);
    }
    let list = inside(area, above, below);
    table::draw(canvas, list, &seen, &model.lens());
    if seen.table.rows().is_empty() {
        nothing(canvas, list, &frame.nothing);
    }
    if !frame.detail.is_empty() {
        let below = inside(area, area.height.saturating_sub(below), 0);
        detail::draw(canvas, below, &frame.detail);
    }
    let filter = screen.filter().map(|it| filter::spans(canvas.theme, it)).unwrap_or_default();
    let at = line_of(area, area.height.saturating_sub(1));
    match frame.foot {
        Foot::Sums(news) => table::draw_foot(canvas, at, &seen, filter, &news),
        Foot::Words(words) => {
            let muted = canvas.theme.muted;
            canvas.sentence(at, &format!(" {words}"), muted);
        }
        Foot::Counts { must, more, right } => {
            counts(canvas, at, seen.table, filter, (must, more), right);
        }
        Foot::Nothing => {}
    }
}

fn head(canvas: &mut Canvas<'_>, at: Rect, line: &HeadLine) {
    let theme = *canvas.theme;
    let left = match line.left.as_slice() {
        [(text, tone)] if line.right.is_empty() => {
            return canvas.sentence(at, &format!(" {text}"), theme.tone(*tone));
        }
        [(text, tone)] => Line::styled(format!(" {text}"), theme.tone(*tone)),
        several => {
            let pieces = several.iter().map(|(text, tone)| Span::styled(text, theme.tone(*tone)));
            std::iter::once(Span::raw(" ")).chain(pieces).collect()
        }
    };
    let right = Line::styled(line.right.as_str(), theme.muted);
    canvas.ends(at, &left, &right);
}

/// Under the heads: a sentence, or two of which the second says what can be done.
fn nothing(canvas: &mut Canvas<'_>, list: Rect, said: &[(String, Tone)]) {
    let theme = *canvas.theme;
    if let [(text, tone)] = said {
        return canvas.sentence(line_of(list, 2), &format!("   {text}"), theme.tone(*tone));
    }
    for ((text, tone), down) in said.iter().zip(2..) {
        let line = line_of(list, down);
        let at = Rect { x: line.x + 3, width: line.width.saturating_sub(3), ..line };
        canvas.sentence(at, text, theme.tone(*tone));
    }
}

type Said = (String, Tone);

fn counts(
    canvas: &mut Canvas<'_>,
    at: Rect,
    table: &Table,
    filter: Vec<Span<'static>>,
    (must, more): (Option<Said>, Vec<Said>),
    right: String,
) {
    let theme = *canvas.theme;
    let dot = theme.glyphs.dot;
    let mut left = filter;
    left.extend(table::counts(&theme, table));
    let span = |(text, tone): Said| Span::styled(format!(" {dot} {text}"), theme.tone(tone));
    left.extend(must.map(span));
    let right = Line::styled(right, theme.muted);
    let room = usize::from(at.width).saturating_sub(right.columns() + 2);
    for more in more.into_iter().map(span) {
        let used: usize = left.iter().map(Columns::columns).sum();
        if used + more.columns() <= room {
            left.push(more);
        }
    }
    canvas.ends(at, &Line::from(left), &right);
}
