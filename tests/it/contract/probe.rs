//! One real completion beside the verdict: with a key of the operator's, and with one that lives for
//! it alone.

use bursar::access::{Answered, Verdict, judge};
use bursar::domain::{KeyHash, KeyWord};
use bursar::engine::{Inquiry, Question, Who, complete, inquire, spare};
use bursar::plan::OutcomeKind;
use bursar::plan::make::{self, ProbeWish};
use jiff::Timestamp;
use secrecy::SecretString;
use serde_json::json;

use super::Pair;
use super::pair::{IN_FORCE, WRITTEN};
use crate::operator::{Operator, until};

fn question(pair: &Pair, key: Option<KeyWord>) -> Question {
    Question {
        who: Who::Word(pair.email("ana")),
        model: Some("gpt-4o-mini".into()),
        key,
        customer: None,
        lists_models: false,
    }
}

async fn found(operator: &Operator, question: &Question) -> Inquiry {
    inquire(&operator.session, question).await.unwrap()
}

/// Mints, asks, deletes: what why says, what the proxy answered, and whether they agree.
async fn thrown_away(
    pair: &Pair,
    operator: &Operator,
    question: &Question,
) -> (Verdict, Answered, Option<bool>) {
    let inquiry = found(operator, question).await;
    let spare = spare(&operator.session, question, &inquiry).await.unwrap();
    let wish = ProbeWish {
        owner: spare.owner.clone(),
        label: inquiry.subject.label.clone(),
        team: spare.team,
        model: question.model.clone().unwrap(),
        customer: question.customer.clone(),
    };
    let plan = make::probe(&wish, &operator.context());
    let ladder = judge(&spare.situation, Timestamp::now());
    let applied = operator.apply(&plan).await;
    let outcome = applied.outcome(&plan, "probe");
    assert_eq!(outcome.kind, OutcomeKind::Done, "{outcome}");
    assert_eq!(outcome.created, None);
    assert!(applied.reveals.is_empty(), "nobody is told the key");
    let owner = spare.owner.raw().to_owned();
    let info = pair.proxy().get(&format!("/user/info?user_id={owner}")).await;
    assert!(!info.text.contains("bursar-probe"), "{}", info.text);
    let answered = outcome.answered.as_deref().cloned().unwrap();
    let agrees = ladder.agrees_with(&answered);
    (ladder.verdict, answered, agrees)
}

/// Until the proxy goes by the rows that `why` has read.
async fn until_agreed(
    pair: &Pair,
    operator: &Operator,
    question: &Question,
    verdict: Verdict,
) -> Answered {
    until("why and the proxy to agree", IN_FORCE, async || {
        let (said, answered, agrees) = thrown_away(pair, operator, question).await;
        (said == verdict && agrees == Some(true)).then_some(answered)
    })
    .await
}

pub(crate) async fn a_throw_away_key_is_answered_as_why_says_and_gone(pair: &Pair) {
    let ana = pair.user("ana", json!({})).await;
    let operator = pair.operator().await;
    let any = question(pair, None);
    let answered = until_agreed(pair, &operator, &any, Verdict::Accepted).await;
    assert_eq!(answered.status, 200);
    pair.update(&ana, json!({"max_budget": 0})).await;
    let answered = until_agreed(pair, &operator, &any, Verdict::Refused).await;
    assert_eq!(answered.kind.as_deref(), Some("budget_exceeded"));
    pair.update(&ana, json!({"max_budget": null, "models": ["gpt-4o"]})).await;
    let answered = until_agreed(pair, &operator, &any, Verdict::Refused).await;
    assert_eq!(answered.status, 403, "{}", answered.message);
    let journal = fs_err::read_to_string(operator.journal()).unwrap();
    assert!(journal.contains("bursar-probe") && !journal.contains("sk-"), "{journal}");
}

