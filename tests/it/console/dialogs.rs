//! Dialogs: how they look where there is little room, what their keys do, and what they will not
//! do by accident.

use std::sync::Arc;

use bursar::app::PlanScreen;
use bursar::app::dialog::Kind;
use bursar::app::form::Focus;
use bursar::app::{Effect, Model, Msg, update};
use bursar::domain::{Limit, ProxySide, Side, Snapshot, SyncPolicy, Text};
use bursar::plan::{Op, Tier};
use bursar::roster::{Roster, join};
use rstest::rstest;

use super::scenes::{SIZES, dialogs};
use super::support::{budget, console, key, observe, press, screen, snapshot, user};

const ANA: &str = "/ a n a @ enter ";

fn proxy(snapshot: &mut Snapshot) -> &mut ProxySide {
    let Side::Seen(side) = &mut snapshot.proxy else { panic!() };
    side
}

fn joined(snapshot: Snapshot) -> Arc<Roster> {
    Arc::new(join(snapshot.into(), &SyncPolicy::default()))
}

/// A console on other people than the usual.
fn console_of(snapshot: Snapshot, width: u16, height: u16) -> Model {
    let mut model = console(width, height);
    observe(&mut model, joined(snapshot));
    model
}

fn paste(model: &mut Model, text: &str) {
    update(model, Msg::Pasted(text.into()));
}

/// What stands on the line of notices.
fn said(model: &Model) -> String {
    model.notice().map(|notice| notice.text.clone()).unwrap_or_default()
}

fn focus(model: &Model) -> Focus {
    model.dialog.as_ref().unwrap().form.focus
}

#[test]
fn each_dialog_has_room_for_its_buttons_on_a_small_screen() {
    for (width, height) in SIZES {
        for (name, model) in dialogs(width, height) {
            let [cancel, accept] = model.dialog.as_ref().unwrap().said.buttons;
            let shown = screen(&model);
            assert!(shown.contains(cancel) && shown.contains(accept), "{name}: {shown}");
        }
    }
}

#[rstest]
#[case("/ a n a @ enter b a", Tier::Reversible)]
#[case("/ a n a @ enter R a", Tier::Consequential)]
#[case("* r a", Tier::Sweeping)]
fn nothing_is_applied_by_enter_alone_nor_by_a_letter(#[case] keys: &str, #[case] tier: Tier) {
    let mut model = console(100, 30);
    press(&mut model, keys);
    assert_eq!(model.showing::<PlanScreen>().unwrap().plan.tier(), tier);
    assert_eq!(focus(&model), Focus::Cancel);
    for letter in ["y", "Y", "n", "a", "space", "j"] {
        assert_eq!(press(&mut model, letter), [], "{letter}");
        assert!(!model.is_applying() && model.dialog.is_some(), "{letter}");
    }
    let mut model = console(100, 30);
    press(&mut model, keys);
    assert_eq!(press(&mut model, "enter"), []);
    assert!(!model.is_applying() && model.dialog.is_none());
    assert!(said(&model).contains("Nothing was applied"), "{}", said(&model));
}

#[test]
fn a_sweeping_plan_wants_its_number_typed_and_says_so_on_the_button() {
    let mut model = console(100, 30);
    press(&mut model, "* r a");
    let number = model.showing::<PlanScreen>().unwrap().plan.changes.len();
    let wanted = format!("type {number} to apply it");
    assert!(screen(&model).contains(&wanted), "{}", screen(&model));
    // Tabbing to the button does not do either.
    assert_eq!(press(&mut model, "tab enter"), []);
    assert!(model.dialog.is_some() && said(&model).contains(&wanted));
    let digits: Vec<String> = number.to_string().chars().map(String::from).collect();
    press(&mut model, &digits.join(" "));
    assert!(!screen(&model).contains(&wanted), "{}", screen(&model));
    let effects = press(&mut model, "enter");
    assert!(matches!(effects.as_slice(), [Effect::Apply { .. }]), "{effects:?}");
}

