//! Drawing: a pure function from the model to a frame. No decisions, no state; what is shown of a
//! list is only what fits on the screen.

mod canvas;
mod chart;
mod dialog;
mod entry;
mod filter;
mod footer;
mod format;
mod header;
mod help;
mod journal;
mod notices;
mod page;
mod palette;
mod plan;
mod profiles;
mod query_line;
mod records;
mod requests;
mod spend;
mod spend_bar;
mod table;
mod theme;
mod user;
mod users;
mod which_key;
mod why;

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use unicode_width::UnicodeWidthStr;

use crate::app::geometry::{Geometry, LEAST, has_query_line};
use crate::app::mouse::Spot;
use crate::app::screen::budgets::page as app_purses;
use crate::app::screen::changes as app_changes;
use crate::app::screen::notice as app_notices;
use crate::app::screen::request as app_requests;
use crate::app::wrap::wrap;
use crate::app::{Model, Screen};
use canvas::Canvas;
use theme::Theme;

/// Draws the whole console.
pub fn view(model: &Model, frame: &mut Frame<'_>) {
    let theme = Theme::of(model);
    let area = frame.area();
    frame.buffer_mut().set_style(area, theme.base);
    let mut canvas = Canvas::new(frame.buffer_mut(), &theme);
    if let Some(position) = draw(&mut canvas, area, model) {
        frame.set_cursor_position(position);
    }
}

/// The screen as plain text, to be kept: what a dialog shows once is not in it.
pub fn text(model: &Model) -> String {
    let theme = Theme::of(model);
    let (width, height) = model.size;
    let area = Rect::new(0, 0, width, height);
    let mut buffer = Buffer::empty(area);
    let mut canvas = Canvas::new(&mut buffer, &theme);
    canvas.is_kept = true;
    draw(&mut canvas, area, model);
    let mut text = String::new();
    for y in 0..height {
        let mut line = String::new();
        let mut x = 0;
        while x < width {
            let symbol = buffer[(x, y)].symbol();
            line.push_str(symbol);
            // A wide character covers the cells after it.
            x += u16::try_from(symbol.width()).unwrap_or(1).max(1);
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

/// What a click at that column and line asks for, both from zero: what was drawn there last.
pub fn spot(model: &Model, x: u16, y: u16) -> Option<Spot> {
    let theme = Theme::of(model);
    let (width, height) = model.size;
    let area = Rect::new(0, 0, width, height);
    let mut buffer = Buffer::empty(area);
    let mut canvas = Canvas::new(&mut buffer, &theme);
    draw(&mut canvas, area, model);
    canvas.spot(Position { x, y })
}

/// Draws all regions; says where the cursor of a text field is.
fn draw(canvas: &mut Canvas<'_>, area: Rect, model: &Model) -> Option<Position> {
    let geometry = Geometry::of(model);
    if geometry.is_too_small {
        too_small(canvas, area, model);
        return None;
    }
    let rows = |y: u16, height: u16| Rect { x: 0, y, width: area.width, height }.intersection(area);
    let body = rows(geometry.header, geometry.body);
    header::draw(canvas, rows(0, geometry.header), model);
    let mut cursor = query_line::cursor(model, body);
    match model.screen() {
        Screen::Users => {
            users::draw(canvas, body, model);
            if has_query_line(model) {
                query_line::draw(canvas, body, model);
            }
        }
        Screen::User { person, list } => user::draw(canvas, body, model, person, list.offset),
        Screen::Why(screen) => why::draw(canvas, body, model, screen),
        Screen::Spend(spend) => spend::draw(canvas, body, model, spend),
        Screen::Plan(plan) => plan::draw(canvas, body, model, plan),
        Screen::Journal(_) => journal::draw(canvas, body, model),
        Screen::Entry { record, .. } => journal::draw_entry(canvas, body, model, record),
        Screen::Profiles(_) => profiles::draw(canvas, body, model),
        Screen::Requests(list) => {
            requests::draw(canvas, body, model, list);
            cursor = filter::cursor(&list.filter, body);
        }
        Screen::Request { id, list } => {
            page::draw(canvas, body, &app_requests::page(model, *id), list.offset);
        }
        Screen::Notices(_) => notices::draw(canvas, body, model),
        Screen::Notice { id, list } => {
            page::draw(canvas, body, &app_notices::page(model, *id), list.offset);
        }
        screen @ (Screen::Keys { .. }
        | Screen::Teams(_)
        | Screen::Members(_)
        | Screen::Customers(_)
        | Screen::Budgets(_)) => {
            if let Some(list) = screen.records() {
                records::draw(canvas, body, model, list);
                cursor = filter::cursor(&list.filter, body);
            }
        }
        Screen::Purse { id, list } => {
            page::draw(canvas, body, &app_purses::page(model, id), list.offset);
        }
        Screen::Changes(list) => {
            page::draw(canvas, body, &app_changes::page(model), list.offset);
        }
        Screen::Help { of, list, find } => {
            cursor = help::draw(canvas, body, model, (of, find, list.offset));
        }
    }
    which_key::draw(canvas, body, model);
    footer::notice(canvas, rows(geometry.header + geometry.body, geometry.notice), model);
    footer::draw(canvas, rows(area.height.saturating_sub(1), 1), model);
    if let Some(palette) = &model.palette {
        cursor = palette::draw(canvas, body, model, palette);
    }
    if let Some(dialog) = &model.dialog {
        cursor = dialog::draw(canvas, area, model, dialog);
    }
    cursor.filter(|position| area.contains(*position))
}

fn too_small(canvas: &mut Canvas<'_>, area: Rect, model: &Model) {
    let (width, height) = LEAST;
    let (has_width, has_height) = model.size;
    let text = format!(
        "bursar needs a terminal of {width} by {height}; this one has {has_width} by {has_height}. \
         Enlarge it, or press {} to leave.",
        model.keymap.hint(crate::app::Action::Quit)
    );
    for (line, y) in wrap(&text, usize::from(area.width)).iter().zip(area.y..area.bottom()) {
        canvas.text(area.x, y, area.width, line, canvas.theme.text);
    }
}
