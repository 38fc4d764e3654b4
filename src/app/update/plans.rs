//! The life of a plan on the screen: asked about, applied, ended, left.

use tui_input::Input;

use super::leave;
use super::readings::observe;
use crate::app::dialog::{Confirm, Question};
use crate::app::list::ListState;
use crate::app::screen::plan::Stage;
use crate::app::secret::Revealed;
use crate::app::{Dialog, Effect, Model, Notice, PlanScreen, Quitting, Screen};
use crate::domain::text::harmless;
use crate::plan::{Danger, Op, Outcome, OutcomeKind};

/// How many people are named in the question.
const NAMED: usize = 6;

/// Asks before it applies: a number where the guard holds the plan, else yes or no.
pub(super) fn ask(model: &mut Model) {
    let Some(screen) = model.plan_screen() else { return };
    model.dialog = Some(match screen.plan.held() {
        Some(held) => Dialog::Held { held, input: Input::default() },
        None => Dialog::Confirm(Confirm::new(
            Question::ApplyPlan,
            format!("Apply {}?", crate::plan::render::summary(&screen.plan)),
            consequences(screen, &model.profile.name),
            "apply",
        )),
    });
}

/// What happens to whom, where; the id stands beside the name, which can be chosen to deceive.
fn consequences(screen: &PlanScreen, profile: &str) -> Vec<String> {
    let mut lines = Vec::new();
    let mut last = None;
    let mut people = 0_usize;
    for change in &screen.plan.changes {
        if last == Some(&change.person) {
            continue;
        }
        last = Some(&change.person);
        people += 1;
        if people <= NAMED {
            lines.push(format!("{} ({})", change.user, harmless(change.person.raw())));
        }
    }
    if people > NAMED {
        lines.push(format!("and {} more", people - NAMED));
    }
    lines.push(String::new());
    lines.push(format!("On {}. {}", harmless(profile), undo_words(screen)));
    lines.extend(in_force(screen));
    lines
}

/// Whether it can be taken back, by asking each change for its inverse.
fn undo_words(screen: &PlanScreen) -> String {
    let done = Outcome::done("").creating("-");
    let changes = &screen.plan.changes;
    let refusals = changes.iter().filter_map(|change| change.op.inverse(None, &done).err());
    let refusals: Vec<String> = refusals.collect();
    match (refusals.as_slice(), screen.plan.danger()) {
        ([], Some(Danger::Consequential)) => "Undo takes it back as nearly as can be.".into(),
        ([], _) => "It can be taken back with undo.".into(),
        ([why, ..], _) if refusals.len() == changes.len() => {
            format!("It cannot be taken back: {why}.")
        }
        ([why, ..], _) => {
            let (some, all) = (refusals.len(), changes.len());
            format!("{some} of {all} changes cannot be taken back; the first, since {why}.")
        }
    }
}

/// When a change is in force, where that is not at once (LiteLLM caches keys and users).
fn in_force(screen: &PlanScreen) -> Option<String> {
    let is_cached = screen.plan.changes.iter().any(|change| {
        matches!(
            change.op,
            Op::DeactivateUser(_)
                | Op::ReactivateUser(_)
                | Op::BlockKey(_)
                | Op::UnblockKey(_)
                | Op::SetSpend(_)
                | Op::SetKeySpend(_)
                | Op::SetBudget(_)
        )
    });
    is_cached.then(|| {
        "The proxy's other workers keep what they know for up to 60 s before it is in force there."
            .into()
    })
}

/// Applies the plan in front. What was being read meanwhile is not waited for: it may show the
/// state before.
pub(super) fn apply(model: &mut Model) -> Vec<Effect> {
    if let Err(why) = crate::app::availability::availability(model, crate::app::Action::ApplyPlan) {
        model.tell(Notice::refusal(why));
        return Vec::new();
    }
    model.epoch = model.epoch.next();
    model.reading = None;
    let (epoch, now) = (model.epoch, model.now);
    let Some(screen) = model.plan_screen_mut() else { return Vec::new() };
    screen.begin(now);
    let reveal_passwords = screen.reveals_passwords;
    vec![Effect::Apply { epoch, plan: screen.plan.clone(), reveal_passwords }]
}

fn applying(model: &mut Model) -> Option<&mut PlanScreen> {
    model.screens.iter_mut().rev().find_map(|screen| match screen {
        Screen::Plan(plan) if plan.is_applying() => Some(plan.as_mut()),
        _ => None,
    })
}

/// Begins no further change.
pub(super) fn cancel(model: &mut Model) -> Vec<Effect> {
    if let Some(screen) = applying(model) {
        screen.cancel();
    }
    vec![Effect::CancelApply(model.epoch)]
}

pub(super) fn started(model: &mut Model, change: u32) {
    if let Some(screen) = applying(model) {
        screen.start(change);
    }
}

pub(super) fn finished(
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
pub(super) fn ended(model: &mut Model, result: Result<(), String>) -> Vec<Effect> {
    let now = model.now;
    let Some(screen) = applying(model) else { return Vec::new() };
    screen.end(now, result.err());
    let secrets = std::mem::take(&mut screen.revealed);
    let words = format!("Applied: {}.", screen.tally());
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
        model.dialog = Some(Dialog::Revealed { secrets, list: ListState::default() });
    } else if model.quitting.is_some() {
        return vec![Effect::Quit];
    } else if matches!(model.dialog, Some(Dialog::Confirm(_))) {
        model.dialog = None;
    }
    model.journal.ask();
    let mut effects = vec![Effect::LoadJournal(model.epoch)];
    effects.extend(observe(model));
    effects
}

/// Leaves a plan; one that was never applied says so. Marks have served when it was.
pub(super) fn leave_plan(model: &mut Model) {
    let Some(screen) = model.plan_screen() else { return };
    match screen.stage {
        Stage::Review if !screen.plan.is_empty() => {
            model.tell(Notice::info("Nothing was applied."));
        }
        Stage::Ended { .. } => model.people.clear_marks(),
        Stage::Review | Stage::Applying { .. } => {}
    }
    leave(model);
}
