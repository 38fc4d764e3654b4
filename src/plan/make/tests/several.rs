//! Several teams, customers and members in one plan.

use pretty_assertions::assert_eq;

use super::*;
use crate::domain::{Budget, BudgetWindow, Customer, Purses, Team, TeamId, TeamMember, Window};
use crate::roster::{Sharing, find};

fn dollars(amount: &str) -> Budget {
    Budget { limit: Limit::Amount(Usd::parse(amount).unwrap()), ..Budget::default() }
}

fn team(id: &str, blocked: bool) -> Team {
    Team {
        id: TeamId::new(id),
        alias: None,
        spend: Some(Usd::ZERO),
        budget: dollars("10"),
        models: Some(Vec::new()),
        blocked: Some(blocked),
        members: Some(1),
        windows: Some(Vec::new()),
        member_budget_id: None,
    }
}

fn customer(id: &str, row: Option<&str>) -> Customer {
    Customer {
        id: id.into(),
        alias: None,
        blocked: Some(false),
        spend: Some(Usd::ZERO),
        budget: dollars("10"),
        budget_id: row.map(Text::from),
        models: Some(Vec::new()),
    }
}

fn wish(limit: &str) -> BudgetWish {
    BudgetWish { limit: Some(limit.parse().unwrap()), window: None }
}

fn users(plan: &Plan) -> Vec<&str> {
    plan.changes.iter().map(|change| change.user.as_str()).collect()
}

#[test]
fn each_team_is_changed_by_itself_and_says_so_for_itself() {
    let roster = plain(&snapshot(vec![], vec![], vec![]));
    let (a, b) = (team("a", false), team("b", true));
    let plan = teams(&roster, &[&a, &b], &TeamWish::Block, &context());
    assert_eq!(users(&plan), ["team a"]);
    assert_eq!((plan.skipped[0].user.as_str(), plan.skipped[0].refused), ("team b", false));
    let plan = teams(&roster, &[&a, &b], &TeamWish::Budget(wish("+20%")), &context());
    assert_eq!(users(&plan), ["team a", "team b"]);
    assert!(plan.changes.iter().all(|change| change.op.after().contains("$12.00")), "{plan:?}");
}

#[test]
fn a_budget_row_that_two_customers_share_is_changed_once() {
    let mut seen = snapshot(vec![], vec![], vec![]);
    let all = [customer("a", Some("row")), customer("b", Some("row")), customer("c", None)];
    let Side::Seen(proxy) = &mut seen.proxy else { panic!() };
    proxy.customers.rows = all.to_vec();
    let roster = plain(&seen);
    let every: Vec<&Customer> = all.iter().collect();
    let sharing = Sharing::new(&roster, &Purses::default());
    let to = |amount| CustomerWish::Budget(wish(amount));
    let plan = customers(&roster, &every, &to("+5"), &sharing, &context());
    assert_eq!(users(&plan), ["customer a", "customer c"]);
    let skip = &plan.skipped[0];
    assert_eq!(skip.user, "customer b");
    assert_eq!(skip.why, "shares the budget row of customer a, and changes with it");
    // Refused for the first of them, it is refused for each.
    let plan = customers(&roster, &every, &to("0"), &sharing, &context());
    assert_eq!((plan.changes.len(), plan.refusals().count()), (0, 3));
}

#[test]
fn members_of_a_team_are_changed_but_for_who_is_none() {
    let people = vec![user("ana", "", "Ana"), user("ben", "", "Ben")];
    let roster = plain(&snapshot(people, vec![], vec![]));
    let found = TeamMember {
        user: ProxyUserId::new("ana"),
        spend: Some(Usd::ZERO),
        budget: dollars("1"),
        is_default: false,
        default: None,
    };
    let (ana, ben) = (find(&roster, "ana").unwrap(), find(&roster, "ben").unwrap());
    let asked = [(ana, Some(found)), (ben, None)];
    let team = team("a", false);
    let plan = members(&roster, &team, &asked, &[], &MemberWish::Budget(wish("3")), &context());
    assert_eq!(verbs(&plan), ["set_member_budget"]);
    assert!(plan.skipped[0].refused && plan.skipped[0].why.contains("not a member"), "{plan:?}");
}

fn window(every: &str, max: Option<&str>) -> BudgetWindow {
    let max = max.map(|max| Usd::parse(max).unwrap());
    BudgetWindow { window: Window::from_server(every), max, resets_at: Some(now().into()) }
}

/// What the windows of a team come to.
fn windows(before: Vec<BudgetWindow>, every: &str, limit: &str) -> Result<String, String> {
    let roster = plain(&snapshot(vec![], vec![], vec![]));
    let limit = match limit {
        "none" => LimitWish::Set(Limit::Unlimited),
        word => word.parse().unwrap(),
    };
    let wish = WindowWish { window: Window::from_server(every), limit };
    let team = Team { windows: Some(before), ..team("a", false) };
    let plan = team_windows(&roster, &[&team], &wish, &context());
    match plan.changes.as_slice() {
        [change] => Ok(change.op.after()),
        _ => Err(plan.skipped[0].why.clone()),
    }
}

#[test]
fn one_window_is_changed_and_the_others_stay_in_their_places() {
    let before = || vec![window("24h", Some("5")), window("7d", Some("20"))];
    let after = |every: &str, limit: &str| windows(before(), every, limit).unwrap();
    assert_eq!(after("24h", "+20%"), "team windows $6.00 every 24h, $20.00 every 7d");
    assert_eq!(after("24h", "none"), "team windows $20.00 every 7d");
    let added = "team windows $5.00 every 24h, $20.00 every 7d, $1.00 every 1h";
    assert_eq!(after("1h", "1"), added);
    let why = |every: &str, limit: &str| windows(before(), every, limit).unwrap_err();
    assert_eq!(why("24h", "5"), "the window is $5.00 every 24h already");
    assert_eq!(why("30d", "none"), "has no window of 30d");
    assert_eq!(why("30d", "+20%"), "has no window of 30d");
}

#[test]
fn a_window_that_cannot_be_read_keeps_all_from_being_written() {
    for unreadable in [window("7d", None), window("", Some("1"))] {
        let why = windows(vec![unreadable], "24h", "5").unwrap_err();
        assert!(why.contains("can be read") && why.contains("set them in LiteLLM"), "{why}");
    }
}
