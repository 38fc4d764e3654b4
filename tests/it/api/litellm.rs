//! Single records of the proxy, and writes to it.

use bursar::api::litellm::{BULK_LIMIT, BulkItem, NewKey, NewUser, UserPatch};
use bursar::api::{ErrorKind, FieldPatch};
use bursar::domain::{Caller, Email, KeyHash, Limit, ProxyUserId, Text, Usd};
use pretty_assertions::assert_eq;
use rstest::rstest;
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use wiremock::matchers::{body_json, method, path, query_param, query_param_is_missing};
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::{fixture, ok, reader, writer};

fn ana() -> ProxyUserId {
    ProxyUserId::new("ana")
}

async fn answers(server: &MockServer, at: &str, status: u16, body: &Value) {
    let answer = ResponseTemplate::new(status).set_body_json(body);
    Mock::given(path(at)).respond_with(answer).mount(server).await;
}

/// A proxy of this version, whose caller's own key answers `status` and `own`.
async fn proxy(own: (u16, Value), role: &str) -> MockServer {
    let server = MockServer::start().await;
    let api = json!({
        "info": {"title": "LiteLLM API", "version": "1.106.2"},
        "paths": {"/key/list": {"get": {}}, "/management/v1/users/bulk": {"post": {}}},
    });
    answers(&server, "/openapi.json", 200, &api).await;
    answers(&server, "/user/list", 200, &json!({"users": [], "total": 0})).await;
    answers(&server, "/key/info", own.0, &own.1).await;
    answers(&server, "/spend/users", 200, &json!([{"user_id": "ana", "user_role": role}])).await;
    server
}

fn own_key() -> (u16, Value) {
    (200, json!({"key": "aa", "info": {"user_id": "ana", "key_name": "sk-...x7Qa"}}))
}

#[tokio::test]
async fn the_master_key_is_in_no_table() {
    let missing = json!({"error": {"message": "Key not found in database",
                                   "type": "not_found_error", "param": "key", "code": "404"}});
    let server = proxy((404, missing), "").await;
    let (info, caller) = reader(&server).identify().await.unwrap();
    assert_eq!(caller, Caller::MasterKey);
    assert_eq!(info.version, Some(Text::from("1.106.2")));
    assert!(info.enforces_scim_active && info.has_bulk_create);
}

#[rstest]
#[case("proxy_admin", false)]
#[case("proxy_admin_viewer", true)]
#[tokio::test]
async fn a_viewer_only_reads(#[case] role: &str, #[case] read_only: bool) {
    let server = proxy(own_key(), role).await;
    let (_, caller) = reader(&server).identify().await.unwrap();
    let hash = KeyHash::new("aa");
    assert_eq!(caller, Caller::VirtualKey { hash, user: Some(ana()), read_only });
}

#[tokio::test]
async fn an_organization_admin_is_no_admin_of_the_proxy() {
    let server = proxy(own_key(), "internal_user").await;
    let error = reader(&server).identify().await.unwrap_err();
    assert_eq!(error.kind(), &ErrorKind::NotAdmin);
}

#[tokio::test]
async fn without_documentation_the_health_tells_the_version() {
    let server = MockServer::start().await;
    let health = json!({"status": "healthy", "db": "connected", "litellm_version": "1.90.0"});
    answers(&server, "/health/readiness/details", 200, &health).await;
    answers(&server, "/user/list", 200, &json!({"users": [], "total": 0})).await;
    answers(&server, "/key/info", 404, &json!({"error": {"type": "not_found_error"}})).await;
    let (info, _) = reader(&server).identify().await.unwrap();
    assert_eq!(info.version, Some(Text::from("1.90.0")));
    assert!(info.enforces_scim_active && !info.has_bulk_create);
}

#[tokio::test]
async fn another_service_with_documentation_is_not_the_proxy() {
    let server = MockServer::start().await;
    let api = json!({"info": {"title": "Open WebUI", "version": "0.1.0"}, "paths": {}});
    answers(&server, "/openapi.json", 200, &api).await;
    let error = reader(&server).identify().await.unwrap_err();
    assert_eq!(error.kind(), &ErrorKind::NotThisServer);
}

#[tokio::test]
async fn one_user_comes_with_its_metadata_whole() {
    let server = MockServer::start().await;
    answers(&server, "/spend/users", 200, &fixture("litellm/spend_users_one.json")).await;
    let record = reader(&server).user(&ana()).await.unwrap().unwrap();
    assert!(record.is_unredacted && !record.user.active);
    assert_eq!(record.metadata["note"], json!("x"));
    assert_eq!(record.user.bursar.blocked.unwrap().keys, [KeyHash::new("aa")]);
    assert_eq!(record.user.budget.limit, Limit::Amount(Usd::from_micros(10_500_000)));
    assert!(record.user.budget.resets_at.is_some());
}

#[tokio::test]
async fn metadata_from_another_endpoint_is_marked_as_redacted() {
    let server = MockServer::start().await;
    answers(&server, "/spend/users", 404, &json!({"detail": "Not Found"})).await;
    let info = json!({"user_id": "ana", "user_info": {"user_id": "ana", "metadata": {"a": 1}}});
    answers(&server, "/user/info", 200, &info).await;
    assert!(!reader(&server).user(&ana()).await.unwrap().unwrap().is_unredacted);
}

