//! What a verdict goes by: the reads of both servers, and that the verdict is what the proxy does.

use bursar::access::chat::Charged;
use bursar::access::facts::Fact;
use bursar::access::{Check, Verdict, judge};
use bursar::domain::{KeyHash, KeyWord};
use bursar::engine::{Inquiry, Question, Who, inquire};
use jiff::Timestamp;
use serde_json::json;

use super::Pair;
use super::pair::{CHAT, Minted, chat};

async fn why(pair: &Pair, word: &str, key: Option<&Minted>) -> Inquiry {
    let operator = pair.operator().await;
    let question = Question {
        lists_models: false,
        who: Who::Word(word.to_owned()),
        model: Some("gpt-4o-mini".into()),
        key: key.map(|key| KeyWord::read(&key.hash)),
        customer: None,
    };
    inquire(&operator.session, &question).await.unwrap()
}

/// What refuses a request with this key, by the facts.
async fn refusing(pair: &Pair, word: &str, key: &Minted) -> Option<Check> {
    let inquiry = why(pair, word, Some(key)).await;
    let ladder = judge(&inquiry.keys[0], Timestamp::now());
    assert_ne!(ladder.verdict, Verdict::Unknown, "{ladder:#?}");
    ladder.refusing().map(|rung| rung.check)
}

pub(crate) async fn the_reads_have_the_shapes_a_verdict_goes_by(pair: &Pair) {
    pair.user("ana", json!({})).await;
    pair.check(
        &pair.proxy(),
        r#"
        GET /user/info?user_id=RUN-ana -> 200 | /user_info/user_id = "RUN-ana" | /keys = []
        GET /user/info?user_id=RUN-no -> 404
        GET /customer/info?end_user_id=RUN-no -> 404
        GET /project/info?project_id=RUN-no -> 404
        GET /organization/info?organization_id=RUN-no -> 403
        GET /team/info?team_id=RUN-no -> 404
        GET /get/ui_settings -> 200 | /values/apply_user_budget_to_team_keys = false
        GET /health/readiness/details -> 200 | /show_no_redis_warning = false
        GET /model/info -> 200
        GET /global/spend -> 200 | /max_budget = 0.0
        GET /spend/users?user_id=litellm-proxy-budget -> 200 | /0 = null
        GET /v1/access_group -> 200
        POST /budget/new {"budget_id": "RUN-b", "max_budget": 2} -> 200
        POST /budget/info {"budgets": ["RUN-b", "RUN-no"]} -> 200 | /0/budget_id = "RUN-b"
        | /0/max_budget = 2.0 | /1 = null
        POST /budget/info {"budgets": []} -> 400
        POST /budget/delete {"id": "RUN-b"} -> 200
        GET /access_group/list -> 200
        "#,
    )
    .await;
    pair.check(
        &pair.webui(),
        r"
        GET /openai/config -> 200 | /ENABLE_OPENAI_API = true
        GET /api/v1/models/model?id=RUN-no -> 404
        ",
    )
    .await;
}

pub(crate) async fn one_answer_tells_a_user_with_keys_teams_and_places(pair: &Pair) {
    let ana = pair.user("ana", json!({"max_budget": 5})).await;
    let team = pair.id("lab");
    let proxy = pair.proxy();
    let body =
        json!({"team_id": team, "team_alias": team, "max_budget": 7, "team_member_budget": 2});
    assert_eq!(proxy.post("/team/new", body).await.status, 200);
    let member = json!({"team_id": team, "member": {"role": "user", "user_id": ana}});
    assert_eq!(proxy.post("/team/member_add", member).await.status, 200);
    let personal = pair.key(&ana, "own", json!({"models": ["gpt-4o-mini"], "max_budget": 1})).await;
    let of_team = pair.key(&ana, "team", json!({"team_id": team})).await;
    let inquiry = why(pair, &pair.email("ana"), None).await;
    assert_eq!(
        inquiry.subject.user.known().map(bursar::domain::ProxyUserId::raw),
        Some(ana.as_str())
    );
    let of = |minted: &Minted| {
        let hash = KeyHash::new(minted.hash.clone());
        let is_it =
            |key: &&bursar::access::Situation| key.key.known().is_some_and(|k| k.hash == hash);
        inquiry.keys.iter().find(is_it).unwrap()
    };
    let (own, team_key) = (of(&personal), of(&of_team));
    assert!(own.team.is_absent() && own.member.is_absent());
    assert_eq!(own.key.known().unwrap().models.names.known().unwrap(), &["gpt-4o-mini".into()]);
    assert_eq!(own.user.known().unwrap().purse.spend, Fact::Is(bursar::domain::Usd::ZERO));
    let team = team_key.team.known().unwrap();
    assert!(team.purse.budget.known().unwrap().limit.amount().is_some());
    let member = team_key.member.known().unwrap();
    assert_eq!(member.purse.spend, Fact::Is(bursar::domain::Usd::ZERO));
    assert!(own.server.estimate.known().is_some_and(|most| most.micros() > 9_000));
    for key in &inquiry.keys {
        assert_eq!(judge(key, Timestamp::now()).verdict, Verdict::Accepted);
    }
    personal.until_status(200).await;
    of_team.until_status(200).await;
}

pub(crate) async fn the_verdict_is_what_the_proxy_answers(pair: &Pair) {
    let (ana, word) = (pair.user("ana", json!({})).await, pair.email("ana"));
    let blocked = pair.key(&ana, "blocked", json!({"blocked": true})).await;
    let broke = pair.key(&ana, "broke", json!({"max_budget": 0})).await;
    let narrow = pair.key(&ana, "narrow", json!({"models": ["gpt-4o"]})).await;
    let fine = pair.key(&ana, "fine", json!({})).await;
    for (key, check, status) in [
        (&blocked, Some(Check::KeyBlocked), 401),
        (&broke, Some(Check::KeyBudget), 422),
        (&narrow, Some(Check::KeyModels), 403),
        (&fine, None, 200),
    ] {
        assert_eq!(refusing(pair, &word, key).await, check, "{}", key.alias);
        assert_eq!(key.caller.post(CHAT, chat()).await.status, status, "{}", key.alias);
    }
    pair.update(&ana, json!({"max_budget": 0})).await;
    fine.until_status(422).await;
    assert_eq!(refusing(pair, &word, &fine).await, Some(Check::UserBudget));
}

pub(crate) async fn the_chat_of_an_account_is_followed_to_the_proxy(pair: &Pair) {
    let member = pair.account("ben", "pending").await;
    let inquiry = why(pair, &member.email, None).await;
    let chat = inquiry.chat.unwrap();
    assert_eq!(chat.facts.account.known().unwrap().groups, Fact::Is(Vec::new()));
    let connections = chat.facts.connections.known().unwrap();
    assert!(connections.iter().any(|connection| connection.key.known().is_some()));
    assert!(matches!(chat.charged, Charged::SharedKey { .. }), "{:?}", chat.charged);
    let ladder = bursar::access::Chat::judge(&chat.facts, Timestamp::now()).ladder;
    assert_eq!(ladder.refusing().unwrap().check, Check::WebuiRole);
    assert!(chat.situation.unwrap().key.known().is_some());
}
