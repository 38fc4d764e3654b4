//! What refusals of the proxy count as, in all their shapes.

use bursar::api::ErrorKind;
use bursar::domain::KeyHash;
use rstest::rstest;
use serde_json::{Value, json};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::{KEY, reader, writer};

fn shape_a(message: &str, kind: &str) -> Value {
    json!({"error": {"message": message, "type": kind, "param": "None", "code": "400"}})
}

fn refused(rule: &str) -> ErrorKind {
    ErrorKind::Refused { rule: rule.into() }
}

#[rstest]
#[case(
    401,
    shape_a("Authentication Error, Key is blocked.", "auth_error"),
    ErrorKind::Unauthorized
)]
#[case(
    401,
    shape_a("Invalid proxy server token passed", "token_not_found_in_db"),
    ErrorKind::Unauthorized
)]
#[case(400, shape_a("Authentication Error - Expired Key", "expired_key"), ErrorKind::Unauthorized)]
#[case(
    401,
    shape_a(
        "Authentication Error, Only proxy admin can be used to generate, delete",
        "auth_error"
    ),
    ErrorKind::NotAdmin
)]
#[case(
    403,
    json!({"detail": {"error": "Only proxy admins and organization admins can list users."}}),
    ErrorKind::NotAdmin
)]
#[case(
    403,
    shape_a("user not allowed to access this route, role= proxy_admin_viewer.", "auth_error"),
    ErrorKind::NotAdmin
)]
#[case(422, shape_a("Budget has been exceeded!", "budget_exceeded"), refused("budget_exceeded"))]
#[case(400, shape_a("ExceededBudget: User=a", "budget_exceeded"), refused("budget_exceeded"))]
#[case(429, shape_a("ExceededBudget: User=a", "budget_exceeded"), refused("budget_exceeded"))]
#[case(403, shape_a("no access", "key_model_access_denied"), refused("key_model_access_denied"))]
#[case(
    422,
    json!({"detail": [{"type": "missing", "loc": ["body", "user_id"], "msg": "Field required"}]}),
    ErrorKind::Invalid
)]
#[case(
    422,
    json!({"type": "urn:litellm:error:invalid-request-body", "title": "Invalid", "status": 422,
           "detail": "users.0.user_id: Input should be a valid string"}),
    ErrorKind::Invalid
)]
#[case(409, shape_a("{'error': 'User with id a already exists'}", "x"), ErrorKind::Conflict)]
#[case(400, shape_a("{'error': 'User with id a already exists'}", "x"), ErrorKind::Conflict)]
#[case(404, shape_a("Key not found in database", "not_found_error"), ErrorKind::NotFound)]
#[case(404, json!({"detail": "Not Found"}), ErrorKind::NoEndpoint)]
#[case(405, json!({"detail": "Method Not Allowed"}), ErrorKind::NoEndpoint)]
#[case(
    500,
    shape_a("Regenerating Virtual Keys is an Enterprise feature, You must be", "x"),
    ErrorKind::Licence
)]
#[case(
    400,
    shape_a("Authentication Error, Can't reach database server at `db:5432`", "auth_error"),
    ErrorKind::Server
)]
#[case(500, json!("not an object"), ErrorKind::Server)]
#[tokio::test]
async fn a_refusal_is_understood(
    #[case] status: u16,
    #[case] body: Value,
    #[case] kind: ErrorKind,
) {
    let server = MockServer::start().await;
    let answer = ResponseTemplate::new(status).set_body_json(body);
    Mock::given(any()).respond_with(answer).mount(&server).await;
    let error = writer(&server).block_key(&KeyHash::new("aa")).await.unwrap_err();
    assert_eq!((error.kind(), error.status()), (&kind, Some(status)));
    assert_eq!(error.may_have_been_applied(), kind == ErrorKind::Server);
    assert!(!error.hint().is_empty());
    assert!(error.to_string().starts_with("LiteLLM (127.0.0.1:"), "{error}");
}

#[tokio::test]
async fn an_error_shows_no_secret_and_nothing_harmful() {
    let server = MockServer::start().await;
    let said =
        format!("bad \u{1b}[31m key {KEY}, eyJhbGciOiJIUzI1NiJ9.eyJpZCI6IjEifQ.c2ln\u{202e}");
    let answer = ResponseTemplate::new(400).set_body_json(shape_a(&said, "auth_error"));
    Mock::given(any()).respond_with(answer).mount(&server).await;
    let error = reader(&server).customers(None).await.unwrap_err();
    let shown = format!("{error} {error:?} {}", error.hint());
    for bad in ["SECRET", "eyJ", "\u{1b}", "\u{202e}"] {
        assert!(!shown.contains(bad), "{shown}");
    }
}

#[tokio::test]
async fn html_is_another_site() {
    let server = MockServer::start().await;
    let page = ResponseTemplate::new(200).set_body_raw("<!doctype html>", "text/html");
    Mock::given(any()).respond_with(page).mount(&server).await;
    let error = reader(&server).identify().await.unwrap_err();
    assert_eq!(error.kind(), &ErrorKind::NotThisServer);
    assert_eq!(error.hint(), "Correct the URL of LiteLLM in the profile.");
}

#[tokio::test]
async fn json_of_another_shape_says_where() {
    let server = MockServer::start().await;
    let answer = ResponseTemplate::new(200).set_body_json(json!({"keys": 5, "total_count": 1}));
    Mock::given(any()).respond_with(answer).mount(&server).await;
    let error = reader(&server).keys(None).await.unwrap_err();
    assert_eq!(error.kind(), &ErrorKind::Undecodable { path: "keys".into() });
    assert!(error.to_string().contains("another shape at keys: invalid type"), "{error}");
}
