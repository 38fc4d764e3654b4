//! Where output goes, and what happens when it cannot.

use std::io::Read;
use std::process::Stdio;

use super::{Desk, Ran};

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_said_and_nothing_is_applied_that_nobody_saw() {
    let desk = Desk::open();
    let says = "bursar: standard output could not be written: No space left on device";
    for args in [&["users"][..], &["users", "--format", "json"], &["sync", "--yes"], &["man"]] {
        Ran::into_full(desk.command(args)).exits(1).says(says);
    }
    desk.is_untouched();
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let desk = Desk::of(700);
    let mut child =
        desk.command(&["users"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut first = [0; 1];
    let mut out = child.stdout.take().unwrap();
    out.read_exact(&mut first).unwrap();
    drop(out);
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}

#[test]
fn a_reader_that_goes_away_does_not_stop_what_was_asked_for() {
    let desk = Desk::open();
    let mut child = desk.command(&["sync", "--yes"]);
    let mut child = child.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    drop(child.stdout.take());
    assert_eq!(child.wait().unwrap().code(), Some(0));
    assert!(desk.sandbox.proxy().user("id-ben").is_some());
}

#[test]
fn words_are_on_standard_error_and_requests_only_when_asked_for() {
    let desk = Desk::open();
    let quiet = desk.run(&["users"]).exits(0);
    assert_eq!(quiet.err, "");
    let curt = desk.run(&["-v", "users"]).exits(0).says("profile opened").says("people=5");
    assert!(!curt.err.contains("/user/list"), "{}", curt.err);
    let loud = desk.run(&["-vv", "users"]).exits(0).says("/user/list").says("status=200");
    assert_eq!(loud.out, quiet.out);
    assert!(!loud.err.contains(desk.sandbox.master_key()));
    assert!(!loud.err.contains(desk.sandbox.webui_key()));
}
