//! What an action does.

use super::readings::{self, observe};
use super::{leave, plans, query, quit, session, told};
use crate::app::availability::availability;
use crate::app::dialog;
use crate::app::export::Copied;
use crate::app::list::ListState;
use crate::app::profile::ProfileDraft;
use crate::app::verb::{self, Wish};
use crate::app::{Action, Effect, Model, Notice, Profile, Quitting, Screen, Times};
use crate::plan::build::ResetScope;

/// Does it, or says why not.
pub(super) fn perform(model: &mut Model, action: Action) -> Vec<Effect> {
    if let Err(why) = availability(model, action) {
        model.tell(Notice::refusal(format!("{}: {why}.", action.row().title)));
        return Vec::new();
    }
    match action {
        Action::OpenUser
        | Action::Filter
        | Action::ClearQuery
        | Action::SavedQuery
        | Action::SaveQuery
        | Action::Mark
        | Action::MarkAll
        | Action::NextSort
        | Action::Export
        | Action::NextChange
        | Action::PreviousChange
        | Action::ReverseSort => on_users(model, action),
        Action::ResetSpend => propose(model, &Wish::Reset(ResetScope::Users)),
        Action::ResetSpendAndKeys => propose(model, &Wish::Reset(ResetScope::UsersAndKeys)),
        Action::Block => propose(model, &Wish::Block),
        Action::Unblock => propose(model, &Wish::Unblock),
        Action::Sync => propose(model, &Wish::Sync),
        Action::SyncEverybody => {
            let targets = verb::everybody(model);
            verb::propose(model, &Wish::Sync, targets);
        }
        Action::SetBudget => {
            let dialog = dialog::budget::dialog(verb::targets(model), model.people.roster());
            model.ask(dialog);
        }
        Action::MintKey => {
            let dialog = dialog::mint::dialog(verb::targets(model), model.people.roster());
            model.ask(dialog);
        }
        Action::CopyAddress => return copy(model, Copied::Address),
        Action::CopyIds => return copy(model, Copied::Ids),
        Action::CopyRow => return copy(model, Copied::Row),
        Action::CopyJson => return copy(model, Copied::Json),
        Action::CopyKeys => return copy(model, Copied::Keys),
        Action::ApplyPlan => plans::ask(model),
        Action::CancelApply => return plans::cancel(model),
        Action::WritePlan => {
            let name = model.plan_screen().map(|plan| format!("{}.json", plan.plan.id));
            model.ask(dialog::write_plan::dialog(&name.unwrap_or_default()));
        }
        Action::TogglePasswords => {
            if let Some(plan) = model.plan_screen_mut() {
                plan.reveals_passwords = !plan.reveals_passwords;
            }
        }
        Action::OpenEntry => open_entry(model),
        Action::SwitchProfile => return switch_profile(model),
        Action::AddProfile | Action::EditProfile | Action::RemoveProfile => {
            on_profiles(model, action);
        }
        Action::Down
        | Action::Up
        | Action::HalfPageDown
        | Action::HalfPageUp
        | Action::PageDown
        | Action::PageUp
        | Action::Top
        | Action::Bottom => {
            travel(model, action);
        }
        Action::Back => return back(model),
        Action::Undo => verb::undo(model),
        Action::ShowUsers => show_users(model),
        Action::ShowJournal => return show_journal(model),
        Action::ShowProfiles => show_profiles(model),
        Action::ShowChanges => {
            model.screens.retain(|screen| !matches!(screen, Screen::Changes(_)));
            model.screens.push(Screen::Changes(ListState::default()));
        }
        Action::ShowRequests
        | Action::ShowNotices
        | Action::OpenRequest
        | Action::FilterRequests
        | Action::CopyCurl
        | Action::OpenNotice
        | Action::CopyNotice => return told::perform(model, action),
        Action::StopReading => return readings::stop(model),
        Action::Refresh => return observe(model),
        Action::TogglePause => pause(model),
        Action::DumpScreen => return vec![Effect::DumpScreen],
        Action::ToggleTimes => {
            model.times = match model.times {
                Times::Relative => Times::Absolute,
                Times::Absolute => Times::Relative,
            };
        }
        Action::NextTheme => next_theme(model),
        Action::Help => show_help(model),
        Action::Quit => return ask_quit(model),
        Action::ForceQuit => return quit(model, Quitting::ByOperator),
        Action::Suspend => return vec![Effect::Suspend],
        Action::DialogAccept
        | Action::DialogCancel
        | Action::DialogNext
        | Action::DialogPrevious
        | Action::DialogPageDown
        | Action::DialogPageUp
        | Action::DialogCopy
        | Action::DialogRemove => {}
    }
    Vec::new()
}

