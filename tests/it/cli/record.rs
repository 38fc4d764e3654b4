//! Two operators, or one and a plan of yesterday: nothing that was blocked is forgotten, nobody
//! else is blocked, and nothing is given back twice.

use std::fs;

use bursar::sandbox::{Fault, Server, Trouble};
use serde_json::{Value, json};

use super::Desk;

/// Writes the plan of these arguments to a file.
fn kept(desk: &Desk, name: &str, args: &[&str]) -> String {
    let file = desk.path(name).to_str().unwrap().to_owned();
    desk.run(&[args, &["--plan", &file]].concat()).exits(3);
    file
}

fn metadata(desk: &Desk, user: &str) -> Value {
    Value::Object(desk.sandbox.proxy().user(user).unwrap().metadata)
}

fn set_metadata(desk: &Desk, user: &str, metadata: &Value) {
    let metadata = metadata.as_object().unwrap().clone();
    desk.sandbox.proxy().with(|s| s.users.get_mut(user).unwrap().metadata = metadata);
}

fn is_blocked(desk: &Desk, alias: &str) -> bool {
    desk.sandbox.proxy().with(|state| {
        let key = state.keys.values().find(|key| key.key_alias.as_deref() == Some(alias));
        key.unwrap().blocked == Some(true)
    })
}

fn spend(desk: &Desk) -> f64 {
    desk.sandbox.proxy().user("id-ana").unwrap().spend.written()
}

#[test]
fn an_old_unblock_does_not_forget_what_was_blocked_since() {
    let desk = Desk::open();
    desk.run(&["block", "ana", "--yes"]).exits(0);
    let file = kept(&desk, "unblock.json", &["unblock", "ana"]);
    desk.sandbox.proxy().add_key("id-ana", "ana-new");
    desk.run(&["block", "ana", "--yes"]).exits(0);
    desk.run(&["apply", &file, "--yes"]).exits(5).says("still blocked");
    assert!(is_blocked(&desk, "ana-new"));
    assert!(metadata(&desk, "id-ana")["bursar"]["blocked"].is_object(), "the record is kept");
    desk.run(&["unblock", "ana", "--yes"]).exits(0);
    assert!(!is_blocked(&desk, "ana-new"));
}

#[test]
fn an_old_block_does_not_overwrite_the_record_of_another() {
    let desk = Desk::open();
    desk.sandbox.webui().set_role("id-ana", "admin");
    let file = kept(&desk, "block.json", &["block", "ana"]);
    desk.sandbox.webui().set_role("id-ana", "user");
    desk.run(&["block", "ana", "--yes"]).exits(0);
    let record = metadata(&desk, "id-ana");
    desk.run(&["apply", &file, "--yes"]).exits(4).says("somebody blocked this user");
    assert_eq!(metadata(&desk, "id-ana"), record);
    desk.run(&["unblock", "ana", "--yes"]).exits(0);
    assert_eq!(desk.sandbox.webui().account("id-ana").unwrap().role, "user");
}

#[test]
fn a_key_that_changed_hands_since_the_plan_is_not_blocked() {
    let desk = Desk::open();
    let file = kept(&desk, "block.json", &["block", "ana"]);
    desk.sandbox.proxy().with(|state| {
        let key = state.keys.values_mut().find(|k| k.key_alias.as_deref() == Some("ana-lab"));
        key.unwrap().user_id = Some("id-cleo".to_owned());
    });
    desk.run(&["apply", &file, "--yes"]).exits(5).says("belongs to another user");
    assert!(!is_blocked(&desk, "ana-lab"));
    assert!(is_blocked(&desk, "ana-home"));
}

#[test]
fn a_listing_that_breaks_off_while_blocking_remembers_nothing_by_half() {
    let desk = Desk::open();
    let file = kept(&desk, "block.json", &["block", "ana"]);
    let missing = Fault::on(Server::Proxy, Trouble::MissingRows);
    desk.sandbox.faults().arm(missing.path("/key/list").query("user_id="));
    desk.run(&["apply", &file, "--yes"]).exits(1).says("could not be read");
    assert_eq!(desk.sandbox.proxy().writes(), []);
}

