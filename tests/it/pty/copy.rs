//! What reaches the clipboard and the files: the bytes a terminal is sent, what lies on the disk.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use super::Console;
use super::desk::Desk;
use super::driver::ENTER;

/// `ana@campus.example.edu` in base64.
const ANA: &str = "YW5hQGNhbXB1cy5leGFtcGxlLmVkdQ==";

fn console(desk: &Desk, env: &[(&str, &str)]) -> Console {
    let config = desk.config();
    let args = ["--config", config.to_str().unwrap(), "--open", "users:ana"];
    Console::start_in(&args, desk.home.path(), (120, 36), env)
}

#[test]
fn a_copy_is_sent_as_the_terminal_and_what_is_between_can_take_it() {
    let desk = Desk::new();
    desk.person("ana");
    let plain = format!("\u{1b}]52;c;{ANA}\u{1b}\\");
    let doubled = plain.replace('\u{1b}', "\u{1b}\u{1b}");
    let tmux = format!("{plain}\u{1b}Ptmux;{doubled}\u{1b}\\");
    let screen = format!("\u{1b}P\u{1b}]52;c;{ANA}\u{7}\u{1b}\\");
    let tmux_env = ("TMUX", "/tmp/tmux-1000/default,1,0");
    let cases: [(&[(&str, &str)], &str); 3] = [
        (&[], &plain),
        (&[tmux_env, ("TERM", "tmux-256color")], &tmux),
        (&[("STY", "1.pts-0.host"), ("TERM", "screen-256color")], &screen),
    ];
    for (env, wanted) in cases {
        let mut console = console(&desk, env);
        console.see("1 shown");
        console.press("yy");
        console.see("Copied ana@campus.example.edu");
        console.press("q");
        assert!(console.end().success());
        let written = String::from_utf8(console.written()).unwrap();
        assert_eq!(written.matches("]52;").count(), wanted.matches("]52;").count(), "{env:?}");
        assert!(written.contains(wanted), "{env:?}: {written:?}");
    }
}

#[test]
fn the_list_goes_to_a_new_file_and_never_over_another() {
    let desk = Desk::new();
    for name in ["ana", "ben"] {
        desk.person(name);
    }
    desk.sandbox.webui().add_account("x", "x@campus.example.edu", "=HYPERLINK(1)", "user");
    let mut console = desk.console();
    console.see("4 users");
    for (name, bytes) in [("all.csv", true), ("all.json", false)] {
        console.press("X");
        console.see("Write 4 users to a file");
        console.see("users-campus-");
        // What stands there goes.
        console.press("\u{15}");
        console.press(name);
        console.press(ENTER);
        console.see(&format!("4 users are in {name}"));
        let path = desk.home.path().join(name);
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains("ben@campus.example.edu"), "{text}");
        assert_eq!(text.contains("'=HYPERLINK(1)"), bytes, "{text}");
        if !bytes {
            let json: serde_json::Value = serde_json::from_str(&text).unwrap();
            assert_eq!(json["users"].as_array().unwrap().len(), 4);
        }
    }
    console.press("X");
    console.press("\u{15}all.csv\r");
    console.see("exists, and is not written over");
    console.press("\u{1b}");
    console.wait("no notice", |text| !text.contains("not written over"));
    console.press("X");
    console.press("\u{15}all.xlsx\r");
    console.see("end the name in .csv or .json");
}

#[test]
fn a_screen_goes_to_a_file_without_the_key_that_is_shown_once() {
    let desk = Desk::new();
    desk.person("ana");
    let mut console = console(&desk, &[]);
    console.see("1 shown");
    console.press("m");
    console.see("Mint a key");
    console.press(ENTER);
    super::desk::apply(&mut console, "Shown once");
    let screen = console.see("sk-");
    console.press("\u{13}");
    console.see("The screen is in ");
    let key = screen.split_whitespace().find(|word| word.starts_with("sk-")).unwrap();
    let folder = desk.home.path().join("state/screens");
    let path = fs::read_dir(folder).unwrap().next().unwrap().unwrap().path();
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    let text = fs::read_to_string(path).unwrap();
    assert!(text.contains("Shown once") && text.contains("[removed]"), "{text}");
    assert!(!text.contains(key), "{text}");
}
