//! Deadlines, limits, retries, redirects.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use bursar::api::{
    ClientOptions, Delivery, ErrorKind, RequestRecord, TlsFault, litellm as proxy,
    openwebui as webui,
};
use bursar::domain::{KeyHash, ProxyUserId, TeamId};
use rstest::rstest;
use serde_json::json;
use wiremock::matchers::{header, method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::raw::{Manner, Raw};
use super::{KEY, ok, quick, reader, writer};

fn raw_reader(raw: &Raw, options: &ClientOptions) -> proxy::Reader {
    proxy::Reader::new(&raw.url, KEY.to_owned().into(), options).unwrap()
}

fn raw_writer(raw: &Raw, options: &ClientOptions) -> proxy::Writer {
    let reader = proxy::Reader::new(&raw.url, KEY.to_owned().into(), options).unwrap();
    proxy::Writer::over(reader, "ana@desk")
}

async fn requests(server: &MockServer) -> usize {
    server.received_requests().await.unwrap().len()
}

#[tokio::test]
async fn the_credential_and_our_name_travel_with_a_request() {
    let server = MockServer::start().await;
    Mock::given(method("GET"))
        .and(path("/llm/customer/list"))
        .and(header("authorization", format!("Bearer {KEY}")))
        .and(header("user-agent", concat!("bursar/", env!("CARGO_PKG_VERSION"))))
        .respond_with(ok(&json!([])))
        .mount(&server)
        .await;
    let below = format!("{}/llm/", server.uri()).parse().unwrap();
    let reader = proxy::Reader::new(&below, KEY.to_owned().into(), &quick()).unwrap();
    assert!(reader.customers(None).await.unwrap().is_complete());
}

#[rstest]
#[case(503)]
#[case(502)]
#[case(504)]
#[case(429)]
#[tokio::test]
async fn a_read_is_tried_again_while_the_server_is_busy(#[case] status: u16) {
    let server = MockServer::start().await;
    let busy = ResponseTemplate::new(status).insert_header("retry-after", "0");
    Mock::given(path("/customer/list")).respond_with(busy).up_to_n_times(2).mount(&server).await;
    Mock::given(path("/customer/list")).respond_with(ok(&json!([]))).mount(&server).await;
    assert!(reader(&server).customers(None).await.unwrap().is_complete());
    assert_eq!(requests(&server).await, 3);
}

#[tokio::test]
async fn a_failure_that_will_not_pass_is_told_at_once() {
    let server = MockServer::start().await;
    Mock::given(path("/customer/list"))
        .respond_with(ResponseTemplate::new(500))
        .mount(&server)
        .await;
    let error = reader(&server).customers(None).await.unwrap_err();
    assert_eq!((error.kind(), error.status()), (&ErrorKind::Server, Some(500)));
    assert_eq!(requests(&server).await, 1);
}

#[tokio::test]
async fn a_long_retry_after_is_reported_and_not_waited_for() {
    let server = MockServer::start().await;
    let busy = ResponseTemplate::new(429).insert_header("retry-after", "120");
    Mock::given(path("/customer/list")).respond_with(busy).mount(&server).await;
    let error = reader(&server).customers(None).await.unwrap_err();
    let retry_after = Some(Duration::from_mins(2));
    assert_eq!(error.kind(), &ErrorKind::RateLimited { retry_after });
    assert_eq!(error.hint(), "Try again in 120 s.");
    assert_eq!(requests(&server).await, 1);
}

#[tokio::test]
async fn a_write_is_sent_once_whatever_happens() {
    let server = MockServer::start().await;
    Mock::given(path("/key/block")).respond_with(ResponseTemplate::new(503)).mount(&server).await;
    let error = writer(&server).block_key(&KeyHash::new("aa")).await.unwrap_err();
    assert!(error.may_have_been_applied(), "a 5xx tells nothing about a write");
    assert_eq!(requests(&server).await, 1);
}

#[tokio::test]
async fn a_write_that_was_put_off_is_sent_again() {
    let server = MockServer::start().await;
    let busy = ResponseTemplate::new(429).insert_header("retry-after", "1");
    Mock::given(path("/key/block")).respond_with(busy).up_to_n_times(2).mount(&server).await;
    let blocked = ok(&json!({"token": "aa", "blocked": true}));
    Mock::given(path("/key/block")).respond_with(blocked).mount(&server).await;
    let key = writer(&server).block_key(&KeyHash::new("aa")).await.unwrap();
    assert_eq!(key.blocked, Some(true));
    assert_eq!(requests(&server).await, 3);
}

#[rstest]
#[case(ResponseTemplate::new(429).insert_header("retry-after", "61"), "too many requests")]
#[case(
    ResponseTemplate::new(429).set_body_json(json!({"error": {"type": "budget_exceeded"}})),
    "budget_exceeded"
)]
#[tokio::test]
async fn a_write_that_cannot_be_put_off_is_told_at_once(
    #[case] answer: ResponseTemplate,
    #[case] said: &str,
) {
    let server = MockServer::start().await;
    Mock::given(path("/key/block")).respond_with(answer).mount(&server).await;
    let error = writer(&server).block_key(&KeyHash::new("aa")).await.unwrap_err();
    assert!(error.to_string().contains(said) && !error.may_have_been_applied(), "{error}");
    assert_eq!(requests(&server).await, 1);
}

