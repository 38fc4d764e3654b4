//! Drawing: a pure function from the model to a frame. No decisions, no state; what is shown of a
//! list is only what fits on the screen.

mod canvas;
mod chart;
mod detail;
mod dialog;
mod entry;
mod filter;
mod footer;
mod format;
mod header;
mod help;
mod list;
mod page;
mod palette;
mod plan;
mod profiles;
mod query_line;
mod spend;
mod spend_bar;
mod table;
mod theme;
mod user;
mod which_key;
mod why;

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::app::Model;
use crate::app::action::Context;
use crate::app::geometry::{Geometry, LEAST, has_query_line};
use crate::app::mouse::Spot;
use crate::app::screen::Body;
use crate::app::wrap::wrap;
use crate::domain::cells::Columns;
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
            x += u16::try_from(symbol.columns()).unwrap_or(1).max(1);
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
    let screen = model.screen();
    match screen.body() {
        Body::List => {
            list::draw(canvas, body, model);
            if screen.contexts().contains(&Context::Users) && has_query_line(model) {
                query_line::draw(canvas, body, model);
            }
        }
        Body::Page => page::draw(canvas, body, model),
        Body::User(user) => user::draw(canvas, body, model, user),
        Body::Why(why) => why::draw(canvas, body, model, why),
        Body::Spend(spend) => spend::draw(canvas, body, model, spend),
        Body::Profiles(profiles) => profiles::draw(canvas, body, model, profiles),
        Body::Plan(plan) => plan::draw(canvas, body, model, plan),
        Body::Help(help) => cursor = help::draw(canvas, body, model, help),
    }
    if let Some(filter) = screen.filter() {
        cursor = filter::cursor(filter, body);
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
