//! On a terminal: the table fits, the words are coloured, and a plan is asked about.

use std::io::{Read, Write};
use std::sync::mpsc;
use std::time::Duration;

use portable_pty::{CommandBuilder, PtySize, native_pty_system};
use unicode_width::UnicodeWidthStr;

use super::{BINARY, Desk};

/// Whoever is asked something else than a test answers waits for ever.
const LONGEST: Duration = Duration::from_mins(2);

/// Runs on a terminal of so many columns, types when the text before is seen, and gives back all
/// that came and the exit code.
fn run(desk: &Desk, columns: u16, args: &[&str], answer: Option<(&str, &str)>) -> (String, u32) {
    let size = PtySize { rows: 40, cols: columns, pixel_width: 0, pixel_height: 0 };
    let pair = native_pty_system().openpty(size).unwrap();
    let mut command = CommandBuilder::new(BINARY);
    command.env_clear();
    command.args(args);
    for (name, value) in [("HOME", desk.path("")), ("BURSAR_CONFIG", desk.path("config.toml"))] {
        command.env(name, value);
    }
    command.env("BURSAR_STATE_DIR", desk.path("state"));
    command.env("BURSAR_CACHE_DIR", desk.path("cache"));
    command.env("TERM", "xterm-256color");
    let mut child = pair.slave.spawn_command(command).unwrap();
    drop(pair.slave);
    let mut killer = child.clone_killer();
    let (ended, end) = mpsc::channel::<()>();
    std::thread::spawn(move || {
        if end.recv_timeout(LONGEST) == Err(mpsc::RecvTimeoutError::Timeout) {
            let _ = killer.kill();
        }
    });
    let mut reader = pair.master.try_clone_reader().unwrap();
    let mut writer = pair.master.take_writer().unwrap();
    let mut all = Vec::new();
    let mut answer = answer;
    let mut bytes = [0; 4096];
    // The end of a terminal is an error on Linux.
    while let Ok(n @ 1..) = reader.read(&mut bytes) {
        all.extend_from_slice(&bytes[..n]);
        if let Some((question, words)) = answer
            && String::from_utf8_lossy(&all).contains(question)
        {
            write!(writer, "{words}\r").unwrap();
            answer = None;
        }
    }
    let code = child.wait().unwrap().exit_code();
    drop(ended);
    (String::from_utf8(all).unwrap().replace("\r\n", "\n"), code)
}

/// Without the colours, and without the line of progress that was taken back.
fn plain(text: &str) -> String {
    let text = text.rsplit("\r\u{1b}[K").next().unwrap_or_default();
    let mut plain = String::new();
    let mut parts = text.split("\u{1b}[");
    plain.push_str(parts.next().unwrap_or_default());
    for part in parts {
        plain.push_str(part.split_once('m').unwrap().1);
    }
    plain
}

#[test]
fn the_table_fits_the_terminal_and_says_who_everybody_is() {
    let desk = Desk::of(60);
    for columns in [80, 100, 120] {
        let (seen, code) = run(&desk, columns, &["users"], None);
        assert_eq!(code, 0, "{seen}");
        let table = plain(&seen);
        let widest = table.lines().map(UnicodeWidthStr::width).max().unwrap();
        assert!(widest <= usize::from(columns), "{widest} > {columns}\n{table}");
        for column in ["SPEND", "BUDGET", "STATE", "SYNC"] {
            assert!(table.lines().next().unwrap().contains(column), "{columns}: {column}");
        }
        assert_eq!(table.lines().count(), 61, "no line is broken in two");
    }
}

#[test]
fn words_are_coloured_on_a_terminal_unless_told_otherwise() {
    let desk = Desk::open();
    let (seen, _) = run(&desk, 120, &["users"], None);
    assert!(seen.contains("\u{1b}[31mover\u{1b}[0m"), "{seen:?}");
    let (seen, _) = run(&desk, 120, &["users", "--color", "never"], None);
    assert!(!seen.contains("\u{1b}[3"), "{seen:?}");
}

#[test]
fn a_plan_is_asked_about_and_only_yes_is_yes() {
    let desk = Desk::open();
    let question = "Apply 1 change? [y/N] ";
    for no in ["", "n", "maybe", "1"] {
        let (seen, code) = run(&desk, 80, &["reset", "ana"], Some((question, no)));
        assert_eq!(code, 3, "{seen}");
    }
    desk.is_untouched();
    let (seen, code) = run(&desk, 80, &["reset", "ana"], Some((question, "y")));
    assert_eq!(code, 0, "{seen}");
    assert!(desk.sandbox.proxy().user("id-ana").unwrap().spend.written() < 0.01);
}

#[test]
fn a_held_plan_wants_its_number_typed() {
    let desk = Desk::open();
    let guard = "[profiles.campus.guard]\nat_least = 2\npercent = 10\n";
    desk.configure(&format!("{}{guard}", desk.profile()));
    let reset = ["reset", "ana", "cleo"];
    let question = "Type its number of changes";
    let (seen, code) = run(&desk, 80, &reset, Some((question, "y")));
    assert_eq!(code, 3, "{seen}");
    desk.is_untouched();
    let (seen, code) = run(&desk, 80, &reset, Some((question, "2")));
    assert_eq!(code, 0, "{seen}");
}

#[test]
fn a_long_read_shows_how_far_it_is_and_takes_that_back() {
    use bursar::sandbox::{Fault, Server, Trouble};
    let desk = Desk::of(300);
    // Longer than what is too short to be told of.
    let slow = Trouble::Latency(std::time::Duration::from_millis(600));
    desk.sandbox.faults().arm(Fault::on(Server::Proxy, slow).path("/key/list"));
    let (seen, code) = run(&desk, 120, &["users", "zzz"], None);
    assert_eq!(code, 0, "{seen}");
    assert!(seen.contains("LiteLLM keys "), "{seen:?}");
    assert!(plain(&seen).starts_with("NAME"), "{seen:?}");
    let piped = desk.run(&["users", "zzz"]).exits(0);
    assert!(!piped.err.contains("keys"), "{}", piped.err);
}
