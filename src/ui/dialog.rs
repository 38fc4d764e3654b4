//! Dialogs: a box in the middle of the screen, as high as what it says. Which rows there are is
//! [`Sheet`]'s to say; here each becomes a line.

mod entry;

use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};

use super::canvas::{Canvas, line_of};
use super::format::{Align, cut, fit};
use super::theme::Theme;
use crate::app::dialog::{Row, Sheet};
use crate::app::form::Focus;
use crate::app::mouse::Spot;
use crate::app::{Action, Dialog, Model};
use crate::domain::cells::Columns;
use crate::domain::redact::REMOVED;
use crate::domain::text::harmless;

/// Columns of a field's label.
const LABEL: usize = 15;

/// Columns between the buttons.
const BETWEEN: u16 = 3;

/// Where the cursor of a text field stands, if this line has it: columns from its beginning.
type Cursor = Option<usize>;

/// Draws it; says where the cursor of a text field is.
pub(super) fn draw(
    canvas: &mut Canvas<'_>,
    area: Rect,
    model: &Model,
    dialog: &Dialog,
) -> Option<Position> {
    let sheet = Sheet::of(dialog, (area.width, area.height), model.look);
    let frame = Rect {
        x: area.x + area.width.saturating_sub(sheet.width) / 2,
        // High up, so that it grows downwards: a box that jumps at each key is hard to read.
        y: area.y + (area.height.saturating_sub(sheet.height) / 2).min(area.height / 6),
        width: sheet.width,
        height: sheet.height,
    };
    canvas.clear(frame);
    draw_frame(canvas, frame, dialog, &sheet, model);
    let inner = usize::from(frame.width.saturating_sub(4));
    let theme = *canvas.theme;
    let shown = sheet.body.iter().skip(dialog.scroll).take(sheet.room).chain(&sheet.foot);
    let top = if sheet.is_airy { 2 } else { 1 };
    let mut cursor = None;
    for (row, down) in shown.zip(top..) {
        let at = line_of(frame, down);
        if at.height == 0 || down + 1 >= frame.height {
            break;
        }
        let (line, place) = match row {
            Row::Secret(_) if canvas.is_kept => (secret(&theme, REMOVED), None),
            row => draw_row(&theme, dialog, row, inner, sheet.id),
        };
        canvas.line(frame.x + 2, at.y, frame.width.saturating_sub(4), &line);
        listen(canvas, at, dialog, row);
        if let Some(x) = place.and_then(|x| u16::try_from(x).ok()) {
            cursor = Some(Position { x: frame.x + 2 + x, y: at.y });
        }
    }
    cursor
}

/// What a click on that line is for.
fn listen(canvas: &mut Canvas<'_>, line: Rect, dialog: &Dialog, row: &Row) {
    let narrow = |text: &str| u16::try_from(text.columns() + 4).unwrap_or(u16::MAX);
    let mut spot = |x: u16, width: u16, spot: Spot| {
        canvas.listen(Rect { x: line.x + 2 + x, width, ..line }, spot);
    };
    match row {
        Row::Field(field) => spot(0, line.width.saturating_sub(4), Spot::Field(*field)),
        Row::Line(place, ..) => spot(0, line.width.saturating_sub(4), Spot::Line(*place)),
        Row::Buttons => {
            let [cancel, accept] = dialog.said.buttons.map(narrow);
            spot(0, cancel, Spot::Cancel);
            spot(cancel + BETWEEN, accept, Spot::Accept);
        }
        _ => {}
    }
}

