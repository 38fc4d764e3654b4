//! Tags, organizations, budget rows, and windows of keys and teams.

use bursar::domain::{Key, KeyWord, Limit, Place, Purses, Sharers, Tag, Team, Text, Usd, Window};
use bursar::engine::{Question, Who, inquire, purses};
use bursar::plan::make::{self, BudgetWish, KeyWish, LimitWish, PurseWish, WindowWish};
use bursar::plan::{OutcomeKind, Plan};
use bursar::roster::{Roster, Sharing, organization_named, purse_lines};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::Pair;
use super::pair::Minted;
use crate::operator::{Operator, verbs};

fn amount(dollars: &str) -> LimitWish {
    Limit::Amount(Usd::parse(dollars).unwrap()).into()
}

fn terms(max: LimitWish, every: Option<&str>) -> BudgetWish {
    BudgetWish { limit: Some(max), window: every.map(|every| Some(Window::from_server(every))) }
}

fn window(every: &str, limit: LimitWish) -> WindowWish {
    WindowWish { window: Window::from_server(every), limit }
}

const NONE: LimitWish = LimitWish::Set(Limit::Unlimited);

async fn undo(operator: &Operator) {
    operator.carry_out(&operator.undo_plan().await).await;
}

pub(crate) async fn the_purses_answer_in_the_shapes_that_are_read(pair: &Pair) {
    pair.check(
        &pair.proxy(),
        r#"
        POST /budget/new {"budget_id": "RUN-b", "max_budget": 4} -> 200
        POST /budget/info {"budgets": ["RUN-b"]} -> 200 | /0/max_budget = 4.0
        POST /budget/info {"budgets": ["RUN-no"]} -> 200 | /0 = null
        POST /budget/info {"budgets": []} -> 400
        POST /budget/update {"max_budget": 1} -> 400 | /detail/error = "budget_id is required"
        POST /budget/update {"budget_id": "RUN-no", "max_budget": 1} -> 200 | = null
        POST /budget/update {"budget_id": "RUN-b", "max_budget": -1} -> 400
        POST /budget/update {"budget_id": "RUN-b", "budget_duration": "2y"} -> 400
        POST /budget/update {"budget_id": "RUN-b", "max_budget": null} -> 200 | /max_budget = null
        POST /tag/new {"name": "RUN-red", "max_budget": 2, "budget_duration": "30d"} -> 200
            | /tag/name = "RUN-red"
        POST /tag/new {"name": "RUN-red"} -> 500
        POST /tag/info {"names": ["RUN-red"]} -> 200
            | /RUN-red/litellm_budget_table/max_budget = 2.0
            | /RUN-red/litellm_budget_table/budget_reset_at = null
        POST /tag/info {"names": ["RUN-no"]} -> 500 | /detail = "404: Tags not found: ['RUN-no']"
        POST /tag/update {"name": "RUN-no", "max_budget": 1} -> 500
        POST /tag/update {"name": "RUN-red", "max_budget": -1} -> 500
        GET /organization/list -> 403
        PATCH /organization/update {"organization_id": "RUN-no", "spend": 0} -> 403
        "#,
    )
    .await;
}

async fn tag(operator: &Operator, name: &str) -> (Purses, Tag) {
    let found = purses::read(&operator.session).await;
    let tag = found.tags.rows.iter().find(|tag| tag.name.raw() == name).unwrap().clone();
    (found, tag)
}

async fn on_tag(operator: &Operator, name: &str, wish: PurseWish) -> Plan {
    let (roster, (found, tag)) = (operator.look().await, tag(operator, name).await);
    let sharing = Sharing::new(&roster, &found);
    make::tags(&roster, &[&tag], &wish, &sharing, &operator.context())
}

pub(crate) async fn a_tags_budget_is_set_cleared_and_taken_back(pair: &Pair) {
    let name = pair.id("red");
    assert_eq!(pair.proxy().post("/tag/new", json!({ "name": name })).await.status, 200);
    let kept = json!({"name": name, "description": "of the lab", "models": ["some-model"]});
    assert_eq!(pair.proxy().post("/tag/update", kept).await.status, 200);
    let operator = pair.operator().await;
    let budget = async || tag(&operator, &name).await.1.budget;
    let wish = PurseWish::Budget(terms(amount("5"), Some("7d")));
    let plan = on_tag(&operator, &name, wish).await;
    assert_eq!(verbs(&plan), ["set_tag_budget"]);
    operator.carry_out(&plan).await;
    let set = budget().await;
    assert_eq!(set.to_string(), "$5.00 every 7d");
    assert!(set.resets_at.is_some(), "the server says when: {set:?}");
    // What is not sent, the proxy empties.
    let kept = tag(&operator, &name).await.1;
    assert_eq!(kept.description, Some("of the lab".into()));
    assert_eq!(kept.models, ["some-model".into()]);
    undo(&operator).await;
    assert_eq!(budget().await.to_string(), "unlimited");
    let plan = on_tag(&operator, &name, PurseWish::Budget(terms(amount("0"), None))).await;
    assert!(plan.changes[0].op.after().contains("refuses after the first spend"), "{plan:?}");
    operator.carry_out(&plan).await;
    assert_eq!(budget().await.limit, Limit::Amount(Usd::ZERO));
    operator.carry_out(&on_tag(&operator, &name, PurseWish::Budget(terms(NONE, None))).await).await;
    assert_eq!(budget().await.limit, Limit::Unlimited);
    let plan = on_tag(&operator, &name, PurseWish::Reset).await;
    let why = &plan.refusals().next().unwrap().why;
    assert!(why.contains("has no reset of a tag's spend") && why.contains("tag budget"), "{why}");
}

