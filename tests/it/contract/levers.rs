//! Every lever: pulled, in force, taken back.

use bursar::domain::{Customer, Key, Limit, Purses, Team, Text, Usd};
use bursar::engine::{Orders, ground};
use bursar::plan::make::{
    self, BudgetWish, CustomerWish, KeyWish, MemberWish, ModelsWish, TeamWish,
};
use bursar::plan::{OutcomeKind, Plan};
use bursar::roster::{Roster, Sharing};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::Pair;
use super::pair::{CHAT, Minted, chat};
use crate::operator::{Operator, indices, person, until, verbs};

fn limit(dollars: &str) -> BudgetWish {
    let limit = Limit::Amount(Usd::parse(dollars).unwrap());
    BudgetWish { limit: Some(limit.into()), window: None }
}

fn unlimited() -> BudgetWish {
    BudgetWish { limit: Some(Limit::Unlimited.into()), window: None }
}

fn texts(words: &[&str]) -> Vec<Text> {
    words.iter().map(|word| Text::from(*word)).collect()
}

fn key<'a>(roster: &'a Roster, minted: &Minted) -> &'a Key {
    let keys = &roster.proxy().unwrap().keys.rows;
    keys.iter().find(|key| *key.hash.raw() == *minted.hash).unwrap()
}

fn team<'a>(roster: &'a Roster, id: &str) -> &'a Team {
    let teams = &roster.proxy().unwrap().teams.rows;
    teams.iter().find(|team| team.id.raw() == id).unwrap()
}

fn customer<'a>(roster: &'a Roster, id: &str) -> &'a Customer {
    let customers = &roster.proxy().unwrap().customers.rows;
    customers.iter().find(|customer| customer.id.raw() == id).unwrap()
}

async fn on_key(operator: &Operator, minted: &Minted, wish: KeyWish) -> Plan {
    let roster = operator.look().await;
    let (keys, sharing) = ([key(&roster, minted)], Sharing::new(&roster, &Purses::default()));
    let plan = make::keys(&roster, &keys, &wish, &sharing, &operator.context());
    operator.carry_out(&plan).await;
    plan
}

async fn on_team(operator: &Operator, id: &str, wish: TeamWish) -> Plan {
    let roster = operator.look().await;
    let plan = make::teams(&roster, &[team(&roster, id)], &wish, &operator.context());
    operator.carry_out(&plan).await;
    plan
}

async fn on_customer(operator: &Operator, id: &str, wish: CustomerWish) -> Plan {
    let roster = operator.look().await;
    let sharing = Sharing::new(&roster, &Purses::default());
    make::customers(&roster, &[customer(&roster, id)], &wish, &sharing, &operator.context())
}

async fn on_member(operator: &Operator, id: &str, user: &str, wish: MemberWish) -> Plan {
    let roster = operator.look().await;
    let (team, person) = (team(&roster, id), person(&roster, user));
    let who = &person.proxy().unwrap().id;
    let found = ground::member(&operator.session, &team.id, who).await.unwrap();
    make::members(&roster, team, &[(person, found)], &[], &wish, &operator.context())
}

pub(super) async fn undo(operator: &Operator) {
    operator.carry_out(&operator.undo_plan().await).await;
}

pub(crate) async fn a_keys_budget_is_set_and_taken_back(pair: &Pair) {
    let ana = pair.user("ana", json!({})).await;
    let minted = pair.key(&ana, "k", json!({"max_budget": 3, "budget_duration": "7d"})).await;
    let operator = pair.operator().await;
    let resets_at = pair.key_row(&minted.hash).await["budget_reset_at"].clone();
    on_key(&operator, &minted, KeyWish::Budget(limit("0"))).await;
    minted.until_status(422).await;
    let row = pair.key_row(&minted.hash).await;
    assert_eq!((&row["max_budget"], &row["budget_reset_at"]), (&json!(0.0), &resets_at));
    undo(&operator).await;
    minted.until_status(200).await;
    on_key(&operator, &minted, KeyWish::Budget(unlimited())).await;
    let row = pair.key_row(&minted.hash).await;
    assert_eq!((&row["max_budget"], &row["budget_duration"]), (&Value::Null, &json!("7d")));
}

