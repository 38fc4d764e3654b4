//! The request log: one line a request, the newest at the bottom, failures in a word and a colour.

use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

use super::canvas::{Canvas, inside, line_of};
use super::format::{Align, fit};
use super::theme::Theme;
use crate::app::mouse::Spot;
use crate::app::requests::list::RequestList;
use crate::app::requests::{KEPT, Logged};
use crate::app::{Action, Model};
use crate::domain::money::group_thousands;
use crate::domain::text::harmless;
use crate::engine::Service;

const PROMPT: &str = " / ";

/// From this width on, the server has its whole name, and what came of it its own column.
const WIDE: u16 = 110;

/// From this width on, there is room for the size of the answer.
const ROOMY: u16 = 76;

/// Draws it.
pub(super) fn draw(canvas: &mut Canvas<'_>, area: Rect, model: &Model, list: &RequestList) {
    let theme = *canvas.theme;
    let columns = Columns::fit(area.width);
    canvas.sentence(line_of(area, 0), &columns.head(&theme), theme.head);
    let body = inside(area, 1, 1);
    if list.is_empty() {
        let text = if list.words().is_empty() {
            "Nothing was asked of the servers yet."
        } else {
            "No request holds all of these words."
        };
        canvas.sentence(line_of(body, 1), &format!("   {text}"), theme.muted);
    }
    let state = list.list();
    for (down, row) in state.window(list.len(), usize::from(body.height)).enumerate() {
        let Some(logged) = list.id(row).and_then(|id| model.requests.get(id)) else { continue };
        let at = line_of(body, u16::try_from(down).unwrap_or(u16::MAX));
        let is_selected = row == state.cursor;
        canvas.listen(at, Spot::Row(row));
        canvas.line(at.x, at.y, at.width, &columns.row(&theme, logged, is_selected));
        if is_selected {
            canvas.highlight(at, theme.selection);
        }
    }
    draw_foot(canvas, line_of(area, area.height.saturating_sub(1)), model, list);
}

/// Where the filter is being typed: in the foot.
pub(super) fn cursor(list: &RequestList, body: Rect) -> Option<Position> {
    let input = list.input.as_ref()?;
    let before: String = input.value().chars().take(input.cursor()).collect();
    let column = u16::try_from(PROMPT.width() + harmless(&before).width()).unwrap_or(u16::MAX);
    Some(Position { x: body.x.saturating_add(column), y: body.bottom().saturating_sub(1) })
}

fn draw_foot(canvas: &mut Canvas<'_>, area: Rect, model: &Model, list: &RequestList) {
    let theme = *canvas.theme;
    let dot = theme.glyphs.dot;
    let number = |n: usize| group_thousands(n as u64);
    let words = list.input.as_ref().map_or(list.words(), |input| input.value());
    let left = if list.input.is_some() || !words.is_empty() {
        Line::from(vec![
            Span::styled(PROMPT, theme.accent),
            Span::raw(harmless(words).into_owned()),
            Span::styled(format!("   {} found", number(list.len())), theme.muted),
        ])
    } else {
        let noun = if list.len() == 1 { "request" } else { "requests" };
        let mut text = format!(" {} {noun}", number(list.len()));
        if model.requests.dropped() > 0 {
            let dropped = group_thousands(model.requests.dropped());
            text = format!("{text} {dot} {dropped} older not kept (over {})", number(KEPT));
        }
        Line::from(Span::styled(text, theme.muted))
    };
    let follow = if list.follows() {
        "following the newest ".to_owned()
    } else {
        format!("{} follows the newest ", model.keymap.hint(Action::Bottom))
    };
    canvas.ends(area, &left, &Line::from(Span::styled(follow, theme.muted)));
}

/// The widths of a row.
struct Columns {
    is_wide: bool,
    has_size: bool,
    path: usize,
}

const TIME: usize = 8;
const METHOD: usize = 6;
const STATUS: usize = 3;
const RESULT: usize = 15;
const MILLIS: usize = 6;
const SIZE: usize = 10;
const ATTEMPT: usize = 3;
const CHANGE: usize = 15;

