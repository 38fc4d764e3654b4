//! Profiles from inside the console, and the first run without any.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use super::Console;
use super::desk::{Desk, back};
use super::driver::{ENTER, TAB};

const RIGHT: &str = "\u{1b}[C";

#[test]
fn a_profile_is_added_and_switched_to_without_a_restart() {
    let desk = Desk::new();
    desk.person("ana");
    let secret = desk.home.path().join("key");
    fs::write(&secret, desk.sandbox.master_key()).unwrap();
    fs::set_permissions(&secret, PermissionsExt::from_mode(0o600)).unwrap();
    let mut console = desk.console();
    console.see("2 users");
    console.press("P");
    console.see("campus");
    console.press("a");
    console.see("A new profile");
    console.press("lab");
    for _ in 0..4 {
        console.press(TAB);
    }
    console.press(&desk.sandbox.proxy_url());
    console.press(TAB);
    console.press(RIGHT);
    console.see("[file]");
    console.press(TAB);
    console.press(secret.to_str().unwrap());
    console.press(ENTER);
    console.wait("the form to close", |text| !text.contains("A new profile"));
    console.press("G");
    console.press(ENTER);
    let screen = console.wait("the other profile", |text| {
        text.contains("bursar · lab") && text.contains("1 user ")
    });
    assert!(screen.contains("no Open WebUI in this profile"), "{screen}");
    let text = fs::read_to_string(desk.config()).unwrap();
    assert!(text.contains("[profiles.lab") && !text.contains("sk-lab"), "{text}");
    console.press("q");
    assert!(console.end().success());
}

#[test]
fn editing_a_profile_keeps_the_comments_of_the_file() {
    let desk = Desk::new();
    let text = fs::read_to_string(desk.config()).unwrap();
    let text = text.replace("refresh = 0", "refresh = 0 # by hand, see the wiki");
    fs::write(desk.config(), format!("# kept by the night shift\n{text}")).unwrap();
    let mut console = desk.console();
    console.see("1 user");
    console.press("P");
    console.see("campus");
    console.press("e");
    console.see("Edit the profile campus");
    console.press(TAB);
    console.press("pilot");
    console.press(ENTER);
    console.wait("the form to close", |text| !text.contains("Edit the profile"));
    console.see("PILOT");
    let after = fs::read_to_string(desk.config()).unwrap();
    assert!(after.starts_with("# kept by the night shift\n"), "{after}");
    assert!(after.contains("# by hand, see the wiki") && after.contains("pilot"), "{after}");
    assert_eq!(fs::metadata(desk.config()).unwrap().permissions().mode() & 0o777, 0o600);
    back(&mut console);
    console.press("q");
    assert!(console.end().success());
}

#[test]
fn the_first_run_offers_a_look_around_or_a_config() {
    let home = tempfile::tempdir().unwrap();
    let mut console = Console::start(&[], home.path(), (100, 30));
    console.see("There is no config file yet");
    console.press("w\n");
    console.see("wrote ");
    assert!(console.end().success());
    let config = home.path().join(".config/bursar/config.toml");
    assert_eq!(fs::metadata(config).unwrap().permissions().mode() & 0o777, 0o600);

    let other = tempfile::tempdir().unwrap();
    let mut console = Console::start(&[], other.path(), (100, 30));
    console.see("There is no config file yet");
    console.press("d\n");
    console.see("120 users");
    console.press("q");
    assert!(console.end().success());
}

#[test]
fn a_broken_key_map_is_told_and_the_built_in_one_holds() {
    let desk = Desk::new();
    desk.person("ana");
    let text = fs::read_to_string(desk.config()).unwrap();
    let broken = format!("{text}[keys.people]\nblok = [\"x\"]\n");
    fs::write(desk.config(), &broken).unwrap();
    let mut console = desk.console();
    console.wait("the mistake", |text| {
        text.contains("'blok'; did you mean 'block'?") && text.contains("built-in keys hold")
    });
    console.see("2 users");
    console.press("?");
    console.see("The list of users");
    console.press("q");
    assert!(console.end().success());
    assert_eq!(fs::read_to_string(desk.config()).unwrap(), broken, "the file is left alone");
}
