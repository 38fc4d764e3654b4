//! The Open WebUI client.

use bursar::api::openwebui::{AccountPatch, Credential, NewAccount, Reader, Writer};
use bursar::api::{ErrorKind, ServiceError};
use bursar::domain::{Account, AccountId, Caller, Email, Listing, Role};
use pretty_assertions::assert_eq;
use rstest::rstest;
use serde_json::{Value, json};
use wiremock::matchers::{body_json, header, method, path, query_param};
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

use super::{fixture, ok, quick};

const USERS: &str = "/api/v1/users/";

fn with_key(server: &MockServer) -> Writer {
    let token = "sk-KEY".to_owned().into();
    let credential = Credential::Token { token, email: None };
    let url = server.uri().parse().unwrap();
    Writer::over(Reader::new(&url, credential, &quick()).unwrap())
}

/// With an API key.
pub(super) fn reader(server: &MockServer) -> Reader {
    let credential = Credential::Token { token: "sk-KEY".to_owned().into(), email: None };
    Reader::new(&server.uri().parse().unwrap(), credential, &quick()).unwrap()
}

fn with_password(server: &MockServer) -> Reader {
    let credential = Credential::Password {
        email: Email::new("root@campus.example.edu"),
        password: "hunter22!".to_owned().into(),
    };
    Reader::new(&server.uri().parse().unwrap(), credential, &quick()).unwrap()
}

async fn on(server: &MockServer, verb: &str, at: &str, answer: ResponseTemplate) {
    Mock::given(method(verb)).and(path(at)).respond_with(answer).mount(server).await;
}

fn says(status: u16, detail: &str) -> ResponseTemplate {
    ResponseTemplate::new(status).set_body_json(json!({ "detail": detail }))
}

fn page_of_html() -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_raw("<!doctype html>", "text/html; charset=utf-8")
}

async fn requests_to(server: &MockServer, at: &str) -> usize {
    let requests = server.received_requests().await.unwrap();
    requests.iter().filter(|request| request.url.path() == at).count()
}

#[tokio::test]
async fn an_admin_key_is_identified_and_its_owner_is_not_known() {
    let server = MockServer::start().await;
    on(&server, "GET", "/api/version", ok(&json!({"version": "0.12.4"}))).await;
    on(&server, "GET", USERS, ok(&fixture("openwebui/users_page.json"))).await;
    let (info, caller) = with_key(&server).reader().identify().await.unwrap();
    assert_eq!(info.version.unwrap().raw(), "0.12.4");
    assert_eq!(caller, Caller::Account { id: None });
}

#[tokio::test]
async fn a_session_token_tells_whose_it_is_and_a_key_by_the_profile() {
    let server = MockServer::start().await;
    on(&server, "GET", "/api/version", ok(&json!({"version": "0.12.4"}))).await;
    let page = fixture("openwebui/users_page.json");
    on(&server, "GET", USERS, ok(&page)).await;
    on(&server, "GET", "/api/v1/auths/", ok(&json!({"id": "me", "role": "admin"}))).await;
    let url = server.uri().parse().unwrap();
    let caller = async |token: &str, email: &str| {
        let email = Some(Email::new(email));
        let credential = Credential::Token { token: token.to_owned().into(), email };
        Reader::new(&url, credential, &quick()).unwrap().identify().await.unwrap().1
    };
    let me = Caller::Account { id: Some(AccountId::new("me")) };
    assert_eq!(caller("eyJ.a.b", "x@campus.example.edu").await, me);
    let ben = Some(AccountId::new(page["users"][0]["id"].as_str().unwrap()));
    assert_eq!(caller("sk-a", "Ben@campus.example.edu").await, Caller::Account { id: ben });
}

#[rstest]
#[case(page_of_html())]
#[case(says(404, "Not Found"))]
#[case(ok(&json!({"hello": 1})))]
#[tokio::test]
async fn another_service_is_not_open_webui(#[case] answer: ResponseTemplate) {
    let server = MockServer::start().await;
    on(&server, "GET", "/api/version", answer).await;
    let error = with_key(&server).reader().identify().await.unwrap_err();
    assert_eq!(error.kind(), &ErrorKind::NotThisServer);
    assert_eq!(error.hint(), "Correct the URL of Open WebUI in the profile.");
}

#[rstest]
#[case(401, "You do not have permission to access this resource.", ErrorKind::NotAdmin)]
#[case(401, "401 Unauthorized", ErrorKind::Unauthorized)]
#[case(401, "Your session has expired or the token is invalid.", ErrorKind::Unauthorized)]
#[case(403, "Use of API key is not enabled in the environment.", ErrorKind::Forbidden)]
#[case(403, "Not authenticated", ErrorKind::Unauthorized)]
#[case(400, "Uh-oh! This email is already registered.", ErrorKind::Conflict)]
#[case(401, "We could not find what you're looking for :/", ErrorKind::NotFound)]
#[case(405, "Method Not Allowed", ErrorKind::NoEndpoint)]
#[tokio::test]
async fn the_detail_decides_what_a_refusal_is(
    #[case] status: u16,
    #[case] detail: &str,
    #[case] kind: ErrorKind,
) {
    let server = MockServer::start().await;
    on(&server, "GET", USERS, says(status, detail)).await;
    let error = with_key(&server).reader().first_account().await.unwrap_err();
    assert_eq!(error.kind(), &kind);
}

