//! What an action does.

use super::{
    hear, leave, outward, plans, purses, query, quit, readings, records, session, spend, told,
    verbs, why,
};
use crate::app::availability::availability;
use crate::app::dialog;
use crate::app::list::ListState;
use crate::app::profile::ProfileDraft;
use crate::app::screen::Find;
use crate::app::screen::profiles::ProfileColumn;
use crate::app::table::Front;
use crate::app::verb;
use crate::app::{Action, Effect, Model, Notice, Profile, Quitting, Screen};

/// Does it, or says why not.
#[expect(clippy::too_many_lines, reason = "a line an action, so that none can be forgotten")]
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
        | Action::SaveQuery => on_users(model, action),
        Action::ToggleMark
        | Action::MarkRange
        | Action::MarkAll
        | Action::InvertMarks
        | Action::MarkMatches
        | Action::NextSort
        | Action::ReverseSort
        | Action::ChooseColumns
        | Action::ScrollRight
        | Action::ScrollLeft => on_table(model, action),
        Action::ResetSpend
        | Action::ResetSpendAndKeys
        | Action::Block
        | Action::Unblock
        | Action::Sync
        | Action::SyncEverybody
        | Action::SetBudget
        | Action::SetWindow
        | Action::SetModels
        | Action::MintKey
        | Action::SetRole
        | Action::GrantModel
        | Action::ActivateUser
        | Action::ExtendKey
        | Action::DeleteKey => return verbs::perform(model, action),
        Action::Why
        | Action::PlanRemedy
        | Action::NthRemedy
        | Action::ChooseModel
        | Action::NextWay
        | Action::PreviousWay
        | Action::ToggleNotChecked
        | Action::ReadVerdict
        | Action::ProbeProxy => return why::perform(model, action),
        Action::CopyAddress
        | Action::CopyIds
        | Action::CopyRow
        | Action::CopyJson
        | Action::CopyKeys
        | Action::Export
        | Action::DumpScreen => return outward::perform(model, action),
        Action::ApplyPlan | Action::CancelApply | Action::WritePlan | Action::TogglePasswords => {
            return on_plan(model, action);
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
        | Action::Bottom => travel(model, action),
        Action::Back => return back(model),
        Action::Undo => return verb::undo(model),
        Action::ShowUsers => show_users(model),
        Action::ShowJournal => return show_journal(model),
        Action::ShowProfiles => show_profiles(model),
        Action::ShowKeys
        | Action::ShowTeams
        | Action::ShowCustomers
        | Action::ShowTheirKeys
        | Action::ShowTeamKeys
        | Action::ShowBudgets
        | Action::ShowAllBudgets
        | Action::OpenRecord
        | Action::FilterWords
        | Action::ClearWords => return records::perform(model, action),
        Action::ShowRequests
        | Action::ShowNotices
        | Action::OpenRequest
        | Action::CopyCurl
        | Action::OpenNotice
        | Action::CopyNotice => return told::perform(model, action),
        Action::ShowSpend
        | Action::ShowAllSpend
        | Action::SpendWeek
        | Action::SpendMonth
        | Action::SpendQuarter
        | Action::TurnSpend
        | Action::PreviousDay
        | Action::NextDay
        | Action::OpenSpender
        | Action::StopSpend => return spend::perform(model, action),
        Action::Refresh if matches!(model.screen(), Screen::Spend(_)) => return spend::ask(model),
        Action::Refresh if matches!(model.screen(), Screen::Members(_)) => {
            return records::ask(model);
        }
        Action::Refresh if matches!(model.screen(), Screen::Budgets(_) | Screen::Purse { .. }) => {
            return purses::ask_again(model);
        }
        Action::StopReading
        | Action::Refresh
        | Action::TogglePause
        | Action::ShowChanges
        | Action::NextChange
        | Action::PreviousChange => return readings::perform(model, action),
        Action::ToggleTimes => model.times = model.times.other(),
        Action::Palette => model.palette = Some(crate::app::Palette::default()),
        Action::NextTheme => model.turn_theme(),
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
        | Action::DialogRemove
        | Action::ToggleColumn
        | Action::ColumnLeft
        | Action::ColumnRight
        | Action::SortByColumn
        | Action::SortSecond
        | Action::ResetColumns => {}
    }
    Vec::new()
}

fn on_plan(model: &mut Model, action: Action) -> Vec<Effect> {
    match action {
        Action::ApplyPlan => plans::ask(model),
        Action::CancelApply => return plans::cancel(model),
        Action::WritePlan => {
            let name = model.plan_screen().map(|plan| format!("{}.json", plan.plan.id));
            model.ask(dialog::write_plan::dialog(&name.unwrap_or_default()));
        }
        _ => {
            if let Some(plan) = model.plan_screen_mut() {
                plan.reveals_passwords = !plan.reveals_passwords;
            }
        }
    }
    Vec::new()
}

