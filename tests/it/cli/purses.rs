//! Tags, organizations, budget rows and windows by command.

use std::collections::BTreeMap;

use bursar::sandbox::litellm::state::Organization;
use serde_json::{Value, json};

use super::{Desk, block_on};

impl Desk {
    pub(super) fn post(&self, path: &str, body: Value) {
        let answer = block_on(self.proxy().post(path, body));
        assert_eq!(answer.status, 200, "{}", answer.text);
    }

    /// A licence, with one organization that has spent 4.50 of its 10.
    fn with_licence(&self) {
        self.post("/budget/new", json!({"budget_id": "b-org", "max_budget": 10}));
        let physics = Organization {
            organization_alias: Some("Physics".to_owned()),
            budget_id: "b-org".to_owned(),
            spend: 4.5,
        };
        let all = BTreeMap::from([("o-1".to_owned(), physics)]);
        self.sandbox.proxy().with(|state| state.organizations = Some(all));
    }

    fn organization(&self) -> (f64, Option<f64>) {
        self.sandbox.proxy().with(|state| {
            let one = &state.organizations.as_ref().unwrap()["o-1"];
            (one.spend, state.budgets[&one.budget_id].max_budget)
        })
    }
}

#[test]
fn what_is_in_no_other_list_is_listed() {
    let desk = Desk::open();
    desk.post("/tag/new", json!({"name": "red", "max_budget": 1e9}));
    desk.post("/budget/new", json!({"budget_id": "gold", "max_budget": 0}));
    desk.post("/budget/new", json!({"budget_id": "alone", "max_budget": 4}));
    for (id, row) in [("c-1", "gold"), ("=c-2", "gold"), ("c-3", "alone")] {
        desk.post("/customer/new", json!({"user_id": id, "budget_id": row}));
    }
    let window = json!([{"budget_duration": "24h", "max_budget": 5}]);
    desk.post("/team/new", json!({"team_id": "t-1", "team_alias": "lab", "budget_limits": window}));
    let listed = desk.run(&["budgets"]).exits(0);
    let line = |of: &str| listed.out.lines().find(|line| line.contains(of)).unwrap().to_owned();
    assert!(line("red").starts_with("tag") && line("red").contains("∞ (1e9)"), "{}", listed.out);
    assert!(
        line("gold").contains("$0.00") && line("gold").contains("2 customers"),
        "{}",
        listed.out
    );
    assert!(line("team window").contains("$5.00  24h"), "{}", listed.out);
    assert!(!listed.out.contains("alone"), "{}", listed.out);
    let listed = listed.says("2 budget rows are left out").says("organizations: unknown, since");
    listed.says("need LiteLLM Enterprise");
    desk.run(&["budgets", "--all"]).exits(0).prints("alone");
    let read = desk.run(&["budgets", "--format", "json"]).exits(0);
    let object: Value = serde_json::from_str(&read.out).unwrap();
    assert_eq!(object["missing"][0]["what"], "organizations");
    let gold = object["purses"].as_array().unwrap().iter().find(|row| row["id"] == "gold").unwrap();
    assert_eq!((&gold["max_budget"], &gold["shared_by"]), (&json!(0.0), &json!(2)));
    let read = desk.run(&["budgets", "--format", "csv"]).exits(0);
    let head = "kind,id,name,spend,max_budget,budget_duration,budget_reset_at,reset_due,shared_by";
    assert!(read.out.starts_with(head), "{}", read.out);
    assert!(read.out.contains("budget_row,gold,gold,,0,,,false,2,"), "{}", read.out);
}

#[test]
fn a_reset_that_is_late_is_marked() {
    let desk = Desk::open();
    desk.post("/tag/new", json!({"name": "red", "max_budget": 5}));
    desk.post("/tag/update", json!({"name": "red", "budget_duration": "30d"}));
    desk.run(&["budgets"]).exits(0).prints("red").lacks("reset due");
    desk.sandbox.proxy().with(|state| {
        let hours = jiff::SignedDuration::from_hours(2);
        for budget in state.budgets.values_mut() {
            budget.budget_reset_at = Some(jiff::Timestamp::now() - hours);
        }
    });
    desk.run(&["budgets"]).exits(0).prints("reset due 2 h ago");
}

#[test]
fn a_window_is_set_changed_and_taken_away() {
    let desk = Desk::open();
    desk.post("/key/generate", json!({"user_id": "id-ana", "key_alias": "lab"}));
    let run =
        |max: &str| desk.run(&["key", "window", "lab", "--every", "24h", "--max", max, "--yes"]);
    let limits = || {
        let keys = desk.sandbox.proxy().keys_of("id-ana");
        let lab = keys.iter().find(|key| key.key_alias.as_deref() == Some("lab")).unwrap();
        lab.budget_limits.iter().map(|limit| limit.max_budget).collect::<Vec<_>>()
    };
    run("5").exits(0).prints("windows none").says("1 done");
    run("+20%").exits(0);
    assert_eq!(limits(), [6.0]);
    run("6").exits(0).prints("already");
    run("none").exits(0);
    assert_eq!(limits(), Vec::<f64>::new());
    run("none").exits(0).prints("has no window of 24h");
    desk.run(&["undo", "--yes"]).exits(0).says("1 done");
    assert_eq!(limits(), [6.0]);
    desk.run(&["key", "window", "lab", "--every", "2y", "--max", "1"]).exits(2).says("window");
}