fn propose(model: &mut Model, wish: &Wish) {
    let targets = verb::targets(model);
    verb::propose(model, wish, targets);
}

fn on_users(model: &mut Model, action: Action) {
    match action {
        Action::OpenUser => {
            let person = model.people.selected().map(|person| person.id().clone());
            let list = ListState::default();
            model.screens.extend(person.map(|person| Screen::User { person, list }));
        }
        Action::Filter => {
            query::open(model);
        }
        Action::ClearQuery => query::clear(model),
        // Its keys say which; without one they are all shown, to choose from.
        Action::SavedQuery | Action::SaveQuery => match dialog::queries::dialog(model) {
            Ok(dialog) => model.ask(dialog),
            Err(why) => model.tell(Notice::refusal(why)),
        },
        Action::Export => {
            let dialog = dialog::export::dialog(model);
            model.ask(dialog);
        }
        Action::NextChange | Action::PreviousChange => to_change(model, action),
        Action::Mark => model.people.toggle_mark(),
        Action::MarkAll => model.people.toggle_all(),
        Action::NextSort => model.people.next_sort(),
        _ => model.people.reverse_sort(),
    }
}

fn copy(model: &mut Model, what: Copied) -> Vec<Effect> {
    match what.of(model) {
        Ok(text) => {
            let is_short = matches!(what, Copied::Address | Copied::Ids) && !text.contains('\n');
            let copied = if is_short {
                text.clone()
            } else {
                format!("the {} of {}", what.words(), verb::targets(model).subject)
            };
            let said = format!("Copied {copied}, if the terminal allows it.");
            model.tell(Notice::info(said));
            vec![Effect::Copy(text)]
        }
        Err(why) => {
            let words = what.words();
            model.tell(Notice::refusal(format!("copy {words}: {why}.")));
            Vec::new()
        }
    }
}

/// Going on reads at once where that is due by then.
fn pause(model: &mut Model) {
    model.is_paused = !model.is_paused;
    let key = model.keymap.hint(Action::TogglePause);
    let refresh = model.keymap.hint(Action::Refresh);
    model.tell(Notice::info(if model.is_paused {
        format!("Paused: the servers are read when {refresh} says so; {key} goes on.")
    } else {
        "The servers are read by themselves again.".to_owned()
    }));
}

/// Round the end of the list where none comes any more.
fn to_change(model: &mut Model, action: Action) {
    let (people, changes, now) = (&model.people, &model.changes, model.now);
    let (shown, at) = (people.shown(), people.list().cursor);
    let is_changed = |row: &usize| shown.get(*row).is_some_and(|i| changes.of(*i, now).is_some());
    let (before, after) = (0..at.min(shown.len()), (at + 1).min(shown.len())..shown.len());
    let row = if action == Action::NextChange {
        after.chain(before).find(is_changed)
    } else {
        before.rev().chain(after.rev()).find(is_changed)
    };
    let index = row.and_then(|row| shown.get(row)).copied();
    let id = index.and_then(|index| people.roster().get(index)).map(|person| person.id().clone());
    match id {
        Some(id) => model.people.select(&id),
        None => model.tell(Notice::refusal("No other user who is shown changed.")),
    }
}

fn open_entry(model: &mut Model) {
    let Screen::Journal(list) = model.screen() else { return };
    let entry = model.journal.last().and_then(|history| history.records.get(list.cursor)).cloned();
    let list = ListState::default();
    model.screens.extend(entry.map(|record| Screen::Entry { record: Box::new(record), list }));
}

fn travel(model: &mut Model, action: Action) {
    let height = crate::app::geometry::Geometry::of(model).rows(model);
    let len = model.rows();
    match model.screens.last_mut() {
        Some(Screen::Users) | None => model.people.travel(action),
        Some(Screen::Requests(list)) => list.travel(action, height),
        Some(Screen::Notices(list)) => list.travel(action, &model.notices, height),
        Some(
            Screen::User { list, .. }
            | Screen::Help { list, .. }
            | Screen::Request { list, .. }
            | Screen::Changes(list)
            | Screen::Notice { list, .. },
        ) => {
            list.scroll(action, len, height);
        }
        Some(Screen::Plan(plan)) => plan.list.travel(action, len, height),
        Some(Screen::Journal(list) | Screen::Profiles(list) | Screen::Entry { list, .. }) => {
            list.travel(action, len, height);
        }
    }
}

