//! The life of a plan on the screen: asked about, applied, ended, left.

use super::{PlanScreen, Stage, may};
use crate::app::dialog::{self, Kind};
use crate::app::screen::{self, Shown};
use crate::app::secret::Revealed;
use crate::app::update::readings::observe;
use crate::app::{Dialog, Effect, Model, Notice, Quitting};
use crate::plan::{Outcome, OutcomeKind};

/// Asks before it applies.
pub(in crate::app) fn ask(model: &mut Model) {
    if let Some(dialog) = dialog::apply::dialog(model) {
        model.ask(dialog);
    }
}

/// Applies the plan in front. What was being read meanwhile is not waited for: it may show the
/// state before.
pub(in crate::app) fn apply(model: &mut Model, released: Option<String>) -> Vec<Effect> {
    if let Err(why) = may::apply(model) {
        model.tell(Notice::refusal(why));
        return Vec::new();
    }
    model.epoch = model.epoch.next();
    model.reading = None;
    model.planning.stop();
    model.is_behind = true;
    let (epoch, now) = (model.epoch, model.now);
    let Some(screen) = model.showing_mut::<PlanScreen>() else { return Vec::new() };
    screen.begin(now);
    let reveal_passwords = screen.reveals_passwords;
    vec![Effect::Apply { epoch, plan: screen.plan.clone(), released, reveal_passwords }]
}

fn applying(model: &mut Model) -> Option<&mut PlanScreen> {
    let mut plans = model.screens.iter_mut().rev().filter_map(PlanScreen::of_mut);
    plans.find(|plan| plan.is_applying())
}

/// Begins no further change.
pub(in crate::app) fn cancel(model: &mut Model) -> Vec<Effect> {
    if let Some(screen) = applying(model) {
        screen.cancel();
    }
    vec![Effect::CancelApply(model.epoch)]
}

pub(in crate::app) fn started(model: &mut Model, change: u32) {
    if let Some(screen) = applying(model) {
        screen.start(change);
    }
}

pub(in crate::app) fn finished(
    model: &mut Model,
    change: u32,
    outcome: Outcome,
    revealed: Option<Revealed>,
) {
    if let Some(screen) = applying(model) {
        screen.finish(change, outcome);
        screen.revealed.extend(revealed);
    }
}

/// Shows what was handed back, reads the servers and the journal again, and leaves if that was
/// asked meanwhile.
pub(in crate::app) fn ended(model: &mut Model, result: Result<(), String>) -> Vec<Effect> {
    let now = model.now;
    let Some(screen) = applying(model) else { return Vec::new() };
    screen.end(now, result.err());
    let secrets = std::mem::take(&mut screen.revealed);
    let words = format!("Applied: {}.", screen.tally().replace(" · ", ", "));
    screen.show_worst();
    let is_good = screen.worst().is_none_or(OutcomeKind::is_success);
    let notice = if let Stage::Ended { problem: Some(why), .. } = &screen.stage {
        Notice::error(why.clone())
    } else if is_good {
        Notice::info(words)
    } else {
        Notice::error(words).hint("The cursor shows each change's outcome.")
    };
    model.tell(notice);
    // A key that nobody has seen is lost: it is shown before leaving, unless nobody may be there.
    let must_show = !secrets.is_empty() && model.quitting != Some(Quitting::BySignal);
    if must_show {
        model.ask(dialog::revealed::dialog(secrets));
    } else if model.quitting.is_some() {
        return vec![Effect::Quit];
    } else if matches!(model.dialog, Some(Dialog { kind: Kind::Quit(_), .. })) {
        model.dialog = None;
    }
    // What was read when one looked at it may be other now.
    model.screens.iter_mut().for_each(|screen| screen.outdate());
    model.journal.ask();
    let mut effects = vec![Effect::LoadJournal(model.epoch)];
    effects.extend(observe(model));
    effects
}

/// Leaves a plan; one that was never applied says so. Marks have served when it was.
pub(in crate::app) fn leave(model: &mut Model) -> Vec<Effect> {
    match model.showing::<PlanScreen>() {
        Some(screen) if screen.stage == Stage::Review && !screen.plan.is_empty() => {
            model.tell(Notice::info("Nothing was applied."));
        }
        Some(PlanScreen { stage: Stage::Ended { .. }, .. }) => model.people.clear_marks(),
        _ => {}
    }
    screen::leave(model);
    Vec::new()
}

/// Asks where to write it.
pub(in crate::app) fn write(model: &mut Model) {
    let name = model.showing::<PlanScreen>().map(|screen| format!("{}.json", screen.plan.id));
    model.ask(dialog::write_plan::dialog(&name.unwrap_or_default()));
}

/// Has the initial passwords handed back, or not.
pub(in crate::app) fn toggle_passwords(model: &mut Model) {
    if let Some(screen) = model.showing_mut::<PlanScreen>() {
        screen.reveals_passwords = !screen.reveals_passwords;
    }
}
