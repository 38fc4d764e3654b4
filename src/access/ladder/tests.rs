//! Each check below, at and above its limit; the order; what differs between versions; what never
//! happens whatever is known.

mod differences;
mod never;
mod order;

use std::sync::Arc;

use pretty_assertions::assert_eq;
use rstest::rstest;

use super::*;
use crate::access::facts::{
    CustomerFacts, KeyFacts, MemberFacts, PurseFacts, Raise, ServerFacts, TeamFacts, UserFacts,
};
use crate::access::models::{Catalog, ModelList, Served};
use crate::access::rung::{Bound, RungVerdict};
use crate::access::sample::{
    at, budget, catalog, customer, key, now, of_team, personal, purse, team, usd, user, with,
};
use crate::domain::{Limit, TeamId};
use RungVerdict::{NotChecked, Passes, Refuses, Unknown, Warns};

/// The rung of a check; the last where there are several.
fn rung(ladder: &Ladder, check: Check) -> &Rung {
    let found = ladder.rungs.iter().rfind(|rung| rung.check == check);
    found.unwrap_or_else(|| panic!("no {check} in {:#?}", ladder.rungs))
}

fn verdict(situation: &Situation, check: Check) -> RungVerdict {
    rung(&judge(situation, now()), check).verdict
}

/// `>=`: what is spent exactly refuses, and zero refuses from the start.
#[rstest]
fn a_budget_that_is_reached_refuses(
    #[values(
        Check::KeyBudget,
        Check::KeyWindow,
        Check::KeyModelBudget,
        Check::UserBudget,
        Check::UserModelBudget,
        Check::TeamWindow,
        Check::MemberBudget,
        Check::ProjectBudget,
        Check::OrganizationBudget
    )]
    check: Check,
    #[values(
        ("3", "10", Passes),
        ("8", "10", Warns),
        ("9.999999", "10", Warns),
        ("10", "10", Refuses),
        ("10.000001", "10", Refuses),
        ("0", "0", Refuses),
        ("5", "0", Refuses),
        ("5", "-", Passes),
        ("?", "-", Passes),
        ("-1", "-", Passes),
        ("-1", "10", Unknown),
        ("?", "10", Unknown),
        ("5", "?", Unknown)
    )]
    case: (&str, &str, RungVerdict),
) {
    let (spend, limit, expected) = case;
    assert_eq!(verdict(&with(check, purse(spend, limit)), check), expected, "{spend} of {limit}");
}

/// `>`: what is spent exactly passes here, and zero passes before the first spend.
#[rstest]
fn a_budget_that_must_be_passed_refuses_only_then(
    #[values(Check::TeamBudget, Check::TagBudget, Check::CustomerBudget)] check: Check,
    #[values(
        ("3", "10", Passes),
        ("8", "10", Warns),
        ("10", "10", Warns),
        ("10.000001", "10", Refuses),
        ("0", "0", Passes),
        ("0.000001", "0", Refuses),
        ("5", "-", Passes),
        ("-1", "10", Unknown),
        ("?", "10", Unknown),
        ("5", "?", Unknown)
    )]
    case: (&str, &str, RungVerdict),
) {
    let (spend, limit, expected) = case;
    assert_eq!(verdict(&with(check, purse(spend, limit)), check), expected, "{spend} of {limit}");
}

#[rstest]
#[case(Check::GlobalBudget, "10", "10", Warns)]
#[case(Check::GlobalBudget, "10.01", "10", Refuses)]
#[case(Check::GlobalBudget, "5", "0", Passes)]
#[case(Check::GlobalBudget, "?", "0", Passes)]
#[case(Check::AccessGroupBudget, "9", "10", Warns)]
#[case(Check::AccessGroupBudget, "10", "10", Refuses)]
#[case(Check::AccessGroupBudget, "5", "0", Passes)]
#[case(Check::AccessGroupBudget, "?", "10", Unknown)]
#[case(Check::KeyModelBudget, "5", "-1", Passes)]
#[case(Check::UserBudget, "0", "-1", Refuses)]
#[case(Check::TeamBudget, "0", "-1", Refuses)]
fn zero_and_less_mean_what_the_check_says(
    #[case] check: Check,
    #[case] spend: &str,
    #[case] limit: &str,
    #[case] expected: RungVerdict,
) {
    assert_eq!(verdict(&with(check, purse(spend, limit)), check), expected);
}

