//! The query: its line with what is wrong marked where it is wrong, and what can be typed next
//! under it.

use std::ops::Range;

use ratatui::layout::{Position, Rect};
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};
use unicode_segmentation::UnicodeSegmentation;

use super::canvas::{Canvas, line_of};
use super::format::{Align, cut, fit};
use super::theme::Theme;
use crate::app::mouse::Spot;
use crate::app::{Model, QueryLine};
use crate::domain::cells::Columns;
use crate::domain::money::group_thousands;
use crate::domain::text::harmless;

const PROMPT: &str = " / ";

/// Columns of the offers, at most: the list under them is to be seen.
const WIDEST: usize = 66;

/// Offers seen at once.
const SEEN: usize = 8;

/// One sign of the line as it is drawn: from which column on, and from which character of the text.
struct Cell {
    shown: String,
    column: usize,
    width: usize,
    at: usize,
    chars: usize,
}

impl Cell {
    /// Whether it is of any of these characters.
    fn is_in(&self, range: &Range<usize>) -> bool {
        range.start < self.at + self.chars && self.at < range.end
    }
}

fn cells(text: &str) -> Vec<Cell> {
    let (mut column, mut at) = (0, 0);
    let mut cells = Vec::new();
    for grapheme in text.graphemes(true) {
        let shown = harmless(grapheme).into_owned();
        let (width, chars) = (shown.columns(), grapheme.chars().count());
        cells.push(Cell { shown, column, width, at, chars });
        column += width;
        at += chars;
    }
    cells
}

/// Where the sign with that character begins.
fn column_of(cells: &[Cell], at: usize) -> usize {
    let end = cells.last().map_or(0, |cell| cell.column + cell.width);
    cells.iter().find(|cell| at < cell.at + cell.chars).map_or(end, |cell| cell.column)
}

/// Columns of the text that are scrolled out to the left, whole signs, so that the cursor is seen.
fn scroll(cells: &[Cell], line: Option<&QueryLine>, room: usize) -> usize {
    let cursor = line.map_or(0, |line| column_of(cells, line.input.cursor()));
    let least = (cursor + 1).saturating_sub(room);
    let mut columns = cells.iter().map(|cell| cell.column);
    columns.find(|column| *column >= least).unwrap_or(least)
}

fn room(area: Rect) -> usize {
    usize::from(area.width).saturating_sub(PROMPT.columns() + 1)
}

/// Draws the line at the top of the body, and over the list what can be typed next.
pub(super) fn draw(canvas: &mut Canvas<'_>, area: Rect, model: &Model) {
    let lines = draw_line(canvas, area, model);
    draw_offers(canvas, area, lines, model);
}

/// What is wrong takes the next line, too, where it has no room beside the text; how many lines
/// that are.
fn draw_line(canvas: &mut Canvas<'_>, area: Rect, model: &Model) -> u16 {
    let theme = *canvas.theme;
    let line = model.query_line.as_ref();
    let text = line.map_or(model.people.query().text(), QueryLine::value);
    let cells = cells(text);
    let scroll = scroll(&cells, line, room(area));
    let mut spans = vec![Span::styled(PROMPT, theme.accent)];
    spans.extend(text_spans(&theme, &cells, line, scroll));
    let left = Line::from(spans);
    let at = line_of(area, 0);
    let Some((sentence, style)) = complaint(&theme, line) else {
        canvas.ends(at, &left, &found(&theme, model));
        return 1;
    };
    canvas.line(at.x, at.y, at.width, &left);
    let sentence = format!("{sentence} ");
    if left.columns() + 3 + sentence.columns() <= usize::from(area.width) {
        canvas.ends(at, &left, &Line::styled(sentence, style));
        return 1;
    }
    let under = line_of(area, 1);
    canvas.clear(under);
    canvas.listen(under, Spot::Covered);
    let indent = u16::try_from(PROMPT.columns()).unwrap_or(0).min(under.width);
    let under = Rect { x: under.x + indent, width: under.width - indent, ..under };
    canvas.sentence(under, &sentence, style);
    2
}

/// Underlined, too: colour never says anything alone.
fn text_spans(
    theme: &Theme,
    cells: &[Cell],
    line: Option<&QueryLine>,
    scroll: usize,
) -> Vec<Span<'static>> {
    let error = line.and_then(|line| line.error.as_ref());
    let marked = error.filter(|error| !error.is_unfinished || is_loud(line));
    let range = marked.map_or(0..0, |error| error.range.clone());
    let style = theme.danger.add_modifier(Modifier::UNDERLINED);
    let seen = cells.iter().filter(|cell| cell.column >= scroll);
    let span = |cell: &Cell| {
        Span::styled(cell.shown.clone(), if cell.is_in(&range) { style } else { theme.text })
    };
    seen.map(span).collect()
}

fn is_loud(line: Option<&QueryLine>) -> bool {
    line.is_some_and(|line| line.is_insisted)
}

