//! Customers, LiteLLM's *end users*.

use serde_json::json;

use super::Pair;
use super::pair::{CHAT, chat};
use crate::operator::{person, until};
use crate::sandbox::Caller;

pub(crate) async fn customers_come_by_themselves_and_are_found_with_their_person(pair: &Pair) {
    let ana = pair.user("ana", json!({})).await;
    let key = pair.key(&ana, "k", json!({})).await;
    key.until_status(200).await;
    let mut body = chat();
    body["user"] = json!(pair.email("ana"));
    assert_eq!(key.caller.post(CHAT, body).await.status, 200);
    let operator = pair.operator().await;
    let id = until("the customer", super::pair::WRITTEN, async || {
        let roster = operator.look().await;
        assert!(roster.is_complete(), "{:?}", roster.problems().collect::<Vec<_>>());
        person(&roster, &ana).customer().map(|customer| customer.id.raw().to_owned())
    })
    .await;
    assert_eq!(id, pair.email("ana"));
}

pub(crate) async fn blocking_a_customer_answers_500_and_is_stored(pair: &Pair) {
    pair.check(
        &pair.proxy(),
        r#"
        POST /customer/new {"user_id": "RUN-c", "max_budget": 1} -> 200
            | /litellm_budget_table/max_budget = 1.0
        POST /customer/new {"user_id": "RUN-c"} -> 400
        POST /customer/block {"user_ids": ["RUN-c"]} -> 500
        "#,
    )
    .await;
    // The real proxy resets the connection on which it failed.
    let connected_anew = Caller::new(pair.servers.proxy_url.clone(), Some(&pair.servers.proxy_key));
    pair.check(
        &connected_anew,
        r#"
        GET /customer/info?end_user_id=RUN-c -> 200 | /blocked = true
        POST /customer/update {"user_id": "RUN-c", "blocked": false} -> 200 | /blocked = false
        GET /customer/info?end_user_id=RUN-no -> 404
        "#,
    )
    .await;
}
