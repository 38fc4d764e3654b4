//! `bursar budget`: unlimited, zero and an amount are three different things.

use rstest::rstest;

use super::Desk;

#[rstest]
#[case(&["--max", "20"], Some(20.0), None)]
#[case(&["--max", "0"], Some(0.0), None)]
#[case(&["--max", "unlimited"], None, None)]
#[case(&["--every", "30d"], Some(10.0), Some("30d"))]
#[case(&["--max", "12.50", "--every", "7d"], Some(12.5), Some("7d"))]
fn a_budget_is_set_as_it_was_said(
    #[case] wish: &[&str],
    #[case] max: Option<f64>,
    #[case] window: Option<&str>,
) {
    let desk = Desk::open();
    desk.run(&[&["budget", "ana", "--yes"], wish].concat()).exits(0).says("1 done");
    let ana = desk.sandbox.proxy().user("id-ana").unwrap();
    assert_eq!((ana.max_budget, ana.budget_duration.as_deref()), (max, window));
    desk.run(&[&["budget", "ana", "--yes"], wish].concat()).exits(0).prints("already");
}

#[test]
fn a_window_is_taken_away_with_none() {
    let desk = Desk::open();
    desk.run(&["budget", "ana", "--every", "30d", "--yes"]).exits(0);
    desk.run(&["budget", "ana", "--every", "none", "--yes"]).exits(0);
    let ana = desk.sandbox.proxy().user("id-ana").unwrap();
    assert_eq!((ana.max_budget, ana.budget_duration), (Some(10.0), None));
}

#[test]
fn a_budget_of_zero_says_that_it_refuses_every_call() {
    let desk = Desk::open();
    desk.run(&["budget", "ana", "--max", "0"]).exits(3).prints("refuses");
    desk.is_untouched();
}
