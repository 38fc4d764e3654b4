//! Rows of odd values: what cannot be read is unknown or named, and never told as nothing.

use bursar::api::ErrorKind;
use bursar::domain::{Caller, Expiry, KeyHash, Limit, Role, TeamId, Usd};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use wiremock::matchers::{path, path_regex, query_param};
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

/// Whether an odd amount may be told as this; nothing else is an amount.
fn is_amount(odd: Option<&str>) -> bool {
    matches!(
        odd,
        Some("0" | "-1" | "7.5" | "1e308" | "-1e308" | "18446744073709551615" | r#""12.5""#)
    )
}

fn is_null(odd: Option<&str>) -> bool {
    matches!(odd, None | Some("null"))
}

/// No limit is told where there is none, an amount where there is one, and nothing else is either.
fn is_right(limit: Limit, odd: Option<&str>) -> bool {
    match limit {
        Limit::Unlimited => is_null(odd),
        Limit::Amount(_) => is_amount(odd),
        Limit::Unknown => !is_null(odd) && !is_amount(odd),
    }
}

/// Likewise of a spend.
fn is_right_spend(spend: Option<Usd>, odd: Option<&str>) -> bool {
    spend.is_some() == is_amount(odd) && (spend != Some(Usd::ZERO) || odd == Some("0"))
}

fn is_right_flag(flag: Option<bool>, odd: Option<&str>) -> bool {
    let is_known = is_null(odd) || matches!(odd, Some("true" | "false"));
    flag == is_known.then_some(odd == Some("true"))
}

/// A list is told as empty where it is; what is no list, or holds something else, is unread.
fn is_right_list<T>(list: Option<&Vec<T>>, odd: Option<&str>) -> bool {
    let is_empty = is_null(odd) || odd == Some("[]");
    list.map(Vec::len) == is_empty.then_some(0)
}

fn is_right_windows<T>(windows: Option<&Vec<T>>, odd: Option<&str>) -> bool {
    match odd {
        Some(r#"[{"a":{"b":[]}}]"#) => windows.is_some_and(|windows| windows.len() == 1),
        Some(r#""""# | r#"" ""#) => windows.is_some_and(Vec::is_empty),
        odd => is_right_list(windows, odd),
    }
}

/// The place of the row of this id.
fn place(id: &str) -> usize {
    id.trim_start_matches('r').parse().unwrap()
}

/// A listing by pages, of which the first has them all.
async fn on_one_page(at: &str, envelope: &str, rows: String) -> MockServer {
    let server = MockServer::start().await;
    let total = if envelope == "keys" { "total_count" } else { "total" };
    let page = |rows: &str| {
        let body = format!("{{\"{envelope}\":{rows},\"{total}\":{ROWS}}}");
        ResponseTemplate::new(200).set_body_raw(body, "application/json")
    };
    let first = Mock::given(path(at)).and(query_param("page", "1"));
    first.respond_with(page(&rows)).mount(&server).await;
    Mock::given(path(at)).respond_with(page("[]")).mount(&server).await;
    server
}

#[tokio::test]
async fn of_ten_thousand_odd_keys_none_is_lost_or_told_as_nothing() {
    let fields = [
        "spend",
        "max_budget",
        "expires",
        "blocked",
        "models",
        "budget_limits",
        "litellm_budget_table",
        "metadata",
        "created_at",
        "last_active",
        "key_alias",
        "key_name",
        "user_id",
        "team_id",
        "budget_id",
        "budget_duration",
        "budget_reset_at",
    ];
    let rows = odd_rows(&fields);
    let server = on_one_page("/key/list", "keys", json("token", &fields, &rows)).await;
    let keys = reader(&server).keys(None).await.unwrap();
    assert_eq!((keys.rows.len(), &keys.problem), (ROWS, &None));
    for key in &keys.rows {
        let odd = &rows[place(&key.hash.raw())];
        let [spend, limit, expires, blocked, models, windows, table, ..] = odd[..] else {
            unreachable!()
        };
        assert!(is_right_spend(key.spend, spend), "{odd:?}");
        assert!(is_right(key.budget.limit, limit), "{odd:?}");
        assert!(is_right_flag(key.blocked, blocked), "{odd:?}");
        assert!(is_right_list(key.models.as_ref(), models), "{odd:?}");
        assert!(is_right_windows(key.windows.as_ref(), windows), "{odd:?}");
        let never = expires.is_some_and(|at| at.contains("9999") || at.contains("1e308"));
        let never = never && !expires.is_some_and(|at| at.contains("-1e308"));
        let blank = matches!(expires, Some(r#""""# | r#"" ""#)) || is_null(expires);
        let far = expires.is_some_and(|at| at.contains("1844674"));
        let is_never = never || blank || far;
        assert_eq!(key.expires == Expiry::Never, is_never, "{odd:?}");
        // A budget row that cannot be read is one all the same.
        let is_table = is_null(table) || table.is_some_and(|table| table.starts_with('{'));
        assert!(is_table || key.row.as_ref().is_some_and(|row| row.budget.is_none()), "{odd:?}");
    }
}

#[tokio::test]
async fn of_ten_thousand_odd_users_none_is_lost_or_told_as_nothing() {
    let fields = [
        "spend",
        "max_budget",
        "models",
        "teams",
        "metadata",
        "created_at",
        "user_email",
        "user_alias",
        "user_role",
        "sso_user_id",
        "budget_duration",
        "budget_reset_at",
    ];
    let rows = odd_rows(&fields);
    let server = answering("/spend/users", json("user_id", &fields, &rows)).await;
    let users = reader(&server).users(None).await.unwrap();
    assert_eq!((users.rows.len(), &users.problem), (ROWS, &None));
    for user in &users.rows {
        let odd = &rows[place(user.id.raw())];
        let [spend, limit, models, teams, ..] = odd[..] else { unreachable!() };
        assert!(is_right_spend(user.spend, spend), "{odd:?}");
        assert!(is_right(user.budget.limit, limit), "{odd:?}");
        assert!(is_right_list(user.models.as_ref(), models), "{odd:?}");
        assert!(is_right_list(user.teams.as_ref(), teams), "{odd:?}");
    }
}

#[tokio::test]
async fn of_ten_thousand_odd_teams_none_is_lost_or_told_as_nothing() {
    let fields = [
        "spend",
        "max_budget",
        "blocked",
        "models",
        "members_with_roles",
        "budget_limits",
        "metadata",
        "team_alias",
        "budget_duration",
        "budget_reset_at",
    ];
    let rows = odd_rows(&fields);
    let server = on_one_page("/v2/team/list", "teams", json("team_id", &fields, &rows)).await;
    let teams = reader(&server).teams(None).await.unwrap();
    assert_eq!((teams.rows.len(), &teams.problem), (ROWS, &None));
    for team in &teams.rows {
        let odd = &rows[place(team.id.raw())];
        let [spend, limit, blocked, models, members, windows, ..] = odd[..] else { unreachable!() };
        assert!(is_right_spend(team.spend, spend), "{odd:?}");
        assert!(is_right(team.budget.limit, limit), "{odd:?}");
        assert!(is_right_flag(team.blocked, blocked), "{odd:?}");
        assert!(is_right_list(team.models.as_ref(), models), "{odd:?}");
        assert!(is_right_windows(team.windows.as_ref(), windows), "{odd:?}");
        let is_list = is_null(members) || members.is_some_and(|list| list.starts_with('['));
        assert_eq!(team.members.is_some(), is_list, "{odd:?}");
    }
}

#[tokio::test]
async fn of_ten_thousand_odd_customers_none_is_lost_or_told_as_nothing() {
    let fields = ["spend", "litellm_budget_table", "blocked", "models", "alias", "budget_id"];
    let rows = odd_rows(&fields);
    let server = answering("/customer/list", json("user_id", &fields, &rows)).await;
    let customers = reader(&server).customers(None).await.unwrap();
    assert_eq!((customers.rows.len(), &customers.problem), (ROWS, &None));
    for customer in &customers.rows {
        let odd = &rows[place(customer.id.raw())];
        let [spend, table, blocked, models, ..] = odd[..] else { unreachable!() };
        assert!(is_right_spend(customer.spend, spend), "{odd:?}");
        let is_unlimited = is_null(table) || table == Some("{}");
        assert_eq!(customer.budget.limit == Limit::Unlimited, is_unlimited, "{odd:?}");
        assert!(is_right_flag(customer.blocked, blocked), "{odd:?}");
        assert!(is_right_list(customer.models.as_ref(), models), "{odd:?}");
    }
}

#[tokio::test]
async fn of_ten_thousand_odd_accounts_none_is_lost_or_let_in() {
    let fields = ["name", "email", "role", "last_active_at", "profile_image_url"];
    let rows = odd_rows(&fields);
    let body = format!("{{\"users\":{},\"total\":{ROWS}}}", json("id", &fields, &rows));
    let server = answering("/api/v1/users/all", body).await;
    let accounts = super::openwebui::reader(&server).accounts(None).await.unwrap();
    assert_eq!((accounts.rows.len(), &accounts.problem), (ROWS, &None));
    for account in &accounts.rows {
        let odd = &rows[place(account.id.raw())];
        assert!(matches!(account.role, Role::Other(_)), "no odd word lets anybody in: {odd:?}");
    }
}

#[tokio::test]
async fn of_odd_groups_none_is_lost_and_what_their_rows_do_not_tell_is_asked_for() {
    let fields = ["name", "user_ids", "description", "permissions"];
    let rows = &odd_rows(&fields)[..300];
    let server = answering("/api/v1/groups/", json("id", &fields, rows)).await;
    let export =
        ResponseTemplate::new(200).set_body_raw(r#"{"user_ids":["a-1",null]}"#, "application/json");
    Mock::given(path_regex("/export$")).respond_with(export).mount(&server).await;
    let groups = super::openwebui::reader(&server).groups(None).await.unwrap();
    assert_eq!((groups.rows.len(), &groups.problem), (rows.len(), &None));
    for group in &groups.rows {
        let odd = &rows[place(group.id.raw())];
        assert_eq!(group.members.is_empty(), odd[1] == Some("[]"), "{odd:?}");
    }
}

#[tokio::test]
async fn a_record_of_which_nothing_but_the_id_can_be_read_is_not_gone() {
    let body = r#"{"keys":[{"token":"aa","blocked":{}}],"total_count":1}"#;
    let server = answering("/key/list", body.into()).await;
    let key = reader(&server).key(&KeyHash::new("aa")).await.unwrap().unwrap();
    assert_eq!(key.blocked, None);
    let body = r#"{"teams":[{"team_id":"t","max_budget":{}}],"total":1}"#;
    let server = answering("/v2/team/list", body.into()).await;
    let team = reader(&server).team(&TeamId::new("t")).await.unwrap().unwrap();
    assert_eq!(team.budget.limit, Limit::Unknown);
}

#[tokio::test]
async fn a_record_without_its_id_is_not_gone_but_cannot_be_read() {
    let body = r#"{"keys":[{"token":{},"blocked":true}],"total_count":1}"#;
    let server = answering("/key/list", body.into()).await;
    let error = reader(&server).key(&KeyHash::new("aa")).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Undecodable { .. }), "{error}");
}

#[tokio::test]
async fn whether_the_key_is_an_administrators_is_no_users_rows_doing() {
    let server = MockServer::start().await;
    let answer = |status: u16, body: &str| {
        ResponseTemplate::new(status).set_body_raw(body.to_owned(), "application/json")
    };
    let api = answer(200, r#"{"info":{"version":"1.106.2"},"paths":{"/key/list":{}}}"#);
    Mock::given(path("/openapi.json")).respond_with(api).mount(&server).await;
    let none = answer(200, r#"{"users":[],"total":4}"#);
    let past_the_last = Mock::given(path("/user/list")).and(query_param("page", "1000000000"));
    past_the_last.respond_with(none).mount(&server).await;
    // The page of the newest user, whom the proxy cannot list.
    let broken = answer(500, r#"{"error":{"message":"1 validation error","code":"500"}}"#);
    Mock::given(path("/user/list")).respond_with(broken).mount(&server).await;
    let nobody = answer(404, r#"{"error":{"message":"Key not found","code":"404"}}"#);
    Mock::given(path("/key/info")).respond_with(nobody).mount(&server).await;
    let (_, caller) = reader(&server).identify().await.unwrap();
    assert_eq!(caller, Caller::MasterKey);
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