fn key<'a>(roster: &'a Roster, minted: &Minted) -> &'a Key {
    let keys = &roster.proxy().unwrap().keys.rows;
    keys.iter().find(|key| *key.hash.raw() == *minted.hash).unwrap()
}

async fn on_key(operator: &Operator, minted: &Minted, wish: &WindowWish) -> Plan {
    let roster = operator.look().await;
    make::key_windows(&roster, &[key(&roster, minted)], wish, &operator.context())
}

/// `24h 5` and the like, as the proxy has them now.
async fn windows(pair: &Pair, minted: &Minted) -> Vec<String> {
    let row = pair.key_row(&minted.hash).await;
    let limits = row["budget_limits"].as_array().cloned().unwrap_or_default();
    let shown = |limit: &Value| {
        let every = limit["budget_duration"].as_str().unwrap();
        format!("{every} {}", limit["max_budget"].as_f64().unwrap())
    };
    limits.iter().map(shown).collect()
}

pub(crate) async fn a_window_of_a_key_refuses_and_is_taken_away_alone(pair: &Pair) {
    let ana = pair.user("ana", json!({})).await;
    let week = json!([{"budget_duration": "7d", "max_budget": 20}]);
    let minted = pair.key(&ana, "k", json!({ "budget_limits": week })).await;
    let operator = pair.operator().await;
    let plan = on_key(&operator, &minted, &window("24h", amount("0"))).await;
    assert_eq!(verbs(&plan), ["set_key_windows"]);
    let after = plan.changes[0].op.after();
    assert!(after.contains("$20.00 every 7d, $0.00 every 24h (refuses every call)"), "{after}");
    operator.carry_out(&plan).await;
    let refused = minted.until_status(422).await;
    assert_eq!(refused.at("/error/type"), json!("budget_exceeded"));
    let said = refused.at("/error/message");
    assert!(said.as_str().unwrap().starts_with("ExceededBudget: Key over 24h budget."), "{said}");
    // A relative wish goes from what there is, and the other window stays.
    let plan = on_key(&operator, &minted, &window("7d", "+50%".parse().unwrap())).await;
    operator.carry_out(&plan).await;
    assert_eq!(windows(pair, &minted).await, ["7d 30", "24h 0"]);
    operator.carry_out(&on_key(&operator, &minted, &window("24h", NONE)).await).await;
    assert_eq!(windows(pair, &minted).await, ["7d 30"]);
    minted.until_status(200).await;
    let question = Question {
        who: Who::Owner,
        key: Some(KeyWord::Named(minted.alias.as_str().into())),
        model: None,
        lists_models: false,
        customer: None,
    };
    let inquiry = inquire(&operator.session, &question).await.unwrap();
    let purse = &inquiry.keys[0].key.known().unwrap().purse;
    let spent = purse.windows[0].spend.known().copied();
    assert!(spent.is_some_and(|spent| spent < Usd::parse("1").unwrap()), "{purse:?}");
    undo(&operator).await;
    assert_eq!(windows(pair, &minted).await, ["7d 30", "24h 0"]);
    // And taking that back takes the window away again.
    undo(&operator).await;
    assert_eq!(windows(pair, &minted).await, ["7d 30"]);
    // The last one goes, too.
    operator.carry_out(&on_key(&operator, &minted, &window("7d", NONE)).await).await;
    assert_eq!(windows(pair, &minted).await, Vec::<String>::new());
    let plan = on_key(&operator, &minted, &window("7d", NONE)).await;
    assert!(plan.is_empty() && plan.skipped[0].why.contains("no window of 7d"), "{plan:?}");
}

