//! What can be done where it says why, and why not.

use super::WhyScreen;
use crate::access::Verdict;
use crate::app::availability::{fresh, session};
use crate::app::screen::Shown;
use crate::app::{Action, Model};

fn why(model: &Model) -> Result<&WhyScreen, String> {
    WhyScreen::of(model.subject()).ok_or_else(|| "nothing was asked".into())
}

/// # Errors
/// Why no model can be named.
pub(in crate::app) fn choose_model(model: &Model) -> Result<(), String> {
    why(model).map(drop)
}

/// # Errors
/// Why there is no verdict.
pub(in crate::app) fn verdict(model: &Model) -> Result<(), String> {
    match why(model)?.ring().len() {
        0 => Err("there is no answer yet".into()),
        _ => Ok(()),
    }
}

/// # Errors
/// Why there is no other way to ask.
pub(in crate::app) fn turn(model: &Model) -> Result<(), String> {
    verdict(model)?;
    match why(model)?.ring().len() {
        1 => Err("there is no other key, and no chat".into()),
        _ => Ok(()),
    }
}

/// It makes a real request, so it wants to be told of what.
///
/// # Errors
/// Why it cannot be made.
pub(in crate::app) fn probe(model: &Model) -> Result<(), String> {
    verdict(model)?;
    let screen = why(model)?;
    if screen.model.is_none() {
        let choose = model.keymap.hint(Action::ChooseModel);
        return Err(format!(
            "it makes one real completion, so it needs a model; {choose} names one"
        ));
    }
    if screen.is_asking() {
        return Err("it is being asked again".into());
    }
    session(model)
}

/// # Errors
/// Why there is none to be planned.
pub(in crate::app) fn remedy(model: &Model) -> Result<(), String> {
    let screen = why(model)?;
    let Some(judged) = screen.judged() else { return Err("there is no answer yet".into()) };
    if screen.is_asking() {
        return Err("it is being asked again".into());
    }
    if judged.remedies.is_empty() {
        return Err(match judged.ladder.verdict {
            Verdict::Unknown => "what would refuse is not known, and so nothing lifts it",
            Verdict::Accepted => "nothing refuses this request",
            Verdict::Refused => "bursar knows no remedy",
        }
        .into());
    }
    fresh(model)
}
