//! Whether an action can be done now, and if not, why: the table of actions names one of these for
//! each; dispatch, footer and help ask.

pub(super) mod verbs;

use super::action::Context;
use super::screen::Shown;
use super::screen::journal::JournalScreen;
use super::screen::journal::entry::EntryScreen;
use super::{Action, Freshness, Model, Server, Session};
use crate::table::Fitted;

/// # Errors
/// Why not, as a sentence for the operator.
pub fn availability(model: &Model, action: Action) -> Result<(), String> {
    (action.row().may)(model)
}

/// Nothing stands against it, ever.
#[expect(clippy::unnecessary_wraps, reason = "the table names one of these for each action")]
pub(super) fn always(_model: &Model) -> Result<(), String> {
    Ok(())
}

/// Something is being read.
pub(super) fn reading(model: &Model) -> Result<(), String> {
    if model.reading.is_none() { Err("nothing is being read".into()) } else { Ok(()) }
}

/// Somebody who is listed changed a moment ago.
pub(super) fn changed(model: &Model) -> Result<(), String> {
    let tally = model.changes.tally(model.now);
    if tally.new + tally.changed > 0 {
        return Ok(());
    }
    Err("nobody changed in the last minute".into())
}

/// There is somebody to be written to a file.
pub(super) fn export(model: &Model) -> Result<(), String> {
    if super::export::rows(model).is_empty() { Err("nobody is shown".into()) } else { Ok(()) }
}

/// A query can say whom to mark.
pub(super) fn queried(model: &Model) -> Result<(), String> {
    if is_of_users(model) {
        return Ok(());
    }
    let hint = |action| model.keymap.hint(action);
    Err(format!(
        "a query is of users alone; {} and then {} mark by words",
        hint(Action::FilterWords),
        hint(Action::MarkAll)
    ))
}

fn is_of_users(model: &Model) -> bool {
    model.subject().contexts().contains(&Context::Users)
}

/// There is something to be copied.
pub(super) fn copied(model: &Model) -> Result<(), String> {
    if model.subject().contexts().contains(&Context::Records) {
        listed(model)
    } else {
        someone(model)
    }
}

/// The row under the cursor leads somewhere.
pub(super) fn leads(model: &Model) -> Result<(), String> {
    model.subject().lead(model).map(drop)
}

/// It is asked about one, who may have something at the proxy.
pub(super) fn one_at_proxy(model: &Model) -> Result<(), String> {
    one(model)?;
    has(model, Server::Proxy)
}

/// There is a proxy, as far as anything was read.
pub(super) fn proxy_lists(model: &Model) -> Result<(), String> {
    lists_of(model, Server::Proxy)
}

/// There is that server, likewise.
pub(super) fn lists_of(model: &Model, server: Server) -> Result<(), String> {
    if model.freshness == Freshness::Nothing { Ok(()) } else { has(model, server) }
}

/// The servers are read by themselves.
pub(super) fn pause(model: &Model) -> Result<(), String> {
    if model.profile.refresh.is_some() {
        return Ok(());
    }
    Err("this profile is not read by itself; `refresh` in the config says how often".into())
}

/// Something can be taken back, from how things stand.
pub(super) fn undo(model: &Model) -> Result<(), String> {
    not_applying(model)?;
    fresh(model)?;
    caught_up(model)?;
    journal(model)
}

/// The list stands in an order that can be turned round.
pub(super) fn sorted(model: &Model) -> Result<(), String> {
    match model.front() {
        Some(front) if front.table.order().is_empty() => {
            let sort = model.keymap.hint(Action::NextSort);
            Err(format!("the list stands in its own order; {sort} sorts it by a column"))
        }
        _ => Ok(()),
    }
}

/// There are columns to the right that have no room.
pub(super) fn hidden_right(model: &Model) -> Result<(), String> {
    match fitted(model) {
        Some(fitted) if !fitted.has_right => Err("no column is hidden at the right".into()),
        _ => Ok(()),
    }
}

/// There are columns that were scrolled past.
pub(super) fn hidden_left(model: &Model) -> Result<(), String> {
    match fitted(model) {
        Some(fitted) if !fitted.has_left => Err("no column is hidden at the left".into()),
        _ => Ok(()),
    }
}

