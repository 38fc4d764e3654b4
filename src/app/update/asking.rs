//! What a screen reads when one looks at it: asked for as it comes in front, answered, given up.

use crate::app::screen::{Screen, Shown};
use crate::app::{Effect, Model, Session};
use crate::domain::text::harmless;
use crate::engine::Heard;

/// Asks, where the screen in front is due and the servers can be asked.
pub(super) fn ask_if_due(model: &mut Model) -> Vec<Effect> {
    if !model.screen().is_due() {
        return Vec::new();
    }
    match &model.session {
        Session::Opening => Vec::new(),
        Session::Open => ask(model),
        Session::Failed(why) => {
            let why = format!("The profile cannot be opened: {}.", harmless(why));
            model.screens.front_mut().unasked(why);
            Vec::new()
        }
    }
}

/// Asks for the screen in front, once more if it was read.
pub(in crate::app) fn ask(model: &mut Model) -> Vec<Effect> {
    ask_for(model, |_| true)
}

/// Asks for the foremost screen of that type.
pub(in crate::app) fn ask_of<T: Shown>(model: &mut Model) -> Vec<Effect> {
    ask_for(model, |screen| T::of(screen).is_some())
}

fn ask_for(model: &mut Model, is_it: impl Fn(&Screen) -> bool) -> Vec<Effect> {
    let question = model.screens.iter().rev().find(|screen| is_it(screen));
    let Some(question) = question.map(|screen| screen.question(model)) else { return Vec::new() };
    let (number, now) = (model.asked + 1, model.now);
    let mut screens = model.screens.iter_mut().rev();
    let Some(screen) = screens.find(|screen| is_it(screen)) else { return Vec::new() };
    match question {
        Ok(question) => {
            screen.asked(number, now);
            let alike = screens.filter(|other| other.as_ref() == screen.as_ref());
            alike.for_each(|other| other.give_up());
            model.asked = number;
            model.asking.push(number);
            vec![Effect::Ask(model.epoch, number, Box::new(question))]
        }
        Err(why) => {
            screen.unasked(why);
            Vec::new()
        }
    }
}

/// Takes the answer; one that nobody waits for is late.
pub(super) fn heard(model: &mut Model, number: u64, heard: Result<Heard, String>) -> Vec<Effect> {
    model.asking.retain(|asked| *asked != number);
    let (screens, world) = model.parted();
    let Some(screen) = screens.iter_mut().find(|screen| screen.awaits(number)) else {
        return Vec::new();
    };
    let told = screen.hear(heard, world);
    model.renew_lists();
    let after = model.screen().heard();
    let effects = after(model);
    if let Some(notice) = told {
        model.tell(notice);
    }
    effects
}

/// So much of it was read.
pub(super) fn progressed(model: &mut Model, number: u64, part: (usize, usize)) {
    if let Some(screen) = model.screens.iter_mut().find(|screen| screen.awaits(number)) {
        screen.progressed(part);
    }
}

/// What nobody waits for any more is given up: the screen was left, or asks for something else.
pub(super) fn tend(model: &mut Model) -> Vec<Effect> {
    let screens = &model.screens;
    let is_awaited = |number: &u64| screens.iter().any(|screen| screen.awaits(*number));
    let (awaited, left) = model.asking.iter().partition(|number| is_awaited(number));
    model.asking = awaited;
    let left: Vec<u64> = left;
    left.into_iter().map(|number| Effect::StopAsking(model.epoch, number)).collect()
}
