//! Remedies as plans: each wish becomes the one change it names, of whom it names.

use std::sync::Arc;

use pretty_assertions::assert_eq;

use crate::access::Wish;
use crate::access::remedy::{Grantee, Purser};
use crate::domain::sample::{account, key, now, snapshot, user};
use crate::domain::{
    AccountId, BlockRecord, Budget, Customer, GuardPolicy, Key, KeyHash, Limit, ProxyUser,
    ProxyUserId, Role, Side, Snapshot, SyncPolicy, Team, TeamId, TeamMember, Usd,
};
use crate::order::{Found, Ground, Needs, Order};
use crate::plan::wish::Context;
use crate::plan::{Plan, Purpose};
use crate::roster::join;

fn usd(dollars: &str) -> Usd {
    Usd::parse(dollars).unwrap()
}

fn limited(dollars: &str) -> Budget {
    Budget { limit: Limit::Amount(usd(dollars)), ..Budget::default() }
}

/// Ana with a user, a key and a pending account; ben with a user alone; a team and a customer.
fn world() -> Snapshot {
    let ana = ProxyUser {
        active: false,
        budget: limited("10"),
        models: Some(vec!["gpt-4o".into()]),
        ..user("ana", "ana@example.edu", "Ana")
    };
    let waiting =
        crate::domain::Account { role: Role::Pending, ..account("a-1", "ana@example.edu", "Ana") };
    let of_ana = Key {
        blocked: Some(true),
        models: Some(vec!["gpt-4o".into()]),
        budget: limited("10"),
        expires: crate::domain::Expiry::At(crate::domain::Moment::from(now())),
        ..key("f00d", "ana")
    };
    let ben = user("ben", "ben@example.edu", "Ben");
    let mut seen = snapshot(vec![ana, ben], vec![waiting], vec![of_ana, key("beef", "ben")]);
    let Side::Seen(proxy) = &mut seen.proxy else { panic!() };
    let id = TeamId::new("t-1");
    let models = vec!["gpt-4o".into()];
    let (spend, budget) = (Some(usd("11")), limited("10"));
    proxy.teams.rows.push(Team {
        id,
        alias: None,
        spend,
        budget: budget.clone(),
        models: Some(models.clone()),
        blocked: Some(true),
        members: Some(2),
        windows: Some(Vec::new()),
        member_budget_id: None,
    });
    let id = "c-1".into();
    proxy.customers.rows.push(Customer {
        id,
        alias: None,
        blocked: Some(false),
        spend,
        budget,
        budget_id: None,
        models: Some(models),
    });
    seen
}

fn member() -> TeamMember {
    TeamMember {
        user: ProxyUserId::new("ana"),
        spend: Some(usd("11")),
        budget: limited("10"),
        is_default: false,
        default: None,
    }
}

/// The plan, where of the members it needs these were found.
fn planned(seen: &Snapshot, wish: &Wish, members: &[TeamMember]) -> Result<Plan, String> {
    let roster = Arc::new(join(Arc::new(seen.clone()), &SyncPolicy::default()));
    let order = Order::Remedy(Box::new(wish.clone()));
    let found = order.needs(&roster).map(|needs| match needs {
        Needs::Members(team, users) => {
            assert_eq!((team.raw(), users), ("t-1", vec![ana()]));
            Found::Members(members.to_vec())
        }
        Needs::Grants(model) => {
            assert_eq!(model.raw(), "gpt-4o");
            Found::Grants(Vec::new())
        }
        other => panic!("{other:?}"),
    });
    let guard = GuardPolicy { percent: 50, at_least: 5 };
    order.plan(&Ground {
        roster: &roster,
        sync: &SyncPolicy::default(),
        history: None,
        found: found.as_ref(),
        context: &Context { profile: "campus".into(), now: now(), guard },
    })
}

fn made(wish: &Wish) -> Plan {
    planned(&world(), wish, &[member()]).unwrap()
}

fn verbs(plan: &Plan) -> Vec<&'static str> {
    plan.changes.iter().map(|change| change.op.verb()).collect()
}

fn ana() -> ProxyUserId {
    ProxyUserId::new("ana")
}

fn pursers() -> [(Purser, &'static str, &'static str); 5] {
    let team = TeamId::new("t-1");
    [
        (Purser::Key(KeyHash::new("f00d")), "set_key_budget", "set_key_spend"),
        (Purser::User(ana()), "set_budget", "set_spend"),
        (Purser::Team(team.clone()), "set_team_budget", ""),
        (Purser::Member(team, ana()), "set_member_budget", "reset_member_spend"),
        (Purser::Customer("c-1".into()), "set_customer_budget", ""),
    ]
}