#[tokio::test]
async fn the_first_account_is_the_earliest_and_of_several_an_admin() {
    let server = MockServer::start().await;
    let row = |id: &str, at: i64, role: &str| json!({"id": id, "created_at": at, "role": role});
    let users = [row("c", 1, "user"), row("b", 1, "admin"), row("a", 2, "admin")];
    on(&server, "GET", USERS, ok(&json!({"users": users, "total": 3}))).await;
    let first = with_key(&server).reader().first_account().await.unwrap();
    assert_eq!(first, Some(AccountId::new("b")));
}

#[tokio::test]
async fn accounts_come_in_one_request() {
    let server = MockServer::start().await;
    on(&server, "GET", "/api/v1/users/all", ok(&fixture("openwebui/users_all.json"))).await;
    let accounts = with_key(&server).reader().accounts(None).await.unwrap();
    assert!(accounts.is_complete());
    let ben = &accounts.rows[0];
    assert_eq!((ben.name.raw(), &ben.role), ("Zwei", &Role::Pending));
    assert!(ben.last_active_at.is_some());
}

#[tokio::test]
async fn without_that_request_accounts_come_page_by_page() {
    let server = MockServer::start().await;
    on(&server, "GET", "/api/v1/users/all", page_of_html()).await;
    let answer = |request: &Request| {
        let page = request.url.query_pairs().find(|(name, _)| name == "page").unwrap().1;
        let page: usize = page.parse().unwrap();
        let ids = ((page - 1) * 30..page * 30).take_while(|id| *id < 65);
        let rows: Vec<_> = ids.map(|id| json!({"id": format!("{id}"), "role": "user"})).collect();
        ok(&json!({"users": rows, "total": 65}))
    };
    Mock::given(path(USERS))
        .and(query_param("order_by", "email"))
        .respond_with(answer)
        .mount(&server)
        .await;
    let accounts = with_key(&server).reader().accounts(None).await.unwrap();
    assert_eq!((accounts.rows.len(), accounts.problem), (65, None));
    assert_eq!(requests_to(&server, USERS).await, 3);
}

#[tokio::test]
async fn groups_come_with_their_members_and_say_which_could_not_be_read() {
    let server = MockServer::start().await;
    let mut groups = fixture("openwebui/groups.json");
    let id = groups[0]["id"].as_str().unwrap().to_owned();
    let rows = groups.as_array_mut().unwrap();
    rows.push(json!({"id": "gone", "name": "Gone"}));
    rows.push(json!({"id": "bad", "name": "Bad"}));
    on(&server, "GET", "/api/v1/groups/", ok(&groups)).await;
    let export = |id: &str| format!("/api/v1/groups/id/{id}/export");
    on(&server, "GET", &export(&id), ok(&fixture("openwebui/group_export.json"))).await;
    on(&server, "GET", &export("gone"), says(404, "Group not found.")).await;
    on(&server, "GET", &export("bad"), ResponseTemplate::new(500)).await;
    let groups = with_key(&server).reader().groups(None).await.unwrap();
    assert_eq!((groups.rows.len(), groups.rows[0].members.len()), (1, 1));
    let problem = groups.problem.unwrap();
    assert!(problem.starts_with("the members of 1 of 3 groups could not be read"), "{problem}");
}

#[tokio::test]
async fn an_account_is_read_by_id_and_by_email() {
    let server = MockServer::start().await;
    let row = fixture("openwebui/user.json");
    let id = AccountId::new(row["id"].as_str().unwrap());
    on(&server, "GET", &format!("{USERS}{}", id.raw()), ok(&row)).await;
    on(&server, "GET", &format!("{USERS}none"), says(400, "We could not find what you're")).await;
    on(&server, "GET", USERS, ok(&fixture("openwebui/users_page.json"))).await;
    let writer = with_key(&server);
    let reader = writer.reader();
    assert_eq!(reader.account(&id).await.unwrap().unwrap().id, id);
    assert_eq!(reader.account(&AccountId::new("none")).await.unwrap(), None);
    let email = Email::new("BEN@campus.example.edu");
    assert_eq!(reader.account_by_email(&email).await.unwrap().unwrap().id, id);
    let other = Email::new("be%@campus.example.edu");
    assert_eq!(reader.account_by_email(&other).await.unwrap(), None);
}

fn session(token: &str) -> ResponseTemplate {
    let mut session = fixture("openwebui/signin.json");
    session["token"] = json!(token);
    ok(&session)
}