impl Columns {
    fn fit(width: u16) -> Self {
        let (is_wide, has_size) = (width >= WIDE, width >= ROOMY);
        let mut taken = vec![TIME, server_width(is_wide), METHOD, STATUS, MILLIS];
        if has_size {
            taken.push(SIZE);
        }
        if is_wide {
            taken.extend([RESULT, ATTEMPT, CHANGE]);
        }
        let taken = 3 + taken.iter().map(|column| column + 2).sum::<usize>();
        Self { is_wide, has_size, path: usize::from(width).saturating_sub(taken + 1) }
    }

    fn head(&self, theme: &Theme) -> String {
        let cell =
            |text: &str, width: usize, align| fit(text, width, align, theme.glyphs.ellipsis) + "  ";
        let (left, right) = (Align::Left, Align::Right);
        let mut head = String::from("   ");
        head += &cell("TIME", TIME, left);
        head += &cell("SERVER", server_width(self.is_wide), left);
        head += &cell("METHOD", METHOD, left);
        head += &cell("PATH", self.path, left);
        head += &cell("", STATUS, right);
        if self.is_wide {
            head += &cell("RESULT", RESULT, left);
        }
        head += &cell("MS", MILLIS, right);
        if self.has_size {
            head += &cell("BYTES", SIZE, right);
        }
        if self.is_wide {
            head += &cell("TRY", ATTEMPT, right);
            head += &cell("CHANGE", CHANGE, left);
        }
        head.trim_end().to_owned()
    }

    fn row(&self, theme: &Theme, logged: &Logged, is_selected: bool) -> Line<'static> {
        let record = &logged.record;
        let ellipsis = theme.glyphs.ellipsis;
        let cell = |text: &str, width: usize, align: Align, style| {
            Span::styled(fit(text, width, align, ellipsis) + "  ", style)
        };
        let (left, right) = (Align::Left, Align::Right);
        let has_failed = record.error.is_some();
        let result = if has_failed { theme.danger } else { theme.muted };
        let status = record.status.map_or_else(|| theme.glyphs.none.to_owned(), |s| s.to_string());
        let number = |n: u128| group_thousands(u64::try_from(n).unwrap_or(u64::MAX));
        let mut spans = vec![
            Span::styled(if is_selected { " > " } else { "   " }, theme.accent),
            cell(&record.at.strftime("%H:%M:%S").to_string(), TIME, left, theme.muted),
            cell(
                server(record.service, self.is_wide),
                server_width(self.is_wide),
                left,
                theme.text,
            ),
            cell(&record.method, METHOD, left, theme.text),
        ];
        let path = harmless(&record.path);
        if has_failed && !self.is_wide {
            // There is no column for the word, and colour never says anything alone.
            let text = format!("{}: {path}", logged.result());
            spans.push(cell(&text, self.path, left, theme.danger));
        } else {
            spans.push(cell(&path, self.path, left, theme.text));
        }
        spans.push(cell(&status, STATUS, right, if has_failed { theme.danger } else { theme.ok }));
        if self.is_wide {
            spans.push(cell(&logged.result(), RESULT, left, result));
        }
        spans.push(cell(&number(record.duration.as_millis()), MILLIS, right, theme.text));
        if self.has_size {
            spans.push(cell(&number(record.bytes as u128), SIZE, right, theme.text));
        }
        if self.is_wide {
            let attempt = if record.attempt > 1 { theme.warn } else { theme.muted };
            spans.push(cell(&record.attempt.to_string(), ATTEMPT, right, attempt));
            spans.push(cell(&change(logged), CHANGE, left, theme.muted));
        }
        Line::from(spans)
    }
}

fn server_width(is_wide: bool) -> usize {
    if is_wide { 10 } else { 7 }
}

fn server(service: Service, is_wide: bool) -> &'static str {
    match service {
        Service::Webui if !is_wide => "WebUI",
        service => service.into(),
    }
}

/// `3 of ab12cd34`.
fn change(logged: &Logged) -> String {
    let Some(cause) = &logged.record.cause else { return String::new() };
    if cause.first == cause.last {
        format!("{} of {}", cause.first, harmless(&cause.plan))
    } else {
        format!("{}-{} of {}", cause.first, cause.last, harmless(&cause.plan))
    }
}
