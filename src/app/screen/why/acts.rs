//! What is done where it says why: asked, turned, read, and what its remedies plan.

use super::columns::RungColumn;
use super::{About, Stage, WhyScreen};
use crate::app::screen::{leave, stack};
use crate::app::update::readings;
use crate::app::{Effect, Model, Notice, dialog, planning};
use crate::domain::Text;
use crate::order::{Order, Probing};
use crate::table::ListState;

/// Asks about whoever is under the cursor, or in front.
pub(in crate::app) fn ask_why(model: &mut Model) {
    match model.screen().about(model) {
        Ok(about) => open(model, about, None),
        Err(why) => model.tell(Notice::refusal(format!("why: {why}."))),
    }
}

/// Opens it on them, in place of an earlier one.
pub(in crate::app) fn open(model: &mut Model, about: About, named: Option<Text>) {
    let table = model.new_table::<RungColumn>(&[]);
    model.show_anew(WhyScreen::new(about, named, table));
}

fn with(model: &mut Model, change: impl FnOnce(&mut WhyScreen)) {
    if let Some(screen) = model.showing_mut::<WhyScreen>() {
        change(screen);
    }
}

/// Puts the cursor on the verdict, once the list has its height.
pub(super) fn show_verdict(model: &mut Model) -> Vec<Effect> {
    model.fit();
    with(model, WhyScreen::show_verdict);
    Vec::new()
}

/// Asks for which model to ask.
pub(in crate::app) fn choose_model(model: &mut Model) {
    if let Some(screen) = model.showing::<WhyScreen>() {
        let dialog = dialog::model::dialog(screen);
        model.ask(dialog);
    }
}

/// Another model: to be asked.
pub(in crate::app) fn take_model(model: &mut Model, name: Option<Text>) {
    with(model, |screen| {
        screen.model = name;
        screen.stage = Stage::Due;
    });
}

/// To the next way to ask, or the one before.
pub(in crate::app) fn turn(model: &mut Model, forward: bool) -> Vec<Effect> {
    with(model, |screen| screen.turn(forward));
    show_verdict(model)
}

/// Shows the checks that are not made, or hides them.
pub(in crate::app) fn toggle_not_checked(model: &mut Model) {
    with(model, WhyScreen::toggle_not_checked);
}

/// Shows all of it as a page, or the list again.
pub(in crate::app) fn read(model: &mut Model) {
    with(model, |screen| {
        screen.page = match screen.page {
            Some(_) => None,
            None => Some(ListState::default()),
        };
    });
}

/// It is asked again, and both servers are read.
pub(super) fn refresh(model: &mut Model) -> Vec<Effect> {
    with(model, |screen| screen.stage = Stage::Due);
    readings::refresh(model)
}

/// The page goes first, then the question, then the screen.
pub(super) fn back(model: &mut Model) -> Vec<Effect> {
    let Some(screen) = model.showing_mut::<WhyScreen>() else { return Vec::new() };
    if screen.page.take().is_some() {
        return Vec::new();
    }
    if !screen.is_asking() {
        return stack::leave_front(model);
    }
    screen.stage = Stage::Rest;
    let is_empty = screen.answer.is_none();
    let end = if is_empty { "nothing was found out" } else { "the answer before stays" };
    model.tell(Notice::info(format!("Asking stopped; {end}.")));
    if is_empty {
        leave(model);
    }
    Vec::new()
}

/// Plans one real request like the one that is judged.
pub(in crate::app) fn probe(model: &mut Model) -> Vec<Effect> {
    let Some(screen) = model.showing::<WhyScreen>() else { return Vec::new() };
    let Some((question, inquiry)) = screen.request() else { return Vec::new() };
    let subject = screen.about.targets(model).subject;
    let probing = Probing { question, inquiry };
    planning::ask(model, Order::Probe(Box::new(probing)), subject)
}

/// Plans the remedy at that place, or says what is in the way.
pub(in crate::app) fn plan(model: &mut Model, place: usize) -> Vec<Effect> {
    let Some(screen) = model.showing::<WhyScreen>() else { return Vec::new() };
    let remedies = screen.remedies();
    let Some(remedy) = remedies.get(place) else {
        let count = remedies.len();
        let noun = if count == 1 { "remedy" } else { "remedies" };
        model.tell(Notice::refusal(format!("There is no remedy {}: {count} {noun}.", place + 1)));
        return Vec::new();
    };
    let Some(cure) = remedy.wish.clone() else {
        let said = format!("bursar has no plan for that. {}", remedy.sentence);
        model.tell(Notice::refusal(said));
        return Vec::new();
    };
    let subject = screen.about.targets(model).subject;
    planning::ask(model, Order::Remedy(Box::new(cure)), subject)
}