pub(crate) async fn a_throw_away_key_is_of_the_team_of_the_one_that_was_named(pair: &Pair) {
    let ana = pair.user("ana", json!({})).await;
    let (team, proxy) = (pair.id("lab"), pair.proxy());
    let body = json!({"team_id": team, "team_alias": team});
    assert_eq!(proxy.post("/team/new", body).await.status, 200);
    let member = json!({"team_id": team, "member": {"role": "user", "user_id": ana}});
    assert_eq!(proxy.post("/team/member_add", member).await.status, 200);
    let key = pair.key(&ana, "team", json!({"team_id": team, "max_budget": 0})).await;
    let operator = pair.operator().await;
    let of_team = question(pair, Some(KeyWord::Hash(KeyHash::new(key.hash.clone()))));
    let ladder = judge(&found(&operator, &of_team).await.keys[0], Timestamp::now());
    assert_eq!(ladder.verdict, Verdict::Refused, "the key itself has nothing left");
    until_agreed(pair, &operator, &of_team, Verdict::Accepted).await;
    assert_eq!(proxy.post("/team/block", json!({"team_id": team})).await.status, 200);
    let answered = until_agreed(pair, &operator, &of_team, Verdict::Refused).await;
    assert!(answered.message.contains(&team), "{}", answered.message);
}

pub(crate) async fn a_supplied_key_is_answered_as_why_says(pair: &Pair) {
    let ana = pair.user("ana", json!({})).await;
    let operator = pair.operator().await;
    let (customer, stranger) = (pair.id("customer"), pair.id("stranger"));
    let body = json!({"user_id": customer, "max_budget": 5});
    assert_eq!(pair.proxy().post("/customer/new", body).await.status, 200);
    for (name, more, status) in [
        ("fine", json!({}), 200),
        ("blocked", json!({"blocked": true}), 401),
        ("broke", json!({"max_budget": 0}), 422),
        ("narrow", json!({"models": ["gpt-4o"]}), 403),
    ] {
        let mut body = json!({"user_id": ana, "key_alias": pair.id(name)});
        for (field, value) in more.as_object().unwrap() {
            body[field] = value.clone();
        }
        let minted = pair.proxy().post("/key/generate", body).await;
        let secret = minted.at("/key").as_str().unwrap().to_owned();
        let word = KeyWord::read(&secret);
        let question =
            Question { customer: Some(customer.as_str().into()), ..question(pair, Some(word)) };
        let inquiry = found(&operator, &question).await;
        let ladder = judge(&inquiry.keys[0], Timestamp::now());
        let model = question.model.clone().unwrap();
        let key = SecretString::from(secret.clone());
        let answered =
            complete(&operator.session, &model, question.customer.as_ref(), &key).await.unwrap();
        assert_eq!(answered.status, status, "{name}: {}", answered.message);
        assert_eq!(ladder.agrees_with(&answered), Some(true), "{name}: {answered:?}");
        assert!(!answered.message.contains(&secret), "{name}");
        if status == 200 {
            let named = Some(stranger.as_str().into());
            let answer = complete(&operator.session, &model, named.as_ref(), &key).await;
            assert_eq!(answer.unwrap().status, 200, "nobody knows that customer yet");
        }
    }
    until("the customer that was named to be there", WRITTEN, async || {
        let path = format!("/customer/info?end_user_id={stranger}");
        (pair.proxy().get(&path).await.status == 200).then_some(())
    })
    .await;
}

pub(crate) async fn an_answer_to_a_key_that_nobody_knows_is_an_answer(pair: &Pair) {
    pair.user("ana", json!({})).await;
    let operator = pair.operator().await;
    let secret = "sk-of-another-proxy-entirely";
    let question = question(pair, Some(KeyWord::read(secret)));
    let ladder = judge(&found(&operator, &question).await.keys[0], Timestamp::now());
    let model = question.model.clone().unwrap();
    let answered = complete(&operator.session, &model, None, &secret.to_owned().into()).await;
    let answered = answered.unwrap();
    assert_eq!(answered.status, 401, "{answered:?}");
    assert_eq!(ladder.agrees_with(&answered), Some(true), "{answered:?}");
    assert!(!answered.message.contains(secret), "{answered:?}");
}
