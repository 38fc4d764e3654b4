//! Who may use a model stands in one list, which is written whole: nobody's grant is lost.

use std::collections::BTreeSet;

use bursar::domain::Text;
use bursar::engine::ground;
use bursar::plan::OutcomeKind::{AlreadyTrue, Done, Failed};

use serde_json::json;

use super::*;
use crate::sandbox::Caller;

const MODEL: &str = "gpt-4o-mini";
const ACCESS: &str = "POST /api/v1/models/model/access/update";

impl House {
    /// So many people with accounts: `p000`, `p001`, …
    async fn of_people(count: usize) -> Self {
        let house = Self::empty().await;
        for id in names(count) {
            house.person(&id);
        }
        house
    }

    async fn grant_plan(&self, who: &[String]) -> Plan {
        let (roster, model) = (self.operator.look().await, Text::from(MODEL));
        let people = indices(&roster, &who.iter().map(String::as_str).collect::<Vec<_>>());
        let grants = ground::grants(&self.operator.session, &model).await.unwrap();
        make::grant(&roster, &people, &model, &grants, &self.operator.context())
    }

    /// The ids of the principals that the entry names.
    fn granted(&self) -> BTreeSet<String> {
        self.sandbox.webui().with(|state| {
            let entry = state.models.get(MODEL);
            let grants = entry.map(|entry| entry.grants.clone()).unwrap_or_default();
            grants.into_iter().map(|[_, id, _]| id).collect()
        })
    }

    /// Another hand's grant.
    fn let_in(&self, kind: &str, id: &str) {
        self.sandbox.webui().with(|state| {
            let entry = state.models.get_mut(MODEL).unwrap();
            entry.grants.push([kind, id, "read"].map(str::to_owned));
        });
    }
}

fn names(count: usize) -> Vec<String> {
    (0..count).map(|n| format!("p{n:03}")).collect()
}

fn set(names: &[String]) -> BTreeSet<String> {
    names.iter().cloned().collect()
}

#[tokio::test]
async fn forty_people_are_granted_one_model_in_one_write_and_undo_takes_all_back() {
    let (house, names) = (House::of_people(40).await, names(40));
    let plan = house.grant_plan(&names).await;
    house.forget_requests();
    let applied = house.operator.carry_out(&plan).await;
    assert_eq!(applied.report.count(Done), 40);
    assert_eq!(house.granted(), set(&names));
    assert_eq!(house.take_writes(), [ACCESS]);

    let undo = house.operator.undo_plan().await;
    house.forget_requests();
    let applied = house.operator.carry_out(&undo).await;
    assert_eq!(applied.report.count(Done), 40);
    assert_eq!(house.granted(), BTreeSet::new());
    assert_eq!(house.take_writes(), [ACCESS]);
}

#[tokio::test]
async fn what_does_not_fit_into_one_write_waits_for_the_one_before() {
    let (house, names) = (House::of_people(250).await, names(250));
    let plan = house.grant_plan(&names).await;
    house.forget_requests();
    house.operator.carry_out(&plan).await;
    assert_eq!(house.granted(), set(&names));
    assert_eq!(house.take_writes(), [ACCESS; 3]);
    let history = house.operator.history();
    assert_eq!(history.find(&plan.id).unwrap().count(Done), 250);
}

#[tokio::test]
async fn who_is_granted_between_plan_and_write_is_left_alone_by_the_undo() {
    let (house, names) = (House::of_people(3).await, names(3));
    house.operator.carry_out(&house.grant_plan(&names[..1]).await).await;
    let plan = house.grant_plan(&names[1..]).await;
    house.let_in("user", &names[1]);
    let applied = house.operator.apply(&plan).await;
    assert_eq!(kinds(&applied), [AlreadyTrue, Done]);
    assert_eq!(house.granted(), set(&names));
    house.operator.carry_out(&house.operator.undo_plan().await).await;
    assert_eq!(house.granted(), set(&names[..2]));
}

#[tokio::test]
async fn a_write_whose_answer_is_lost_is_read_back_for_each() {
    let (house, names) = (House::of_people(4).await, names(4));
    let plan = house.grant_plan(&names).await;
    house.fail(writes_to(Server::Webui, Trouble::ResetAfter).once());
    let applied = house.operator.apply(&plan).await;
    assert_eq!(applied.report.count(Done), 4);
    assert_eq!(house.granted(), set(&names));
}

#[tokio::test]
async fn a_refused_write_has_failed_for_each_and_changed_nothing() {
    let (house, names) = (House::of_people(4).await, names(4));
    house.operator.carry_out(&house.grant_plan(&names[..1]).await).await;
    let plan = house.grant_plan(&names[1..]).await;
    house.fail(writes_to(Server::Webui, Trouble::ServerError).once());
    let applied = house.operator.apply(&plan).await;
    assert_eq!(kinds(&applied), [Failed; 3]);
    assert_eq!(house.granted(), set(&names[..1]));
}

#[tokio::test]
async fn who_may_use_the_model_already_is_told_how_and_left_out() {
    let (house, names) = (House::of_people(4).await, names(4));
    house.operator.carry_out(&house.grant_plan(&names[..1]).await).await;
    let caller = Caller::new(house.sandbox.webui_url(), Some(house.sandbox.webui_key()));
    let lab = json!({"name": "Lab", "description": ""});
    let lab = caller.post("/api/v1/groups/create", lab).await.at("/id");
    let path = format!("/api/v1/groups/id/{}/users/add", lab.as_str().unwrap());
    assert_eq!(caller.post(&path, json!({"user_ids": [names[1]]})).await.status, 200);
    house.let_in("group", lab.as_str().unwrap());
    let why = |plan: &Plan| plan.skipped.iter().map(|skip| skip.why.clone()).collect::<Vec<_>>();
    let plan = house.grant_plan(&names).await;
    assert_eq!(plan.changes.len(), 2);
    assert_eq!(
        why(&plan),
        [
            "it is granted to this account already",
            "may use it already: it is granted to their group Lab"
        ]
    );
    house.let_in("user", "*");
    let plan = house.grant_plan(&names).await;
    assert!(plan.is_empty());
    assert_eq!(why(&plan)[3], "may use it already: it is granted to everybody");
    assert_eq!(plan.refusals().count(), 0);
}
