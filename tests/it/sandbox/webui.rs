//! Open WebUI's half, against what 0.12.4 was seen to do.

use super::*;

const NO_PERMISSION: &str = "You do not have permission to access this resource. Please contact your administrator for assistance.";

/// Adds an account by the API; gives its id and a caller with its session.
async fn add(webui: &Caller, name: &str, role: &str) -> (String, Caller) {
    let email = format!("{name}@campus.example.edu");
    let body = json!({"name": name, "email": email, "password": "secret", "role": role});
    let answer = webui.post("/api/v1/auths/add", body).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let text = |pointer: &str| answer.at(pointer).as_str().unwrap().to_owned();
    (text("/id"), webui.with(&text("/token")))
}

#[tokio::test]
async fn what_is_not_there_is_html_or_405() {
    let sandbox = empty().await;
    let webui = webui_of(&sandbox);
    for path in ["/api/v1/users", "/api/v1/groups", "/api/v1/nothing", "/api/v1/users/a/api_key"] {
        let answer = webui.get(path).await;
        assert_eq!(
            (answer.status, answer.kind.as_str()),
            (200, "text/html; charset=utf-8"),
            "{path}"
        );
    }
    check(
        &webui,
        r#"
        POST /api/v1/nothing {} -> 405 | /detail = "Method Not Allowed"
        PUT /api/v1/users/all {} -> 405 | /detail = "Method Not Allowed"
        GET /api/version -> 200 | /version = "0.12.4"
        GET /api/config -> 200 | /features/auth = true | /features/enable_api_keys = null
        GET /api/v1/auths/ -> 403 | /detail = "A human session is required."
        GET /api/v1/auths/admin/details -> 200 | /name = "Root Admin"
        GET /api/v1/users/?page=abc -> 422 | /detail/0/input = "abc"
        GET /api/v1/users/?page=-3 -> 200 | /total = 1
        GET /api/v1/users/?page=99 -> 200 | /users = [] | /total = 1
        "#,
    )
    .await;
    let huge = webui.get("/api/v1/users/?page=99999999999999999999").await;
    assert_eq!((huge.status, huge.kind.as_str()), (500, "text/plain; charset=utf-8"));
}

#[tokio::test]
async fn tokens_are_told_apart_by_their_detail() {
    let sandbox = empty().await;
    let webui = webui_of(&sandbox);
    let (id, user) = add(&webui, "ana", "user").await;
    let detail =
        |answer: Answer| (answer.status, answer.at("/detail").as_str().unwrap().to_owned());
    let list = "/api/v1/users/";
    let refused = |text: &str| (401, text.to_owned());
    assert_eq!(detail(webui.anonymous().get(list).await), refused("Not authenticated"));
    assert_eq!(detail(webui.with("garbage").get(list).await), refused("401 Unauthorized"));
    let unknown = "Your session has expired or the token is invalid. Please sign in again.";
    assert_eq!(detail(webui.with("sk-unknown").get(list).await), refused(unknown));
    assert_eq!(detail(user.get(list).await), refused(NO_PERMISSION));
    sandbox.webui().end_sessions(&id);
    assert_eq!(detail(user.get(list).await), refused("Invalid token"));
    sandbox.webui().remove_account(&id);
    assert_eq!(detail(user.get(list).await), refused("Invalid authentication request."));
}

#[tokio::test]
async fn accounts_are_added_with_the_servers_objections() {
    let sandbox = empty().await;
    check(
        &webui_of(&sandbox),
        r#"
        POST /api/v1/auths/add {"name": "x", "email": "Ana@Campus.example.edu", "password": "p"}
            -> 200 | /email = "ana@campus.example.edu" | /role = "pending"
        POST /api/v1/auths/add {"name": "x", "email": "ANA@campus.example.edu", "password": "p"}
            -> 400
        POST /api/v1/auths/add {"name": "x", "email": "not-an-email", "password": "p"} -> 400
        POST /api/v1/auths/add {"name": "x", "email": "long@campus.example.edu", "password": "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"}
            -> 400
        POST /api/v1/auths/add {"email": "a@b.cc", "password": "p"} -> 422
            | /detail = "Invalid authentication request."
        POST /api/v1/auths/add {"name": "w", "email": "w@b.cc", "password": "", "role": "weird"}
            -> 200 | /role = "weird"
        "#,
    )
    .await;
}

