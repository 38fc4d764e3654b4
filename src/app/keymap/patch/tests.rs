use super::*;
use crate::config::Env;

fn configured(text: &str) -> Result<Keymap, Mistake> {
    let env = Env::from([("HOME", "/home/ana")]);
    Keymap::configured(&Config::parse(text, "config.toml".as_ref(), &env).unwrap())
}

fn keys(keymap: &Keymap, action: Action) -> Vec<String> {
    keymap.sequences(action).map(ToString::to_string).collect()
}

#[test]
fn without_keys_the_built_in_map_is_in_force() {
    assert_eq!(configured("").unwrap(), Keymap::built_in());
    assert_eq!(configured("[keys]").unwrap(), Keymap::built_in());
}

#[test]
fn a_list_replaces_and_an_empty_one_unbinds() {
    let text = "[keys.people]\nblock = ['x', 'ctrl-x b']\nmint-key = []\n[keys.list]\ntop = ['b']";
    let keymap = configured(text).unwrap();
    assert_eq!(keys(&keymap, Action::Block), ["x", "ctrl-x b"]);
    assert_eq!(keymap.hint(Action::MintKey), "(unbound)");
    assert_eq!(keys(&keymap, Action::Top), ["b"], "what the patch gave away is free");
    assert_eq!(keys(&keymap, Action::Unblock), keys(&Keymap::built_in(), Action::Unblock));
}

#[test]
fn two_actions_may_swap_their_keys() {
    let keymap = configured("[keys.people]\nblock = ['r']\nreset-spend = ['b']").unwrap();
    let b = ["b".parse().unwrap()];
    let heard = keymap.hear(LISTENING[0], &b);
    assert_eq!(heard, super::super::Heard::Action(Action::ResetSpend));
}

#[test]
fn the_section_may_be_any_that_hears_the_action() {
    let keymap = configured("[keys.users]\nblock = ['x']").unwrap();
    assert_eq!(keys(&keymap, Action::Block), ["x"]);
}

#[test]
fn what_is_printed_is_read_again() {
    let keymap = configured("[keys.people]\nblock = ['x', '\\']\nmint-key = []").unwrap();
    assert_eq!(configured(&keymap.to_toml()).unwrap(), keymap);
    assert_eq!(configured(&Keymap::built_in().to_toml()).unwrap(), Keymap::built_in());
}
