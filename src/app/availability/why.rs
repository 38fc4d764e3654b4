//! What can be done where it says why.

use super::{fresh, session};
use crate::access::Verdict;
use crate::app::screen::why::WhyScreen;
use crate::app::{Action, Model, Screen};

/// # Errors
/// Why not, as a sentence for the operator.
pub(super) fn on_why(model: &Model, action: Action) -> Result<(), String> {
    match action {
        Action::PlanRemedy | Action::NthRemedy => remedy(model),
        Action::ProbeProxy => probe(model),
        _ => verdict(model, action),
    }
}

fn why(model: &Model) -> Option<&WhyScreen> {
    match model.subject() {
        Screen::Why(screen) => Some(screen),
        _ => None,
    }
}

fn verdict(model: &Model, action: Action) -> Result<(), String> {
    let Some(screen) = why(model) else { return Err("nothing was asked".into()) };
    match screen.ring().len() {
        0 if action == Action::ChooseModel => Ok(()),
        0 => Err("there is no answer yet".into()),
        1 if matches!(action, Action::NextWay | Action::PreviousWay) => {
            Err("there is no other key, and no chat".into())
        }
        _ => Ok(()),
    }
}

/// It makes a real request, so it wants to be told of what.
fn probe(model: &Model) -> Result<(), String> {
    verdict(model, Action::ReadVerdict)?;
    match why(model) {
        Some(screen) if screen.model.is_none() => {
            let choose = model.keymap.hint(Action::ChooseModel);
            Err(format!("it makes one real completion, so it needs a model; {choose} names one"))
        }
        Some(screen) if screen.is_asking() => Err("it is being asked again".into()),
        _ => session(model),
    }
}

fn remedy(model: &Model) -> Result<(), String> {
    let Some(screen) = why(model) else { return Err("nothing was asked".into()) };
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