#[tokio::test]
async fn a_write_names_who_asks() {
    let server = MockServer::start().await;
    Mock::given(path("/key/block"))
        .and(header("litellm-changed-by", "ana@desk"))
        .respond_with(ok(&json!({"token": "aa", "blocked": true})))
        .mount(&server)
        .await;
    let key = writer(&server).block_key(&KeyHash::new("aa")).await.unwrap();
    assert_eq!(key.blocked, Some(true));
}

#[rstest]
#[case(Manner::Reset, ErrorKind::Disconnected)]
#[case(Manner::Truncate, ErrorKind::Disconnected)]
#[tokio::test]
async fn a_broken_connection_is_tried_again_for_a_read_alone(
    #[case] manner: Manner,
    #[case] kind: ErrorKind,
) {
    let raw = Raw::start(manner).await;
    let error = raw_reader(&raw, &quick()).customers(None).await.unwrap_err();
    assert_eq!((error.kind(), error.delivery()), (&kind, Delivery::NoAnswer));
    assert_eq!(raw.requests(), 3);

    let error = raw_writer(&raw, &quick()).block_key(&KeyHash::new("aa")).await.unwrap_err();
    assert_eq!((error.kind(), error.may_have_been_applied()), (&kind, true));
    assert_eq!(raw.requests(), 4);
}

#[tokio::test]
async fn an_answer_that_never_comes_ends_at_the_deadline() {
    let raw = Raw::start(Manner::Hang).await;
    let deadline = Duration::from_millis(150);
    let options = ClientOptions { deadline, listing_deadline: deadline, ..quick() };
    let started = Instant::now();
    let error = raw_reader(&raw, &options).customers(None).await.unwrap_err();
    assert_eq!(error.kind(), &ErrorKind::TimedOut);
    let error = raw_writer(&raw, &options).block_key(&KeyHash::new("aa")).await.unwrap_err();
    assert_eq!((error.kind(), error.may_have_been_applied()), (&ErrorKind::TimedOut, true));
    assert!(started.elapsed() < Duration::from_secs(5));
}

#[tokio::test]
async fn an_endless_answer_is_read_to_the_limit_only() {
    let raw = Raw::start(Manner::Endless).await;
    let options = ClientOptions { max_listing_bytes: 64 * 1024, ..quick() };
    let error = raw_reader(&raw, &options).customers(None).await.unwrap_err();
    assert_eq!(error.kind(), &ErrorKind::TooLarge { limit: 64 * 1024 });
    assert_eq!(raw.requests(), 1);
}

#[tokio::test]
async fn nothing_was_applied_where_nobody_listens() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap()).parse().unwrap();
    drop(listener);
    let reader = proxy::Reader::new(&url, KEY.to_owned().into(), &quick()).unwrap();
    let writer = proxy::Writer::over(reader, "ana@desk");
    let error = writer.block_key(&KeyHash::new("aa")).await.unwrap_err();
    assert_eq!((error.kind(), error.delivery()), (&ErrorKind::Unreachable, Delivery::NotSent));
    assert!(!error.may_have_been_applied());
    assert!(error.to_string().contains("nothing answers there: Connection refused"), "{error}");
}

#[tokio::test]
async fn a_server_that_speaks_no_tls_is_a_tls_failure_and_got_nothing() {
    let server = MockServer::start().await;
    let url = server.uri().replace("http://", "https://").parse().unwrap();
    let reader = proxy::Reader::new(&url, KEY.to_owned().into(), &quick()).unwrap();
    let error = reader.customers(None).await.unwrap_err();
    let kind = ErrorKind::Tls { fault: TlsFault::Plain };
    assert_eq!((error.kind(), error.delivery()), (&kind, Delivery::NotSent));
    assert!(error.to_string().ends_with("it speaks plain HTTP there, and no TLS"), "{error}");
}

