//! Spend that lands after a reset: a batch that was under way.

use std::time::Duration;

use bursar::engine::Orders;
use bursar::plan::OutcomeKind;
use bursar::plan::make::{self, ResetScope};
use bursar::sandbox::{Options, Population, Sandbox};
use serde_json::json;

use crate::operator::{Operator, indices};
use crate::sandbox::Caller;

async fn house(flush: Duration) -> (Sandbox, Operator, Caller) {
    let options =
        Options { population: Population::Empty, spend_flush: flush, ..Options::default() };
    let sandbox = Sandbox::start(options).await.unwrap();
    let proxy = Caller::new(sandbox.proxy_url(), Some(sandbox.master_key()));
    let user = json!({"user_id": "ana", "user_email": "ana@example.edu", "auto_create_key": false});
    assert_eq!(proxy.post("/user/new", user).await.status, 200);
    let key = proxy.post("/key/generate", json!({"user_id": "ana"})).await;
    let caller = proxy.with(key.at("/key").as_str().unwrap());
    let chat = json!({"model": "gpt-4o-mini", "messages": [{"role": "user", "content": "hey"}]});
    assert_eq!(caller.post("/v1/chat/completions", chat).await.status, 200);
    let operator = Operator::at(&sandbox).await;
    (sandbox, operator, proxy)
}

async fn reset(operator: &Operator, watch: Option<Duration>) -> String {
    let roster = operator.look().await;
    let people = indices(&roster, &["ana"]);
    let plan = make::reset(&roster, &people, ResetScope::Users, &operator.context());
    let orders = Orders { watch, ..operator.orders() };
    let applied = operator.apply_with(&plan, &orders, |_, _| ()).await.unwrap();
    let outcome = applied.outcome(&plan, "set_spend");
    assert_eq!(outcome.kind, OutcomeKind::Done, "{outcome}");
    outcome.detail.clone()
}

#[tokio::test]
async fn a_batch_that_lands_after_a_reset_is_seen_and_said() {
    let (_sandbox, operator, proxy) = house(Duration::from_secs(2)).await;
    let detail = reset(&operator, Some(Duration::from_secs(30))).await;
    assert!(
        detail.starts_with("read back $0.00, in force on every worker within 60 s"),
        "{detail}"
    );
    assert!(detail.contains("s after the reset: a batch that was under way"), "{detail}");
    let row = proxy.get("/spend/users?user_id=ana").await;
    assert!(row.at("/0/spend").as_f64().unwrap() > 0.0, "{}", row.text);
}

#[tokio::test]
async fn where_nothing_lands_the_watch_says_so() {
    let (_sandbox, operator, _) = house(Duration::ZERO).await;
    let detail = reset(&operator, Some(Duration::from_secs(1))).await;
    assert!(detail.ends_with("watched for 1 s, nothing landed"), "{detail}");
}

#[tokio::test]
async fn without_a_watch_a_reset_does_not_wait_where_no_call_is_seen_to_come() {
    let (_sandbox, operator, _) = house(Duration::ZERO).await;
    let detail = reset(&operator, None).await;
    assert!(detail.ends_with("calls of the last seconds may still be added"), "{detail}");
}
