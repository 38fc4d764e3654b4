//! Each verb: what it plans, what it does with `--yes`, what the servers have afterwards.

use super::{Desk, fields};

#[test]
fn a_sync_is_planned_kept_asked_for_and_done() {
    let desk = Desk::open();
    let file = desk.path("plan.json");
    desk.run(&["sync"])
        .exits(3)
        .prints("2 changes")
        .prints("create user at the proxy · ben@x.edu")
        .prints("name Daniel → name Dan")
        .says("nothing was changed; apply the plan with --yes, or keep it with --plan FILE");
    desk.run(&["sync", "--plan", file.to_str().unwrap()])
        .exits(3)
        .prints("2 changes")
        .says("to apply the plan: bursar apply");
    desk.is_untouched();
    desk.run(&["sync", "--yes"]).exits(0).says("2 done");
    assert_eq!(desk.sandbox.proxy().user("id-ben").unwrap().user_email.unwrap(), "ben@x.edu");
    assert_eq!(desk.sandbox.proxy().user("id-dan").unwrap().user_alias.unwrap(), "Dan");
    desk.run(&["sync"]).exits(0).prints("nothing to do");
    desk.run(&["sync", "--yes"]).exits(0).prints("nothing to do");
}

#[test]
fn a_sync_may_be_of_some_users() {
    let desk = Desk::open();
    desk.run(&["sync", "ben", "--yes"]).exits(0).says("1 done");
    assert_eq!(desk.sandbox.proxy().user("id-dan").unwrap().user_alias.unwrap(), "Daniel");
}

#[test]
fn the_json_of_a_plan_is_on_standard_output_applied_or_not() {
    let desk = Desk::open();
    let planned = desk.run(&["sync", "--format", "json"]).exits(3).json();
    assert_eq!(planned["profile"], "campus");
    for name in ["id", "made_at"] {
        assert!(planned[name].is_string(), "{name}");
    }
    let change = &planned["changes"][0];
    for name in ["verb", "user", "reason", "before", "after", "danger"] {
        assert!(change[name].is_string(), "{name}");
    }
    assert!(change["id"].is_number() && change.get("outcome").is_none());
    desk.is_untouched();

    let applied = desk.run(&["sync", "--format", "json", "--yes"]).exits(0).says("2 done").json();
    let change = &applied["changes"][0];
    assert_eq!(change["outcome"], "done");
    assert!(change["detail"].is_string());
    let nothing = desk.run(&["sync", "--format", "json"]).exits(0).json();
    assert_eq!(nothing["changes"].as_array().unwrap().len(), 0);
}

#[test]
fn blocking_stops_user_keys_and_account_and_unblocking_restores_exactly_that() {
    let desk = Desk::open();
    let is_blocked = || {
        let keys = desk.sandbox.proxy().keys_of("id-ana");
        (
            !desk.sandbox.proxy().user("id-ana").unwrap().is_active(),
            keys.iter().filter(|key| key.blocked == Some(true)).count(),
            desk.sandbox.webui().account("id-ana").unwrap().role,
        )
    };
    desk.run(&["block", "ana@x.edu"]).exits(3);
    desk.is_untouched();
    desk.run(&["block", "ana@x.edu", "--yes"]).exits(0).says("4 done");
    assert_eq!(is_blocked(), (true, 2, "pending".to_owned()));
    desk.run(&["block", "ana@x.edu", "--yes"]).exits(0).prints("is blocked already");
    desk.run(&["unblock", "ana@x.edu", "--yes"]).exits(0).says("4 done");
    assert_eq!(is_blocked(), (false, 0, "user".to_owned()));
}

#[test]
fn a_reset_takes_the_keys_along_when_asked() {
    let desk = Desk::open();
    let spend = |of: &str| match of {
        "user" => desk.sandbox.proxy().user("id-ana").unwrap().spend.written(),
        _ => desk.sandbox.proxy().keys_of("id-ana")[0].spend.written(),
    };
    desk.sandbox.proxy().with(|state| {
        for key in state.keys.values_mut() {
            key.spend.set(2.0);
        }
    });
    desk.run(&["reset", "ana", "--yes"]).exits(0).says("1 done");
    assert_eq!((spend("user"), spend("key")), (0.0, 2.0));
    desk.run(&["reset", "ana", "--keys", "--yes"]).exits(0).says("3 done");
    assert_eq!((spend("user"), spend("key")), (0.0, 0.0));
}