fn draw_frame(canvas: &mut Canvas<'_>, frame: Rect, dialog: &Dialog, sheet: &Sheet, model: &Model) {
    let theme = *canvas.theme;
    let (corners, across, down) = if theme.glyphs.is_ascii {
        (["+", "+", "+", "+"], "-", "|")
    } else {
        (["┌", "┐", "└", "┘"], "─", "│")
    };
    let Rect { x, y, width, height } = frame;
    let inner = usize::from(width.saturating_sub(2));
    let edge = |left: &str, right: &str| format!("{left}{}{right}", across.repeat(inner));
    canvas.text(x, y, width, &edge(corners[0], corners[1]), theme.frame);
    let title = cut(&dialog.said.title, inner.saturating_sub(4), theme.glyphs.ellipsis);
    canvas.text(x + 2, y, width.saturating_sub(4), &format!(" {title} "), theme.head);
    for line in 1..height.saturating_sub(1) {
        let at = line_of(frame, line);
        canvas.text(at.x, at.y, 1, down, theme.frame);
        canvas.text(at.right().saturating_sub(1), at.y, 1, down, theme.frame);
    }
    let bottom = frame.bottom().saturating_sub(1);
    canvas.text(x, bottom, width, &edge(corners[2], corners[3]), theme.frame);
    let below = sheet.body.len().saturating_sub(dialog.scroll + sheet.room);
    let down = model.keymap.hint(Action::DialogPageDown);
    let up = model.keymap.hint(Action::DialogPageUp);
    let words = match (dialog.scroll, below) {
        (0, 0) => return,
        (0, 1) => format!(" 1 more line: {down} "),
        (0, below) => format!(" {below} more lines: {down} "),
        (1, 0) => format!(" 1 line above: {up} "),
        (above, 0) => format!(" {above} lines above: {up} "),
        (above, below) => format!(" {above} above, {below} below: {up} {down} "),
    };
    let wide = u16::try_from(words.columns()).unwrap_or(u16::MAX);
    let from = frame.right().saturating_sub(wide.saturating_add(2)).max(x + 1);
    canvas.text(from, bottom, width.saturating_sub(2), &words, theme.warn);
}

fn draw_row(
    theme: &Theme,
    dialog: &Dialog,
    row: &Row,
    inner: usize,
    id_width: usize,
) -> (Line<'static>, Cursor) {
    let ellipsis = theme.glyphs.ellipsis;
    match row {
        Row::Gap => (Line::default(), None),
        Row::Person { name, id } => (person(theme, (name, id), id_width, inner), None),
        Row::Text(tone, text) | Row::Line(_, tone, text) => {
            let text = cut(text, inner, ellipsis).into_owned();
            (Line::styled(text, theme.tone(*tone)), None)
        }
        Row::Secret(shown) => (secret(theme, &harmless(shown.expose())), None),
        Row::Note(tone, text) => {
            let text = cut(text, inner.saturating_sub(4), ellipsis);
            (Line::styled(format!("    {text}"), theme.tone(*tone)), None)
        }
        Row::Field(index) => entry::field(theme, &dialog.form, *index, inner),
        Row::Option { field, place } => {
            (entry::option(theme, &dialog.form, *field, *place, inner), None)
        }
        Row::Buttons => (buttons(theme, dialog, inner), None),
    }
}

fn secret(theme: &Theme, shown: &str) -> Line<'static> {
    Line::styled(format!("  {shown}"), theme.head)
}

/// The name is cut or filled to its column, so that the id always begins at the same place.
fn person(theme: &Theme, (name, id): (&str, &str), id_width: usize, inner: usize) -> Line<'static> {
    let ellipsis = theme.glyphs.ellipsis;
    let name_width = inner.saturating_sub(id_width + 2);
    Line::from(vec![
        Span::styled(fit(name, name_width, Align::Left, ellipsis), theme.head),
        Span::raw("  "),
        Span::styled(cut(id, id_width, ellipsis).into_owned(), theme.accent),
    ])
}

/// Both buttons; beside the one that cannot, why.
fn buttons(theme: &Theme, dialog: &Dialog, inner: usize) -> Line<'static> {
    let refusal = dialog.refusal();
    let [cancel, accept] = dialog.said.buttons;
    let button = |text: &str, focus: Focus, is_able: bool| {
        let has_focus = dialog.form.focus == focus;
        let text = if has_focus { format!("[ {text} ]") } else { format!("  {text}  ") };
        let style = match (has_focus, is_able) {
            (true, _) => theme.focus,
            (false, true) => theme.text,
            (false, false) => theme.muted,
        };
        Span::styled(text, style)
    };
    let mut line = Line::from(vec![
        button(cancel, Focus::Cancel, true),
        Span::raw(" ".repeat(usize::from(BETWEEN))),
        button(accept, Focus::Accept, refusal.is_none()),
    ]);
    if let Some(why) = refusal {
        let room = inner.saturating_sub(line.columns() + 1);
        let why = cut(&why, room, theme.glyphs.ellipsis).into_owned();
        line.push_span(Span::styled(format!(" {why}"), theme.warn));
    }
    line
}
