//! Deadlines, limits, retries, redirects.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use bursar::api::{ClientOptions, Delivery, ErrorKind, RequestRecord, litellm as proxy};
use bursar::domain::KeyHash;
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
    assert!(writer(&server).block_key(&KeyHash::new("aa")).await.unwrap().blocked);
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
    assert!(writer(&server).block_key(&KeyHash::new("aa")).await.unwrap().blocked);
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
    assert_eq!((error.kind(), error.delivery()), (&ErrorKind::Tls, Delivery::NotSent));
}

#[tokio::test]
async fn a_redirect_is_named_and_not_followed() {
    let server = MockServer::start().await;
    let elsewhere = MockServer::start().await;
    let target = format!("{}/x?token=1", elsewhere.uri());
    let moved = ResponseTemplate::new(307).insert_header("location", target.as_str());
    Mock::given(path("/customer/list")).respond_with(moved).mount(&server).await;
    let error = reader(&server).customers(None).await.unwrap_err();
    assert_eq!(error.kind(), &ErrorKind::Redirected { to: elsewhere.uri().into() });
    assert!(error.hint().contains("in the profile"), "{}", error.hint());
    assert_eq!(requests(&elsewhere).await, 0);
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
