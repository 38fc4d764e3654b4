//! Whatever the size of the terminal and the keys pressed, drawing neither fails nor shows
//! anything a terminal could obey.

use bursar::app::{Msg, update};
use bursar::config::theme::Depth;
use proptest::prelude::*;
use strum::IntoEnumIterator;

use super::support::{console, draw, empty_console, press, screen};

const KEYS: [&str; 45] = [
    "j",
    "k",
    "g",
    "G",
    "ctrl-d",
    "ctrl-u",
    "/",
    "a",
    "n",
    "enter",
    "esc",
    "space",
    "*",
    "o",
    "O",
    "r",
    "R",
    "b",
    "U",
    "B",
    "m",
    "s",
    "S",
    "u",
    "J",
    "P",
    "t",
    "?",
    "tab",
    "left",
    "right",
    "down",
    "up",
    "backspace",
    "e",
    "w",
    "p",
    "d",
    ":",
    "y",
    "h",
    "z",
    "L",
    "N",
    "c",
];

const HARMFUL: [char; 3] = ['\u{1b}', '\u{202e}', '\n'];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn drawing_never_fails(
        width in 1_u16..200,
        height in 1_u16..200,
        ascii: bool,
        depth in prop::sample::select(Depth::iter().collect::<Vec<_>>()),
        theme in prop::sample::select(&["terminal", "dark", "light"][..]),
        keys in prop::collection::vec(prop::sample::select(&KEYS[..]), 0..14),
    ) {
        let mut model = console(100, 30);
        model.look.is_ascii = ascii;
        model.look.depth = depth;
        model.themes.choose(theme).unwrap();
        for key in keys {
            press(&mut model, key);
        }
        update(&mut model, Msg::Resized(width, height));
        let terminal = draw(&model);
        for cell in terminal.backend().buffer().content() {
            let is_harmful = cell.symbol().contains(HARMFUL);
            prop_assert!(!is_harmful, "{:?}", cell);
            let is_ascii = cell.symbol().is_ascii();
            prop_assert!(!ascii || is_ascii || cell.symbol().chars().all(is_from_a_server), "{:?}", cell);
        }
        update(&mut model, Msg::Resized(100, 30));
        draw(&model);
    }
}

/// What people are called stays as it is, and so does what stands for a harmful character.
fn is_from_a_server(c: char) -> bool {
    "조민지␛‹›".contains(c)
}

#[test]
fn nothing_of_a_hostile_name_reaches_the_terminal() {
    let mut model = console(160, 48);
    press(&mut model, "/ e v i l enter");
    assert!(screen(&model).contains("␛[31mroot‹U+202E›"), "{}", screen(&model));
    press(&mut model, "enter");
    assert!(screen(&model).contains("␛[31mroot‹U+202E›"));
}

#[test]
fn the_first_frame_needs_no_answer() {
    let model = empty_console(80, 24);
    let shown = screen(&model);
    assert!(shown.contains("Nobody has been read yet"), "{shown}");
    assert!(shown.contains("opening"), "{shown}");
}
