//! Listings of the proxy: complete, or saying why not.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use bursar::domain::{Budget, Limit, TeamId, Usd};
use pretty_assertions::assert_eq;
use rstest::rstest;
use serde_json::{Value, json};
use wiremock::matchers::{path, query_param};
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

use super::{fixture, ok, reader};

/// A proxy whose `/user/list` gives these ids in pages of 100, and that has no `/spend/users`.
async fn paged(listed: Vec<usize>, total: usize, first_pass: Option<Vec<usize>>) -> MockServer {
    let server = MockServer::start().await;
    let gone = ResponseTemplate::new(404).set_body_json(json!({"detail": "Not Found"}));
    Mock::given(path("/spend/users")).respond_with(gone).mount(&server).await;
    let firsts = AtomicUsize::new(0);
    let answer = move |request: &Request| {
        let page: usize = parameter(request, "page").parse().unwrap();
        let pass = if page == 1 {
            firsts.fetch_add(1, Ordering::SeqCst)
        } else {
            firsts.load(Ordering::SeqCst) - 1
        };
        let ids = first_pass.as_ref().filter(|_| pass == 0).unwrap_or(&listed);
        let rows = ids.chunks(100).nth(page - 1).unwrap_or_default();
        let rows: Vec<_> = rows.iter().map(|id| json!({"user_id": format!("u{id}")})).collect();
        ok(&json!({"users": rows, "total": total, "page": page}))
    };
    Mock::given(path("/user/list"))
        .and(query_param("sort_by", "user_id"))
        .and(query_param("page_size", "100"))
        .respond_with(answer)
        .mount(&server)
        .await;
    server
}

fn parameter(request: &Request, name: &str) -> String {
    request.url.query_pairs().find(|(key, _)| key == name).unwrap().1.into_owned()
}

async fn requests_to(server: &MockServer, at: &str) -> usize {
    let requests = server.received_requests().await.unwrap();
    requests.iter().filter(|request| request.url.path() == at).count()
}

#[tokio::test]
async fn users_come_in_one_query() {
    let server = MockServer::start().await;
    let rows = fixture("litellm/spend_users.json");
    Mock::given(path("/spend/users")).respond_with(ok(&rows)).mount(&server).await;
    let users = reader(&server).users(None).await.unwrap();
    assert!(users.is_complete());
    let ana = users.rows.iter().find(|user| user.id.raw() == "ana").unwrap();
    assert_eq!(ana.email.as_ref().unwrap().raw(), "ana@campus.example.edu");
    assert!(!ana.active && ana.created_at.is_some());
    assert!(users.rows.iter().any(bursar::domain::ProxyUser::is_master_key_row));
}

#[tokio::test]
async fn the_paged_listing_reads_the_same_users() {
    let server = MockServer::start().await;
    let gone = ResponseTemplate::new(403).set_body_json(json!({"detail": "no"}));
    Mock::given(path("/spend/users")).respond_with(gone).mount(&server).await;
    let rows = fixture("litellm/user_list.json");
    Mock::given(path("/user/list")).respond_with(ok(&rows)).mount(&server).await;
    let users = reader(&server).users(None).await.unwrap();
    assert_eq!((users.rows.len(), users.problem), (rows["users"].as_array().unwrap().len(), None));
}

#[tokio::test]
async fn pages_are_put_together_in_order() {
    let server = paged((0..350).collect(), 350, None).await;
    let told = Mutex::new(Vec::new());
    let tell = |done, total| told.lock().unwrap().push((done, total));
    let users = reader(&server).users(Some(&tell)).await.unwrap();
    assert!(users.is_complete());
    let ids: Vec<_> = users.rows.iter().map(|user| user.id.raw().to_owned()).collect();
    assert_eq!(ids, (0..350).map(|id| format!("u{id}")).collect::<Vec<_>>());
    assert_eq!(*told.lock().unwrap(), [(100, 350), (200, 350), (300, 350), (350, 350)]);
    assert_eq!(requests_to(&server, "/user/list").await, 4);
}

#[tokio::test]
async fn a_page_that_shifted_is_read_again() {
    // In the first pass one row comes twice and another not at all.
    let shifted: Vec<_> = (0..100).chain(99..149).collect();
    let server = paged((0..150).collect(), 150, Some(shifted)).await;
    let users = reader(&server).users(None).await.unwrap();
    assert_eq!((users.rows.len(), users.problem), (150, None));
    assert_eq!(requests_to(&server, "/user/list").await, 4);
}

#[tokio::test]
async fn a_listing_that_stays_short_says_so() {
    let server = paged((0..149).collect(), 150, None).await;
    let users = reader(&server).users(None).await.unwrap();
    let problem = "the server counts 150 users but lists 149, twice in a row";
    assert_eq!((users.rows.len(), users.problem.as_deref()), (149, Some(problem)));
    assert_eq!(requests_to(&server, "/user/list").await, 4);
}

#[tokio::test]
async fn an_absurd_count_asks_for_no_more_than_there_is() {
    let server = paged((0..5).collect(), usize::MAX, None).await;
    let users = reader(&server).users(None).await.unwrap();
    assert_eq!((users.rows.len(), users.is_complete()), (5, false));
    assert!(requests_to(&server, "/user/list").await < 20);
}

#[tokio::test]
async fn a_page_that_fails_leaves_an_incomplete_listing() {
    let server = MockServer::start().await;
    let keys: Vec<_> = (0..100).map(|n| json!({"token": format!("{n}")})).collect();
    Mock::given(path("/key/list"))
        .and(query_param("page", "1"))
        .respond_with(ok(&json!({"keys": keys, "total_count": 150})))
        .mount(&server)
        .await;
    let broken = ResponseTemplate::new(500);
    Mock::given(path("/key/list")).respond_with(broken).mount(&server).await;
    let keys = reader(&server).keys(None).await.unwrap();
    let problem = keys.problem.unwrap();
    assert!(problem.starts_with("100 of 150 keys were read, then: LiteLLM ("), "{problem}");
}