/// A counter that was never written counts as zero, so a limit of zero needs no spend to be known.
#[rstest]
#[case(Check::KeyWindow, Refuses)]
#[case(Check::KeyModelBudget, Refuses)]
#[case(Check::KeyBudget, Unknown)]
fn a_counter_is_never_below_zero(#[case] check: Check, #[case] expected: RungVerdict) {
    assert_eq!(verdict(&with(check, purse("?", "0")), check), expected);
}

#[test]
fn a_spend_that_is_exactly_the_limit_is_refused_when_the_cost_is_set_aside() {
    for check in [Check::TeamBudget, Check::TagBudget, Check::CustomerBudget] {
        let ladder = judge(&with(check, purse("10", "10")), now());
        let refusing = ladder.refusing().unwrap();
        assert_eq!(refusing.check, Check::Reservation, "{check}");
        assert_eq!(refusing.spend, Some(usd("10")));
        assert_eq!(refusing.says.as_ref().unwrap().status, 422);
    }
    let global = judge(&with(Check::GlobalBudget, purse("10", "10")), now());
    assert_eq!(global.verdict, Verdict::Accepted, "nothing is set aside from all spend");
}

#[test]
fn a_little_room_is_enough_and_only_warned_of() {
    let ladder = judge(&with(Check::KeyBudget, purse("9.999", "10")), now());
    assert_eq!(ladder.verdict, Verdict::Accepted);
    let warning = rung(&ladder, Check::Reservation);
    assert_eq!(warning.verdict, Warns);
    assert_eq!(
        warning.detail,
        "$0.001 is left of key lab-3, less than the $0.01 set aside for a request: while one runs, \
         others are refused"
    );
}

#[rstest]
#[case(Fact::Absent, NotChecked)]
#[case(Fact::unknown("the prices could not be read"), Unknown)]
fn what_has_no_price_is_not_set_aside(
    #[case] estimate: Fact<crate::domain::Usd>,
    #[case] expected: RungVerdict,
) {
    let mut situation = with(Check::TeamBudget, purse("10", "10"));
    situation.server.estimate = estimate;
    assert_eq!(verdict(&situation, Check::Reservation), expected);
}

#[rstest]
#[case(Fact::Is(true), Refuses)]
#[case(Fact::Is(false), NotChecked)]
#[case(Fact::Absent, NotChecked)]
#[case(Fact::unknown("the settings could not be read"), Unknown)]
fn the_owners_budget_holds_for_keys_of_a_team_where_the_server_is_set_so(
    #[case] flag: Fact<bool>,
    #[case] expected: RungVerdict,
) {
    let mut situation = of_team();
    situation.user = Fact::Is(Arc::new(UserFacts { purse: purse("10", "10"), ..user() }));
    situation.server.user_budget_on_team_keys = flag;
    assert_eq!(verdict(&situation, Check::UserBudget), expected);
    let older = at("1.97.0", situation);
    assert_eq!(verdict(&older, Check::UserBudget), NotChecked);
}

#[rstest]
#[case::own_amount(Some("10"), Some("1"), "9", Warns)]
#[case::own_zero(Some("0"), Some("100"), "0", Refuses)]
#[case::own_unlimited_leaves_the_default(Some("-"), Some("5"), "5", Refuses)]
#[case::default(None, Some("5"), "5", Refuses)]
#[case::default_of_zero_is_no_limit(None, Some("0"), "5", Passes)]
#[case::neither(None, None, "5", Passes)]
fn a_member_has_their_own_amount_or_the_teams_default(
    #[case] own: Option<&str>,
    #[case] default: Option<&str>,
    #[case] spend: &str,
    #[case] expected: RungVerdict,
) {
    let mut situation = of_team();
    let member_default = Fact::from_option(default.map(budget));
    situation.team = Fact::Is(Arc::new(TeamFacts { member_default, ..team() }));
    let mut own = own.map_or_else(PurseFacts::default, |limit| purse("0", limit));
    own.spend = Fact::Is(usd(spend));
    situation.member = Fact::Is(MemberFacts { purse: own, models: ModelList::default() });
    assert_eq!(verdict(&situation, Check::MemberBudget), expected);
}

