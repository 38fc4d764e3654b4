//! Older proxies lack what newer ones have, and bursar does without it.

use bursar::plan::OutcomeKind::Done;

use super::*;
use crate::operator::{person, verbs};

async fn proxy_of(version: &str) -> House {
    let options = Options { proxy_version: version.to_owned(), ..Options::default() };
    House::with(options, |_| ()).await
}

#[tokio::test]
async fn without_the_bulk_endpoint_users_are_created_one_by_one() {
    let house = proxy_of("1.105.0").await;
    for id in ["ana", "bob", "cho"] {
        let email = format!("{id}@campus.example.edu");
        house.sandbox.webui().add_account(id, &email, id, "user");
    }
    let plan = house.sync_plan().await;
    house.forget_requests();
    let applied = house.operator.carry_out(&plan).await;
    assert_eq!(kinds(&applied), [Done; 4]);
    assert_eq!(house.take_writes(), ["POST /user/new"; 4]);
    assert!(house.sync_plan().await.is_empty());
}

#[tokio::test]
async fn a_proxy_that_knows_no_deactivation_blocks_by_keys() {
    let house = proxy_of("1.83.0").await;
    house.person("ana");
    let plan = house.block_plan(&["ana"]).await;
    assert_eq!(verbs(&plan), ["deactivate_user", "block_key", "set_role"]);
    house.operator.carry_out(&plan).await;
    let user = house.sandbox.proxy().user("ana").unwrap();
    assert!(user.is_active() && user.metadata.contains_key("bursar"));
    assert!(house.is_key_blocked("ana"));
    assert!(person(&house.operator.look().await, "ana").is_blocked());
    assert!(house.block_plan(&["ana"]).await.is_empty());
    house.operator.carry_out(&house.unblock_plan(&["ana"]).await).await;
    assert!(!house.is_key_blocked("ana"));
    assert!(!person(&house.operator.look().await, "ana").is_blocked());
}

#[tokio::test]
async fn where_metadata_is_not_shown_whole_it_is_not_written_back() {
    let house = House::empty().await;
    house.person("ana");
    house.sandbox.proxy().with(|state| {
        state.serves_spend_users = false;
        let user = state.users.get_mut("ana").unwrap();
        user.metadata.insert("scim_roles".to_owned(), serde_json::json!(["x"]));
    });
    let plan = house.block_plan(&["ana"]).await;
    house.forget_requests();
    let applied = house.operator.apply(&plan).await;
    let outcome = applied.outcome(&plan, "deactivate_user");
    assert_eq!(outcome.kind, OutcomeKind::Refused, "{outcome}");
    assert!(outcome.detail.contains("would destroy what it hides"), "{outcome}");
    assert_eq!(house.take_writes(), Vec::<String>::new());
    // Budgets need no metadata.
    house.operator.carry_out(&house.budget_plan(&["ana"]).await).await;
}
