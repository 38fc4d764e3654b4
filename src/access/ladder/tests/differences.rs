//! The same situations by the rules of 1.82.3 and of the newest: each difference by name, and no
//! other.

use pretty_assertions::assert_eq;

use super::*;
use crate::access::facts::NamedPurse;

const AMOUNTS: [(&str, &str, &str); 7] = [
    ("below", "3", "10"),
    ("at", "10", "10"),
    ("above", "11", "10"),
    ("zero", "0", "0"),
    ("past zero", "1", "0"),
    ("below zero", "0", "-1"),
    ("unlimited", "11", "-"),
];

const BUDGETS: [Check; 13] = [
    Check::KeyBudget,
    Check::KeyWindow,
    Check::KeyModelBudget,
    Check::UserBudget,
    Check::UserModelBudget,
    Check::TeamBudget,
    Check::TeamWindow,
    Check::MemberBudget,
    Check::ProjectBudget,
    Check::OrganizationBudget,
    Check::TagBudget,
    Check::CustomerBudget,
    Check::GlobalBudget,
];

/// What becomes of it: the check that refuses, else nothing.
fn outcome(version: &str, situation: Situation) -> Option<&'static str> {
    judge(&at(version, situation), now()).refusing().map(|rung| rung.check.word())
}

fn situations() -> Vec<(String, Situation)> {
    let mut all = Vec::new();
    for check in BUDGETS {
        for (name, spend, limit) in AMOUNTS {
            all.push((format!("{check} {name}"), with(check, purse(spend, limit))));
        }
    }
    all.extend(states());
    all.extend(lists());
    all
}

fn states() -> Vec<(String, Situation)> {
    let expired = Fact::Is("2026-11-20T08:00:00Z".parse().unwrap());
    let with_key = |key| Situation { key: Fact::Is(key), ..personal() };
    let with_user = |user| Situation { user: Fact::Is(Arc::new(user)), ..personal() };
    let with_team = |team| Situation { team: Fact::Is(Arc::new(team)), ..of_team() };
    let default = |limit: &str| Fact::Is(budget(limit));
    let member = |spend: &str| {
        Fact::Is(MemberFacts {
            purse: PurseFacts { spend: Fact::Is(usd(spend)), ..PurseFacts::default() },
            models: ModelList::default(),
        })
    };
    let mut expired_over = with(Check::MemberBudget, purse("10", "10"));
    let Fact::Is(key_of_team) = &mut expired_over.key else { panic!() };
    key_of_team.expires = expired.clone();
    let mut blocked_over = with(Check::CustomerBudget, purse("11", "10"));
    blocked_over.key = Fact::Is(KeyFacts { blocked: Fact::Is(true), ..key() });
    let mut team_keys = of_team();
    team_keys.user = Fact::Is(Arc::new(UserFacts { purse: purse("11", "10"), ..user() }));
    team_keys.server.user_budget_on_team_keys = Fact::Is(true);
    [
        ("key blocked", with_key(KeyFacts { blocked: Fact::Is(true), ..key() })),
        ("key expired", with_key(KeyFacts { expires: expired, ..key() })),
        ("user deactivated", with_user(UserFacts { active: Fact::Is(false), ..user() })),
        ("team blocked", with_team(TeamFacts { blocked: Fact::Is(true), ..team() })),
        (
            "member default reached",
            Situation {
                member: member("5"),
                ..with_team(TeamFacts { member_default: default("5"), ..team() })
            },
        ),
        (
            "member default of zero",
            Situation {
                member: member("5"),
                ..with_team(TeamFacts { member_default: default("0"), ..team() })
            },
        ),
        ("member budget at its limit, key expired", expired_over),
        ("customer over, key blocked", blocked_over),
        ("owner over, key of a team, server set so", team_keys),
    ]
    .map(|(name, situation)| (name.to_owned(), situation))
    .to_vec()
}

fn lists() -> Vec<(String, Situation)> {
    let models = || ModelList::of(["other"]);
    let with_key = |models| Situation { key: Fact::Is(KeyFacts { models, ..key() }), ..personal() };
    let over = || purse("11", "10");
    [
        ("key list", with_key(models())),
        (
            "key alias to a model that is not on its list",
            with_key(ModelList {
                aliases: vec![("gpt-4o-mini".into(), "gpt-4o".into())],
                ..ModelList::of(["gpt-4o-mini"])
            }),
        ),
        (
            "user list",
            Situation {
                user: Fact::Is(Arc::new(UserFacts { models: models(), ..user() })),
                ..personal()
            },
        ),
        (
            "team list",
            Situation {
                team: Fact::Is(Arc::new(TeamFacts { models: models(), ..team() })),
                ..of_team()
            },
        ),
        (
            "member list",
            Situation {
                member: Fact::Is(MemberFacts { purse: PurseFacts::default(), models: models() }),
                ..of_team()
            },
        ),
        (
            "customer list",
            Situation {
                customer: Fact::Is(CustomerFacts { models: models(), ..customer() }),
                ..personal()
            },
        ),
        (
            "access group over",
            Situation {
                access_groups: Fact::Is(vec![NamedPurse { name: "large".into(), purse: over() }]),
                ..with(Check::AccessGroupBudget, over())
            },
        ),
        ("model not served", Situation { model: Some("gpt-9".into()), ..personal() }),
    ]
    .map(|(name, situation)| (name.to_owned(), situation))
    .to_vec()
}