#[test]
fn who_is_no_member_yet_has_spent_nothing_of_the_default() {
    let mut situation = of_team();
    situation.member = Fact::Absent;
    let member_default = Fact::Is(budget("5"));
    let team = TeamFacts { member_default, purse: purse("9", "100"), ..team() };
    situation.team = Fact::Is(Arc::new(team));
    let ladder = judge(&situation, now());
    let member = rung(&ladder, Check::MemberBudget);
    assert_eq!((member.spend, member.limit.amount()), (Some(usd("0")), Some(usd("5"))));
}

#[test]
fn a_customer_without_a_budget_has_the_servers() {
    let mut situation = with(
        Check::CustomerBudget,
        PurseFacts { spend: Fact::Is(usd("6")), ..PurseFacts::default() },
    );
    let Fact::Is(customer) = &mut situation.customer else { panic!() };
    customer.default = Fact::Is(budget("5"));
    assert_eq!(verdict(&situation, Check::CustomerBudget), Refuses);
}

#[test]
fn a_raise_counts_until_it_ends() {
    let raise = |until: &str| {
        let raise = Some(Raise { by: usd("5"), until: until.parse().unwrap() });
        with(Check::KeyBudget, PurseFacts { raise, ..purse("10", "10") })
    };
    assert_eq!(verdict(&raise("2026-11-21T08:00:01Z"), Check::KeyBudget), Passes);
    assert_eq!(verdict(&raise("2026-11-21T07:59:59Z"), Check::KeyBudget), Refuses);
}

#[test]
fn a_soft_budget_warns() {
    let soft = PurseFacts { soft: Some(usd("5")), ..purse("5", "100") };
    let ladder = judge(&with(Check::KeyBudget, soft), now());
    let warning = rung(&ladder, Check::KeyBudget);
    assert_eq!(warning.verdict, Warns);
    assert_eq!(warning.detail, "$5.00 of $100.00; past $5.00, where an alert is sent");
    assert_eq!(ladder.verdict, Verdict::Accepted);
}

#[test]
fn a_key_that_asks_to_be_slowed_down_may_not_be_refused() {
    let mut situation = with(Check::KeyBudget, purse("10", "10"));
    let Fact::Is(key) = &mut situation.key else { panic!() };
    key.throttles = true;
    let ladder = judge(&situation, now());
    assert_eq!(rung(&ladder, Check::KeyBudget).verdict, Unknown);
    assert_eq!(ladder.verdict, Verdict::Unknown);
}

#[rstest]
#[case(Fact::Is(true), NotChecked)]
#[case(Fact::Is(false), Refuses)]
#[case(Fact::unknown("the prices could not be read"), Unknown)]
fn a_model_that_costs_nothing_asks_no_budget(
    #[case] free: Fact<bool>,
    #[case] expected: RungVerdict,
) {
    let mut situation = with(Check::KeyBudget, purse("10", "10"));
    let served = Served { free, ..catalog().models.known().unwrap()[0].clone() };
    let models = Fact::Is(vec![served]);
    situation.catalog = Arc::new(Catalog { models, aliases: Vec::new() });
    assert_eq!(verdict(&situation, Check::KeyBudget), expected);
}

#[test]
fn the_master_key_is_stopped_only_by_what_is_not_its_own() {
    let mut situation = with(Check::CustomerBudget, purse("11", "10"));
    let own =
        KeyFacts { is_master: true, blocked: Fact::Is(true), purse: purse("2", "1"), ..key() };
    situation.key = Fact::Is(own);
    let ladder = judge(&situation, now());
    assert_eq!(ladder.refusing().unwrap().check, Check::CustomerBudget);
    assert_eq!(rung(&ladder, Check::KeyBlocked).verdict, NotChecked);
    assert_eq!(rung(&ladder, Check::UserBudget).verdict, NotChecked);
}

