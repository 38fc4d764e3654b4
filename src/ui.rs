//! Drawing: a pure function from the model to a frame. No decisions, no state; what is shown of a
//! list is only what fits on the screen.

mod canvas;
mod dialog;
mod entry;
mod footer;
mod format;
mod header;
mod help;
mod journal;
mod plan;
mod profiles;
mod spend;
mod theme;
mod user;
mod users;
mod which_key;

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::app::geometry::{Geometry, LEAST};
use crate::app::wrap::wrap;
use crate::app::{Model, Screen};
use canvas::Canvas;
use theme::Theme;

/// Draws the whole console.
pub fn view(model: &Model, frame: &mut Frame<'_>) {
    let theme = Theme::new(model.look);
    let area = frame.area();
    let mut canvas = Canvas::new(frame.buffer_mut(), &theme);
    let geometry = Geometry::of(model);
    if geometry.is_too_small {
        too_small(&mut canvas, area, model);
        return;
    }
    let rows = |y: u16, height: u16| Rect { x: 0, y, width: area.width, height }.intersection(area);
    let body = rows(geometry.header, geometry.body);
    header::draw(&mut canvas, rows(0, geometry.header), model);
    let mut cursor = users::cursor(model, body);
    match model.screen() {
        Screen::Users => users::draw(&mut canvas, body, model),
        Screen::User { person, list } => user::draw(&mut canvas, body, model, person, list.offset),
        Screen::Plan(plan) => plan::draw(&mut canvas, body, model, plan),
        Screen::Journal(list) => journal::draw(&mut canvas, body, model, *list),
        Screen::Entry { record, list } => journal::draw_entry(&mut canvas, body, record, *list),
        Screen::Profiles(list) => profiles::draw(&mut canvas, body, model, *list),
        Screen::Help { of, list, find } => {
            cursor = help::draw(&mut canvas, body, model, (of, find, list.offset));
        }
    }
    which_key::draw(&mut canvas, body, model);
    footer::notice(&mut canvas, rows(geometry.header + geometry.body, geometry.notice), model);
    footer::draw(&mut canvas, rows(area.height.saturating_sub(1), 1), model);
    if let Some(dialog) = &model.dialog {
        cursor = dialog::draw(&mut canvas, area, model, dialog);
    }
    if let Some(position) = cursor.filter(|position| area.contains(*position)) {
        frame.set_cursor_position(position);
    }
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
