//! What is made where a listing has gaps.

use pretty_assertions::assert_eq;

use super::*;
use crate::domain::Key;
use crate::roster::subject;

/// Ana and her key, in a list of keys that has a gap.
fn with_a_gap(keys: Vec<Key>) -> Snapshot {
    let mut seen = snapshot(vec![user("ana", "ana@x.edu", "Ana")], Vec::new(), keys);
    if let Side::Seen(proxy) = &mut seen.proxy {
        proxy.keys.problem = Some("1 row could not be read".into());
    }
    seen
}

#[test]
fn a_block_with_the_persons_own_keys_needs_no_list_of_all() {
    let roster = plain(&with_a_gap(Vec::new()));
    let without = block(&roster, &all(&roster), &context());
    assert!(without.is_empty());
    assert!(without.refusals().next().unwrap().why.contains("a key could be missed"));
    let mut stopped = key("bb", "ana");
    stopped.blocked = Some(true);
    let own = OwnKeys::from([(ProxyUserId::new("ana"), vec![key("aa", "ana"), stopped])]);
    let plan = block_knowing(&roster, &all(&roster), &own, &context());
    let blocked = plan.changes.iter().filter_map(|change| match &change.op {
        Op::BlockKey(op) => Some(op.hash.clone()),
        _ => None,
    });
    let keys: Vec<_> = blocked.collect();
    assert_eq!(keys, [KeyHash::new("aa")]);
}

#[test]
fn keys_that_could_not_all_be_listed_are_not_counted() {
    let roster = plain(&with_a_gap(vec![key("aa", "ana")]));
    let ana = roster.get(0).unwrap();
    assert_eq!((ana.keys().len(), ana.key_count()), (1, None));
    let whole = snapshot(vec![user("ana", "ana@x.edu", "Ana")], Vec::new(), Vec::new());
    assert_eq!(plain(&whole).get(0).unwrap().key_count(), Some(0));
}

#[test]
fn nobody_is_said_to_be_no_user_of_a_proxy_that_was_not_read() {
    let mut seen = snapshot(Vec::new(), vec![account("ana", "ana@x.edu", "Ana")], Vec::new());
    let said = |seen: &Snapshot| subject::person(plain(seen).get(0).unwrap()).unwrap_err();
    assert!(said(&seen).contains("is no user at the proxy"), "{}", said(&seen));
    if let Side::Seen(proxy) = &mut seen.proxy {
        proxy.users.problem = Some("2 of 9 users were read".into());
    }
    assert!(said(&seen).contains("is not known, so neither is what they spent: 2 of 9"));
    seen.proxy = Side::Failed("LiteLLM: the server failed (500)".into());
    let said = said(&seen);
    assert!(said.contains("is not known") && said.contains("(500)"), "{said}");
}
