//! How many lines each region of the screen has. Drawing and moving both ask here, so that a page
//! is a page.

use super::Model;
use super::wrap::wrap;

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

/// Lines below the list of profiles: the two servers of the one under the cursor, in full.
pub const PROFILE_DETAIL: u16 = 4;

/// Lines of a notice at most.
const NOTICE: usize = 3;

/// Lines that the dialog of columns has besides the columns.
const CHOOSER: u16 = 7;

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
    let text = crate::domain::text::harmless(&text);
    // The sentence itself may have been cut, or speak of work that goes on.
    let text = if model.look.is_ascii { text.replace('…', "~") } else { text.into_owned() };
    let mut lines = wrap(&text, width);
    if lines.len() > NOTICE {
        lines.truncate(NOTICE);
        if let Some(last) = lines.last_mut() {
            *last = last.chars().take(width.saturating_sub(1)).collect();
            last.push(if model.look.is_ascii { '~' } else { '…' });
        }
    }
    lines
}

/// Where a list stands on the screen: its rows follow its heads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TableArea {
    /// The line of the heads, from the top of the screen.
    pub head: u16,
    /// How many rows there is room for.
    pub rows: u16,
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

    /// Where the list of the screen in front stands, if it is a list.
    pub fn table(self, model: &Model) -> Option<TableArea> {
        let (above, below) = model.screen().around(model, self.body)?;
        let rows = self.body.saturating_sub(above.saturating_add(1 + below));
        Some(TableArea { head: self.header + above, rows })
    }

    /// Lines of the dialog of columns: as many as there are columns, at most.
    pub fn chooser(self) -> usize {
        usize::from((self.header + self.body + self.notice).saturating_sub(CHOOSER)).max(1)
    }

    /// Rows of the palette's list at most: something of the screen stays in sight.
    pub fn offers(self) -> usize {
        usize::from(self.body.saturating_sub(5)).clamp(1, 14)
    }

    /// Rows of the list or page of the screen in front.
    pub fn rows(self, model: &Model) -> usize {
        let chrome = model.screen().chrome();
        let rows = self.table(model).map_or(self.body.saturating_sub(chrome), |area| area.rows);
        usize::from(rows).max(1)
    }
}

/// Whether the query has its line.
pub fn has_query_line(model: &Model) -> bool {
    model.query_line.is_some() || !model.people.query().is_empty()
}

impl Model {
    /// Fits cursors and windows to the size of the screen, and lists to their rows; the last step
    /// of every update.
    pub(crate) fn fit(&mut self) {
        if let Some(dialog) = &mut self.dialog {
            dialog.fit(self.size, self.look);
        }
        let height = Geometry::of(self).rows(self);
        if let Some(front) = self.front_mut() {
            front.table.fit(&*front.source, height);
            return;
        }
        let len = self.lines();
        if let Some(page) = self.screens.front_mut().scrolled_mut() {
            page.offset = page.offset.min(len.saturating_sub(height));
        }
    }

    /// How many lines the page in front has; none where it is a list of columns.
    pub fn lines(&self) -> usize {
        self.screen().lines(self)
    }
}
