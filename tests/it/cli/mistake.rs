//! Words that do not fit: a sentence with what to write instead, exit code 2, nothing sent.

use rstest::rstest;

use super::Desk;

#[rstest]
#[case(&["budget", "ana", "--max", "much"], "'much' is not an amount; write dollars like 20 or 12.50, or 'unlimited'")]
#[case(&["key", "mint", "ana", "--max=-5"], "'-5' is negative; a budget is 0 or more")]
#[case(&["budget", "ana", "--max", "NaN"], "'NaN' is not an amount")]
#[case(&["budget", "ana", "--max", "99999999999999"], "is too large")]
#[case(&["budget", "ana", "--max", ""], "is not an amount")]
#[case(&["budget", "ana", "--every", "30x"], "'30x' is not a budget window; write a number and")]
#[case(&["budget", "ana", "--every", "-1d"], "'-1d' is not a budget window")]
#[case(&["budget", "ana", "--every", "0d"], "'0d' is not a budget window")]
#[case(&["budget", "ana"], "--max <AMOUNT>")]
#[case(&["key", "mint", "ana", "--expires", "5y"], "'5y' is not a duration; write a number and")]
#[case(&["key", "mint", "ana", "--expires", "monthly"], "'monthly' is not a duration")]
#[case(&["key", "mint", "ana", "--max", "x"], "'x' is not an amount")]
#[case(&["key", "mint"], "<USER>")]
#[case(&["block"], "<USER>")]
#[case(&["apply"], "<FILE>")]
#[case(&["users", "--sort", "age"], "users cannot be sorted by 'age'; write some of user, e-mail, used, %, spend, budget, resets, keys, proxy, chat, last, teams, groups, user_id, account_id, models, created, blocked, status; a '-' before one turns it around")]
#[case(&["users", "--format", "xml"], "[possible values: table, json, csv]")]
#[case(&["sync", "--format", "csv"], "[possible values: text, json]")]
#[case(&["users", "--color", "blue"], "[possible values: auto, always, never, 16, 256, true]")]
#[case(&["usres"], "'users'")]
#[case(&["demo", "--serve", "--people", "0"], "0 is not in 1..=200000")]
#[case(&["demo", "--proxy-port", "1"], "--serve")]
fn a_word_that_does_not_fit_is_usage(#[case] args: &[&str], #[case] says: &str) {
    let desk = Desk::open();
    desk.run(args).exits(2).says(says).prints_nothing();
    assert_eq!(desk.sandbox.proxy().requests(), [], "nothing was even asked");
    desk.is_untouched();
}

const VERBS: [&[&str]; 5] = [
    &["block", "--yes"],
    &["unblock", "--yes"],
    &["reset", "--yes"],
    &["budget", "--max", "1", "--yes"],
    &["key", "mint", "--yes"],
];

#[test]
fn a_word_that_names_nobody_changes_nothing() {
    let desk = Desk::open();
    for verb in VERBS {
        desk.run(&[verb, &["nobody@x.edu"]].concat())
            .exits(1)
            .says("no user has 'nobody@x.edu' in an id or e-mail; `bursar users` lists them all")
            .prints_nothing();
    }
    desk.run(&["block", "", "--yes"]).exits(1);
    desk.is_untouched();
}

#[test]
fn a_word_that_names_several_lists_them_and_changes_nothing() {
    let desk = Desk::open();
    for verb in VERBS {
        desk.run(&[verb, &["x.edu"]].concat())
            .exits(2)
            .says("'x.edu' matches 4 users, so nothing was done; say which:")
            .says("id-ana  ana@x.edu  Ana")
            .says("id-dan  dan@x.edu  Dan");
    }
    for n in 0..20 {
        desk.sandbox.proxy().add_user(&format!("n{n}"), Some(&format!("n{n}@many.edu")));
    }
    desk.run(&["block", "many.edu"]).exits(2).says("matches 20 users").says("… and 10 more");
    desk.is_untouched();
}

#[test]
fn a_name_that_reads_like_an_address_is_nobody_s_budget() {
    let desk = Desk::open();
    desk.sandbox.webui().add_account("id-eve", "eve@z.edu", "boss@x.edu", "user");
    desk.run(&["budget", "boss@x.edu", "--max", "unlimited", "--yes"])
        .exits(1)
        .says("no user has 'boss@x.edu' in an id or e-mail; in their names have it:")
        .says("id-eve  eve@z.edu  boss@x.edu");
    desk.is_untouched();
}

#[test]
fn an_id_as_it_is_written_wins_over_one_in_another_case_and_that_over_parts() {
    let desk = Desk::open();
    for id in ["svc", "SVC", "svc-2"] {
        desk.sandbox.proxy().add_user(id, None);
        desk.sandbox.proxy().set_spend(id, 1.0);
    }
    let has_spent = |id| desk.sandbox.proxy().user(id).unwrap().spend.written() > 0.0;
    desk.run(&["reset", "SVC", "--yes"]).exits(0);
    assert_eq!(["svc", "SVC", "svc-2"].map(has_spent), [true, false, true]);
    desk.run(&["reset", "Svc", "--yes"]).exits(2).says("matches 2 users");
    desk.run(&["reset", " ANA@X.edu ", "--yes"]).exits(0);
}

#[test]
fn a_key_typed_in_the_place_of_a_user_is_not_said_again() {
    let desk = Desk::open();
    let ran = desk.run(&["block", "sk-abcdefgh1234"]).exits(1).says("no user has '[removed]'");
    assert!(!ran.err.contains("abcdefgh"), "{}", ran.err);
}
