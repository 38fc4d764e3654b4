//! What an armed fault does to a client, and to the server behind it.

use std::time::Instant;

use bursar::sandbox::{Fault, Server, Trouble};

use super::*;

/// Tries to give one user a budget while this trouble is armed for it.
async fn write_in(trouble: Trouble) -> (Sandbox, Result<(u16, String), reqwest::Error>) {
    let sandbox = empty().await;
    sandbox.proxy().add_user("ana", Some("ana@campus.example.edu"));
    sandbox.faults().arm(Fault::on(Server::Proxy, trouble).method("POST").once());
    let proxy = proxy_of(&sandbox);
    let body = json!({"user_id": "ana", "max_budget": 5});
    let request = proxy.request(Method::POST, "/user/update").json(&body);
    let outcome = async {
        let response = request.timeout(Duration::from_secs(2)).send().await?;
        let status = response.status().as_u16();
        Ok((status, response.text().await?))
    };
    let outcome = outcome.await;
    (sandbox, outcome)
}

fn budget(sandbox: &Sandbox) -> Option<f64> {
    sandbox.proxy().user("ana").unwrap().max_budget
}

#[tokio::test]
async fn a_lost_answer_was_carried_out_and_an_early_reset_was_not() {
    for (trouble, stored) in [(Trouble::ResetBefore, None), (Trouble::ResetAfter, Some(5.0))] {
        let (sandbox, outcome) = write_in(trouble.clone()).await;
        assert!(outcome.is_err(), "{trouble:?}: {outcome:?}");
        assert_eq!(budget(&sandbox), stored, "{trouble:?}");
        assert_eq!(sandbox.proxy().requests()[0].status, 0, "{trouble:?}");
        // Only one request was to fail; the next finds a server that works.
        assert_eq!(proxy_of(&sandbox).get("/user/list").await.status, 200);
    }
}

#[tokio::test]
async fn refusals_change_nothing() {
    for (trouble, status) in [(Trouble::ServerError, 500), (Trouble::RateLimited(3), 429)] {
        let (sandbox, outcome) = write_in(trouble).await;
        assert_eq!(outcome.unwrap().0, status);
        assert_eq!(budget(&sandbox), None);
    }
    let (sandbox, outcome) = write_in(Trouble::Html).await;
    let (status, page) = outcome.unwrap();
    assert!(status == 200 && page.starts_with("<html>"));
    assert_eq!(budget(&sandbox), None);
}

#[tokio::test]
async fn a_rate_limit_says_how_long_to_wait() {
    let sandbox = empty().await;
    sandbox.faults().arm(Fault::on(Server::Webui, Trouble::RateLimited(7)).once());
    let response = webui_of(&sandbox).request(Method::GET, "/health").send().await.unwrap();
    assert_eq!(response.headers()["retry-after"], "7");
}

#[tokio::test]
async fn a_body_can_be_cut_short_or_broken() {
    let (sandbox, outcome) = write_in(Trouble::TruncatedBody).await;
    assert!(outcome.is_err(), "{outcome:?}");
    assert_eq!(budget(&sandbox), Some(5.0));
    let (sandbox, outcome) = write_in(Trouble::MalformedJson).await;
    let (status, text) = outcome.unwrap();
    assert_eq!(status, 200);
    assert!(serde_json::from_str::<Value>(&text).is_err(), "{text}");
    assert_eq!(budget(&sandbox), Some(5.0));
}

#[tokio::test]
async fn an_answer_can_stay_away_and_the_server_still_stops() {
    let (sandbox, outcome) = write_in(Trouble::Silence).await;
    assert!(outcome.unwrap_err().is_timeout());
    assert_eq!(budget(&sandbox), None);
    sandbox.shut_down().await;
}

#[tokio::test]
async fn an_answer_can_be_late() {
    let sandbox = empty().await;
    let delay = Duration::from_millis(120);
    sandbox.faults().arm(Fault::on(Server::Webui, Trouble::Latency(delay)).path("/api"));
    let begun = Instant::now();
    assert_eq!(webui_of(&sandbox).get("/api/version").await.status, 200);
    assert!(begun.elapsed() >= delay);
    sandbox.faults().clear();
}

#[tokio::test]
async fn rows_can_go_missing_from_one_page_only() {
    let sandbox = Sandbox::start(options(Population::Demo)).await.unwrap();
    let fault = Fault::on(Server::Proxy, Trouble::MissingRows).path("/user/list").query("page=2");
    sandbox.faults().arm(fault);
    let proxy = proxy_of(&sandbox);
    let page = |number: usize| format!("/user/list?page={number}&page_size=50");
    let (one, two) = (proxy.get(&page(1)).await, proxy.get(&page(2)).await);
    assert_eq!(one.at("/users").as_array().unwrap().len(), 50);
    assert_eq!(two.at("/users"), json!([]));
    assert_eq!(one.at("/total"), two.at("/total"));
}