/// What is in the way goes first: an error, then the query, then the marks, then the screen, and
/// at the bottom of them a reading.
fn back(model: &mut Model) -> Vec<Effect> {
    if model.notices.dismiss() {
        return Vec::new();
    }
    match model.screen() {
        Screen::Users if !model.people.query().is_empty() => query::clear(model),
        Screen::Users if model.people.marked().0 > 0 => model.people.clear_marks(),
        Screen::Users => return readings::stop(model),
        Screen::Plan(plan) if plan.is_applying() => return plans::cancel(model),
        Screen::Plan(_) => plans::leave_plan(model),
        Screen::Requests(_) => told::leave_requests(model),
        _ => leave(model),
    }
    Vec::new()
}

/// Down to the list of users; a plan on the way is left as `back` leaves it.
fn show_users(model: &mut Model) {
    while model.screens.len() > 1 {
        match model.screen() {
            Screen::Plan(_) => plans::leave_plan(model),
            _ => leave(model),
        }
    }
}

fn show_journal(model: &mut Model) -> Vec<Effect> {
    if matches!(model.screen(), Screen::Journal(_)) {
        return Vec::new();
    }
    model.screens.retain(|screen| !matches!(screen, Screen::Journal(_) | Screen::Entry { .. }));
    model.screens.push(Screen::Journal(ListState::default()));
    model.journal.ask();
    vec![Effect::LoadJournal(model.epoch)]
}

pub(super) fn show_profiles(model: &mut Model) {
    if matches!(model.screen(), Screen::Profiles(_)) {
        return;
    }
    let active = model.profiles.iter().position(|profile| profile.name == model.profile.name);
    let list = ListState { cursor: active.unwrap_or(0), offset: 0 };
    model.screens.retain(|screen| !matches!(screen, Screen::Profiles(_)));
    model.screens.push(Screen::Profiles(list));
}

fn show_help(model: &mut Model) {
    if matches!(model.screen(), Screen::Help { .. }) {
        leave(model);
        return;
    }
    let of = model.screen().contexts();
    model.screens.push(Screen::Help { of, list: ListState::default() });
}

fn on_profiles(model: &mut Model, action: Action) {
    let Screen::Profiles(list) = model.screen() else { return };
    let chosen = model.profiles.get(list.cursor);
    let dialog = match (action, chosen) {
        (Action::AddProfile, _) => dialog::profile::dialog(None, &ProfileDraft::default()),
        (Action::EditProfile, Some(profile)) => {
            dialog::profile::dialog(Some(profile.name.clone()), &profile.draft)
        }
        (Action::RemoveProfile, Some(profile)) if profile.name == model.profile.name => {
            let why = "remove: this profile is at work; switch to another first.";
            model.tell(Notice::refusal(why));
            return;
        }
        (Action::RemoveProfile, Some(profile)) => dialog::remove::dialog(profile.name.clone()),
        _ => return,
    };
    model.ask(dialog);
}

fn switch_profile(model: &mut Model) -> Vec<Effect> {
    let Screen::Profiles(list) = model.screen() else { return Vec::new() };
    let profile = model.profiles.get(list.cursor).cloned();
    profile.map_or_else(Vec::new, |profile| open(model, profile))
}

/// Begins anew on a profile, in a new epoch: what was asked of other servers is no longer waited
/// for.
pub(super) fn open(model: &mut Model, profile: Profile) -> Vec<Effect> {
    // Leaving by this screen is not staying on it.
    model.screens.retain(|screen| !matches!(screen, Screen::Profiles(_)));
    model.put_down();
    let mut effects: Vec<Effect> = session::save(model).into_iter().collect();
    let fresh = Model::new(profile, std::mem::take(&mut model.profiles), model.now, model.size);
    *model = Model {
        epoch: model.epoch.next(),
        look: model.look,
        themes: std::mem::take(&mut model.themes),
        times: model.times,
        keymap: std::mem::take(&mut model.keymap),
        requests: std::mem::take(&mut model.requests),
        notices: std::mem::take(&mut model.notices),
        ..fresh
    };
    effects.push(Effect::LoadSaved(model.epoch, model.profile.name.clone()));
    effects.extend(model.start());
    effects
}

/// Tried, not kept: what is kept stands in the config, in one place.
fn next_theme(model: &mut Model) {
    model.themes.turn();
    let name = model.themes.name();
    let keep = format!("'theme = \"{name}\"' under [ui] in the config keeps it.");
    model.tell(Notice::info(format!("Theme {name}.")).hint(keep));
}

fn ask_quit(model: &mut Model) -> Vec<Effect> {
    if !model.is_applying() {
        return quit(model, Quitting::ByOperator);
    }
    model.ask(dialog::quit::dialog());
    Vec::new()
}
