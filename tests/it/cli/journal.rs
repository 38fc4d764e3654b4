//! `bursar journal`.

use std::fs;

use super::{Desk, fields};

#[test]
fn the_journal_tells_what_was_attempted_by_whom_with_what_outcome() {
    let desk = Desk::open();
    desk.run(&["journal"])
        .exits(0)
        .prints_nothing()
        .says("nothing was applied yet with the profile campus");
    let empty = desk.run(&["journal", "--format", "json"]).exits(0);
    assert_eq!(empty.json(), serde_json::json!([]));
    desk.run(&["reset", "ana", "--yes"]).exits(0);
    desk.run(&["block", "cleo", "--yes"]).exits(0);
    let ran = desk.run(&["journal"]).exits(0).prints("by ops@").prints("set spend · ana@x.edu");
    let (block, reset) = (ran.out.find("  block  ").unwrap(), ran.out.find("  reset  ").unwrap());
    assert!(block < reset, "the newest first");

    let journal = desk.run(&["journal", "--format", "json"]).exits(0).json();
    let plan = &journal[1];
    assert_eq!(fields(plan), ["at", "by", "changes", "plan", "planned", "purpose", "undo"]);
    let change = &plan["changes"][0];
    for name in ["verb", "user", "reason", "before", "after", "outcome", "detail"] {
        assert!(change[name].is_string(), "{name}");
    }
    assert_eq!((&change["verb"], &change["outcome"]), (&"set_spend".into(), &"done".into()));
}

#[test]
fn the_journal_is_filtered_by_words() {
    let desk = Desk::open();
    desk.run(&["reset", "ana", "--yes"]).exits(0);
    desk.run(&["reset", "cleo", "--yes"]).exits(0);
    let found = |words: &[&str]| {
        let args = [&["journal", "--format", "json"], words].concat();
        desk.run(&args).exits(0).json().as_array().unwrap().len()
    };
    assert_eq!(found(&["reset"]), 2);
    assert_eq!(found(&["RESET", "cleo"]), 1);
    assert_eq!(found(&["set_spend", "done"]), 2);
    assert_eq!(found(&["block"]), 0);
    desk.run(&["journal", "block"]).exits(0).says("no plan matches 'block'");
}

#[test]
fn the_journal_is_for_its_owner_alone_and_outlives_a_torn_line() {
    use std::io::Write;
    use std::os::unix::fs::PermissionsExt;
    let desk = Desk::open();
    desk.run(&["reset", "ana", "--yes"]).exits(0);
    let mode = fs::metadata(desk.journal()).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let mut file = fs::OpenOptions::new().append(true).open(desk.journal()).unwrap();
    write!(file, "{{\"at\":\"2026-").unwrap();
    desk.run(&["reset", "cleo", "--yes"]).exits(0);
    let ran = desk.run(&["journal"]).exits(0).says("damaged lines were left out: 4");
    ran.prints("cleo@x.edu").prints("ana@x.edu");
}

#[test]
fn without_a_journal_nothing_is_changed() {
    let desk = Desk::open();
    fs::write(desk.path("state"), "a file where a folder should be").unwrap();
    desk.run(&["reset", "ana", "--yes"])
        .exits(1)
        .says("the journal could not be written, so nothing is changed");
    desk.is_untouched();
}

#[test]
fn a_journal_that_others_can_read_is_refused_and_one_in_use_is_waited_for_by_nobody() {
    use std::os::unix::fs::PermissionsExt;
    let desk = Desk::open();
    desk.run(&["reset", "ana", "--yes"]).exits(0);
    desk.sandbox.proxy().forget_requests();
    fs::set_permissions(desk.journal(), fs::Permissions::from_mode(0o644)).unwrap();
    desk.run(&["reset", "ana", "--yes"]).exits(1).says("chmod 600");
    fs::set_permissions(desk.journal(), fs::Permissions::from_mode(0o600)).unwrap();
    let file = fs::File::open(desk.journal()).unwrap();
    file.lock().unwrap();
    desk.run(&["reset", "ana", "--yes"]).exits(4).says("another bursar is applying a plan");
    desk.is_untouched();
}
