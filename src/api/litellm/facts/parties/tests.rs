use super::*;
use crate::domain::{Limit, Usd};
use pretty_assertions::assert_eq;
use serde_json::json;

fn dollars(amount: i64) -> Usd {
    Usd::from_micros(amount * 1_000_000)
}

fn body() -> Value {
    json!({
        "user_id": "ana", "user_info": {
            "user_id": "ana", "user_email": "ana@x.edu", "spend": 3, "max_budget": -1,
            "models": ["gpt-4o"], "metadata": {"scim_active": false},
        },
        "keys": [
            {"token": "h1", "key_alias": "lab", "user_id": "ana", "team_id": "t", "spend": null,
             "max_budget": 2, "blocked": null, "organization_id": "o", "project_id": "p",
             "metadata": {"tags": ["red"], "temp_budget_increase": 1,
                          "temp_budget_expiry": "2026-12-01T00:00:00Z"},
             "budget_limits": [{"budget_duration": "1d", "max_budget": 1, "reset_at": null}],
             "access_group_ids": ["g"]},
            {"token": "h2", "team_id": "litellm-dashboard"},
            {"key_alias": "no token"},
        ],
        "teams": [
            {"team_id": "t", "team_alias": "lab", "spend": 1, "max_budget": null, "blocked": false,
             "metadata": {"team_member_budget_id": "def"},
             "litellm_model_table": {"model_aliases": "{\"fast\":\"gpt-4o-mini\"}"},
             "team_memberships": [{"user_id": "ana", "spend": 0.5, "budget_id": null}]},
        ],
    })
}

#[test]
fn one_answer_tells_a_user_with_keys_and_teams() {
    let told = holdings(JsonRow(&body()), &ProxyUserId::new("ana")).unwrap();
    assert_eq!(told.user.active, Fact::Is(false));
    let budget = told.user.purse.budget.known().unwrap();
    assert_eq!(budget.limit, Limit::Amount(dollars(-1)), "a negative budget stays what it is");
    let [record] = told.keys.as_slice() else { panic!("{:?}", told.keys) };
    assert!(record.key.purse.spend.is_unknown() && record.key.blocked.is_absent());
    assert_eq!(record.key.purse.raise.as_ref().unwrap().by, dollars(1));
    assert_eq!(record.key.purse.windows.len(), 1);
    assert!(record.key.models.groups.is_unknown(), "its access groups are still to be read");
    assert_eq!((&record.organization, &record.project), (&Some("o".into()), &Some("p".into())));
    assert_eq!((record.tags.len(), record.access_groups.len()), (1, 1));
    let [team] = told.teams.as_slice() else { panic!("{:?}", told.teams) };
    assert_eq!(team.team.aliases, [("fast".into(), "gpt-4o-mini".into())]);
    assert!(team.team.member_default.is_unknown(), "it is to be read of the team");
    assert_eq!(team.default_budget, Some("def".into()));
    let Fact::Is(member) = team.member(&ProxyUserId::new("ana")) else { panic!() };
    assert!(member.purse.budget.is_absent());
    assert!(team.member(&ProxyUserId::new("ben")).is_absent());
}

#[test]
fn another_ones_row_is_nobodys() {
    assert_eq!(holdings(JsonRow(&body()), &ProxyUserId::new("ben")), None);
    assert_eq!(holdings(JsonRow(&json!({"user_info": null})), &ProxyUserId::new("ana")), None);
    assert_eq!(holdings(JsonRow(&json!([])), &ProxyUserId::new("ana")), None);
}

#[test]
fn a_place_that_points_to_the_teams_default_has_its_amount_as_its_own() {
    let table = json!({"budget_id": "def", "max_budget": 4});
    let of_team = |places: Value, default: Value| {
        let row = json!({
            "team_info": {"team_id": "t", "metadata": {"team_member_budget_id": "def"},
                          "team_member_budget_table": default},
            "team_memberships": places,
        });
        whole_team(JsonRow(&row)).unwrap()
    };
    let place = |id: &str| json!([{"user_id": "ana", "spend": 1, "budget_id": id, "litellm_budget_table": table}]);
    let unlinked = json!([{"user_id": "ana", "spend": 1}]);
    let limit = |budget: &Fact<crate::domain::Budget>| budget.known().map(|budget| budget.limit);
    let four = Some(Limit::Amount(dollars(4)));
    for (places, own) in [(place("def"), four), (place("own"), four), (unlinked, None)] {
        let team = of_team(places, table.clone());
        assert_eq!(limit(&team.team.member_default), four);
        let Fact::Is(member) = team.member(&ProxyUserId::new("ana")) else { panic!() };
        assert_eq!(limit(&member.purse.budget), own);
    }
    let by_place = of_team(place("def"), Value::Null);
    assert_eq!(limit(&by_place.team.member_default), Some(Limit::Amount(dollars(4))));
}

#[test]
fn a_customer_without_a_budget_row_may_still_have_the_servers_default() {
    let told =
        customer(JsonRow(&json!({"user_id": "c", "spend": 1, "blocked": true, "models": []})));
    let told = told.unwrap();
    assert!(told.purse.budget.is_absent() && told.default.is_unknown());
    assert_eq!((told.blocked, told.purse.spend), (Fact::Is(true), Fact::Is(dollars(1))));
}
