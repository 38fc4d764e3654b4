//! `bursar users`.

use serde_json::{Value, json};

use super::{Desk, fields};

fn listing(desk: &Desk, args: &[&str]) -> Value {
    desk.run(&[&["users", "--format", "json"], args].concat()).exits(0).json()
}

fn emails(listing: &Value) -> Vec<&str> {
    listing["users"].as_array().unwrap().iter().map(|u| u["email"].as_str().unwrap()).collect()
}

#[test]
fn the_json_of_users_has_exactly_the_fields_of_its_contract() {
    let desk = Desk::open();
    let listing = listing(&desk, &[]);
    assert_eq!(fields(&listing), ["complete", "observed_at", "users"]);
    assert_eq!(listing["complete"], true);
    let user = |email: &str| {
        let users = listing["users"].as_array().unwrap();
        users.iter().find(|user| user["email"] == email).unwrap()
    };
    let ana = user("ana@x.edu");
    assert_eq!(
        fields(ana),
        ["blocked", "customer", "drift", "email", "name", "proxy", "sync", "webui"]
    );
    assert_eq!(
        fields(&ana["proxy"]),
        [
            "budget_reset_at",
            "budget_state",
            "keys",
            "max_budget",
            "role",
            "spend",
            "teams",
            "user_id",
        ]
    );
    assert_eq!(fields(&ana["webui"]), ["groups", "id", "last_active_at", "role"]);
    assert_eq!(ana["sync"], "in_step");
    assert_eq!(ana["proxy"]["spend"], json!(5.0));
    assert_eq!(ana["proxy"]["max_budget"], json!(10.0));
    assert_eq!(ana["proxy"]["keys"], 2);
    assert_eq!(ana["customer"], Value::Null);
    assert_eq!(
        (&user("ben@x.edu")["proxy"], &user("ben@x.edu")["sync"]),
        (&Value::Null, &json!("only_webui"))
    );
    assert_eq!(
        (&user("cleo@x.edu")["webui"], &user("cleo@x.edu")["sync"]),
        (&Value::Null, &json!("only_proxy"))
    );
    assert_eq!(user("cleo@x.edu")["proxy"]["max_budget"], json!(0.0), "zero is no limit of none");
    assert_eq!(user("dan@x.edu")["proxy"]["max_budget"], Value::Null, "unlimited");
    assert_eq!(user("dan@x.edu")["drift"], json!(["name"]));
    desk.is_untouched();
}

#[test]
fn users_are_filtered_and_sorted_as_asked() {
    let desk = Desk::open();
    let all = ["ana@x.edu", "ben@x.edu", "cleo@x.edu", "dan@x.edu"];
    assert_eq!(emails(&listing(&desk, &["--sort", "email", "x.edu"])), all);
    assert_eq!(emails(&listing(&desk, &["cleo"])), ["cleo@x.edu"]);
    assert_eq!(emails(&listing(&desk, &["x.edu", "dan"])), ["dan@x.edu"]);
    assert_eq!(emails(&listing(&desk, &["--sort", "spend"]))[0], "ana@x.edu");
    assert_eq!(emails(&listing(&desk, &["--sort", "percent"]))[0], "cleo@x.edu");
    let turned: Vec<&str> = all.into_iter().rev().collect();
    assert_eq!(emails(&listing(&desk, &["--sort", "-email", "x.edu"])), turned);
    assert_eq!(emails(&listing(&desk, &["--sort", "chat_role,-email", "x.edu"])).len(), 4);
    for (head, name) in
        [("used", "percent"), ("-e-mail", "-email"), ("LAST", "active"), ("%", "bar")]
    {
        let by = |key: &str| {
            let listing = listing(&desk, &["--sort", key, "x.edu"]);
            emails(&listing).into_iter().map(str::to_owned).collect::<Vec<_>>()
        };
        assert_eq!(by(head), by(name), "{head}");
    }
    for key in ["name", "sync", "keys", "active", "budget", "teams", "created"] {
        assert_eq!(emails(&listing(&desk, &["--sort", key, "x.edu"])).len(), 4, "{key}");
    }
}

