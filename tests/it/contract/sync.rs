//! *sync*, done for real.

use bursar::domain::{Authority, Role};
use bursar::plan::{OutcomeKind, make};
use bursar::roster::{Roster, SyncStatus};
use serde_json::json;

use super::Pair;
use super::pair::Member;
use crate::operator::{Operator, person, verbs};

/// The sync of this run's people alone.
fn plan_of(pair: &Pair, operator: &Operator, roster: &Roster) -> bursar::plan::Plan {
    let policy = &operator.session.profile().sync;
    make::sync(roster, &pair.ours(roster), policy, &operator.context())
}

async fn decided_by_the_proxy(pair: &Pair) -> Operator {
    let mut profile = pair.servers.profile();
    profile.sync.authority = Authority::Proxy;
    profile.sync.roles.proxy_admin = Role::Admin;
    Operator::of(profile).await
}

pub(crate) async fn an_account_gets_a_user_with_its_id_and_no_key(pair: &Pair) {
    let (ana, bob) = (pair.account("ana", "user").await, pair.account("bob", "pending").await);
    let operator = pair.operator().await;
    let plan = plan_of(pair, &operator, &operator.look().await);
    assert_eq!(verbs(&plan), ["create_user", "create_user"]);
    operator.carry_out(&plan).await;
    for (member, name) in [(&ana, "ana"), (&bob, "bob")] {
        let row = pair.row(&member.id).await;
        assert_eq!(row["user_email"], json!(member.email));
        assert_eq!(row["user_alias"], json!(pair.id(name)));
    }
    let roster = operator.look().await;
    let joined = person(&roster, &ana.email);
    assert_eq!((joined.sync(), joined.keys().len()), (SyncStatus::InStep, 0));
    assert_eq!(joined.proxy().unwrap().id.raw(), joined.account().unwrap().id.raw());
    assert!(plan_of(pair, &operator, &roster).is_empty());
}

pub(crate) async fn a_drifted_name_and_e_mail_follow_the_account(pair: &Pair) {
    let ana = pair.account("ana", "user").await;
    let operator = pair.operator().await;
    operator.carry_out(&plan_of(pair, &operator, &operator.look().await)).await;
    pair.update(&ana.id, json!({"user_alias": "Somebody", "user_email": pair.email("old")})).await;
    let roster = operator.look().await;
    assert_eq!(person(&roster, &ana.id).sync(), SyncStatus::Drifted);
    let plan = plan_of(pair, &operator, &roster);
    assert_eq!(verbs(&plan), ["update_user"]);
    operator.carry_out(&plan).await;
    let row = pair.row(&ana.id).await;
    assert_eq!(
        (&row["user_email"], &row["user_alias"]),
        (&json!(ana.email), &json!(pair.id("ana")))
    );
    assert!(plan_of(pair, &operator, &operator.look().await).is_empty());
}

pub(crate) async fn users_get_accounts_with_mapped_roles_where_the_proxy_decides(pair: &Pair) {
    for (name, role) in
        [("boss", "proxy_admin"), ("ana", "internal_user"), ("vi", "internal_user_viewer")]
    {
        pair.user(name, json!({"user_role": role, "user_alias": pair.id(name)})).await;
    }
    pair.user("mute", json!({"user_email": null})).await;
    let operator = decided_by_the_proxy(pair).await;
    let roster = operator.look().await;
    let plan = plan_of(pair, &operator, &roster);
    assert_eq!(verbs(&plan), ["create_account"; 3]);
    assert_eq!(plan.skipped.len(), 1, "{:?}", plan.skipped);
    assert!(plan.skipped[0].why.contains("no e-mail"), "{:?}", plan.skipped);
    let applied = operator.carry_out(&plan).await;
    assert_eq!(applied.reveals.len(), 3);
    let roster = operator.look().await;
    for (name, role) in [("boss", Role::Admin), ("ana", Role::User), ("vi", Role::User)] {
        let joined = person(&roster, &pair.email(name));
        let account = joined.account().unwrap();
        assert_eq!((&account.role, account.name.raw()), (&role, pair.id(name).as_str()));
        assert_eq!(joined.sync(), SyncStatus::InStep);
    }
    assert!(plan_of(pair, &operator, &roster).is_empty());
}

pub(crate) async fn a_drifted_account_follows_the_user_where_the_proxy_decides(pair: &Pair) {
    let ana = pair.account("ana", "user").await;
    let more =
        json!({"user_id": ana.id, "user_email": pair.email("new"), "user_alias": "New Name"});
    pair.user("ana", more).await;
    let operator = decided_by_the_proxy(pair).await;
    let plan = plan_of(pair, &operator, &operator.look().await);
    assert_eq!(verbs(&plan), ["update_account"]);
    operator.carry_out(&plan).await;
    let account = pair.webui().get(&format!("/api/v1/users/{}", ana.id)).await;
    assert_eq!(account.at("/email"), json!(pair.email("new")));
    assert_eq!((account.at("/name"), account.at("/role")), (json!("New Name"), json!("user")));
    assert!(plan_of(pair, &operator, &operator.look().await).is_empty());
}

pub(crate) async fn an_address_that_open_webui_lowered_is_given_back(pair: &Pair) {
    let ana = pair.account("ana", "user").await;
    let more =
        json!({"user_id": ana.id, "user_email": pair.email("NEW"), "user_alias": pair.id("ana")});
    pair.user("ana", more).await;
    let operator = decided_by_the_proxy(pair).await;
    let email = async || pair.webui().get(&format!("/api/v1/users/{}", ana.id)).await.at("/email");
    operator.carry_out(&plan_of(pair, &operator, &operator.look().await)).await;
    assert_eq!(email().await, json!(pair.email("NEW").to_lowercase()));
    operator.carry_out(&operator.undo_plan().await).await;
    assert_eq!(email().await, json!(ana.email));
}