pub(crate) async fn windows_that_another_hand_changed_are_left_alone(pair: &Pair) {
    let ana = pair.user("ana", json!({})).await;
    let minted = pair.key(&ana, "k", json!({})).await;
    let operator = pair.operator().await;
    let plan = on_key(&operator, &minted, &window("24h", amount("5"))).await;
    let other =
        json!({"key": minted.hash, "budget_limits": [{"budget_duration": "7d", "max_budget": 9}]});
    assert_eq!(pair.proxy().post("/key/update", other).await.status, 200);
    let applied = operator.apply(&plan).await;
    let outcome = applied.outcome(&plan, "set_key_windows");
    assert_eq!(outcome.kind, OutcomeKind::Refused, "{outcome}");
    assert!(outcome.detail.contains("they are $9.00 every 7d"), "{outcome}");
    assert_eq!(windows(pair, &minted).await, ["7d 9"]);
}

fn team<'a>(roster: &'a Roster, id: &str) -> &'a Team {
    let teams = &roster.proxy().unwrap().teams.rows;
    teams.iter().find(|team| team.id.raw() == id).unwrap()
}

pub(crate) async fn a_window_of_a_team_is_set_and_taken_back(pair: &Pair) {
    let (ana, id) = (pair.user("ana", json!({})).await, pair.id("t"));
    let made = pair.proxy().post("/team/new", json!({"team_id": id, "team_alias": id})).await;
    assert_eq!(made.status, 200, "{}", made.text);
    let member = json!({"team_id": id, "member": {"role": "user", "user_id": ana}});
    assert_eq!(pair.proxy().post("/team/member_add", member).await.status, 200);
    let minted = pair.key(&ana, "tk", json!({"team_id": id})).await;
    let operator = pair.operator().await;
    let roster = operator.look().await;
    let wish = window("24h", amount("0"));
    let plan = make::team_windows(&roster, &[team(&roster, &id)], &wish, &operator.context());
    operator.carry_out(&plan).await;
    let refused = minted.until_status(422).await;
    let said = refused.at("/error/message").as_str().unwrap().to_owned();
    assert!(said.starts_with(&format!("ExceededBudget: Team={id} over 24h budget.")), "{said}");
    let roster = operator.look().await;
    let lines = purse_lines(&roster, &Purses::default(), Timestamp::now());
    let ours: Vec<_> = lines.iter().filter(|line| line.id.raw() == id).collect();
    assert_eq!((ours.len(), ours[0].kind.words()), (1, "team window"));
    assert!(ours[0].budget.resets_at.is_some() && !ours[0].due, "{ours:?}");
    undo(&operator).await;
    minted.until_status(200).await;
    assert_eq!(team(&operator.look().await, &id).windows.as_deref(), Some(&[][..]));
}

pub(crate) async fn a_budget_row_is_changed_for_all_who_point_to_it(pair: &Pair) {
    let (row, ana) = (pair.id("b"), pair.user("ana", json!({})).await);
    let made = json!({"budget_id": row, "max_budget": 4});
    assert_eq!(pair.proxy().post("/budget/new", made).await.status, 200);
    let customer = json!({"user_id": pair.id("c"), "budget_id": row});
    assert_eq!(pair.proxy().post("/customer/new", customer).await.status, 200);
    let minted = pair.key(&ana, "k", json!({ "budget_id": row })).await;
    minted.until_status(200).await;
    let operator = pair.operator().await;
    let (roster, mut found) = (operator.look().await, purses::read(&operator.session).await);
    let id = Text::from(row.as_str());
    found.places = purses::places(&operator.session, &roster.proxy().unwrap().teams, &[&id]).await;
    let sharing = Sharing::new(&roster, &found);
    let known = sharing.of(&id);
    let named = Sharers { unknown: Vec::new(), ..known.clone() };
    let wanted = Sharers {
        customers: vec![pair.id("c")],
        keys: vec![minted.alias.clone()],
        ..Sharers::default()
    };
    assert_eq!(named, wanted);
    assert!(known.unknown.iter().any(|who| who.starts_with("organizations (")), "{known:?}");
    let seen = found.rows.rows.iter().find(|seen| seen.id == id).unwrap();
    let wish = terms(amount("0"), None);
    let plan = make::budget_rows(&roster, &[seen], &wish, &sharing, &operator.context());
    let reason = &plan.changes[0].reason;
    assert!(reason.contains("1 customer (") && reason.contains("1 key ("), "{reason}");
    operator.carry_out(&plan).await;
    minted.until_status(422).await;
    let roster = operator.look().await;
    let customers = &roster.proxy().unwrap().customers.rows;
    let customer = customers.iter().find(|one| one.budget_id == Some(id.clone())).unwrap();
    assert_eq!(customer.budget.limit, Limit::Amount(Usd::ZERO));
    undo(&operator).await;
    minted.until_status(200).await;
}

