//! Answers that are lost, late or no answers: what is known is said, and no write is sent twice.

use std::time::{Duration, Instant};

use bursar::domain::Authority;
use bursar::plan::OutcomeKind::{Done, Failed, Refused, Unknown};

use super::*;
use crate::operator::verbs;

/// Answers that never come whole although the change was made.
const LOST: [Trouble; 3] = [Trouble::ResetAfter, Trouble::TruncatedBody, Trouble::MalformedJson];

#[tokio::test]
async fn a_lost_answer_to_a_change_that_was_made_is_done_once_it_is_read_back() {
    for trouble in LOST {
        let house = House::empty().await;
        house.person("ana");
        house.sandbox.proxy().set_spend("ana", 3.0);
        let token = house.sandbox.proxy().keys_of("ana")[0].token.clone();
        house.sandbox.proxy().with(|state| state.keys.get_mut(&token).unwrap().spend.set(1.0));
        for server in [Server::Proxy, Server::Webui] {
            house.fail(writes_to(server, trouble.clone()));
        }
        let plans = [
            house.budget_plan(&["ana"]).await,
            house.reset_plan(&["ana"]).await,
            house.block_plan(&["ana"]).await,
        ];
        house.forget_requests();
        let mut changes = 0;
        for plan in &plans {
            let applied = house.operator.apply(plan).await;
            assert!(kinds(&applied).iter().all(|kind| *kind == Done), "{trouble:?}: {applied:?}");
            let details = applied.report.outcomes.iter().map(|(_, outcome)| &outcome.detail);
            assert!(details.clone().all(|detail| detail.contains("although:")), "{applied:?}");
            changes += plan.changes.len();
        }
        assert_eq!(changes, 6);
        assert_eq!(house.take_writes().len(), changes, "{trouble:?}: a write was sent twice");
        assert_eq!(house.budget_of("ana"), Some(5.0));
        assert!(house.is_deactivated("ana") && house.is_key_blocked("ana"));
        assert_eq!(house.role_of("ana"), "pending");
        let unblock = house.unblock_plan(&["ana"]).await;
        let applied = house.operator.carry_out(&unblock).await;
        assert_eq!(applied.report.outcomes.len(), 3);
    }
}

#[tokio::test]
async fn creations_whose_answers_are_lost_are_found() {
    for trouble in LOST {
        let house = House::with(Options::default(), |profile| {
            profile.sync.authority = Authority::Both;
        })
        .await;
        house.sandbox.webui().add_account("ana", "ana@campus.example.edu", "Ana", "user");
        house.sandbox.proxy().add_user("bob", Some("bob@campus.example.edu"));
        let plan = house.sync_plan().await;
        assert_eq!(verbs(&plan), ["create_user", "create_account", "create_user"]);
        for server in [Server::Proxy, Server::Webui] {
            house.fail(writes_to(server, trouble.clone()));
        }
        house.forget_requests();
        let applied = house.operator.apply(&plan).await;
        assert_eq!(kinds(&applied), [Done; 3], "{trouble:?}: {:?}", applied.report);
        assert_eq!(house.take_writes().len(), 2);
        // The password is known to nobody else.
        let account = house.sandbox.webui().account_with_email("bob@campus.example.edu").unwrap();
        assert_eq!(applied.secret(), account.password);
        assert_eq!(applied.outcome(&plan, "create_account").created, Some(account.id));
    }
}

/// What a gateway answers in the server's place, although the change was made.
const DENIED: [u16; 6] = [302, 400, 401, 404, 413, 429];

#[tokio::test]
async fn creations_that_were_refused_and_made_all_the_same_are_found() {
    for status in DENIED {
        let house = House::with(Options::default(), |profile| {
            profile.sync.authority = Authority::Both;
        })
        .await;
        house.sandbox.webui().add_account("ana", "ana@campus.example.edu", "Ana", "user");
        house.sandbox.proxy().add_user("bob", Some("bob@campus.example.edu"));
        let plan = house.sync_plan().await;
        for server in [Server::Proxy, Server::Webui] {
            house.fail(writes_to(server, Trouble::AnsweredBy(status)).once());
        }
        house.forget_requests();
        let applied = house.operator.apply(&plan).await;
        assert!(applied.report.is_success(), "{status}: {:?}", applied.report);
        assert_eq!(house.take_writes().len(), 2, "{status}: a creation was sent twice");
        let account = house.sandbox.webui().account_with_email("bob@campus.example.edu").unwrap();
        assert_eq!(applied.secret(), account.password, "{status}");
        assert_eq!(applied.outcome(&plan, "create_account").created, Some(account.id));
    }
}

