//! The life of a plan: reviewed, asked about, applied, ended.

use bursar::app::PlanScreen;
use bursar::app::{Effect, Model, Msg, Revealed, Secret, update};
use bursar::domain::{Limit, Usd};
use bursar::journal::Journal;
use bursar::plan::{Op, Outcome, Purpose};
use rstest::rstest;

use super::support::{console, now, observe, press, screen, snapshot, told};

fn finish(model: &mut Model, change: u32, outcome: Outcome, revealed: Option<Revealed>) {
    let epoch = model.epoch;
    update(model, Msg::ChangeStarted(epoch, change));
    update(model, Msg::ChangeFinished { epoch, change, outcome, revealed });
}

#[test]
fn a_plan_is_asked_about_with_the_focus_on_cancel() {
    let mut model = console(120, 40);
    press(&mut model, "/ a n a @ enter b a");
    let shown = screen(&model);
    assert!(
        shown.contains("ana@campus.example.edu (ana)") && shown.contains("[ cancel ]"),
        "{shown}"
    );
    assert!(shown.contains("within 60 s"), "{shown}");
    assert_eq!(press(&mut model, "enter"), []);
    assert!(model.dialog.is_none() && !model.is_applying());
    let effects = press(&mut model, "a tab enter");
    assert!(matches!(effects.as_slice(), [Effect::Apply { reveal_passwords: false, .. }]));
    assert!(model.is_applying());
}

#[test]
fn outcomes_arrive_and_are_summed_up_and_the_servers_are_read_again() {
    let mut model = console(120, 40);
    press(&mut model, "/ a n a @ enter R a tab enter");
    assert!(model.is_applying());
    finish(&mut model, 1, Outcome::done("read back $0.00"), None);
    assert!(screen(&model).contains("Applying: 1/3"), "{}", screen(&model));
    finish(&mut model, 2, Outcome::failed("LiteLLM answered 500"), None);
    finish(&mut model, 3, Outcome::unknown("no answer within 10 s"), None);
    let epoch = model.epoch;
    let effects = told(&mut model, Msg::ApplyEnded(epoch, Ok(())));
    assert_eq!(effects, [Effect::LoadJournal(epoch), Effect::Observe(epoch)]);
    let shown = screen(&model);
    assert!(shown.contains("1 done · 1 failed · 1 unknown"), "{shown}");
    // The cursor stands on the first that did not end well.
    assert!(screen(&model).contains("LiteLLM answered 500"));
    press(&mut model, "a");
    assert!(screen(&model).contains("has been applied"));
}

#[test]
fn a_reading_begun_before_the_plan_does_not_undo_what_is_seen_of_it() {
    let mut model = console(120, 40);
    let before = model.epoch;
    press(&mut model, "ctrl-r / a n a @ enter r a tab enter");
    assert!(model.epoch > before && model.reading.is_none());
}

#[test]
fn a_held_plan_wants_its_number() {
    let mut model = console(120, 40);
    press(&mut model, "* r a");
    let number = model.showing::<PlanScreen>().unwrap().plan.changes.len().to_string();
    assert_eq!(press(&mut model, "9 9 enter"), []);
    assert!(model.notice().unwrap().text.contains(&number));
    press(&mut model, "backspace backspace");
    let digits: Vec<String> = number.chars().map(String::from).collect();
    let effects = press(&mut model, &format!("{} enter", digits.join(" ")));
    assert!(matches!(effects.as_slice(), [Effect::Apply { .. }]));
}

#[test]
fn a_read_only_profile_makes_plans_and_applies_none() {
    let mut model = console(120, 40);
    model.profile.read_only = true;
    press(&mut model, "/ a n a @ enter r");
    assert!(model.showing::<PlanScreen>().is_some());
    assert_eq!(press(&mut model, "a"), []);
    assert!(model.notice().unwrap().text.contains("read-only"));
    assert!(model.dialog.is_none());
}

#[test]
fn cancelling_lets_what_is_under_way_finish() {
    let mut model = console(120, 40);
    press(&mut model, "/ a n a @ enter b a tab enter");
    let epoch = model.epoch;
    update(&mut model, Msg::ChangeStarted(epoch, 1));
    assert_eq!(press(&mut model, "esc"), [Effect::CancelApply(epoch)]);
    assert!(model.is_applying() && screen(&model).contains("stopping"));
    finish(&mut model, 1, Outcome::done(""), None);
    update(&mut model, Msg::ApplyEnded(epoch, Ok(())));
    assert!(screen(&model).contains("not begun"), "{}", screen(&model));
}

#[test]
fn leaving_waits_for_the_write_under_way() {
    let mut model = console(120, 40);
    press(&mut model, "/ a n a @ enter r a tab enter");
    let epoch = model.epoch;
    assert_eq!(press(&mut model, "q"), []);
    assert!(screen(&model).contains("Stop and leave?"));
    assert_eq!(press(&mut model, "tab enter"), [Effect::CancelApply(epoch)]);
    finish(&mut model, 1, Outcome::done(""), None);
    assert_eq!(told(&mut model, Msg::ApplyEnded(epoch, Ok(()))), [Effect::Quit]);
}

fn minted(secret: &str) -> Revealed {
    Revealed {
        what: "key ana-1".into(),
        user: "ana@campus.example.edu".into(),
        secret: Secret::new(secret.to_owned().into()),
    }
}

