//! Budgets that go from what each person has, and keys of a team.

use pretty_assertions::assert_eq;

use super::*;
use crate::domain::TeamId;

fn budgets(limits: &[Option<&str>]) -> Snapshot {
    let user = |(index, limit): (usize, Option<&str>)| {
        let mut user = user(&format!("u{index}"), "", "U");
        user.budget.limit = limit.map(|limit| Usd::parse(limit).unwrap()).into();
        user.spend = Some(Usd::parse("11").unwrap());
        user
    };
    snapshot(limits.iter().copied().enumerate().map(user).collect(), vec![], vec![])
}

fn raised(seen: &Snapshot, word: &str) -> Plan {
    let wish = BudgetWish { limit: Some(word.parse().unwrap()), window: None };
    budget(&plain(seen), &all(&plain(seen)), &wish, &context())
}

fn limits(plan: &Plan) -> Vec<String> {
    let after = |change: &Change| match &change.op {
        Op::SetBudget(op) => op.after.limit.to_string(),
        other => panic!("{other:?}"),
    };
    plan.changes.iter().map(after).collect()
}

#[test]
fn each_is_raised_from_the_present_amount_and_the_rest_says_why_not() {
    let seen = budgets(&[Some("10"), Some("25.50"), None, Some("0")]);
    let plan = raised(&seen, "+20%");
    assert_eq!(limits(&plan), ["$12.00", "$30.60"]);
    assert!(plan.changes[0].reason.contains("+20 %"), "{}", plan.changes[0].reason);
    let skips: Vec<(&str, bool)> =
        plan.skipped.iter().map(|skip| (skip.why.as_str(), skip.refused)).collect();
    assert_eq!(skips[0], ("is unlimited and stays so", false));
    assert_eq!(skips[1], ("is $0.00, and +20 % of that is nothing", false));
}

#[test]
fn a_cut_that_leaves_nothing_is_refused_and_one_below_the_spend_says_so() {
    let seen = budgets(&[Some("15"), Some("4")]);
    let plan = raised(&seen, "-5");
    assert_eq!(limits(&plan), ["$10.00"]);
    assert!(plan.changes[0].reason.contains("refuses at once"), "{}", plan.changes[0].reason);
    assert_eq!(plan.refusals().count(), 1);
}

#[test]
fn a_person_without_a_user_at_the_proxy_has_no_budget_to_raise() {
    let seen = snapshot(vec![], vec![account("w", "w@example.edu", "W")], vec![]);
    let plan = raised(&seen, "+20%");
    assert!(plan.is_empty() && plan.skipped[0].refused && plan.skipped[0].why.contains("sync"));
}

#[test]
fn undoing_a_raise_gives_each_the_amount_from_before() {
    let seen = budgets(&[Some("10"), Some("25.50")]);
    let plan = raised(&seen, "+20%");
    let after = applied(&seen, &plan);
    let back = undo(&plain(&after), &done(&plan), &context());
    assert_eq!(limits(&back), ["$25.50", "$10.00"]);
}

#[test]
fn a_key_is_minted_for_a_team_of_its_owner_alone() {
    let mut seen = blockable();
    let Side::Seen(proxy) = &mut seen.proxy else { panic!() };
    proxy.users.rows[0].teams = Some(vec![TeamId::new("t-lab")]);
    let minted = |team: &str| {
        let wish = MintWish { team: Some(TeamId::new(team)), ..MintWish::default() };
        mint(&plain(&seen), &[0], &wish, &context())
    };
    let plan = minted("t-lab");
    assert!(plan.changes[0].op.after().contains("team t-lab"), "{}", plan.changes[0].op.after());
    let plan = minted("t-other");
    assert!(plan.is_empty());
    let why = &plan.skipped[0].why;
    assert!(why.contains("not in the team 't-other'") && why.contains("t-lab"), "{why}");
}
