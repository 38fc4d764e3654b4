//! Open WebUI's own ways of saying no.

use serde_json::json;

use super::Pair;

pub(crate) async fn what_is_not_there_is_a_page_of_html(pair: &Pair) {
    let webui = pair.webui();
    for path in ["/api/v1/users", "/api/v1/groups", "/api/v1/nothing", "/api/v1/users/a/api_key"] {
        let answer = webui.get(path).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.text);
        assert!(answer.kind.starts_with("text/html"), "{path}: {}", answer.kind);
    }
    pair.check(
        &webui,
        r#"
        POST /api/v1/nothing {} -> 405 | /detail = "Method Not Allowed"
        PUT /api/v1/users/all {} -> 405 | /detail = "Method Not Allowed"
        GET /api/v1/auths/ -> 403 | /detail = "A human session is required."
        GET /api/v1/users/?page=abc -> 422 | /detail/0/input = "abc"
        GET /api/v1/users/?page=99999 -> 200 | /users = []
        "#,
    )
    .await;
}

pub(crate) async fn a_role_is_any_word(pair: &Pair) {
    let member = pair.account("ana", "king").await;
    let webui = pair.webui();
    assert_eq!(webui.get(&format!("/api/v1/users/{}", member.id)).await.at("/role"), json!("king"));
    assert_eq!(member.session.get("/api/models").await.status, 401);
    let update = format!("/api/v1/users/{}/update", member.id);
    let queen = webui.post(&update, json!({"role": "queen"})).await;
    assert_eq!((queen.status, queen.at("/role")), (200, json!("queen")), "{}", queen.text);
    // Only what is sent is changed.
    assert_eq!(queen.at("/email"), json!(member.email));
}

pub(crate) async fn the_first_admin_is_protected_from_the_others(pair: &Pair) {
    let webui = pair.webui();
    let path = "/api/v1/users/?order_by=created_at&direction=asc&page=1";
    let first = webui.get(path).await;
    let (first, name) = (first.at("/users/0/id"), first.at("/users/0/name"));
    let first = format!("/api/v1/users/{}", first.as_str().unwrap());
    let second = pair.account("second", "admin").await;
    let update = format!("{first}/update");
    assert_eq!(second.session.post(&update, json!({ "name": name })).await.status, 403);
    assert_eq!(second.session.delete(&first).await.status, 403);
    assert_eq!(webui.post(&update, json!({"role": "user"})).await.status, 403);
    let themselves = format!("/api/v1/users/{}", second.id);
    assert_eq!(second.session.delete(&themselves).await.status, 403);
    assert_eq!(webui.get(&themselves).await.status, 200);
}

pub(crate) async fn accounts_are_added_with_the_servers_objections(pair: &Pair) {
    let upper = pair.email("Ana").replace("-Ana", "-ANA");
    let body = json!({"name": pair.id("ana"), "email": upper, "password": "p"});
    let added = pair.webui().post("/api/v1/auths/add", body).await;
    assert_eq!(
        (added.at("/email"), added.at("/role")),
        (json!(pair.email("ana")), json!("pending"))
    );
    pair.check(
        &pair.webui(),
        r#"
        POST /api/v1/auths/add {"name": "RUN", "email": "RUN-ANA@campus.example.edu", "password": "p"}
            -> 400
        POST /api/v1/auths/add {"name": "RUN", "email": "RUN-not-an-email", "password": "p"} -> 400
        POST /api/v1/auths/add {"email": "RUN-x@campus.example.edu", "password": "p"} -> 422
        POST /api/v1/auths/add {"name": "RUN", "email": "RUN-l@campus.example.edu", "password": "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"}
            -> 400
        GET /api/v1/users/?query=RUN -> 200 | /total = 1
        "#,
    )
    .await;
}

pub(crate) async fn an_account_that_is_not_there_is_said_so(pair: &Pair) {
    pair.check(
        &pair.webui(),
        r#"
        GET /api/v1/users/RUN-nobody -> 400 | /detail = "We could not find what you're looking for :/"
        POST /api/v1/users/RUN-nobody/update {"name": "x"} -> 400
        DELETE /api/v1/users/RUN-nobody -> 200 |  = true
        GET /api/v1/groups/id/RUN-nobody/export -> 404
        "#,
    )
    .await;
}