#[tokio::test]
async fn a_redirect_is_named_and_not_followed() {
    let server = MockServer::start().await;
    let elsewhere = MockServer::start().await;
    let target = format!("{}/sign-in?token=1", elsewhere.uri());
    let moved = ResponseTemplate::new(307).insert_header("location", target.as_str());
    Mock::given(path("/customer/list")).respond_with(moved).mount(&server).await;
    let error = reader(&server).customers(None).await.unwrap_err();
    assert_eq!(
        error.kind(),
        &ErrorKind::Redirected { to: elsewhere.uri().into(), is_elsewhere: true }
    );
    assert!(error.hint().contains("what the gateway wants as `headers`"), "{}", error.hint());
    assert_eq!(requests(&elsewhere).await, 0);
}

#[tokio::test]
async fn a_redirect_to_the_same_path_names_another_address() {
    let server = MockServer::start().await;
    let moved = ResponseTemplate::new(308)
        .insert_header("location", "https://llm.example.edu/new/customer/list?page=1");
    Mock::given(path("/customer/list")).respond_with(moved).mount(&server).await;
    let error = reader(&server).customers(None).await.unwrap_err();
    let hint = "If https://llm.example.edu is right, put that address as the URL in the profile.";
    assert_eq!(error.hint(), hint);
}

/// No longer than this, while a listing could take a minute.
const HANG: Duration = Duration::from_secs(20);

#[tokio::test]
async fn what_is_no_listing_ends_at_the_deadline_of_one_request() {
    let raw = Raw::start(Manner::Hang).await;
    let options = ClientOptions { deadline: Duration::from_millis(100), ..quick() };
    let reader = raw_reader(&raw, &options);
    let ana = ProxyUserId::new("ana");
    let asked = async {
        [
            reader.identify().await.map(|_| ()),
            reader.holdings(&ana).await.map(|_| ()),
            reader.team_record(&TeamId::new("lab")).await.map(|_| ()),
            reader.served().await.map(|_| ()),
            reader.access_groups().await.map(|_| ()),
        ]
    };
    let ended = tokio::time::timeout(HANG, asked).await.expect("each has its deadline");
    for result in ended {
        assert_eq!(result.unwrap_err().kind(), &ErrorKind::TimedOut);
    }
}

fn behind_a_gateway() -> ClientOptions {
    let headers = [("CF-Access-Client-Id", "ID-SECRET"), ("Authorization", "Basic SECRET")];
    ClientOptions {
        headers: headers.map(|(name, value)| (name.to_owned(), value.to_owned().into())).into(),
        key_header: Some("x-litellm-api-key".to_owned()),
        ..quick()
    }
}

#[tokio::test]
async fn what_a_gateway_wants_goes_with_every_request_and_into_no_message() {
    let server = MockServer::start().await;
    let elsewhere = MockServer::start().await;
    let wanted = || {
        Mock::given(header("authorization", "Basic SECRET"))
            .and(header("CF-Access-Client-Id", "ID-SECRET"))
    };
    let key = format!("Bearer {KEY}");
    wanted()
        .and(path("/customer/list"))
        .and(header("x-litellm-api-key", key.as_str()))
        .respond_with(ok(&json!([])))
        .mount(&server)
        .await;
    let words = json!({"detail": "no ID-SECRET here, nor Basic SECRET"});
    wanted().respond_with(ResponseTemplate::new(400).set_body_json(words)).mount(&server).await;
    let url = server.uri().parse().unwrap();
    let reader = proxy::Reader::new(&url, KEY.to_owned().into(), &behind_a_gateway()).unwrap();
    assert!(reader.customers(None).await.unwrap().is_complete());
    let error = reader.served().await.unwrap_err();
    assert!(!format!("{error} {error:?} {reader:?}").contains("SECRET"), "{error:?}");

    server.reset().await;
    let target = format!("{}/customer/list", elsewhere.uri());
    let moved = ResponseTemplate::new(302).insert_header("location", target.as_str());
    wanted().respond_with(moved).mount(&server).await;
    reader.customers(None).await.unwrap_err();
    assert_eq!(requests(&elsewhere).await, 0);
}

