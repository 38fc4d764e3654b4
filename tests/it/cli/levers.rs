//! The levers by command: what each changes, what is refused, and what is not even tried.

use rstest::rstest;
use serde_json::json;

use super::{Desk, block_on};
use crate::sandbox::Caller;

impl Desk {
    pub(super) fn proxy(&self) -> Caller {
        Caller::new(self.sandbox.proxy_url(), Some(self.sandbox.master_key()))
    }

    /// A key of Ana's of that alias, in full.
    fn key_of_ana(&self, alias: &str) -> String {
        let body = json!({"user_id": "id-ana", "key_alias": alias, "models": ["gpt-4o"]});
        let answer = block_on(self.proxy().post("/key/generate", body));
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer.at("/key").as_str().unwrap().to_owned()
    }
}

#[rstest]
#[case(&["budget", "--max", "5"], "set_key_budget")]
#[case(&["reset"], "set_key_spend")]
#[case(&["block"], "block_key")]
#[case(&["extend", "--for", "30d"], "set_key_expiry")]
#[case(&["models", "--add", "gpt-4o-mini"], "set_key_models")]
#[case(&["delete"], "delete_key")]
fn each_verb_of_a_key_is_a_plan_and_is_applied(#[case] words: &[&str], #[case] verb: &str) {
    let desk = Desk::open();
    let secret = desk.key_of_ana("lab-3");
    let (name, options) = words.split_first().unwrap();
    let command = |key: &str, last: &[&str]| -> Vec<String> {
        let words = [&["key", *name, key], options, last].concat();
        words.into_iter().map(str::to_owned).collect()
    };
    let run = |words: Vec<String>| desk.run(&words.iter().map(String::as_str).collect::<Vec<_>>());
    let plan = run(command("lab-3", &["--format", "json"])).exits(3);
    assert!(plan.out.contains(&format!("\"verb\": \"{verb}\"")), "{}", plan.out);
    // The key itself names it too, and is told nowhere.
    let release: &[&str] = if *name == "delete" { &["--confirm", "campus"] } else { &[] };
    let yes = [&["--yes"], release].concat();
    let applied = run(command(&secret, &yes)).exits(0).says("1 done");
    assert!(!applied.out.contains(&secret) && !applied.err.contains(&secret), "{}", applied.out);
}

#[test]
fn a_key_that_is_not_there_is_said_so_and_not_repeated() {
    let desk = Desk::open();
    let secret = "sk-abcdefghijklmnopqrstuv";
    let ran = desk.run(&["key", "block", secret]).exits(1).says("the proxy has no key");
    assert!(!ran.err.contains(secret), "{}", ran.err);
}

#[test]
fn a_block_says_what_it_covers() {
    let desk = Desk::open();
    desk.run(&["block", "ana"])
        .exits(3)
        .prints("refuses           personal keys  team keys   named in a header  chat")
        .prints("together          yes            yes         no                 yes")
        .prints("Not refused: calls with somebody else's key");
}

#[test]
fn what_no_proxy_can_do_is_refused_with_what_works() {
    let desk = Desk::open();
    let post = |path: &str, body| {
        let answer = block_on(desk.proxy().post(path, body));
        assert_eq!(answer.status, 200, "{}", answer.text);
    };
    post("/team/new", json!({"team_id": "t-1", "team_alias": "physics", "max_budget": 3}));
    post("/customer/new", json!({"user_id": "c-1"}));
    desk.run(&["team", "reset", "physics"]).exits(4).prints("bursar team budget t-1 --max");
    desk.run(&["customer", "reset", "c-1"]).exits(4).prints("bursar customer budget c-1 --max");
    desk.run(&["customer", "block", "c-1"])
        .exits(4)
        .prints("not enforced by this server")
        .prints("bursar customer models c-1 --set no-such-model");
    desk.run(&["customer", "budget", "c-1", "--max", "0"])
        .exits(4)
        .prints("drops a budget of zero");
    desk.run(&["team", "budget", "physics", "--max", "0"])
        .exits(3)
        .prints("team budget $0.00 (refuses after the first spend)");
}

#[test]
fn a_list_of_models_is_changed_in_one_way_at_a_time() {
    let desk = Desk::open();
    desk.run(&["user", "models", "ana"]).exits(2).says("--add");
    desk.run(&["user", "models", "ana", "--all", "--add", "a"]).exits(2).says("cannot be used");
    desk.run(&["user", "models", "ana", "--set", "gpt-4o", "--yes"]).exits(0).says("1 done");
    desk.run(&["user", "models", "ana", "--remove", "gpt-4o"]).exits(4).prints("nothing would be");
}

#[test]
fn an_account_is_let_in_and_granted_a_model() {
    let desk = Desk::open();
    desk.run(&["account", "role", "ana", "pending", "--yes"]).exits(0).says("1 done");
    desk.run(&["account", "role", "ana", "boss"]).exits(2).says("possible values");
    desk.run(&["account", "role", "ana", "user", "--yes"]).exits(0).says("1 done");
    desk.run(&["account", "grant", "ana", "gpt-4o", "--yes"]).exits(0).says("1 done");
    desk.run(&["undo", "--yes"]).exits(0).says("1 done");
}

#[test]
fn several_teams_members_and_customers_are_changed_in_one_plan() {
    let desk = Desk::open();
    let post = |path: &str, body| {
        let answer = block_on(desk.proxy().post(path, body));
        assert_eq!(answer.status, 200, "{}", answer.text);
    };
    for id in ["t-1", "t-2"] {
        post("/team/new", json!({"team_id": id, "team_alias": id}));
    }
    post(
        "/team/member_add",
        json!({"team_id": "t-1", "member": {"role": "user", "user_id": "id-ana"}}),
    );
    for id in ["c-1", "c-2"] {
        post("/customer/new", json!({"user_id": id}));
    }
    let teams = ["team", "budget", "t-1", "t-2", "t-1", "--max", "4", "--yes"];
    desk.run(&teams).exits(0).says("2 done");
    let members = ["team", "member", "budget", "t-1", "ana", "ben", "--max", "2", "--yes"];
    desk.run(&members).exits(5).prints("is not a member of the team t-1").says("1 done");
    let customers = ["customer", "budget", "c-1", "c-2", "--max", "4", "--yes"];
    desk.run(&customers).exits(0).says("2 done");
    desk.run(&["team", "budget", "t-1", "t-3", "--max", "4"]).exits(1).says("has no team 't-3'");
}
