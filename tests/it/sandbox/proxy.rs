//! The proxy's half, against what LiteLLM 1.106.2 was seen to do.

use super::*;

pub(super) const CHAT: &str = "/v1/chat/completions";

pub(super) fn chat() -> Value {
    json!({"model": "gpt-4o-mini", "messages": [{"role": "user", "content": "hey"}]})
}

/// Mints a key by the API, and gives a caller that uses it.
pub(super) async fn key_of(proxy: &Caller, body: Value) -> (Caller, String) {
    let answer = proxy.post("/key/generate", body).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let text = |pointer: &str| answer.at(pointer).as_str().unwrap().to_owned();
    (proxy.with(&text("/key")), text("/token"))
}

#[tokio::test]
async fn users_answer_as_the_real_ones_do() {
    let sandbox = empty().await;
    check(
        &proxy_of(&sandbox),
        r#"
        GET /health/readiness -> 200 | /db = "connected"
        GET /health/readiness/details -> 200 | /litellm_version = "1.106.2"
        GET /openapi.json -> 200 | /info/title = "LiteLLM API"
        GET /user/list -> 200 | /users = [] | /page_size = 25 | /total_pages = 0
        POST /user/new {"user_id": "ana", "user_email": "Ana@campus.example.edu", "max_budget": 10, "budget_duration": "30d", "metadata": {"dept": "x"}, "auto_create_key": false}
            -> 200 | /key = "" | /max_budget = 10.0 | /token = null
        POST /user/new {"user_id": "ana"} -> 409
            | /error/message = "{'error': 'User with id ana already exists'}"
        POST /user/new {"user_email": "ANA@campus.example.edu"} -> 409 | /error/code = "409"
        POST /user/new {"user_role": "king"} -> 422 | /detail/0/type = "literal_error"
        POST /user/new {"max_budget": "lots"} -> 422 | /detail/0/loc = ["body", "max_budget"]
        GET /user/list?page_size=101 -> 422 | /detail/0/type = "less_than_equal"
        GET /user/list?page=0 -> 422 | /detail/0/type = "greater_than_equal"
        GET /user/list?sort_by=nope -> 400
        GET /user/list?sort_order=up -> 400
            | /detail/error = "Invalid sort order. Must be 'asc' or 'desc'"
        GET /user/list?user_ids=AN -> 200 | /total = 1
        GET /user/list?user_ids=an,bo -> 200 | /total = 0
        GET /user/list?page=9 -> 200 | /users = [] | /total = 1
        GET /v2/user/list -> 404 | /detail = "Not Found"
        GET /user/new -> 405 | /detail = "Method Not Allowed"
        GET /user/info?user_id=bo -> 404 | /error/message = "User bo not found"
        GET /v2/user/info?user_id=bo -> 404 | /error/message = "User not found: bo"
        GET /spend/users?user_id=bo -> 200 |  = [null]
        GET /spend/users?user_id=ana -> 200 | /0/metadata = {"dept":"x"}
        GET /spend/users -> 200 | /0/key_aliases = [null]
            | /0/budget_reset_at = "2026-12-01T00:00:00+00:00"
        "#,
    )
    .await;
}

#[tokio::test]
async fn updates_merge_replace_and_trap_as_the_real_ones_do() {
    let sandbox = empty().await;
    sandbox.proxy().add_user("ana", Some("ana@campus.example.edu"));
    check(
        &proxy_of(&sandbox),
        r#"
        POST /user/update {"user_id": "ana", "max_budget": 7, "metadata": {"a": 1}} -> 200
            | /data/max_budget = 7.0
        POST /user/update {"user_id": "ana", "metadata": {"b": 2}} -> 200 | /data/metadata = {"b":2}
        POST /user/update {"user_id": "ana", "metadata": {}} -> 200 | /data/metadata = {"b":2}
        POST /user/update {"user_id": "ana", "max_budget": null} -> 200 | /data/max_budget = null
        POST /user/update {"user_id": "ana", "budget_duration": "7d"} -> 200
            | /data/budget_reset_at = "2026-11-23T00:00:00Z"
        POST /user/update {"user_id": "ana", "budget_duration": null} -> 200
            | /data/budget_reset_at = null
        POST /user/update {"user_id": "ana", "budget_duration": "zz"} -> 400
            | /error/type = "auth_error"
        POST /user/update {"user_id": "ana", "spend": 3.5} -> 200 | /data/spend = 3.5
        POST /user/update {"user_id": "ana", "models": ["gpt-4o"]} -> 200
            | /data/models = ["gpt-4o"]
        POST /user/update {"user_id": "ana", "models": []} -> 200 | /data/models = ["gpt-4o"]
        POST /user/update {"user_id": "ana", "blocked": true} -> 400
        POST /user/update {"max_budget": 1} -> 422 | /detail/0/type = "value_error"
        POST /user/update {"user_id": "nobody", "max_budget": 1} -> 200 | /data/user_role = null
        POST /user/update {"user_id": "nobody", "user_email": "ana@campus.example.edu"} -> 200
        POST /user/bulk_update {"users": [{"user_id": "ana", "max_budget": 2}, {"user_id": "x", "blocked": true}]}
            -> 200 | /successful_updates = 1 | /results/1/success = false
        POST /user/delete {"user_ids": ["ana", "who"]} -> 404
            | /detail/error = "User not found, passed user_id=who"
        POST /user/delete {"user_ids": ["ana", "nobody"]} -> 200 |  = 2
        "#,
    ).await;
}