#[tokio::test]
async fn open_webui_gets_its_key_bare_in_a_header_of_its_own() {
    let server = MockServer::start().await;
    Mock::given(header("x-api-key", KEY))
        .respond_with(ok(&json!({"users": [], "total": 0})))
        .mount(&server)
        .await;
    let options = ClientOptions { key_header: Some("x-api-key".to_owned()), ..quick() };
    let credential = webui::Credential::Token { token: KEY.to_owned().into(), email: None };
    let url = server.uri().parse().unwrap();
    let reader = webui::Reader::new(&url, credential, &options).unwrap();
    assert!(reader.accounts(None).await.unwrap().is_complete());
    let sent = server.received_requests().await.unwrap();
    assert!(sent.iter().all(|request| !request.headers.contains_key("authorization")));
}

#[rstest]
#[case(ResponseTemplate::new(403).set_body_raw("<html>", "text/html"), true)]
#[case(ResponseTemplate::new(403).set_body_raw("Forbidden", "text/plain"), true)]
#[case(ResponseTemplate::new(401).set_body_raw("<html>", "text/html"), false)]
#[case(ResponseTemplate::new(401), false)]
#[case(ResponseTemplate::new(401).set_body_json(json!({"message": "No API key found"})), false)]
#[tokio::test]
async fn a_gateways_refusal_has_the_same_words_at_both_servers(
    #[case] answer: ResponseTemplate,
    #[case] forbids: bool,
) {
    let server = MockServer::start().await;
    Mock::given(wiremock::matchers::any()).respond_with(answer).mount(&server).await;
    let url = server.uri().parse().unwrap();
    let credential = webui::Credential::Token { token: KEY.to_owned().into(), email: None };
    let chat = webui::Reader::new(&url, credential, &quick()).unwrap();
    let errors = [
        reader(&server).identify().await.unwrap_err(),
        chat.identify().await.unwrap_err(),
        chat.accounts(None).await.unwrap_err(),
    ];
    for error in errors {
        assert_eq!(error.kind(), &ErrorKind::Gateway { forbids }, "{error}");
        assert!(error.to_string().contains("a gateway before it"), "{error}");
        assert!(error.hint().contains("was not asked. Give what the gateway wants"), "{error}");
    }
}

#[rstest]
#[case("/v1", "/")]
#[case("/ui/", "/")]
#[case("/llm/v1", "/llm")]
#[case("/api/v1", "/")]
#[tokio::test]
async fn the_address_of_a_part_of_a_server_is_answered_with_that_of_the_whole(
    #[case] part: &str,
    #[case] whole: &str,
) {
    let server = MockServer::start().await;
    let gone = ResponseTemplate::new(404).set_body_json(json!({"detail": "Not Found"}));
    Mock::given(wiremock::matchers::any()).respond_with(gone).mount(&server).await;
    let url = format!("{}{part}", server.uri()).parse().unwrap();
    let credential = webui::Credential::Token { token: KEY.to_owned().into(), email: None };
    let proxy = proxy::Reader::new(&url, KEY.to_owned().into(), &quick()).unwrap();
    let chat = webui::Reader::new(&url, credential, &quick()).unwrap();
    for error in [proxy.identify().await.unwrap_err(), chat.identify().await.unwrap_err()] {
        assert_eq!(error.kind(), &ErrorKind::NotThisServer);
        let said = format!("Its address is probably {}{whole}", server.uri());
        assert!(error.to_string().ends_with(&said), "{error}");
    }
}

#[tokio::test]
async fn every_request_leaves_one_record_without_a_secret() {
    let server = MockServer::start().await;
    let busy = ResponseTemplate::new(503);
    Mock::given(path("/spend/users")).respond_with(busy).up_to_n_times(1).mount(&server).await;
    Mock::given(path("/spend/users")).respond_with(ok(&json!([null]))).mount(&server).await;
    let records = Arc::new(Mutex::new(Vec::<RequestRecord>::new()));
    let sink = Arc::clone(&records);
    let options = ClientOptions {
        observer: Some(Arc::new(move |record| sink.lock().unwrap().push(record))),
        ..quick()
    };
    let url = server.uri().parse().unwrap();
    let reader = proxy::Reader::new(&url, KEY.to_owned().into(), &options).unwrap();
    assert_eq!(reader.user(&bursar::domain::ProxyUserId::new(KEY)).await.unwrap(), None);
    let records = records.lock().unwrap();
    let seen: Vec<_> = records.iter().map(|r| (&*r.path, r.status, r.error)).collect();
    let path = "/spend/users?user_id=[removed]";
    assert_eq!(seen, [(path, Some(503), Some("server")), (path, Some(200), None)]);
    assert!(!format!("{records:?}").contains("SECRET"));
}
