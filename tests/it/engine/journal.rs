//! The journal agrees with what happened, and without it nothing happens.

use std::time::Duration;

use bursar::engine::{ApplyError, ApplyEvent};
use bursar::journal::{Journal, JournalError};
use bursar::plan::OutcomeKind::{Done, Unknown};
use tokio_util::sync::CancellationToken;

use super::*;
use crate::operator::until;

#[tokio::test]
async fn without_a_journal_nothing_is_asked_of_any_server() {
    let house = House::empty().await;
    house.person("ana");
    let plan = house.block_plan(&["ana"]).await;
    let attempt = async || {
        house.forget_requests();
        let error = house.operator.try_apply(&plan).await.unwrap_err();
        assert!(house.sandbox.proxy().requests().is_empty(), "{error}");
        assert!(house.sandbox.webui().requests().is_empty(), "{error}");
        error
    };
    let path = house.operator.journal();
    fs_err::create_dir_all(&path).unwrap();
    let error = attempt().await;
    assert!(matches!(error, ApplyError::Journal(JournalError::Io(_))), "{error}");
    assert!(error.to_string().contains("so nothing is changed"), "{error}");
    fs_err::remove_dir(&path).unwrap();
    {
        let _other = Journal::open(&path, "bob@desk").unwrap();
        let error = attempt().await;
        assert!(matches!(error, ApplyError::Journal(JournalError::Busy(_))), "{error}");
    }
    house.operator.carry_out(&plan).await;
}

#[tokio::test]
async fn what_is_under_way_when_cancelled_finishes_and_the_rest_is_not_attempted() {
    let house = House::empty().await;
    house.person("ana");
    let plan = house.block_plan(&["ana"]).await;
    house.fail(writes_to(Server::Proxy, Trouble::Latency(Duration::from_millis(50))));
    let cancel_at_start = |event: &ApplyEvent, cancel: &CancellationToken| {
        if matches!(event, ApplyEvent::Started(_)) {
            cancel.cancel();
        }
    };
    let orders = house.operator.orders();
    let applied = house.operator.apply_with(&plan, &orders, cancel_at_start).await.unwrap();
    assert_eq!(kinds(&applied), [Done]);
    assert_eq!((applied.report.not_attempted, &applied.report.gave_up), (2, &None));
    assert!(house.is_deactivated("ana") && !house.is_key_blocked("ana"));
    let history = house.operator.history();
    let record = history.find(&plan.id).unwrap();
    assert_eq!((record.planned, record.traces.len(), record.not_attempted()), (3, 1, 2));
    let kept = history.kept(record).read().unwrap();
    assert_eq!(kept[0].outcome, applied.report.outcomes[0].1);
    // What was begun can be taken back.
    house.operator.carry_out(&house.operator.undo_plan().await).await;
    assert!(!house.is_deactivated("ana"));
}

#[tokio::test]
async fn cancelling_between_people_leaves_the_others_untouched() {
    let house = House::empty().await;
    let ids: Vec<String> = (0..12).map(|n| format!("user{n:02}")).collect();
    for id in &ids {
        house.person(id);
    }
    let who: Vec<&str> = ids.iter().map(String::as_str).collect();
    let plan = house.budget_plan(&who).await;
    let orders = house.operator.orders();
    let cancel_at_end = |event: &ApplyEvent, cancel: &CancellationToken| {
        if matches!(event, ApplyEvent::Finished { .. }) {
            cancel.cancel();
        }
    };
    let applied = house.operator.apply_with(&plan, &orders, cancel_at_end).await.unwrap();
    let done = applied.report.count(Done);
    assert!((1..=5).contains(&done), "{:?}", applied.report);
    assert_eq!(applied.report.outcomes.len() + applied.report.not_attempted, 12);
    let changed = ids.iter().filter(|id| house.budget_of(id) == Some(5.0)).count();
    assert_eq!(changed, done);
    let history = house.operator.history();
    assert_eq!(history.find(&plan.id).unwrap().count(Done), done);
}