pub(crate) async fn a_key_is_blocked_alone_and_its_owners_others_work(pair: &Pair) {
    let ana = pair.user("ana", json!({})).await;
    let (one, other) = (pair.key(&ana, "k", json!({})).await, pair.key(&ana, "o", json!({})).await);
    let operator = pair.operator().await;
    on_key(&operator, &one, KeyWish::Block).await;
    one.until_status(401).await;
    other.until_status(200).await;
    undo(&operator).await;
    one.until_status(200).await;
}

pub(crate) async fn an_expired_key_works_again_once_it_is_extended(pair: &Pair) {
    let ana = pair.user("ana", json!({})).await;
    let minted = pair.key(&ana, "k", json!({"duration": "1s"})).await;
    minted.until_status(401).await;
    let operator = pair.operator().await;
    let until = Timestamp::now() + SignedDuration::from_hours(48);
    on_key(&operator, &minted, KeyWish::Extend(Some(until))).await;
    minted.until_status(200).await;
    on_key(&operator, &minted, KeyWish::Extend(None)).await;
    assert_eq!(pair.key_row(&minted.hash).await["expires"], Value::Null);
    undo(&operator).await;
    let expires = pair.key_row(&minted.hash).await["expires"].clone();
    let expires: Timestamp = expires.as_str().unwrap().parse().unwrap();
    assert!(expires.duration_since(until).abs() < SignedDuration::from_mins(1), "{expires}");
}

pub(crate) async fn a_keys_models_are_set_one_by_one(pair: &Pair) {
    let ana = pair.user("ana", json!({})).await;
    let minted = pair.key(&ana, "k", json!({"models": ["gpt-4o"]})).await;
    minted.until_status(403).await;
    let operator = pair.operator().await;
    let add = KeyWish::Models(ModelsWish::Add(texts(&["gpt-4o-mini"])));
    on_key(&operator, &minted, add).await;
    minted.until_status(200).await;
    undo(&operator).await;
    minted.until_status(403).await;
    on_key(&operator, &minted, KeyWish::Models(ModelsWish::All)).await;
    minted.until_status(200).await;
}

pub(crate) async fn a_users_models_are_set_and_cannot_be_emptied(pair: &Pair) {
    let ana = pair.user("ana", json!({"models": ["no-default-models"]})).await;
    let minted = pair.key(&ana, "k", json!({})).await;
    minted.until_status(403).await;
    let operator = pair.operator().await;
    let set = async |wish: ModelsWish| {
        let roster = operator.look().await;
        let people = indices(&roster, &[&ana]);
        let plan = make::user_models(&roster, &people, &wish, &operator.context());
        operator.carry_out(&plan).await;
    };
    set(ModelsWish::Add(texts(&["gpt-4o-mini"]))).await;
    minted.until_status(200).await;
    set(ModelsWish::All).await;
    assert_eq!(pair.row(&ana).await["models"], json!(["all-proxy-models"]));
    minted.until_status(200).await;
    undo(&operator).await;
    assert_eq!(pair.row(&ana).await["models"], json!(["gpt-4o-mini"]));
}

pub(crate) async fn a_user_whom_another_hand_deactivated_is_activated(pair: &Pair) {
    let ana = pair.user("ana", json!({"metadata": {"desk": 4, "scim_active": false}})).await;
    let minted = pair.key(&ana, "k", json!({})).await;
    minted.until_status(401).await;
    let operator = pair.operator().await;
    let roster = operator.look().await;
    let plan = make::activate(&roster, &indices(&roster, &[&ana]), &operator.context());
    operator.carry_out(&plan).await;
    minted.until_status(200).await;
    let metadata = pair.row(&ana).await["metadata"].clone();
    assert_eq!(metadata, json!({"desk": 4, "scim_active": true}));
    undo(&operator).await;
    minted.until_status(401).await;
}

