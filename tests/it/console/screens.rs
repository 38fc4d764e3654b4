//! The screens, as they look.

use bursar::app::{Model, Msg, update};
use bursar::config::theme::Depth;
use bursar::journal::{History, Record};
use bursar::plan::build::Applied;
use bursar::plan::{Outcome, Purpose};

use super::support::{console, empty_console, now, press, screen};

pub(crate) fn check(name: &str, model: &Model) {
    insta::with_settings!({snapshot_path => "../../snapshots", prepend_module_to_snapshot => false}, {
        insta::assert_snapshot!(name, screen(model));
    });
}

#[test]
fn users() {
    for (width, height) in [(80, 24), (120, 40), (160, 48)] {
        let mut model = console(width, height);
        press(&mut model, "j space");
        check(&format!("users_{width}x{height}"), &model);
    }
}

#[test]
fn users_in_ascii() {
    let mut model = console(100, 24);
    model.look.is_ascii = true;
    model.look.depth = Depth::None;
    press(&mut model, "o o");
    check("users_ascii", &model);
}

#[test]
fn user() {
    for (width, height) in [(80, 24), (120, 40), (160, 48)] {
        let mut model = console(width, height);
        press(&mut model, "/ a n a @ enter enter");
        check(&format!("user_{width}x{height}"), &model);
    }
    let mut model = console(120, 40);
    press(&mut model, "/ b e n @ enter enter");
    check("user_drifted", &model);
}

#[test]
fn plan() {
    for (width, height) in [(80, 24), (120, 40), (160, 48)] {
        let mut model = console(width, height);
        press(&mut model, "S");
        check(&format!("plan_{width}x{height}"), &model);
    }
    let mut model = console(120, 40);
    press(&mut model, "S a");
    check("plan_confirm", &model);
    press(&mut model, "tab enter");
    let epoch = model.epoch;
    let outcome = Outcome::failed("LiteLLM answered 500: the database is down");
    update(&mut model, Msg::ChangeStarted(epoch, 1));
    update(&mut model, Msg::ChangeFinished { epoch, change: 1, outcome, revealed: None });
    update(&mut model, Msg::ChangeStarted(epoch, 2));
    update(&mut model, Msg::Ticked(now() + jiff::SignedDuration::from_secs(2)));
    check("plan_applying", &model);
    let outcome = Outcome::done("read back");
    update(&mut model, Msg::ChangeFinished { epoch, change: 2, outcome, revealed: None });
    update(&mut model, Msg::ApplyEnded(epoch, Ok(())));
    check("plan_ended", &model);
}

#[test]
fn forms() {
    let mut model = console(80, 24);
    press(&mut model, "/ a n a @ enter B");
    check("form_budget", &model);
    press(&mut model, "esc m tab space");
    check("form_mint", &model);
    press(&mut model, "esc P e");
    check("form_profile", &model);
}

#[test]
fn help_and_profiles() {
    let mut model = console(120, 40);
    press(&mut model, "?");
    check("help", &model);
    press(&mut model, "esc P");
    check("profiles", &model);
}

#[test]
fn journal() {
    let mut model = console(120, 30);
    press(&mut model, "S");
    let plan = model.plan_screen().unwrap().plan.clone();
    let outcomes = [Outcome::done("read back"), Outcome::unknown("no answer within 10 s")];
    let applied = plan.changes.iter().cloned().zip(outcomes);
    let record = Record {
        undoes: None,
        plan: plan.id.clone(),
        purpose: Purpose::Sync,
        at: now() - jiff::SignedDuration::from_hours(3),
        by: "op@bastion".into(),
        planned: plan.changes.len(),
        applied: applied.map(|(change, outcome)| Applied { change, outcome }).collect(),
    };
    let history = History { records: vec![record], ..History::default() };
    press(&mut model, "esc J");
    let epoch = model.epoch;
    update(&mut model, Msg::JournalLoaded(epoch, Ok(history)));
    check("journal", &model);
    press(&mut model, "enter j");
    check("journal_entry", &model);
}

#[test]
fn too_small_and_not_read_yet() {
    check("too_small", &console(50, 10));
    check("not_read", &empty_console(80, 20));
}