#[tokio::test]
async fn reading_back_never_takes_a_part_of_an_id_for_an_id() {
    let server = MockServer::start().await;
    let both = json!({"users": [{"user_id": "ana"}, {"user_id": "ana-2"}], "total": 2});
    Mock::given(path("/user/list"))
        .and(query_param("user_ids", "ana,ben"))
        .respond_with(ok(&both))
        .mount(&server)
        .await;
    let comma = json!([{"user_id": "a,b"}]);
    Mock::given(path("/spend/users"))
        .and(query_param("user_id", "a,b"))
        .respond_with(ok(&comma))
        .mount(&server)
        .await;
    let ids = [ana(), ProxyUserId::new("a,b"), ProxyUserId::new("ben")];
    let users = reader(&server).users_by_id(&ids).await.unwrap();
    let found: Vec<_> = users.iter().map(|user| user.id.raw()).collect();
    assert_eq!(found, ["ana", "a,b"]);
}

#[tokio::test]
async fn a_user_is_created_without_a_key() {
    let server = MockServer::start().await;
    let body = json!({"user_id": "ana", "auto_create_key": false, "user_role": "internal_user",
                      "user_email": "Ana@campus.example.edu", "user_alias": "Ana",
                      "max_budget": 2.5});
    Mock::given(method("POST"))
        .and(path("/user/new"))
        .and(body_json(body))
        .respond_with(ok(&json!({"user_id": "ana", "key": "", "token": null})))
        .mount(&server)
        .await;
    assert_eq!(writer(&server).create_user(&new_ana()).await.unwrap(), ana());
}

fn new_ana() -> NewUser {
    NewUser {
        id: ana(),
        email: Some(Email::new("Ana@campus.example.edu")),
        alias: Some("Ana".into()),
        role: Some("internal_user".into()),
        max_budget: Some(Usd::from_micros(2_500_000)),
    }
}

#[tokio::test]
async fn of_a_bulk_creation_each_user_has_its_own_outcome() {
    let server = MockServer::start().await;
    answers(&server, "/management/v1/users/bulk", 200, &fixture("litellm/users_bulk.json")).await;
    let named = |id: &str| NewUser { id: ProxyUserId::new(id), ..new_ana() };
    let users = [named("ana"), named("b1"), named("lost")];
    let refused = BulkItem::Refused("User id=ana already exists".to_owned());
    let outcome = writer(&server).create_users_bulk(&users).await.unwrap();
    assert_eq!(outcome, [refused, BulkItem::Created, BulkItem::NotMentioned]);

    let error = writer(&server).create_users_bulk(&vec![named("x"); BULK_LIMIT + 1]).await;
    assert!(!error.unwrap_err().may_have_been_applied());
}

#[tokio::test]
async fn a_patch_sends_what_changes_and_null_clears() {
    let server = MockServer::start().await;
    let body = json!({"user_id": "ana", "spend": 0.0, "max_budget": null, "budget_duration": null});
    Mock::given(path("/user/update"))
        .and(body_json(body))
        .respond_with(ok(&fixture("litellm/user_update.json")))
        .mount(&server)
        .await;
    let patch = UserPatch {
        spend: Some(Usd::ZERO),
        max_budget: Some(Limit::Unlimited),
        budget_duration: FieldPatch::Clear,
        ..UserPatch::default()
    };
    let user = writer(&server).update_user(&ana(), &patch).await.unwrap();
    assert_eq!(user.alias, Some(Text::from("Ana Ruiz")));
}

#[tokio::test]
async fn a_minted_key_is_given_and_never_shown() {
    let server = MockServer::start().await;
    answers(&server, "/key/generate", 200, &fixture("litellm/key_generate.json")).await;
    let key = NewKey {
        user: ana(),
        team: None,
        alias: None,
        models: Vec::new(),
        max_budget: None,
        budget_duration: None,
        expires: Some("30d".to_owned()),
    };
    let minted = writer(&server).generate_key(&key).await.unwrap();
    assert_eq!(minted.key.expose_secret(), "sk-INVENTED-0001");
    assert!(minted.expires.is_some());
    assert!(!format!("{minted:?}").contains("INVENTED"));
}

#[tokio::test]
async fn deleting_what_is_not_there_is_not_done() {
    let server = MockServer::start().await;
    answers(&server, "/key/delete", 200, &json!({"deleted_keys": []})).await;
    let error = writer(&server).delete_key(&KeyHash::new("aa")).await.unwrap_err();
    assert!(error.is_not_found() && !error.may_have_been_applied());
}

#[tokio::test]
async fn the_keys_of_a_user_are_theirs_alone() {
    let server = MockServer::start().await;
    Mock::given(path("/key/list"))
        .and(query_param("user_id", "ana"))
        .and(query_param_is_missing("include_team_keys"))
        .respond_with(ok(&fixture("litellm/key_list.json")))
        .mount(&server)
        .await;
    let keys = reader(&server).keys_of(&ana()).await.unwrap();
    assert!(keys.is_complete());
    assert_eq!(keys.rows.iter().filter(|key| key.user_id != Some(ana())).count(), 0);
    assert_eq!(keys.rows.len(), 1);
}

#[tokio::test]
async fn models_are_asked_for_with_the_other_key() {
    let server = MockServer::start().await;
    let models = json!({"data": [{"id": "gpt-4o-mini", "object": "model"}], "object": "list"});
    Mock::given(path("/v1/models"))
        .and(wiremock::matchers::header("authorization", "Bearer sk-of-ana"))
        .respond_with(ok(&models))
        .mount(&server)
        .await;
    let found = reader(&server).models_with_key(&"sk-of-ana".to_owned().into()).await.unwrap();
    assert_eq!(found, [Text::from("gpt-4o-mini")]);
}