#[test]
fn a_profile_is_removed_by_its_name_alone() {
    let mut model = console(100, 30);
    press(&mut model, "P j d l a x enter");
    assert!(model.dialog.is_some(), "'lax' is another profile");
    assert_eq!(press(&mut model, "backspace b enter"), [Effect::RemoveProfile("lab".into())]);
    press(&mut model, "d enter");
    assert!(model.dialog.is_none(), "enter on cancel");
}

#[test]
fn a_preview_that_is_cut_says_how_much_is_not_seen() {
    let mut model = console(60, 30);
    press(&mut model, "* B + 2 0 %");
    let dialog = model.dialog.as_ref().unwrap();
    let lines = |width: usize| {
        let texts = dialog.said.preview.iter();
        texts.map(|(_, text)| bursar::app::wrap::wrap(text, width).len()).sum::<usize>()
    };
    let all = lines(52);
    assert!(all > 4, "{:?}", dialog.said.preview);
    let said = format!("… {} more lines", all - 3);
    assert!(screen(&model).contains(&said), "{said}: {}", screen(&model));
}

#[test]
fn on_a_profile_with_a_label_the_question_says_which() {
    let mut model = console(100, 30);
    press(&mut model, "/ a n a @ enter b a");
    assert!(screen(&model).contains("On campus: production"), "{}", screen(&model));
}

/// A name can be as long as the proxy takes, and look like another's id.
#[test]
fn no_name_reaches_the_column_of_the_id() {
    let mut seen = snapshot();
    let mut liar = user("liar", "liar", Some("1"), budget("10", None));
    liar.email = None;
    liar.alias = Some(Text::from(format!("ana{}ana (ana)", " ".repeat(60))));
    proxy(&mut seen).users.rows.push(liar);
    for (width, height) in [(60, 20), (160, 48)] {
        let mut model = console_of(seen.clone(), width, height);
        press(&mut model, "/ l i a r enter r a");
        let shown = screen(&model);
        let line = shown.lines().find(|line| line.contains("│ ana")).unwrap();
        assert!(line.contains("liar") && line.contains('…'), "{shown}");
        let mut honest = console_of(seen.clone(), width, height);
        press(&mut honest, "/ b e n @ enter r a");
        let shown = screen(&honest);
        let other = shown.lines().find(|line| line.contains("│ ben@")).unwrap();
        let column =
            |line: &str, id: &str| line.rfind(id).map(|at| line[..at].chars().count()).unwrap();
        assert_eq!(column(line, "liar"), column(other, "ben"), "{shown}");
    }
}

#[test]
fn a_question_longer_than_the_screen_scrolls_and_keeps_its_buttons() {
    let mut seen = snapshot();
    proxy(&mut seen).users.rows =
        (0..40).map(|n| user(&format!("u{n:02}"), "U", Some("1"), budget("10", None))).collect();
    let mut model = console_of(seen, 60, 20);
    press(&mut model, "* r a");
    let first = screen(&model);
    assert!(first.contains("more lines: pgdn") && first.contains("u00@"), "{first}");
    press(&mut model, "pgdn pgdn");
    let second = screen(&model);
    assert!(!second.contains("u00@") && second.contains("[ cancel ]"), "{second}");
    // Past the end there is nothing, and one page back is one page back.
    for _ in 0..40 {
        press(&mut model, "pgdn");
    }
    let end = screen(&model);
    assert!(end.contains("lines above: pgup"), "{end}");
    press(&mut model, "pgup");
    assert_ne!(screen(&model), end);
}

