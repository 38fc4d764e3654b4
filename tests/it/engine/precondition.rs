//! What changed since the plan was reviewed is not overwritten.

use bursar::domain::Purses;
use bursar::plan::OutcomeKind::{AlreadyTrue, Done, Refused};
use bursar::roster::Sharing;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use super::*;

#[tokio::test]
async fn a_budget_another_hand_changed_is_left_alone() {
    let house = House::empty().await;
    house.person("ana");
    let plan = house.budget_plan(&["ana"]).await;
    house.sandbox.proxy().set_budget("ana", Some(9.0));
    house.forget_requests();
    let applied = house.operator.apply(&plan).await;
    assert_eq!(kinds(&applied), [Refused], "{:?}", applied.report);
    let detail = &applied.outcome(&plan, "set_budget").detail;
    assert!(detail.contains("$9.00") && detail.contains("make a new plan"), "{detail}");
    assert_eq!(house.take_writes(), Vec::<String>::new());
    assert_eq!(house.budget_of("ana"), Some(9.0));
}

#[tokio::test]
async fn a_key_is_extended_to_the_moment_that_was_reviewed_whatever_the_clocks_say() {
    for minutes in [-90, -2, 2, 90] {
        let now = Timestamp::now() + SignedDuration::from_mins(minutes);
        let house = House::with(Options { now, ..Options::default() }, |_| ()).await;
        house.person("ana");
        let roster = house.operator.look().await;
        let until = Timestamp::now() + SignedDuration::from_hours(48);
        let keys: Vec<_> = roster.proxy().unwrap().keys.rows.iter().collect();
        let wish = make::KeyWish::Extend(Some(until));
        let sharing = Sharing::new(&roster, &Purses::default());
        let plan = make::keys(&roster, &keys, &wish, &sharing, &house.operator.context());
        let applied = house.operator.apply(&plan).await;
        assert_eq!(kinds(&applied), [Done], "{minutes} min: {:?}", applied.report);
        let expires = house.sandbox.proxy().keys_of("ana")[0].expires.unwrap();
        assert!(expires.duration_since(until).abs() < SignedDuration::from_secs(30), "{expires}");
    }
}

#[tokio::test]
async fn what_another_hand_did_already_is_not_done_again() {
    let house = House::empty().await;
    house.person("ana");
    let plan = house.budget_plan(&["ana"]).await;
    house.sandbox.proxy().set_budget("ana", Some(5.0));
    house.forget_requests();
    assert_eq!(kinds(&house.operator.apply(&plan).await), [AlreadyTrue]);
    assert_eq!(house.take_writes(), Vec::<String>::new());
}

#[tokio::test]
async fn who_was_deleted_is_not_created_by_an_update() {
    let house = House::empty().await;
    house.person("ana");
    let plans = [
        house.budget_plan(&["ana"]).await,
        house.reset_plan(&["ana"]).await,
        house.block_plan(&["ana"]).await,
    ];
    house.sandbox.proxy().remove_user("ana");
    house.sandbox.webui().remove_account("ana");
    house.forget_requests();
    for plan in &plans {
        let applied = house.operator.apply(plan).await;
        assert!(kinds(&applied).iter().all(|kind| *kind == Refused), "{:?}", applied.report);
    }
    assert_eq!(house.take_writes(), Vec::<String>::new());
    assert!(house.sandbox.proxy().user("ana").is_none());
}

#[tokio::test]
async fn a_role_and_names_another_hand_changed_are_left_alone() {
    let house = House::empty().await;
    house.sandbox.webui().add_account("ana", "ana@campus.example.edu", "Ana", "user");
    house.person("bob");
    house.sandbox.webui().with(|state| {
        state.accounts.get_mut("bob").unwrap().name = "Robert".to_owned();
    });
    let (block, sync) = (house.block_plan(&["ana"]).await, house.sync_plan().await);
    house.sandbox.webui().set_role("ana", "admin");
    house.sandbox.proxy().with(|state| {
        state.users.get_mut("bob").unwrap().user_alias = Some("Bobby".to_owned());
    });
    house.sandbox.proxy().add_user("ana", Some("other@campus.example.edu"));
    house.forget_requests();
    assert_eq!(kinds(&house.operator.apply(&block).await), [Refused]);
    let applied = house.operator.apply(&sync).await;
    let of = |who: &str| {
        let change = sync.changes.iter().find(|change| change.holder.raw() == who).unwrap();
        applied.report.outcome(change.id).unwrap().clone()
    };
    assert_eq!(of("ana").kind, Refused, "{}", of("ana"));
    assert!(of("ana").detail.contains("exists since the plan was made"), "{}", of("ana"));
    assert_eq!(of("bob").kind, Refused, "{}", of("bob"));
    assert!(of("bob").detail.contains("Bobby"), "{}", of("bob"));
    // Only the first admin, whom nobody touched, was given a user.
    assert_eq!(house.take_writes(), ["POST /management/v1/users/bulk"]);
}

#[tokio::test]
async fn a_key_another_hand_blocked_meanwhile_is_not_remembered_as_ours() {
    let house = House::empty().await;
    house.person("ana");
    let plan = house.block_plan(&["ana"]).await;
    let token = house.sandbox.proxy().keys_of("ana")[0].token.clone();
    house.sandbox.proxy().with(|state| state.keys.get_mut(&token).unwrap().blocked = Some(true));
    let applied = house.operator.apply(&plan).await;
    assert_eq!(kinds(&applied), [Done, AlreadyTrue, Done], "{:?}", applied.report);
    house.operator.carry_out(&house.unblock_plan(&["ana"]).await).await;
    assert!(house.is_key_blocked("ana") && !house.is_deactivated("ana"));
}

#[tokio::test]
async fn a_second_operators_block_is_not_written_over() {
    let house = House::empty().await;
    house.person("ana");
    let plan = house.block_plan(&["ana"]).await;
    house.operator.carry_out(&house.block_plan(&["ana"]).await).await;
    let before = house.sandbox.proxy().user("ana").unwrap().metadata;
    // By then a key was made that the reviewed plan does not know.
    house.sandbox.proxy().add_key("ana", "late");
    house.operator.carry_out(&house.block_plan(&["ana"]).await).await;
    house.forget_requests();
    let applied = house.operator.apply(&plan).await;
    assert_eq!(kinds(&applied)[0], Refused, "{:?}", applied.report);
    let after = house.sandbox.proxy().user("ana").unwrap().metadata;
    assert_eq!(after["bursar"]["blocked"]["at"], before["bursar"]["blocked"]["at"]);
    assert_eq!(after["bursar"]["blocked"]["keys"].as_array().unwrap().len(), 2);
    assert_eq!(after["scim_active"], json!(false));
    assert_eq!(house.take_writes(), Vec::<String>::new());
}