/// A team of this run with Ana in it and a key of both.
async fn team_of(pair: &Pair, more: Value) -> (String, String, Minted) {
    let (ana, id) = (pair.user("ana", json!({})).await, pair.id("t"));
    let mut body = json!({"team_id": id, "team_alias": id});
    for (field, value) in more.as_object().unwrap() {
        body[field] = value.clone();
    }
    let made = pair.proxy().post("/team/new", body).await;
    assert_eq!(made.status, 200, "{}", made.text);
    let member = json!({"team_id": id, "member": {"role": "user", "user_id": ana}});
    let added = pair.proxy().post("/team/member_add", member).await;
    assert_eq!(added.status, 200, "{}", added.text);
    let minted = pair.key(&ana, "tk", json!({"team_id": id})).await;
    (id, ana, minted)
}

pub(crate) async fn a_team_is_blocked_at_once_and_works_again(pair: &Pair) {
    let (id, ana, minted) = team_of(pair, json!({})).await;
    let own = pair.key(&ana, "own", json!({})).await;
    minted.until_status(200).await;
    let operator = pair.operator().await;
    let plan = on_team(&operator, &id, TeamWish::Block).await;
    assert_eq!(verbs(&plan), ["block_team"]);
    assert!(plan.changes[0].op.after().contains("its 1 key refused"), "{plan:?}");
    // At once, and not after the minute that `/team/block` takes.
    assert_eq!(minted.caller.post(CHAT, chat()).await.status, 401);
    own.until_status(200).await;
    undo(&operator).await;
    assert_eq!(minted.caller.post(CHAT, chat()).await.status, 200);
}

pub(crate) async fn a_teams_budget_and_models_are_set_and_taken_back(pair: &Pair) {
    let (id, _, minted) = team_of(pair, json!({"models": ["gpt-4o"]})).await;
    minted.until_status(403).await;
    let operator = pair.operator().await;
    let add = TeamWish::Models(ModelsWish::Add(texts(&["gpt-4o-mini"])));
    on_team(&operator, &id, add).await;
    minted.until_status(200).await;
    on_team(&operator, &id, TeamWish::Budget(limit("0.000001"))).await;
    let refused = minted.until_status(422).await;
    assert_eq!(refused.at("/error/type"), json!("budget_exceeded"));
    undo(&operator).await;
    minted.until_status(200).await;
}

pub(crate) async fn a_team_is_not_reset_and_told_what_works(pair: &Pair) {
    let (id, _, _) = team_of(pair, json!({"max_budget": 1, "budget_duration": "30d"})).await;
    let operator = pair.operator().await;
    let roster = operator.look().await;
    let context = operator.context();
    let plan = make::teams(&roster, &[team(&roster, &id)], &TeamWish::Reset, &context);
    assert!(plan.is_empty());
    let why = &plan.refusals().next().unwrap().why;
    assert!(why.contains("has no reset") && why.contains("bursar team budget"), "{why}");
    assert!(why.contains("wait for its own reset on 20"), "{why}");
    // What the refusal claims: the spend that is sent is ignored.
    let sent = json!({"team_id": id, "spend": 5});
    assert_eq!(pair.proxy().post("/team/update", sent).await.status, 200);
    assert_eq!(team(&operator.look().await, &id).spend, Some(Usd::ZERO));
}

pub(crate) async fn a_members_budget_is_theirs_alone(pair: &Pair) {
    let (id, ana, minted) = team_of(pair, json!({"team_member_budget": 5})).await;
    let operator = pair.operator().await;
    let found = async || {
        let roster = operator.look().await;
        let who = person(&roster, &ana).proxy().unwrap().id.clone();
        let id = team(&roster, &id).id.clone();
        ground::member(&operator.session, &id, &who).await.unwrap().unwrap()
    };
    let default = found().await;
    assert_eq!((default.budget.to_string().as_str(), default.is_default), ("$5.00", true));
    let plan = on_member(&operator, &id, &ana, MemberWish::Budget(limit("0"))).await;
    operator.carry_out(&plan).await;
    minted.until_status(422).await;
    let own = found().await;
    assert_eq!((own.budget.limit, own.is_default), (Limit::Amount(Usd::ZERO), false));
    assert_eq!(own.default.unwrap().to_string(), "$5.00");
    // Without a limit of their own the default would hold.
    let refused = on_member(&operator, &id, &ana, MemberWish::Budget(unlimited())).await;
    assert!(refused.is_empty() && refused.refusals().count() == 1, "{refused:?}");
    undo(&operator).await;
    let default = found().await;
    assert_eq!((default.budget.to_string().as_str(), default.is_default), ("$5.00", true));
    minted.until_status(200).await;
}

