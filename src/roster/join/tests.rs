use pretty_assertions::assert_eq;
use proptest::prelude::*;

use super::*;
use crate::domain::sample::{account, key, snapshot, user};
use crate::domain::{AccountId, Authority, Email, Listing};
use crate::roster::Link;
use crate::roster::{DriftField, PersonRef};

fn roster(users: Vec<ProxyUser>, accounts: Vec<Account>) -> Roster {
    join(Arc::new(snapshot(users, accounts, vec![])), &SyncPolicy::default())
}

fn statuses(roster: &Roster) -> Vec<(String, SyncStatus)> {
    roster.people().map(|p| (p.id().raw().to_owned(), p.sync())).collect()
}

#[test]
fn one_id_is_one_person() {
    let roster = roster(
        vec![user("a", "ana@example.edu", "Ana")],
        vec![account("a", "ana@example.edu", "Ana")],
    );
    assert_eq!(statuses(&roster), [("a".to_owned(), SyncStatus::InStep)]);
    assert_eq!(roster.get(0).unwrap().link(), Some(Link::SameId));
}

#[test]
fn one_email_in_another_case_is_one_person() {
    let roster = roster(
        vec![user("llm-1", " Ana@Example.EDU", "Ana")],
        vec![account("a", "ana@example.edu", "Ana")],
    );
    assert_eq!(statuses(&roster), [("a".to_owned(), SyncStatus::InStep)]);
    assert_eq!(roster.get(0).unwrap().link(), Some(Link::SameEmail));
}

#[test]
fn an_sso_user_id_links_by_account_id_or_email() {
    for sso in ["a", "ANA@example.edu"] {
        let mut row = user("llm-1", "", "Ana");
        row.sso_user_id = Some(Text::from(sso));
        row.email = Some(Email::new(""));
        let roster = roster(vec![row], vec![account("a", "ana@example.edu", "Ana")]);
        assert_eq!(roster.len(), 1, "{sso}");
        assert_eq!(roster.get(0).unwrap().link(), Some(Link::SsoUserId));
    }
}

#[test]
fn people_of_one_side_say_which() {
    let roster =
        roster(vec![user("p", "p@example.edu", "P")], vec![account("w", "w@example.edu", "W")]);
    let expected = [("p", SyncStatus::OnlyProxy), ("w", SyncStatus::OnlyWebui)];
    assert_eq!(statuses(&roster), expected.map(|(id, status)| (id.to_owned(), status)));
}

#[test]
fn two_users_with_one_email_are_a_conflict_and_nobody_is_merged() {
    let roster = roster(
        vec![user("1", "ana@example.edu", "Ana"), user("2", "ANA@example.edu", "Ana R")],
        vec![account("a", "ana@example.edu", "Ana")],
    );
    assert_eq!(roster.len(), 3);
    for person in roster.people() {
        assert_eq!(person.sync(), SyncStatus::Conflict);
        let why = person.conflict().unwrap();
        for part in ["LiteLLM user 1", "LiteLLM user 2", "Open WebUI account a"] {
            assert!(why.contains(part), "{why}");
        }
    }
}

#[test]
fn whoever_has_the_address_of_a_pair_with_one_id_is_in_conflict_alone() {
    let of_sso = |id: &str, sso: &str| {
        let mut row = user(id, "", "");
        row.sso_user_id = Some(Text::from(sso));
        row
    };
    for other in
        [user("2", "ANA@example.edu", "Ana R"), of_sso("2", "a"), of_sso("2", " Ana@example.edu")]
    {
        let roster = roster(
            vec![user("a", "ana@example.edu", "Ana"), other],
            vec![account("a", "ana@example.edu", "Ana")],
        );
        let expected = [("2", SyncStatus::Conflict), ("a", SyncStatus::InStep)];
        assert_eq!(statuses(&roster), expected.map(|(id, status)| (id.to_owned(), status)));
        let why = roster.get(0).unwrap().conflict().unwrap();
        assert!(why.contains("user 2") && why.contains(" a (ana@example.edu), who is"), "{why}");
    }
}

#[test]
fn a_pair_that_agrees_on_another_s_address_is_no_pair() {
    let roster = roster(
        vec![user("a", "ana@example.edu", "Ana"), user("2", "ana@example.edu", "")],
        vec![account("a", "ana@example.edu", "Ana"), account("b", "ana@example.edu", "Ana R")],
    );
    let expected =
        [("2", SyncStatus::Conflict), ("a", SyncStatus::InStep), ("b", SyncStatus::Conflict)];
    assert_eq!(statuses(&roster), expected.map(|(id, status)| (id.to_owned(), status)));
}

