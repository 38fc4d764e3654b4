//! What is done in any list or page: moving, sorting, marking, filtering, opening.

use crate::app::filter::{Filter, Typed};
use crate::app::front::Front;
use crate::app::geometry::Geometry;
use crate::app::screen::{Lead, stack};
use crate::app::{Effect, Model, Notice, dialog};
use crate::domain::ProxyUserId;
use crate::roster::Roster;
use crate::table::{Source, Table, Travel};

/// Changes the list in front, and remembers how it is laid out.
pub(in crate::app) fn with(model: &mut Model, change: fn(&mut Table, &dyn Source)) {
    if let Some(Front { table, source }) = model.front_mut() {
        change(table, &*source);
    }
    model.remember_layout();
}

/// Shows other columns.
pub(in crate::app) fn scroll(model: &mut Model, to_right: bool) {
    let (lens, width) = (model.lens(), model.size.0);
    if let Some(Front { table, source }) = model.front_mut() {
        table.scroll(to_right, &*source, &lens, width);
    }
    model.remember_layout();
}

/// Asks whom to mark.
pub(in crate::app) fn mark_matches(model: &mut Model) {
    model.ask(dialog::mark_matches::dialog());
}

/// Asks which columns to show.
pub(in crate::app) fn choose_columns(model: &mut Model) {
    model.ask(dialog::columns::dialog());
}

/// Moves the cursor, or the page.
pub(in crate::app) fn travel(model: &mut Model, by: Travel) {
    if let Some(front) = model.front_mut() {
        front.table.travel(by, &*front.source);
        return;
    }
    let height = Geometry::of(model).rows(model);
    let len = model.lines();
    if let Some(page) = model.screens.front_mut().scrolled_mut() {
        page.scroll(by, len, height);
    }
}

/// Goes where the row under the cursor leads.
pub(in crate::app) fn open(model: &mut Model) {
    match model.screen().lead(model) {
        Ok(lead) => model.follow(lead),
        Err(why) => model.tell(Notice::refusal(format!("open: {why}."))),
    }
}

/// Opens the line in which words are typed.
pub(in crate::app) fn open_filter(model: &mut Model) {
    if let Some(filter) = model.screens.front_mut().filter_mut() {
        filter.open();
    }
}

/// A key or pasted text, where a filter is being typed; else false.
pub(super) fn type_in_filter(model: &mut Model, typed: impl FnOnce(&mut Filter) -> Typed) -> bool {
    let Some(filter) = model.screens.front_mut().filter_mut() else { return false };
    match typed(filter) {
        Typed::Elsewhere => false,
        Typed::Same => true,
        Typed::Changed => {
            model.refilter();
            true
        }
    }
}

/// Shows all rows again.
pub(in crate::app) fn show_all(model: &mut Model) {
    clear(model);
}

/// The same; says whether some were hidden.
fn clear(model: &mut Model) -> bool {
    let filter = model.screens.front_mut().filter_mut();
    let Some(filter) = filter.filter(|filter| !filter.text().is_empty()) else { return false };
    filter.set("");
    model.refilter();
    true
}

/// What is in the way goes first: the filter, then the marks, then the screen.
pub(in crate::app) fn back(model: &mut Model) -> Vec<Effect> {
    if clear(model) {
        return Vec::new();
    }
    let table = model.screens.front_mut().table_mut();
    if let Some(table) = table.filter(|table| !table.marks().is_empty()) {
        table.clear_marks();
        return Vec::new();
    }
    stack::leave_front(model)
}

/// Where a row leads that names a user of the proxy.
///
/// # Errors
/// They were not read.
pub(in crate::app) fn user(roster: &Roster, id: &ProxyUserId, whose: &str) -> Result<Lead, String> {
    match roster.by_user(id) {
        Some(person) => Ok(Lead::Person(person.id().clone())),
        None => Err(format!("{whose} {id} is not among the users that were read")),
    }
}

/// Why a row leads nowhere that was there before.
pub(in crate::app) fn gone() -> String {
    "it is on the server no more".to_owned()
}

/// Why nothing is done where there is no row.
pub(in crate::app) fn nothing() -> String {
    "nothing is listed".to_owned()
}
