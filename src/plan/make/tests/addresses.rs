//! Addresses that change hands, on the way to be in step.

use pretty_assertions::assert_eq;

use super::*;

/// `a:old>new` is somebody with the id `a` on both servers whose address is `old` on the server
/// that follows and `new` on the one that decides; `a:old` is on the first alone, `a:>new` on the
/// other alone.
fn plan(words: &str, authority: Authority) -> Plan {
    let (mut follows, mut decides) = (Vec::new(), Vec::new());
    for word in words.split(' ') {
        let (id, emails) = word.split_once(':').unwrap();
        let (old, new) = emails.split_once('>').unwrap_or((emails, ""));
        if !old.is_empty() {
            follows.push((id, old));
        }
        if !new.is_empty() {
            decides.push((id, new));
        }
    }
    let (users, accounts) = match authority {
        Authority::Proxy => (decides, follows),
        Authority::Webui | Authority::Both => (follows, decides),
    };
    let address = |word: &str| format!("{word}@example.edu");
    let users = users.iter().map(|(id, email)| user(id, &address(email), "N")).collect();
    let accounts = accounts.iter().map(|(id, email)| account(id, &address(email), "N")).collect();
    let policy = policy(authority);
    let roster = roster(&snapshot(users, accounts, vec![]), &policy);
    sync(&roster, &all(&roster), &policy, &context())
}

/// Whose address is set, in the plan's order.
fn order(plan: &Plan) -> String {
    plan.changes.iter().map(|change| change.holder.raw()).collect::<Vec<_>>().join(" ")
}

#[test]
fn an_address_is_freed_before_it_is_given() {
    for (words, wanted) in [
        ("a:x>y b:z>x", "a b"),
        ("a:z>x b:x>y", "b a"),
        ("a:1>2 b:2>3 c:3>4", "c b a"),
        // Whoever is new gets what another gives up.
        ("a:>x b:x>y", "b a"),
        // In another case it is the same.
        ("a:z>X b:x>y", "b a"),
        ("a:1>2 b:5>6 c:2>3 d:7>8", "b c d a"),
    ] {
        for authority in [Authority::Webui, Authority::Proxy] {
            let plan = plan(words, authority);
            assert_eq!(order(&plan), wanted, "{words} {authority:?}");
            assert!(!plan.has_conflicts(), "{:?}", plan.skipped);
        }
    }
}

#[test]
fn what_cannot_be_freed_first_is_left_out_by_conflict() {
    for (words, wanted, left) in [
        // A swap, a circle of three, and one behind a circle.
        ("a:x>y b:y>x", "", 2),
        ("a:1>2 b:2>3 c:3>1 d:8>9", "d", 3),
        ("a:x>y b:y>x c:w>x", "", 3),
        // Somebody keeps it.
        ("a:z>x b:x>x", "", 1),
        ("a:z>x b:x", "", 1),
        ("a:1>2 b:2>3 c:3", "", 2),
    ] {
        for authority in [Authority::Webui, Authority::Proxy] {
            let plan = plan(words, authority);
            assert_eq!(order(&plan), wanted, "{words} {authority:?}");
            let left_out = plan.skipped.iter().filter(|skip| skip.conflict);
            assert_eq!(left_out.count(), left, "{words} {authority:?} {:?}", plan.skipped);
        }
    }
}

#[test]
fn who_has_the_address_is_named() {
    let why = |words: &str| plan(words, Authority::Webui).skipped.remove(0).why;
    assert_eq!(
        why("a:z>x b:x"),
        "conflict, x@example.edu is still the e-mail of user b at the proxy; give one of them \
         another"
    );
    assert!(why("a:x>y b:y>x").contains("a circle"), "{}", why("a:x>y b:y>x"));
}

#[test]
fn a_name_follows_where_the_address_may_not() {
    let users = vec![user("a", "z@example.edu", "Old"), user("b", "x@example.edu", "B")];
    let accounts = vec![account("a", "x@example.edu", "New")];
    let roster = plain(&snapshot(users, accounts, vec![]));
    let plan = sync(&roster, &all(&roster), &SyncPolicy::default(), &context());
    let [change] = plan.changes.as_slice() else { panic!("{plan:?}") };
    let Op::UpdateUser(op) = &change.op else { panic!("{change:?}") };
    assert!(op.edits.email.is_none() && op.edits.name.is_some(), "{op:?}");
    assert!(plan.has_conflicts());
}

#[test]
fn undo_gives_the_addresses_back_the_other_way_round() {
    let users = vec![user("a", "x@example.edu", "A"), user("b", "z@example.edu", "B")];
    let accounts = vec![account("a", "y@example.edu", "A"), account("b", "x@example.edu", "B")];
    let before = snapshot(users, accounts, vec![]);
    let roster = plain(&before);
    let plan = sync(&roster, &all(&roster), &SyncPolicy::default(), &context());
    assert_eq!(order(&plan), "a b");
    let back = undo(&plain(&applied(&before, &plan)), &done(&plan), &context());
    assert_eq!(order(&back), "b a");
}