#[tokio::test]
async fn a_single_creation_that_was_refused_and_made_all_the_same_is_found() {
    for status in DENIED {
        let options = Options { proxy_version: "1.105.0".to_owned(), ..Options::default() };
        let house = House::with(options, |profile| {
            profile.sync.authority = Authority::Webui;
        })
        .await;
        house.sandbox.webui().add_account("ana", "ana@campus.example.edu", "Ana", "user");
        let plan = house.sync_plan().await;
        house.fail(writes_to(Server::Proxy, Trouble::AnsweredBy(status)).path("/user/new").once());
        house.forget_requests();
        let applied = house.operator.apply(&plan).await;
        assert!(applied.report.is_success(), "{status}: {:?}", applied.report);
        assert!(house.sandbox.proxy().user("ana").is_some());
        assert!(house.take_writes().iter().all(|write| write == "POST /user/new"));
    }
}

#[tokio::test]
async fn a_read_back_of_another_shape_is_no_absence() {
    let house = House::empty().await;
    house.person("ana");
    let (budget, block) = (house.budget_plan(&["ana"]).await, house.block_plan(&["ana"]).await);
    let garbled = |path: &str, after| {
        let fault = Fault::on(Server::Proxy, Trouble::EmptyObject).method("GET").path(path);
        house.fail(fault.after(after));
    };
    for (plan, kinds_wanted) in
        [(&budget, vec![Unknown]), (&block, vec![Unknown, Refused, Refused])]
    {
        house.sandbox.faults().clear();
        garbled("/spend/users", 1);
        garbled("/user/info", 0);
        let applied = house.operator.apply(plan).await;
        assert_eq!(kinds(&applied), kinds_wanted, "{:?}", applied.report);
        let detail = &applied.report.outcomes[0].1.detail;
        assert!(detail.contains("reading back failed"), "{detail}");
    }
    assert!(house.is_deactivated("ana") && house.budget_of("ana") == Some(5.0));
}

#[tokio::test]
async fn nothing_is_taken_for_gone_by_an_answer_that_is_none() {
    // What is read before: the user's keys for the record, and each by itself; the account.
    for (server, path, before, verb) in [
        (Server::Proxy, "/key/list", 2, "block_key"),
        (Server::Webui, "/api/v1/users/", 1, "set_role"),
    ] {
        let house = House::empty().await;
        house.person("ana");
        let plan = house.block_plan(&["ana"]).await;
        let fault = Fault::on(server, Trouble::EmptyObject).method("GET").path(path);
        house.fail(fault.after(before));
        let applied = house.operator.apply(&plan).await;
        let outcome = applied.outcome(&plan, verb);
        assert_eq!(outcome.kind, Unknown, "{outcome}");
        assert!(outcome.detail.contains("reading back failed"), "{outcome}");
    }
}

#[tokio::test]
async fn a_read_back_that_a_cache_answers_is_looked_at_a_second_time() {
    let house = House::empty().await;
    house.person("ana");
    let plans = [house.budget_plan(&["ana"]).await, house.block_plan(&["ana"]).await];
    // The check before the write goes to the server, the read after it to the cache.
    let stale = |server, path: &str| {
        house.fail(Fault::on(server, Trouble::Stale).method("GET").path(path).times(2));
    };
    for plan in &plans {
        house.sandbox.faults().clear();
        stale(Server::Proxy, "/spend/users");
        stale(Server::Webui, "/api/v1/users/ana");
        let applied = house.operator.apply(plan).await;
        assert!(kinds(&applied).iter().all(|kind| *kind == Done), "{:?}", applied.report);
    }
}

#[tokio::test]
async fn a_record_that_reads_otherwise_twice_did_not_take() {
    let house = House::empty().await;
    house.person("ana");
    let plan = house.budget_plan(&["ana"]).await;
    house.fail(Fault::on(Server::Proxy, Trouble::Stale).method("GET").path("/spend/users"));
    let applied = house.operator.apply(&plan).await;
    assert_eq!(kinds(&applied), [Failed], "{:?}", applied.report);
    let detail = &applied.outcome(&plan, "set_budget").detail;
    assert!(detail.contains("answered success, but the record reads"), "{detail}");
}

#[tokio::test]
async fn a_lost_answer_to_a_change_that_was_not_made_is_unknown() {
    for trouble in [Trouble::ResetBefore, Trouble::Silence] {
        let house = House::with(Options::default(), |profile| {
            let server = &mut profile.proxy.as_mut().unwrap().server;
            server.timeout = Duration::from_millis(700);
        })
        .await;
        house.person("ana");
        let (budget, block) = (house.budget_plan(&["ana"]).await, house.block_plan(&["ana"]).await);
        house.fail(writes_to(Server::Proxy, trouble.clone()));
        house.forget_requests();
        let applied = house.operator.apply(&budget).await;
        assert_eq!(kinds(&applied), [Unknown], "{trouble:?}");
        let detail = &applied.outcome(&budget, "set_budget").detail;
        assert!(detail.contains("unlimited") && detail.contains("may land late"), "{detail}");
        let applied = house.operator.apply(&block).await;
        assert_eq!(kinds(&applied), [Unknown, Refused, Refused], "{trouble:?}");
        assert_eq!(house.take_writes(), ["POST /user/update"; 2]);
        assert_eq!(house.role_of("ana"), "user");
    }
}