#[tokio::test]
async fn many_users_are_made_at_once_and_each_answers_for_itself() {
    let sandbox = empty().await;
    sandbox.proxy().add_user("old", Some("old@campus.example.edu"));
    check(
        &proxy_of(&sandbox),
        r#"
        POST /management/v1/users/bulk {"users": [{"user_id": "a", "user_email": "a@campus.example.edu"}, {"user_id": "b", "user_email": "A@campus.example.edu"}, {"user_id": "a"}, {"user_email": "OLD@campus.example.edu"}, {"user_id": "old"}]}
            -> 200 | /meta = {"total_requested":5,"created":1,"failed":4}
            | /data/1/error = "Duplicate user_email in request: A@campus.example.edu"
            | /data/2/error = "Duplicate user_id in request: a"
            | /data/3/error = "User email=OLD@campus.example.edu already exists"
        POST /management/v1/users/bulk {} -> 422 | /detail = "users: Field required" | /status = 422
        POST /management/v1/users/bulk_delete {"user_ids": ["a", "zz"]} -> 200
            | /data/0/success = true | /data/1/error = "User id=zz not found"
        "#,
    )
    .await;
}

#[tokio::test]
async fn keys_are_shown_once_and_found_by_hash() {
    let sandbox = empty().await;
    let proxy = proxy_of(&sandbox);
    sandbox.proxy().add_user("ana", None);
    let (ana, token) =
        key_of(&proxy, json!({"user_id": "ana", "key_alias": "one", "max_budget": 5})).await;
    let by_hash = json!({"key": token});
    let paths = |path: &str| path.replace("HASH", &token);
    let info = proxy.get(&paths("/key/info?key=HASH")).await;
    assert_eq!(info.at("/info/status"), json!("active"));
    assert_eq!(info.at("/info/blocked"), Value::Null);
    assert_eq!(proxy.post("/key/block", by_hash.clone()).await.at("/blocked"), json!(true));
    let refused = ana.post(CHAT, chat()).await;
    assert_eq!((refused.status, refused.at("/error/type")), (401, json!("auth_error")));
    assert_eq!(proxy.get(&paths("/key/info?key=HASH")).await.at("/info/status"), json!("revoked"));
    assert_eq!(proxy.post("/key/unblock", by_hash.clone()).await.at("/blocked"), json!(false));
    assert_eq!(ana.post(CHAT, chat()).await.status, 200);
    let reset = proxy.post(&paths("/key/HASH/reset_spend"), json!({"reset_to": 9})).await;
    assert_eq!(reset.status, 400, "{}", reset.text);
    let reset = proxy.post(&paths("/key/HASH/reset_spend"), json!({"reset_to": 0})).await;
    assert_eq!((reset.status, reset.at("/spend")), (200, json!(0.0)));
    assert_eq!(ana.get("/key/info").await.at("/key"), json!(token));
    check(
        &proxy,
        r#"
        POST /key/generate {"key_alias": "one"} -> 400 | /error/param = "key_alias"
        POST /key/generate {"max_budget": -1} -> 400
        POST /key/generate {"key": "nosk"} -> 400
        POST /key/generate {"user_id": "ghost"} -> 200 | /user_id = "ghost"
        GET /key/info -> 404 | /error/message = "Key not found in database"
        GET /key/list?size=101 -> 422
        GET /key/list?sort_by=x -> 400 | /error/type = "internal_server_error"
        GET /key/list?user_id=ana&return_full_object=true -> 200 | /total_count = 1
            | /keys/0/key_alias = "one" | /keys/0/team_spend = null
        POST /key/block {"key": "sk-nope"} -> 404 | /error/type = "not_found_error"
        POST /key/block {"key": "nonsense"} -> 400 | /error/message = "Invalid key format."
        POST /key/regenerate {} -> 500
        POST /key/delete {"key_aliases": ["one"]} -> 200 | /deleted_keys = ["one"]
        POST /key/delete {"keys": ["sk-nope"]} -> 404
        GET /key/list?status=deleted -> 200 | /total_count = 1
        "#,
    )
    .await;
    assert_eq!(ana.post(CHAT, chat()).await.at("/error/type"), json!("token_not_found_in_db"));
}

