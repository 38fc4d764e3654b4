//! The command palette: everything is in it, and it says why what cannot run cannot.

use bursar::app::PlanScreen;
use bursar::app::action::keys_markdown;
use bursar::app::command::Verb;
use bursar::app::mouse::{Gesture, Mouse};
use bursar::app::palette::{Palette, exceptions, left_out};
use bursar::app::screen::help::Find;
use bursar::app::screen::why::{About, WhyScreen};
use bursar::app::{Action, Effect, Model, Msg, Screen, Severity, update};
use bursar::domain::KeyHash;
use strum::IntoEnumIterator;

use super::support::{console, empty_console, press, screen};

/// Types a text key by key, as it is.
fn type_text(model: &mut Model, text: &str) {
    for c in text.chars() {
        let word = if c == ' ' { "space".to_owned() } else { c.to_string() };
        press(model, &word);
    }
}

fn run(model: &mut Model, line: &str) -> Vec<Effect> {
    press(model, ":");
    type_text(model, line);
    press(model, "enter")
}

fn said(model: &Model) -> String {
    model.notice().map(|notice| notice.text.clone()).unwrap_or_default()
}

#[test]
fn every_action_is_in_the_palette_the_help_and_the_document() {
    let mut model = console(80, 24);
    press(&mut model, ":");
    let offers = Palette::default().offers(&model);
    let help = bursar::app::screen::help::lines(&model, &[], &Find::default());
    let help = format!("{help:?}");
    let document =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/keys.md")).unwrap();
    let table = keys_markdown(&model.keymap);
    assert!(document.contains(&table), "docs/keys.md has another table of keys");
    let by_command: Vec<Action> = Verb::iter().filter_map(|verb| verb.row().action).collect();
    for action in Action::iter() {
        let name = action.name();
        let is_offered = offers.iter().any(|offer| offer.line == name);
        let is_in = is_offered || by_command.contains(&action);
        assert_eq!(is_in, left_out(action).is_none(), "{name}");
        let begin: String =
            action.row().help.split_whitespace().take(3).collect::<Vec<_>>().join(" ");
        assert!(help.contains(&begin), "{name} is not in the help");
        assert!(table.contains(action.row().help), "{name} is not in docs/keys.md");
    }
    for verb in Verb::iter() {
        assert!(offers.iter().any(|offer| offer.name == verb.usage()), "{}", verb.name());
        assert!(document.contains(&format!("| `:{}` |", verb.usage())), "{}", verb.name());
    }
}

#[test]
fn what_is_left_out_moves_or_answers_a_dialog() {
    let names: Vec<&str> = exceptions().map(|(action, _)| action.name()).collect();
    for name in ["down", "dialog-accept", "palette", "find-in-help"] {
        assert!(names.contains(&name), "{names:?}");
    }
    assert!(names.iter().all(|name| !name.contains("block")), "{names:?}");
}

#[test]
fn a_few_letters_run_an_action_as_its_key_would() {
    let mut model = console(120, 40);
    run(&mut model, "rsp");
    let plan = model.showing::<PlanScreen>().expect("a plan of a reset");
    let mut by_key = console(120, 40);
    press(&mut by_key, "r");
    assert_eq!(plan.plan.changes, by_key.showing::<PlanScreen>().unwrap().plan.changes);
    assert!(model.palette.is_none());
}

#[test]
fn what_cannot_run_is_in_the_list_with_the_reason_and_says_so_when_run() {
    let mut model = empty_console(80, 24);
    press(&mut model, ":");
    type_text(&mut model, "block");
    let shown = screen(&model);
    assert!(shown.contains("no user is selected"), "{shown}");
    press(&mut model, "enter");
    assert_eq!(said(&model), "block: no user is selected.");
    run(&mut model, "apply-plan");
    assert_eq!(said(&model), "apply: this is done on a plan.");
    assert_eq!(model.notice().unwrap().severity, Severity::Refusal);
}

