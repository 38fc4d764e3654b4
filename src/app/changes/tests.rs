use std::sync::Arc;

use jiff::SignedDuration;
use pretty_assertions::assert_eq;

use super::*;
use crate::domain::sample::{account, now, snapshot, user};
use crate::domain::{Account, Budget, Limit, ProxyUser, Role, SyncPolicy, Usd};
use crate::roster::join;

fn at(seconds: i64) -> Timestamp {
    now() + SignedDuration::from_secs(seconds)
}

fn person(id: &str, spend: &str) -> (ProxyUser, Account) {
    let email = format!("{id}@example.edu");
    let spend = Some(Usd::parse(spend).unwrap());
    (ProxyUser { spend, ..user(id, &email, id) }, account(id, &email, id))
}

fn read(seconds: i64, people: Vec<(ProxyUser, Account)>) -> Roster {
    let (users, accounts) = people.into_iter().unzip();
    let mut snapshot = snapshot(users, accounts, Vec::new());
    snapshot.observed_at = at(seconds);
    join(Arc::new(snapshot), &SyncPolicy::default())
}

fn kinds(changes: &Changes, roster: &Roster, id: &str, now: Timestamp) -> Vec<ChangeKind> {
    let index = roster.index_of(&PersonId::new(id)).unwrap();
    changes.of(index, now).map(|kinds| kinds.iter().collect()).unwrap_or_default()
}

fn compared(old: &Roster, new: &Roster) -> Changes {
    compare(old, new, &Changes::default(), Depth::Everything)
}

#[test]
fn nothing_is_marked_where_nothing_changed() {
    let same = |seconds| read(seconds, vec![person("ana", "3"), person("ben", "0")]);
    let changes = compared(&same(0), &same(10));
    assert!(changes.tally(at(10)).is_empty());
    assert_eq!(changes.next_end(at(10)), None);
}

#[test]
fn each_change_has_its_kind() {
    let old = read(
        0,
        vec![
            person("ana", "3"),
            person("ben", "3"),
            person("cho", "3"),
            person("dan", "3"),
            person("eli", "9"),
        ],
    );
    let ten = Budget { limit: Limit::Amount(Usd::parse("10").unwrap()), ..Budget::default() };
    let (mut ana, mut ben, mut cho, mut eli) =
        (person("ana", "3.5"), person("ben", "0"), person("cho", "3"), person("eli", "10"));
    ana.1.name = "Ana R.".into();
    ben.0.active = false;
    cho.1.role = Role::Pending;
    eli.0.budget = ten;
    let new = read(10, vec![ana, ben, cho, person("fay", "0"), eli]);
    let changes = compared(&old, &new);
    let kinds = |id| kinds(&changes, &new, id, at(10));
    assert_eq!(kinds("ana"), [ChangeKind::SpendUp, ChangeKind::Name, ChangeKind::Sync]);
    assert_eq!(kinds("ben"), [ChangeKind::Blocked, ChangeKind::SpendDown]);
    assert_eq!(kinds("cho"), [ChangeKind::Blocked, ChangeKind::Role]);
    assert_eq!(kinds("eli"), [ChangeKind::State, ChangeKind::SpendUp, ChangeKind::Budget]);
    assert_eq!(kinds("fay"), [ChangeKind::New]);
    assert_eq!(changes.tally(at(10)), Tally { new: 1, gone: 1, changed: 4 });
    let gone: Vec<_> = changes.gone(at(10)).map(|gone| gone.label.clone()).collect();
    assert_eq!(gone, ["dan@example.edu (dan)"]);
}

#[test]
fn a_mark_goes_out_after_a_minute_and_not_before() {
    let old = read(0, vec![person("ana", "3"), person("ben", "3")]);
    let second = read(10, vec![person("ana", "4"), person("ben", "3")]);
    let third = read(40, vec![person("ana", "4"), person("ben", "5")]);
    let first_look = compared(&old, &second);
    let changes = compare(&second, &third, &first_look, Depth::Everything);
    assert_eq!(kinds(&changes, &third, "ana", at(69)), [ChangeKind::SpendUp]);
    assert_eq!(changes.next_end(at(40)), Some(Duration::from_secs(30)));
    assert_eq!(kinds(&changes, &third, "ana", at(70)), []);
    assert_eq!(kinds(&changes, &third, "ben", at(70)), [ChangeKind::SpendUp]);
    assert_eq!(changes.next_end(at(70)), Some(Duration::from_secs(30)));
    assert!(changes.tally(at(100)).is_empty());
    assert_eq!(changes.next_end(at(100)), None);
    let fourth = read(80, vec![person("ana", "4"), person("ben", "5")]);
    let later = compare(&third, &fourth, &changes, Depth::Everything);
    assert_eq!(kinds(&later, &fourth, "ana", at(80)), []);
    assert_eq!(kinds(&later, &fourth, "ben", at(80)), [ChangeKind::SpendUp]);
}

#[test]
fn marks_follow_the_person_when_others_come_and_go() {
    let old = read(0, vec![person("ana", "3"), person("zoe", "3")]);
    let second = read(10, vec![person("ana", "3"), person("zoe", "4")]);
    let look = compared(&old, &second);
    let third = read(20, vec![person("bob", "0"), person("zoe", "4"), person("cyd", "0")]);
    let changes = compare(&second, &third, &look, Depth::Everything);
    assert_eq!(kinds(&changes, &third, "zoe", at(20)), [ChangeKind::SpendUp]);
    assert_eq!(kinds(&changes, &third, "bob", at(20)), [ChangeKind::New]);
    assert_eq!(changes.tally(at(20)), Tally { new: 2, gone: 1, changed: 1 });
    let fourth = read(30, vec![person("ana", "3"), person("zoe", "4")]);
    let back = compare(&third, &fourth, &changes, Depth::Everything);
    assert_eq!(kinds(&back, &fourth, "ana", at(30)), [ChangeKind::New]);
    let gone: Vec<_> = back.gone(at(30)).map(|gone| gone.id.raw().to_owned()).collect();
    assert_eq!(gone, ["bob", "cyd"], "who is back is not gone any more");
}

#[test]
fn who_is_missing_from_a_broken_listing_is_neither_gone_nor_new_after_it() {
    let whole = read(0, vec![person("ana", "3"), person("ben", "3")]);
    let mut snapshot = read(10, vec![person("ana", "3")]).snapshot().as_ref().clone();
    if let Side::Seen(side) = &mut snapshot.webui {
        side.accounts.problem = Some("page 2 did not come".into());
    }
    let broken = join(Arc::new(snapshot), &SyncPolicy::default());
    assert!(compared(&whole, &broken).tally(at(10)).gone == 0);
    let again = read(20, vec![person("ana", "3"), person("ben", "3")]);
    assert_eq!(compared(&broken, &again).tally(at(20)).new, 0);
}

#[test]
fn against_another_session_spend_alone_marks_nobody() {
    let old = read(0, vec![person("ana", "3"), person("ben", "3")]);
    let new = read(9_000, vec![person("ana", "4"), person("ben", "3"), person("cho", "1")]);
    let changes = compare(&old, &new, &Changes::default(), Depth::WithoutSpend);
    assert_eq!(changes.tally(at(9_000)), Tally { new: 1, gone: 0, changed: 0 });
}