pub(crate) async fn undoing_an_update_restores_what_was_there(pair: &Pair) {
    let ana = pair.account("ana", "user").await;
    let more = json!({"user_id": ana.id, "user_alias": "Old Name"});
    pair.user("ana", more).await;
    let operator = pair.operator().await;
    operator.carry_out(&plan_of(pair, &operator, &operator.look().await)).await;
    assert_eq!(pair.row(&ana.id).await["user_alias"], json!(pair.id("ana")));
    operator.carry_out(&operator.undo_plan().await).await;
    assert_eq!(pair.row(&ana.id).await["user_alias"], json!("Old Name"));
}

pub(crate) async fn a_name_that_looks_like_a_secret_is_given_back_to_the_letter(pair: &Pair) {
    let ana = pair.account("ana", "user").await;
    pair.user("ana", json!({"user_id": ana.id})).await;
    let operator = pair.operator().await;
    for name in ["Jan Bearer Polak", "Ana sk-lab", "eyJhbGciOiJIUzI1NiJ9.eyJpZCI6IjEifQ.c2ln"] {
        let named = json!({"user_id": ana.id, "user_alias": name});
        assert_eq!(pair.proxy().post("/user/update", named).await.status, 200);
        operator.carry_out(&plan_of(pair, &operator, &operator.look().await)).await;
        assert_eq!(pair.row(&ana.id).await["user_alias"], json!(pair.id("ana")));
        operator.carry_out(&operator.undo_plan().await).await;
        assert_eq!(pair.row(&ana.id).await["user_alias"], json!(name));
    }
}

/// Gives the account another e-mail, by another hand than bursar's.
async fn rename(pair: &Pair, member: &Member, email: &str) {
    let path = format!("/api/v1/users/{}", member.id);
    let row = pair.webui().get(&path).await;
    let mut body = json!({"role": "user", "profile_image_url": "/user.png", "email": email});
    body["name"] = row.at("/name");
    let answer = pair.webui().post(&format!("{path}/update"), body).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
}

fn ids(plan: &bursar::plan::Plan) -> Vec<&str> {
    plan.changes.iter().map(|change| change.holder.raw()).collect()
}

pub(crate) async fn an_address_that_changes_hands_is_freed_before_it_is_given(pair: &Pair) {
    let (eli, fay) = (pair.account("eli", "user").await, pair.account("fay", "user").await);
    let operator = pair.operator().await;
    let plan_now = async || plan_of(pair, &operator, &operator.look().await);
    operator.carry_out(&plan_now().await).await;
    // Eli gives up the address, Fay takes it, and somebody new hers.
    rename(pair, &eli, &pair.email("eli.old")).await;
    rename(pair, &fay, &eli.email).await;
    let new = pair.account("fay", "user").await;
    let plan = plan_now().await;
    assert_eq!(ids(&plan), [&eli.id, &fay.id, &new.id]);
    assert_eq!(verbs(&plan), ["update_user", "update_user", "create_user"]);
    operator.carry_out(&plan).await;
    for (id, email) in [
        (&eli.id, pair.email("eli.old")),
        (&fay.id, eli.email.clone()),
        (&new.id, fay.email.clone()),
    ] {
        assert_eq!(pair.row(id).await["user_email"], json!(email));
    }
    let settled = plan_now().await;
    assert!(settled.is_empty() && !settled.has_conflicts(), "{:?}", settled.skipped);

    // Eli and Fay swap: neither is free to be given first, and the proxy is left as it is.
    rename(pair, &eli, &pair.email("between")).await;
    rename(pair, &fay, &pair.email("eli.old")).await;
    rename(pair, &eli, &eli.email).await;
    let plan = plan_now().await;
    assert!(plan.is_empty() && plan.skipped.len() == 2, "{plan:?}");
    assert!(plan.skipped.iter().all(|skip| skip.conflict && skip.why.contains("a circle")));
    pair.update(&eli.id, json!({"user_email": pair.email("between")})).await;
    let plan = plan_now().await;
    assert_eq!(ids(&plan), [&fay.id, &eli.id]);
    operator.carry_out(&plan).await;
    let settled = plan_now().await;
    assert!(settled.is_empty() && !settled.has_conflicts(), "{:?}", settled.skipped);
}

pub(crate) async fn an_address_that_somebody_got_meanwhile_is_not_given_twice(pair: &Pair) {
    let ana = pair.account("ana", "user").await;
    let operator = pair.operator().await;
    operator.carry_out(&plan_of(pair, &operator, &operator.look().await)).await;
    rename(pair, &ana, &pair.email("new")).await;
    let plan = plan_of(pair, &operator, &operator.look().await);
    assert_eq!(verbs(&plan), ["update_user"]);
    // The proxy itself takes an address twice.
    let other = pair.user("other", json!({})).await;
    pair.update(&other, json!({"user_email": pair.email("New")})).await;
    let applied = operator.apply(&plan).await;
    let outcome = applied.outcome(&plan, "update_user");
    assert_eq!(outcome.kind, OutcomeKind::Refused, "{outcome}");
    assert!(outcome.detail.contains(&other), "{outcome}");
    assert_eq!(pair.row(&ana.id).await["user_email"], json!(ana.email));
    // Whoever has the address is left out, and Ana with them.
    let plan = plan_of(pair, &operator, &operator.look().await);
    assert!(plan.is_empty() && plan.has_conflicts(), "{plan:?}");
}