#[test]
fn an_applied_plan_is_undone_and_that_too() {
    let desk = Desk::open();
    let budget = || desk.sandbox.proxy().user("id-ana").unwrap().max_budget;
    desk.run(&["undo"]).exits(1).says("has no plan that did anything");
    let plan = desk.run(&["budget", "ana", "--max", "20", "--yes", "--format", "json"]).exits(0);
    let id = plan.json()["id"].as_str().unwrap().to_owned();
    desk.run(&["reset", "ana", "--yes"]).exits(0);
    desk.run(&["undo", &id]).exits(3).prints("$20.00").prints("$10.00");
    assert_eq!(budget(), Some(20.0));
    desk.run(&["undo", &id, "--yes"]).exits(0).says("1 done");
    assert_eq!(budget(), Some(10.0));
    desk.run(&["undo", "--yes"]).exits(0);
    assert_eq!(budget(), Some(20.0), "the undoing was the last plan that did anything");
    desk.run(&["undo", "p-nothing"]).exits(1).says("no plan 'p-nothing'; `bursar journal` lists");
}

#[test]
fn several_users_are_one_plan_and_a_word_that_names_nobody_stops_all() {
    let desk = Desk::open();
    desk.run(&["reset", "ana", "nobody", "--yes"]).exits(1);
    desk.is_untouched();
    desk.run(&["reset", "ana", "cleo", "id-ana", "--yes"]).exits(0).says("2 done");
}

#[test]
fn a_wish_that_cannot_be_is_refused_and_what_could_be_done_is_part() {
    let desk = Desk::open();
    desk.run(&["reset", "ben"])
        .exits(4)
        .prints("nothing to do, 1 refused")
        .prints("has no user at the proxy")
        .says("refused; nothing was changed");
    desk.run(&["reset", "ben", "ana", "--yes"]).exits(5).says("1 done");
}

#[test]
fn a_write_that_fails_is_a_failure_and_beside_a_success_a_part() {
    use bursar::sandbox::{Fault, Server, Trouble};
    let desk = Desk::open();
    let fault = || Fault::on(Server::Proxy, Trouble::ServerError).method("POST").once();
    desk.sandbox.faults().arm(fault());
    let ran = desk.run(&["reset", "ana", "--yes", "--format", "json"]);
    assert!(ran.code == Some(1) || ran.code == Some(5), "{:?}", ran.code);
    let outcome = ran.json()["changes"][0]["outcome"].clone();
    assert_eq!(ran.code == Some(5), outcome == "unknown", "{outcome}");
    // Either of them may meet the fault, and a spend of nothing reads as reset whatever happened.
    desk.sandbox.proxy().set_spend("id-cleo", 3.0);
    desk.sandbox.faults().arm(fault());
    desk.run(&["reset", "ana", "cleo", "--yes"]).exits(5).says("1 done");
}

#[test]
fn first_passwords_are_printed_only_when_asked_for() {
    let desk = Desk::open();
    let policy = "[profiles.campus.sync]\nauthority = \"proxy\"\n";
    desk.configure(&format!("{}{policy}", desk.profile()));
    let args = ["sync", "cleo", "--yes", "--show-passwords", "--format", "json"];
    let ran = desk.run(&args).exits(0);
    let mut values = serde_json::Deserializer::from_str(&ran.out).into_iter::<serde_json::Value>();
    let first = values.next().unwrap().unwrap();
    assert_eq!(fields(&first), ["email", "password"]);
    let password = first["password"].as_str().unwrap();
    assert_eq!(values.next().unwrap().unwrap()["changes"][0]["outcome"], "done");
    let account = desk.sandbox.webui().account_with_email("cleo@x.edu").unwrap();
    assert_eq!(account.password, password);
    assert!(!ran.err.contains(password));
    assert!(!std::fs::read_to_string(desk.journal()).unwrap().contains(password));
}
