use super::*;

fn key(code: KeyCode) -> KeyEvent {
    KeyEvent::new(code, KeyModifiers::NONE)
}

#[test]
fn the_built_in_keymap_is_well_formed_and_binds_every_action() {
    let keymap = Keymap::parse(BUILT_IN).unwrap();
    for action in Action::iter() {
        assert!(keymap.sequences(action).next().is_some(), "{} is not bound", action.name());
    }
    assert_eq!(keymap, Keymap::built_in());
}

#[test]
fn a_capital_letter_is_found_with_and_without_the_shift_flag() {
    let keymap = Keymap::built_in();
    let contexts = LISTENING[0];
    for modifiers in [KeyModifiers::NONE, KeyModifiers::SHIFT] {
        let key = KeyEvent::new(KeyCode::Char('R'), modifiers);
        assert_eq!(keymap.action(contexts, key), Some(Action::ResetSpendAndKeys));
    }
    assert_eq!(keymap.action(contexts, key(KeyCode::Char('r'))), Some(Action::ResetSpend));
}

#[test]
fn one_chord_means_different_things_only_where_it_cannot_be_confused() {
    let keymap = Keymap::built_in();
    assert_eq!(keymap.action(LISTENING[0], key(KeyCode::Enter)), Some(Action::OpenUser));
    assert_eq!(keymap.action(LISTENING[2], key(KeyCode::Enter)), Some(Action::ApplyPlan));
    assert_eq!(keymap.action(LISTENING[1], key(KeyCode::Enter)), None);
}

#[rstest::rstest]
#[case("[nowhere]\nquit = ['q']", "'nowhere' is no section")]
#[case("[global]\nfly = ['q']", "'fly' is no action of [global]; there are back")]
#[case("[users]\nquit = ['q']", "'quit' is no action of [users]")]
#[case("[global]\nquit = ['hyper-q']", "'hyper-q' is no key")]
#[case("[global]\nquit = ['q']", "'force-quit' must be bound")]
#[case("[global]\nforce-quit = ['f12']\nquit = ['f12']", "'f12' is bound to both")]
#[case("[global]\nforce-quit = ['f9']\n[verbs]\nblock = ['f9']", "'f9' is bound to both")]
#[case("[global]\nforce-quit = ['x']", "write 'ctrl-x'")]
#[case("[global]\nforce-quit = ['ctrl-x ctrl-c']", "one key at a time")]
#[case("[global]\nforce-quit = ['f9']\n[dialog]\ndialog-next = ['g n']", "one key at a time")]
#[case(
    "[global]\nforce-quit = ['f9']\nquit = ['g']\n[list]\ntop = ['g g']",
    "'g g', bound to 'top', begins with 'g', bound to 'quit'"
)]
#[case("quit", "cannot be read")]
fn a_bad_keymap_says_what_is_wrong(#[case] toml: &str, #[case] why: &str) {
    let error = Keymap::parse(toml).unwrap_err().to_string();
    assert!(error.contains(why), "{error}");
}

fn chords(words: &str) -> Vec<Chord> {
    words.split(' ').map(|word| word.parse().unwrap()).collect()
}

#[test]
fn keys_one_after_the_other_are_heard_to_their_end() {
    let keymap = Keymap::built_in();
    let hear = |words: &str| keymap.hear(LISTENING[0], &chords(words));
    assert_eq!(hear("g"), Heard::Prefix);
    assert_eq!(hear("g g"), Heard::Action(Action::Top));
    assert_eq!(hear("g esc"), Heard::Nothing);
    assert_eq!(hear("g g g"), Heard::Nothing);
    assert_eq!(hear("j"), Heard::Action(Action::Down));
}

#[test]
fn what_may_follow_is_what_is_bound_there() {
    let keymap = Keymap::built_in();
    let after = |contexts| {
        let after = keymap.after(contexts, &chords("y"));
        after.iter().map(|(rest, action)| (rest.to_string(), *action)).collect::<Vec<_>>()
    };
    assert!(after(LISTENING[1]).contains(&("y".into(), Action::CopyAddress)));
    assert_eq!(after(LISTENING[5]), [], "nobody is to be copied in the help");
}
