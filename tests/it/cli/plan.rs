//! Plans in files, the guard, and read-only: what is applied is what was reviewed, or nothing.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use super::{Desk, Ran};

/// A plan for Ben and Dan in a file.
fn planned(desk: &Desk) -> String {
    let file = desk.path("plan.json").to_str().unwrap().to_owned();
    desk.run(&["sync", "--plan", &file]).exits(3);
    file
}

fn rewrite(file: &str, change: impl Fn(&str) -> String) {
    let text = fs::read_to_string(file).unwrap();
    let changed = change(&text);
    assert_ne!(changed, text);
    fs::write(file, changed).unwrap();
}

#[test]
fn a_reviewed_plan_is_applied_exactly() {
    let desk = Desk::open();
    let file = planned(&desk);
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    desk.sandbox.webui().add_account("id-eve", "eve@x.edu", "Eve", "user");
    desk.run(&["apply", &file]).exits(3).prints("2 changes").says("apply the plan with --yes");
    desk.is_untouched();
    desk.run(&["apply", &file, "--yes"]).exits(0).says("2 done");
    assert!(desk.sandbox.proxy().user("id-ben").is_some());
    assert!(desk.sandbox.proxy().user("id-eve").is_none(), "nobody reviewed her");
    desk.run(&["apply", &file, "--yes"])
        .exits(4)
        .says("was applied already")
        .says("2 done; nothing is changed")
        .says("--again");
    desk.run(&["apply", &file, "--yes", "--again"]).exits(0).says("2 already so");
}

#[test]
fn what_has_drifted_since_is_refused_and_the_rest_is_done() {
    let desk = Desk::open();
    let file = planned(&desk);
    let alias = |name: &str| {
        let name = Some(name.to_owned());
        desk.sandbox.proxy().with(|s| s.users.get_mut("id-dan").unwrap().user_alias = name);
    };
    alias("Danilo");
    desk.run(&["apply", &file, "--yes"]).exits(5).says("1 done").says("1 refused");
    let dan = desk.sandbox.proxy().user("id-dan").unwrap();
    assert_eq!(dan.user_alias.as_deref(), Some("Danilo"));
    let file = desk.path("one.json").to_str().unwrap().to_owned();
    desk.run(&["sync", "dan", "--plan", &file]).exits(3);
    alias("Dankwart");
    desk.run(&["apply", &file, "--yes"]).exits(4).says("1 refused");
}

#[test]
fn a_file_that_is_no_plan_for_here_and_now_changes_nothing() {
    let desk = Desk::open();
    let apply = |file: &str| desk.run(&["apply", file, "--yes"]);
    apply("nowhere.json").exits(2).says("the plan nowhere.json could not be read");
    apply("/").exits(2).says("could not be read");
    fs::write(desk.path("bad.json"), "Plan p-1: block everybody").unwrap();
    apply("bad.json").exits(2).says("bad.json is not a plan").says("make one with --plan FILE");
    fs::write(desk.path("esc.json"), "{\"id\":\"x\",\"profile\":\"c\",\"purpose\":\"\\u001b[2J\"}")
        .unwrap();
    let ran = apply("esc.json").exits(2).says("␛[2J");
    assert!(!ran.err.contains('\u{1b}'));

    let file = planned(&desk);
    rewrite(&file, |text| text.replace("ben@x.edu", "eve@x.edu"));
    apply(&file).exits(4).says("was edited since it was made").says("make a new plan");
    let file = planned(&desk);
    rewrite(&file, |text| text.replace("\"format\": 2", "\"format\": 3"));
    apply(&file).exits(2).says("written by a newer bursar (format 3, this one reads 2)");
    let file = planned(&desk);
    rewrite(&file, |text| text.replace("\"create_user\"", "\"create_unicorn\""));
    apply(&file).exits(2).says("create_unicorn");

    let file = planned(&desk);
    desk.configure(&desk.profile().replace("campus]", "lab]").replace("campus.", "lab."));
    apply(&file).exits(4).says("made for the profile campus, not for lab").says("--profile campus");
    desk.is_untouched();
}

#[test]
fn a_plan_that_cannot_be_written_is_said_and_no_device_is_replaced() {
    let desk = Desk::open();
    fs::create_dir(desk.path("folder")).unwrap();
    for (file, why) in [
        ("no/such/plan.json", "No such file"),
        ("folder", "not a file"),
        ("/dev/null", "not a file"),
    ] {
        desk.run(&["sync", "--plan", file])
            .exits(1)
            .says("the plan could not be written to")
            .says(why)
            .says("nothing was changed");
    }
    desk.is_untouched();
}

