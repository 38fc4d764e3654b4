//! Changes of one person depend on each other, people do not.

use std::sync::Mutex;

use bursar::engine::{ApplyEvent, Orders};
use bursar::plan::OutcomeKind::{AlreadyTrue, Done, Failed, Refused, Unknown};

use super::*;
use crate::operator::verbs;

#[tokio::test]
async fn who_cannot_be_remembered_is_not_blocked_and_the_others_are() {
    let house = House::empty().await;
    for id in ["ana", "bob"] {
        house.person(id);
    }
    let plan = house.block_plan(&["ana", "bob"]).await;
    let refused = writes_to(Server::Proxy, Trouble::ServerError).path("/user/update").once();
    house.fail(refused);
    let applied = house.operator.apply(&plan).await;
    let unlucky = if house.is_deactivated("ana") { "bob" } else { "ana" };
    let lucky = if unlucky == "ana" { "bob" } else { "ana" };
    assert!(!house.is_key_blocked(unlucky) && house.role_of(unlucky) == "user");
    assert!(house.is_key_blocked(lucky) && house.role_of(lucky) == "pending");
    for change in &plan.changes {
        let kind = applied.report.outcome(change.id).unwrap().kind;
        let wanted = match (change.holder.raw() == lucky, change.op.verb()) {
            (true, _) => Done,
            (false, "deactivate_user") => Failed,
            (false, _) => Refused,
        };
        assert_eq!(kind, wanted, "{change:?}");
    }
    let detail = &applied.report.outcomes.iter().find(|(_, o)| o.kind == Refused).unwrap().1.detail;
    assert!(detail.contains("not attempted, since change"), "{detail}");
}

#[tokio::test]
async fn a_block_that_could_not_be_undone_whole_is_not_forgotten() {
    let house = House::empty().await;
    house.person("ana");
    house.operator.carry_out(&house.block_plan(&["ana"]).await).await;
    let plan = house.unblock_plan(&["ana"]).await;
    assert_eq!(verbs(&plan), ["unblock_key", "set_role", "reactivate_user"]);
    house.fail(writes_to(Server::Proxy, Trouble::ServerError).path("/key/unblock").once());
    let applied = house.operator.apply(&plan).await;
    assert_eq!(kinds(&applied), [Failed, Done, Refused]);
    assert!(house.is_deactivated("ana") && house.is_key_blocked("ana"));
    assert_eq!(house.role_of("ana"), "user");
    // The second try finds what is left.
    let plan = house.unblock_plan(&["ana"]).await;
    assert_eq!(verbs(&plan), ["unblock_key", "reactivate_user"]);
    house.operator.carry_out(&plan).await;
    assert!(!house.is_deactivated("ana") && !house.is_key_blocked("ana"));
}

#[tokio::test]
async fn a_block_that_stopped_half_way_is_finished_by_a_second_one() {
    let house = House::empty().await;
    house.person("ana");
    let plan = house.block_plan(&["ana"]).await;
    house.fail(writes_to(Server::Proxy, Trouble::ServerError).path("/key/block").once());
    house.fail(writes_to(Server::Webui, Trouble::ServerError).once());
    let applied = house.operator.apply(&plan).await;
    assert_eq!(kinds(&applied), [Done, Failed, Failed]);
    let plan = house.block_plan(&["ana"]).await;
    let applied = house.operator.carry_out(&plan).await;
    assert_eq!(kinds(&applied), [AlreadyTrue, Done, Done]);
    house.operator.carry_out(&house.unblock_plan(&["ana"]).await).await;
    assert!(!house.is_deactivated("ana") && !house.is_key_blocked("ana"));
    assert_eq!(house.role_of("ana"), "user");
}

/// Ana, whose block was cut off at the role: carried out or not, and nobody saw.
async fn cut_off(trouble: Trouble) -> House {
    let house = House::empty().await;
    house.person("ana");
    let plan = house.block_plan(&["ana"]).await;
    house.fail(writes_to(Server::Webui, trouble));
    let unread = Fault::on(Server::Webui, Trouble::ServerError).method("GET");
    house.fail(unread.path("/api/v1/users/ana").after(1));
    let applied = house.operator.apply(&plan).await;
    assert_eq!(kinds(&applied), [Done, Done, Unknown], "{:?}", applied.report);
    house.sandbox.faults().clear();
    house
}

#[tokio::test]
async fn undoing_a_block_that_was_cut_off_leaves_nobody_locked_out() {
    for (trouble, wanted) in [
        (Trouble::ResetAfter, &["set_role", "unblock_key", "reactivate_user"][..]),
        (Trouble::ResetBefore, &["unblock_key", "reactivate_user"][..]),
    ] {
        let house = cut_off(trouble).await;
        let plan = house.operator.undo_plan().await;
        assert_eq!(verbs(&plan), wanted);
        house.operator.carry_out(&plan).await;
        assert!(!house.is_deactivated("ana") && !house.is_key_blocked("ana"));
        assert_eq!(house.role_of("ana"), "user");
    }
}

#[tokio::test]
async fn the_record_of_a_block_outlives_every_step_that_it_explains() {
    let house = cut_off(Trouble::ResetAfter).await;
    // Whether she is pending cannot be seen, so that her role is known to the record alone.
    house.fail(Fault::on(Server::Webui, Trouble::ServerError).method("GET"));
    let plan = house.operator.undo_plan().await;
    assert_eq!(verbs(&plan), ["unblock_key"]);
    assert!(plan.skipped.iter().any(|skip| skip.why.contains("the record of the block stays")));
    house.operator.carry_out(&plan).await;
    house.sandbox.faults().clear();
    let plan = house.unblock_plan(&["ana"]).await;
    assert_eq!(verbs(&plan), ["set_role", "reactivate_user"]);
    house.operator.carry_out(&plan).await;
    assert!(!house.is_deactivated("ana"));
    assert_eq!(house.role_of("ana"), "user");
}

