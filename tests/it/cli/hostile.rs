//! Names chosen to do harm do none, wherever they are printed.

use super::{Desk, Ran};

/// What a terminal could obey or an eye be misled by.
fn is_harmful(c: char) -> bool {
    (c.is_control() && c != '\n')
        || matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
}

#[track_caller]
fn is_harmless(ran: &Ran) {
    for text in [&ran.out, &ran.err] {
        let found = text.chars().find(|c| is_harmful(*c));
        assert_eq!(found, None, "{}", text.escape_debug());
        // JSON is for programs: there a name is whole, so that a plan can be read back.
        let is_short = |line: &str| line.chars().count() < 4_000 || ran.out.starts_with(['{', '[']);
        assert!(text.lines().all(is_short), "a line of a whole name");
    }
}

#[test]
fn hostile_names_are_harmless_in_every_format_plan_and_journal() {
    let desk = Desk::of(40);
    for args in [
        &["users"][..],
        &["users", "--format", "json"],
        &["users", "--format", "csv"],
        &["reset", "campus.example.edu"],
        &["users", "\u{1b}[2J\u{202e}"],
        &["block", "\u{1b}[2J\u{202e}"],
    ] {
        is_harmless(&desk.run(args));
    }
    // Every hostile name is that of an account, so that each is renamed at the proxy.
    desk.sandbox.proxy().with(|state| {
        for user in state.users.values_mut() {
            user.user_alias = Some("Somebody Else".to_owned());
        }
    });
    let ran = desk.run(&["sync"]).exits(3).prints("␛[31mRed").prints("‹U+202E›");
    is_harmless(&ran);
    let plan = desk.run(&["sync", "--format", "json"]).exits(3);
    is_harmless(&plan);
    let changes = plan.json()["changes"].as_array().unwrap().len().to_string();
    is_harmless(&desk.run(&["-vv", "sync", "--yes", "--confirm", &changes]).exits(6));
    is_harmless(&desk.run(&["journal"]).exits(0).prints("␛[31mRed"));
    is_harmless(&desk.run(&["journal", "--format", "json"]).exits(0));
    let raw = std::fs::read_to_string(desk.journal()).unwrap();
    assert!(!raw.contains(is_harmful), "a pager shows it, too");
}

#[test]
fn a_hostile_name_is_written_as_it_is_when_it_is_a_plan_from_a_file() {
    let desk = Desk::open();
    let name = "\u{1b}[31mE\u{202e}ve";
    desk.sandbox.webui().add_account("id-eve", "eve@x.edu", name, "user");
    desk.run(&["sync", "eve", "--plan", "plan.json"]).exits(3);
    let text = std::fs::read_to_string(desk.path("plan.json")).unwrap();
    assert!(!text.contains(is_harmful));
    desk.run(&["apply", "plan.json", "--yes"]).exits(0);
    assert_eq!(desk.sandbox.proxy().user("id-eve").unwrap().user_alias.as_deref(), Some(name));
}

#[test]
fn no_cell_of_the_csv_is_a_formula() {
    let desk = Desk::open();
    let names =
        ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1", "\"=1", "a,\"b\"\n=1"];
    for (n, name) in names.into_iter().enumerate() {
        let email = format!("={n}@y.edu");
        desk.sandbox.webui().add_account(&format!("+{n}"), &email, name, "user");
    }
    let ran = desk.run(&["users", "--format", "csv"]).exits(0);
    let mut reader = csv::Reader::from_reader(ran.out.as_bytes());
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 5 + names.len());
    for cell in rows.iter().flatten() {
        let first = cell.trim_start().chars().next();
        assert!(!first.is_some_and(|c| "=+-@＝＋－＠\t\r".contains(c)), "{cell}");
    }
    is_harmless(&ran);
}
