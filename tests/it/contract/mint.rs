//! Minting keys for real, and using them.

use bursar::domain::{Limit, Usd};
use bursar::plan::make::{self, MintWish};
use bursar::plan::{OutcomeKind, Plan};
use bursar::roster::{TeamError, team_named};
use serde_json::json;

use super::Pair;
use super::pair::{CHAT, chat};
use crate::operator::{Operator, indices, person, verbs};

async fn plan_of(operator: &Operator, who: &str, wish: &MintWish) -> Plan {
    let roster = operator.look().await;
    make::mint(&roster, &indices(&roster, &[who]), wish, &operator.context())
}

fn called(alias: String) -> MintWish {
    MintWish { alias: Some(alias), ..MintWish::default() }
}

pub(crate) async fn a_minted_key_works_at_once(pair: &Pair) {
    let ana = pair.user("ana", json!({})).await;
    let operator = pair.operator().await;
    let plan = plan_of(&operator, &ana, &called(pair.id("lab"))).await;
    let applied = operator.carry_out(&plan).await;
    let key = applied.secret();
    let caller = pair.proxy().with(&key);
    assert_eq!(caller.post(CHAT, chat()).await.status, 200);
    let models = caller.get("/v1/models").await;
    let names: Vec<_> =
        models.at("/data").as_array().unwrap().iter().map(|m| m["id"].clone()).collect();
    assert!(names.contains(&json!("gpt-4o-mini")), "{names:?}");
    let hash = applied.outcome(&plan, "mint_key").created.clone().unwrap();
    let row = pair.key_row(&hash).await;
    assert_eq!((&row["user_id"], &row["key_alias"]), (&json!(ana), &json!(pair.id("lab"))));
    let journal = fs_err::read_to_string(operator.journal()).unwrap();
    assert!(journal.contains(&hash) && !journal.contains(&key));
}

pub(crate) async fn an_alias_that_is_taken_is_refused(pair: &Pair) {
    let (ana, bob) = (pair.user("ana", json!({})).await, pair.user("bob", json!({})).await);
    let operator = pair.operator().await;
    let plan = plan_of(&operator, &ana, &called(pair.id("lab"))).await;
    // Somebody else takes the alias between the plan and its being applied.
    pair.key(&bob, "lab", json!({})).await;
    let applied = operator.apply(&plan).await;
    let outcome = applied.outcome(&plan, "mint_key");
    assert_eq!(outcome.kind, OutcomeKind::Failed, "{outcome}");
    assert!(outcome.detail.contains("already exists"), "{outcome}");
    assert!(applied.reveals.is_empty());
    let plan = plan_of(&operator, &ana, &called(pair.id("lab"))).await;
    assert!(plan.is_empty() && plan.refusals().count() == 1, "{plan:?}");
}

pub(crate) async fn undoing_a_mint_deletes_the_key(pair: &Pair) {
    let ana = pair.user("ana", json!({})).await;
    let operator = pair.operator().await;
    let plan = plan_of(&operator, &ana, &called(pair.id("lab"))).await;
    let key = operator.carry_out(&plan).await.secret();
    let undo = operator.undo_plan().await;
    assert_eq!(verbs(&undo), ["delete_key"]);
    operator.carry_out(&undo).await;
    assert_eq!(person(&operator.look().await, &ana).keys().len(), 0);
    let refused = pair.proxy().with(&key).post(CHAT, chat()).await;
    assert_eq!(refused.status, 401, "{}", refused.text);
}

pub(crate) async fn a_key_can_have_a_budget_and_an_end(pair: &Pair) {
    let ana = pair.user("ana", json!({})).await;
    let operator = pair.operator().await;
    let wish = MintWish {
        models: vec!["gpt-4o-mini".to_owned()],
        limit: Limit::Amount(Usd::parse("2.50").unwrap()),
        window: Some("7d".parse().unwrap()),
        expires_in: Some("30d".parse().unwrap()),
        ..called(pair.id("lab"))
    };
    let plan = plan_of(&operator, &ana, &wish).await;
    let caller = pair.proxy().with(&operator.carry_out(&plan).await.secret());
    let roster = operator.look().await;
    let key = person(&roster, &ana).keys().next().unwrap();
    assert_eq!(key.budget.to_string(), "$2.50 every 7d");
    assert!(key.expires.at().is_some() && key.blocked == Some(false), "{key:?}");
    assert_eq!(caller.post(CHAT, chat()).await.status, 200);
    let mut other = chat();
    other["model"] = json!("gpt-4o");
    let refused = caller.post(CHAT, other).await;
    assert_eq!(refused.at("/error/type"), json!("key_model_access_denied"), "{}", refused.text);
}

pub(crate) async fn the_proxy_mints_for_nobody_and_bursar_does_not(pair: &Pair) {
    let ana = pair.user("ana", json!({})).await;
    let operator = pair.operator().await;
    let plan = plan_of(&operator, &ana, &called(pair.id("lab"))).await;
    pair.proxy().post("/user/delete", json!({"user_ids": [ana]})).await;
    let applied = operator.apply(&plan).await;
    assert_eq!(applied.kind(&plan, "mint_key"), OutcomeKind::Refused);
    let ghost = pair.key(&ana, "ghost", json!({})).await;
    let answer = ghost.caller.post(CHAT, chat()).await;
    let deleted = pair.proxy().post("/key/delete", json!({"keys": [ghost.hash]})).await;
    assert_eq!((answer.status, deleted.status), (200, 200), "{}", answer.text);
}

pub(crate) async fn a_team_is_named_by_its_alias_unless_another_has_it_too(pair: &Pair) {
    let ana = pair.user("ana", json!({})).await;
    let (proxy, operator) = (pair.proxy(), pair.operator().await);
    let (lab, desk) = (pair.id("lab"), pair.id("desk"));
    // The alias is not the id, and nothing keeps two teams from having the same.
    for (id, alias) in [(pair.id("t-1"), &lab), (pair.id("t-2"), &desk), (pair.id("t-3"), &desk)] {
        let body = json!({"team_id": id, "team_alias": alias});
        assert_eq!(proxy.post("/team/new", body).await.status, 200);
        let member = json!({"role": "user", "user_id": ana});
        let body = json!({"team_id": id, "member": member});
        assert_eq!(proxy.post("/team/member_add", body).await.status, 200);
    }
    let roster = operator.look().await;
    let named = |word: &str| team_named(&roster, word);
    assert_eq!(named(&pair.id("t-2")).unwrap().raw(), pair.id("t-2"));
    let error = named(&desk).unwrap_err();
    assert!(matches!(&error, TeamError::Ambiguous { ids, .. } if ids.len() == 2), "{error}");
    assert!(matches!(named(&pair.id("nobody")), Err(TeamError::Nothing { .. })));
    let team = named(&lab).unwrap();
    assert_eq!(team.raw(), pair.id("t-1"));
    let wish = MintWish { team: Some(team), ..called(pair.id("key")) };
    let plan = plan_of(&operator, &ana, &wish).await;
    let applied = operator.carry_out(&plan).await;
    assert_eq!(pair.proxy().with(&applied.secret()).post(CHAT, chat()).await.status, 200);
    let hash = applied.outcome(&plan, "mint_key").created.clone().unwrap();
    assert_eq!(pair.key_row(&hash).await["team_id"], json!(pair.id("t-1")));
}
