//! Letting people into Open WebUI and granting them models: the server keeps one list a model.

use bursar::domain::{Role, Text};
use bursar::engine::ground;
use bursar::plan::{OutcomeKind, Plan, make};
use serde_json::{Value, json};

use super::Pair;
use super::levers::undo;
use super::pair::Member;
use crate::operator::{Operator, indices};

const MODEL: &str = "gpt-4o-mini";

async fn sees(member: &Member, model: &str) -> bool {
    let answer = member.session.get("/api/models").await;
    let models = answer.at("/data").as_array().cloned().unwrap_or_default();
    models.iter().any(|row| row["id"] == json!(model))
}

async fn plan(operator: &Operator, model: &str, who: &[&Member]) -> Plan {
    let (roster, model) = (operator.look().await, Text::from(model));
    let people = indices(&roster, &who.iter().map(|who| who.email.as_str()).collect::<Vec<_>>());
    let grants = ground::grants(&operator.session, &model).await.unwrap();
    make::grant(&roster, &people, &model, &grants, &operator.context())
}

/// The ids that the model's entry names, whose principals are of that kind.
async fn named(pair: &Pair, kind: &str) -> Vec<String> {
    let entry = pair.webui().get(&format!("/api/v1/models/model?id={MODEL}")).await;
    let grants = entry.at("/access_grants").as_array().cloned().unwrap_or_default();
    let of_kind = grants.iter().filter(|grant| grant["principal_type"] == kind);
    of_kind.filter_map(|grant| Some(grant["principal_id"].as_str()?.to_owned())).collect()
}

/// Leaves the model's entry as it was found: none, or with these grants.
async fn restore(pair: &Pair, found: &Value) {
    let path = "/api/v1/models/model";
    if found.is_null() {
        pair.webui().post(&format!("{path}/delete"), json!({"id": MODEL})).await;
    } else {
        let body = json!({"id": MODEL, "access_grants": found});
        pair.webui().post(&format!("{path}/access/update"), body).await;
    }
}

/// The grants of the model's entry; null without one.
async fn found(pair: &Pair) -> Value {
    let entry = pair.webui().get(&format!("/api/v1/models/model?id={MODEL}")).await;
    if entry.status == 200 { entry.at("/access_grants") } else { Value::Null }
}

pub(crate) async fn who_is_let_in_and_granted_a_model_can_chat(pair: &Pair) {
    let (ana, ben) = (pair.account("ana", "pending").await, pair.account("ben", "user").await);
    let before = found(pair).await;
    let operator = pair.operator().await;
    let roster = operator.look().await;
    let people = indices(&roster, &[&ana.email]);
    let let_in = make::role(&roster, &people, &Role::User, &operator.context());
    operator.carry_out(&let_in).await;
    assert!(!sees(&ana, MODEL).await && !sees(&ben, MODEL).await);
    operator.carry_out(&plan(&operator, MODEL, &[&ben]).await).await;
    operator.carry_out(&plan(&operator, MODEL, &[&ana]).await).await;
    assert!(sees(&ana, MODEL).await && sees(&ben, MODEL).await, "the earlier grant stays");
    undo(&operator).await;
    assert!(!sees(&ana, MODEL).await && sees(&ben, MODEL).await);
    restore(pair, &before).await;
}

pub(crate) async fn a_model_that_open_webui_does_not_offer_is_not_granted(pair: &Pair) {
    let ana = pair.account("ana", "user").await;
    let operator = pair.operator().await;
    let model = pair.id("no-such-model");
    let plan = plan(&operator, &model, &[&ana]).await;
    let applied = operator.apply(&plan).await;
    assert_eq!(applied.kind(&plan, "grant_model"), OutcomeKind::Refused);
    let path = format!("/api/v1/models/model?id={model}");
    assert_eq!(pair.webui().get(&path).await.status, 404, "no entry was made for it");
}

pub(crate) async fn forty_people_granted_one_model_twenty_times_lose_no_grant(pair: &Pair) {
    let mut members = Vec::new();
    for n in 0..40 {
        members.push(pair.account(&format!("p{n:02}"), "user").await);
    }
    let others = pair.account("other", "user").await;
    let before = found(pair).await;
    let operator = pair.operator().await;
    operator.carry_out(&plan(&operator, MODEL, &[&others]).await).await;
    let crowd: Vec<&Member> = members.iter().collect();
    for round in 1..=20 {
        let grant = plan(&operator, MODEL, &crowd).await;
        let applied = operator.carry_out(&grant).await;
        assert_eq!(applied.report.count(OutcomeKind::Done), 40, "round {round}");
        let named_now = named(pair, "user").await;
        let lost = members.iter().filter(|member| !named_now.contains(&member.id)).count();
        assert_eq!((lost, named_now.contains(&others.id)), (0, true), "round {round}");
        let applied = operator.carry_out(&operator.undo_plan().await).await;
        assert_eq!(applied.report.count(OutcomeKind::Done), 40, "round {round}");
        let named_now = named(pair, "user").await;
        let left = members.iter().filter(|member| named_now.contains(&member.id)).count();
        assert_eq!((left, named_now.contains(&others.id)), (0, true), "round {round}");
    }
    restore(pair, &before).await;
}

pub(crate) async fn who_may_use_a_model_by_a_group_or_as_everybody_needs_no_grant(pair: &Pair) {
    let (ana, ben) = (pair.account("ana", "user").await, pair.account("ben", "user").await);
    let before = found(pair).await;
    let webui = pair.webui();
    let group = json!({"name": pair.id("lab"), "description": ""});
    let group = webui.post("/api/v1/groups/create", group).await.at("/id");
    let path = format!("/api/v1/groups/id/{}/users/add", group.as_str().unwrap());
    assert_eq!(webui.post(&path, json!({"user_ids": [ana.id]})).await.status, 200);
    let set = async |kind: &str, id: &Value, permission: &str| {
        let grant = json!({"principal_type": kind, "principal_id": id, "permission": permission});
        let body = json!({"id": MODEL, "access_grants": [grant]});
        let path = "/api/v1/models/model/access/update";
        assert_eq!(webui.post(path, body).await.status, 200);
    };
    let operator = pair.operator().await;
    let changes = async || plan(&operator, MODEL, &[&ana, &ben]).await.changes.len();

    set("group", &group, "read").await;
    assert!(sees(&ana, MODEL).await && !sees(&ben, MODEL).await);
    assert_eq!(changes().await, 1);
    set("user", &json!("*"), "read").await;
    assert!(sees(&ana, MODEL).await && sees(&ben, MODEL).await);
    assert_eq!(changes().await, 0);
    // Writing alone lets nobody read.
    set("user", &json!(ben.id), "write").await;
    assert!(!sees(&ana, MODEL).await && !sees(&ben, MODEL).await);
    assert_eq!(changes().await, 2);
    restore(pair, &before).await;
}