#[tokio::test]
async fn a_bad_row_makes_the_listing_incomplete_and_no_more() {
    let server = MockServer::start().await;
    let rows =
        json!([{"user_id": "ana", "spend": "1.5"}, {"user_email": "x@y.z"}, {"user_id": "b"}]);
    Mock::given(path("/spend/users")).respond_with(ok(&rows)).mount(&server).await;
    let users = reader(&server).users(None).await.unwrap();
    assert_eq!(users.rows.len(), 2);
    assert_eq!(users.rows[0].spend, Some(Usd::from_micros(1_500_000)));
    let problem = users.problem.unwrap();
    assert!(problem.starts_with("1 row could not be read: [1]"), "{problem}");
    assert!(problem.ends_with("missing field `user_id`"), "{problem}");
}

#[tokio::test]
async fn keys_of_people_teams_and_nobody_are_listed() {
    let server = MockServer::start().await;
    Mock::given(path("/key/list"))
        .and(query_param("include_team_keys", "true"))
        .and(query_param("sort_by", "token"))
        .and(query_param("size", "100"))
        .respond_with(ok(&fixture("litellm/key_list.json")))
        .mount(&server)
        .await;
    let keys = reader(&server).keys(None).await.unwrap();
    assert!(keys.is_complete());
    let labels: Vec<_> = keys.rows.iter().map(bursar::domain::Key::label).collect();
    assert_eq!(labels, ["key-service", "key-ana"]);
    let ana = &keys.rows[1];
    assert!(ana.blocked == Some(false) && ana.expires.at().is_some());
    assert_eq!(ana.budget.limit, Limit::Amount(Usd::from_micros(5_000_000)));
}

#[tokio::test]
async fn teams_count_their_members() {
    let server = MockServer::start().await;
    let rows = fixture("litellm/team_list.json");
    Mock::given(path("/v2/team/list")).respond_with(ok(&rows)).mount(&server).await;
    let teams = reader(&server).teams(None).await.unwrap();
    let team = &teams.rows[0];
    assert_eq!(
        (&team.id, team.members, team.label().as_str()),
        (&TeamId::new("lab"), Some(1), "Lab")
    );
}

/// A `/customer/list` of either kind.
async fn customers(count: usize, is_paged: bool) -> MockServer {
    let server = MockServer::start().await;
    let answer = move |request: &Request| {
        let page: usize = parameter(request, "page").parse().unwrap();
        let rows: Vec<_> = (0..count).map(|n| json!({"user_id": format!("c{n}")})).collect();
        let page = rows.chunks(100).nth(page - 1).unwrap_or_default();
        ok(&Value::from(if is_paged { page } else { &rows }))
    };
    Mock::given(path("/customer/list")).respond_with(answer).mount(&server).await;
    server
}

#[rstest]
#[case(0, 1)]
#[case(99, 1)]
#[case(100, 2)]
#[case(250, 3)]
#[tokio::test]
async fn customers_are_all_read_from_a_paging_server(#[case] count: usize, #[case] asked: usize) {
    let server = customers(count, true).await;
    let listing = reader(&server).customers(None).await.unwrap();
    assert_eq!((listing.rows.len(), listing.problem), (count, None));
    assert_eq!(requests_to(&server, "/customer/list").await, asked);
}

#[rstest]
#[case(0, 1)]
#[case(99, 1)]
#[case(100, 2)]
#[case(250, 1)]
#[tokio::test]
async fn customers_are_all_read_from_a_server_without_pages(
    #[case] count: usize,
    #[case] asked: usize,
) {
    let server = customers(count, false).await;
    let listing = reader(&server).customers(None).await.unwrap();
    assert_eq!((listing.rows.len(), listing.problem), (count, None));
    assert_eq!(requests_to(&server, "/customer/list").await, asked);
}

#[tokio::test]
async fn a_customer_has_the_budget_of_its_budget_row() {
    let server = MockServer::start().await;
    let rows = fixture("litellm/customer_list.json");
    Mock::given(path("/customer/list")).respond_with(ok(&rows)).mount(&server).await;
    let listing = reader(&server).customers(None).await.unwrap();
    let limit = Limit::Amount(Usd::from_micros(3_000_000));
    assert_eq!(listing.rows[0].budget, Budget { limit, ..Budget::default() });
}

/// A listing that goes on for ever: each page full, of new rows or of the same ones.
async fn endless(at: &str, body: fn(usize) -> Value) -> MockServer {
    let server = MockServer::start().await;
    let answer = move |request: &Request| {
        let page: usize = parameter(request, "page").parse().unwrap();
        assert!(page < 30_000, "it never stops");
        ok(&body(page))
    };
    Mock::given(path(at)).respond_with(answer).mount(&server).await;
    server
}

#[tokio::test]
async fn pages_that_repeat_for_ever_are_given_up() {
    let same = |_| {
        let rows: Vec<_> = (0..100).map(|n| json!({"team_id": format!("t{n}")})).collect();
        json!({"teams": rows, "total": 18_000_000_000_000_000_000_u64})
    };
    let server = endless("/v2/team/list", same).await;
    let teams = reader(&server).teams(None).await.unwrap();
    assert_eq!(teams.rows.len(), 100);
    assert!(teams.problem.unwrap().contains("but lists 100"));
    assert!(requests_to(&server, "/v2/team/list").await < 50);
}