#[tokio::test]
async fn who_stayed_pending_after_an_earlier_block_is_let_in_by_the_next_unblocking() {
    let house = House::empty().await;
    house.person("ana");
    house.operator.carry_out(&house.block_plan(&["ana"]).await).await;
    // Another hand takes the record away, and with it what the role was.
    house.sandbox.proxy().with(|state| state.users.get_mut("ana").unwrap().metadata.clear());
    house.operator.apply(&house.block_plan(&["ana"]).await).await;
    let plan = house.unblock_plan(&["ana"]).await;
    assert!(verbs(&plan).contains(&"set_role"), "{plan:?}");
    house.operator.carry_out(&plan).await;
    assert_eq!(house.role_of("ana"), "user");
}

#[tokio::test]
async fn a_record_that_somebody_forged_makes_nobody_an_admin_and_frees_no_others_key() {
    let house = House::empty().await;
    house.person("ana");
    let bens = house.person("ben");
    let token = house.sandbox.proxy().key(&bens).unwrap().token;
    house.sandbox.proxy().with(|state| {
        state.keys.get_mut(&token).unwrap().blocked = Some(true);
        let record = serde_json::json!({
            "at": "2026-01-01T00:00:00Z", "keys": [token], "account_role": "admin",
        });
        let ours = serde_json::json!({ "blocked": record });
        state.users.get_mut("ana").unwrap().metadata.insert("bursar".to_owned(), ours);
    });
    house.sandbox.webui().with(|state| {
        state.accounts.get_mut("ana").unwrap().role = "pending".to_owned();
    });
    let plan = house.unblock_plan(&["ana"]).await;
    assert_eq!(verbs(&plan), ["set_role", "reactivate_user"]);
    assert!(plan.skipped[0].why.contains("not theirs"), "{:?}", plan.skipped);
    house.operator.carry_out(&plan).await;
    assert_eq!(house.role_of("ana"), "user");
    assert!(house.is_key_blocked("ben"));
}

#[tokio::test]
async fn an_admin_whom_this_host_blocked_is_one_again() {
    let house = House::empty().await;
    house.person("ana");
    house.sandbox.webui().with(|state| {
        state.accounts.get_mut("ana").unwrap().role = "admin".to_owned();
    });
    house.operator.carry_out(&house.block_plan(&["ana"]).await).await;
    house.operator.carry_out(&house.unblock_plan(&["ana"]).await).await;
    assert_eq!(house.role_of("ana"), "admin");
}

#[tokio::test]
async fn a_proxy_that_dies_fails_its_changes_and_the_chat_servers_go_on() {
    let house = House::empty().await;
    let proxy = Sandbox::start(Options { population: Population::Empty, ..Options::default() });
    let proxy = proxy.await.unwrap();
    let ids: Vec<String> = (0..6).map(|n| format!("user{n}")).collect();
    for id in &ids {
        let email = format!("{id}@campus.example.edu");
        proxy.proxy().add_user(id, Some(&email));
    }
    for n in 0..6 {
        let (id, email) = (format!("chat{n}"), format!("chat{n}@campus.example.edu"));
        house.sandbox.webui().add_account(&id, &email, &id, "user");
    }
    let servers = Servers {
        proxy_url: proxy.proxy_url(),
        proxy_key: proxy.master_key().to_owned(),
        ..Servers::of(&house.sandbox)
    };
    let mut profile = servers.profile();
    profile.sync.authority = bursar::domain::Authority::Proxy;
    let operator = Operator::of(profile).await;
    let roster = operator.look().await;
    let who: Vec<String> = ids.iter().cloned().chain((0..6).map(|n| format!("chat{n}"))).collect();
    let who: Vec<&str> = who.iter().map(String::as_str).collect();
    let plan = make::block(&roster, &indices(&roster, &who), &operator.context());
    assert_eq!(plan.changes.len(), 12);
    let proxy = Mutex::new(Some(proxy));
    let confirmed = plan.hold().map(|hold| hold.word);
    let orders = Orders { confirmed, ..operator.orders() };
    let applied = operator.apply_with(&plan, &orders, |event, _| {
        if matches!(event, ApplyEvent::Finished { .. }) {
            drop(proxy.lock().unwrap().take());
        }
    });
    let applied = applied.await.unwrap();
    assert_eq!((applied.report.outcomes.len(), applied.report.not_attempted), (12, 0));
    let of_proxy = applied.report.count(Done) - 6;
    assert!((1..=4).contains(&of_proxy), "{:?}", applied.report);
    for (change, (_, outcome)) in plan.changes.iter().zip(&applied.report.outcomes) {
        if change.op.verb() == "set_role" {
            assert_eq!(outcome.kind, Done, "{outcome}");
        } else if outcome.kind != Done {
            assert!(outcome.detail.contains("LiteLLM (127.0.0.1:"), "{outcome}");
        }
    }
    let last = &applied.report.outcomes[5].1;
    assert_eq!(last.kind, Failed, "{last}");
    assert!(
        last.detail.contains("nothing was written")
            && last.detail.contains("nothing answers there")
    );
    assert!((0..6).all(|n| house.role_of(&format!("chat{n}")) == "pending"));
}
