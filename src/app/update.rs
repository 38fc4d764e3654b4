//! What a message does to the model: routing only. Pure, and the one place where late answers are
//! dropped.

pub(super) mod asking;
pub(super) mod back;
pub(super) mod desk;
mod dialogs;
mod hear;
pub(super) mod lists;
mod mouse;
pub(super) mod outward;
mod palette;
mod perform;
pub mod query;
pub(super) mod readings;
pub mod session;
pub(super) mod verbs;

use crossterm::event::{KeyEvent, KeyEventKind};

use super::action::Context;
use super::geometry::Geometry;
use super::keymap::OVER_ALL;
use super::reading::Part;
use super::screen::{plan, spend};
use super::{Action, Effect, Model, Msg, Notice, Quitting, Resume, Session, planning};
use perform::perform;

/// Takes a fact; returns what it makes necessary.
pub fn update(model: &mut Model, msg: Msg) -> Vec<Effect> {
    let is_late = msg.epoch().is_some_and(|epoch| epoch != model.epoch);
    if is_late {
        return Vec::new();
    }
    let in_view = model.notices_in_view();
    let mut effects = route(model, msg);
    spend::acts::open_if_due(model);
    effects.extend(asking::ask_if_due(model));
    planning::deliver(model);
    if !model.screen().contexts().contains(&Context::Notices) {
        model.notices.read(&in_view);
    }
    let mut effects = session::keep(model, effects);
    effects.extend(asking::tend(model));
    // Logged first: leaving is the last thing that is done.
    let mut orders: Vec<Effect> = model.notices.take_unlogged().collect();
    orders.extend(effects);
    orders.extend(model.planning.forget());
    if model.dialog.is_some() {
        model.palette = None;
    }
    if model.dialog.is_some() || model.query_line.is_some() {
        model.pending.clear();
    }
    model.fit();
    orders
}

fn route(model: &mut Model, msg: Msg) -> Vec<Effect> {
    match msg {
        Msg::Key(key) => press(model, key),
        Msg::Mouse(mouse) => mouse::take(model, mouse),
        Msg::Pasted(text) => {
            pasted(model, &text);
            Vec::new()
        }
        Msg::Resized(columns, rows) => {
            model.size = (columns, rows);
            Vec::new()
        }
        Msg::Ticked(now) => readings::tick(model, now),
        Msg::ProfileOpened(_, Ok(())) => {
            model.session = Session::Open;
            readings::observe(model)
        }
        Msg::ProfileOpened(_, Err(why)) => {
            let hint = format!("{} shows the profiles.", model.keymap.hint(Action::ShowProfiles));
            model.tell(Notice::error(why.clone()).hint(hint));
            model.session = Session::Failed(why);
            Vec::new()
        }
        Msg::CacheLoaded(_, None) => Vec::new(),
        Msg::CacheLoaded(_, Some(ready)) => readings::cached(model, ready),
        Msg::SavedLoaded(_, saved) => {
            model.take_up(saved, Resume::Whole);
            Vec::new()
        }
        Msg::SaveFailed(why) => {
            session::save_failed(model, &why);
            Vec::new()
        }
        Msg::Progressed { server, part, done, total, .. } => {
            if let Some(reading) = &mut model.reading {
                reading.report(server, Part { name: part, done, total }, model.now);
            }
            Vec::new()
        }
        Msg::Observed(_, roster) => readings::observed(model, roster),
        Msg::ReadingFailed(_, why) => readings::broken(model, &why),
        Msg::Compared(_, compared) => readings::take(model, *compared),
        Msg::Recounted(_, recounted) => {
            model.people.recounted(*recounted);
            Vec::new()
        }
        Msg::Planned(_, answer) => {
            planning::take(model, *answer);
            Vec::new()
        }
        Msg::Requested(profile, record) => {
            // While both servers are read as well, nobody can tell whose request it was.
            if model.reading.is_none() {
                model.screens.front_mut().counted();
            }
            model.log_request(profile, *record);
            Vec::new()
        }
        Msg::Heard { number, answer, .. } => asking::heard(model, number, answer),
        Msg::HeardPart { number, part, .. } => {
            asking::progressed(model, number, part);
            Vec::new()
        }
        Msg::JournalLoaded(_, answer) => {
            if let Err(why) = &answer {
                model.tell(Notice::error("The journal cannot be read").cause(why));
            }
            model.journal.answer(answer.map(std::sync::Arc::new));
            model.outdate_tables();
            session::arrive(model);
            Vec::new()
        }
        Msg::ChangeStarted(_, change) => {
            plan::acts::started(model, change);
            Vec::new()
        }
        Msg::ChangeFinished { change, outcome, revealed, .. } => {
            plan::acts::finished(model, change, outcome, revealed);
            Vec::new()
        }
        Msg::ApplyEnded(_, result) => plan::acts::ended(model, result),
        Msg::PlanWritten(Ok(path)) => {
            let show = format!("The plan is in {path}; `bursar apply` applies exactly that.");
            model.tell(Notice::info(show));
            Vec::new()
        }
        Msg::PlanWritten(Err(why)) | Msg::Failed(why) => {
            model.tell(Notice::error(why));
            Vec::new()
        }
        Msg::Exported(answer) => {
            model.tell(session::exported(answer));
            Vec::new()
        }
        Msg::ScreenDumped(answer) => {
            model.tell(session::dumped(answer));
            Vec::new()
        }
        Msg::ProfilesChanged(answer) => dialogs::profiles_changed(model, answer),
        Msg::Terminated => quit(model, Quitting::BySignal),
    }
}

