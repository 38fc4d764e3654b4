//! One session and the next; where the console is told to open; what it leaves behind.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

use super::Console;
use super::desk::{Desk, back};
use super::driver::ENTER;

fn saved(desk: &Desk) -> PathBuf {
    desk.home.path().join("state/console/campus.json")
}

fn desk() -> Desk {
    let desk = Desk::new();
    for name in ["ana", "ben", "cho"] {
        desk.person(name);
    }
    desk
}

fn with(desk: &Desk, more: &[&str]) -> Console {
    let config = desk.config();
    let args = [&["--config", config.to_str().unwrap()], more].concat();
    Console::start(&args, desk.home.path(), (120, 36))
}

fn leave(mut console: Console) {
    console.press("q");
    assert!(console.end().success());
}

#[test]
fn the_next_session_begins_where_the_last_left() {
    let desk = desk();
    let mut console = desk.console();
    console.see("4 users");
    console.press("/an");
    console.see("1 found");
    console.press(ENTER);
    console.see("1 shown");
    console.press("oo");
    console.see("BUDGET ▼");
    console.press(ENTER);
    console.see("Open WebUI account");
    leave(console);
    let mode = fs::metadata(saved(&desk)).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode, 0o600);

    let mut console = desk.console();
    let screen = console.see("Open WebUI account");
    assert!(screen.contains("ana@campus.example.edu"), "{screen}");
    back(&mut console);
    let screen = console.see("1 shown");
    assert!(screen.contains("BUDGET ▼") && screen.contains("/ an"), "{screen}");
    leave(console);

    let console = with(&desk, &["--fresh"]);
    let screen = console.see("4 shown");
    assert!(!screen.contains("BUDGET ▼"), "{screen}");
    leave(console);
}

#[test]
fn told_to_end_it_leaves_the_same_as_with_a_key() {
    for signal in ["TERM", "HUP"] {
        let desk = desk();
        let mut console = desk.console();
        console.see("4 users");
        console.press("J");
        console.see("OUTCOMES");
        console.signal(signal);
        assert!(console.end().success());
        console.wait("the main screen", |_| !console.is_alternate());
        let text = fs::read_to_string(saved(&desk)).unwrap();
        assert!(text.contains("\"screen\": \"journal\""), "{text}");
    }
}

#[test]
fn a_file_that_is_not_understood_is_told_and_left_alone() {
    let desk = desk();
    fs::create_dir_all(saved(&desk).parent().unwrap()).unwrap();
    fs::write(saved(&desk), "{\"format\": 9}").unwrap();
    let mut console = desk.console();
    let screen = console.see("campus.json cannot be used");
    assert!(screen.contains("newer bursar"), "{screen}");
    console.see("4 users");
    console.press("J");
    leave(console);
    assert_eq!(fs::read_to_string(saved(&desk)).unwrap(), "{\"format\": 9}");
}

#[test]
fn where_nothing_can_be_written_work_goes_on() {
    let desk = desk();
    fs::create_dir_all(desk.home.path().join("state")).unwrap();
    fs::write(desk.home.path().join("state/console"), "in the way").unwrap();
    let mut console = desk.console();
    console.see("campus.json cannot be used");
    console.press("\u{1b}");
    console.see("4 users");
    leave(console);
}

#[test]
fn it_opens_where_it_is_told_to() {
    let desk = desk();
    let opened = |target: &str, shows: &str| {
        let console = with(&desk, &["--open", target]);
        let screen = console.see(shows);
        leave(console);
        screen
    };
    let screen = opened("user:ben", "Open WebUI account");
    assert!(screen.contains("ben@campus.example.edu"), "{screen}");
    opened("users:cho", "1 shown");
    opened("journal", "OUTCOMES");
    opened("profiles", "campus");
    opened("user:campus.example", "matches 4 users");
    opened("user:nobody-at-all", "no user has 'nobody-at-all'");
    opened("plan:ffff", "No plan of the journal");
}

#[test]
fn an_unknown_target_is_refused_before_the_terminal_is_taken() {
    let desk = Desk::new();
    let mut console = with(&desk, &["--open", "jurnal"]);
    console.see("did you mean 'journal'?");
    assert_eq!(console.end().exit_code(), 2);
    let written = console.written();
    assert!(!String::from_utf8_lossy(&written).contains("\u{1b}[?1049h"));
}

/// A cursor, and lines that go on in the next row.
const OF_A_SHELL: [u16; 2] = [7, 25];

/// The private modes of the terminal that are on after these bytes.
fn modes(written: &[u8]) -> std::collections::BTreeSet<u16> {
    let text = String::from_utf8_lossy(written);
    let mut on = std::collections::BTreeSet::new();
    for part in text.split("\u{1b}[?").skip(1) {
        let digits: String = part.chars().take_while(char::is_ascii_digit).collect();
        let Ok(mode) = digits.parse() else { continue };
        match part.chars().nth(digits.len()) {
            Some('h') => on.insert(mode),
            Some('l') => on.remove(&mode),
            _ => false,
        };
    }
    on
}

#[test]
fn every_mode_of_the_terminal_is_given_back_however_it_ends() {
    let desk = desk();
    for end in ["q", "\u{3}", "TERM", "HUP"] {
        let mut console = with(&desk, &["--mouse"]);
        console.see("4 users");
        let on = modes(&console.written());
        // The alternate screen, pasting in one piece, the mouse.
        assert!([1049, 2004, 1000].iter().all(|mode| on.contains(mode)), "{on:?}");
        if end.len() > 1 {
            console.signal(end);
        } else {
            console.press(end);
        }
        assert!(console.end().success());
        console.wait("the main screen", |_| !console.is_alternate());
        console.wait("what shells have", |_| modes(&console.written()) == OF_A_SHELL.into());
    }
}

#[test]
fn suspended_it_has_given_everything_back_and_left_its_place() {
    let desk = desk();
    let script = format!(
        "\"$BURSAR\" --config {} --mouse; echo the shell has it; read line; fg >/dev/null",
        desk.config().display()
    );
    let mut console = Console::shell(&script, desk.home.path(), (120, 36));
    console.see("4 users");
    console.press("/ben");
    console.see("1 found");
    console.press(ENTER);
    console.press("\u{1a}");
    console.see("the shell has it");
    assert_eq!(modes(&console.written()), OF_A_SHELL.into());
    let text = fs::read_to_string(saved(&desk)).unwrap();
    assert!(text.contains("\"query\": \"ben\""), "{text}");
    console.press("\r");
    console.see("1 shown");
    assert!(modes(&console.written()).contains(&1000));
    console.press("q");
    console.end();
}

/// A forward proxy's exceptions that are written as other programs take them.
#[test]
fn an_exception_from_the_forward_proxy_that_is_none_is_said_at_the_start() {
    let desk = Desk::new();
    let env = [("HTTPS_PROXY", "http://127.0.0.1:9"), ("NO_PROXY", "*.example.edu")];
    let config = desk.config();
    let args = ["--config", config.to_str().unwrap()];
    let mut console = Console::start_in(&args, desk.home.path(), (120, 36), &env);
    console.see("NO_PROXY: '*.example.edu' excepts no server; write '.example.edu'");
    console.press("q");
    assert!(console.end().success());
}
