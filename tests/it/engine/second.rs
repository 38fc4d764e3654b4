//! A second operator, on another host, changes the same people at the same time.

use bursar::engine::ApplyEvent;
use bursar::plan::OutcomeKind::{Done, Failed};
use tokio_util::sync::CancellationToken;

use super::*;

/// Applies the plan; as soon as a change of that verb has ended, `other` does something.
async fn beside(house: &House, plan: &Plan, verb: &str, other: impl Fn() + Send + Sync) -> Applied {
    let orders = house.operator.orders();
    let on_event = |event: &ApplyEvent, _: &CancellationToken| {
        let ApplyEvent::Finished { change, .. } = event else { return };
        if plan.change(*change).unwrap().op.verb() == verb {
            other();
        }
    };
    house.operator.apply_with(plan, &orders, on_event).await.unwrap()
}

#[tokio::test]
async fn a_key_that_is_blocked_while_the_record_is_taken_away_is_named() {
    let house = House::empty().await;
    let key = house.person("ana");
    let token = house.sandbox.proxy().key(&key).unwrap().token;
    // The look before the record goes sees what it saw when the block was made: no blocked key.
    let listing = Fault::on(Server::Proxy, Trouble::Stale).method("GET").path("/key/list");
    house.fail(listing.query("user_id=ana").times(2));
    house.operator.carry_out(&house.block_plan(&["ana"]).await).await;
    let plan = house.unblock_plan(&["ana"]).await;
    let block = || {
        let blocked = Some(true);
        house.sandbox.proxy().with(|state| state.keys.get_mut(&token).unwrap().blocked = blocked);
    };
    let applied = beside(&house, &plan, "unblock_key", block).await;
    let outcome = applied.outcome(&plan, "reactivate_user");
    assert_eq!(outcome.kind, Failed, "{outcome}");
    assert!(outcome.detail.contains("another operator blocked the key ana-key"), "{outcome}");
    assert!(outcome.detail.contains(&format!("bursar key unblock {token}")), "{outcome}");
}

#[tokio::test]
async fn a_block_whose_record_another_hand_took_away_is_no_success_and_names_the_keys() {
    let house = House::empty().await;
    let token = house.sandbox.proxy().key(&house.person("ana")).unwrap().token;
    let plan = house.block_plan(&["ana"]).await;
    let forget = || {
        house.sandbox.proxy().with(|state| state.users.get_mut("ana").unwrap().metadata.clear());
    };
    let applied = beside(&house, &plan, "set_role", forget).await;
    assert_eq!(kinds(&applied), [Done; 3], "{:?}", applied.report);
    assert!(!applied.report.is_success());
    let said = applied.report.trouble().unwrap();
    assert!(said.contains("ana") && said.contains("another hand unblocked them"), "{said}");
    assert!(said.contains(&format!("`bursar key unblock {token}`")), "{said}");
    house.operator.apply(&house.operator.undo_plan().await).await;
    assert_eq!(house.role_of("ana"), "user");
}

#[tokio::test]
async fn a_budget_that_another_hand_wrote_over_is_told() {
    let house = House::empty().await;
    house.person("ana");
    let plan = house.budget_plan(&["ana"]).await;
    let set = || {
        let seven = Some(7.0);
        house.sandbox.proxy().with(|state| state.users.get_mut("ana").unwrap().max_budget = seven);
    };
    let applied = beside(&house, &plan, "set_budget", set).await;
    assert_eq!(applied.report.meanwhile.len(), 1, "{:?}", applied.report);
    let said = &applied.report.meanwhile[0];
    assert!(said.contains("ana@campus.example.edu") && said.contains("$7.00"), "{said}");
    assert!(!applied.report.is_success());
}

#[tokio::test]
async fn who_is_alone_is_told_of_nobody() {
    let house = House::empty().await;
    house.person("ana");
    let plans = [house.budget_plan(&["ana"]).await, house.block_plan(&["ana"]).await];
    for plan in &plans {
        assert_eq!(house.operator.carry_out(plan).await.report.trouble(), None);
    }
    let unblock = house.unblock_plan(&["ana"]).await;
    assert_eq!(house.operator.carry_out(&unblock).await.report.trouble(), None);
}