#[tokio::test]
async fn an_interruption_leaves_an_unknown_that_no_undo_guesses_about() {
    let house = House::empty().await;
    house.person("ana");
    let plan = house.budget_plan(&["ana"]).await;
    house.forget_requests();
    house.fail(writes_to(Server::Proxy, Trouble::Silence));
    {
        let apply = house.operator.try_apply(&plan);
        let interrupted = until("the write to be under way", Duration::from_secs(10), async || {
            let writes = house.sandbox.proxy().writes();
            (!writes.is_empty()).then_some(())
        });
        tokio::select! {
            biased;
            () = interrupted => {}
            applied = apply => panic!("{applied:?}"),
        }
    }
    let history = house.operator.history();
    let record = history.find(&plan.id).unwrap();
    let kept = history.kept(record).read().unwrap();
    assert_eq!((kept.len(), kept[0].outcome.kind), (1, Unknown));
    assert!(kept[0].outcome.detail.contains("interrupted"));
    let roster = house.operator.look().await;
    let undo = make::undo(&roster, &kept, &house.operator.context());
    assert!(undo.is_empty() && undo.refusals().count() == 1, "{undo:?}");
    house.sandbox.faults().clear();
    // It may have been done: whoever applies it again must mean it. The lock went with it.
    let refused = house.operator.try_apply(&plan).await.unwrap_err().to_string();
    assert!(refused.contains("applied already") && refused.contains("1 unknown"), "{refused}");
    let applied = house.operator.apply_again(&plan).await;
    assert!(applied.report.is_success(), "{:?}", applied.report);
    assert_eq!(house.budget_of("ana"), Some(5.0));
}

#[tokio::test]
async fn of_two_at_once_the_second_is_told_to_wait() {
    let house = House::empty().await;
    for id in ["ana", "bob"] {
        house.person(id);
    }
    let (ana, bob) = (house.budget_plan(&["ana"]).await, house.budget_plan(&["bob"]).await);
    house.fail(writes_to(Server::Proxy, Trouble::Latency(Duration::from_millis(50))));
    let (first, second) =
        tokio::join!(house.operator.try_apply(&ana), house.operator.try_apply(&bob));
    assert!(first.unwrap().report.is_success());
    let error = second.unwrap_err();
    assert!(matches!(error, ApplyError::Journal(JournalError::Busy(_))), "{error}");
    assert!(error.to_string().contains("wait until it has finished"), "{error}");
    assert_eq!((house.budget_of("ana"), house.budget_of("bob")), (Some(5.0), None));
}

#[tokio::test]
async fn every_attempt_is_in_the_journal_with_its_outcome() {
    let house = House::empty().await;
    house.person("ana");
    let plan = house.block_plan(&["ana"]).await;
    house.fail(writes_to(Server::Webui, Trouble::ServerError));
    let applied = house.operator.apply(&plan).await;
    let history = house.operator.history();
    let record = history.find(&plan.id).unwrap();
    assert_eq!((record.by.raw(), record.purpose), ("ana@desk", plan.purpose));
    let kept = history.kept(record).read().unwrap();
    let journalled: Vec<_> = kept.iter().map(|a| (a.change.id, a.outcome.clone())).collect();
    assert_eq!(journalled, applied.report.outcomes);
    let changes: Vec<_> = kept.iter().map(|a| a.change.clone()).collect();
    assert_eq!(changes, plan.changes);
}

#[tokio::test]
async fn what_only_looks_like_a_secret_is_given_back_to_the_letter() {
    for name in ["Jan Bearer Polak", "Ana sk-lab", "eyJhbGciOiJIUzI1NiJ9.eyJpZCI6IjEifQ.c2ln"] {
        let house = House::empty().await;
        house.person("ana");
        house.sandbox.proxy().with(|state| {
            state.users.get_mut("ana").unwrap().user_alias = Some(name.to_owned());
        });
        let alias = || house.sandbox.proxy().user("ana").unwrap().user_alias;
        house.operator.carry_out(&house.sync_plan().await).await;
        assert_eq!(alias().as_deref(), Some("ana"));
        house.operator.carry_out(&house.operator.undo_plan().await).await;
        assert_eq!(alias().as_deref(), Some(name));
    }
}
