//! Colours, themes and the mouse in a real terminal: what is asked of it, and what is given back.

use super::Console;
use super::desk::Desk;

fn shell(script: &str) -> (tempfile::TempDir, Console) {
    let home = tempfile::tempdir().unwrap();
    let console = Console::shell(script, home.path(), (100, 30));
    (home, console)
}

#[test]
fn the_mouse_is_the_terminals_unless_it_is_asked_for() {
    let (_home, mut console) = shell("\"$BURSAR\" demo");
    console.see("120 users");
    assert!(!console.listens_to_the_mouse());
    console.press("q");
    console.end();
}

#[test]
fn the_mouse_is_given_back_to_the_shell_and_at_the_end() {
    let (_home, mut console) =
        shell("\"$BURSAR\" demo --mouse; echo the shell has it; read line; fg >/dev/null");
    console.see("120 users");
    assert!(console.listens_to_the_mouse());
    console.press("\u{1a}");
    console.see("the shell has it");
    assert!(!console.listens_to_the_mouse());
    console.press("\r");
    console.see("120 users");
    assert!(console.listens_to_the_mouse());
    console.press("q");
    console.end();
    console.wait("the mouse given back", |_| !console.listens_to_the_mouse());
}

#[test]
fn a_signal_gives_the_mouse_back() {
    let home = tempfile::tempdir().unwrap();
    let mut console = Console::start(&["demo", "--mouse"], home.path(), (80, 24));
    console.see("120 users");
    console.signal("TERM");
    console.end();
    console.wait("the mouse given back", |_| !console.listens_to_the_mouse());
}

/// The second person stands in the sixth line, counted from one; the wheel is button 65.
#[test]
fn a_press_goes_to_the_row_and_the_release_after_it_does_nothing() {
    let home = tempfile::tempdir().unwrap();
    let mut console = Console::start(&["demo", "--mouse"], home.path(), (80, 24));
    let before = console.see("120 users");
    let line = |text: &str, at: usize| text.lines().nth(at).unwrap_or_default().to_owned();
    let second = line(&before, 5).trim_end().to_owned();
    console.press("\u{1b}[<0;10;6M\u{1b}[<0;10;6m");
    console.wait("the cursor on the second", |text| line(text, 5).starts_with('>'));
    console.press("\u{1b}[<65;10;6M");
    console.wait("three lines less", |text| !text.contains(second.trim()));
    console.press("q");
    assert!(console.end().success());
}

#[test]
fn no_color_and_the_flags_are_obeyed() {
    for (script, has, has_not) in [
        ("NO_COLOR=1 \"$BURSAR\" demo --theme dark", "", "38;|48;"),
        ("TERM=dumb \"$BURSAR\" demo", "", "38;"),
        ("COLORTERM=truecolor \"$BURSAR\" demo --theme dark", "48;2;20;23;31", ""),
        ("\"$BURSAR\" demo --theme dark", "48;5;", "48;2;"),
        ("NO_COLOR=1 \"$BURSAR\" demo --theme dark --color 16", "38;5;", "38;2;"),
    ] {
        let (_home, mut console) = shell(script);
        console.see("120 users");
        let written = String::from_utf8_lossy(&console.written()).into_owned();
        assert!(written.contains(has), "{script}: no {has}");
        for never in has_not.split('|').filter(|never| !never.is_empty()) {
            assert!(!written.contains(never), "{script}: {never}");
        }
        console.press("q");
        console.end();
    }
}

#[test]
fn a_broken_theme_is_told_of_left_alone_and_not_in_the_way() {
    let desk = Desk::new();
    let config = std::fs::read_to_string(desk.config()).unwrap();
    let themed = format!("[ui]\ntheme = \"mine\"\n{config}");
    std::fs::write(desk.config(), &themed).unwrap();
    let folder = desk.home.path().join("themes");
    std::fs::create_dir(&folder).unwrap();
    let broken = "danger = \"purpel\"\n";
    std::fs::write(folder.join("mine.toml"), broken).unwrap();
    let mut console = desk.console();
    console.wait("what is wrong", |text| {
        text.contains("mine.toml:1:10: danger: this is no colour") && text.contains("0 users")
    });
    console.press("\u{1b}");
    console.press("q");
    assert!(console.end().success());
    assert_eq!(std::fs::read_to_string(folder.join("mine.toml")).unwrap(), broken);
    assert_eq!(std::fs::read_to_string(desk.config()).unwrap(), themed);
}
