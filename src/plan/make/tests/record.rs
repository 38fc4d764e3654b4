//! What a block remembers is neither lost nor more than was there.

use pretty_assertions::assert_eq;

use super::*;
use crate::domain::Key;
use crate::plan::OutcomeKind;

fn blocked_once() -> Snapshot {
    let before = blockable();
    applied(&before, &block(&plain(&before), &[0], &context()))
}

fn proxy_of(snapshot: &mut Snapshot) -> &mut crate::domain::ProxySide {
    let Side::Seen(proxy) = &mut snapshot.proxy else { panic!() };
    proxy
}

fn account_of(snapshot: &mut Snapshot) -> &mut crate::domain::Account {
    let Side::Seen(webui) = &mut snapshot.webui else { panic!() };
    &mut webui.accounts.rows[0]
}

fn unblocked(seen: &Snapshot) -> Plan {
    unblock(&plain(seen), &[0], &RememberedRoles::new(), &context())
}

#[test]
fn a_role_that_another_hand_lowered_meanwhile_is_not_raised_again_by_unblocking() {
    let mut seen = blockable();
    let Side::Seen(webui) = &mut seen.webui else { panic!() };
    webui.caller = Caller::Account { id: Some(AccountId::new("me")) };
    account_of(&mut seen).role = Role::Admin;
    let mut seen = applied(&seen, &block(&plain(&seen), &[0], &context()));
    account_of(&mut seen).role = Role::User;
    let again = block(&plain(&seen), &[0], &context());
    let Op::DeactivateUser(op) = &again.changes[0].op else { panic!() };
    assert_eq!(op.record.account_role, Some(Text::from("user")));
}

#[test]
fn a_key_is_remembered_once_however_often_its_blocking_fails() {
    let mut seen = blocked_once();
    proxy_of(&mut seen).keys.rows[0].blocked = Some(false);
    let again = block(&plain(&seen), &[0], &context());
    let Op::DeactivateUser(op) = &again.changes[0].op else { panic!() };
    assert_eq!(op.record.keys, ["k1", "k2"].map(KeyHash::new));
}

#[test]
fn nobody_is_blocked_by_half_because_a_listing_broke_off() {
    let mut no_accounts = blockable();
    let Side::Seen(webui) = &mut no_accounts.webui else { panic!() };
    webui.accounts = Listing::incomplete(vec![], "page 3 went missing");
    let mut no_users = blockable();
    proxy_of(&mut no_users).users = Listing::incomplete(vec![], "page 3 went missing");
    for seen in [no_accounts, no_users] {
        let plan = block(&plain(&seen), &[0], &context());
        assert!(plan.is_empty() && plan.refusals().count() == 1, "{plan:?}");
    }
}

#[test]
fn the_record_is_kept_while_what_it_remembers_cannot_be_seen() {
    let mut no_keys = blocked_once();
    proxy_of(&mut no_keys).keys = Listing::incomplete(vec![], "page 3 went missing");
    let mut no_chat = blocked_once();
    no_chat.webui = Side::Failed("no connection".into());
    let mut no_accounts = blocked_once();
    let Side::Seen(webui) = &mut no_accounts.webui else { panic!() };
    webui.accounts = Listing::incomplete(vec![], "page 3 went missing");
    let mut half_a_profile = blocked_once();
    half_a_profile.webui = Side::Absent;
    for seen in [no_keys, no_chat, no_accounts, half_a_profile] {
        let plan = unblocked(&seen);
        assert!(plan.is_empty() && plan.refusals().count() == 1, "{plan:?}");
    }
}

#[test]
fn a_blocked_key_that_changed_hands_is_named_and_left_to_its_owner() {
    let mut seen = blocked_once();
    let proxy = proxy_of(&mut seen);
    proxy.users.rows.push(user("b", "ben@example.edu", "Ben"));
    proxy.keys.rows[0].user_id = Some(ProxyUserId::new("b"));
    let plan = unblocked(&seen);
    let hashes: Vec<_> = plan
        .changes
        .iter()
        .filter_map(|change| match &change.op {
            Op::UnblockKey(op) => Some(op.hash.raw().into_owned()),
            _ => None,
        })
        .collect();
    assert_eq!(hashes, ["k2"]);
    assert!(plan.skipped[0].why.contains("bursar key unblock k1"), "{:?}", plan.skipped);
}

#[test]
fn undoing_an_old_block_leaves_blocked_what_another_hand_blocked_since() {
    let before = blockable();
    let plan = block(&plain(&before), &[0], &context());
    let mut seen = before;
    let by_hand: &mut Key = &mut proxy_of(&mut seen).keys.rows[0];
    by_hand.blocked = Some(true);
    let back = undo(&plain(&seen), &done(&plan), &context());
    assert!(!verbs(&back).contains(&"unblock_key"), "{:?}", back.changes);
}

#[test]
fn whom_bursar_blocked_gets_no_working_account_from_a_sync() {
    let mut seen = snapshot(vec![user("a", "ana@example.edu", "Ana")], vec![], vec![]);
    proxy_of(&mut seen).server.enforces_scim_active = false;
    let seen = applied(&seen, &block(&plain(&seen), &[0], &context()));
    let policy = policy(Authority::Proxy);
    let plan = sync(&roster(&seen, &policy), &[0], &policy, &context());
    let Op::CreateAccount(op) = &plan.changes[0].op else { panic!() };
    assert_eq!(op.role, Role::Pending);
}

#[test]
fn spend_is_given_back_only_where_it_is_known_what_was_spent_since() {
    let mut seen = blockable();
    proxy_of(&mut seen).users.rows[0].spend = Some(Usd::parse("12").unwrap());
    let plan = reset(&plain(&seen), &[0], ResetScope::Users, &context());
    let mut since = seen.clone();
    proxy_of(&mut since).users.rows[0].spend = None;
    let back = undo(&plain(&since), &done(&plan), &context());
    assert!(back.is_empty() && back.skipped[0].refused, "{back:?}");
}

#[test]
fn a_reset_s_undoing_gives_back_what_was_taken_and_not_what_was_seen_before() {
    let seen = blockable();
    let plan = reset(&plain(&seen), &[0], ResetScope::Users, &context());
    let found = Usd::parse("50").unwrap();
    let outcome = Outcome { found: Some(found), ..Outcome::done("read back $0.00") };
    let applied = Applied { change: plan.changes[0].clone(), outcome };
    let back = undo(&plain(&seen), &[applied], &context());
    let Op::SetSpend(op) = &back.changes[0].op else { panic!() };
    assert_eq!(op.after, found);
}

#[test]
fn a_key_that_was_made_otherwise_than_wished_can_be_undone() {
    let seen = blockable();
    let plan = mint(&plain(&seen), &[0], &MintWish::default(), &context());
    let outcome = Outcome::failed("budget unlimited").creating("k1");
    assert_eq!(outcome.kind, OutcomeKind::Failed);
    let made = Applied { change: plan.changes[0].clone(), outcome };
    assert_eq!(verbs(&undo(&plain(&seen), &[made], &context())), ["delete_key"]);
}