#[test]
fn the_oldest_and_the_newest_differ_in_these_and_in_nothing_else() {
    let differing: Vec<String> = situations()
        .into_iter()
        .filter_map(|(name, situation)| {
            let old = outcome("1.82.3", situation.clone()).unwrap_or("accepted");
            let new = outcome("1.109.1", situation).unwrap_or("accepted");
            (old != new).then(|| format!("{name}: {old} -> {new}"))
        })
        .collect();
    let expected = [
        // Windows came later.
        "key_window at: accepted -> key_window",
        "key_window above: accepted -> key_window",
        "key_window zero: accepted -> key_window",
        "key_window past zero: accepted -> key_window",
        "key_window below zero: accepted -> key_window",
        // Budgets for a model: > and zero unlimited; now >= and only less than zero unlimited.
        "key_model_budget at: accepted -> key_model_budget",
        "key_model_budget zero: accepted -> key_model_budget",
        "key_model_budget past zero: accepted -> key_model_budget",
        // Users: > has become >=.
        "user_budget at: accepted -> user_budget",
        "user_budget zero: accepted -> user_budget",
        "user_model_budget at: accepted -> user_model_budget",
        "user_model_budget above: accepted -> user_model_budget",
        "user_model_budget zero: accepted -> user_model_budget",
        "user_model_budget past zero: accepted -> user_model_budget",
        // Still >, but nothing can be set aside.
        "team_budget at: accepted -> reservation",
        "team_window at: accepted -> team_window",
        "team_window above: accepted -> team_window",
        "team_window zero: accepted -> team_window",
        "team_window past zero: accepted -> team_window",
        "team_window below zero: accepted -> team_window",
        // Projects: > has become >=.
        "project_budget at: accepted -> project_budget",
        "project_budget zero: accepted -> project_budget",
        // Organizations: zero and less was unlimited.
        "organization_budget zero: accepted -> organization_budget",
        "organization_budget past zero: accepted -> organization_budget",
        "organization_budget below zero: accepted -> organization_budget",
        "tag_budget at: accepted -> reservation",
        "customer_budget at: accepted -> reservation",
        // What is new.
        "user deactivated: accepted -> user_deactivated",
        "member default reached: accepted -> member_budget",
        // Another order.
        "member budget at its limit, key expired: key_expired -> member_budget",
        "customer over, key blocked: customer_budget -> key_blocked",
        "owner over, key of a team, server set so: accepted -> user_budget",
        "key alias to a model that is not on its list: accepted -> key_models",
        "member list: accepted -> member_models",
        "customer list: accepted -> customer_models",
        "access group over: accepted -> access_group_budget",
    ];
    assert_eq!(differing, expected);
}

#[rstest]
#[case(Check::KeyBudget, "1.82.3", 400)]
#[case(Check::KeyBudget, "1.84.10", 400)]
#[case(Check::KeyBudget, "1.85.0", 429)]
#[case(Check::KeyBudget, "1.103.11", 429)]
#[case(Check::KeyBudget, "1.104.0", 422)]
#[case(Check::KeyBudget, "1.109.1", 422)]
#[case(Check::KeyBlocked, "1.82.3", 401)]
#[case(Check::KeyBlocked, "1.109.1", 401)]
#[case(Check::KeyExpired, "1.84.0", 400)]
#[case(Check::KeyExpired, "1.109.1", 401)]
#[case(Check::KeyModels, "1.84.0", 401)]
#[case(Check::KeyModels, "1.109.1", 403)]
#[case(Check::ModelKnown, "1.109.1", 400)]
fn the_status_of_a_refusal_is_the_versions(
    #[case] check: Check,
    #[case] version: &str,
    #[case] status: u16,
) {
    let mut key = key();
    let mut model = "gpt-4o-mini";
    match check {
        Check::KeyBudget => key.purse = purse("11", "10"),
        Check::KeyBlocked => key.blocked = Fact::Is(true),
        Check::KeyExpired => key.expires = Fact::Is("2026-11-20T08:00:00Z".parse().unwrap()),
        Check::KeyModels => key.models = ModelList::of(["other"]),
        _ => model = "gpt-9",
    }
    let model = Some(model.into());
    let ladder = judge(&at(version, Situation { key: Fact::Is(key), model, ..personal() }), now());
    let refusing = ladder.refusing().unwrap();
    assert_eq!(refusing.check, check);
    assert_eq!(refusing.says.as_ref().unwrap().status, status);
}

#[rstest]
#[case(Some("1.82.3"), "1.82 rules")]
#[case(Some("1.106.2"), "1.106 rules")]
#[case(Some("v1.109.1-stable"), "1.109 rules")]
#[case(Some("1.120.0"), "1.109 rules; this server is 1.120.0, newer than bursar knows")]
#[case(Some("2.0.0"), "1.109 rules; this server is 2.0.0, newer than bursar knows")]
#[case(Some("1.65.4"), "1.82 rules; this server is 1.65.4, older than bursar knows")]
#[case(Some("nightly"), "1.109 rules; this server calls itself 'nightly'")]
#[case(None, "1.109 rules; the server does not say its version")]
fn whose_rules_judge_is_said(#[case] version: Option<&str>, #[case] judged_by: &str) {
    let mut situation = personal();
    situation.server.version = version.map(Into::into);
    assert_eq!(judge(&situation, now()).judged_by, judged_by);
}
