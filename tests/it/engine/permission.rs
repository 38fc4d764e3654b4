//! Plans that are not applied at all: edited, another profile's, held, read-only.

use bursar::domain::{GuardPolicy, Purses};
use bursar::engine::{ApplyError, Orders};
use bursar::roster::Sharing;

use super::*;
use crate::operator::person;

/// Applies and expects that nothing was even asked of a server.
async fn refused(house: &House, plan: &Plan, orders: &Orders) -> ApplyError {
    house.forget_requests();
    let error = house.operator.apply_with(plan, orders, |_, _| ()).await.unwrap_err();
    let (proxy, webui) = (house.sandbox.proxy().requests(), house.sandbox.webui().requests());
    assert!(proxy.is_empty() && webui.is_empty(), "{proxy:?} {webui:?}");
    assert!(house.operator.history().records.is_empty());
    error
}

#[tokio::test]
async fn a_plan_that_was_edited_in_its_file_is_refused() {
    let house = House::empty().await;
    house.person("ana");
    let plan = house.budget_plan(&["ana"]).await;
    let file = serde_json::to_string(&plan).unwrap();
    let edited: Plan = serde_json::from_str(&file.replace("\":5.0", "\":500.0")).unwrap();
    assert_ne!(edited, plan);
    let error = refused(&house, &edited, &house.operator.orders()).await;
    assert!(matches!(error, ApplyError::Edited(_)), "{error}");
    // As it was it is applied.
    house.operator.carry_out(&serde_json::from_str(&file).unwrap()).await;
}

#[tokio::test]
async fn a_plan_of_another_profile_is_refused() {
    let house = House::empty().await;
    house.person("ana");
    let roster = house.operator.look().await;
    let mut context = house.operator.context();
    context.profile = "staging".to_owned();
    let plan = make::block(&roster, &indices(&roster, &["ana"]), &context);
    let error = refused(&house, &plan, &house.operator.orders()).await;
    assert!(matches!(error, ApplyError::OtherProfile { .. }), "{error}");
    assert!(error.to_string().contains("staging"), "{error}");
}

#[tokio::test]
async fn a_sweeping_plan_wants_its_number_and_only_that() {
    let house = House::with(Options::default(), |profile| {
        profile.guard = GuardPolicy { percent: 10, at_least: 2 };
    })
    .await;
    for id in ["ana", "bob"] {
        house.person(id);
    }
    let plan = house.budget_plan(&["ana", "bob"]).await;
    let error = refused(&house, &plan, &house.operator.orders()).await;
    assert!(matches!(error, ApplyError::Held(_)), "{error}");
    let typed = |word: &str| Orders { confirmed: Some(word.to_owned()), ..house.operator.orders() };
    for wrong in ["0", "1", "3", "", "two", "campus"] {
        let error = refused(&house, &plan, &typed(wrong)).await;
        assert!(matches!(error, ApplyError::WrongWord { .. }), "{error}");
    }
    let applied = house.operator.apply_with(&plan, &typed("2"), |_, _| ()).await.unwrap();
    assert!(applied.report.is_success());
}

/// The console asks for it in its dialog, the command line with `--confirm`; a plan from a file is
/// held like one made a second ago.
#[tokio::test]
async fn what_blocks_several_or_deletes_a_key_wants_its_word_whoever_applies_it() {
    let house = House::empty().await;
    for id in ["ana", "bob"] {
        house.person(id);
    }
    let block = house.block_plan(&["ana", "bob"]).await;
    let (roster, sharing) = (house.operator.look().await, Purses::default());
    let key = roster.proxy().unwrap().keys.rows.iter().take(1).collect::<Vec<_>>();
    let sharing = Sharing::new(&roster, &sharing);
    let context = house.operator.context();
    let delete = make::keys(&roster, &key, &make::KeyWish::Delete, &sharing, &context);
    let typed = |word: &str| Orders { confirmed: Some(word.to_owned()), ..house.operator.orders() };
    let plans = [(block, "6"), (delete, "campus")];
    for (plan, word) in &plans {
        let file = serde_json::to_string(plan).unwrap();
        let plan: Plan = serde_json::from_str(&file).unwrap();
        let error = refused(&house, &plan, &house.operator.orders()).await;
        assert!(matches!(&error, ApplyError::Held(hold) if hold.word == *word), "{error}");
        assert!(error.to_string().contains(word), "{error}");
        let error = refused(&house, &plan, &typed("1")).await;
        assert!(matches!(error, ApplyError::WrongWord { .. }), "{error}");
    }
    for (plan, word) in &plans {
        let applied = house.operator.apply_with(plan, &typed(word), |_, _| ()).await.unwrap();
        assert!(applied.report.is_success(), "{:?}", applied.report);
    }
}

#[tokio::test]
async fn a_read_only_profile_sends_nothing_but_reads() {
    let house = House::with(Options::default(), |profile| profile.read_only = true).await;
    house.person("ana");
    let plan = house.block_plan(&["ana"]).await;
    assert_eq!(person(&house.operator.look().await, "ana").keys().len(), 1);
    let (proxy, webui) = (house.sandbox.proxy().requests(), house.sandbox.webui().requests());
    assert!(!proxy.is_empty() && !webui.is_empty());
    assert!(proxy.iter().chain(&webui).all(|seen| seen.method == "GET"), "{proxy:?} {webui:?}");
    let error = refused(&house, &plan, &house.operator.orders()).await;
    assert!(matches!(error, ApplyError::ReadOnly(_)), "{error}");
    assert!(!house.operator.journal().exists());
}

#[tokio::test]
async fn a_server_the_profile_lacks_refuses_its_changes_only() {
    let house = House::empty().await;
    house.person("ana");
    let plan = house.block_plan(&["ana"]).await;
    let mut profile = Servers::of(&house.sandbox).profile();
    profile.webui = None;
    let operator = Operator::of(profile).await;
    let applied = operator.apply(&plan).await;
    let outcome = applied.outcome(&plan, "set_role");
    assert_eq!(outcome.kind, OutcomeKind::Refused, "{outcome}");
    assert!(outcome.detail.contains("the profile has no Open WebUI server"), "{outcome}");
    assert!(house.is_deactivated("ana") && house.is_key_blocked("ana"));
}
