//! All that the operator was told: the newest first, what was not read yet marked; and one of them
//! whole.

pub mod page;
pub mod rows;

use super::{Foot, Frame, Screen, Show, Shown, World, requests, table};
use crate::app::action::Context;
use crate::app::front::{Front, Seen};
use crate::app::notices::{KEPT, Told};
use crate::app::{Action, Effect, Model, Notice};
use crate::domain::money::group_thousands;
use crate::domain::order::Direction;
use crate::domain::text::harmless;
use crate::table::{Table, Tone};
use page::NoticeScreen;
use rows::{NoticeColumn, NoticeRows};

/// Where its keys are looked up.
pub(super) const HEARS: &[Context] =
    &[Context::Notices, Context::Table, Context::List, Context::Global];

/// Where those of one notice are.
pub(super) const HEARS_ONE: &[Context] = &[Context::Notices, Context::List, Context::Global];

/// The screen.
#[derive(Debug)]
pub struct NoticesScreen {
    table: Table,
}

impl NoticesScreen {
    /// What was told last at its top.
    fn new(model: &Model) -> Self {
        Self { table: model.new_table(&[(NoticeColumn::Time, Direction::Descending)]) }
    }

    /// The notice under the cursor.
    pub fn selected<'a>(&self, model: &'a Model) -> Option<&'a Told> {
        self.table.selected().and_then(|row| model.notices.at(row))
    }
}

impl Show for NoticesScreen {
    table!(|screen, world| NoticeRows(world.notices));

    fn has(&self, page: &Screen) -> bool {
        NoticeScreen::of(page).is_some()
    }

    fn frame(&self, model: &Model, _width: u16) -> Frame {
        let nothing = "Nothing was told yet.";
        let unread = model.notices.unread();
        let must = (unread > 0).then(|| {
            let noun = if unread == 1 { "error" } else { "errors" };
            let unread = group_thousands(unread as u64);
            (format!("{unread} {noun} unread until you leave"), Tone::Bad)
        });
        let right = format!("at most {KEPT} are kept ");
        Frame {
            head: Vec::new(),
            nothing: vec![(nothing.to_owned(), Tone::Muted)],
            detail: Vec::new(),
            foot: Foot::Counts { must, more: Vec::new(), right },
        }
    }

    fn opens(&self) -> Option<Action> {
        Some(Action::OpenNotice)
    }

    fn told(&mut self) {
        self.table.outdate();
    }

    fn hints(&self, _model: &Model, action: Action) -> bool {
        action != Action::ShowNotices
    }
}

/// The notice in front, or under the cursor.
fn chosen(model: &Model) -> Option<&Told> {
    match model.showing::<NoticesScreen>() {
        Some(screen) => screen.selected(model),
        None => model.notices.get(model.showing::<NoticeScreen>()?.id),
    }
}

/// # Errors
/// Why nothing can be opened.
pub(in crate::app) fn may_open(model: &Model) -> Result<(), String> {
    may_copy(model)?;
    let Some(screen) = model.showing::<NoticeScreen>() else { return Ok(()) };
    let source = model.notices.get(screen.id).and_then(|told| told.source.as_ref());
    match source.map(|source| model.requests.get(source.request)) {
        None => Err("it came from no request".into()),
        Some(None) => Err("its request is not in the log any more".into()),
        Some(Some(_)) => Ok(()),
    }
}

/// # Errors
/// Why nothing can be copied.
pub(in crate::app) fn may_copy(model: &Model) -> Result<(), String> {
    if model.showing::<NoticesScreen>().is_some() && model.notices.is_empty() {
        return Err("nothing was told yet".into());
    }
    Ok(())
}

/// Shows them.
pub(in crate::app) fn show(model: &mut Model) {
    model.show(NoticesScreen::new(model));
}

/// The notice under the cursor whole; from there, its request.
pub(in crate::app) fn open(model: &mut Model) {
    let Some(told) = chosen(model) else { return };
    let (id, source) = (told.id, told.source.as_ref().map(|source| source.request));
    if model.showing::<NoticeScreen>().is_some() {
        requests::show(model, source);
    } else {
        model.screens.push(NoticeScreen::new(id));
    }
}

/// Copies its text.
pub(in crate::app) fn copy(model: &mut Model) -> Vec<Effect> {
    let Some(told) = chosen(model) else { return Vec::new() };
    let text = harmless(&told.notice.sentence()).into_owned();
    model.tell(Notice::info("Copied the notice, if the terminal allows it."));
    vec![Effect::Copy(text)]
}

impl Model {
    /// The notices that are on the screen, if that is what it shows.
    pub(in crate::app) fn notices_in_view(&self) -> Vec<u64> {
        match (self.showing::<NoticesScreen>(), self.showing::<NoticeScreen>()) {
            (Some(screen), _) => {
                let rows = screen.table.rows().get(screen.table.window()).unwrap_or_default();
                rows.iter().filter_map(|row| self.notices.at(*row)).map(|told| told.id).collect()
            }
            (None, Some(screen)) => vec![screen.id],
            (None, None) => Vec::new(),
        }
    }
}