#[tokio::test]
async fn callers_are_told_apart() {
    let sandbox = empty().await;
    let proxy = proxy_of(&sandbox);
    for (user_id, role) in
        [("ana", "internal_user"), ("vi", "proxy_admin_viewer"), ("adm", "proxy_admin")]
    {
        proxy
            .post(
                "/user/new",
                json!({"user_id": user_id, "user_role": role, "auto_create_key": false}),
            )
            .await;
    }
    check(
        &proxy.anonymous(),
        r#"
        GET /user/list -> 401 | /error/param = "None"
        "#,
    )
    .await;
    check(
        &proxy.with("nosk"),
        r#"
        GET /user/list -> 401 | /error/type = "auth_error"
        "#,
    )
    .await;
    check(
        &proxy.with("sk-unknown"),
        r#"
        GET /user/list -> 401 | /error/type = "token_not_found_in_db" | /error/param = "key"
        "#,
    )
    .await;
    let (ana, token) = key_of(&proxy, json!({"user_id": "ana"})).await;
    check(
        &ana,
        r#"
        GET /user/list -> 403
            | /detail/error = "Only proxy admins and organization admins can list users."
        POST /user/new {} -> 401 | /error/type = "auth_error"
        GET /customer/list -> 401
        GET /v2/user/info -> 200 | /user_id = "ana"
        GET /v2/user/info?user_id=adm -> 404
        GET /user/info?user_id=adm -> 403
        GET /spend/users -> 200 | /0/user_id = "ana"
        GET /spend/users?user_id=adm -> 403
        GET /key/list?user_id=adm -> 403
        POST /key/generate {"user_id": "adm"} -> 200 | /user_id = "ana"
        "#,
    )
    .await;
    assert_eq!(ana.post("/key/block", json!({ "key": token })).await.status, 403);
    let (viewer, _) = key_of(&proxy, json!({"user_id": "vi"})).await;
    check(
        &viewer,
        r#"
        GET /user/list -> 200 | /total = 3
        GET /spend/users?user_id=ana -> 200 | /0/user_id = "ana"
        POST /user/update {"user_id": "ana", "max_budget": 1} -> 403
        POST /key/generate {} -> 403
            | /error/message = "user not allowed to access this route, role= proxy_admin_viewer. Trying to access: /key/generate"
        "#,
    ).await;
    let (admin, _) = key_of(&proxy, json!({"user_id": "adm"})).await;
    assert_eq!(
        admin
            .post("/user/update", json!({"user_id": "adm", "metadata": {"scim_active": false}}))
            .await
            .status,
        200
    );
    assert_eq!(admin.get("/user/list").await.status, 401);
}

#[tokio::test]
async fn an_older_proxy_behaves_like_one() {
    let older = Options { proxy_version: "1.83.0".to_owned(), ..options(Population::Empty) };
    let sandbox = Sandbox::start(older).await.unwrap();
    let proxy = proxy_of(&sandbox);
    sandbox.proxy().add_user("ana", None);
    let ana = proxy.with(&sandbox.proxy().add_key("ana", "k"));
    proxy.post("/user/update", json!({"user_id": "ana", "metadata": {"scim_active": false}})).await;
    assert_eq!(ana.post(CHAT, chat()).await.status, 200);
    sandbox.proxy().set_budget("ana", Some(1e-9));
    let refused = ana.post(CHAT, chat()).await;
    assert_eq!((refused.status, refused.at("/error/type")), (400, json!("budget_exceeded")));
    check(
        &proxy,
        r#"
        POST /management/v1/users/bulk {"users": [{}]} -> 404
        GET /openapi.json -> 200 | /paths/~1management~1v1~1users~1bulk = null
        GET /health/readiness -> 200 | /litellm_version = "1.83.0"
        GET /health/readiness/details -> 404
        "#,
    )
    .await;
    sandbox.proxy().with(|state| state.serves_spend_users = false);
    assert_eq!(proxy.get("/spend/users").await.status, 404);
}
