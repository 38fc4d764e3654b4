//! What the proxy refuses, what it takes against expectation, and how it says so.

use serde_json::json;

use super::Pair;

pub(crate) async fn a_taken_id_or_e_mail_is_refused_in_any_case(pair: &Pair) {
    pair.user("ana", json!({})).await;
    let upper = pair.email("ana").to_uppercase();
    let taken = pair.proxy().post("/user/new", json!({"user_email": upper})).await;
    assert_eq!(taken.status, 409, "{}", taken.text);
    pair.check(
        &pair.proxy(),
        r#"
        POST /user/new {"user_id": "RUN-ana"} -> 409 | /error/code = "409"
            | /error/message = "{'error': 'User with id RUN-ana already exists'}"
        GET /user/list?search=RUN -> 200 | /total = 1
        "#,
    )
    .await;
}

pub(crate) async fn an_update_takes_an_e_mail_that_is_taken(pair: &Pair) {
    let id = pair.user("ana", json!({})).await;
    pair.user("bob", json!({})).await;
    pair.update(&id, json!({"user_email": pair.email("bob")})).await;
    assert_eq!(pair.row(&id).await["user_email"], json!(pair.email("bob")));
}

pub(crate) async fn an_update_of_nobody_creates_them(pair: &Pair) {
    pair.check(
        &pair.proxy(),
        r#"
        GET /spend/users?user_id=RUN-nobody -> 200 |  = [null]
        GET /user/info?user_id=RUN-nobody -> 404
            | /error/message = "User RUN-nobody not found"
        POST /user/update {"user_id": "RUN-nobody", "max_budget": 1} -> 200
            | /data/user_role = null | /data/max_budget = 1.0
        GET /spend/users?user_id=RUN-nobody -> 200 | /0/max_budget = 1.0
        "#,
    )
    .await;
}

pub(crate) async fn metadata_is_replaced_whole_and_never_emptied(pair: &Pair) {
    pair.user("ana", json!({"metadata": {"a": 1}})).await;
    pair.check(
        &pair.proxy(),
        r#"
        POST /user/update {"user_id": "RUN-ana", "metadata": {"b": {"c": [2]}}} -> 200
            | /data/metadata = {"b":{"c":[2]}}
        POST /user/update {"user_id": "RUN-ana", "metadata": {}} -> 200
        POST /user/update {"user_id": "RUN-ana", "max_budget": 3} -> 200
        GET /spend/users?user_id=RUN-ana -> 200 | /0/metadata = {"b":{"c":[2]}}
        "#,
    )
    .await;
}

pub(crate) async fn null_clears_a_budget_and_its_window(pair: &Pair) {
    pair.user("ana", json!({"max_budget": 7, "budget_duration": "30d"})).await;
    pair.check(
        &pair.proxy(),
        r#"
        GET /spend/users?user_id=RUN-ana -> 200 | /0/max_budget = 7.0
            | /0/budget_duration = "30d"
        POST /user/update {"user_id": "RUN-ana", "max_budget": null} -> 200
            | /data/max_budget = null | /data/budget_duration = "30d"
        POST /user/update {"user_id": "RUN-ana", "max_budget": 0} -> 200 | /data/max_budget = 0.0
        POST /user/update {"user_id": "RUN-ana", "budget_duration": null} -> 200
            | /data/budget_duration = null | /data/budget_reset_at = null
        GET /spend/users?user_id=RUN-ana -> 200 | /0/max_budget = 0.0 | /0/budget_duration = null
            | /0/budget_reset_at = null
        "#,
    )
    .await;
}

pub(crate) async fn a_user_has_no_blocked_of_their_own(pair: &Pair) {
    pair.user("ana", json!({})).await;
    pair.check(
        &pair.proxy(),
        r#"
        POST /user/update {"user_id": "RUN-ana", "blocked": true} -> 400
        "#,
    )
    .await;
}

pub(crate) async fn what_is_malformed_is_refused_with_its_place(pair: &Pair) {
    pair.user("ana", json!({})).await;
    pair.check(
        &pair.proxy(),
        r#"
        POST /user/new {"user_id": "RUN-king", "user_role": "king"} -> 422
            | /detail/0/type = "literal_error"
        POST /user/new {"user_id": "RUN-king", "max_budget": "lots"} -> 422
            | /detail/0/loc = ["body","max_budget"]
        POST /user/update {"max_budget": 1} -> 422
        POST /user/update {"user_id": "RUN-ana", "budget_duration": "zz"} -> 400
            | /error/type = "auth_error"
        POST /management/v1/users/bulk {} -> 422 | /detail = "users: Field required"
        GET /spend/users?user_id=RUN-king -> 200 |  = [null]
        "#,
    )
    .await;
}

pub(crate) async fn keys_answer_for_what_is_not_there(pair: &Pair) {
    let id = pair.user("ana", json!({})).await;
    let key = pair.key(&id, "one", json!({})).await;
    pair.check(
        &pair.proxy(),
        r#"
        POST /key/block {"key": "sk-nope"} -> 404 | /error/type = "not_found_error"
        POST /key/delete {"keys": ["sk-nope"]} -> 404
        GET /key/info -> 404 | /error/message = "Key not found in database"
        POST /key/generate {"user_id": "RUN-ana", "key_alias": "RUN-one"} -> 400
            | /error/param = "key_alias"
        GET /key/list?user_id=RUN-ana&return_full_object=true -> 200 | /total_count = 1
            | /keys/0/key_alias = "RUN-one" | /keys/0/blocked = null
        "#,
    )
    .await;
    assert_eq!(pair.key_row(&key.hash).await["token"], json!(key.hash));
    let deleted = pair.proxy().post("/key/delete", json!({"keys": [key.hash]})).await;
    assert_eq!(deleted.at("/deleted_keys"), json!([key.hash]), "{}", deleted.text);
    // A deleted key is in the archive that `/key/info` reads, and in no listing.
    assert!(pair.key_row(&key.hash).await.is_null());
    let info = pair.proxy().get(&format!("/key/info?key={}", key.hash)).await;
    assert_eq!(info.status, 200, "{}", info.text);
}