#[test]
fn a_minted_key_is_shown_once_copied_on_request_and_forgotten() {
    let mut model = console(120, 40);
    press(&mut model, "/ a n a @ enter m enter a tab enter");
    finish(
        &mut model,
        1,
        Outcome::done("read back").creating("hash"),
        Some(minted("sk-very-secret")),
    );
    assert!(!screen(&model).contains("sk-very-secret"));
    let epoch = model.epoch;
    update(&mut model, Msg::ApplyEnded(epoch, Ok(())));
    assert!(screen(&model).contains("sk-very-secret"));
    assert!(!format!("{model:?}").contains("sk-very-secret"));
    let effects = press(&mut model, "c");
    let [Effect::CopySecret(secret)] = effects.as_slice() else { panic!("{effects:?}") };
    assert_eq!(secret.expose(), "sk-very-secret");
    assert!(!format!("{effects:?}").contains("sk-very-secret"));
    // Enter, perhaps still meant for the question before, does not close it.
    press(&mut model, "enter");
    assert!(model.dialog.is_some());
    press(&mut model, "esc");
    assert!(model.dialog.is_none() && !screen(&model).contains("sk-very-secret"));
}

#[test]
fn a_minted_key_is_shown_even_when_leaving() {
    let mut model = console(120, 40);
    press(&mut model, "/ a n a @ enter m enter a tab enter ctrl-c");
    finish(&mut model, 1, Outcome::done(""), Some(minted("sk-very-secret")));
    let epoch = model.epoch;
    let effects = update(&mut model, Msg::ApplyEnded(epoch, Ok(())));
    assert!(!effects.contains(&Effect::Quit) && screen(&model).contains("sk-very-secret"));
    assert_eq!(press(&mut model, "esc"), [Effect::Quit]);
}

#[rstest]
#[case("2 5 enter", Limit::Amount(Usd::from_micros(25_000_000)))]
#[case("0 enter", Limit::Amount(Usd::ZERO))]
fn a_budget_is_set_by_the_form(#[case] keys: &str, #[case] limit: Limit) {
    let mut model = console(120, 40);
    press(&mut model, "/ a n a @ enter B ctrl-u");
    press(&mut model, keys);
    let plan = model.showing::<PlanScreen>().unwrap();
    let [change] = plan.plan.changes.as_slice() else { panic!("{plan:?}") };
    let Op::SetBudget(op) = &change.op else { panic!("{change:?}") };
    assert_eq!(op.after.limit, limit);
}

#[test]
fn a_bad_amount_is_said_while_it_is_typed_and_not_taken() {
    let mut model = console(120, 40);
    press(&mut model, "/ a n a @ enter B x");
    assert!(screen(&model).contains("'x' is not an amount"), "{}", screen(&model));
    press(&mut model, "enter");
    assert!(model.showing::<PlanScreen>().is_none() && model.dialog.is_some());
}

#[test]
fn a_plan_is_written_to_a_file() {
    let mut model = console(120, 40);
    press(&mut model, "/ a n a @ enter r w");
    let effects = press(&mut model, "enter");
    let [Effect::WritePlan { plan, path }] = effects.as_slice() else { panic!("{effects:?}") };
    assert_eq!(*path, format!("{}.json", plan.id));
    update(&mut model, Msg::PlanWritten(Err("the file exists".into())));
    assert!(screen(&model).contains("the file exists"));
}

fn roster_with_budget(id: &str, limit: &str) -> std::sync::Arc<bursar::roster::Roster> {
    let mut seen = snapshot();
    seen.observed_at = now();
    let bursar::domain::Side::Seen(side) = &mut seen.proxy else { panic!() };
    let user = side.users.rows.iter_mut().find(|user| user.id.raw() == id).unwrap();
    user.budget.limit = Limit::Amount(Usd::parse(limit).unwrap());
    std::sync::Arc::new(bursar::roster::join(seen.into(), &bursar::domain::SyncPolicy::default()))
}

#[test]
fn the_last_plan_is_taken_back() {
    let mut model = console(120, 40);
    press(&mut model, "u");
    assert!(model.notice().unwrap().text.contains("no plan of which anything was done"));
    press(&mut model, "/ a n a @ enter B ctrl-u 2 5 enter");
    let plan = model.showing::<PlanScreen>().unwrap().plan.clone();
    press(&mut model, "esc");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("campus.jsonl");
    let mut journal = Journal::open(&path, "op@bastion").unwrap();
    journal.begin(&plan, now()).unwrap();
    journal.intend(&plan.id, now(), &plan.changes).unwrap();
    journal.conclude(&plan.id, now(), [(1, &Outcome::done(""))]).unwrap();
    let history = bursar::journal::read(&path).unwrap();
    let epoch = model.epoch;
    update(&mut model, Msg::JournalLoaded(epoch, Ok(history)));
    let after = roster_with_budget("ana", "25");
    observe(&mut model, after);
    press(&mut model, "u");
    assert_eq!(model.showing::<PlanScreen>().unwrap().plan.purpose, Purpose::Undo);
    press(&mut model, "esc J");
    update(&mut model, Msg::JournalLoaded(epoch, Err("locked".into())));
    assert!(screen(&model).contains("op@bastion"));
    press(&mut model, "esc enter u");
    assert_eq!(model.showing::<PlanScreen>().unwrap().plan.purpose, Purpose::Undo);
}