#[test]
fn to_apply_and_to_keep_a_plan_are_not_asked_for_together() {
    let desk = Desk::open();
    let ran = desk.run(&["sync", "--yes", "--plan", "plan.json"]).exits(2).says("--plan <FILE>");
    ran.prints_nothing();
    assert!(!desk.path("plan.json").exists());
}

fn sweep(desk: &Desk, more: &[&str]) -> Ran {
    let guard = "[profiles.campus.guard]\nat_least = 2\npercent = 10\n";
    desk.configure(&format!("{}{guard}", desk.profile()));
    desk.run(&[&["reset", "ana", "cleo", "dan"], more].concat())
}

#[test]
fn the_guard_holds_a_sweeping_plan_until_its_number_is_confirmed() {
    let desk = Desk::open();
    sweep(&desk, &[]).exits(3).prints("Held:").says("apply the plan with --yes --confirm 3,");
    sweep(&desk, &["--yes"]).exits(4).says("held:").says("add --confirm 3");
    let json = sweep(&desk, &["--yes", "--format", "json"]).exits(4).json();
    assert_eq!(json["changes"].as_array().unwrap().len(), 3);
    sweep(&desk, &["--yes", "--confirm", "4"])
        .exits(4)
        .says("'4' was confirmed")
        .says("number of changes, 3");
    sweep(&desk, &["--confirm", "3"]).exits(3);
    sweep(&desk, &["--yes", "--confirm", "many"]).exits(4).says("'many' was confirmed");
    desk.is_untouched();
    sweep(&desk, &["--yes", "--confirm", "3"]).exits(0).says("3 done");
}

#[test]
fn what_the_console_wants_typed_the_command_line_wants_too() {
    let desk = Desk::open();
    let several = desk.run(&["block", "ana", "cleo", "--yes"]).exits(4);
    several.prints("Held: this plan blocks 2 people").says("add --confirm ");
    let key = desk.run(&["key", "delete", "ana-lab", "--yes"]).exits(4);
    key.prints("Held: this plan deletes a key for good")
        .says("the profile's name, campus")
        .says("add --confirm campus");
    desk.run(&["key", "delete", "ana-lab", "--yes", "--confirm", "1"]).exits(4);
    desk.is_untouched();
}

#[test]
fn a_held_plan_stays_held_in_its_file() {
    let desk = Desk::open();
    sweep(&desk, &["--plan", "sweep.json"]).exits(3);
    desk.run(&["apply", "sweep.json", "--yes"]).exits(4);
    desk.is_untouched();
    desk.run(&["apply", "sweep.json", "--yes", "--confirm", "3"]).exits(0);
}

#[test]
fn nothing_is_written_read_only_whoever_says_it() {
    let desk = Desk::open();
    for verb in [&["sync"][..], &["block", "ana"], &["reset", "ana"], &["key", "mint", "ana"]] {
        let args = [verb, &["--yes", "--read-only"]].concat();
        desk.run(&args).exits(4).says("the profile campus is read-only, so nothing is changed");
    }
    let file = planned(&desk);
    let text =
        desk.profile().replacen("[profiles.campus]\n", "[profiles.campus]\nread_only = true\n", 1);
    desk.configure(&text);
    desk.run(&["apply", &file, "--yes"]).exits(4).says("read-only");
    desk.run(&["sync", "--plan", "kept.json"]).exits(3);
    desk.run(&["users", "--read-only"]).exits(0);
    desk.is_untouched();
}

#[test]
fn a_long_plan_is_a_line_a_change_with_its_title_again_at_the_end() {
    let desk = Desk::open();
    for n in 0..500 {
        let (id, email) = (format!("id-{n}"), format!("u{n}@y.edu"));
        desk.sandbox.webui().add_account(&id, &email, "U", "user");
    }
    let ran = desk.run(&["sync"]).exits(3);
    let lines: Vec<&str> = ran.out.lines().collect();
    assert!(lines.len() < 510, "{}", lines.len());
    assert_eq!(lines.first(), lines.last());
    assert!(lines[0].contains("502 changes"), "{}", lines[0]);
    ran.prints("501 × has an account in Open WebUI and no user at the proxy");
}

#[test]
fn a_plan_from_a_file_is_watched_as_long_as_it_is_told() {
    let desk = Desk::open();
    desk.sandbox.proxy().set_spend("id-ana", 4.0);
    let file = desk.path("reset.json").to_str().unwrap().to_owned();
    desk.run(&["reset", "ana", "--plan", &file]).exits(3);
    desk.run(&["apply", &file, "--yes", "--watch", "0x"]).exits(2).says("is not a duration");
    let ran = desk.run(&["apply", &file, "--yes", "--watch", "1s", "--format", "json"]).exits(0);
    ran.prints("; watched for 1 s, nothing landed");
}