#[tokio::test]
async fn a_pending_account_may_sign_in_and_do_nothing() {
    let sandbox = empty().await;
    let webui = webui_of(&sandbox);
    let (id, user) = add(&webui, "ana", "user").await;
    sandbox.webui().with(|state| state.publish("gpt-4o-mini"));
    let chat = || json!({"model": "gpt-4o-mini", "messages": []});
    assert_eq!(user.post("/api/chat/completions", chat()).await.status, 200);
    let update = format!("/api/v1/users/{id}/update");
    let answer = webui.post(&update, json!({"role": "pending"})).await;
    assert_eq!((answer.at("/role"), answer.at("/name")), (json!("pending"), json!("ana")));
    let refused = user.post("/api/chat/completions", chat()).await;
    assert_eq!((refused.status, refused.at("/detail")), (401, json!(NO_PERMISSION)));
    assert_eq!(user.get("/api/models").await.status, 401);
    assert_eq!(user.get("/api/v1/auths/").await.at("/role"), json!("pending"));
    let body = json!({"email": "ANA@campus.example.edu", "password": "secret"});
    assert_eq!(
        webui.anonymous().post("/api/v1/auths/signin", body).await.at("/role"),
        json!("pending")
    );
    webui.post(&update, json!({"role": "user"})).await;
    assert_eq!(user.get("/api/models").await.at("/data/0/id"), json!("gpt-4o-mini"));
}

#[tokio::test]
async fn the_sixteenth_sign_in_in_three_minutes_is_refused() {
    let sandbox = empty().await;
    let webui = webui_of(&sandbox).anonymous();
    let (email, password) = sandbox.webui_admin();
    let body = || json!({"email": email, "password": password});
    for _ in 0..15 {
        assert_eq!(webui.post("/api/v1/auths/signin", body()).await.status, 200);
    }
    let refused = webui.post("/api/v1/auths/signin", body()).await;
    assert_eq!((refused.status, refused.at("/detail")), (429, json!("API rate limit exceeded")));
    let other = json!({"email": "other@campus.example.edu", "password": "x"});
    assert_eq!(webui.post("/api/v1/auths/signin", other).await.status, 400);
}

#[tokio::test]
async fn the_first_admin_is_protected_and_deleting_is_never_told_apart() {
    let sandbox = empty().await;
    let webui = webui_of(&sandbox);
    let root = sandbox.webui().account_with_email(sandbox.webui_admin().0).unwrap().id;
    let (id, admin) = add(&webui, "second", "admin").await;
    let (path, update) = (format!("/api/v1/users/{root}"), format!("/api/v1/users/{root}/update"));
    assert_eq!(admin.post(&update, json!({"name": "x"})).await.status, 403);
    assert_eq!(admin.delete(&path).await.status, 403);
    assert_eq!(admin.post(&format!("{path}/sessions/revoke"), json!({})).await.status, 403);
    assert_eq!(webui.post(&update, json!({"role": "user"})).await.status, 403);
    assert_eq!(webui.post(&update, json!({"name": "Root Admin"})).await.status, 200);
    assert_eq!(admin.delete(&format!("/api/v1/users/{id}")).await.status, 403);
    assert_eq!(
        admin.post(&format!("/api/v1/users/{id}/update"), json!({"role": "user"})).await.status,
        200
    );
    assert_eq!(admin.get("/api/v1/users/").await.status, 401);
    check(
        &webui,
        r#"
        DELETE /api/v1/users/nobody -> 200 |  = true
        GET /api/v1/users/nobody -> 400 | /detail = "We could not find what you're looking for :/"
        POST /api/v1/users/nobody/update {"name": "x"} -> 400
        POST /api/v1/users/nobody/sessions/revoke {} -> 404 | /detail = "User not found."
        "#,
    )
    .await;
    let update = format!("/api/v1/users/{id}/update");
    assert_eq!(webui.post(&update, json!({"email": "admin@campus.example.edu"})).await.status, 400);
    assert_eq!(
        webui.post(&update, json!({"role": 5})).await.at("/detail/0/type"),
        json!("string_type")
    );
    assert_eq!(webui.post(&update, json!({"password": "new"})).await.status, 200);
    assert_eq!(admin.get("/api/v1/auths/").await.at("/detail"), json!("Invalid token"));
}