#[test]
fn an_address_that_changed_hands_claims_nobody_of_another_id() {
    let to_somebody_new = roster(
        vec![user("a", "ben@example.edu", "Ana")],
        vec![account("a", "ana@example.edu", "Ana"), account("b", "ben@example.edu", "Ben")],
    );
    let expected = [("a", SyncStatus::Drifted), ("b", SyncStatus::OnlyWebui)];
    assert_eq!(statuses(&to_somebody_new), expected.map(|(id, status)| (id.to_owned(), status)));
    for emails in [["x@example.edu", "ana@example.edu"], ["ben@example.edu", "ana@example.edu"]] {
        let roster = roster(
            vec![user("a", "ana@example.edu", "Ana"), user("b", "ben@example.edu", "Ben")],
            vec![account("a", emails[0], "Ana"), account("b", emails[1], "Ben")],
        );
        assert!(roster.people().all(|person| person.sync() == SyncStatus::Drifted), "{emails:?}");
        assert!(roster.people().all(|person| person.link() == Some(Link::SameId)), "{emails:?}");
    }
}

#[test]
fn a_link_by_hand_joins_what_nothing_else_does() {
    let mut row = user("llm-1", "", "Ana");
    row.bursar.account = Some(AccountId::new("a"));
    let roster = roster(vec![row], vec![account("a", "ana@example.edu", "Ana")]);
    let person = roster.get(0).unwrap();
    assert_eq!((roster.len(), person.link()), (1, Some(Link::ByHand)));
    assert_eq!(person.drift()[0].field, DriftField::Email);
}

#[test]
fn a_link_by_hand_that_the_e_mails_contradict_joins_nobody_and_is_named() {
    let mut row = user("llm-1", "eve@example.edu", "Eve");
    row.bursar.account = Some(AccountId::new("a"));
    let roster = roster(vec![row], vec![account("a", "ana@example.edu", "Ana")]);
    let of = |id: &str| roster.people().find(|person| person.id().raw() == id).unwrap();
    assert_eq!((roster.len(), of("llm-1").link()), (2, None));
    assert_eq!(of("llm-1").sync(), SyncStatus::Conflict);
    let why = of("llm-1").conflict().unwrap().to_owned();
    assert!(why.contains("eve@example.edu") && why.contains("ana@example.edu"), "{why}");
    // Whoever writes a link puts nobody but themselves in conflict.
    assert_eq!(of("a").sync(), SyncStatus::OnlyWebui);
}

#[test]
fn a_link_by_hand_that_ids_contradict_joins_nobody_and_harms_nobody_else() {
    let ana = || (user("a", "ana@example.edu", "Ana"), account("a", "ana@example.edu", "Ana"));
    // Neither forger has an e-mail that would say otherwise.
    let mut named = user("llm-1", "", "Eve");
    named.sso_user_id = Some(Text::from("e"));
    for (mut forger, target) in
        [(user("llm-1", "", "Eve"), "a"), (named, "b"), (user("e", "", ""), "b")]
    {
        forger.bursar.account = Some(AccountId::new(target));
        let id = forger.id.raw().to_owned();
        let others = vec![ana().1, account("b", "", "Ben"), account("e", "", "Eve")];
        let roster = roster(vec![ana().0, forger], others);
        let of = |id: &str| roster.people().find(|person| person.id().raw() == id).unwrap();
        assert_eq!(of("a").link(), Some(Link::SameId), "{target}");
        assert_ne!(of("a").sync(), SyncStatus::Conflict, "{target}");
        assert_eq!(of("b").sync(), SyncStatus::OnlyWebui, "{target}");
        let of_forger =
            roster.people().find(|person| person.proxy().is_some_and(|user| user.id.raw() == id));
        assert!(of_forger.unwrap().account().is_none_or(|account| account.id.raw() == "e"));
        assert_eq!(of_forger.unwrap().sync(), SyncStatus::Conflict, "{target}");
    }
}

#[test]
fn drift_names_the_fields_and_needs_an_authority_that_has_them() {
    let users = vec![user("a", "", "")];
    let accounts = vec![account("a", "ana@example.edu", "Ana")];
    let snapshot = Arc::new(snapshot(users, accounts, vec![]));
    let of = |authority| {
        let policy = SyncPolicy { authority, ..SyncPolicy::default() };
        let roster = join(Arc::clone(&snapshot), &policy);
        roster.get(0).unwrap().drift().iter().map(|drift| drift.field).collect::<Vec<_>>()
    };
    assert_eq!(of(Authority::Webui), [DriftField::Name, DriftField::Email]);
    assert_eq!(of(Authority::Proxy), []);
}

#[test]
fn an_incomplete_listing_never_reads_as_gone() {
    let mut seen = snapshot(vec![user("p", "p@example.edu", "P")], vec![], vec![]);
    let Side::Seen(webui) = &mut seen.webui else { panic!() };
    webui.accounts = Listing::incomplete(vec![], "page 2 went missing");
    let roster = join(Arc::new(seen.clone()), &SyncPolicy::default());
    assert_eq!(roster.get(0).unwrap().sync(), SyncStatus::Unknown);
    assert!(!roster.is_complete());

    seen.webui = Side::Failed("cannot reach it".into());
    let roster = join(Arc::new(seen), &SyncPolicy::default());
    assert_eq!(roster.get(0).unwrap().sync(), SyncStatus::Unknown);
}