#[tokio::test]
async fn a_change_is_unknown_when_not_even_the_read_back_is_answered() {
    let house = House::empty().await;
    house.person("ana");
    let plan = house.budget_plan(&["ana"]).await;
    house.fail(writes_to(Server::Proxy, Trouble::ResetAfter));
    // The check before the write passes; what reads after it does not.
    let broken = Fault::on(Server::Proxy, Trouble::ServerError).method("GET").after(1);
    house.fail(broken);
    let applied = house.operator.apply(&plan).await;
    assert_eq!(kinds(&applied), [Unknown], "{:?}", applied.report);
    let detail = &applied.outcome(&plan, "set_budget").detail;
    assert!(detail.contains("reading back failed too"), "{detail}");
    assert_eq!(house.budget_of("ana"), Some(5.0));
}

#[tokio::test]
async fn a_change_the_server_refuses_or_fails_at_is_failed_and_sent_once() {
    let limited = Trouble::RateLimited(600);
    for (trouble, words) in
        [(Trouble::ServerError, "the server failed (500)"), (limited, "too many requests")]
    {
        let house = House::empty().await;
        house.person("ana");
        let plan = house.budget_plan(&["ana"]).await;
        house.fail(writes_to(Server::Proxy, trouble.clone()));
        house.forget_requests();
        let applied = house.operator.apply(&plan).await;
        assert_eq!(kinds(&applied), [Failed], "{trouble:?}: {:?}", applied.report);
        let detail = &applied.outcome(&plan, "set_budget").detail;
        assert!(detail.starts_with("LiteLLM (127.0.0.1:") && detail.contains(words), "{detail}");
        assert_eq!(house.take_writes(), ["POST /user/update"]);
        assert_eq!(house.budget_of("ana"), None);
    }
}

#[tokio::test]
async fn a_change_that_the_server_puts_off_is_done_later() {
    let house = House::empty().await;
    let ids = ["ana", "ben", "cleo", "dag", "eli", "fay"];
    for id in ids {
        house.person(id);
    }
    let plan = house.budget_plan(&ids).await;
    for third in [2, 4] {
        house.fail(writes_to(Server::Proxy, Trouble::RateLimited(1)).after(third).once());
    }
    house.forget_requests();
    let applied = house.operator.apply(&plan).await;
    assert_eq!(kinds(&applied), [Done; 6], "{:?}", applied.report);
    assert_eq!(house.take_writes().len(), 8);
    assert!(ids.iter().all(|id| house.budget_of(id) == Some(5.0)));
}

#[tokio::test]
async fn a_web_page_instead_of_an_answer_is_not_taken_for_one() {
    let house = House::empty().await;
    house.person("ana");
    let plan = house.block_plan(&["ana"]).await;
    for server in [Server::Proxy, Server::Webui] {
        house.fail(writes_to(server, Trouble::Html));
    }
    let applied = house.operator.apply(&plan).await;
    assert_eq!(kinds(&applied), [Failed, Refused, Refused], "{:?}", applied.report);
    assert!(!house.is_deactivated("ana") && !house.is_key_blocked("ana"));
}

#[tokio::test]
async fn a_read_that_is_limited_waits_as_long_as_it_is_told() {
    let house = House::empty().await;
    house.person("ana");
    house.operator.look().await;
    house.forget_requests();
    let limited = Fault::on(Server::Proxy, Trouble::RateLimited(1)).path("/spend/users").once();
    house.fail(limited);
    let begun = Instant::now();
    let roster = house.operator.look().await;
    assert!(roster.is_complete() && begun.elapsed() >= Duration::from_secs(1));
    let asked = house.sandbox.proxy().requests();
    assert_eq!(asked.iter().filter(|seen| seen.path == "/spend/users").count(), 2);
}

#[tokio::test]
async fn a_limit_that_is_too_long_to_wait_for_is_said() {
    let house = House::empty().await;
    house.operator.look().await;
    house.fail(Fault::on(Server::Proxy, Trouble::RateLimited(600)).path("/spend/users"));
    let begun = Instant::now();
    let roster = house.operator.look().await;
    let problems: Vec<String> = roster.problems().collect();
    assert!(problems[0].contains("it asks to wait 600 s"), "{problems:?}");
    assert!(begun.elapsed() < Duration::from_secs(5));
}
