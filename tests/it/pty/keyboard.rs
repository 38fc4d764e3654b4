//! Keys as lines and terminals deliver them: in pieces, together, unfinished; and a terminal that
//! goes away.

use std::io::Read;
use std::time::{Duration, Instant};

use portable_pty::{CommandBuilder, PtySize, native_pty_system};

use super::Console;
use super::driver::ESC;

fn demo(size: (u16, u16)) -> (tempfile::TempDir, Console) {
    let home = tempfile::tempdir().unwrap();
    let console = Console::start(&["demo"], home.path(), size);
    console.see("120 users");
    (home, console)
}

/// What is tried is a key that comes late, which takes time to type.
fn late() {
    std::thread::sleep(Duration::from_millis(20));
}

fn leave(mut console: Console) {
    console.press("q");
    assert!(console.end().success());
}

#[test]
fn an_arrow_in_two_pieces_moves_the_cursor_and_loses_no_mark() {
    let home = tempfile::tempdir().unwrap();
    let config = home.path().join("patient.toml");
    // So that a loaded machine that takes long between the pieces does not matter.
    let text = "[ui]\nescape_delay = 5000\n[profiles.a.proxy]\nurl = \"http://127.0.0.1:1\"\n\
                key = { env = \"HOME\" }\n";
    std::fs::write(&config, text).unwrap();
    let args = ["--config", config.to_str().unwrap(), "--open", "profiles"];
    let mut console = Console::start(&args, home.path(), (120, 36));
    console.see("(at work)");
    console.press("?");
    console.see("more below");
    for piece in [ESC, "[", "6", "~"] {
        console.press(piece);
        late();
    }
    console.see("more above");
    console.press("\u{3}");
    assert!(console.end().success());
}

#[test]
fn escape_and_an_arrow_that_come_together_are_two_keys() {
    let (_home, mut console) = demo((120, 36));
    console.press(" ");
    console.see("1 marked");
    console.press("\u{1b}\u{1b}[B");
    let text = console.wait("no marks", |text| !text.contains("marked"));
    assert!(!text.contains("Set a budget"), "{text}");
    console.press(" ");
    let text = console.see("1 marked");
    assert!(!text.contains("Set a budget"), "{text}");
    leave(console);
}

#[test]
fn what_does_not_end_swallows_no_key() {
    // A paste without its end, answers of a terminal that are cut off, half a key.
    for unfinished in
        ["\u{1b}[200~abc", "\u{1b}]11;rgb:00", "\u{1b}[?2026;2$", "\u{1b}P1+r", "\u{1b}["]
    {
        let (_home, mut console) = demo((80, 24));
        console.press(unfinished);
        let until = Instant::now() + Duration::from_secs(30);
        // Within a paste, ctrl-c counts where nothing is being pasted any more.
        while console.is_alternate() {
            assert!(Instant::now() < until, "{unfinished:?} swallows ctrl-c");
            std::thread::sleep(Duration::from_millis(200));
            console.try_press("\u{3}");
        }
        assert!(console.end().success());
    }
}

#[test]
fn keys_are_heard_after_long_pastes_into_a_window_that_is_resized() {
    let (_home, mut console) = demo((120, 36));
    let paste = format!("\u{1b}[200~{}\u{1b}[201~", "ana ".repeat(20_000));
    for round in 0..6_u16 {
        std::thread::scope(|scope| {
            let mut keys = console.keys();
            let paste = &paste;
            scope.spawn(move || keys.write_all(paste.as_bytes()).unwrap());
            for step in 0..40 {
                console.resize((100 + step % 20, 30 + round));
                std::thread::sleep(Duration::from_millis(1));
            }
        });
        console.resize((120, 36));
        console.press("?");
        console.see("The list of users");
        console.press(ESC);
        console.see("120 users");
    }
    leave(console);
}

#[test]
fn a_console_whose_terminal_is_gone_ends_though_nobody_tells_it() {
    let home = tempfile::tempdir().unwrap();
    let code = home.path().join("code");
    let size = PtySize { rows: 30, cols: 100, pixel_width: 0, pixel_height: 0 };
    let pair = native_pty_system().openpty(size).unwrap();
    let mut command = CommandBuilder::new("sh");
    // The hang-up is sent to the shell, which does not listen.
    command.args(["-c", "trap '' HUP; \"$BURSAR\" demo; echo $? > code"]);
    command.env_clear();
    command.env("TERM", "xterm-256color");
    command.env("HOME", home.path());
    command.env("BURSAR", env!("CARGO_BIN_EXE_bursar"));
    command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
    command.cwd(home.path());
    let mut child = pair.slave.spawn_command(command).unwrap();
    drop(pair.slave);
    let mut reader = pair.master.try_clone_reader().unwrap();
    let (mut seen, mut bytes) = (Vec::new(), [0; 4096]);
    while !String::from_utf8_lossy(&seen).contains("users") {
        let count = reader.read(&mut bytes).unwrap();
        seen.extend_from_slice(&bytes[..count]);
    }
    drop(reader);
    drop(pair.master);
    let until = Instant::now() + Duration::from_secs(30);
    while !code.exists() {
        if Instant::now() > until {
            child.kill().unwrap();
            panic!("it lives on without its terminal");
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    child.wait().unwrap();
}
