//! What a message does to the model: routing only. Pure, and the one place where late answers are
//! dropped.

mod dialogs;
mod hear;
mod perform;
mod plans;
pub mod session;

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind};

use super::action::Context;
use super::form::{paste, type_key};
use super::keymap::OVER_ALL;
use super::{
    Action, Dialog, Effect, Freshness, Model, Msg, Notice, Progress, Quitting, Reading, Resume,
    Screen, Session, Severity,
};
use crate::roster::Filter;

/// Takes a fact; returns what it makes necessary.
pub fn update(model: &mut Model, msg: Msg) -> Vec<Effect> {
    let is_late = msg.epoch().is_some_and(|epoch| epoch != model.epoch);
    if is_late {
        return Vec::new();
    }
    let effects = route(model, msg);
    let effects = session::keep(model, effects);
    if model.dialog.is_some() || model.filter_input.is_some() {
        model.pending.clear();
    }
    model.fit();
    effects
}

fn route(model: &mut Model, msg: Msg) -> Vec<Effect> {
    match msg {
        Msg::Key(key) => press(model, key),
        Msg::Pasted(text) => {
            pasted(model, &text);
            Vec::new()
        }
        Msg::Resized(columns, rows) => {
            model.size = (columns, rows);
            Vec::new()
        }
        Msg::Ticked(now) => tick(model, now),
        Msg::ProfileOpened(_, Ok(())) => {
            model.session = Session::Open;
            observe(model)
        }
        Msg::ProfileOpened(_, Err(why)) => {
            let hint = format!("{} shows the profiles.", model.keymap.hint(Action::ShowProfiles));
            model.notice = Some(Notice::error(why.clone()).hint(hint));
            model.session = Session::Failed(why);
            Vec::new()
        }
        Msg::CacheLoaded(_, roster) => {
            if let (Some(roster), Freshness::Nothing) = (roster, model.freshness) {
                model.freshness = Freshness::Cached(roster.snapshot().observed_at);
                model.people.replace(roster, model.now);
                session::arrive(model);
            }
            Vec::new()
        }
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
                reading.report(server, Progress { part, done, total });
            }
            Vec::new()
        }
        Msg::Observed(_, roster) => {
            let effects = observed(model, roster);
            session::arrive(model);
            effects
        }
        Msg::JournalLoaded(_, answer) => {
            if let Err(why) = &answer {
                model.notice = Some(Notice::error(format!("the journal cannot be read: {why}")));
            }
            model.journal.answer(answer.map(std::sync::Arc::new));
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
            model.notice = Some(Notice::info(show));
            Vec::new()
        }
        Msg::PlanWritten(Err(why)) | Msg::Failed(why) => {
            model.notice = Some(Notice::error(why));
            Vec::new()
        }
        Msg::Exported(answer) => {
            model.notice = Some(session::exported(answer));
            Vec::new()
        }
        Msg::ScreenDumped(answer) => {
            model.notice = Some(match answer {
                Ok(path) => Notice::info(format!("The screen is in {path}.")),
                Err(why) => Notice::error(why),
            });
            Vec::new()
        }
        Msg::ProfilesChanged(answer) => dialogs::profiles_changed(model, answer),
        Msg::Terminated => quit(model, Quitting::BySignal),
    }
}

/// Everything with an age on it follows the time; a profile may ask to be read by itself.
fn tick(model: &mut Model, now: jiff::Timestamp) -> Vec<Effect> {
    let minute = |at: jiff::Timestamp| at.as_second().div_euclid(60);
    if minute(now) != minute(model.now) {
        model.people.recount(now);
    }
    model.now = now;
    if !model.is_refresh_due() {
        return Vec::new();
    }
    let effects = observe(model);
    if let Some(reading) = &mut model.reading {
        reading.is_quiet = true;
    }
    effects
}

/// Asks for a reading; while one is under way, remembers that another is wanted.
pub(super) fn observe(model: &mut Model) -> Vec<Effect> {
    if let Some(reading) = &mut model.reading {
        reading.again = true;
        reading.is_quiet = false;
        return Vec::new();
    }
    if model.session != Session::Open {
        return Vec::new();
    }
    model.reading = Some(Reading::default());
    model.asked_at = model.now;
    vec![Effect::Observe(model.epoch)]
}