#[test]
fn a_key_that_is_not_this_proxys_is_refused_at_once_and_nothing_of_it_is_asked() {
    let mut situation = with(Check::UserBudget, purse("11", "10"));
    situation.key = Fact::Absent;
    let ladder = judge(&situation, now());
    let says = ladder.refusing().unwrap().says.clone().unwrap();
    assert_eq!((says.status, says.kind), (401, Some("token_not_found_in_db")));
    assert_eq!(ladder.then, None);
}

#[test]
fn a_key_that_could_not_be_read_leaves_its_owner_to_be_judged() {
    let mut situation = with(Check::UserBudget, purse("11", "10"));
    situation.key = Fact::unknown("the keys could not be read");
    assert_eq!(verdict(&situation, Check::UserBudget), Unknown, "it may be a key of a team");
    let deactivated = UserFacts { active: Fact::Is(false), ..user() };
    situation.user = Fact::Is(Arc::new(deactivated));
    assert_eq!(verdict(&situation, Check::UserDeactivated), Refuses, "whichever key it is");
}

#[test]
fn an_owner_without_a_row_is_not_asked_and_a_team_without_one_is_not_known() {
    let mut situation = of_team();
    situation.user = Fact::Absent;
    situation.team = Fact::Absent;
    let ladder = judge(&situation, now());
    assert_eq!(rung(&ladder, Check::UserDeactivated).verdict, NotChecked);
    assert_eq!(rung(&ladder, Check::TeamBlocked).verdict, Unknown);
    assert_eq!(ladder.verdict, Verdict::Unknown);
}

#[test]
fn a_model_nobody_serves_is_refused_last() {
    let mut situation = personal();
    situation.model = Some("gpt-9".into());
    let ladder = judge(&situation, now());
    let refusing = ladder.refusing().unwrap();
    assert_eq!(refusing.check, Check::ModelKnown);
    assert_eq!(refusing.says.as_ref().unwrap().status, 400);
    assert_eq!(ladder.by, Some(ladder.rungs.len() - 1));
}

#[test]
fn without_a_model_no_list_is_asked() {
    let mut situation = personal();
    situation.model = None;
    let ladder = judge(&situation, now());
    assert_eq!(ladder.verdict, Verdict::Accepted);
    let lists = ladder.rungs.iter().filter(|rung| rung.check.is_models());
    assert!(lists.map(|rung| rung.verdict).all(|verdict| verdict == NotChecked));
}

#[rstest]
#[case("2026-11-21T07:59:59Z", Refuses)]
#[case("2026-11-21T08:00:00Z", Passes)]
#[case("2026-11-21T08:00:01Z", Passes)]
fn a_key_lives_until_its_last_moment(#[case] expires: &str, #[case] expected: RungVerdict) {
    let mut situation = personal();
    situation.key = Fact::Is(KeyFacts { expires: Fact::Is(expires.parse().unwrap()), ..key() });
    assert_eq!(verdict(&situation, Check::KeyExpired), expected);
}

#[test]
fn what_would_refuse_next_is_said() {
    let mut situation = with(Check::UserBudget, purse("11", "10"));
    situation.key = Fact::Is(KeyFacts { blocked: Fact::Is(true), ..key() });
    let ladder = judge(&situation, now());
    assert_eq!(ladder.refusing().unwrap().check, Check::KeyBlocked);
    assert_eq!(ladder.next_refusing().unwrap().check, Check::UserBudget);
}

#[test]
fn keys_of_a_team_ask_the_teams_list_and_not_their_owners() {
    let mut situation = of_team();
    let none = UserFacts { models: ModelList::of(["no-default-models"]), ..user() };
    situation.user = Fact::Is(Arc::new(none));
    situation.team = Fact::Is(Arc::new(TeamFacts { models: ModelList::of(["gpt-4o"]), ..team() }));
    let ladder = judge(&situation, now());
    assert_eq!(rung(&ladder, Check::UserModels).verdict, NotChecked);
    assert_eq!(ladder.refusing().unwrap().check, Check::TeamModels);
}