#[test]
fn users_are_asked_for_in_the_query_language() {
    let desk = Desk::open();
    let found = |query: &[&str]| -> Vec<String> {
        let listing = listing(&desk, &[&["--sort", "email"], query].concat());
        emails(&listing).into_iter().map(Into::into).collect()
    };
    assert_eq!(found(&["sync:only-chat", "x.edu"]), ["ben@x.edu"]);
    assert_eq!(found(&["sync:only-proxy | sync:drifted"]), ["cleo@x.edu", "dan@x.edu"]);
    assert_eq!(found(&["!keys:0", "x.edu", "spend>=5"]), ["ana@x.edu"]);
    assert_eq!(found(&["budget:zero"]), ["cleo@x.edu"]);
    assert_eq!(found(&["Ana"]), found(&["ana"]), "the name has the upper-case letter");
    assert!(found(&["ANA"]).is_empty());
}

#[test]
fn a_query_that_cannot_be_read_is_wrong_usage_and_asks_nobody() {
    let desk = Desk::open();
    let ran = desk.run(&["users", "ana", "spned>5"]).exits(2).prints_nothing();
    ran.says("there is no field 'spned'; did you mean 'spend'?\nana spned>5\n    ^^^^^\n");
    desk.run(&["users", "state:ovr"]).exits(2).says("      ^^^");
    desk.is_untouched();
}

#[test]
fn nobody_found_is_said_beside_an_empty_table() {
    let desk = Desk::open();
    let ran = desk.run(&["users", "zzz"]).exits(0);
    assert_eq!(ran.out.lines().count(), 1, "the header alone");
    ran.says("none of 5 users matches 'zzz'; `bursar users` lists them all");
}

#[test]
fn the_table_is_whole_when_a_program_reads_it() {
    let desk = Desk::open();
    let long = format!("{}@x.edu", "a".repeat(50));
    desk.sandbox.proxy().add_user("id-long", Some(&long));
    let ran = desk.run(&["users"]).exits(0).prints(&long).prints("drifted: name");
    let header: Vec<&str> = ran.out.lines().next().unwrap().split_whitespace().collect();
    let columns = ["NAME", "E-MAIL", "SPEND", "BUDGET", "STATE", "KEYS", "PROXY", "CHAT", "SYNC"];
    assert_eq!(header, columns);
    assert!(ran.out.lines().all(|line| line == line.trim_end()), "no white space at the end");
    assert!(!ran.out.contains('\u{1b}'));
    assert_eq!(ran.err, "");
}

#[test]
fn csv_has_a_header_and_a_line_a_user() {
    let desk = Desk::open();
    let ran = desk.run(&["users", "--format", "csv", "--sort", "email"]).exits(0);
    let mut reader = csv::Reader::from_reader(ran.out.as_bytes());
    assert_eq!(
        reader.headers().unwrap().iter().take(3).collect::<Vec<_>>(),
        ["name", "email", "sync"]
    );
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 5);
    let ana = rows.iter().find(|row| &row[1] == "ana@x.edu").unwrap();
    assert_eq!((&ana[6], &ana[7], &ana[8]), ("5", "10", "ok"));
    let dan = rows.iter().find(|row| &row[1] == "dan@x.edu").unwrap();
    assert_eq!(&dan[7], "unlimited");
}

#[test]
fn colour_comes_when_it_is_asked_for_and_not_else() {
    let desk = Desk::open();
    let coloured = desk.run(&["users", "--color", "always"]).exits(0);
    coloured.prints("\u{1b}[31mover\u{1b}[0m").prints("\u{1b}[33mdrifted: name\u{1b}[0m");
    let plain = desk.run(&["users", "--color", "never"]).exits(0);
    assert!(!plain.out.contains('\u{1b}'));
}

#[test]
fn what_one_server_does_not_tell_is_said_and_counts_as_failed() {
    use bursar::sandbox::{Fault, Server, Trouble};
    let desk = Desk::open();
    desk.sandbox.faults().arm(Fault::on(Server::Webui, Trouble::Html).path("/api/v1/users"));
    let ran = desk.run(&["users", "--format", "json"]).exits(1).says("incomplete: Open WebUI");
    let listing = ran.json();
    assert_eq!(listing["complete"], false);
    let users = listing["users"].as_array().unwrap();
    assert!(users.iter().all(|user| user["sync"] == "unknown"), "{users:?}");
}