#[test]
fn what_bursar_cannot_read_of_its_own_record_is_left_alone() {
    let desk = Desk::open();
    for ours in [json!({"blocked": "yes"}), json!({"blocked": {"at": 7}})] {
        set_metadata(&desk, "id-ana", &json!({"bursar": ours, "note": 1}));
        desk.run(&["block", "ana", "--yes"]).exits(4).says("metadata.bursar.blocked");
        assert_eq!(metadata(&desk, "id-ana"), json!({"bursar": ours, "note": 1}));
    }
    desk.is_untouched();
    // What is odd beside the record does not hide it.
    set_metadata(&desk, "id-ana", &json!({"bursar": {"account": 5}}));
    desk.run(&["block", "ana", "--yes"]).exits(0);
    desk.run(&["unblock", "ana", "--yes"]).exits(0).says("4 done");
    for odd in [json!("x"), json!(null), json!([1]), json!({})] {
        set_metadata(&desk, "id-ana", &json!({"bursar": odd, "note": 1}));
        desk.run(&["block", "ana", "--yes"]).exits(0);
        desk.run(&["unblock", "ana", "--yes"]).exits(0).says("4 done");
        assert_eq!(metadata(&desk, "id-ana")["note"], 1);
    }
}

#[test]
fn a_reset_is_given_back_once() {
    let desk = Desk::open();
    let file = kept(&desk, "reset.json", &["reset", "ana"]);
    desk.sandbox.proxy().set_spend("id-ana", 7.0);
    desk.run(&["apply", &file, "--yes"]).exits(0);
    let plan: Value = serde_json::from_str(&fs::read_to_string(&file).unwrap()).unwrap();
    let id = plan["id"].as_str().unwrap();
    desk.sandbox.proxy().set_spend("id-ana", 1.0);
    desk.run(&["undo", id, "--yes"]).exits(0);
    assert!((spend(&desk) - 8.0).abs() < 1e-9, "what was there, not what the plan had seen");
    desk.run(&["undo", id, "--yes"]).exits(4).says("was taken back already, by plan p-");
    assert!((spend(&desk) - 8.0).abs() < 1e-9);
    // The undoing taken back: then it may be undone again.
    desk.run(&["undo", "--yes"]).exits(0);
    assert!((spend(&desk) - 1.0).abs() < 1e-9, "{}", spend(&desk));
    desk.run(&["undo", id, "--yes"]).exits(0);
    assert!((spend(&desk) - 8.0).abs() < 1e-9, "{}", spend(&desk));
}

#[test]
fn spend_that_went_on_is_not_set_back_by_an_old_undo() {
    let desk = Desk::open();
    desk.run(&["reset", "ana", "--yes"]).exits(0);
    let file = kept(&desk, "undo.json", &["undo"]);
    desk.sandbox.proxy().set_spend("id-ana", 9.0);
    desk.run(&["apply", &file, "--yes"]).exits(4).says("the spend changed since");
    assert!((spend(&desk) - 9.0).abs() < 1e-9);
    desk.sandbox.proxy().set_spend("id-ana", 0.0);
    desk.run(&["apply", &file, "--yes"]).exits(0).says("1 done");
    desk.run(&["apply", &file, "--yes"]).exits(4).says("was applied already");
    desk.run(&["apply", &file, "--yes", "--again"]).exits(0).says("1 already so");
}

#[test]
fn a_plan_whose_words_were_edited_is_noticed_and_never_shown() {
    let desk = Desk::open();
    desk.sandbox.webui().remove_account("id-ana");
    for (was, is) in [
        ("\"before\": \"active\"", "\"before\": \"inactive\""),
        ("\"danger\": \"reversible\"", "\"danger\": \"adds\""),
        ("\"skipped\": []", "\"skipped\": [{\"user\":\"x\",\"why\":\"y\",\"refused\":true}]"),
        ("\"format\": 2,", "\"format\": 2, \"note\": \"fine\","),
        ("\"user\": \"ana@x.edu\"", "\"user\": \"\\u001b[2Jana@x.edu\""),
    ] {
        let file = kept(&desk, "plan.json", &["block", "ana"]);
        let text = fs::read_to_string(&file).unwrap();
        assert!(text.contains(was), "{was} in {text}");
        fs::write(&file, text.replacen(was, is, 1)).unwrap();
        let ran = desk.run(&["apply", &file, "--yes"]).exits(4).says("was edited since");
        assert!(!ran.out.contains('\u{1b}') && !ran.err.contains('\u{1b}'), "{}", ran.out);
    }
    desk.is_untouched();
}