fn on_users(model: &mut Model, action: Action) {
    match action {
        Action::OpenUser => {
            let person = model.people.selected().map(|person| person.id().clone());
            let list = ListState::default();
            model.screens.extend(person.map(|person| Screen::User { person, list }));
        }
        Action::ClearQuery => query::clear(model),
        // Its keys say which; without one they are all shown, to choose from.
        Action::SavedQuery | Action::SaveQuery => match dialog::queries::dialog(model) {
            Ok(dialog) => model.ask(dialog),
            Err(why) => model.tell(Notice::refusal(why)),
        },
        _ => query::open(model),
    }
}

/// What any list can do.
fn on_table(model: &mut Model, action: Action) {
    match action {
        Action::MarkMatches => return model.ask(dialog::mark_matches::dialog()),
        Action::ChooseColumns => return model.ask(dialog::columns::dialog()),
        _ => {}
    }
    let (lens, width) = (model.lens(), model.size.0);
    let Some(Front { table, source }) = model.front_mut() else { return };
    match action {
        Action::ToggleMark => table.toggle_mark(&*source),
        Action::MarkRange => table.toggle_range(&*source),
        Action::MarkAll => table.toggle_all(&*source),
        Action::InvertMarks => table.invert_marks(&*source),
        Action::NextSort => table.next_sort(&*source),
        Action::ReverseSort => table.reverse_sort(&*source),
        scroll => table.scroll(scroll == Action::ScrollRight, &*source, &lens, width),
    }
    drop(source);
    model.remember_layout();
}

fn open_entry(model: &mut Model) {
    let Screen::Journal(table) = model.screen() else { return };
    let Some(row) = table.selected() else { return };
    let records = model.journal.last().map_or(&[][..], |history| &history.records);
    let entry = records.get(row as usize).cloned();
    let table = model.new_entry();
    model.screens.extend(entry.map(|record| Screen::Entry { record: Box::new(record), table }));
}

fn travel(model: &mut Model, action: Action) {
    if let Some(front) = model.front_mut() {
        front.table.travel(action, &*front.source);
        return;
    }
    let height = crate::app::geometry::Geometry::of(model).rows(model);
    let len = model.lines();
    if let Some(page) = model.screens.last_mut().and_then(Screen::page_mut) {
        page.scroll(action, len, height);
    }
}

/// What is in the way goes first: an error, a plan being made, a range begun, the query, the marks, the screen, and
/// at the bottom of them a reading.
fn back(model: &mut Model) -> Vec<Effect> {
    if model.notices.dismiss() {
        return Vec::new();
    }
    if model.planning.stop() {
        model.tell(Notice::info("Planning stopped; nothing was done."));
        return Vec::new();
    }
    if let Some(Screen::Help { find, .. }) = model.screens.last_mut()
        && !find.input.value().is_empty()
    {
        find.input.reset();
        return Vec::new();
    }
    if model.front_mut().is_some_and(|front| front.table.give_up_range()) {
        return Vec::new();
    }
    if records::back(model) {
        return Vec::new();
    }
    match model.screen() {
        Screen::Users if !model.people.query().is_empty() => query::clear(model),
        Screen::Users if model.people.marked().0 > 0 => model.people.clear_marks(),
        Screen::Users => return readings::stop(model),
        Screen::Plan(plan) if plan.is_applying() => return plans::cancel(model),
        Screen::Plan(_) => plans::leave_plan(model),
        Screen::Why(_) => {
            let (is_left, effects) = why::back(model);
            if is_left {
                leave(model);
            }
            return effects;
        }
        Screen::Spend(_) => spend::back(model),
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
    model.screens.push(Screen::Journal(model.new_journal()));
    model.journal.ask();
    vec![Effect::LoadJournal(model.epoch)]
}

pub(super) fn show_profiles(model: &mut Model) {
    if matches!(model.screen(), Screen::Profiles(_)) {
        return;
    }
    let at_work = model.profiles.iter().position(|profile| profile.name == model.profile.name);
    let table = model.new_table::<ProfileColumn>(&[]);
    model.screens.retain(|screen| !matches!(screen, Screen::Profiles(_)));
    model.screens.push(Screen::Profiles(table));
    model.fit();
    if let (Some(front), Some(row)) = (model.front_mut(), at_work) {
        front.table.go_to_row(u32::try_from(row).unwrap_or(u32::MAX), &*front.source);
    }
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
    let Screen::Profiles(table) = model.screen() else { return };
    let chosen = table.selected().and_then(|row| model.profiles.get(row as usize));
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
    let Screen::Profiles(table) = model.screen() else { return Vec::new() };
    let profile = table.selected().and_then(|row| model.profiles.get(row as usize)).cloned();
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

fn ask_quit(model: &mut Model) -> Vec<Effect> {
    if !model.is_applying() {
        return quit(model, Quitting::ByOperator);
    }
    model.ask(dialog::quit::dialog());
    Vec::new()
}
