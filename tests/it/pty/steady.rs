//! What must not shake the console: signals, names, failures, a new reading.

use std::time::Duration;

use bursar::sandbox::{Fault, Server, Trouble};

use super::Console;
use super::desk::Desk;
use super::driver::{ENTER, ESC, TAB};

#[test]
fn told_to_end_it_waits_for_the_write_under_way_and_journals_it() {
    let desk = Desk::new();
    let id = desk.person("ana");
    desk.sandbox.proxy().set_spend(&id, 3.0);
    let mut console = desk.console();
    console.see("2 users");
    console.press("/ana");
    console.see("1 shown");
    console.press(ENTER);
    console.press("r");
    console.see("Nothing is applied yet");
    let slow = Trouble::Latency(Duration::from_secs(2));
    desk.sandbox.faults().arm(Fault::on(Server::Proxy, slow).method("POST"));
    console.press("a");
    console.see("[ cancel ]");
    console.press(TAB);
    console.press(ENTER);
    console.see("writing");
    console.signal("TERM");
    assert!(console.end().success());
    assert!(desk.sandbox.proxy().user(&id).unwrap().spend.written().abs() < f64::EPSILON);
    let journal = desk.home.path().join("state/journal/campus.jsonl");
    let history = bursar::journal::read(&journal).unwrap();
    assert_eq!(history.records[0].count(bursar::plan::OutcomeKind::Done), 1, "{history:?}");
}

#[test]
fn suspended_it_gives_the_terminal_to_the_shell_and_comes_back() {
    let home = tempfile::tempdir().unwrap();
    let script = "\"$BURSAR\" demo; echo the shell has it; read line; fg >/dev/null";
    let mut console = Console::shell(script, home.path(), (100, 30));
    console.see("120 users");
    console.press("\u{1a}");
    console.see("the shell has it");
    assert!(!console.is_alternate());
    console.press("\r");
    console.see("120 users");
    assert!(console.is_alternate());
    console.press("?");
    console.see("The list of users");
    console.press("q");
    console.end();
    console.wait("the main screen", |_| !console.is_alternate());
}

#[test]
fn hostile_names_are_shown_and_do_nothing() {
    let desk = Desk::new();
    let name = "\u{1b}]0;owned\u{7}\u{1b}[2Jevil\u{202e}gnp\u{9b}31m";
    desk.sandbox.webui().add_account("evil", "evil@campus.example.edu", name, "user");
    desk.sandbox.proxy().add_user("evil", Some("evil@campus.example.edu"));
    let mut console = desk.console();
    console.see("2 users");
    console.press("/evil");
    console.see("1 shown");
    console.press(ENTER);
    console.press(ENTER);
    console.see("Open WebUI account");
    console.press(ESC);
    console.see(" shown");
    console.press("s");
    console.see("Nothing is applied yet");
    let written = console.written();
    let text = String::from_utf8_lossy(&written);
    assert!(text.contains("]0;owned") && text.contains("evil"), "the name is there");
    for hostile in ["\u{1b}]0;owned", "\u{1b}[2Jevil", "\u{202e}", "\u{9b}", "\u{7}"] {
        assert!(!text.contains(hostile), "{hostile:?} reached the terminal");
    }
}

#[test]
fn in_ascii_every_glyph_is_ascii() {
    let desk = Desk::new();
    let id = desk.person("ana");
    desk.sandbox.proxy().set_budget(&id, Some(10.0));
    desk.sandbox.proxy().set_spend(&id, 9.0);
    desk.key_for(&id);
    let config = desk.config();
    let args = ["--config", config.to_str().unwrap(), "--ascii"];
    let mut console = Console::start(&args, desk.home.path(), (120, 36));
    console.see("2 users");
    for (key, shows) in [("/ana", "1 found"), (ENTER, "1 shown"), (ENTER, "Keys (1)")] {
        console.press(key);
        console.see(shows);
    }
    console.press("R");
    console.see("Nothing is applied yet");
    console.press("a");
    console.see("[ cancel ]");
    console.press(TAB);
    console.press(ENTER);
    console.see("Applied in");
    console.press(ESC);
    console.see("Recent changes");
    for (key, shows) in [("J", "OUTCOMES"), ("P", "campus"), ("?", "Moving")] {
        console.press(key);
        console.see(shows);
    }
    let written = console.written();
    let text = String::from_utf8_lossy(&written);
    let strange: String = text.chars().filter(|c| !c.is_ascii()).collect();
    assert_eq!(strange, "");
}

fn line_under_the_cursor(text: &str) -> String {
    text.lines().find(|line| line.starts_with('>')).unwrap_or_default().to_owned()
}

#[test]
fn a_refresh_keeps_the_cursor_and_the_marks() {
    let desk = Desk::new();
    for name in ["ana", "ben", "cho"] {
        desk.person(name);
    }
    let mut console = desk.console();
    console.see("4 users");
    console.press("j");
    console.press(" ");
    let before = line_under_the_cursor(&console.see("1 marked"));
    desk.person("aaa");
    console.press("\u{12}");
    let text = console.see("5 users");
    assert!(text.contains("1 marked"), "{text}");
    let name = before.split_whitespace().nth(1).unwrap();
    assert!(line_under_the_cursor(&text).contains(name), "{before:?}\n{text}");
}

#[test]
fn a_server_that_dies_leaves_its_people_on_the_screen_and_is_said_to_be_stale() {
    let desk = Desk::new();
    desk.person("ana");
    let mut console = desk.console();
    console.see("2 users");
    console.see("ana@campus.example.edu");
    desk.sandbox.faults().arm(Fault::on(Server::Proxy, Trouble::ServerError));
    console.press("\u{12}");
    let text = console.see("stale");
    assert!(text.contains("2 users") && text.contains("ana@campus.example.edu"), "{text}");
    assert!(text.contains("failing < 1 m"), "{text}");
    // What needs the proxy is refused with the reason, and nothing is planned.
    console.press("r");
    console.wait("the reason", |text| text.contains("could not be read"));
    desk.sandbox.faults().clear();
    console.press("\u{12}");
    console.wait("a fresh reading", |text| !text.contains("stale"));
    console.press("q");
    assert!(console.end().success());
}