pub(crate) async fn a_members_budget_is_left_where_the_default_came_or_moved_since(pair: &Pair) {
    let (id, ana, _) = team_of(pair, json!({})).await;
    let operator = pair.operator().await;
    let default = async |amount: u32| {
        let more = json!({"team_id": id, "team_member_budget": amount});
        assert_eq!(pair.proxy().post("/team/update", more).await.status, 200);
    };
    for amount in [5, 6] {
        let plan = on_member(&operator, &id, &ana, MemberWish::Budget(limit("9"))).await;
        assert_eq!(verbs(&plan), ["set_member_budget"]);
        default(amount).await;
        let applied = operator.apply(&plan).await;
        let outcome = applied.outcome(&plan, "set_member_budget");
        assert_eq!(outcome.kind, OutcomeKind::Refused, "{outcome}");
        assert!(outcome.detail.contains(&format!("${amount}.00, the team's default")), "{outcome}");
    }
    // Their own limit goes, and whatever the default is by then holds.
    operator
        .carry_out(&on_member(&operator, &id, &ana, MemberWish::Budget(limit("9"))).await)
        .await;
    default(7).await;
    let back = operator.apply(&operator.undo_plan().await).await;
    assert!(back.report.is_success(), "{:?}", back.report);
}

pub(crate) async fn a_members_spend_is_reset(pair: &Pair) {
    let (id, ana, minted) = team_of(pair, json!({"team_member_budget": 0.000_02})).await;
    // One call costs about 13 millionths, and may have to wait for the one before.
    minted.until_status(200).await;
    minted.until_status(200).await;
    minted.until_status(422).await;
    let operator = pair.operator().await;
    let plan = on_member(&operator, &id, &ana, MemberWish::Reset).await;
    assert_eq!(verbs(&plan), ["reset_member_spend"]);
    let applied = operator.carry_out(&plan).await;
    assert_eq!(applied.kind(&plan, "reset_member_spend"), OutcomeKind::Done);
    minted.until_status(200).await;
    // What lowers a spend cannot raise it again, which is said beforehand.
    assert_eq!(plan.lasting().len(), 1);
}

async fn call_as(minted: &Minted, id: &str, status: u16) {
    let mut body = chat();
    body["user"] = json!(id);
    let what = format!("{id} to be answered {status}");
    until(&what, super::pair::IN_FORCE, async || {
        let answer = minted.caller.post(CHAT, body.clone()).await;
        (answer.status == status).then_some(())
    })
    .await;
}

pub(crate) async fn a_customers_budget_and_models_are_set(pair: &Pair) {
    let ana = pair.user("ana", json!({})).await;
    let minted = pair.key(&ana, "k", json!({})).await;
    let id = pair.id("c");
    let made = pair.proxy().post("/customer/new", json!({"user_id": id})).await;
    assert_eq!(made.status, 200, "{}", made.text);
    let operator = pair.operator().await;
    let models = CustomerWish::Models(ModelsWish::Set(texts(&["no-such-model"])));
    let plan = on_customer(&operator, &id, models).await;
    operator.carry_out(&plan).await;
    call_as(&minted, &id, 403).await;
    undo(&operator).await;
    call_as(&minted, &id, 200).await;
    let plan = on_customer(&operator, &id, CustomerWish::Budget(limit("0.000001"))).await;
    assert!(plan.changes[0].reason.contains("a budget row of their own"), "{plan:?}");
    operator.carry_out(&plan).await;
    call_as(&minted, &id, 422).await;
    // There was none before, and the server cannot be told so.
    assert!(operator.undo_plan().await.is_empty());
}

