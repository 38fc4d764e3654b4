use pretty_assertions::assert_eq;
use rstest::rstest;

use super::doctor::next_limit;
use super::*;
use crate::access::facts::{Fact, KeyFacts, PurseFacts, Shared, TeamFacts, UserFacts};
use crate::access::judge;
use crate::access::models::ModelList;
use crate::access::sample::{
    at, customer, key, now, of_team, personal, purse, team, usd, user, with,
};
use crate::domain::BlockRecord;
use std::sync::Arc;

fn sentences(situation: &Situation) -> Vec<String> {
    let ladder = judge(situation, now());
    remedies(situation, &ladder, now()).into_iter().map(|remedy| remedy.sentence).collect()
}

fn first(situation: &Situation) -> Remedy {
    let ladder = judge(situation, now());
    remedies(situation, &ladder, now()).remove(0)
}

#[test]
fn a_key_over_its_budget_is_raised_a_little_or_reset() {
    let situation = with(Check::KeyBudget, purse("10.02", "10"));
    assert_eq!(
        sentences(&situation),
        [
            "Raise the budget of key lab-3 from $10.00 to $12.02; in force at once.",
            "Set the spend of key lab-3 back to zero, for $10.00 anew; in force at once. Spend not \
             yet written may land again.",
        ]
    );
    assert_eq!(first(&situation).command, ["bursar", "key", "budget", "f00d", "--max", "12.02"]);
}

#[test]
fn a_user_over_budget_is_raised_or_reset_by_commands() {
    let situation = with(Check::UserBudget, purse("10", "10"));
    let ladder = judge(&situation, now());
    let remedies = remedies(&situation, &ladder, now());
    assert_eq!(remedies[0].command, ["bursar", "budget", "ana", "--max", "12.00"]);
    assert_eq!(remedies[1].command, ["bursar", "reset", "ana"]);
    assert_eq!(remedies[1].wish, Some(Wish::Reset { of: Purser::User(user().id) }));
}

#[test]
fn where_zero_is_the_limit_no_reset_helps() {
    let situation = with(Check::UserBudget, purse("3", "0"));
    assert_eq!(
        sentences(&situation),
        ["Raise the budget of user ana@example.edu from $0.00 to $3.01; in force at once."]
    );
}

#[rstest]
#[case(Check::TeamBudget, "team")]
#[case(Check::CustomerBudget, "customer")]
fn what_the_server_cannot_reset_is_said(#[case] check: Check, #[case] noun: &str) {
    let sentences = sentences(&with(check, purse("11", "10")));
    assert_eq!(sentences.len(), 2);
    assert_eq!(
        sentences[1],
        format!(
            "This server has no reset for a {noun}: raise the budget, or wait; resets Mon 00:00 \
             UTC, in 40 h."
        )
    );
}

#[test]
fn a_member_is_reset_since_1_102() {
    let situation = with(Check::MemberBudget, purse("11", "10"));
    assert!(
        sentences(&situation)[1].starts_with("Set the spend of user ana@example.edu in physics")
    );
    let before = sentences(&at("1.101.6", situation));
    assert!(before[1].starts_with("This server has no reset for a member of a team"), "{before:?}");
}

#[test]
fn who_shares_the_budget_row_is_said_before_it_is_raised() {
    let shared = |by: Fact<usize>| PurseFacts {
        shared: Some(Shared { budget_id: "free-tier".into(), by, is_limit: true }),
        ..purse("11", "10")
    };
    let sentence = |by| sentences(&with(Check::CustomerBudget, shared(by))).remove(0);
    assert!(
        sentence(Fact::Is(12)).contains("the budget row free-tier holds for 12: all are raised")
    );
    assert!(sentence(Fact::unknown("?")).contains("may hold for others"));
    assert!(!sentence(Fact::Is(1)).contains("free-tier"));
}

#[test]
fn a_key_whose_limit_stands_in_a_row_gets_one_of_its_own_or_the_row_is_raised() {
    let with_row = |is_limit| {
        let by = Fact::unknown("?");
        let shared = Some(Shared { budget_id: "gold".into(), by, is_limit });
        with(Check::KeyBudget, PurseFacts { shared, ..purse("11", "10") })
    };
    let detail = |situation: &Situation| {
        let ladder = judge(situation, now());
        ladder.refusing().unwrap().detail.to_string()
    };
    assert!(
        detail(&with_row(true)).ends_with(", of budget row gold"),
        "{}",
        detail(&with_row(true))
    );
    let of_row = sentences(&with_row(true));
    let own = "Give key lab-3 a limit of its own, $13.00, which then holds instead of the $10.00 \
               of budget row gold";
    assert!(of_row[0].starts_with(own), "{of_row:?}");
    assert!(of_row[2].contains("`bursar budget-row gold --max 13.00`"), "{of_row:?}");
    let of_key = sentences(&with_row(false));
    assert!(of_key.iter().all(|sentence| !sentence.contains("gold")), "{of_key:?}");
}

#[test]
fn what_is_exactly_spent_is_raised_where_it_is_spent() {
    let remedy = first(&with(Check::TeamBudget, purse("10", "10")));
    assert_eq!(remedy.wish, Some(Wish::Raise { of: Purser::Team(team().id), to: usd("12") }));
}