#[tokio::test]
async fn groups_keep_their_members_and_forget_unknown_ids() {
    let sandbox = empty().await;
    let webui = webui_of(&sandbox);
    let (id, _) = add(&webui, "ana", "user").await;
    check(
        &webui,
        r#"
        GET /api/v1/groups/ -> 200 |  = []
        POST /api/v1/groups/create {"name": "lab"} -> 422 | /detail/0/loc = ["body", "description"]
        GET /api/v1/groups/id/no -> 404 | /detail = "We could not find what you're looking for :/"
        POST /api/v1/groups/id/no/users/add {"user_ids": []} -> 404 | /detail = "Group not found."
        "#,
    )
    .await;
    let group =
        webui.post("/api/v1/groups/create", json!({"name": "lab", "description": ""})).await;
    let path = format!("/api/v1/groups/id/{}", group.at("/id").as_str().unwrap());
    let ids = || json!({"user_ids": [id, "nobody", id]});
    let added = webui.post(&format!("{path}/users/add"), ids()).await;
    assert_eq!(added.at("/member_count"), json!(1));
    assert_eq!(webui.get(&format!("{path}/export")).await.at("/user_ids"), json!([id]));
    assert_eq!(webui.get(&format!("/api/v1/users/{id}")).await.at("/groups/0/name"), json!("lab"));
    assert_eq!(
        webui.get("/api/v1/users/?query=ana").await.at("/users/0/group_ids/0"),
        group.at("/id")
    );
    let removed = webui.post(&format!("{path}/users/remove"), ids()).await;
    assert_eq!(removed.at("/member_count"), json!(0));
    assert_eq!(webui.delete(&format!("{path}/delete")).await.json(), json!(true));
    assert_eq!(webui.delete(&format!("{path}/delete")).await.status, 404);
}

#[tokio::test]
async fn pages_hold_thirty_and_together_everybody() {
    let sandbox = Sandbox::start(options(Population::Demo)).await.unwrap();
    let webui = webui_of(&sandbox);
    let mut ids = std::collections::HashSet::new();
    for page in 1..=4 {
        let path = format!("/api/v1/users/?page={page}&order_by=email&direction=asc");
        let answer = webui.get(&path).await;
        let users = answer.at("/users").as_array().cloned().unwrap();
        assert!(users.len() <= 30);
        ids.extend(users.iter().map(|user| user["id"].as_str().unwrap().to_owned()));
    }
    let all = webui.get("/api/v1/users/all").await;
    assert_eq!(json!(ids.len()), all.at("/total"));
}

#[tokio::test]
async fn the_connection_is_saved_whole_or_not_at_all() {
    let sandbox = empty().await;
    let webui = webui_of(&sandbox);
    let config = webui.get("/openai/config").await;
    assert_eq!(config.at("/OPENAI_API_KEYS/0"), json!(sandbox.master_key()));
    let partial = webui.post("/openai/config/update", json!({"ENABLE_OPENAI_API": true})).await;
    assert_eq!(partial.status, 422);
    let mut whole = config.json();
    whole.as_object_mut().unwrap().remove("ENABLE_OPENAI_API");
    assert_eq!(
        webui.post("/openai/config/update", whole).await.at("/ENABLE_OPENAI_API"),
        Value::Null
    );
    let chat = json!({"model": "gpt-4o", "messages": []});
    assert_eq!(webui.post("/api/chat/completions", chat).await.status, 503);
}

#[tokio::test]
async fn reading_writes_nothing() {
    let sandbox = Sandbox::start(options(Population::Demo)).await.unwrap();
    webui_of(&sandbox).get("/api/v1/users/all").await;
    proxy_of(&sandbox).get("/spend/users").await;
    assert!(sandbox.webui().writes().is_empty() && sandbox.proxy().writes().is_empty());
    let seen = sandbox.webui().requests();
    assert_eq!((seen[0].method.as_str(), seen[0].status), ("GET", 200));
}