fn fitted(model: &Model) -> Option<Fitted> {
    let front = model.front()?;
    Some(front.table.fitted(&*front.source, &model.lens(), model.size.0))
}

/// A verb would be for somebody.
pub(super) fn someone(model: &Model) -> Result<(), String> {
    model.subject().lacks(model).map_or(Ok(()), |why| Err(why.to_owned()))
}

/// There is a row to be marked.
pub(super) fn listed(model: &Model) -> Result<(), String> {
    let is_empty = model.front().is_some_and(|front| front.table.rows().is_empty());
    match is_empty {
        false => Ok(()),
        true if is_of_users(model) => Err("nobody is shown".into()),
        true => Err("nothing is shown".into()),
    }
}

/// It is asked about one, whoever is marked.
fn one(model: &Model) -> Result<(), String> {
    if is_of_users(model) && model.people.selected().is_none() {
        return Err("no user is selected".into());
    }
    someone(model)
}

/// Plans are made only of what the servers said just now, not of what a file or a reading before
/// a failure says.
pub(super) fn fresh(model: &Model) -> Result<(), String> {
    session(model)?;
    match model.freshness {
        Freshness::Read(_) => Ok(()),
        Freshness::Nothing | Freshness::Cached(_) if model.reading.is_none() => {
            let refresh = model.keymap.hint(Action::Refresh);
            Err(format!("the servers have not been read; {refresh} reads them"))
        }
        Freshness::Nothing | Freshness::Cached(_) => {
            Err("waiting for a fresh reading of the servers".into())
        }
        Freshness::Stale(_) => {
            let refresh = model.keymap.hint(Action::Refresh);
            Err(format!("the last reading failed; {refresh} reads the servers again"))
        }
    }
}

/// What a plan did is taken back from how things stand after it.
fn caught_up(model: &Model) -> Result<(), String> {
    if !model.is_behind {
        return Ok(());
    }
    Err(if model.reading.is_some() {
        "waiting for a reading of what the last plan left".into()
    } else {
        let refresh = model.keymap.hint(Action::Refresh);
        format!("nothing was read since the last plan; {refresh} reads the servers")
    })
}

/// The servers can be asked.
pub(super) fn session(model: &Model) -> Result<(), String> {
    match &model.session {
        Session::Failed(why) => Err(format!("the profile cannot be opened: {why}")),
        Session::Opening => Err("the profile is still being opened".into()),
        Session::Open => Ok(()),
    }
}

/// What is only remembered of a server that does not answer is shown, and no plan is made of it.
fn answering(model: &Model, server: Server) -> Result<(), String> {
    let failure = server.failure(model.people.roster().snapshot());
    let kept = model.kept.of(server).map(|kept| kept.why.clone());
    match kept.or(failure) {
        Some(why) => Err(format!("{} could not be read: {}", server.name(), server.reason(&why))),
        None => Ok(()),
    }
}

fn has(model: &Model, server: Server) -> Result<(), String> {
    if server.is_in(model.people.roster().snapshot()) {
        return Ok(());
    }
    Err(format!("there is no {} in this profile", server.name()))
}

fn server(model: &Model, server: Server) -> Result<(), String> {
    has(model, server)?;
    answering(model, server)
}

fn journal(model: &Model) -> Result<(), String> {
    let Some(history) = model.journal.last() else {
        return Err("the journal has not been read yet".into());
    };
    let subject = model.subject();
    if JournalScreen::of(subject).is_some() && history.records.is_empty() {
        return Err("the journal is empty".into());
    }
    let is_chosen = JournalScreen::of(subject).is_some() || EntryScreen::of(subject).is_some();
    if is_chosen || history.last_effective().is_some() {
        return Ok(());
    }
    Err("the journal has no plan of which anything was done".into())
}

/// The days are read from the proxy, on demand.
pub(super) fn activity(model: &Model) -> Result<(), String> {
    session(model)?;
    if model.people.roster().is_empty() { Ok(()) } else { has(model, Server::Proxy) }
}

/// No write is under way.
pub(super) fn not_applying(model: &Model) -> Result<(), String> {
    if model.is_applying() { Err("a plan is being applied".into()) } else { Ok(()) }
}
