//! The verbs by keyboard: reviewed, applied, read back, on both servers.

use std::path::{Path, PathBuf};

use super::Console;
use super::desk::{Desk, apply, back};
use super::driver::{ENTER, ESC};

/// The key that stands on the screen, as far as it does.
fn key_in(screen: &str) -> String {
    let start = screen.find("sk-").map_or("", |at| screen.get(at..).unwrap_or_default());
    start.chars().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')).collect()
}

/// Files below a folder that hold these bytes.
fn holding(folder: &Path, needle: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let Ok(entries) = std::fs::read_dir(folder) else { return found };
    for entry in entries {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(holding(&path, needle));
        } else if String::from_utf8_lossy(&std::fs::read(&path).unwrap()).contains(needle) {
            found.push(path);
        }
    }
    found
}

#[test]
fn block_and_unblock_by_keyboard() {
    let desk = Desk::new();
    let id = desk.person("ana");
    let key = desk.key_for(&id);
    assert_eq!(desk.chat(&key), 200);
    let mut console = desk.console();
    console.see("2 users");
    console.press("/ana");
    console.see("1 shown");
    console.press(ENTER);
    console.press("b");
    apply(&mut console, "3 done");
    assert_eq!(desk.chat(&key), 401);
    assert_eq!(desk.sandbox.webui().account(&id).unwrap().role, "pending");
    back(&mut console);
    console.see("blocked");
    console.press("U");
    apply(&mut console, "3 done");
    assert_eq!(desk.chat(&key), 200);
    assert_eq!(desk.sandbox.webui().account(&id).unwrap().role, "user");
    back(&mut console);
    console.press("q");
    assert!(console.end().success());
}

#[test]
fn a_block_is_taken_back_by_one_key() {
    let desk = Desk::new();
    let id = desk.person("ana");
    let key = desk.key_for(&id);
    let mut console = desk.console();
    console.see("2 users");
    console.press("/ana");
    console.see("1 shown");
    console.press(ENTER);
    console.press("b");
    apply(&mut console, "3 done");
    assert_eq!(desk.chat(&key), 401);
    // From the plan itself, as its summary says.
    console.see("u plans the way back");
    console.press("u");
    console.see("takes back");
    apply(&mut console, "3 done");
    assert_eq!(desk.chat(&key), 200);
    assert_eq!(desk.sandbox.webui().account(&id).unwrap().role, "user");
}

#[test]
fn an_enter_too_many_cancels_because_the_focus_is_on_cancel() {
    let desk = Desk::new();
    desk.person("ana");
    let mut console = desk.console();
    console.see("2 users");
    console.press("/ana");
    console.press(ENTER);
    console.press("b");
    console.see("Nothing is applied yet");
    let writes = desk.sandbox.proxy().writes().len();
    console.press("a");
    console.see("[ cancel ]");
    console.press(ENTER);
    console.wait("the dialog to close", |text| !text.contains("[ cancel ]"));
    console.see("Nothing is applied yet");
    assert_eq!(desk.sandbox.proxy().writes().len(), writes);
}

#[test]
fn sync_and_undo_by_keyboard() {
    let desk = Desk::new();
    let mut console = desk.console();
    console.see("1 only in chat");
    console.press("S");
    apply(&mut console, "1 done");
    back(&mut console);
    console.wait("everybody in step", |text| !text.contains("only in chat"));
    console.press("S");
    console.see("Nothing to do");
}

#[test]
fn budget_and_reset_by_keyboard() {
    let desk = Desk::new();
    let id = desk.person("ana");
    let key = desk.key_for(&id);
    let mut console = desk.console();
    console.see("2 users");
    console.press("/ana");
    console.press(ENTER);
    console.press("B");
    console.see("Set a budget");
    console.press("0.00000001");
    console.see("finer than a millionth");
    console.press("\u{7f}\u{7f}\u{7f}\u{7f}\u{7f}\u{7f}\u{7f}\u{7f}\u{7f}\u{7f}0.000001");
    console.press(ENTER);
    apply(&mut console, "1 done");
    assert_eq!(desk.chat(&key), 200);
    assert_eq!(desk.chat(&key), 422);
    back(&mut console);
    console.press("r");
    apply(&mut console, "1 done");
    assert_eq!(desk.chat(&key), 200);
    back(&mut console);
    console.press("u");
    console.see("takes back");
}

#[test]
fn a_minted_key_is_shown_once_works_and_is_kept_nowhere() {
    let desk = Desk::new();
    desk.person("ana");
    let mut console = desk.console();
    console.see("2 users");
    console.press("/ana");
    console.press(ENTER);
    console.press("m");
    console.see("Mint a key");
    console.press("lab-3");
    console.press(ENTER);
    apply(&mut console, "sk-");
    // The whole of it: a look may fall into the middle of a frame.
    let screen = console.wait("the whole key", |text| key_in(text).len() == 25);
    let key = key_in(&screen);
    assert_eq!(desk.chat(&key), 200, "{key}");
    console.press(ESC);
    console.wait("the key to be gone", |text| !text.contains(&key));
    back(&mut console);
    assert!(!console.text().contains(&key));
    for folder in ["state", "cache"] {
        assert_eq!(holding(&desk.home.path().join(folder), &key), Vec::<PathBuf>::new());
    }
    console.press("q");
    assert!(console.end().success());
}

#[test]
fn several_are_marked_and_reset_at_once() {
    let desk = Desk::new();
    for name in ["ana", "ben", "cho"] {
        let id = desk.person(name);
        desk.sandbox.proxy().set_spend(&id, 3.0);
    }
    let mut console = desk.console();
    console.see("4 users");
    console.press("/campus");
    console.press(ENTER);
    console.press("*");
    console.see("marked");
    console.press("r");
    apply(&mut console, "3 done");
}

#[test]
fn a_read_only_console_says_why_it_does_not_apply() {
    let desk = Desk::new();
    desk.person("ana");
    let config = desk.config();
    let args = ["--config", config.to_str().unwrap(), "--read-only"];
    let mut console = Console::start(&args, desk.home.path(), (120, 36));
    console.see("read-only");
    console.see("2 users");
    let writes = desk.sandbox.proxy().writes().len();
    console.press("b");
    console.press("a");
    console.wait("the reason", |text| text.matches("read-only").count() > 1);
    assert_eq!(desk.sandbox.proxy().writes().len(), writes);
}

#[test]
fn a_dead_proxy_leaves_the_chat_side_usable() {
    let desk = Desk::new();
    desk.person("ana");
    let text = std::fs::read_to_string(desk.config()).unwrap();
    let dead = text.replace(&desk.sandbox.proxy_url(), "http://127.0.0.1:9");
    std::fs::write(desk.config(), dead).unwrap();
    let mut console = desk.console();
    console.see("2 users");
    console.wait("the failure", |text| text.contains("LiteLLM") && text.contains("cannot"));
    console.press("q");
    assert!(console.end().success());
}
