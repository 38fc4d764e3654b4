//! The terminal: taken, kept, given back.

use std::time::Duration;

use super::Console;

fn demo(size: (u16, u16)) -> (tempfile::TempDir, Console) {
    let home = tempfile::tempdir().unwrap();
    let console = Console::start(&["demo"], home.path(), size);
    (home, console)
}

#[test]
fn the_demo_opens_on_120_people_and_gives_the_terminal_back() {
    let (home, mut console) = demo((120, 36));
    let screen = console.see("120 users");
    assert!(screen.contains("LiteLLM 1.106.2") && screen.contains("Open WebUI 0.12.4"), "{screen}");
    assert!(console.is_alternate());
    console.press("q");
    assert!(console.end().success());
    console.wait("the main screen", |_| !console.is_alternate());
    let left: Vec<_> = std::fs::read_dir(home.path()).unwrap().collect();
    assert!(left.is_empty(), "the demo leaves nothing behind: {left:?}");
}

#[test]
fn every_size_is_drawn_and_a_tiny_one_says_so() {
    let (_home, mut console) = demo((80, 24));
    console.see("120 users");
    for size in [(40, 10), (160, 48), (59, 20), (60, 20), (5, 3), (80, 24)] {
        console.resize(size);
        if size.0 >= 60 && size.1 >= 20 {
            console.wait("the users", |text| text.contains("120 users"));
        } else if size.0 >= 40 {
            console.wait("a plain sentence", |text| text.contains("needs a terminal of"));
        }
    }
    console.press("q");
    assert!(console.end().success());
}

#[test]
fn a_signal_ends_it_with_the_terminal_given_back() {
    for signal in ["TERM", "HUP"] {
        let (_home, mut console) = demo((80, 24));
        console.see("120 users");
        console.signal(signal);
        assert!(console.end().success(), "{signal}");
        console.wait("the main screen", |_| !console.is_alternate());
    }
}

/// `BURSAR_TEST_PANIC` is heard by debug builds alone.
#[cfg(debug_assertions)]
#[test]
fn a_panic_gives_the_terminal_back_and_is_told_below_what_was_there() {
    let home = tempfile::tempdir().unwrap();
    let env = [("BURSAR_TEST_PANIC", "loop")];
    let mut console = Console::start_in(&["demo", "--mouse"], home.path(), (80, 24), &env);
    assert_eq!(console.end().exit_code(), 101);
    let text = console.see("the loop was told to panic");
    assert!(text.contains("panicked at") && text.contains("starting a sandbox"), "{text}");
    assert!(!text.contains("read-write"), "a frame was drawn over it:\n{text}");
    assert!(!console.is_alternate() && !console.listens_to_the_mouse() && console.has_cursor());
    let written = String::from_utf8_lossy(&console.written()).into_owned();
    let last = |sequence: &str| written.rfind(sequence).unwrap();
    for mode in ["1000", "1006", "1049", "2004"] {
        let (on, off) = (format!("\u{1b}[?{mode}h"), format!("\u{1b}[?{mode}l"));
        assert!(last(&on) < last(&off), "{mode} is still on");
        assert!(last(&off) < last("panicked at"), "{mode} is on while it is told");
    }
}

#[cfg(debug_assertions)]
#[test]
fn a_reading_that_panics_is_told_and_the_console_goes_on_and_reads_again() {
    let home = tempfile::tempdir().unwrap();
    let env = [("BURSAR_TEST_PANIC", "reading")];
    let mut console = Console::start_in(&["demo"], home.path(), (160, 36), &env);
    console.see("The servers were not read: something broke within bursar.");
    console.press("N");
    console.see("the reading was told to panic");
    console.press("\u{12}");
    let times = |text: &str| (2..9).any(|times| text.contains(&format!("error        {times} ")));
    console.wait("the same of another reading", times);
    assert!(console.is_alternate());
    console.press("\u{1b}q");
    assert!(console.end().success());
}

#[cfg(debug_assertions)]
#[test]
fn a_panic_while_a_plan_is_applied_ends_it_and_what_was_under_way_is_unknown() {
    let home = tempfile::tempdir().unwrap();
    let env = [("BURSAR_TEST_PANIC", "apply")];
    let mut console = Console::start_in(&["demo"], home.path(), (120, 36), &env);
    console.see("120 users");
    console.press("b");
    super::desk::apply(&mut console, "1 unknown");
    console.see("something broke within bursar while the plan was applied");
    console.see("it broke off; look at the record first");
    // Nothing is waited for.
    console.press("\u{3}");
    assert!(console.end().success());
}

#[test]
fn an_idle_console_writes_nothing() {
    let (_home, mut console) = demo((120, 36));
    console.see("120 users");
    // Whatever was asked for at the start has come when help opens and closes again.
    console.press("?");
    console.see("The list of users");
    console.press("\u{1b}");
    console.wait("the users", |text| text.contains("120 users"));
    let mut quiet = 0;
    let mut last = console.written().len();
    // A refresh falls into some windows, but not into ten in a row of which it fills none.
    for _ in 0..400 {
        std::thread::sleep(Duration::from_millis(25));
        let now = console.written().len();
        quiet = if now == last { quiet + 1 } else { 0 };
        last = now;
        if quiet == 60 {
            break;
        }
    }
    assert_eq!(quiet, 60, "something is drawn all the time");
    console.press("q");
    console.end();
}

#[test]
fn without_a_terminal_it_says_what_works_without_one() {
    let home = tempfile::tempdir().unwrap();
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_bursar"))
        .env_clear()
        .env("HOME", home.path())
        .arg("demo")
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    let words = String::from_utf8_lossy(&output.stderr);
    assert!(words.contains("needs a terminal") && words.contains("bursar users"), "{words}");
}
