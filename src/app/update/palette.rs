//! Keys in the command palette, and what a command does.

use crate::table::{ListState, Travel};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::perform::perform;
use super::session;
use crate::app::action::Action;
use crate::app::availability::availability;
use crate::app::command::{self, Command};
use crate::app::dialog::mark_matches;
use crate::app::form::{paste, type_key};
use crate::app::palette::{Palette, can};
use crate::app::screen::help::HelpScreen;
use crate::app::screen::{leave, profiles, spend};
use crate::app::{Effect, Model, Notice, Target};
use crate::domain::redact::redact;
use crate::domain::text::harmless;
use crate::roster::Query;

/// The palette takes every key.
pub(super) fn press(model: &mut Model, key: KeyEvent) -> Vec<Effect> {
    let Some(mut palette) = model.palette.take() else { return Vec::new() };
    let is_control = key.modifiers.contains(KeyModifiers::CONTROL);
    match key.code {
        KeyCode::Esc => return Vec::new(),
        KeyCode::Backspace if palette.input.value().is_empty() => return Vec::new(),
        KeyCode::Enter => return enter(model, palette),
        KeyCode::Tab => complete(model, &mut palette),
        KeyCode::Up => step(model, &mut palette, Travel::Up),
        KeyCode::Down => step(model, &mut palette, Travel::Down),
        KeyCode::Char('p') if is_control => step(model, &mut palette, Travel::Up),
        KeyCode::Char('n') if is_control => step(model, &mut palette, Travel::Down),
        KeyCode::PageUp => travel(model, &mut palette, Travel::PageUp),
        KeyCode::PageDown => travel(model, &mut palette, Travel::PageDown),
        _ => {
            let before = palette.input.value().to_owned();
            type_key(&mut palette.input, key);
            typed(&mut palette, &before);
        }
    }
    model.palette = Some(palette);
    Vec::new()
}

/// Takes the offer in that place, as if it had been gone to and entered.
pub(super) fn choose(model: &mut Model, place: usize) -> Vec<Effect> {
    let Some(mut palette) = model.palette.take() else { return Vec::new() };
    palette.list.cursor = place;
    palette.is_chosen = true;
    enter(model, palette)
}

/// Puts pasted text into the line, if the palette is open.
pub(super) fn paste_in(model: &mut Model, text: &str) -> bool {
    let Some(palette) = &mut model.palette else { return false };
    let before = palette.input.value().to_owned();
    paste(&mut palette.input, text);
    typed(palette, &before);
    true
}

/// Another line has other offers.
fn typed(palette: &mut Palette, before: &str) {
    if palette.input.value() != before {
        palette.list = ListState::default();
        palette.is_chosen = false;
        palette.recalled = None;
    }
}

/// Through the offers; through the history where nothing was typed, or what was fetched stands.
fn step(model: &Model, palette: &mut Palette, by: Travel) {
    let is_older = by == Travel::Up;
    let is_untouched = palette.input.value().is_empty() && !palette.is_chosen;
    let has_history = !model.saved.commands.is_empty();
    if palette.recalled.is_some() || (is_untouched && is_older && has_history) {
        palette.recall(&model.saved, is_older);
    } else {
        travel(model, palette, by);
    }
}

fn travel(model: &Model, palette: &mut Palette, by: Travel) {
    let len = palette.offers(model).len();
    let height = crate::app::geometry::Geometry::of(model).offers();
    // The first step is to the first offer, where enter does not take it anyway.
    if palette.takes_offer() {
        palette.list.travel(by, len, height);
    }
    palette.is_chosen = len > 0;
}

/// Puts the chosen offer into the line, to go on from there.
fn complete(model: &Model, palette: &mut Palette) {
    let Some(offer) = palette.chosen(model) else { return };
    palette.set_line(&offer.completed());
    palette.recalled = None;
}

/// Runs the line where it is a command, else what is chosen.
fn enter(model: &mut Model, mut palette: Palette) -> Vec<Effect> {
    let line = palette.input.value().trim().to_owned();
    let offer = palette.chosen(model);
    match offer.filter(|_| palette.takes_offer()) {
        None if line.is_empty() => Vec::new(),
        None => run(model, palette, &line),
        Some(offer) if offer.wants_more => {
            let line = offer.completed();
            palette.set_line(&line);
            model.palette = Some(palette);
            Vec::new()
        }
        Some(offer) => run(model, palette, &offer.line),
    }
}

/// A line that is no command stays, to be mended.
fn run(model: &mut Model, palette: Palette, line: &str) -> Vec<Effect> {
    let command = match command::parse(line) {
        Ok(command) => command,
        Err(error) => {
            model.tell(Notice::refusal(format!("{error}.").replace("?.", "?")));
            model.palette = Some(palette);
            return Vec::new();
        }
    };
    // A key pasted into it is kept nowhere.
    if redact(line) == line {
        model.saved.remember(line);
    }
    if model.showing::<HelpScreen>().is_some() {
        leave(model);
    }
    match command {
        Command::Act(action) => match can(model, action) {
            Ok(()) => perform(model, action),
            Err(why) => refuse(model, action.row().title, &why),
        },
        Command::Open(target) => open(model, target),
        Command::Profile(name) => profile(model, &name),
        Command::Spend(words) => match spend::acts::by_words(model, &words) {
            Ok(()) => Vec::new(),
            Err(why) => refuse(model, "spend", &why),
        },
        Command::Mark(query) => match can(model, Action::MarkMatches) {
            Ok(()) => match Query::parse(&query) {
                Ok(query) => {
                    mark_matches::mark(model, &query);
                    Vec::new()
                }
                Err(error) => refuse(model, "mark", &error.to_string()),
            },
            Err(why) => refuse(model, "mark", &why),
        },
        Command::Sort(columns) => {
            if let Err(error) = model.sort_by_words(&columns) {
                return refuse(model, "sort", &harmless(&error.to_string()));
            }
            Vec::new()
        }
        Command::Theme(name) => {
            model.choose_theme(&name);
            Vec::new()
        }
    }
}

fn refuse(model: &mut Model, what: &str, why: &str) -> Vec<Effect> {
    model.tell(Notice::refusal(format!("{what}: {why}.").replace("?.", "?")));
    Vec::new()
}

/// There, from the list of users: a plan on the way is left as `back` leaves it.
fn open(model: &mut Model, target: Target) -> Vec<Effect> {
    if let Err(why) = availability(model, Action::ShowUsers) {
        return refuse(model, "open", &why);
    }
    let target = match model.resolved(target) {
        Ok(target) => target,
        Err(why) => return refuse(model, "query", &why),
    };
    let effects = perform(model, Action::ShowUsers);
    model.open_at(target);
    effects
}

fn profile(model: &mut Model, name: &str) -> Vec<Effect> {
    if let Err(why) = availability(model, Action::SwitchProfile) {
        return refuse(model, "profile", &why);
    }
    if name == model.profile.name {
        return refuse(model, "profile", &format!("{} is at work already", harmless(name)));
    }
    if let Some(profile) = model.profiles.iter().find(|profile| profile.name == name).cloned() {
        return profiles::switch_to(model, profile);
    }
    let names = || model.profiles.iter().map(|profile| profile.name.as_str());
    let why = session::unknown("profile", name, names);
    refuse(model, "profile", &why)
}