/// A reading that saw nothing of any server leaves the last people on the screen.
fn observed(model: &mut Model, roster: std::sync::Arc<crate::roster::Roster>) -> Vec<Effect> {
    let again = model.reading.take().is_some_and(|reading| reading.again);
    let Some(sentences) = super::reading::total_failure(&roster) else {
        let (roster, kept) = super::reading::keep_last_good(
            roster,
            model.people.roster(),
            model.freshness.at(),
            &model.kept,
            &model.profile.sync,
        );
        for kept in [&kept.proxy, &kept.webui].into_iter().flatten() {
            model.notice = Some(Notice::error(kept.why.clone()));
        }
        model.kept = kept;
        model.freshness = Freshness::Read(roster.snapshot().observed_at);
        model.people.replace(roster, model.now);
        return if again { observe(model) } else { Vec::new() };
    };
    model.notice = Some(Notice::error(sentences.join("; ")));
    model.kept =
        super::reading::failed_halves(roster.snapshot(), model.freshness.at(), &model.kept);
    match model.freshness {
        Freshness::Nothing => model.people.replace(roster, model.now),
        Freshness::Read(at) => model.freshness = Freshness::Stale(at),
        Freshness::Cached(_) | Freshness::Stale(_) => {}
    }
    if again { observe(model) } else { Vec::new() }
}

fn press(model: &mut Model, key: KeyEvent) -> Vec<Effect> {
    if key.kind == KeyEventKind::Release {
        return Vec::new();
    }
    session::stay(model);
    if model.notice.as_ref().is_some_and(|notice| notice.severity != Severity::Error) {
        model.notice = None;
    }
    let over_all = model.keymap.action(&[Context::Global], key);
    if let Some(action) = over_all.filter(|action| OVER_ALL.contains(action)) {
        return perform::perform(model, action);
    }
    if model.dialog.is_some() {
        return dialogs::press(model, key);
    }
    if model.filter_input.is_some() {
        type_filter(model, key);
        return Vec::new();
    }
    hear::hear(model, key)
}

/// The filter works while it is typed; enter keeps it, esc takes it away. Up and down leave the
/// line and move, since that is what the eye wants next.
fn type_filter(model: &mut Model, key: KeyEvent) {
    match key.code {
        KeyCode::Enter => model.filter_input = None,
        KeyCode::Esc => {
            model.filter_input = None;
            model.people.set_filter(Filter::default());
        }
        KeyCode::Down => model.people.travel(Action::Down),
        KeyCode::Up => model.people.travel(Action::Up),
        _ => {
            let Some(input) = &mut model.filter_input else { return };
            type_key(input, key);
            let filter = Filter::new(input.value());
            if filter != *model.people.filter() {
                model.people.set_filter(filter);
            }
        }
    }
}

/// Pasted text goes into a line of text or nowhere: a key is something an operator pressed.
fn pasted(model: &mut Model, text: &str) {
    match (&mut model.dialog, &mut model.filter_input) {
        (
            Some(Dialog::Held { input, .. } | Dialog::WritePlan(input) | Dialog::Export(input)),
            _,
        ) => paste(input, text),
        (Some(Dialog::Budget(dialog)), _) => dialog.form.paste(text),
        (Some(Dialog::Mint(dialog)), _) => dialog.form.paste(text),
        (Some(Dialog::Profile(dialog)), _) => dialog.form.paste(text),
        (Some(_), _) => {}
        (None, Some(input)) => {
            paste(input, text);
            let filter = Filter::new(input.value());
            model.people.set_filter(filter);
        }
        (None, None) => {
            if hear::paste_in_help(model, text) {
                return;
            }
            let filter = model.keymap.hint(Action::Filter);
            let why = format!("Pasted text is taken only where text is typed; {filter} filters.");
            model.notice = Some(Notice::refusal(why));
        }
    }
}

/// Leaves, as soon as no write is under way.
pub(super) fn quit(model: &mut Model, why: Quitting) -> Vec<Effect> {
    if !model.is_applying() {
        return vec![Effect::Quit];
    }
    model.quitting = Some(why);
    model.dialog = None;
    plans::cancel(model)
}

/// Back to the screen beneath.
pub(super) fn leave(model: &mut Model) {
    if model.screens.len() > 1 {
        model.screens.pop();
    }
    if model.screens.is_empty() {
        model.screens.push(Screen::Users);
    }
}
