//! Work over thousands of people is another thread's: keys act meanwhile, and what comes of it is
//! taken only where it still fits.

use std::sync::Arc;

use bursar::app::PlanScreen;
use bursar::app::{Effect, Model, Msg, Screen, Session, update};
use bursar::domain::{Role, Side, SyncPolicy};
use bursar::roster::{Roster, join};

use super::support::{
    account, budget, empty_console, now, observe, press, screen, snapshot, told, user,
};

/// So many people that no work over all of them is done on the loop.
fn thousands() -> Arc<Roster> {
    let mut seen = snapshot();
    for number in 0..6_000 {
        let id = format!("p{number:04}");
        if let Side::Seen(proxy) = &mut seen.proxy {
            proxy.users.rows.push(user(&id, &id, Some("1"), budget("10", Some(90))));
        }
        if let Side::Seen(webui) = &mut seen.webui {
            webui.accounts.rows.push(account(&id, &format!("Person {number}"), Role::User));
        }
    }
    Arc::new(join(Arc::new(seen), &SyncPolicy::default()))
}

fn crowd() -> Model {
    let mut model = empty_console(120, 40);
    model.session = Session::Open;
    observe(&mut model, thousands());
    assert!(model.people.roster().len() > 6_000);
    model
}

/// Carries out the work among these orders, as the runner does.
fn answers(model: &Model, effects: Vec<Effect>) -> Vec<Msg> {
    let work = effects.into_iter().filter_map(|effect| match effect {
        Effect::Plan(epoch, work) => Some(Msg::Planned(epoch, Box::new(work.finish()))),
        Effect::Recount(epoch, recount) => Some(Msg::Recounted(epoch, Box::new(recount.finish()))),
        Effect::LayOut(epoch, relay) => Some(relay.finish(epoch)),
        Effect::Compare(epoch, comparison) => {
            let compared = comparison.finish(&model.profile.sync);
            Some(Msg::Compared(epoch, Box::new(compared)))
        }
        _ => None,
    });
    work.collect()
}

fn one(model: &Model, effects: Vec<Effect>) -> Msg {
    let mut answers = answers(model, effects);
    assert_eq!(answers.len(), 1, "{answers:?}");
    answers.remove(0)
}

#[test]
fn a_plan_for_thousands_is_made_while_keys_go_on_to_act() {
    let mut model = crowd();
    let effects = press(&mut model, "S");
    let answer = one(&model, effects);
    assert!(matches!(model.screen(), Screen::Users(_)));
    assert!(screen(&model).contains("planning, esc stops"), "{}", screen(&model));
    let before = model.people.list().cursor;
    press(&mut model, "j j");
    assert_eq!(model.people.list().cursor, before + 2);
    let later = now() + jiff::SignedDuration::from_secs(3);
    update(&mut model, Msg::Ticked(later));
    assert!(screen(&model).contains("planning 3 s, esc stops"), "{}", screen(&model));
    update(&mut model, answer);
    let plan = model.showing::<PlanScreen>().unwrap();
    assert!(plan.plan.changes.len() >= 6_000, "{}", plan.plan.changes.len());
    assert_eq!(plan.table().rows().len(), plan.plan.changes.len() + plan.plan.skipped.len());
    assert!(!screen(&model).contains("planning"), "{}", screen(&model));
    let freed = press(&mut model, "esc");
    assert!(matches!(freed.as_slice(), [Effect::Forget(_)]), "letting go takes long, too");
}

#[test]
fn a_plan_for_one_of_thousands_is_there_at_once() {
    let mut model = crowd();
    press(&mut model, "r");
    assert!(model.showing::<PlanScreen>().is_some());
}

#[test]
fn a_plan_that_was_stopped_or_asked_for_anew_is_not_shown_late() {
    let mut model = crowd();
    let effects = press(&mut model, "S");
    let first = one(&model, effects);
    press(&mut model, "esc");
    assert!(screen(&model).contains("Planning stopped; nothing was done."), "{}", screen(&model));
    let freed = told(&mut model, first);
    assert!(matches!(freed.as_slice(), [Effect::Forget(_)]), "{freed:?}");
    assert!(matches!(model.screen(), Screen::Users(_)));
    let effects = press(&mut model, "S");
    let second = one(&model, effects);
    let effects = press(&mut model, "* r");
    let third = one(&model, effects);
    update(&mut model, second);
    assert!(matches!(model.screen(), Screen::Users(_)), "it was the sync");
    update(&mut model, third);
    assert!(screen(&model).contains("Plan reset"), "{}", screen(&model));
}

#[test]
fn a_new_reading_has_the_plan_made_again() {
    let mut model = crowd();
    let effects = press(&mut model, "S");
    let of_those_before = one(&model, effects);
    let epoch = model.epoch;
    let effects = told(&mut model, Msg::Observed(epoch, thousands()));
    let compared = one(&model, effects);
    let effects = told(&mut model, compared);
    let answer = one(&model, effects);
    update(&mut model, of_those_before);
    assert!(matches!(model.screen(), Screen::Users(_)));
    update(&mut model, answer);
    assert!(model.showing::<PlanScreen>().is_some());
}

#[test]
fn a_plan_waits_until_nothing_is_being_typed() {
    let mut model = crowd();
    let effects = press(&mut model, "S");
    let answer = one(&model, effects);
    press(&mut model, "/ a n a");
    update(&mut model, answer);
    assert!(matches!(model.screen(), Screen::Users(_)) && model.query_line.is_some());
    press(&mut model, "enter");
    assert!(model.showing::<PlanScreen>().is_some());
}

#[test]
fn a_reading_for_a_list_that_was_sorted_anew_is_laid_out_again() {
    let mut model = crowd();
    let epoch = model.epoch;
    let effects = told(&mut model, Msg::Observed(epoch, thousands()));
    let compared = one(&model, effects);
    press(&mut model, "o");
    let shown = Arc::clone(model.people.roster());
    let effects = told(&mut model, compared);
    assert!(Arc::ptr_eq(&shown, model.people.roster()), "not yet");
    let again = one(&model, effects);
    told(&mut model, again);
    assert!(!Arc::ptr_eq(&shown, model.people.roster()));
    let first = model.people.shown()[0];
    let order = model.people.table().to_layout().order;
    press(&mut model, "O O");
    assert_eq!((model.people.shown()[0], model.people.table().to_layout().order), (first, order));
}

#[test]
fn thousands_are_counted_anew_elsewhere_and_only_if_they_are_still_shown() {
    let mut model = crowd();
    press(&mut model, "/ s t a t e : r e s e t - d u e enter");
    let due = model.people.counts().reset_due;
    let later = now() + jiff::SignedDuration::from_mins(20);
    let effects = told(&mut model, Msg::Ticked(later));
    assert_eq!(model.people.counts().reset_due, due, "not yet");
    let answer = one(&model, effects);
    let mut other = crowd();
    told(&mut model, answer);
    assert_eq!(model.people.counts().reset_due, due + 6_000);
    assert_eq!(model.people.shown().len(), due + 6_000);
    let effects = told(&mut other, Msg::Ticked(later));
    let late = one(&other, effects);
    observe(&mut other, thousands());
    let counted = other.people.counts();
    told(&mut other, late);
    assert_eq!(other.people.counts(), counted, "of other people");
}
