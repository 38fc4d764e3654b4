//! Many creations travel together, and each still has an end of its own.

use bursar::plan::OutcomeKind::{AlreadyTrue, Done, Failed, Unknown};

use super::*;

const PEOPLE: usize = 250;

async fn crowd() -> House {
    let house = House::empty().await;
    for n in 0..PEOPLE {
        let (id, email) = (format!("u{n:03}"), format!("u{n:03}@campus.example.edu"));
        house.sandbox.webui().add_account(&id, &email, &id, "user");
    }
    house
}

fn bulk() -> Fault {
    Fault::on(Server::Proxy, Trouble::ResetAfter).path("/management/v1/users/bulk")
}

#[tokio::test]
async fn hundreds_are_created_in_chunks_and_the_next_sync_is_empty() {
    let house = crowd().await;
    let plan = house.sync_plan().await;
    // The first admin is somebody, too.
    assert_eq!(plan.changes.len(), PEOPLE + 1);
    house.forget_requests();
    let applied = house.operator.carry_out(&plan).await;
    assert_eq!(applied.report.count(Done), PEOPLE + 1);
    assert_eq!(house.take_writes(), ["POST /management/v1/users/bulk"; 3]);
    assert!(house.sync_plan().await.is_empty());
    assert!((0..PEOPLE).all(|n| house.sandbox.proxy().keys_of(&format!("u{n:03}")).is_empty()));
    let history = house.operator.history();
    assert_eq!(history.find(&plan.id).unwrap().count(Done), PEOPLE + 1);
}

#[tokio::test]
async fn one_who_cannot_be_created_does_not_keep_the_others() {
    let house = crowd().await;
    let plan = house.sync_plan().await;
    house.sandbox.proxy().add_user("thief", Some("U007@campus.example.edu"));
    house.sandbox.proxy().add_user("u008", Some("u008@campus.example.edu"));
    house.sandbox.proxy().with(|state| {
        state.users.get_mut("u008").unwrap().user_alias = Some("u008".to_owned());
    });
    let applied = house.operator.apply(&plan).await;
    let of = |id: &str| {
        let change = plan.changes.iter().find(|change| change.holder.raw() == id).unwrap();
        applied.report.outcome(change.id).unwrap()
    };
    assert_eq!(of("u007").kind, Failed, "{}", of("u007"));
    assert!(of("u007").detail.contains("already exists"), "{}", of("u007"));
    assert_eq!(of("u008").kind, AlreadyTrue, "{}", of("u008"));
    assert_eq!(applied.report.count(Done), PEOPLE - 1);
}

#[tokio::test]
async fn a_chunk_whose_answer_is_lost_is_read_back() {
    let house = crowd().await;
    let plan = house.sync_plan().await;
    house.fail(bulk().once());
    house.forget_requests();
    let applied = house.operator.carry_out(&plan).await;
    assert_eq!(applied.report.count(Done), PEOPLE + 1);
    assert_eq!(house.take_writes().len(), 3);
}

#[tokio::test]
async fn a_chunk_that_never_arrived_is_unknown_and_the_others_are_done() {
    let house = crowd().await;
    let plan = house.sync_plan().await;
    let lost = writes_to(Server::Proxy, Trouble::ResetBefore).once();
    house.fail(lost);
    let applied = house.operator.apply(&plan).await;
    let unknown = applied.report.count(Unknown);
    assert!([51, 100].contains(&unknown), "{unknown}");
    assert_eq!(applied.report.count(Done), PEOPLE + 1 - unknown);
    // Asked again, those are created and nobody twice.
    let again = house.sync_plan().await;
    assert_eq!(again.changes.len(), unknown);
    house.operator.carry_out(&again).await;
    assert!(house.sync_plan().await.is_empty());
}