#[tokio::test]
async fn one_sign_in_serves_all_and_an_ended_session_is_renewed_once() {
    let server = MockServer::start().await;
    let sign_in = "/api/v1/auths/signin";
    Mock::given(path(sign_in)).respond_with(session("T1")).up_to_n_times(1).mount(&server).await;
    on(&server, "POST", sign_in, session("T2")).await;
    let all = ok(&json!({"users": [], "total": 0}));
    Mock::given(header("authorization", "Bearer T1"))
        .respond_with(all.clone())
        .up_to_n_times(4)
        .mount(&server)
        .await;
    Mock::given(header("authorization", "Bearer T1"))
        .respond_with(says(401, "Invalid token"))
        .mount(&server)
        .await;
    Mock::given(header("authorization", "Bearer T2")).respond_with(all).mount(&server).await;
    let reader = with_password(&server);
    let four: [Result<Listing<Account>, ServiceError>; 4] = tokio::join!(
        reader.accounts(None),
        reader.accounts(None),
        reader.accounts(None),
        reader.accounts(None)
    )
    .into();
    assert!(four.iter().all(Result::is_ok));
    assert_eq!(requests_to(&server, sign_in).await, 1);
    assert!(reader.accounts(None).await.unwrap().is_complete());
    assert_eq!(requests_to(&server, sign_in).await, 2);
}

#[tokio::test]
async fn a_wrong_password_is_not_tried_in_a_row() {
    let server = MockServer::start().await;
    let sign_in = "/api/v1/auths/signin";
    on(&server, "POST", sign_in, says(400, "The email or password provided is incorrect.")).await;
    let reader = with_password(&server);
    for _ in 0..3 {
        let error = reader.accounts(None).await.unwrap_err();
        assert_eq!((error.kind(), error.operation()), (&ErrorKind::Unauthorized, "sign in"));
        assert!(!format!("{error:?}").contains("hunter22"));
    }
    assert_eq!(requests_to(&server, sign_in).await, 1);
}

#[rstest]
#[case("pending", "waits for approval")]
#[case("verify", "second factor")]
#[case("enroll", "second factor")]
#[tokio::test]
async fn a_sign_in_that_gives_no_session_says_why(#[case] step: &str, #[case] words: &str) {
    let server = MockServer::start().await;
    on(&server, "POST", "/api/v1/auths/signin", ok(&json!({"next_step": step}))).await;
    let error = with_password(&server).accounts(None).await.unwrap_err();
    assert!(error.to_string().contains(words), "{error}");
}

fn new_account(role: Role, password: &str) -> NewAccount {
    let email = Email::new("ben@campus.example.edu");
    NewAccount { name: "Ben".into(), email, password: password.to_owned().into(), role }
}

#[tokio::test]
async fn of_a_created_account_only_the_id_is_kept() {
    let server = MockServer::start().await;
    let body = json!({"name": "Ben", "email": "ben@campus.example.edu", "password": "Pass-1",
                      "role": "user"});
    Mock::given(path("/api/v1/auths/add"))
        .and(body_json(body))
        .respond_with(session("LIVE"))
        .mount(&server)
        .await;
    let id = with_key(&server).create_account(&new_account(Role::User, "Pass-1")).await.unwrap();
    assert_eq!(id.raw(), fixture("openwebui/signin.json")["id"]);
}

#[rstest]
#[case(Role::Other("usr".into()), "Pass-1", "'usr' is not a role")]
#[case(Role::User, "", "empty")]
#[case(Role::User, &"x".repeat(73), "longer than 72 bytes")]
#[tokio::test]
async fn what_the_server_would_take_and_should_not_is_refused(
    #[case] role: Role,
    #[case] password: &str,
    #[case] words: &str,
) {
    let server = MockServer::start().await;
    let error = with_key(&server).create_account(&new_account(role, password)).await.unwrap_err();
    assert!(error.to_string().contains(words), "{error}");
    assert_eq!((error.kind(), error.may_have_been_applied()), (&ErrorKind::Invalid, false));
    assert_eq!(server.received_requests().await.unwrap().len(), 0);
}

#[rstest]
#[case("0.12.4", json!({"role": "pending"}))]
#[case("0.8.12", json!({"role": "pending", "name": "Zwei", "email": "ben@campus.example.edu",
                        "profile_image_url": "/user.png"}))]
#[tokio::test]
async fn an_update_sends_what_the_version_wants(#[case] version: &str, #[case] sent: Value) {
    let server = MockServer::start().await;
    let row = fixture("openwebui/user.json");
    let id = AccountId::new(row["id"].as_str().unwrap());
    on(&server, "GET", "/api/version", ok(&json!({ "version": version }))).await;
    on(&server, "GET", &format!("{USERS}{}", id.raw()), ok(&row)).await;
    Mock::given(method("POST"))
        .and(path(format!("{USERS}{}/update", id.raw())))
        .and(body_json(sent))
        .respond_with(ok(&fixture("openwebui/user_update.json")))
        .mount(&server)
        .await;
    let patch = AccountPatch { role: Some(Role::Pending), ..AccountPatch::default() };
    assert_eq!(with_key(&server).update_account(&id, &patch).await.unwrap().id, id);
}