#[test]
fn what_a_raise_comes_to_is_said_while_it_is_typed() {
    let mut model = console(100, 30);
    press(&mut model, "* B + 2 0");
    assert!(screen(&model).contains("+$20.00, from what each has now"), "{}", screen(&model));
    press(&mut model, "%");
    let dialog = model.dialog.as_ref().unwrap();
    let words: Vec<&str> = dialog.said.preview.iter().map(|(_, words)| words.as_str()).collect();
    let words = words.join(" ");
    assert!(words.contains("$10.00 → $12.00 for 5 users"), "{words}");
    assert!(words.contains("1 is unlimited and stays so"), "{words}");
    assert!(screen(&model).contains("$10.00 → $12.00 for 5 users"), "{}", screen(&model));
    press(&mut model, "enter");
    let plan = model.showing::<PlanScreen>().unwrap().plan.clone();
    let limits = |change: &bursar::plan::Change| match &change.op {
        Op::SetBudget(op) => (op.before.limit, op.after.limit),
        other => panic!("{other:?}"),
    };
    let ten = Limit::Amount(super::support::usd("10"));
    let twelve = Limit::Amount(super::support::usd("12"));
    let raises: Vec<_> = plan.changes.iter().map(limits).collect();
    assert_eq!(raises.iter().filter(|raise| **raise == (ten, twelve)).count(), 5);
    assert!(plan.skipped.iter().any(|skip| skip.why.contains("unlimited")));
}

#[rstest]
#[case("2 0", "refused once $20.00 is spent", true)]
#[case("0", "every call is refused", true)]
#[case("u n l i m i t e d", "nobody is refused for money", true)]
#[case("- 5", "-$5.00, from what each has now", true)]
#[case("2 0 %", "has no sign", false)]
#[case("x", "is not an amount", false)]
#[case("- 1 0", "leaves nothing", false)]
#[case("1 0", "nothing would change", false)]
#[case("tab 7 d", "every Monday", true)]
#[case("tab n o n e", "never set back", true)]
#[case("tab 7", "is no window", false)]
fn a_budget_is_checked_while_it_is_typed(
    #[case] keys: &str,
    #[case] words: &str,
    #[case] is_taken: bool,
) {
    let mut model = console(100, 30);
    press(&mut model, &format!("{ANA}B {keys}"));
    assert!(screen(&model).contains(words), "{}", screen(&model));
    press(&mut model, "enter");
    assert_eq!(model.showing::<PlanScreen>().is_some(), is_taken, "{}", screen(&model));
    assert_eq!(model.dialog.is_none(), is_taken);
}

#[rstest]
#[case("- x", "no key alias", false)]
#[case("a n a - a 1", "another key has it", false)]
#[case("l a b - 7", "", true)]
#[case("tab tab tab - 1", "negative", false)]
#[case("tab tab tab tab 5", "is no window", false)]
#[case("tab tab tab tab tab 3 0 d", "refused 30 days after it is made", true)]
#[case("tab tab tab tab tab w e e k l y", "is no duration", false)]
fn a_key_is_checked_while_it_is_typed(
    #[case] keys: &str,
    #[case] words: &str,
    #[case] is_taken: bool,
) {
    let mut model = console(100, 30);
    press(&mut model, &format!("{ANA}m {keys}"));
    assert!(screen(&model).contains(words), "{}", screen(&model));
    press(&mut model, "enter");
    assert_eq!(model.showing::<PlanScreen>().is_some(), is_taken, "{}", screen(&model));
}

#[test]
fn a_key_is_minted_for_what_was_picked() {
    let mut model = console(100, 30);
    press(&mut model, &format!("{ANA}m tab c l a u enter"));
    assert!(model.dialog.is_some(), "enter in a filtered list picks");
    press(&mut model, "tab space tab 5 enter");
    let plan = model.showing::<PlanScreen>().unwrap().plan.clone();
    let Op::MintKey(op) = &plan.changes[0].op else { panic!() };
    assert_eq!(op.models, [Text::from("claude-sonnet")]);
    assert_eq!(op.team.as_ref().map(|team| team.id.raw()), Some("t-lab"));
    assert_eq!(op.budget.limit, Limit::Amount(super::support::usd("5")));
}