pub(crate) async fn a_key_is_judged_by_its_row_until_it_has_a_limit_of_its_own(pair: &Pair) {
    let (row, ana) = (pair.id("b"), pair.user("ana", json!({})).await);
    let made = json!({"budget_id": row, "max_budget": 0, "budget_duration": "30d"});
    assert_eq!(pair.proxy().post("/budget/new", made).await.status, 200);
    let minted = pair.key(&ana, "k", json!({ "budget_id": row })).await;
    minted.until_status(422).await;
    let pointer = "/info/litellm_budget_table/max_budget";
    let path = format!("/key/info?key={}", minted.hash);
    assert_eq!(pair.proxy().get(&path).await.at(pointer).as_f64(), Some(0.0));
    let operator = pair.operator().await;
    let seen = async || {
        let roster = operator.look().await;
        let key = key(&roster, &minted);
        assert_eq!(key.in_force().window, Some(Window::from_server("30d")));
        assert!(key.in_force().resets_at.is_some(), "the row's window sets its spend back");
        key.budget_words()
    };
    let of_row = format!("$0.00 every 30d (refuses every call) of budget row {row}");
    assert_eq!(seen().await, of_row);
    let planned = async |limit: LimitWish| {
        let roster = operator.look().await;
        let keys = [key(&roster, &minted)];
        let wish = KeyWish::Budget(terms(limit, None));
        let sharing = Sharing::new(&roster, &Purses::default());
        make::keys(&roster, &keys, &wish, &sharing, &operator.context())
    };
    let plan = planned(amount("5")).await;
    operator.carry_out(&plan).await;
    assert!(plan.changes[0].op.before().contains(&of_row), "{plan:?}");
    let reason = &plan.changes[0].reason;
    assert!(reason.contains(&format!("no longer that of budget row {row} (1 key (")), "{reason}");
    let own = format!("$5.00 every 30d of its own, not of budget row {row}");
    assert_eq!(seen().await, own);
    minted.until_status(200).await;
    let plan = planned(NONE).await;
    operator.carry_out(&plan).await;
    let reason = &plan.changes[0].reason;
    assert!(reason.contains(&format!("the limit of budget row {row} holds then")), "{reason}");
    assert_eq!(seen().await, of_row);
    minted.until_status(422).await;
    let plan = planned(NONE).await;
    let (left, why) = (plan.changes.len(), &plan.skipped[0].why);
    assert!(left == 0 && why.contains(&format!("`bursar budget-row {row} --max ")), "{why}");
    undo(&operator).await;
    assert_eq!(seen().await, own);
    let roster = operator.look().await;
    let held = pair.proxy().get(&format!("/user/info?user_id={ana}")).await;
    assert_eq!(held.at("/keys/0/litellm_budget_table/budget_id").as_str(), Some(row.as_str()));
    assert_eq!(roster.sharing(&Text::from(row.as_str())), 1);
    let nowhere = json!({"key": minted.hash, "budget_id": pair.id("none")});
    assert_eq!(pair.proxy().post("/key/update", nowhere).await.status, 400);
}

pub(crate) async fn organizations_without_a_licence_are_unknown_and_nothing_else_is(pair: &Pair) {
    let id = pair.id("t");
    let made = json!({"team_id": id, "team_alias": id, "team_member_budget": 3});
    assert_eq!(pair.proxy().post("/team/new", made).await.status, 200);
    let member = json!({"role": "user", "user_id": pair.user("ana", json!({})).await});
    let added = json!({"team_id": id, "member": member});
    assert_eq!(pair.proxy().post("/team/member_add", added).await.status, 200);
    let operator = pair.operator().await;
    let (roster, found) = (operator.look().await, purses::read(&operator.session).await);
    assert_eq!(found.missing(), [("organizations", purses::NO_LICENCE)]);
    let why = organization_named(&found, "physics").unwrap_err().to_string();
    assert!(why.contains("need LiteLLM Enterprise"), "{why}");
    // What is read besides: the row that the team gives each member.
    let team = team(&roster, &id);
    let row = team.member_budget_id.clone().unwrap();
    let sharers = Sharing::new(&roster, &found).of(&row);
    assert!(sharers.is_shared() && sharers.defaults[0].team == id, "{sharers:?}");
    let lines = purse_lines(&roster, &found, Timestamp::now());
    assert!(lines.iter().any(|line| line.id == row && line.sharers.is_some()));
    let ours = purses::places(&operator.session, &roster.proxy().unwrap().teams, &[&row]).await;
    let is_ours = |place: &&Place| place.team == team.id && place.budget_id == row;
    assert!(ours.rows.iter().filter(is_ours).count() >= 1, "{ours:?}");
}
