//! *block* and *unblock*, done for real and felt by the person.

use bursar::domain::Role;
use bursar::plan::make::RememberedRoles;
use bursar::plan::{OutcomeKind, make};
use serde_json::{Value, json};

use super::Pair;
use super::pair::{Member, Minted};
use crate::operator::{Operator, indices, person, verbs};

/// A person with a user and an account of one id.
async fn both(pair: &Pair, metadata: Value) -> Member {
    let member = pair.account("ana", "user").await;
    let more = json!({"user_id": member.id, "user_alias": pair.id("ana"), "metadata": metadata});
    pair.user("ana", more).await;
    member
}

async fn block(operator: &Operator, who: &str) -> bursar::plan::Plan {
    let roster = operator.look().await;
    let plan = make::block(&roster, &indices(&roster, &[who]), &operator.context());
    operator.carry_out(&plan).await;
    plan
}

async fn unblock(operator: &Operator, who: &str) -> bursar::plan::Plan {
    let roster = operator.look().await;
    let roles = operator.history().remembered_roles();
    let plan = make::unblock(&roster, &indices(&roster, &[who]), &roles, &operator.context());
    operator.carry_out(&plan).await;
    plan
}

async fn key_blocked(pair: &Pair, key: &Minted) -> Value {
    pair.key_row(&key.hash).await["blocked"].clone()
}

pub(crate) async fn a_blocked_person_is_refused_on_both_servers_and_works_again_after(pair: &Pair) {
    let ana = both(pair, json!({})).await;
    let keys =
        [pair.key(&ana.id, "one", json!({})).await, pair.key(&ana.id, "two", json!({})).await];
    for key in &keys {
        key.until_status(200).await;
    }
    let signed_in = pair.sign_in(&ana.email).await;
    let session = pair.webui().with(signed_in.at("/token").as_str().unwrap());
    assert_eq!(session.get("/api/models").await.status, 200);

    let operator = pair.operator().await;
    let plan = block(&operator, &ana.email).await;
    assert_eq!(verbs(&plan), ["deactivate_user", "block_key", "block_key", "set_role"]);
    for key in &keys {
        let refused = key.until_status(401).await;
        assert_eq!(refused.at("/error/type"), json!("auth_error"), "{}", refused.text);
    }
    let refused = session.get("/api/models").await;
    assert_eq!(refused.status, 401);
    assert!(refused.text.contains("You do not have permission"), "{}", refused.text);
    let roster = operator.look().await;
    assert!(person(&roster, &ana.email).is_blocked());
    // A key that is made in spite of the block does not work either.
    let late = pair.key(&ana.id, "late", json!({})).await;
    let refused = late.until_status(401).await;
    assert!(refused.text.contains("deactivated via SCIM"), "{}", refused.text);

    let plan = unblock(&operator, &ana.email).await;
    assert_eq!(verbs(&plan), ["unblock_key", "unblock_key", "set_role", "reactivate_user"]);
    for key in keys.iter().chain([&late]) {
        key.until_status(200).await;
    }
    assert_eq!(session.get("/api/models").await.status, 200);
    assert!(!person(&operator.look().await, &ana.email).is_blocked());
}

pub(crate) async fn a_key_blocked_by_another_hand_stays_blocked(pair: &Pair) {
    let ana = both(pair, json!({})).await;
    let ours = pair.key(&ana.id, "ours", json!({})).await;
    let theirs = pair.key(&ana.id, "theirs", json!({})).await;
    let blocked = pair.proxy().post("/key/block", json!({"key": theirs.hash})).await;
    assert_eq!(blocked.at("/blocked"), json!(true), "{}", blocked.text);
    let operator = pair.operator().await;
    block(&operator, &ana.email).await;
    assert_eq!(key_blocked(pair, &ours).await, json!(true));
    unblock(&operator, &ana.email).await;
    assert_eq!(key_blocked(pair, &ours).await, json!(false));
    assert_eq!(key_blocked(pair, &theirs).await, json!(true));
    ours.until_status(200).await;
    assert!(theirs.until_status(401).await.text.contains("Key is blocked"));
}