#[test]
fn the_master_key_s_row_and_the_excluded_are_left_alone() {
    let policy =
        SyncPolicy { exclude: vec![crate::domain::Pattern::new("SVC-*")], ..SyncPolicy::default() };
    let users = vec![user("default_user_id", "", ""), user("svc-1", "", "Backup")];
    let roster = join(Arc::new(snapshot(users, vec![], vec![])), &policy);
    assert!(roster.people().all(|person| person.sync() == SyncStatus::Excluded));
}

#[test]
fn keys_belong_to_their_owner() {
    let users = vec![user("a", "", "A"), user("b", "", "B")];
    let keys = vec![key("1", "b"), key("2", "nobody"), key("3", "b")];
    let roster = join(Arc::new(snapshot(users, vec![], keys)), &SyncPolicy::default());
    let of = |index| {
        roster.get(index).unwrap().keys().map(|k| k.hash.raw().into_owned()).collect::<Vec<_>>()
    };
    assert_eq!((of(0), of(1)), (vec![], vec!["1".to_owned(), "3".to_owned()]));
}

prop_compose! {
    /// A few users and accounts that often share ids and e-mails.
    fn records()(
        users in prop::collection::btree_map("[a-d][0-3]?", ("[a-e]?", "[xy]?"), 0..8),
        accounts in prop::collection::btree_map("[a-d][0-3]?", ("[a-e]", "[xy]"), 0..8),
    ) -> (Vec<ProxyUser>, Vec<Account>) {
        let users = users.iter().map(|(id, (email, name))| user(id, email, name)).collect();
        let accounts = accounts.iter().map(|(id, (email, name))| account(id, email, name)).collect();
        (users, accounts)
    }
}

proptest! {
    #[test]
    fn every_record_is_in_exactly_one_row((users, accounts) in records()) {
        let roster = roster(users.clone(), accounts.clone());
        let mut seen_users: Vec<_> = roster.people().filter_map(PersonRef::proxy).map(|u| u.id.clone()).collect();
        let mut seen_accounts: Vec<_> = roster.people().filter_map(PersonRef::account).map(|a| a.id.clone()).collect();
        seen_users.sort();
        seen_accounts.sort();
        prop_assert_eq!(seen_users, users.iter().map(|u| u.id.clone()).collect::<Vec<_>>());
        prop_assert_eq!(seen_accounts, accounts.iter().map(|a| a.id.clone()).collect::<Vec<_>>());
        for person in roster.people() {
            prop_assert_eq!(roster.by_id(person.id()).unwrap().id(), person.id());
            let is_one = person.link() == Some(Link::SameId);
            prop_assert!(!is_one || person.sync() != SyncStatus::Conflict, "{:?}", person.conflict());
        }
    }

    #[test]
    fn the_join_does_not_depend_on_the_order_of_the_listings(
        (users, accounts) in records(),
        seed in 0..1_000_usize,
    ) {
        let key = |p: PersonRefKey| p;
        let of = |users: Vec<ProxyUser>, accounts: Vec<Account>| {
            let roster = roster(users, accounts);
            let mut all: Vec<_> = roster
                .people()
                .map(|p| key((p.id().raw().to_owned(), p.sync(), p.proxy().map(|u| u.id.raw().to_owned()))))
                .collect();
            all.sort();
            all
        };
        let (mut turned_users, mut turned_accounts) = (users.clone(), accounts.clone());
        if !users.is_empty() { turned_users.rotate_left(seed % users.len()); }
        turned_accounts.reverse();
        prop_assert_eq!(of(users, accounts), of(turned_users, turned_accounts));
    }
}

type PersonRefKey = (String, SyncStatus, Option<String>);

proptest! {
    #[test]
    fn everybody_is_found_by_their_user(
        users in proptest::collection::btree_set("[a-d]{1,2}", 0..12),
        accounts in proptest::collection::btree_set("[a-d]{1,2}", 0..12),
    ) {
        // Half of the users share an e-mail with an account of another id, and so become theirs.
        let email = |word: &str| format!("{}@example.edu", word.to_uppercase());
        let users: Vec<_> = users.iter().map(|id| user(id, &email(&format!("{id}x")), "")).collect();
        let accounts: Vec<_> =
            accounts.iter().map(|id| account(&format!("{id}-w"), &email(&format!("{id}x")), "")).collect();
        let roster = roster(users.clone(), accounts);
        for user in &users {
            let found = roster.by_user(&user.id).and_then(PersonRef::proxy);
            prop_assert_eq!(found.map(|found| &found.id), Some(&user.id));
        }
        prop_assert!(roster.by_user(&crate::domain::ProxyUserId::new("nobody")).is_none());
    }
}
