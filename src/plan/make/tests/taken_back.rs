//! What can be taken back is, and what cannot says why before it is done.

use pretty_assertions::assert_eq;

use super::*;

fn proxy_user(snapshot: &mut Snapshot) -> &mut ProxyUser {
    let Side::Seen(proxy) = &mut snapshot.proxy else { panic!() };
    &mut proxy.users.rows[0]
}

fn budgeted(seen: &Snapshot, dollars: &str) -> Plan {
    let limit = Limit::Amount(Usd::parse(dollars).unwrap());
    let wish = BudgetWish { limit: Some(limit.into()), window: None };
    budget(&plain(seen), &[0], &wish, &context())
}

fn why(plan: &Plan) -> &str {
    assert!(plan.is_empty(), "{plan:?}");
    assert!(plan.skipped.iter().all(|skip| skip.refused));
    &plan.skipped[0].why
}

#[test]
fn undoing_the_undoing_does_it_again() {
    let before = blockable();
    let plan = block(&plain(&before), &[0], &context());
    let blocked = applied(&before, &plan);
    let back = undo(&plain(&blocked), &done(&plan), &context());
    assert_eq!(back.changes[0].undoes, Some(4), "the reverse order");
    let restored = applied(&blocked, &back);
    let again = undo(&plain(&restored), &done(&back), &context());
    assert_eq!(verbs(&again), verbs(&plan));
    let (mut twice, mut once) = (applied(&restored, &again), blocked);
    // The record of the block is written anew: its moment is the one thing that may differ.
    proxy_user(&mut twice).bursar.blocked = None;
    proxy_user(&mut once).bursar.blocked = None;
    assert_eq!(twice, once);
}

#[test]
fn of_a_plan_applied_in_part_the_part_is_taken_back() {
    let before = blockable();
    let plan = block(&plain(&before), &[0], &context());
    let mut ends = done(&plan);
    ends[2].outcome = Outcome::failed("LiteLLM answered 500");
    ends[3].outcome = Outcome::refused("stopped");
    let mut part = plan.clone();
    part.changes.truncate(2);
    let back = undo(&plain(&applied(&before, &part)), &ends, &context());
    assert_eq!(verbs(&back), ["unblock_key", "reactivate_user"]);
}

#[test]
fn a_budget_that_another_hand_set_since_is_left_to_that_hand() {
    let before = blockable();
    let plan = budgeted(&before, "12");
    let mut after = applied(&before, &plan);
    assert_eq!(verbs(&undo(&plain(&after), &done(&plan), &context())), ["set_budget"]);
    proxy_user(&mut after).budget.limit = Limit::Amount(Usd::parse("50").unwrap());
    let back = undo(&plain(&after), &done(&plan), &context());
    assert!(why(&back).contains("changed since, to $50.00"), "{back:?}");
}

#[test]
fn a_value_that_an_older_journal_took_a_part_of_is_not_written_back() {
    let mut drifted = blockable();
    proxy_user(&mut drifted).alias = Some("Jan Bearer [removed]".into());
    let plan = sync(&plain(&drifted), &[0], &SyncPolicy::default(), &context());
    assert_eq!(verbs(&plan), ["update_user"]);
    let back = undo(&plain(&applied(&drifted, &plan)), &done(&plan), &context());
    assert!(why(&back).contains("set it by hand"), "{back:?}");
}

#[test]
fn a_role_and_a_name_that_were_changed_since_are_left() {
    let mut drifted = blockable();
    proxy_user(&mut drifted).alias = Some("Anna".into());
    let plan = sync(&plain(&drifted), &[0], &SyncPolicy::default(), &context());
    assert_eq!(verbs(&plan), ["update_user"]);
    let mut after = applied(&drifted, &plan);
    proxy_user(&mut after).alias = Some("Annie".into());
    let back = undo(&plain(&after), &done(&plan), &context());
    assert!(why(&back).contains("name was changed since, to Annie"), "{back:?}");

    let before = blockable();
    let plan = block(&plain(&before), &[0], &context());
    let mut after = applied(&before, &plan);
    let Side::Seen(webui) = &mut after.webui else { panic!() };
    webui.accounts.rows[0].role = Role::Admin;
    let back = undo(&plain(&after), &done(&plan), &context());
    assert!(!verbs(&back).contains(&"set_role"));
    assert!(back.skipped[0].why.contains("role was changed since, to admin"), "{back:?}");
}

#[test]
fn who_is_gone_is_named_and_who_only_was_not_listed_is_not() {
    let before = blockable();
    let plan = budgeted(&before, "12");
    let mut nobody = snapshot(vec![], vec![], vec![]);
    let back = undo(&plain(&nobody), &done(&plan), &context());
    assert!(why(&back).contains("neither server any more"), "{back:?}");
    let Side::Seen(proxy) = &mut nobody.proxy else { panic!() };
    proxy.users.problem = Some("page 2 went missing".into());
    assert_eq!(verbs(&undo(&plain(&nobody), &done(&plan), &context())), ["set_budget"]);
}

#[test]
fn a_key_that_was_deleted_since_needs_no_undoing_and_a_deleted_one_has_none() {
    let seen = blockable();
    let plan = mint(&plain(&seen), &[0], &MintWish::default(), &context());
    let change = plan.changes[0].clone();
    let made = Applied { change, outcome: Outcome::done("").creating("gone") };
    let back = undo(&plain(&seen), std::slice::from_ref(&made), &context());
    assert!(why(&back).contains("not there any more"), "{back:?}");

    let there = Applied { outcome: Outcome::done("").creating("k1"), ..made };
    let back = undo(&plain(&seen), &[there], &context());
    assert_eq!(back.lasting().len(), 1, "said before it is deleted");
    let again = undo(&plain(&seen), &done(&back), &context());
    assert!(why(&again).contains("cannot be had back"), "{again:?}");
}

#[test]
fn what_has_no_undo_is_known_before_it_is_done() {
    let seen = snapshot(
        vec![user("a", "ana@example.edu", "Anna")],
        vec![account("a", "ana@example.edu", "Ana"), account("w", "w@example.edu", "W")],
        vec![],
    );
    let plan = sync(&plain(&seen), &all(&plain(&seen)), &SyncPolicy::default(), &context());
    let lasting = plan.lasting();
    assert_eq!(verbs(&plan), ["update_user", "create_user"]);
    assert_eq!((lasting.len(), lasting[0].words), (1, "create user at the proxy"));
}