pub(crate) async fn what_others_keep_in_the_metadata_survives_to_the_byte(pair: &Pair) {
    let metadata = json!({
        "scim_roles": ["x"], "scim_enterprise": {"department": "Ä"}, "note": "\u{1f} \"'",
        "number": 1.5, "big": 9_007_199_254_740_991_i64, "none": null, "list": [1, [2, {}]],
        "bursar": {"future": true},
    });
    let ana = both(pair, metadata.clone()).await;
    let before = pair.row(&ana.id).await["metadata"].to_string();
    assert_eq!(serde_json::from_str::<Value>(&before).unwrap(), metadata);
    let operator = pair.operator().await;
    block(&operator, &ana.email).await;
    assert_eq!(pair.row(&ana.id).await["metadata"]["scim_active"], json!(false));
    unblock(&operator, &ana.email).await;
    assert_eq!(pair.row(&ana.id).await["metadata"].to_string(), before);
}

pub(crate) async fn a_user_another_hand_deactivated_is_not_reactivated(pair: &Pair) {
    let ana = both(pair, json!({"scim_active": false})).await;
    let operator = pair.operator().await;
    let roster = operator.look().await;
    let people = indices(&roster, &[&ana.email]);
    let plan = make::unblock(&roster, &people, &RememberedRoles::default(), &operator.context());
    assert!(plan.is_empty() && plan.refusals().count() == 1, "{plan:?}");
    // And a block of ours in between changes nothing about it.
    block(&operator, &ana.email).await;
    unblock(&operator, &ana.email).await;
    assert_eq!(pair.row(&ana.id).await["metadata"], json!({"scim_active": false}));
}

pub(crate) async fn undoing_a_block_lets_the_person_work_again(pair: &Pair) {
    let ana = both(pair, json!({"note": 1})).await;
    let key = pair.key(&ana.id, "one", json!({})).await;
    let operator = pair.operator().await;
    block(&operator, &ana.email).await;
    let undo = operator.undo_plan().await;
    assert_eq!(verbs(&undo), ["set_role", "unblock_key", "reactivate_user"]);
    operator.carry_out(&undo).await;
    key.until_status(200).await;
    assert_eq!(pair.row(&ana.id).await["metadata"], json!({"note": 1}));
    assert_eq!(ana.session.get("/api/models").await.status, 200);
}

pub(crate) async fn an_account_alone_is_blocked_by_its_role(pair: &Pair) {
    let ana = pair.account("ana", "user").await;
    let operator = pair.operator().await;
    let plan = block(&operator, &ana.email).await;
    assert_eq!(verbs(&plan), ["set_role"]);
    assert_eq!(ana.session.get("/api/models").await.status, 401);
    // Still pending, and nothing to do a second time.
    let applied = operator.apply_again(&plan).await;
    assert_eq!(applied.kind(&plan, "set_role"), OutcomeKind::AlreadyTrue);
    let roster = operator.look().await;
    assert_eq!(person(&roster, &ana.email).account().unwrap().role, Role::Pending);
    unblock(&operator, &ana.email).await;
    assert_eq!(ana.session.get("/api/models").await.status, 200);
}

pub(crate) async fn several_people_are_blocked_and_let_in_again_with_no_other_hand_seen(
    pair: &Pair,
) {
    let who = [pair.user("ana", json!({})).await, pair.user("bob", json!({})).await];
    for id in &who {
        pair.key(id, id.as_str(), json!({})).await;
    }
    let who: Vec<&str> = who.iter().map(String::as_str).collect();
    let operator = pair.operator().await;
    let roster = operator.look().await;
    let plan = make::block(&roster, &indices(&roster, &who), &operator.context());
    assert_eq!(operator.carry_out(&plan).await.report.trouble(), None);
    let roster = operator.look().await;
    let roles = operator.history().remembered_roles();
    let plan = make::unblock(&roster, &indices(&roster, &who), &roles, &operator.context());
    assert_eq!(operator.carry_out(&plan).await.report.trouble(), None);
}