#[test]
fn of_three_hundred_models_six_are_shown_and_a_word_finds_one() {
    let mut seen = snapshot();
    let mut wide = key("wide", "ana", false);
    wide.models = Some((0..300).map(|n| Text::from(format!("model-{n:03}"))).collect());
    proxy(&mut seen).keys.rows.push(wide);
    let mut model = console_of(seen, 60, 20);
    press(&mut model, &format!("{ANA}m tab"));
    let shown = screen(&model);
    assert!(shown.matches("[ ] ").count() == 6 && shown.contains("1-6 of 302"), "{shown}");
    press(&mut model, "2 9 9");
    let shown = screen(&model);
    assert!(shown.contains("[ ] model-299") && shown.contains("1-1 of 1,"), "{shown}");
    press(&mut model, "esc");
    assert!(model.dialog.is_some(), "esc takes the filter away first");
    press(&mut model, "esc");
    assert!(model.dialog.is_none());
}

#[test]
fn arrows_move_in_a_list_before_they_leave_it() {
    let mut model = console(100, 30);
    press(&mut model, &format!("{ANA}m tab down"));
    assert_eq!(focus(&model), Focus::Field(1));
    press(&mut model, "down");
    assert_eq!(focus(&model), Focus::Field(2));
    press(&mut model, "up up");
    assert_eq!(focus(&model), Focus::Field(0), "the cursor begins at the top again");
}

/// Wherever the focus of each dialog begins.
#[test]
fn pasted_text_goes_into_the_field_with_the_focus_or_nowhere() {
    let takes =
        ["budget", "budget_many", "mint", "write_plan", "profile", "profile_new", "mark_matches"];
    let others = ["export", "queries", "why_model", "models_of_user", "grant", "extend"];
    let more = ["budget_of_row", "window", "window_many"];
    let takes = [&takes[..], &others, &more].concat();
    for (name, mut model) in dialogs(100, 30) {
        let applying = model.is_applying();
        paste(&mut model, "qqq\nq");
        let is_taken = screen(&model).contains("qqq");
        assert_eq!(is_taken, takes.contains(&name), "{name}: {}", screen(&model));
        assert_eq!(said(&model).contains("has the focus"), !is_taken, "{name}");
        assert!(model.dialog.is_some() && model.is_applying() == applying, "{name}");
    }
}

#[test]
fn a_pasted_number_releases_nothing_unless_it_was_put_into_the_field() {
    let mut model = console(100, 30);
    press(&mut model, "* r a");
    let number = model.showing::<PlanScreen>().unwrap().plan.changes.len().to_string();
    paste(&mut model, &number);
    assert_eq!(press(&mut model, "tab enter"), []);
    assert!(!model.is_applying());
}

#[test]
fn the_focus_goes_to_what_stands_against_it() {
    let mut model = console(100, 30);
    press(&mut model, &format!("{ANA}m tab tab tab x tab tab tab tab"));
    assert_eq!(focus(&model), Focus::Accept);
    press(&mut model, "enter");
    assert_eq!(focus(&model), Focus::Field(3));
    assert!(said(&model).contains("limit: 'x' is not an amount"), "{}", said(&model));
}

#[test]
fn a_field_nobody_has_come_to_is_not_complained_of() {
    let mut model = console(100, 30);
    press(&mut model, "P a");
    let shown = screen(&model);
    assert_eq!(shown.matches("still missing").count(), 1, "on the button alone: {shown}");
    press(&mut model, "tab");
    assert_eq!(screen(&model).matches("still missing").count(), 2, "{}", screen(&model));
}

#[test]
fn what_has_no_undo_is_said_in_the_question() {
    let mut model = console(100, 30);
    press(&mut model, "S a");
    let shown = screen(&model);
    assert!(shown.contains("'create user at the proxy' has no undo"), "{shown}");
    assert!(shown.contains("Undo takes the rest back"), "{shown}");
}

#[test]
fn only_the_question_whether_to_leave_closes_when_the_plan_ends() {
    let mut model = console(100, 30);
    press(&mut model, &format!("{ANA}r a tab enter q"));
    assert!(matches!(model.dialog.as_ref().map(|d| &d.kind), Some(Kind::Quit(_))));
    let epoch = model.epoch;
    update(&mut model, Msg::ApplyEnded(epoch, Ok(())));
    assert!(model.dialog.is_none() && model.quitting.is_none());
}
