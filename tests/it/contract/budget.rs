//! Budgets and spend: refused, reset, read back.

use bursar::domain::{BudgetState, Limit, Usd, Window};
use bursar::plan::make::{self, BudgetWish, ResetScope};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::Pair;
use super::pair::WRITTEN;
use crate::operator::{Operator, indices, person, until, verbs};

async fn reset(operator: &Operator, who: &str, scope: ResetScope) -> bursar::plan::Plan {
    let roster = operator.look().await;
    let plan = make::reset(&roster, &indices(&roster, &[who]), scope, &operator.context());
    operator.carry_out(&plan).await;
    plan
}

async fn set_budget(operator: &Operator, who: &str, wish: BudgetWish) {
    let roster = operator.look().await;
    let plan = make::budget(&roster, &indices(&roster, &[who]), &wish, &operator.context());
    operator.carry_out(&plan).await;
}

fn limit(dollars: &str) -> BudgetWish {
    let limit = Limit::Amount(Usd::parse(dollars).unwrap());
    BudgetWish { limit: Some(limit.into()), window: None }
}

fn assert_budget_refusal(answer: &crate::sandbox::Answer) {
    assert_eq!(answer.at("/error/type"), json!("budget_exceeded"), "{}", answer.text);
}

pub(crate) async fn a_reset_lets_the_same_call_through(pair: &Pair) {
    let ana = pair.user("ana", json!({"max_budget": 1})).await;
    let key = pair.key(&ana, "k", json!({})).await;
    key.until_status(200).await;
    pair.update(&ana, json!({"spend": 2})).await;
    assert_budget_refusal(&key.until_status(422).await);
    let operator = pair.operator().await;
    let state = |roster: &bursar::roster::Roster| {
        person(roster, &ana).budget_state(Timestamp::now()).unwrap()
    };
    assert_eq!(state(&operator.look().await), BudgetState::Over);
    let plan = reset(&operator, &ana, ResetScope::Users).await;
    assert_eq!(verbs(&plan), ["set_spend"]);
    key.until_status(200).await;
    assert_eq!(state(&operator.look().await), BudgetState::Ok);
}

pub(crate) async fn a_budget_of_zero_refuses_at_once(pair: &Pair) {
    let ana = pair.user("ana", json!({})).await;
    let key = pair.key(&ana, "k", json!({})).await;
    key.until_status(200).await;
    let operator = pair.operator().await;
    set_budget(&operator, &ana, limit("0")).await;
    let refused = key.until_status(422).await;
    assert_budget_refusal(&refused);
    assert_eq!(pair.row(&ana).await["max_budget"], json!(0.0));
    let wish = BudgetWish { limit: Some(Limit::Unlimited.into()), window: None };
    set_budget(&operator, &ana, wish).await;
    assert_eq!(pair.row(&ana).await["max_budget"], Value::Null);
    key.until_status(200).await;
}

pub(crate) async fn budgets_read_back_as_they_were_set(pair: &Pair) {
    let ana = pair.user("ana", json!({})).await;
    let operator = pair.operator().await;
    let budget = async || {
        let roster = operator.look().await;
        person(&roster, &ana).proxy().unwrap().budget.clone()
    };
    assert_eq!(budget().await.to_string(), "unlimited");
    let window: Window = "30d".parse().unwrap();
    set_budget(&operator, &ana, BudgetWish { window: Some(Some(window)), ..limit("12.50") }).await;
    let set = budget().await;
    assert_eq!(set.to_string(), "$12.50 every 30d");
    let resets_at = set.resets_at.unwrap();
    assert!(resets_at.at() > Timestamp::now());
    // The amount alone leaves the window and the reset where they are.
    set_budget(&operator, &ana, limit("20")).await;
    let set = budget().await;
    assert_eq!((set.to_string().as_str(), set.resets_at), ("$20.00 every 30d", Some(resets_at)));
    let wish = BudgetWish { limit: Some(Limit::Unlimited.into()), window: Some(None) };
    set_budget(&operator, &ana, wish).await;
    let set = budget().await;
    assert_eq!((set.to_string().as_str(), set.resets_at), ("unlimited", None));
}

pub(crate) async fn a_keys_own_spend_is_reset_with_its_owners(pair: &Pair) {
    let ana = pair.user("ana", json!({})).await;
    let key = pair.key(&ana, "k", json!({"max_budget": 1})).await;
    let spent = pair.proxy().post("/key/update", json!({"key": key.hash, "spend": 3})).await;
    assert_eq!(spent.status, 200, "{}", spent.text);
    assert_budget_refusal(&key.until_status(422).await);
    let operator = pair.operator().await;
    let plan = reset(&operator, &ana, ResetScope::UsersAndKeys).await;
    assert_eq!(verbs(&plan), ["set_spend", "set_key_spend"]);
    key.until_status(200).await;
    let left = pair.key_row(&key.hash).await["spend"].as_f64().unwrap();
    assert!(left < 0.01, "{left}");
}

pub(crate) async fn spend_appears_in_the_row_and_exhausts_the_budget(pair: &Pair) {
    let ana = pair.user("ana", json!({"max_budget": 0.000_02})).await;
    let key = pair.key(&ana, "k", json!({})).await;
    key.until_status(200).await;
    // One call costs about 13 millionths: the second begins below the budget and ends above. It may
    // have to wait until what was reserved for the first is given back.
    key.until_status(200).await;
    assert_budget_refusal(&key.until_status(422).await);
    let operator = pair.operator().await;
    let state = until("the spend to be written", WRITTEN, async || {
        let roster = operator.look().await;
        let ana = person(&roster, &ana);
        let is_written = ana.spend().is_some_and(|spend| spend >= Usd::from_micros(20));
        is_written.then(|| ana.budget_state(Timestamp::now()).unwrap())
    })
    .await;
    assert_eq!(state, BudgetState::Over);
}

pub(crate) async fn undoing_a_budget_and_a_reset_restores_both(pair: &Pair) {
    let ana = pair.user("ana", json!({"max_budget": 5, "budget_duration": "7d"})).await;
    pair.update(&ana, json!({"spend": 4.25})).await;
    let operator = pair.operator().await;
    set_budget(&operator, &ana, limit("9")).await;
    assert_eq!(pair.row(&ana).await["max_budget"], json!(9.0));
    operator.carry_out(&operator.undo_plan().await).await;
    let row = pair.row(&ana).await;
    assert_eq!((&row["max_budget"], &row["budget_duration"]), (&json!(5.0), &json!("7d")));
    reset(&operator, &ana, ResetScope::Users).await;
    assert_eq!(pair.row(&ana).await["spend"], json!(0.0));
    operator.carry_out(&operator.undo_plan().await).await;
    assert_eq!(pair.row(&ana).await["spend"], json!(4.25));
}
