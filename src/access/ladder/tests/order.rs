//! Everything refuses at once: the order is the proxy's.

use pretty_assertions::assert_eq;

use super::*;
use crate::access::facts::{NamedPurse, OrganizationFacts};
use crate::access::sample::project;

/// Whatever can refuse does, with a key of a team.
fn all_wrong() -> Situation {
    let models = || ModelList::of(["other"]);
    let over =
        || PurseFacts { windows: with_windows(), per_model: with_models(), ..purse("11", "10") };
    let expired = Fact::Is("2026-11-20T08:00:00Z".parse().unwrap());
    Situation {
        key: Fact::Is(KeyFacts {
            blocked: Fact::Is(true),
            expires: expired,
            purse: over(),
            models: models(),
            team: Some(TeamId::new("t-1")),
            ..key()
        }),
        user: Fact::Is(Arc::new(UserFacts {
            active: Fact::Is(false),
            purse: over(),
            models: models(),
            ..user()
        })),
        team: Fact::Is(Arc::new(TeamFacts {
            blocked: Fact::Is(true),
            purse: over(),
            models: models(),
            ..team()
        })),
        member: Fact::Is(MemberFacts { purse: over(), models: models() }),
        organization: Fact::Is(Arc::new(OrganizationFacts {
            id: "o-1".into(),
            alias: None,
            purse: over(),
        })),
        project: Fact::Is(Arc::new(crate::access::facts::ProjectFacts {
            blocked: Fact::Is(true),
            purse: over(),
            models: models(),
            ..project()
        })),
        tags: Fact::Is(vec![NamedPurse { name: "course".into(), purse: over() }]),
        customer: Fact::Is(CustomerFacts { purse: over(), models: models(), ..customer() }),
        global: Fact::Is(over()),
        server: ServerFacts { user_budget_on_team_keys: Fact::Is(true), ..personal().server },
        model: Some("gpt-9".into()),
        ..of_team()
    }
}

fn with_windows() -> Vec<crate::access::facts::WindowPurse> {
    match with(Check::KeyWindow, purse("2", "1")).key {
        Fact::Is(key) => key.purse.windows,
        _ => panic!(),
    }
}

fn with_models() -> Vec<crate::access::facts::ModelPurse> {
    match with(Check::KeyModelBudget, purse("2", "1")).key {
        Fact::Is(key) => {
            let mut entries = key.purse.per_model;
            entries[0].model = "gpt-9".into();
            entries
        }
        _ => panic!(),
    }
}

fn refusing(version: &str) -> String {
    let ladder = judge(&at(version, all_wrong()), now());
    let refusing = ladder.rungs.iter().filter(|rung| rung.refuses());
    refusing.map(|rung| rung.check.word()).collect::<Vec<_>>().join(" ")
}

#[test]
fn the_newest_asks_in_this_order() {
    assert_eq!(
        refusing("1.109.1"),
        "key_blocked key_models user_deactivated member_budget key_expired key_budget \
         key_model_budget user_model_budget customer_budget team_blocked team_models member_models \
         customer_models project_blocked project_models project_budget team_budget team_window \
         key_window organization_budget tag_budget user_budget customer_budget global_budget \
         model_known"
    );
}

#[test]
fn the_oldest_asks_the_customer_first_and_knows_fewer_checks() {
    assert_eq!(
        refusing("1.82.3"),
        "customer_budget key_blocked key_models member_budget key_expired key_budget \
         key_model_budget customer_budget team_blocked team_models project_blocked project_models \
         project_budget team_budget organization_budget tag_budget global_budget model_known"
    );
}