#[test]
fn a_raise_sets_the_amount_of_whoever_is_short_and_keeps_the_rest() {
    for (of, verb, _) in pursers() {
        let plan = made(&Wish::Raise { of, to: usd("12.50") });
        assert_eq!(verbs(&plan), [verb]);
        let after = plan.changes[0].op.after();
        assert!(after.contains("$12.50"), "{verb}: {after}");
        assert_eq!((plan.purpose, plan.refusals().count()), (Purpose::Budget, 0));
    }
}

#[test]
fn a_reset_is_made_where_the_server_has_one_and_refused_with_what_works_elsewhere() {
    for (of, _, verb) in pursers() {
        let plan = made(&Wish::Reset { of });
        if verb.is_empty() {
            let why = &plan.refusals().next().unwrap().why;
            assert!(plan.is_empty() && why.contains("what works"), "{why}");
        } else {
            assert_eq!(verbs(&plan), [verb]);
        }
    }
}

#[test]
fn a_release_is_one_change() {
    let until = now() + jiff::SignedDuration::from_hours(720);
    let hash = || KeyHash::new("f00d");
    for (wish, verb) in [
        (Wish::UnblockKey(hash()), "unblock_key"),
        (Wish::ExtendKey(hash(), Some(until)), "set_key_expiry"),
        (Wish::ExtendKey(hash(), None), "set_key_expiry"),
        (Wish::Activate(ana()), "set_active"),
        (Wish::UnblockTeam(TeamId::new("t-1")), "unblock_team"),
        (Wish::LetIn(AccountId::new("a-1")), "set_role"),
        (
            Wish::GrantInWebui { account: AccountId::new("a-1"), model: "gpt-4o".into() },
            "grant_model",
        ),
    ] {
        let plan = made(&wish);
        assert_eq!(verbs(&plan), [verb], "{wish:?}: {:?}", plan.skipped);
    }
}

#[test]
fn a_model_is_added_to_a_list_and_the_others_stay() {
    for to in [
        Grantee::Key(KeyHash::new("f00d")),
        Grantee::User(ana()),
        Grantee::Team(TeamId::new("t-1")),
        Grantee::Customer("c-1".into()),
    ] {
        let plan = made(&Wish::GrantModel { to, model: "gpt-4o-mini".into() });
        assert_eq!(plan.changes.len(), 1, "{plan:?}");
        let after = plan.changes[0].op.after();
        assert!(after.contains("gpt-4o, gpt-4o-mini"), "{after}");
    }
}

#[test]
fn bursars_own_block_is_undone_with_all_it_took() {
    let mut seen = world();
    let Side::Seen(proxy) = &mut seen.proxy else { panic!() };
    proxy.users.rows[0].bursar.blocked = Some(Box::new(BlockRecord {
        at: now(),
        keys: vec![KeyHash::new("f00d")],
        scim_active: None,
        account_role: Some("user".into()),
    }));
    let plan = planned(&seen, &Wish::Unblock(ana()), &[]).unwrap();
    assert_eq!(verbs(&plan), ["unblock_key", "set_role", "reactivate_user"]);
}

#[test]
fn whom_the_roster_does_not_have_is_refused_and_nobody_else_is_changed() {
    let gone = KeyHash::new("dead");
    for wish in [
        Wish::UnblockKey(gone.clone()),
        Wish::Reset { of: Purser::Key(gone) },
        Wish::Activate(ProxyUserId::new("zoe")),
        Wish::Unblock(ProxyUserId::new("zoe")),
        Wish::UnblockTeam(TeamId::new("t-2")),
        Wish::LetIn(AccountId::new("a-2")),
        Wish::Raise { of: Purser::Customer("c-2".into()), to: usd("1") },
    ] {
        let why = planned(&world(), &wish, &[]).unwrap_err();
        assert!(why.contains("was not among what was read"), "{why}");
    }
}

#[test]
fn who_is_no_member_any_more_is_not_made_one() {
    let of = Purser::Member(TeamId::new("t-1"), ana());
    let plan = planned(&world(), &Wish::Reset { of }, &[]).unwrap();
    assert!(plan.is_empty() && plan.refusals().next().unwrap().why.contains("is not a member"));
}