#[test]
fn each_state_has_its_release() {
    let with_key = |key| Situation { key: Fact::Is(key), ..personal() };
    let expired = Fact::Is("2026-11-20T08:00:00Z".parse().unwrap());
    let until = Some("2026-12-21T08:00:00Z".parse().unwrap());
    let cases = [
        (with_key(KeyFacts { blocked: Fact::Is(true), ..key() }), Wish::UnblockKey(key().hash)),
        (with_key(KeyFacts { expires: expired, ..key() }), Wish::ExtendKey(key().hash, until)),
        (
            Situation {
                user: Fact::Is(Arc::new(UserFacts { active: Fact::Is(false), ..user() })),
                ..personal()
            },
            Wish::Activate(user().id),
        ),
        (
            Situation {
                team: Fact::Is(Arc::new(TeamFacts { blocked: Fact::Is(true), ..team() })),
                ..of_team()
            },
            Wish::UnblockTeam(team().id),
        ),
    ];
    for (situation, wish) in cases {
        assert_eq!(first(&situation).wish, Some(wish));
    }
}

#[test]
fn a_model_is_granted_by_the_list_that_denies_it() {
    let models = || ModelList::of(["gpt-4o"]);
    let model: Text = "gpt-4o-mini".into();
    let grant = |to| Some(Wish::GrantModel { to, model: model.clone() });
    let of_key = Situation { key: Fact::Is(KeyFacts { models: models(), ..key() }), ..personal() };
    assert_eq!(first(&of_key).wish, grant(Grantee::Key(key().hash)));
    assert_eq!(
        first(&of_key).sentence,
        "Add gpt-4o-mini to the list of key lab-3; in force at once."
    );
    let of_customer = Situation {
        customer: Fact::Is(crate::access::facts::CustomerFacts { models: models(), ..customer() }),
        ..personal()
    };
    assert_eq!(first(&of_customer).wish, grant(Grantee::Customer("c-1".into())));
}

#[test]
fn what_refuses_next_is_said_with_the_remedy() {
    let user = Arc::new(UserFacts { purse: purse("10", "10"), ..user() });
    let situation =
        Situation { user: Fact::Is(user), ..with(Check::KeyBudget, purse("10.02", "10")) };
    for sentence in sentences(&situation) {
        let rest = "Then the next check refuses: budget of the user (ana@example.edu).";
        assert!(sentence.ends_with(rest), "{sentence}");
    }
}

#[test]
fn bursars_own_block_is_undone_as_a_whole() {
    let record = |keys| BlockRecord { at: now(), keys, scim_active: None, account_role: None };
    let blocked = |keys| {
        let block = Some(Box::new(record(keys)));
        let user = UserFacts { active: Fact::Is(false), block, ..user() };
        let key = KeyFacts { blocked: Fact::Is(true), ..key() };
        Situation { user: Fact::Is(Arc::new(user)), key: Fact::Is(key), ..personal() }
    };
    let remedy = first(&blocked(vec![key().hash]));
    assert_eq!(remedy.command, ["bursar", "unblock", "ana"]);
    assert!(!remedy.sentence.contains("next check"), "{}", remedy.sentence);
    // Another hand blocked the key; the user is deactivated besides.
    let remedy = first(&blocked(Vec::new()));
    assert_eq!(remedy.wish, Some(Wish::UnblockKey(key().hash)));
    assert!(remedy.sentence.ends_with("user deactivated (ana@example.edu)."), "{remedy:?}");
    // A key that was made since.
    let since = Situation { key: Fact::Is(key()), ..blocked(Vec::new()) };
    assert_eq!(first(&since).wish, Some(Wish::Unblock(user().id)));
}

#[test]
fn what_is_not_served_is_allowed_to_nobody() {
    let models = ModelList::of(["gpt-4o"]);
    let key = KeyFacts { models, ..key() };
    let situation = Situation { model: Some("gpt-9".into()), key: Fact::Is(key), ..personal() };
    assert_eq!(
        sentences(&situation),
        ["Ask for a model that the proxy serves: gpt-4o, gpt-4o-mini."]
    );
}

#[test]
fn a_model_nobody_serves_is_answered_with_those_that_are_served() {
    let situation = Situation { model: Some("gpt-9".into()), ..personal() };
    assert_eq!(
        sentences(&situation),
        ["Ask for a model that the proxy serves: gpt-4o, gpt-4o-mini."]
    );
}

#[test]
fn where_other_workers_remember_it_takes_a_minute() {
    let mut situation = with(Check::KeyBudget, purse("10", "10"));
    situation.server.workers_without_redis = Fact::unknown("nothing tells");
    assert!(first(&situation).sentence.ends_with("in force within 60 s on every worker."));
}

#[rstest]
#[case("10", "10.02", "12.02")]
#[case("10", "3", "12")]
#[case("0.00001", "0.000013", "0.01")]
#[case("0", "0", "1")]
#[case("0", "7", "7.01")]
#[case("-5", "0", "1")]
#[case("1000000000", "1000000000", "1000000000")]
fn the_next_limit_lies_above_what_is_spent(
    #[case] limit: &str,
    #[case] spend: &str,
    #[case] expected: &str,
) {
    assert_eq!(next_limit(usd(limit), usd(spend)), usd(expected));
}
