//! Chat calls and what stops them: keys, users, teams, customers, and what they have spent.

use super::{
    proxy::{CHAT, chat, key_of},
    *,
};

#[tokio::test]
async fn a_chat_call_meets_the_checks_in_the_proxys_order() {
    let sandbox = empty().await;
    let proxy = proxy_of(&sandbox);
    sandbox.proxy().add_user("ana", None);
    let body = json!({"user_id": "ana", "key_alias": "k", "models": ["gpt-4o"], "max_budget": 0});
    let (ana, token) = key_of(&proxy, body).await;
    let refusal = || async {
        let answer = ana.post(CHAT, chat()).await;
        (answer.status, answer.at("/error/type").as_str().unwrap_or("none").to_owned(), answer.text)
    };
    // Everything is wrong at once; each remedy uncovers the next check.
    sandbox.proxy().with(|state| {
        let key = state.keys.get_mut(&token).unwrap();
        key.blocked = Some(true);
        key.expires = Some(noon() - jiff::SignedDuration::from_hours(1));
        let user = state.users.get_mut("ana").unwrap();
        user.metadata.insert("scim_active".to_owned(), json!(false));
        user.models = vec!["gpt-4o".to_owned()];
        user.max_budget = Some(0.0);
    });
    let (status, kind, text) = refusal().await;
    assert!(status == 401 && kind == "auth_error" && text.contains("Key is blocked."), "{text}");
    sandbox.proxy().with(|state| state.keys.get_mut(&token).unwrap().blocked = Some(false));
    let (status, kind, _) = refusal().await;
    assert_eq!((status, kind.as_str()), (403, "key_model_access_denied"));
    sandbox.proxy().with(|state| state.keys.get_mut(&token).unwrap().models.clear());
    let (status, _, text) = refusal().await;
    assert!(status == 401 && text.contains("has been deactivated via SCIM"), "{text}");
    sandbox.proxy().with(|state| state.users.get_mut("ana").unwrap().metadata.clear());
    let (status, kind, _) = refusal().await;
    assert_eq!((status, kind.as_str()), (401, "expired_key"));
    sandbox.proxy().with(|state| state.keys.get_mut(&token).unwrap().expires = None);
    let (status, kind, text) = refusal().await;
    assert_eq!((status, kind.as_str()), (422, "budget_exceeded"));
    assert!(text.contains("Budget has been exceeded! Key=k (sk-..."), "{text}");
    sandbox.proxy().with(|state| state.keys.get_mut(&token).unwrap().max_budget = None);
    let (status, kind, _) = refusal().await;
    assert_eq!((status, kind.as_str()), (403, "user_model_access_denied"));
    sandbox.proxy().with(|state| state.users.get_mut("ana").unwrap().models.clear());
    let (status, _, text) = refusal().await;
    assert_eq!(status, 422);
    assert!(text.contains("ExceededBudget: User=ana over budget. Spend=0.0, Budget=0.0"), "{text}");
    sandbox.proxy().set_budget("ana", Some(1e-5));
    assert_eq!(refusal().await.0, 200);
    let (status, _, text) = refusal().await;
    assert!(status == 422 && text.contains("Spend=1.35e-05, Budget=1e-05"), "{text}");
}

