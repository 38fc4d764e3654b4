//! What a message does to the model: routing only. Pure, and the one place where late answers are
//! dropped.

mod dialogs;
mod hear;
mod mouse;
mod outward;
mod palette;
mod perform;
pub(super) mod plans;
mod purses;
pub mod query;
mod readings;
pub(in crate::app) mod records;
pub mod session;
pub(in crate::app) mod spend;
mod told;
mod verbs;
pub(super) mod why;

use crossterm::event::{KeyEvent, KeyEventKind};

use super::action::Context;
use super::geometry::Geometry;
use super::keymap::OVER_ALL;
use super::reading::Part;
use super::{Action, Effect, Model, Msg, Notice, Quitting, Resume, Screen, Session, planning};

/// Takes a fact; returns what it makes necessary.
pub fn update(model: &mut Model, msg: Msg) -> Vec<Effect> {
    let is_late = msg.epoch().is_some_and(|epoch| epoch != model.epoch);
    if is_late {
        return Vec::new();
    }
    let in_view = model.notices_in_view();
    let mut effects = route(model, msg);
    effects.extend(why::ask_if_due(model));
    effects.extend(records::ask_if_due(model));
    effects.extend(purses::ask_if_due(model));
    effects.extend(spend::open_if_due(model));
    planning::deliver(model);
    if !matches!(model.screen(), Screen::Notices(_) | Screen::Notice { .. }) {
        model.notices.read(&in_view);
    }
    let mut effects = session::keep(model, effects);
    effects.extend(spend::tend(model));
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
            why::requested(model);
            model.log_request(profile, *record);
            Vec::new()
        }
        Msg::Inquired { number, answer, .. } => {
            why::answered(model, number, answer.map(|inquiry| *inquiry));
            Vec::new()
        }
        Msg::MembersRead { number, answer, .. } => records::members_read(model, number, answer),
        Msg::PursesRead { number, answer, .. } => purses::purses_read(model, number, answer),
        Msg::SpendProgressed(_, id, part) => spend::progressed(model, id, part),
        Msg::SpendRead(_, id, answer) => spend::answered(model, id, answer),
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
            plans::started(model, change);
            Vec::new()
        }
        Msg::ChangeFinished { change, outcome, revealed, .. } => {
            plans::finished(model, change, outcome, revealed);
            Vec::new()
        }
        Msg::ApplyEnded(_, result) => plans::ended(model, result),
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
        Msg::ScreenDumped(answer) => told::dumped(model, answer),
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
        return perform::perform(model, action);
    }
    // Nobody answers what they cannot see.
    if Geometry::of(model).is_too_small {
        let leaves = over_all == Some(Action::Quit);
        return if leaves { perform::perform(model, Action::Quit) } else { Vec::new() };
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
    if records::type_in_filter(model, |filter| filter.type_key(key)) {
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
            if records::type_in_filter(model, |filter| filter.paste(text)) {
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
    plans::cancel(model)
}

/// Back to the screen beneath.
pub(super) fn leave(model: &mut Model) {
    if model.screens.len() > 1
        && let Some(Screen::Plan(plan)) = model.screens.pop()
    {
        model.planning.leave(plan);
    }
    if model.screens.is_empty() {
        model.screens.push(Screen::Users);
    }
}