pub(crate) async fn who_shares_a_customers_budget_is_said_before_it_changes(pair: &Pair) {
    let budget = pair.id("b");
    let made = json!({"budget_id": budget, "max_budget": 4});
    pair.proxy().post("/budget/new", made).await;
    for name in ["c1", "c2"] {
        let body = json!({"user_id": pair.id(name), "budget_id": budget});
        let made = pair.proxy().post("/customer/new", body).await;
        assert_eq!(made.status, 200, "{}", made.text);
    }
    let operator = pair.operator().await;
    let id = pair.id("c1");
    let plan = on_customer(&operator, &id, CustomerWish::Budget(limit("6"))).await;
    let reason = &plan.changes[0].reason;
    assert!(reason.contains("all who share this budget row: 2 customers ("), "{reason}");
    operator.carry_out(&plan).await;
    let roster = operator.look().await;
    assert_eq!(customer(&roster, &pair.id("c2")).budget.to_string(), "$6.00");
    undo(&operator).await;
    pair.proxy().post("/customer/delete", json!({"user_ids": [id, pair.id("c2")]})).await;
    pair.proxy().post("/budget/delete", json!({"id": budget})).await;
}

pub(crate) async fn what_the_proxy_cannot_do_with_a_customer_is_refused(pair: &Pair) {
    let id = pair.id("c");
    let made = pair.proxy().post("/customer/new", json!({"user_id": id, "max_budget": 2})).await;
    assert_eq!(made.status, 200, "{}", made.text);
    let operator = pair.operator().await;
    let why = async |wish: CustomerWish| {
        let plan = on_customer(&operator, &id, wish).await;
        assert!(plan.is_empty(), "{plan:?}");
        plan.refusals().next().unwrap().why.clone()
    };
    assert!(why(CustomerWish::Block).await.contains("not enforced by this server"));
    assert!(why(CustomerWish::Reset).await.contains("has no reset of a customer"));
    assert!(why(CustomerWish::Budget(limit("0"))).await.contains("drops a budget of zero"));
    assert!(why(CustomerWish::Budget(unlimited())).await.contains("ignores null"));
    // What the refusals claim.
    for sent in [json!(0), Value::Null] {
        let body = json!({"user_id": id, "max_budget": sent});
        assert_eq!(pair.proxy().post("/customer/update", body).await.status, 200);
        let row = pair.proxy().get(&format!("/customer/info?end_user_id={id}")).await;
        assert_eq!(row.at("/litellm_budget_table/max_budget"), json!(2.0), "{}", row.text);
    }
}

/// Either the race is caught, or it is said that it was not: the batch may have been written
/// before the reset.
pub(crate) async fn spend_that_lands_after_a_reset_is_caught_and_said(pair: &Pair) {
    let ana = pair.user("ana", json!({})).await;
    let minted = pair.key(&ana, "k", json!({})).await;
    let operator = pair.operator().await;
    let roster = operator.look().await;
    for _ in 0..3 {
        minted.until_status(200).await;
    }
    let people = indices(&roster, &[&ana]);
    let context = operator.context();
    let plan = make::reset(&roster, &people, make::ResetScope::Users, &context);
    let orders = Orders { watch: Some(pair.landing()), ..operator.orders() };
    let applied = operator.apply_with(&plan, &orders, |_, _| ()).await.unwrap();
    let outcome = applied.outcome(&plan, "set_spend");
    assert_eq!(outcome.kind, OutcomeKind::Done, "{outcome}");
    let detail = &outcome.detail;
    let left = pair.row(&ana).await["spend"].as_f64().unwrap();
    if detail.contains("landed") && !detail.contains("nothing landed") {
        assert!(detail.contains("s after the reset: a batch that was under way"), "{detail}");
        assert!(left > 0.0, "{left}");
    } else {
        assert!(detail.contains(" s, nothing landed"), "{detail}");
        assert!(left.abs() < f64::EPSILON, "{left}");
        tell(&format!("the batch was written before the reset this time: {detail}"));
    }
}

#[expect(clippy::print_stderr, reason = "a race that was not met is no failure, and is said")]
fn tell(words: &str) {
    eprintln!("{words}");
}
