//! Many users in one request.

use bursar::plan::make;
use serde_json::{Value, json};

use super::Pair;
use crate::operator::verbs;

const BULK: &str = "/management/v1/users/bulk";

pub(crate) async fn each_of_many_answers_for_itself(pair: &Pair) {
    pair.user("old", json!({})).await;
    pair.check(
        &pair.proxy(),
        r#"
        POST /management/v1/users/bulk {"users": [{"user_id": "RUN-a", "user_email": "RUN-a@campus.example.edu"}, {"user_id": "RUN-b", "user_email": "RUN-A@campus.example.edu"}, {"user_id": "RUN-a"}, {"user_id": "RUN-c", "user_email": "RUN-OLD@campus.example.edu"}, {"user_id": "RUN-old"}]}
            -> 200 | /meta = {"total_requested":5,"created":1,"failed":4}
            | /data/0/success = true | /data/0/user_id = "RUN-a"
            | /data/1/error = "Duplicate user_email in request: RUN-A@campus.example.edu"
            | /data/2/error = "Duplicate user_id in request: RUN-a"
            | /data/3/error = "User email=RUN-OLD@campus.example.edu already exists"
        GET /user/list?search=RUN -> 200 | /total = 2
        "#,
    )
    .await;
}

pub(crate) async fn a_plan_of_many_creations_has_an_outcome_for_each(pair: &Pair) {
    for name in ["ana", "bob", "cho"] {
        pair.account(name, "user").await;
    }
    let operator = pair.operator().await;
    let roster = operator.look().await;
    let policy = &operator.session.profile().sync;
    let plan = make::sync(&roster, &pair.ours(&roster), policy, &operator.context());
    assert_eq!(verbs(&plan), ["create_user"; 3]);
    // Meanwhile somebody takes the e-mail of one of them.
    let taken = plan.changes[1].user.clone();
    pair.user("thief", json!({"user_email": taken.to_uppercase()})).await;
    let applied = operator.apply(&plan).await;
    let kinds: Vec<String> =
        applied.report.outcomes.iter().map(|(_, outcome)| outcome.kind.to_string()).collect();
    assert_eq!(kinds, ["done", "failed", "done"], "{:?}", applied.report);
    let why = &applied.report.outcome(2).unwrap().detail;
    assert!(why.contains("already exists"), "{why}");
    let again = operator.apply_again(&plan).await;
    let kinds: Vec<String> =
        again.report.outcomes.iter().map(|(_, outcome)| outcome.kind.to_string()).collect();
    assert_eq!(kinds, ["already_true", "failed", "already_true"], "{:?}", again.report);
}

pub(crate) async fn more_than_five_hundred_at_once_are_refused(pair: &Pair) {
    let users: Vec<Value> = (0..501)
        .map(|n| json!({"user_id": pair.id(&format!("u{n}")), "auto_create_key": false}))
        .collect();
    let answer = pair.proxy().post(BULK, json!({ "users": users })).await;
    assert!((400..500).contains(&answer.status), "{}", answer.text);
    let created = pair.proxy().get(&format!("/user/list?search={}", pair.id("u"))).await;
    assert_eq!(created.at("/total"), json!(0));
}