#[test]
fn screens_are_opened_by_name_and_users_by_query() {
    let mut model = console(80, 24);
    run(&mut model, "journal");
    assert!(matches!(model.screen(), Screen::Journal(_)));
    run(&mut model, "users ana");
    assert!(matches!(model.screen(), Screen::Users(_)));
    assert_eq!(model.people.shown().len(), 2);
    run(&mut model, "users");
    assert_eq!(model.people.shown().len(), 12);
    run(&mut model, "user ana@campus.example.edu");
    assert!(matches!(model.screen(), Screen::User(user) if user.person.raw() == "ana"));
    run(&mut model, "user nobody-at-all");
    assert!(said(&model).contains("nobody-at-all"), "{}", said(&model));
}

#[test]
fn a_user_is_opened_by_a_whole_name_and_asked_about_by_a_pasted_key() {
    let mut model = console(80, 24);
    run(&mut model, "user ana ruiz");
    assert!(matches!(model.screen(), Screen::User(user) if user.person.raw() == "ana"));
    let key = "sk-of-nobody-here";
    let hash = KeyHash::of_secret(key);
    run(&mut model, &format!("why {key}"));
    assert!(matches!(model.screen(), Screen::Why(why) if why.about == About::Key(hash)));
    assert!(!screen(&model).contains(key), "{}", screen(&model));
    run(&mut model, &format!("user {key}"));
    assert!(said(&model).starts_with("No user is known to own that key"), "{}", said(&model));
}

#[test]
fn of_several_who_match_the_one_that_is_opened_is_asked_about() {
    let mut model = console(80, 24);
    run(&mut model, "why campus.example model gpt-4o");
    assert!(matches!(model.screen(), Screen::Users(_)));
    assert!(said(&model).contains("asks why one of them is refused"), "{}", said(&model));
    press(&mut model, "enter");
    let named = |why: &WhyScreen| why.model.as_ref().is_some_and(|named| named.raw() == "gpt-4o");
    assert!(matches!(model.screen(), Screen::Why(why) if named(why)));
    // Under another query nothing is left to be chosen.
    run(&mut model, "why campus.example");
    run(&mut model, "users ben");
    press(&mut model, "enter");
    assert!(matches!(model.screen(), Screen::User(user) if user.person.raw() == "ben"));
}

#[test]
fn the_list_is_sorted_marked_and_coloured_by_name() {
    let mut model = console(120, 40);
    press(&mut model, ":");
    type_text(&mut model, "sort spend -us");
    press(&mut model, "tab enter");
    let words = model.people.table().to_layout().order;
    assert_eq!(words, ["spend", "-name"], "tab completes the last column");
    for line in ["sort LAST", "sort active"] {
        run(&mut model, line);
        assert_eq!(
            model.people.table().to_layout().order,
            ["active"],
            "{line}: by head or as before"
        );
    }
    run(&mut model, "sort size");
    assert!(said(&model).starts_with("sort: this list has no column 'size'"), "{}", said(&model));
    run(&mut model, "mark ana");
    assert_eq!(model.people.marked().0, 2);
    run(&mut model, "mark nobody-at-all");
    assert_eq!(said(&model), "Nobody matches 'nobody-at-all'.");
    run(&mut model, "theme dark");
    assert_eq!(model.themes.name(), "dark");
    assert_eq!(said(&model), "Theme dark.");
    run(&mut model, "theme drak");
    assert!(said(&model).contains("did you mean 'dark'?"), "{}", said(&model));
    run(&mut model, "journal");
    run(&mut model, "mark ana");
    assert_eq!(said(&model), "mark: this is done in a list that has marks.");
}

#[test]
fn a_query_is_completed_as_it_is_in_its_own_line() {
    let mut model = console(120, 40);
    press(&mut model, ":");
    type_text(&mut model, "users state:ov");
    assert!(screen(&model).contains("over"), "{}", screen(&model));
    press(&mut model, "tab");
    assert_eq!(model.palette.as_ref().unwrap().input.value(), "users state:over");
    press(&mut model, "enter");
    assert_eq!(model.people.query().text(), "state:over");
}

