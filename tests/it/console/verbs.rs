//! What a verb plans for whatever is listed: the same keys on users, keys, teams, members and
//! customers.

use bursar::app::{Effect, Model, Msg, PlanScreen, update};
use bursar::domain::Purses;
use bursar::order::{Found, Needs};
use rstest::rstest;

use super::records::{members, stocked};
use super::support::{press, screen};

/// The verbs of the plan in front with what each leaves behind, else what was refused.
fn planned(model: &Model) -> String {
    let Some(screen) = model.showing::<PlanScreen>() else {
        return model.notice().map(|notice| notice.text.clone()).unwrap_or_default();
    };
    let changes = screen.plan.changes.iter();
    let words = |op: &bursar::plan::Op| format!("{}: {}", op.verb(), op.after());
    changes.map(|change| words(&change.op)).collect::<Vec<_>>().join("; ")
}

const ANA: &str = "/ a n a @ c a m enter";
const KEY: &str = "g k / a n a - a 1 enter";
const LAB: &str = "g t / t - l a b enter";
const CUSTOMER: &str = "g e";

#[rstest]
#[case::user_models(
    "/ c h o @ enter",
    "M tab tab b i g enter",
    "set_user_models: models: gpt-4o-mini, claude-sonnet, big"
)]
#[case::user_role(ANA, "a r right right enter", "set_role: role admin")]
#[case::user_role_of_blocked("/ g u s @ enter", "a r enter", "is blocked by bursar")]
#[case::user_grant(ANA, "a g tab g p t - 4 o enter", "grant_model: ")]
#[case::user_active(ANA, "a a", "is active already")]
#[case::key_budget(KEY, "B 7 enter", "set_key_budget: key ana-a1 budget $7.00")]
#[case::key_reset(KEY, "r", "set_key_spend: key ana-a1 spend $0.00")]
#[case::key_block(KEY, "b", "block_key: key ana-a1 blocked")]
#[case::key_unblock("g k / a n a - a 2 enter", "U", "unblock_key: key ana-a2 works")]
#[case::key_models(KEY, "M tab tab b i g enter", "set_key_models: key models: gpt-4o-mini, big")]
#[case::key_extend(KEY, "e 3 0 d enter", "set_key_expiry: key ana-a1 expires 2026-12-21 08:00 UTC")]
#[case::key_delete(KEY, "d", "delete_key: no key")]
#[case::three_keys(
    "g k / a n a - enter *",
    "B 7 enter",
    "set_key_budget: key ana-a1 budget $7.00; set_key_budget: key ana-a2 budget $7.00; \
     set_key_budget: key ana-a3 budget $7.00"
)]
#[case::team_budget(LAB, "B 2 0 0 enter", "set_team_budget: team budget $200.00")]
#[case::team_block(LAB, "b", "block_team: team lab blocked, its 2 keys refused")]
#[case::team_unblock("g t / o l d enter", "U", "unblock_team: team old lab works")]
#[case::team_models(LAB, "M right right tab tab b i g enter", "set_team_models: team models: big")]
#[case::team_reset(LAB, "r", "the proxy has no reset of a team's spend")]
#[case::team_why(LAB, "w", "it is asked of a user or of a key")]
#[case::customer_budget(CUSTOMER, "B 9 enter", "set_customer_budget: customer budget $9.00")]
#[case::customer_models(CUSTOMER, "M right right tab tab b i g enter", "set_customer_models: ")]
#[case::customer_reset(CUSTOMER, "r", "the proxy has no reset of a customer's spend")]
#[case::customer_block(CUSTOMER, "b", "not enforced by this server")]
#[case::customer_unblock(CUSTOMER, "U", "there is none to lift")]
#[case::customer_spend(CUSTOMER, "$", "keeps no days of a customer's spend")]
fn a_verb_plans_for_what_is_listed(#[case] at: &str, #[case] keys: &str, #[case] plan: &str) {
    let mut model = stocked(100, 40, at);
    for effect in press(&mut model, keys) {
        // Who shares the customer's budget row, or may use the model, is read first.
        if let Effect::Plan(epoch, work) = effect {
            let read = match work.needs() {
                Some(Needs::Sharing(None, _)) => {
                    Found::Purses(Box::new(Purses::unread("nobody reads in a test")))
                }
                Some(Needs::Grants(_)) => Found::Grants(Vec::new()),
                other => panic!("{other:?}"),
            };
            let made = work.knowing(read).finish();
            update(&mut model, Msg::Planned(epoch, Box::new(made)));
        }
    }
    let made = planned(&model);
    assert!(made.contains(plan), "{made}\n{}", screen(&model));
}

#[rstest]
#[case::budget("B 5 enter", "set_member_budget: ")]
#[case::reset("r", "reset_member_spend: ")]
#[case::block("b", "a member is not blocked in one team")]
#[case::models("M", "a member's keys go by the team's list")]
fn a_verb_plans_for_a_member(#[case] keys: &str, #[case] plan: &str) {
    let mut model = members(100, 40);
    press(&mut model, &format!("/ a n a enter {keys}"));
    let made = planned(&model);
    assert!(made.contains(plan), "{made}\n{}", screen(&model));
}

#[test]
fn a_member_who_is_no_user_any_more_is_left_out_of_the_plan_and_named() {
    let mut model = members(100, 40);
    press(&mut model, "* B 5 enter");
    let plan = &model.showing::<PlanScreen>().unwrap().plan;
    assert_eq!(plan.changes.len(), 2);
    assert!(plan.skipped.iter().any(|skip| skip.user == "gone" && skip.refused), "{plan:?}");
}

#[rstest]
#[case::nothing_of_a_customer("B 0", "drops a budget of zero")]
#[case::nothing_unlimited("B u n l i m i t e d", "no way to take a customer's budget away")]
fn a_dialog_refuses_what_the_plan_would(#[case] keys: &str, #[case] why: &str) {
    let mut model = stocked(120, 40, CUSTOMER);
    press(&mut model, keys);
    assert!(screen(&model).contains(why), "{}", screen(&model));
    press(&mut model, "enter");
    assert!(model.showing::<PlanScreen>().is_none() && model.dialog.is_some());
}