#[tokio::test]
async fn a_team_key_is_judged_by_its_team() {
    let sandbox = empty().await;
    let proxy = proxy_of(&sandbox);
    sandbox.proxy().add_user("ana", None);
    sandbox.proxy().set_budget("ana", Some(0.0));
    check(
        &proxy,
        r#"
        POST /team/new {"team_id": "lab", "team_alias": "lab", "max_budget": 0} -> 200
            | /members_with_roles/0/user_id = "default_user_id"
        POST /team/new {"team_id": "lab"} -> 400
        POST /team/member_add {"team_id": "lab", "member": {"role": "user", "user_id": "ana"}}
            -> 200 | /updated_users/0/user_id = "ana"
        POST /team/member_add {"team_id": "lab", "member": {"role": "user", "user_id": "ana"}}
            -> 400 | /error/type = "team_member_already_in_team"
        POST /team/member_add {"team_id": "no", "member": {"role": "user", "user_id": "ana"}} -> 404
        GET /team/info?team_id=lab -> 200 | /team_info/members_with_roles/1/user_id = "ana"
            | /team_memberships/0/budget_source = "none"
        GET /team/info?team_id=no -> 404 | /error/type = "auth_error"
        GET /v2/team/list?sort_by=nonsense -> 200 | /total = 1
        GET /user/list?team=lab -> 200 | /total = 1
        "#,
    )
    .await;
    let (ana, _) = key_of(&proxy, json!({"user_id": "ana", "team_id": "lab"})).await;
    // The user's own budget of 0 does not count; the team's budget of 0 lets the first call pass.
    assert_eq!(ana.post(CHAT, chat()).await.status, 200);
    let refused = ana.post(CHAT, chat()).await;
    assert!(
        refused.text.contains("Team=lab Current cost: 1.35e-05, Max budget: 0.0"),
        "{}",
        refused.text
    );
    proxy.post("/team/update", json!({"team_id": "lab", "max_budget": null})).await;
    let limit = json!({"team_id": "lab", "user_id": "ana", "max_budget_in_team": 0.000_001});
    proxy.post("/team/member_update", limit).await;
    let refused = ana.post(CHAT, chat()).await;
    assert!(refused.text.contains("User=ana in Team=lab Current cost"), "{}", refused.text);
    let reset = proxy.post("/team/lab/member/ana/reset_spend", json!({"reset_to": 0})).await;
    assert_eq!(reset.at("/spend"), json!(0.0), "{}", reset.text);
    assert_eq!(ana.post(CHAT, chat()).await.status, 200);
    let limit = json!({"team_id": "lab", "user_id": "ana", "max_budget_in_team": null});
    proxy.post("/team/member_update", limit).await;
    proxy.post("/team/update", json!({"team_id": "lab", "blocked": true})).await;
    assert!(ana.post(CHAT, chat()).await.text.contains("Team=lab is blocked."));
    let (ghost, _) = key_of(&proxy, json!({"team_id": "ghost"})).await;
    assert_eq!(ghost.post(CHAT, chat()).await.status, 404);
}

#[tokio::test]
async fn customers_come_by_themselves_and_their_block_is_not_enforced() {
    let sandbox = empty().await;
    let proxy = proxy_of(&sandbox);
    let as_customer = |id: &str| {
        let mut body = chat();
        body["user"] = json!(id);
        body
    };
    assert_eq!(proxy.post(CHAT, as_customer("new")).await.status, 200);
    check(
        &proxy,
        r#"
        GET /customer/info?end_user_id=new -> 200 | /spend = 1.35e-05
        POST /customer/block {"user_ids": ["new"]} -> 500
        GET /customer/info?end_user_id=new -> 200 | /blocked = true
        POST /customer/unblock {"user_ids": ["new"]} -> 400
        POST /customer/update {"user_id": "new", "blocked": false} -> 200 | /blocked = false
        POST /customer/update {"user_id": "new", "max_budget": 0} -> 200 | /budget_id = null
        POST /customer/new {"user_id": "c", "max_budget": 1, "budget_id": "x"} -> 422
        POST /customer/new {"user_id": "c", "max_budget": 0.00001, "budget_duration": "30d"} -> 200
            | /litellm_budget_table/max_budget = 1e-05
        POST /customer/new {"user_id": "c"} -> 400 | /error/type = "bad_request"
        GET /customer/info?end_user_id=no -> 404
        "#,
    )
    .await;
    sandbox.proxy().with(|state| state.customers.get_mut("new").unwrap().blocked = true);
    assert_eq!(proxy.post(CHAT, as_customer("new")).await.status, 200);
    assert_eq!(proxy.post(CHAT, as_customer("c")).await.status, 200);
    let refused = proxy.post(CHAT, as_customer("c")).await;
    assert!(refused.text.contains("ExceededBudget: End User=c over budget."), "{}", refused.text);
    proxy.post("/customer/update", json!({"user_id": "c", "models": ["none"]})).await;
    let refused = proxy.post(CHAT, as_customer("c")).await;
    assert_eq!(refused.at("/error/type"), json!("customer_model_access_denied"));
}

#[tokio::test]
async fn a_reset_that_meets_an_unwritten_batch_is_partly_undone() {
    let slow = Options { spend_flush: Duration::from_millis(300), ..options(Population::Empty) };
    let sandbox = Sandbox::start(slow).await.unwrap();
    let proxy = proxy_of(&sandbox);
    sandbox.proxy().add_user("ana", None);
    let ana = proxy.with(&sandbox.proxy().add_key("ana", "k"));
    ana.post(CHAT, chat()).await;
    let spend = || sandbox.proxy().user("ana").unwrap().spend;
    assert!(spend().written() == 0.0);
    assert!(spend().counted() > 0.0);
    proxy.post("/user/update", json!({"user_id": "ana", "spend": 0})).await;
    let deadline = std::time::Instant::now() + Duration::from_secs(5);
    while spend().written() == 0.0 && std::time::Instant::now() < deadline {
        tokio::task::yield_now().await;
    }
    assert!(spend().written() > 0.0 && spend().counted() == 0.0, "{:?}", spend());
}
