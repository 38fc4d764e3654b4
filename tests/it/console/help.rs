//! The help and the footer: the user's own keys, whole, with the reason where one cannot act.

use bursar::app::{Action, Keymap, Model, Msg, Screen, update};
use bursar::config::{Config, Env};
use rstest::rstest;
use strum::IntoEnumIterator;

use super::support::{console, empty_console, press, screen};

/// The last line of the screen.
fn footer(model: &Model) -> String {
    let shown = screen(model);
    shown.lines().last().unwrap_or_default().trim_matches(['"', ' ']).to_owned()
}

fn with_keys(model: &mut Model, keys: &str) {
    let env = Env::from([("HOME", "/home/ana")]);
    let config = Config::parse(keys, "config.toml".as_ref(), &env).unwrap();
    model.keymap = Keymap::configured(&config).unwrap();
}

#[test]
fn the_help_shows_the_keys_that_are_bound_and_says_where_none_is() {
    let mut model = console(120, 48);
    with_keys(&mut model, "[keys.people]\nblock = ['ctrl-x b']\nmint-key = []");
    press(&mut model, "?");
    let shown = screen(&model);
    assert!(shown.contains("ctrl-x b         Plan: block"), "{shown}");
    assert!(shown.contains("(unbound)        Plan: mint"), "{shown}");
}

#[test]
fn what_cannot_be_done_now_says_why_in_the_help() {
    let mut model = empty_console(120, 48);
    press(&mut model, "?");
    let shown = screen(&model);
    assert!(shown.contains("block them; users, on both servers. Not now: no user is selected."));
    // On the screen one came from, not on the help itself.
    let mut model = console(120, 48);
    press(&mut model, "S ?");
    assert!(!screen(&model).contains("no plan is on the screen"));
}

#[test]
fn nothing_of_the_help_is_cut_where_it_is_narrow() {
    let mut model = console(60, 20);
    press(&mut model, "?");
    let mut seen = String::new();
    for _ in 0..60 {
        let shown = screen(&model);
        assert!(!shown.lines().any(|line| line.contains('…') && line.contains("Plan")), "{shown}");
        seen.push_str(&shown);
        press(&mut model, "ctrl-d");
    }
    for word in Action::iter().flat_map(|action| action.row().help.split_whitespace()) {
        assert!(seen.contains(word), "{word}");
    }
}

#[test]
fn a_word_finds_a_key_in_the_help() {
    let mut model = console(100, 48);
    press(&mut model, "? / j o u r n a l");
    let shown = screen(&model);
    assert!(shown.contains(" /journal"), "{shown}");
    assert!(shown.contains("What was attempted"), "{shown}");
    assert!(!shown.contains("mint a key"), "{shown}");
    update(&mut model, Msg::Pasted(" zzz".into()));
    assert!(screen(&model).contains("No key has all of these words."));
    press(&mut model, "esc");
    assert!(screen(&model).contains("mint a key"));
    press(&mut model, "/ x enter esc");
    assert!(matches!(model.screen(), Screen::Help(_)), "esc takes the words away first");
    press(&mut model, "esc");
    assert!(matches!(model.screen(), Screen::Users(_)));
}

#[rstest]
#[case(60)]
#[case(80)]
#[case(160)]
fn the_footer_has_the_most_needed_whole_and_only_keys_that_are_bound(#[case] width: u16) {
    for keys in ["", "enter", "S", "J", "P", "?"] {
        let mut model = console(width, 30);
        press(&mut model, keys);
        let footer = footer(&model);
        assert!(footer.starts_with("? help  "), "{footer}");
        for hint in footer.split("  ").filter(|hint| !hint.is_empty()) {
            let is_whole = Action::iter().any(|action| {
                let key = model.keymap.hint(action);
                hint == format!("{key} {}", action.row().title)
            });
            assert!(is_whole, "{hint} in {footer}");
        }
    }
    let most: &[Action] = match width {
        60 => &[Action::Help, Action::Palette, Action::Filter, Action::ResetSpend, Action::Block],
        80 => &[Action::Palette, Action::Filter, Action::ResetSpend, Action::SetBudget],
        _ => {
            &[Action::Palette, Action::Filter, Action::OpenUser, Action::Sync, Action::ShowJournal]
        }
    };
    let footer = footer(&console(width, 30));
    for title in most.iter().map(|action| action.row().title) {
        assert!(footer.contains(title), "{title} in {footer}");
    }
}

#[test]
fn an_action_without_a_key_is_not_in_the_footer() {
    let mut model = console(160, 30);
    with_keys(&mut model, "[keys.people]\nblock = []");
    let footer = footer(&model);
    assert!(!footer.contains("  b block") && !footer.contains("unbound"), "{footer}");
}

#[test]
fn before_anything_was_read_the_footer_offers_what_can_be_done_without() {
    let model = empty_console(160, 48);
    let footer = footer(&model);
    for title in ["reset spend", "block", "sync", "undo"] {
        assert!(!footer.contains(title), "{title} in {footer}");
    }
    for title in ["help", "commands", "profiles", "quit"] {
        assert!(footer.contains(title), "{title} in {footer}");
    }
}

#[test]
fn the_help_says_how_much_of_it_is_above_and_below() {
    let mut model = console(80, 24);
    press(&mut model, "?");
    let shown = |model: &Model| screen(model).lines().nth(22).unwrap().trim_matches('"').to_owned();
    let begun = shown(&model);
    assert!(begun.trim().ends_with("more below") && !begun.contains("above"), "{begun}");
    press(&mut model, "j");
    assert!(shown(&model).contains("1 more above, "), "{}", shown(&model));
    press(&mut model, "G");
    let ended = shown(&model);
    assert!(ended.trim().ends_with("more above") && !ended.contains("below"), "{ended}");
}

#[test]
fn the_help_of_a_list_says_what_can_be_done_with_its_row() {
    let mut model = console(120, 48);
    press(&mut model, "g t ?");
    assert!(!screen(&model).contains("nothing is listed"), "{}", screen(&model));
}
