//! What is done in the request log and among the notices.

use crate::app::list::ListState;
use crate::app::requests::curl::curl;
use crate::app::table::{Front, Table};
use crate::app::{Action, Effect, Model, Notice, Screen};
use crate::domain::text::harmless;

/// Does it.
pub(super) fn perform(model: &mut Model, action: Action) -> Vec<Effect> {
    match action {
        Action::ShowRequests => show_requests(model, None),
        Action::ShowNotices => show_notices(model),
        Action::OpenRequest => open_request(model),
        Action::CopyCurl => return copy_curl(model),
        Action::OpenNotice => open_notice(model),
        Action::CopyNotice => return copy_notice(model),
        _ => {}
    }
    Vec::new()
}

/// Opens the log: where it follows the newest, or on that request.
fn show_requests(model: &mut Model, at: Option<u64>) {
    if at.is_none() && matches!(model.screen(), Screen::Requests(_)) {
        return;
    }
    model.screens.retain(|s| !matches!(s, Screen::Requests(_) | Screen::Request { .. }));
    model.screens.push(Screen::Requests(Box::new(model.new_requests())));
    model.fit();
    let row = at.and_then(|id| model.requests.row_of(id));
    if let (Some(row), Some(Front { table, source })) = (row, model.front_mut()) {
        table.go_to_row(row, &*source);
    }
}

fn show_notices(model: &mut Model) {
    if matches!(model.screen(), Screen::Notices(_)) {
        return;
    }
    model.screens.retain(|s| !matches!(s, Screen::Notices(_) | Screen::Notice { .. }));
    model.screens.push(Screen::Notices(model.new_notices()));
}

fn open_request(model: &mut Model) {
    let Screen::Requests(list) = model.screen() else { return };
    let id = list.selected(&model.requests).map(|logged| logged.id);
    let list = ListState::default();
    model.screens.extend(id.map(|id| Screen::Request { id, list }));
}

fn copy_curl(model: &mut Model) -> Vec<Effect> {
    let logged = match model.screen() {
        Screen::Requests(list) => list.selected(&model.requests),
        Screen::Request { id, .. } => model.requests.get(*id),
        _ => None,
    };
    let Some(logged) = logged else { return Vec::new() };
    let text = curl(logged, &model.profiles);
    let name = text.split_once("Bearer $").and_then(|(_, rest)| rest.split('"').next());
    let stands = name.map(|name| format!(" ${name} stands for the credential."));
    let said = "Copied as a command of curl, if the terminal allows it.";
    let said = format!("{said}{}", stands.unwrap_or_default());
    model.tell(Notice::info(said));
    vec![Effect::Copy(text)]
}

/// The notice under the cursor whole; from there, its request.
fn open_notice(model: &mut Model) {
    match model.screen() {
        Screen::Notices(table) => {
            let id = notice_under(model, table);
            let list = ListState::default();
            model.screens.extend(id.map(|id| Screen::Notice { id, list }));
        }
        Screen::Notice { id, .. } => {
            let told = model.notices.get(*id);
            let request = told.and_then(|told| told.source.as_ref()).map(|source| source.request);
            show_requests(model, request);
        }
        _ => {}
    }
}

/// The number of the notice under the cursor.
fn notice_under(model: &Model, table: &Table) -> Option<u64> {
    table.selected().and_then(|row| model.notices.at(row)).map(|told| told.id)
}

fn copy_notice(model: &mut Model) -> Vec<Effect> {
    let id = match model.screen() {
        Screen::Notices(table) => notice_under(model, table),
        Screen::Notice { id, .. } => Some(*id),
        _ => None,
    };
    let Some(told) = id.and_then(|id| model.notices.get(id)) else { return Vec::new() };
    let text = harmless(&told.notice.sentence()).into_owned();
    model.tell(Notice::info("Copied the notice, if the terminal allows it."));
    vec![Effect::Copy(text)]
}

/// The screen was written to a file, or why not.
pub(super) fn dumped(model: &mut Model, answer: Result<String, String>) -> Vec<Effect> {
    model.tell(match answer {
        Ok(path) => Notice::info(format!("The screen is in {path}.")),
        Err(why) => Notice::error(why),
    });
    Vec::new()
}