#[test]
fn who_shares_a_row_is_said_before_it_changes() {
    let desk = Desk::open();
    desk.post("/budget/new", json!({"budget_id": "gold", "max_budget": 4}));
    desk.post("/customer/new", json!({"user_id": "c-1", "budget_id": "gold"}));
    desk.post("/key/generate", json!({"key_alias": "lab", "budget_id": "gold"}));
    let plan = desk.run(&["budget-row", "gold", "--max", "6"]).exits(3);
    let plan = plan.prints("1 customer (c-1), 1 key (lab)");
    plan.prints("not counted: organizations (they need LiteLLM Enterprise");
    desk.run(&["budget-row", "gold", "--max", "6", "--yes"]).exits(0).says("1 done");
    let max = || desk.sandbox.proxy().with(|state| state.budgets["gold"].max_budget);
    assert_eq!(max(), Some(6.0));
    desk.run(&["undo", "--yes"]).exits(0);
    assert_eq!(max(), Some(4.0));
    desk.run(&["budget-row", "goldd", "--max", "6"]).exits(1).says("did you mean 'gold'");
    // The same count where a customer's budget is asked for, and the way to what only a row takes.
    desk.run(&["customer", "budget", "c-1", "--max", "6"]).exits(3).prints("1 key (lab)");
    desk.run(&["customer", "budget", "c-1", "--max", "unlimited"])
        .exits(4)
        .prints("bursar budget-row gold --max unlimited");
}

#[test]
fn a_key_whose_limit_stands_in_a_row_is_said_to_be_limited_by_it() {
    let desk = Desk::open();
    desk.post("/budget/new", json!({"budget_id": "gold", "max_budget": 0}));
    desk.post("/key/generate", json!({"key_alias": "lab", "user_id": "ana", "budget_id": "gold"}));
    desk.post("/customer/new", json!({"user_id": "c-1", "budget_id": "gold"}));
    let budget = |max: &str| desk.run(&["key", "budget", "lab", "--max", max]);
    let of_row = "key lab budget $0.00 (refuses every call) of budget row gold";
    budget("unlimited").exits(0).prints("bursar budget-row gold --max unlimited");
    let plan = budget("5").exits(3).prints(of_row);
    plan.prints("$5.00 of its own, not of budget row gold").prints("1 customer (c-1), 1 key (lab)");
    let why = desk.run(&["why", "ana", "--key", "lab"]).exits(0);
    let why = why.prints(", of budget row gold\n");
    let why = why.prints("a limit of its own, $1.00, which then holds instead of the $0.00");
    why.prints("`bursar budget-row gold --max 1.00`");
    desk.run(&["key", "budget", "lab", "--max", "5", "--yes"]).exits(0).says("read back $5.00");
    budget("unlimited").exits(3).prints("the limit of budget row gold holds then");
    desk.run(&["undo", "--yes"]).exits(0).prints(of_row);
}

#[test]
fn a_tag_has_a_budget_and_no_reset() {
    let desk = Desk::open();
    desk.post("/tag/new", json!({"name": "red"}));
    desk.run(&["tag", "budget", "red", "--max", "5", "--every", "7d", "--yes"]).exits(0);
    desk.run(&["tag", "budget", "red", "--max", "unlimited", "--yes"]).exits(0);
    desk.run(&["undo", "--yes"]).exits(0);
    desk.run(&["budgets"]).exits(0).prints("$5.00  7d");
    desk.run(&["tag", "reset", "red"]).exits(4).prints("bursar tag budget red --max");
    desk.run(&["tag", "budget", "blue", "--max", "5"]).exits(1).says("has no tag 'blue'");
}

#[test]
fn without_a_licence_an_organization_is_said_to_need_one() {
    let desk = Desk::open();
    for words in [&["reset", "o-1"][..], &["budget", "o-1", "--max", "5"]] {
        let words = [&["organization"], words].concat();
        desk.run(&words)
            .exits(1)
            .says("organizations cannot be read: they need LiteLLM Enterprise");
    }
}

#[test]
fn with_a_licence_an_organization_is_budgeted_reset_and_taken_back() {
    let desk = Desk::open();
    desk.with_licence();
    desk.run(&["budgets"])
        .exits(0)
        .prints("Physics  $4.50  $10.00")
        .lacks("organizations: unknown");
    desk.run(&["organization", "budget", "Physics", "--max", "20", "--yes"]).exits(0);
    assert_eq!(desk.organization(), (4.5, Some(20.0)));
    desk.run(&["undo", "--yes"]).exits(0);
    assert_eq!(desk.organization(), (4.5, Some(10.0)));
    desk.run(&["organization", "reset", "o-1", "--yes"])
        .exits(0)
        .prints("in force after up to 60 s")
        .says("goes on by its own count for up to 60 s");
    assert_eq!(desk.organization(), (0.0, Some(10.0)));
    desk.sandbox.proxy().with(|state| {
        let one = state.organizations.as_mut().unwrap().get_mut("o-1").unwrap();
        one.spend = 0.25;
    });
    // What was spent since the reset is not lost.
    desk.run(&["undo", "--yes"]).exits(0).prints("$4.50 more");
    assert_eq!(desk.organization(), (4.75, Some(10.0)));
    desk.run(&["undo", "--yes"]).exits(0);
    assert_eq!(desk.organization(), (0.25, Some(10.0)));
    desk.run(&["organization", "reset", "o-2"]).exits(1).says("has no organization 'o-2'");
}