fn press(model: &mut Model, key: KeyEvent) -> Vec<Effect> {
    if key.kind == KeyEventKind::Release {
        return Vec::new();
    }
    session::stay(model);
    model.notices.pass();
    let over_all = model.keymap.action(&[Context::Global], key);
    if let Some(action) = over_all.filter(|action| OVER_ALL.contains(action)) {
        return perform(model, action);
    }
    // Nobody answers what they cannot see.
    if Geometry::of(model).is_too_small {
        let leaves = over_all == Some(Action::Quit);
        return if leaves { perform(model, Action::Quit) } else { Vec::new() };
    }
    if model.dialog.is_some() {
        return dialogs::press(model, key);
    }
    if model.palette.is_some() {
        return palette::press(model, key);
    }
    if model.query_line.is_some() {
        query::type_key_in_line(model, key);
        return Vec::new();
    }
    if lists::type_in_filter(model, |filter| filter.type_key(key)) {
        return Vec::new();
    }
    hear::hear(model, key)
}

/// Pasted text goes into a line of text or nowhere: a key is something an operator pressed.
fn pasted(model: &mut Model, text: &str) {
    if Geometry::of(model).is_too_small {
        return;
    }
    if model.dialog.is_none() && palette::paste_in(model, text) {
        return;
    }
    match (&model.dialog, &model.query_line) {
        (Some(_), _) => dialogs::pasted(model, text),
        (None, Some(_)) => query::pasted(model, text),
        (None, None) => {
            if hear::paste_in_help(model, text) {
                return;
            }
            if lists::type_in_filter(model, |filter| filter.paste(text)) {
                return;
            }
            let filter = model.keymap.hint(Action::Filter);
            let why = format!("Pasted text is taken only where text is typed; {filter} filters.");
            model.tell(Notice::refusal(why));
        }
    }
}

/// Leaves, as soon as no write is under way.
pub(in crate::app) fn quit(model: &mut Model, why: Quitting) -> Vec<Effect> {
    if !model.is_applying() {
        return vec![Effect::Quit];
    }
    model.quitting = Some(why);
    model.dialog = None;
    plan::acts::cancel(model)
}
