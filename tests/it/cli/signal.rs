//! Ctrl-C while a plan is applied: what is under way finishes, the journal tells it all.

use std::io::{BufRead, BufReader};
use std::process::Stdio;
use std::time::{Duration, Instant};

use bursar::sandbox::{Fault, Server, Trouble};

use super::Desk;
use super::demo::signal;

/// Starts a reset of sixty users, and sends the signal once the first is done.
fn interrupted(desk: &Desk, name: &str) -> (Option<i32>, String) {
    for n in 0..60 {
        desk.sandbox.proxy().add_user(&format!("many-{n:02}"), None);
        desk.sandbox.proxy().set_spend(&format!("many-{n:02}"), 1.0);
    }
    let slow = Trouble::Latency(Duration::from_millis(100));
    desk.sandbox.faults().arm(Fault::on(Server::Proxy, slow).method("POST"));
    let users: Vec<String> = (0..60).map(|n| format!("many-{n:02}")).collect();
    let mut args = vec!["reset", "--yes", "--confirm", "60"];
    args.extend(users.iter().map(String::as_str));
    let mut child =
        desk.command(&args).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let mut words = BufReader::new(child.stderr.take().unwrap()).lines().map(Result::unwrap);
    let mut said = words.next().unwrap();
    assert!(said.contains("1/60"), "{said}");
    signal(&child, name);
    for line in words {
        said = format!("{said}\n{line}");
    }
    (child.wait().unwrap().code(), said)
}

#[test]
fn ctrl_c_lets_what_is_under_way_finish_and_begins_nothing_else() {
    for name in ["-INT", "-TERM"] {
        let desk = Desk::open();
        let (code, said) = interrupted(&desk, name);
        assert_eq!(code, Some(5), "{said}");
        assert!(said.contains("stopping: what is under way finishes"), "{said}");
        assert!(said.contains(" done · ") && said.contains(" not attempted"), "{said}");
        let left = (0..60)
            .filter(|n| {
                let user = desk.sandbox.proxy().user(&format!("many-{n:02}")).unwrap();
                user.spend.written() > 0.0
            })
            .count();
        assert!((1..60).contains(&left), "{left}");
        assert!(said.contains(&format!("{left} not attempted")), "{said}");

        let journal = desk.run(&["journal", "--format", "json"]).exits(0).json();
        let changes = journal[0]["changes"].as_array().unwrap();
        assert_eq!(changes.len(), 60 - left, "every intent has its outcome");
        assert!(changes.iter().all(|change| change["outcome"] == "done"));
        desk.sandbox.faults().clear();
        desk.run(&["undo", "--yes", "--confirm", &changes.len().to_string()]).exits(0);
    }
}

#[test]
fn ctrl_c_again_leaves_at_once_and_the_journal_calls_it_unknown() {
    let desk = Desk::open();
    desk.sandbox.faults().arm(Fault::on(Server::Proxy, Trouble::Silence).method("POST"));
    let mut command = desk.command(&["reset", "ana", "--yes"]);
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let mut words = BufReader::new(child.stderr.take().unwrap()).lines().map(Result::unwrap);
    let deadline = Instant::now() + Duration::from_secs(20);
    while desk.sandbox.proxy().writes().is_empty() {
        assert!(Instant::now() < deadline, "nothing was sent");
        std::thread::yield_now();
    }
    signal(&child, "-INT");
    assert!(words.next().unwrap().starts_with("stopping:"));
    signal(&child, "-INT");
    let left = words.next().unwrap();
    assert!(left.contains("left before what was under way had finished"), "{left}");
    assert_eq!(child.wait().unwrap().code(), Some(5));
    desk.run(&["journal"]).exits(0).prints("1 unknown").prints("interrupted");
}
