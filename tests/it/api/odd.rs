//! Rows of odd values: what cannot be read is unknown or named, and never told as nothing.

use bursar::api::ErrorKind;
use bursar::domain::{KeyHash, Limit, TeamId, Usd};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use wiremock::matchers::{path, query_param};
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::reader;

/// Rows of one listing.
const ROWS: usize = 10_000;

/// What a server, another version of it or another hand may have put there, as JSON or nearly so.
const ODD: [&str; 28] = [
    "null",
    "true",
    "false",
    "0",
    "-1",
    "7.5",
    "1e308",
    "-1e308",
    "1e999",
    "NaN",
    "-Infinity",
    "18446744073709551615",
    r#""""#,
    r#"" ""#,
    r#""12.5""#,
    r#""NaN""#,
    r#""soon""#,
    r#""9999-12-31""#,
    r#""9999-12-31T23:59:59+00:00""#,
    r#""0001-01-01T00:00:00Z""#,
    r#""2026-12-01T00:00:00""#,
    r#""{\"a\":1}""#,
    "[]",
    "[null,1,[]]",
    "{}",
    r#"{"max_budget":[]}"#,
    r#"[{"a":{"b":[]}}]"#,
    r#""sk-\u0000\ud83d\ude00""#,
];

/// The values of these fields in each row: absent, or odd.
fn odd_rows(fields: &[&str]) -> Vec<Vec<Option<&'static str>>> {
    let value =
        prop_oneof![2 => Just(None), 3 => proptest::sample::select(&ODD[..]).prop_map(Some)];
    let mut runner = TestRunner::deterministic();
    let rows = vec(vec(value, fields.len()), ROWS).new_tree(&mut runner);
    rows.unwrap().current()
}

fn json(id: &str, fields: &[&str], rows: &[Vec<Option<&str>>]) -> String {
    let row = |(index, values): (usize, &Vec<Option<&str>>)| {
        let fields = fields.iter().zip(values);
        let fields = fields.filter_map(|(name, value)| Some(format!(",\"{name}\":{}", (*value)?)));
        format!("{{\"{id}\":\"r{index}\"{}}}", fields.collect::<String>())
    };
    let rows: Vec<String> = rows.iter().enumerate().map(row).collect();
    format!("[{}]", rows.join(","))
}

async fn answering(at: &str, body: String) -> MockServer {
    let server = MockServer::start().await;
    let answer = ResponseTemplate::new(200).set_body_raw(body, "application/json");
    Mock::given(path(at)).respond_with(answer).mount(&server).await;
    server
}

/// How many rows a listing's problem counts as bad.
fn counted_bad(problem: Option<&str>) -> usize {
    let words = problem.unwrap_or("0 rows").split(' ').next().unwrap_or_default();
    words.parse().unwrap()
}

