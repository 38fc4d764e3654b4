//! The request log: a line a request, and one of them whole.

pub mod columns;
pub mod list;
pub mod page;

use super::{Doing, Foot, Frame, Screen, Show, Shown, World};
use crate::app::action::Context;
use crate::app::command::Verb;
use crate::app::filter::Filter;
use crate::app::front::{Front, Seen};
use crate::app::requests::curl::curl;
use crate::app::requests::{KEPT, Logged, RequestLog};
use crate::app::update::lists;
use crate::app::{Action, Effect, Model, Notice, Target};
use crate::domain::money::group_thousands;
use crate::domain::order::Direction;
use crate::table::{Table, Tone, Travel};
use columns::RequestColumn;
use list::RequestList;
use page::RequestScreen;

/// Where its keys are looked up.
pub(super) const HEARS: &[Context] =
    &[Context::Requests, Context::Words, Context::Table, Context::List, Context::Global];

/// Where those of one request are.
pub(super) const HEARS_ONE: &[Context] = &[Context::Requests, Context::List, Context::Global];

/// The screen.
#[derive(Debug)]
pub struct RequestsScreen {
    /// As a list.
    pub list: RequestList,
}

impl RequestsScreen {
    /// The newest at its end.
    fn new(model: &Model) -> Self {
        let table = model.new_table(&[(RequestColumn::Time, Direction::Ascending)]);
        Self { list: RequestList::new(table) }
    }

    /// How many of the shown failed, and how many bytes all of them brought.
    fn totals(&self, log: &RequestLog) -> (u64, u64) {
        let shown = || self.list.table().rows().iter().filter_map(|row| log.at(*row));
        let failed = shown().filter(|logged| Logged::has_failed(logged)).count() as u64;
        (failed, shown().map(|logged| logged.record.bytes as u64).sum())
    }

    fn follow_words(&self, model: &Model) -> String {
        let table = self.list.table();
        let action = match table.follow_travel() {
            _ if table.follows() => return "following the newest ".to_owned(),
            Some(Travel::Top) => Action::Top,
            Some(_) => Action::Bottom,
            None => return String::new(),
        };
        format!("{} follows the newest ", model.keymap.hint(action))
    }
}

impl Show for RequestsScreen {
    fn place(&self) -> Option<Target> {
        Some(Target::List(Verb::Requests, None))
    }

    fn has(&self, page: &Screen) -> bool {
        RequestScreen::of(page).is_some()
    }

    fn list<'a>(&'a self, world: World<'a>) -> Option<Seen<'a>> {
        Some(self.list.seen(world.requests))
    }

    fn front<'a>(&'a mut self, world: World<'a>) -> Option<Front<'a>> {
        Some(self.list.front(world.requests))
    }

    fn table_mut(&mut self) -> Option<&mut Table> {
        Some(self.list.table_mut())
    }

    fn filter(&self) -> Option<&Filter> {
        Some(&self.list.filter)
    }

    fn filter_mut(&mut self) -> Option<&mut Filter> {
        Some(&mut self.list.filter)
    }

    fn refilter(&mut self, world: World<'_>) {
        self.list.refilter(world.requests);
    }

    fn frame(&self, model: &Model, _width: u16) -> Frame {
        let nothing = if self.list.filter.text().is_empty() {
            "Nothing was asked of the servers yet."
        } else {
            "No request holds all of these words."
        };
        let number = group_thousands;
        let (failed, bytes) = self.totals(&model.requests);
        let dropped = model.requests.dropped();
        let kept = number(KEPT as u64);
        let more = [
            (failed > 0).then(|| (format!("{} failed", number(failed)), Tone::Bad)),
            (bytes > 0).then(|| (format!("{} bytes", number(bytes)), Tone::Muted)),
            (dropped > 0).then(|| {
                let words = format!("{} older not kept (over {kept})", number(dropped));
                (words, Tone::Muted)
            }),
        ];
        let more = more.into_iter().flatten().collect();
        Frame {
            head: Vec::new(),
            nothing: vec![(nothing.to_owned(), Tone::Muted)],
            detail: Vec::new(),
            foot: Foot::Counts { must: None, more, right: self.follow_words(model) },
        }
    }

    fn opens(&self) -> Option<Action> {
        Some(Action::OpenRequest)
    }

    fn hints(&self, _model: &Model, action: Action) -> bool {
        action != Action::ShowRequests
    }

    fn back(&self) -> Doing {
        lists::back
    }

    fn shows_requests(&self) -> bool {
        true
    }

    fn log_grew(&mut self, log: &RequestLog) {
        self.list.take_in(log);
    }
}

/// The request in front, or under the cursor.
fn chosen(model: &Model) -> Option<&Logged> {
    match model.showing::<RequestsScreen>() {
        Some(screen) => screen.list.selected(&model.requests),
        None => model.requests.get(model.showing::<RequestScreen>()?.id),
    }
}

/// # Errors
/// Why none can be opened.
pub(in crate::app) fn may_open(model: &Model) -> Result<(), String> {
    if model.showing::<RequestScreen>().is_some() {
        return Err("the request is shown whole already".into());
    }
    may_copy(model)
}

/// # Errors
/// Why none can be copied.
pub(in crate::app) fn may_copy(model: &Model) -> Result<(), String> {
    if model.showing::<RequestsScreen>().is_some_and(|s| s.list.table().rows().is_empty()) {
        return Err("no request is shown".into());
    }
    let one = model.showing::<RequestScreen>();
    if one.is_some_and(|screen| model.requests.get(screen.id).is_none()) {
        return Err("the request is not kept any more".into());
    }
    Ok(())
}

/// Opens the log: where it follows the newest, or on that request.
pub(in crate::app) fn show(model: &mut Model, at: Option<u64>) {
    if at.is_none() {
        return model.show(RequestsScreen::new(model));
    }
    model.show_anew(RequestsScreen::new(model));
    let row = at.and_then(|id| model.requests.row_of(id));
    if let (Some(row), Some(Front { table, source })) = (row, model.front_mut()) {
        table.go_to_row(row, &*source);
    }
}

/// Shows the one under the cursor whole.
pub(in crate::app) fn open(model: &mut Model) {
    if let Some(id) = chosen(model).map(|logged| logged.id) {
        model.screens.push(RequestScreen::new(id));
    }
}

/// Copies it as a command.
pub(in crate::app) fn copy_curl(model: &mut Model) -> Vec<Effect> {
    let Some(logged) = chosen(model) else { return Vec::new() };
    let text = curl(logged, &model.profiles);
    let name = text.split_once("Bearer $").and_then(|(_, rest)| rest.split('"').next());
    let stands = name.map(|name| format!(" ${name} stands for the credential."));
    let said = "Copied as a command of curl, if the terminal allows it.";
    let said = format!("{said}{}", stands.unwrap_or_default());
    model.tell(Notice::info(said));
    vec![Effect::Copy(text)]
}