#[test]
fn a_user_without_default_models_is_refused_as_if_by_the_key() {
    let mut situation = personal();
    let none = UserFacts { models: ModelList::of(["no-default-models"]), ..user() };
    situation.user = Fact::Is(Arc::new(none));
    let ladder = judge(&situation, now());
    let refusing = ladder.refusing().unwrap();
    assert_eq!(refusing.check, Check::UserModels);
    assert_eq!(refusing.says.as_ref().unwrap().kind, Some("key_model_access_denied"));
}

#[test]
fn a_customer_that_is_blocked_is_let_through_with_a_word_about_it() {
    let mut situation = personal();
    situation.customer = Fact::Is(CustomerFacts { blocked: Fact::Is(true), ..customer() });
    let ladder = judge(&situation, now());
    assert_eq!(ladder.verdict, Verdict::Accepted);
    assert!(ladder.caveats.iter().any(|c| c.contains("stores and does not enforce")));
}

#[rstest]
#[case(Fact::Is(false), 1)]
#[case(Fact::Is(true), 2)]
#[case(Fact::unknown("nothing tells"), 2)]
fn what_other_workers_remember_is_said_where_it_matters(
    #[case] workers: Fact<bool>,
    #[case] caveats: usize,
) {
    let mut situation = personal();
    situation.server = ServerFacts { workers_without_redis: workers, ..situation.server };
    assert_eq!(judge(&situation, now()).caveats.len(), caveats);
}

#[test]
fn a_rung_as_json_has_the_words_of_the_contract() {
    let ladder = judge(&with(Check::KeyBudget, purse("10.02", "10")), now());
    let json = serde_json::to_value(ladder.refusing().unwrap()).unwrap();
    let expected = serde_json::json!({
        "check": "key_budget", "scope": "key", "subject": "lab-3", "operator": ">=",
        "spend": 10.02, "limit": 10.0, "resets_at": "2026-11-23T00:00:00Z",
        "verdict": "refuses",
        "detail": "$10.02 of $10.00; resets Mon 00:00 UTC, in 40 h",
    });
    assert_eq!(json, expected);
    let says = serde_json::to_value(ladder.refusing().unwrap().says.as_ref().unwrap()).unwrap();
    assert_eq!(says["status"], 422);
    assert_eq!(says["type"], "budget_exceeded");
    assert_eq!(
        says["message"],
        "Budget has been exceeded! Key=lab-3 (sk-...abcd) Current cost: 10.02, Max budget: 10"
    );
}

#[test]
fn an_own_amount_for_the_model_takes_the_place_of_the_teams() {
    let team_purse = match with(Check::KeyModelBudget, purse("1", "1")).key {
        Fact::Is(key) => key.purse,
        _ => panic!(),
    };
    let mut situation = of_team();
    situation.team = Fact::Is(Arc::new(TeamFacts { purse: team_purse.clone(), ..team() }));
    let refuses = |situation: &Situation| judge(situation, now()).refusing().map(|r| r.check);
    assert_eq!(refuses(&situation), Some(Check::TeamBudget));
    let mut own = team_purse;
    own.per_model[0].limit = Fact::Is(usd("5"));
    let team_id = Some(TeamId::new("t-1"));
    situation.key = Fact::Is(KeyFacts { team: team_id, purse: own, ..key() });
    assert_eq!(refuses(&situation), None);
}

#[test]
fn unlimited_zero_and_not_known_are_three_things() {
    let limit = |limit: &str| {
        let ladder = judge(&with(Check::KeyBudget, purse("0", limit)), now());
        rung(&ladder, Check::KeyBudget).limit
    };
    assert_eq!(limit("-"), Bound::Known(Limit::Unlimited));
    assert_eq!(limit("0"), Bound::Known(Limit::Amount(usd("0"))));
    assert_eq!(limit("?"), Bound::Unknown);
}