/// Whether an odd amount may be told as this; nothing else is an amount.
fn is_amount(odd: Option<&str>) -> bool {
    matches!(
        odd,
        Some("0" | "-1" | "7.5" | "1e308" | "-1e308" | "18446744073709551615" | r#""12.5""#)
    )
}

fn is_null(odd: Option<&str>) -> bool {
    matches!(odd, None | Some("null" | "NaN" | "-Infinity"))
}

#[tokio::test]
async fn ten_thousand_odd_keys_are_unknown_or_named_and_never_nothing() {
    let fields = [
        "spend",
        "max_budget",
        "expires",
        "blocked",
        "metadata",
        "created_at",
        "last_active",
        "key_alias",
        "budget_limits",
    ];
    let rows = odd_rows(&fields);
    let listed = json("token", &fields, &rows);
    let body = format!("{{\"keys\":{listed},\"total_count\":{ROWS}}}");
    let server = MockServer::start().await;
    let answer = ResponseTemplate::new(200).set_body_raw(body, "application/json");
    let first = Mock::given(path("/key/list")).and(query_param("page", "1"));
    first.respond_with(answer).mount(&server).await;
    let end = format!("{{\"keys\":[],\"total_count\":{ROWS}}}");
    let end = ResponseTemplate::new(200).set_body_raw(end, "application/json");
    Mock::given(path("/key/list")).respond_with(end).mount(&server).await;
    let keys = reader(&server).keys(None).await.unwrap();
    assert_eq!(keys.rows.len() + counted_bad(keys.problem.as_deref()), ROWS, "{:?}", keys.problem);
    for key in &keys.rows {
        let index: usize = key.hash.raw().trim_start_matches('r').parse().unwrap();
        let [spend, limit, expires, blocked, ..] = rows[index][..] else { unreachable!() };
        let odd = &rows[index];
        assert_eq!(key.spend.is_some(), is_amount(spend), "{odd:?}");
        assert!(key.spend != Some(Usd::ZERO) || spend == Some("0"), "{odd:?}");
        assert_eq!(key.budget.limit == Limit::Unlimited, is_null(limit), "{odd:?}");
        assert!(key.blocked || blocked == Some("false") || is_null(blocked), "{odd:?}");
        let never = expires.is_some_and(|at| at.contains("9999") || at.contains("e308"));
        let blank = matches!(expires, Some(r#""""# | r#"" ""#)) || is_null(expires);
        let far = expires.is_some_and(|at| at.contains("1844674"));
        assert!(key.expires.is_some() || never || blank || far, "{odd:?}");
    }
    // What is not of the fields whose null says something never costs the row.
    let harmless =
        |row: &&Vec<Option<&str>>| row[1..4].iter().chain(&row[8..]).all(|odd| is_null(*odd));
    let kept: std::collections::HashSet<_> =
        keys.rows.iter().map(|key| key.hash.raw().into_owned()).collect();
    for (index, row) in rows.iter().enumerate().filter(|(_, row)| harmless(row)) {
        assert!(kept.contains(&format!("r{index}")), "{row:?}");
    }
}

#[tokio::test]
async fn ten_thousand_odd_users_are_unknown_or_named_and_never_nothing() {
    let fields = [
        "spend",
        "max_budget",
        "models",
        "metadata",
        "created_at",
        "user_email",
        "user_alias",
        "user_role",
        "sso_user_id",
        "budget_reset_at",
        "teams",
    ];
    let rows = odd_rows(&fields);
    let server = answering("/spend/users", json("user_id", &fields, &rows)).await;
    let users = reader(&server).users(None).await.unwrap();
    assert_eq!(users.rows.len() + counted_bad(users.problem.as_deref()), ROWS);
    for user in &users.rows {
        let index: usize = user.id.raw().trim_start_matches('r').parse().unwrap();
        let [spend, limit, models, ..] = rows[index][..] else { unreachable!() };
        assert_eq!(user.spend.is_some(), is_amount(spend), "{:?}", rows[index]);
        assert_eq!(user.budget.limit == Limit::Unlimited, is_null(limit), "{:?}", rows[index]);
        assert!(is_null(models) || models == Some("[]"), "{:?}", rows[index]);
    }
}

#[tokio::test]
async fn a_record_that_cannot_be_read_is_not_gone() {
    let body = r#"{"keys":[{"token":"aa","blocked":{}}],"total_count":1}"#;
    let server = answering("/key/list", body.into()).await;
    let error = reader(&server).key(&KeyHash::new("aa")).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Undecodable { .. }), "{error}");
    let body = r#"{"teams":[{"team_id":"t","max_budget":{}}],"total":1}"#;
    let server = answering("/v2/team/list", body.into()).await;
    let error = reader(&server).team(&TeamId::new("t")).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Undecodable { .. }), "{error}");
}

#[tokio::test]
async fn a_record_that_is_listed_no_more_is_gone() {
    let server = answering("/key/list", r#"{"keys":[],"total_count":0}"#.into()).await;
    assert_eq!(reader(&server).key(&KeyHash::new("aa")).await.unwrap(), None);
}

#[tokio::test]
async fn of_an_endless_refusal_only_the_beginning_is_read() {
    let words = format!(r#"{{"error":{{"message":"{}"}}}}"#, "x".repeat(2 * 1024 * 1024));
    let server = MockServer::start().await;
    let answer = ResponseTemplate::new(400).set_body_raw(words, "application/json");
    Mock::given(path("/customer/list")).respond_with(answer).mount(&server).await;
    let error = reader(&server).customers(None).await.unwrap_err();
    assert_eq!(error.status(), Some(400));
    assert!(!matches!(error.kind(), ErrorKind::TooLarge { .. }), "{error}");
}

#[tokio::test]
async fn a_listing_of_more_rows_than_a_memory_holds_ends_in_a_sentence() {
    let rows = std::iter::repeat_n("{}", 500_001).collect::<Vec<_>>().join(",");
    let server = answering("/customer/list", format!("[{rows}]")).await;
    let error = reader(&server).customers(None).await.unwrap_err();
    assert!(error.to_string().contains("more than 500000 rows"), "{error}");
}
