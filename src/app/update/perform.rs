//! What an action does.

use tui_input::Input;

use super::readings::{self, observe};
use super::{hear, leave, plans, queries, query, quit, session, told};
use crate::app::availability::availability;
use crate::app::dialog::{BudgetForm, Confirm, MintForm, ProfileForm, Question};
use crate::app::export::{self, Copied};
use crate::app::list::ListState;
use crate::app::profile::ProfileDraft;
use crate::app::screen::Find;
use crate::app::verb::{self, Wish};
use crate::app::{Action, Dialog, Effect, Model, Notice, Profile, Quitting, Screen, Times};
use crate::domain::text::harmless;
use crate::plan::build::ResetScope;
use crate::roster::PersonRef;

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
        Action::ResetSpend
        | Action::ResetSpendAndKeys
        | Action::Block
        | Action::Unblock
        | Action::Sync
        | Action::SyncEverybody
        | Action::SetBudget
        | Action::MintKey
        | Action::CopyAddress
        | Action::CopyIds
        | Action::CopyRow
        | Action::CopyJson
        | Action::CopyKeys => return on_people(model, action),
        Action::ApplyPlan => plans::ask(model),
        Action::CancelApply => return plans::cancel(model),
        Action::WritePlan => {
            let name = model.plan_screen().map(|plan| format!("{}.json", plan.plan.id));
            model.dialog = Some(Dialog::WritePlan(Input::new(name.unwrap_or_default())));
        }
        Action::TogglePasswords => {
            if let Some(plan) = model.plan_screen_mut() {
                plan.reveals_passwords = !plan.reveals_passwords;
            }
        }
        Action::FindInHelp => hear::open_find(model),
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
        Action::Palette => model.palette = Some(crate::app::Palette::default()),
        Action::NextTheme => next_theme(model),
        Action::Help => show_help(model),
        Action::Quit => return ask_quit(model),
        Action::ForceQuit => return quit(model, Quitting::ByOperator),
        Action::Suspend => return vec![Effect::Suspend],
        Action::DialogAccept
        | Action::DialogCancel
        | Action::DialogNext
        | Action::DialogPrevious
        | Action::DialogCopy
        | Action::DialogRemove => {}
    }
    Vec::new()
}

fn on_people(model: &mut Model, action: Action) -> Vec<Effect> {
    match action {
        Action::ResetSpend => propose(model, &Wish::Reset(ResetScope::Users)),
        Action::ResetSpendAndKeys => propose(model, &Wish::Reset(ResetScope::UsersAndKeys)),
        Action::Block => propose(model, &Wish::Block),
        Action::Unblock => propose(model, &Wish::Unblock),
        Action::Sync => propose(model, &Wish::Sync),
        Action::SyncEverybody => {
            let targets = verb::everybody(model);
            verb::propose(model, &Wish::Sync, targets);
        }
        Action::SetBudget => ask_budget(model),
        Action::MintKey => {
            let form = MintForm::new(verb::targets(model), model.people.roster());
            model.dialog = Some(Dialog::Mint(form));
        }
        Action::CopyAddress => return copy(model, Copied::Address),
        Action::CopyIds => return copy(model, Copied::Ids),
        Action::CopyRow => return copy(model, Copied::Row),
        Action::CopyJson => return copy(model, Copied::Json),
        _ => return copy(model, Copied::Keys),
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
        Action::SavedQuery | Action::SaveQuery => queries::open(model),
        Action::Export => {
            model.dialog = Some(Dialog::Export(Input::new(export::default_name(model))));
        }
        Action::NextChange | Action::PreviousChange => to_change(model, action),
        Action::Mark => model.people.toggle_mark(),
        Action::MarkAll => model.people.toggle_all(),
        Action::NextSort => model.people.next_sort(),
        _ => model.people.reverse_sort(),
    }
}

/// With the budget of the one it is for already in the form.
fn ask_budget(model: &mut Model) {
    let targets = verb::targets(model);
    let one = match targets.people.as_slice() {
        [one] => model.people.roster().by_id(one).and_then(PersonRef::proxy),
        _ => None,
    };
    let form = BudgetForm::new(targets, one.map(|user| &user.budget));
    model.dialog = Some(Dialog::Budget(form));
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
    if let Some(Screen::Help { find, .. }) = model.screens.last_mut()
        && !find.input.value().is_empty()
    {
        find.input.reset();
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
    let list = ListState::default();
    model.screens.push(Screen::Help { of, list, find: Find::default() });
}

fn on_profiles(model: &mut Model, action: Action) {
    let Screen::Profiles(list) = model.screen() else { return };
    let chosen = model.profiles.get(list.cursor);
    model.dialog = match (action, chosen) {
        (Action::AddProfile, _) => {
            Some(Dialog::Profile(ProfileForm::new(None, &ProfileDraft::default())))
        }
        (Action::EditProfile, Some(profile)) => {
            Some(Dialog::Profile(ProfileForm::new(Some(profile.name.clone()), &profile.draft)))
        }
        (Action::RemoveProfile, Some(profile)) if profile.name == model.profile.name => {
            let why = "remove: this profile is at work; switch to another first.";
            model.tell(Notice::refusal(why));
            None
        }
        (Action::RemoveProfile, Some(profile)) => {
            let name = harmless(&profile.name);
            Some(Dialog::Confirm(Confirm::new(
                Question::RemoveProfile(profile.name.clone()),
                format!("Remove the profile {name} from the configuration?"),
                vec![
                    "Both servers and the journal stay as they are.".into(),
                    "Where its credentials are kept is forgotten.".into(),
                ],
                "remove",
            )))
        }
        _ => None,
    };
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
    model.dialog = Some(Dialog::Confirm(Confirm::new(
        Question::QuitWhileApplying,
        "A plan is being applied. Stop and leave?",
        vec![
            "What is under way finishes and is written to the journal.".into(),
            "The changes not begun are left as they are.".into(),
        ],
        "stop and leave",
    )));
    Vec::new()
}