#[test]
fn a_profile_is_switched_to_by_name_and_completed_by_tab() {
    let mut model = console(80, 24);
    press(&mut model, ":");
    type_text(&mut model, "profile l");
    assert!(screen(&model).contains("lab"));
    press(&mut model, "tab enter");
    assert_eq!(model.profile.name, "lab");
    run(&mut model, "profile lab");
    assert_eq!(said(&model), "profile: lab is at work already.");
    run(&mut model, "profile campsu");
    assert_eq!(said(&model), "profile: there is no profile 'campsu'; did you mean 'campus'?");
}

#[test]
fn a_line_that_is_no_command_stays_to_be_mended() {
    let mut model = console(80, 24);
    run(&mut model, "usrs state:over");
    assert_eq!(said(&model), "there is no command 'usrs'; did you mean 'users'?");
    assert_eq!(model.palette.as_ref().unwrap().input.value(), "usrs state:over");
    press(&mut model, "esc");
    assert!(model.palette.is_none());
}

#[test]
fn what_wants_more_is_put_into_the_line() {
    let mut model = console(80, 24);
    run(&mut model, "profile");
    assert_eq!(model.palette.as_ref().unwrap().input.value(), "profile ");
    let shown = screen(&model);
    assert!(shown.contains("campus") && shown.contains("profile NAME: Work on"), "{shown}");
    // The list is gone to, and enter takes from it.
    press(&mut model, "down down enter");
    assert_eq!(model.profile.name, "lab");
}

#[test]
fn commands_are_remembered_and_come_back_the_newest_first() {
    let mut model = console(80, 24);
    run(&mut model, "users ana");
    run(&mut model, "journal");
    run(&mut model, "users ana");
    assert_eq!(model.saved.commands, ["journal", "users ana"]);
    press(&mut model, ": up");
    assert_eq!(model.palette.as_ref().unwrap().input.value(), "users ana");
    press(&mut model, "ctrl-p");
    assert_eq!(model.palette.as_ref().unwrap().input.value(), "journal");
    press(&mut model, "down down");
    assert_eq!(model.palette.as_ref().unwrap().input.value(), "");
    press(&mut model, "up up enter");
    assert!(matches!(model.screen(), Screen::Journal(_)));
}

#[test]
fn a_paste_goes_into_the_line_and_never_runs() {
    let mut model = console(80, 24);
    press(&mut model, ":");
    update(&mut model, Msg::Pasted("users ana\nquit\n".into()));
    assert_eq!(model.palette.as_ref().unwrap().input.value(), "users ana");
    assert_eq!(press(&mut model, "enter"), []);
    assert_eq!(model.people.shown().len(), 2);
}

#[test]
fn a_click_takes_an_offer_and_one_beside_closes_the_palette() {
    let mut model = console(80, 24);
    press(&mut model, ":");
    let shown = screen(&model);
    let line = shown.lines().position(|line| line.contains("  journal ")).unwrap();
    click(&mut model, 5, line);
    assert!(matches!(model.screen(), Screen::Journal(_)));
    press(&mut model, ":");
    click(&mut model, 5, 0);
    assert!(model.palette.is_none());
}

fn click(model: &mut Model, x: u16, y: usize) {
    let y = u16::try_from(y).unwrap();
    let spot = bursar::ui::spot(model, x, y);
    update(model, Msg::Mouse(Mouse { gesture: Gesture::Press, x, y, spot }));
}

#[test]
fn from_the_help_a_command_acts_on_the_screen_beneath() {
    let mut model = console(120, 40);
    press(&mut model, "?");
    run(&mut model, "sync-everybody");
    assert!(model.showing::<PlanScreen>().is_some());
    assert!(!model.screens.iter().any(|screen| matches!(screen, Screen::Help(_))));
}