/// What is wrong, in place of the count; what is only begun is said quietly.
fn complaint(theme: &Theme, line: Option<&QueryLine>) -> Option<(String, Style)> {
    let error = line?.error.as_ref()?;
    let style = if error.is_unfinished && !is_loud(line) { theme.muted } else { theme.danger };
    Some((harmless(&error.sentence).into_owned(), style))
}

/// How many are found, and under which name the query is saved.
fn found(theme: &Theme, model: &Model) -> Line<'static> {
    let shown = group_thousands(model.people.shown().len() as u64);
    let mut spans = vec![Span::styled(format!("{shown} found "), theme.muted)];
    let place = model.saved.in_force(model.people.query());
    if let Some((place, saved)) = place.and_then(|at| Some((at, model.saved.queries.get(at)?))) {
        let number = if place < 9 { format!("{} ", place + 1) } else { String::new() };
        let name = format!("{number}{}", harmless(&saved.name));
        spans.insert(0, Span::styled(format!("{name}  "), theme.head));
    }
    Line::from(spans)
}

/// Where the query is being typed.
pub(super) fn cursor(model: &Model, body: Rect) -> Option<Position> {
    let line = model.query_line.as_ref()?;
    let cells = cells(line.value());
    let scroll = scroll(&cells, Some(line), room(body));
    let column = column_of(&cells, line.input.cursor()).saturating_sub(scroll) + PROMPT.columns();
    let column = u16::try_from(column).unwrap_or(u16::MAX);
    Some(Position { x: body.x.saturating_add(column), y: body.y })
}

/// Draws what can be typed next, so many lines down.
fn draw_offers(canvas: &mut Canvas<'_>, area: Rect, top: u16, model: &Model) {
    let Some(line) = model.query_line.as_ref().filter(|line| line.shows_offers()) else { return };
    let theme = *canvas.theme;
    let (offers, taken) = line.offers();
    let cells = cells(line.value());
    let column = column_of(&cells, offers.range.start).saturating_sub(scroll(
        &cells,
        Some(line),
        room(area),
    ));
    let first = taken.unwrap_or(0).saturating_sub(SEEN - 1);
    let seen: Vec<(usize, String, String)> = offers
        .items
        .iter()
        .enumerate()
        .skip(first)
        .take(SEEN)
        .map(|(n, offer)| {
            (n, harmless(&offer.insert).into_owned(), harmless(&offer.detail).into_owned())
        })
        .collect();
    let widest = |of: &dyn Fn(&(usize, String, String)) -> usize| seen.iter().map(of).max();
    let names = widest(&|(_, name, _)| name.columns()).unwrap_or(0).min(32);
    let details = widest(&|(_, _, detail)| detail.columns()).unwrap_or(0);
    let gap = if details > 0 { 2 } else { 0 };
    let most = usize::from(area.width).saturating_sub(2).min(WIDEST);
    let width = (names + gap + details + 4).min(most);
    let x = (column + PROMPT.columns() - 2).min(usize::from(area.width).saturating_sub(width));
    let cell = |n: usize| u16::try_from(n).unwrap_or(u16::MAX);
    let (down, across) = if theme.glyphs.is_ascii { ("|", "-") } else { ("│", "─") };
    let place = |down: u16| {
        let at = line_of(area, top.saturating_add(down));
        Rect { x: at.x.saturating_add(cell(x)), width: cell(width), ..at }
    };
    for (row, (n, name, detail)) in seen.iter().enumerate() {
        let at = place(cell(row));
        if at.height == 0 {
            return;
        }
        canvas.clear(at);
        canvas.listen(at, Spot::Offer(*n));
        let ellipsis = theme.glyphs.ellipsis;
        let name = fit(name, names, Align::Left, ellipsis);
        let room = width.saturating_sub(names + gap + 4);
        let detail = fit(&cut(detail, room, ellipsis), room, Align::Left, ellipsis);
        let is_taken = taken == Some(*n);
        let style = if is_taken { theme.focus } else { theme.text };
        let line = Line::from(vec![
            Span::styled(format!("{down} "), theme.frame),
            Span::styled(name, style),
            Span::styled(" ".repeat(gap), theme.text),
            Span::styled(detail, theme.muted),
            Span::styled(format!(" {down}"), theme.frame),
        ]);
        canvas.line(at.x, at.y, at.width, &line);
    }
    let at = place(cell(seen.len()));
    if at.height == 0 {
        return;
    }
    let left = offers.items.len().saturating_sub(first + seen.len());
    let more = if left > 0 { format!(" {left} more ") } else { String::new() };
    let rule = across.repeat(width.saturating_sub(more.columns() + 2));
    let corner = if theme.glyphs.is_ascii { ("+", "+") } else { ("└", "┘") };
    canvas.clear(at);
    canvas.listen(at, Spot::Covered);
    let edge = format!("{}{more}{rule}{}", corner.0, corner.1);
    canvas.text(at.x, at.y, at.width, &edge, theme.frame);
}
