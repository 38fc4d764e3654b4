//! What can be done with the plan in front, and why not.

use super::{PlanScreen, Stage};
use crate::app::{Model, screen::Shown};
use crate::domain::text::harmless;

fn front(model: &Model) -> Option<&PlanScreen> {
    PlanScreen::of(model.subject())
}

/// # Errors
/// Why it cannot be applied.
pub(in crate::app) fn apply(model: &Model) -> Result<(), String> {
    let Some(plan) = front(model) else { return Err("no plan is on the screen".into()) };
    match plan.stage {
        Stage::Applying { .. } => Err("the plan is being applied".into()),
        Stage::Ended { .. } => Err("this plan has been applied; make another".into()),
        Stage::Review if plan.plan.is_empty() => Err("there is nothing to do".into()),
        Stage::Review if model.profile.read_only => Err(format!(
            "the profile {} is read-only; nothing is applied",
            harmless(&model.profile.name)
        )),
        Stage::Review => Ok(()),
    }
}

/// # Errors
/// Why there is nothing to stop.
pub(in crate::app) fn cancel(model: &Model) -> Result<(), String> {
    if model.is_applying() { Ok(()) } else { Err("nothing is being applied".into()) }
}

/// # Errors
/// Why no passwords can be shown.
pub(in crate::app) fn passwords(model: &Model) -> Result<(), String> {
    match front(model) {
        Some(plan) if !plan.creates_accounts() => Err("this plan creates no account".into()),
        Some(plan) if plan.is_applying() => Err("the plan is being applied".into()),
        _ => Ok(()),
    }
}
