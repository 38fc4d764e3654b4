//! Whatever stood there before and whatever goes wrong once, a block that is tried again and then
//! undone leaves everything as it was.

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Map, Value, json};

use super::*;

/// A person before they are blocked.
#[derive(Clone, Debug)]
struct Before {
    metadata: Map<String, Value>,
    /// Which keys another hand has blocked.
    keys: Vec<bool>,
    role: Option<&'static str>,
    /// What goes wrong with which write of the block.
    trouble: Option<(Server, Trouble, usize)>,
    /// The same for the unblocking.
    trouble_after: Option<(Server, Trouble, usize)>,
}

fn metadata() -> impl Strategy<Value = Map<String, Value>> {
    let entry = prop_oneof![
        Just(("note".to_owned(), json!({"a": [1, null]}))),
        Just(("scim_active".to_owned(), json!(true))),
        Just(("scim_active".to_owned(), json!(false))),
        Just(("scim_roles".to_owned(), json!(["x"]))),
        Just(("bursar".to_owned(), json!({"account": "ana"}))),
        Just(("bursar".to_owned(), json!({"later": 1}))),
    ];
    prop::collection::vec(entry, 0..4).prop_map(|entries| entries.into_iter().collect())
}

fn trouble() -> impl Strategy<Value = Option<(Server, Trouble, usize)>> {
    let server = prop::sample::select(vec![Server::Proxy, Server::Webui]);
    let troubles = vec![
        Trouble::ServerError,
        Trouble::ResetBefore,
        Trouble::ResetAfter,
        Trouble::TruncatedBody,
        Trouble::MalformedJson,
        Trouble::Html,
    ];
    prop::option::of((server, prop::sample::select(troubles), 0..4_usize))
}

fn befores() -> impl Strategy<Value = Before> {
    let keys = prop::collection::vec(any::<bool>(), 0..4);
    let role = prop::option::of(prop::sample::select(vec!["user", "admin", "pending", "king"]));
    (metadata(), keys, role, trouble(), trouble()).prop_map(
        |(metadata, keys, role, trouble, trouble_after)| Before {
            metadata,
            keys,
            role,
            trouble,
            trouble_after,
        },
    )
}

async fn house_of(before: &Before) -> House {
    let house = House::empty().await;
    house.sandbox.proxy().add_user("ana", Some("ana@campus.example.edu"));
    house.sandbox.proxy().with(|state| {
        state.users.get_mut("ana").unwrap().metadata.clone_from(&before.metadata);
    });
    for (number, is_blocked) in before.keys.iter().enumerate() {
        house.sandbox.proxy().add_key("ana", &format!("k{number}"));
        house.sandbox.proxy().with(|state| {
            let mut keys = state.keys.values_mut();
            let key = keys.find(|key| key.key_alias == Some(format!("k{number}"))).unwrap();
            key.blocked = is_blocked.then_some(true);
        });
    }
    if let Some(role) = before.role {
        house.sandbox.webui().add_account("ana", "ana@campus.example.edu", "ana", role);
    }
    house
}

fn arm(house: &House, trouble: Option<&(Server, Trouble, usize)>) {
    if let Some((server, trouble, after)) = trouble {
        house.fail(writes_to(*server, trouble.clone()).after(*after).once());
    }
}

/// Keys in the order of their aliases: whether they are blocked.
fn blocked_keys(house: &House) -> Vec<bool> {
    let mut keys = house.sandbox.proxy().keys_of("ana");
    keys.sort_by_key(|key| key.key_alias.clone());
    keys.iter().map(|key| key.blocked == Some(true)).collect()
}

async fn comes_back(before: &Before) -> Result<(), TestCaseError> {
    let house = house_of(before).await;
    arm(&house, before.trouble.as_ref());
    house.operator.apply(&house.block_plan(&["ana"]).await).await;
    house.sandbox.faults().clear();
    let second = house.block_plan(&["ana"]).await;
    let applied = house.operator.apply(&second).await;
    prop_assert!(applied.report.is_success(), "{before:#?}\n{:#?}", applied.report);
    prop_assert!(house.is_deactivated("ana"), "{before:#?}");
    prop_assert!(blocked_keys(&house).iter().all(|blocked| *blocked), "{before:#?}");
    let may_chat =
        before.role.is_some() && matches!(house.role_of("ana").as_str(), "user" | "admin");
    prop_assert!(!may_chat, "{before:#?}");

    arm(&house, before.trouble_after.as_ref());
    house.operator.apply(&house.unblock_plan(&["ana"]).await).await;
    house.sandbox.faults().clear();
    // Where the first try went through, there is nothing left that bursar blocked.
    let is_ours = house.sandbox.proxy().user("ana").unwrap().metadata.get("bursar").cloned();
    if is_ours.is_some_and(|ours| ours.get("blocked").is_some()) {
        let applied = house.operator.apply(&house.unblock_plan(&["ana"]).await).await;
        prop_assert!(applied.report.is_success(), "{before:#?}\n{:#?}", applied.report);
    }
    let mut expected = before.metadata.clone();
    if expected.is_empty() {
        // The proxy ignores an empty object; this means the same.
        expected.insert("scim_active".to_owned(), json!(true));
    }
    let metadata = house.sandbox.proxy().user("ana").unwrap().metadata;
    prop_assert_eq!(metadata, expected, "{:#?}", before);
    prop_assert_eq!(blocked_keys(&house), before.keys.clone(), "{:#?}", before);
    if let Some(role) = before.role {
        prop_assert_eq!(house.role_of("ana"), role, "{:#?}", before);
    }
    Ok(())
}

#[test]
fn a_block_that_is_undone_leaves_everything_as_it_was() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let config = Config { cases: 48, failure_persistence: None, ..Config::default() };
    TestRunner::new(config)
        .run(&befores(), |before| runtime.block_on(comes_back(&before)))
        .unwrap_or_else(|failure| panic!("{failure}"));
}
