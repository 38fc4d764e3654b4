//! How many lines each region of the screen has. Drawing and moving both ask here, so that a page
//! is a page.

use super::wrap::wrap;
use super::{Model, Screen};

/// The smallest terminal in which the console can be used.
pub const LEAST: (u16, u16) = (60, 20);

/// From this width on the servers' health stands beside the profile, on one line.
pub const WIDE_HEADER: u16 = 110;

/// From this width on the two halves of a user stand side by side.
pub const WIDE_USER: u16 = 100;

/// Lines of the plan screen above its list.
pub const PLAN_HEAD: u16 = 3;

/// Lines below it, for one change in full: a third of the body, since an outcome may be long and
/// is to be read whole.
pub fn plan_detail(body: u16) -> u16 {
    (body / 3).clamp(5, 10)
}

/// Lines of a notice at most.
const NOTICE: usize = 3;

/// The regions, from the top: header, body, notice, footer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Geometry {
    /// Lines of the header.
    pub header: u16,
    /// Lines of the body.
    pub body: u16,
    /// Lines of the notice.
    pub notice: u16,
    /// Whether the terminal is too small to be used.
    pub is_too_small: bool,
}

/// The lines of the notice, broken to the width.
pub fn notice_lines(model: &Model) -> Vec<String> {
    let Some(notice) = model.notice() else { return Vec::new() };
    let text = notice.sentence();
    let width = usize::from(model.size.0).saturating_sub(4);
    let mut lines = wrap(&crate::domain::text::harmless(&text), width);
    if lines.len() > NOTICE {
        lines.truncate(NOTICE);
        if let Some(last) = lines.last_mut() {
            *last = last.chars().take(width.saturating_sub(1)).collect();
            last.push(if model.look.is_ascii { '~' } else { '…' });
        }
    }
    lines
}

impl Geometry {
    /// Of this model.
    pub fn of(model: &Model) -> Self {
        let (width, height) = model.size;
        let header = if width >= WIDE_HEADER { 2 } else { 3 };
        let notice = u16::try_from(notice_lines(model).len()).unwrap_or(0);
        let body = height.saturating_sub(header + notice + 1);
        let is_too_small = width < LEAST.0 || height < LEAST.1;
        Self { header, body, notice, is_too_small }
    }

    /// Rows of the users' list: the body without query line, column heads and sum.
    pub fn users(self, model: &Model) -> usize {
        let query = u16::from(has_query_line(model));
        usize::from(self.body.saturating_sub(2 + query)).max(1)
    }

    /// Rows of the palette's list at most: something of the screen stays in sight.
    pub fn offers(self) -> usize {
        usize::from(self.body.saturating_sub(5)).clamp(1, 14)
    }

    /// Rows of the list or page of the screen in front.
    pub fn rows(self, model: &Model) -> usize {
        let chrome = match model.screen() {
            Screen::Users => return self.users(model),
            Screen::User { .. }
            | Screen::Help { .. }
            | Screen::Request { .. }
            | Screen::Changes(_)
            | Screen::Notice { .. } => 1,
            Screen::Plan(_) | Screen::Entry { .. } => PLAN_HEAD + plan_detail(self.body),
            Screen::Journal(_) | Screen::Profiles(_) | Screen::Requests(_) | Screen::Notices(_) => {
                2
            }
        };
        usize::from(self.body.saturating_sub(chrome)).max(1)
    }
}

/// Whether the query has its line.
pub fn has_query_line(model: &Model) -> bool {
    model.query_line.is_some() || !model.people.query().is_empty()
}

impl Model {
    /// Fits cursors and windows to the size of the screen; the last step of every update.
    pub(crate) fn fit(&mut self) {
        let geometry = Geometry::of(self);
        let users = geometry.users(self);
        self.people.resize(users);
        let (rows, len) = (geometry.rows(self), self.rows());
        match self.screens.last_mut() {
            Some(Screen::Plan(plan)) => plan.list.fit(len, rows),
            Some(Screen::Journal(list) | Screen::Profiles(list) | Screen::Entry { list, .. }) => {
                list.fit(len, rows);
            }
            Some(Screen::Requests(list)) => list.fit(&self.requests, rows),
            Some(Screen::Notices(list)) => list.fit(&self.notices, rows),
            Some(
                Screen::User { list, .. }
                | Screen::Help { list, .. }
                | Screen::Request { list, .. }
                | Screen::Changes(list)
                | Screen::Notice { list, .. },
            ) => {
                list.offset = list.offset.min(len.saturating_sub(rows));
            }
            Some(Screen::Users) | None => {}
        }
    }

    /// The notices that are on the screen, if that is what it shows.
    pub(crate) fn notices_in_view(&self) -> Vec<u64> {
        match self.screen() {
            Screen::Notices(list) => list.in_view(&self.notices, Geometry::of(self).rows(self)),
            Screen::Notice { id, .. } => vec![*id],
            _ => Vec::new(),
        }
    }

    /// How many rows the list or page in front has.
    pub fn rows(&self) -> usize {
        match self.screen() {
            Screen::Users => self.people.shown().len(),
            Screen::User { person, .. } => super::screen::user::document(self, person).len(),
            Screen::Plan(plan) => plan.rows(),
            Screen::Journal(_) => self.journal.last().map_or(0, |history| history.records.len()),
            Screen::Entry { record, .. } => record.applied.len(),
            Screen::Profiles(_) => self.profiles.len(),
            Screen::Help { of, find, .. } => super::screen::help::lines(self, of, find).len(),
            Screen::Requests(list) => list.len(),
            Screen::Request { id, .. } => super::requests::page::page(self, *id).len(),
            Screen::Notices(_) => self.notices.len(),
            Screen::Notice { id, .. } => super::notices::page::page(self, *id).len(),
            Screen::Changes(_) => super::changes::page::page(self).len(),
        }
    }
}
