//! Records in which another hand has put something else: what cannot be read is neither as wished nor
//! as it was, and nothing is written over it.

use bursar::domain::{Purses, Text, Window};
use bursar::plan::OutcomeKind::{Done, Refused, Unknown};
use bursar::plan::make::{KeyWish, ModelsWish, WindowWish};
use bursar::roster::Sharing;
use jiff::{SignedDuration, Timestamp};
use rstest::rstest;

use super::*;
use crate::operator::person;

impl House {
    /// From that reading on the field is an odd one in each key's row.
    fn odd(&self, field: &'static str, after: usize) {
        let fault = Fault::on(Server::Proxy, Trouble::OddField(field)).method("GET");
        self.fail(fault.path("/key/list").after(after));
    }

    /// That verb for the one key there is.
    async fn plan_of_key(&self, verb: &str) -> Plan {
        let roster = self.operator.look().await;
        let (key, context) = (&roster.proxy().unwrap().keys.rows[0], self.operator.context());
        let wish = match verb {
            "window" => {
                let limit = Limit::Amount(Usd::from_micros(5_000_000)).into();
                let wish = WindowWish { window: Window::from_server("24h"), limit };
                return make::key_windows(&roster, &[key], &wish, &context);
            }
            "block" => KeyWish::Block,
            "unblock" => KeyWish::Unblock,
            "extend" => KeyWish::Extend(Some(Timestamp::now() + SignedDuration::from_hours(9))),
            _ => KeyWish::Models(ModelsWish::Set(vec![Text::from("gpt-4o")])),
        };
        make::keys(&roster, &[key], &wish, &Sharing::new(&roster, &Purses::default()), &context)
    }
}

#[rstest]
#[case("block", "blocked")]
#[case("unblock", "blocked")]
#[case("extend", "expires")]
#[case("models", "models")]
#[case("window", "budget_limits")]
#[tokio::test]
async fn what_cannot_be_read_back_is_unknown_and_never_done(
    #[case] verb: &str,
    #[case] field: &'static str,
) {
    let house = House::empty().await;
    house.person("ana");
    let token = house.sandbox.proxy().keys_of("ana")[0].token.clone();
    house.sandbox.proxy().with(|state| {
        state.keys.get_mut(&token).unwrap().blocked = Some(verb == "unblock");
    });
    let plan = house.plan_of_key(verb).await;
    assert_eq!(plan.changes.len(), 1, "{plan:?}");
    // What is read first is as it was, what is read back is not.
    house.odd(field, 1);
    let applied = house.operator.apply(&plan).await;
    let (_, outcome) = &applied.report.outcomes[0];
    assert_eq!(outcome.kind, Unknown, "{outcome}");
    let why = format!("`{field}` in the record cannot be read");
    assert!(outcome.detail.contains(&why), "{outcome}");
    house.sandbox.faults().clear();
    let applied = house.operator.apply_again(&plan).await;
    assert!(applied.report.is_success(), "it had taken: {:?}", applied.report);
}

#[rstest]
#[case("extend", "expires")]
#[case("models", "models")]
#[case("window", "budget_limits")]
#[tokio::test]
async fn what_cannot_be_read_is_written_over_by_nobody(
    #[case] verb: &str,
    #[case] field: &'static str,
) {
    let house = House::empty().await;
    house.person("ana");
    let plan = house.plan_of_key(verb).await;
    house.odd(field, 0);
    house.forget_requests();
    let applied = house.operator.apply(&plan).await;
    let (_, outcome) = &applied.report.outcomes[0];
    assert_eq!(outcome.kind, Refused, "{outcome}");
    assert!(outcome.detail.contains("mend it on the server"), "{outcome}");
    let none = house.plan_of_key(verb).await;
    assert!(none.is_empty() && none.refusals().count() == 1, "{none:?}");
    assert_eq!(house.take_writes(), Vec::<String>::new());
}

#[tokio::test]
async fn a_person_whose_keys_cannot_be_read_to_the_last_field_is_blocked_with_all_of_them() {
    let house = House::empty().await;
    house.person("ana");
    for field in ["blocked", "expires", "metadata", "models", "max_budget"] {
        house.sandbox.faults().clear();
        house.odd(field, 0);
        let roster = house.operator.look().await;
        assert_eq!(person(&roster, "ana").key_count(), Some(1), "{field}");
        let block = house.block_plan(&["ana"]).await;
        assert_eq!(block.changes.len(), 3, "{field}: {block:?}");
    }
    house.sandbox.faults().clear();
    house.odd("expires", 0);
    let block = house.block_plan(&["ana"]).await;
    let applied = house.operator.apply(&block).await;
    assert!(applied.report.outcomes.iter().all(|(_, outcome)| outcome.kind == Done), "{applied:?}");
    assert!(house.is_key_blocked("ana") && house.is_deactivated("ana"));
}
