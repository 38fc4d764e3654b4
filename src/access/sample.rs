//! Small situations for tests.

use std::sync::Arc;

use super::check::Check;
use super::facts::{
    CustomerFacts, Fact, KeyFacts, MemberFacts, ModelPurse, NamedPurse, OrganizationFacts,
    ProjectFacts, PurseFacts, ServerFacts, Situation, TeamFacts, UserFacts, WindowPurse,
};
use super::models::{Catalog, ModelList, Served};
use crate::domain::{Budget, Email, KeyHash, ProxyUserId, TeamId, Usd, Window};

pub(crate) use crate::domain::sample::now;

/// Dollars; may be negative.
pub(crate) fn usd(word: &str) -> Usd {
    Usd::from_dollars(word.parse().unwrap()).unwrap()
}

/// A budget of so much, reset on Monday.
pub(crate) fn budget(limit: &str) -> Budget {
    Budget {
        limit: Some(usd(limit)).into(),
        window: Some(Window::from_server("7d")),
        resets_at: Some("2026-11-23T00:00:00Z".parse::<jiff::Timestamp>().unwrap().into()),
    }
}

/// So much spent of so much; `-` for no limit and `?` for not known.
pub(crate) fn purse(spend: &str, limit: &str) -> PurseFacts {
    let spend = match spend {
        "?" => Fact::unknown("the row has no spend"),
        spend => Fact::Is(usd(spend)),
    };
    let budget = match limit {
        "-" => Fact::Is(Budget::default()),
        "?" => Fact::unknown("the row has no limit"),
        limit => Fact::Is(budget(limit)),
    };
    PurseFacts::new(spend, budget)
}

/// Two models of one provider, the second in the access group `large`.
pub(crate) fn catalog() -> Catalog {
    let served = |name: &str, group: Option<&str>| Served {
        name: name.into(),
        underlying: Some(format!("openai/{name}").into()),
        provider: Some("openai".into()),
        access_groups: group.into_iter().map(Into::into).collect(),
        team: None,
        free: Fact::Is(false),
    };
    let models = vec![served("gpt-4o-mini", None), served("gpt-4o", Some("large"))];
    Catalog { models: Fact::Is(models), aliases: Vec::new() }
}

pub(crate) fn key() -> KeyFacts {
    KeyFacts {
        hash: KeyHash::new("f00d"),
        name: Some("sk-...abcd".into()),
        alias: Some("lab-3".into()),
        is_master: false,
        owner: Some(ProxyUserId::new("ana")),
        team: None,
        blocked: Fact::Absent,
        expires: Fact::Absent,
        purse: PurseFacts::default(),
        models: ModelList::default(),
        throttles: false,
    }
}

pub(crate) fn user() -> UserFacts {
    UserFacts {
        id: ProxyUserId::new("ana"),
        email: Some(Email::new("ana@example.edu")),
        alias: None,
        active: Fact::Absent,
        block: None,
        purse: PurseFacts::default(),
        models: ModelList::default(),
    }
}

pub(crate) fn team() -> TeamFacts {
    TeamFacts {
        id: TeamId::new("t-1"),
        alias: Some("physics".into()),
        blocked: Fact::Absent,
        purse: PurseFacts::default(),
        models: ModelList::default(),
        aliases: Vec::new(),
        member_default: Fact::Absent,
    }
}

pub(crate) fn customer() -> CustomerFacts {
    CustomerFacts {
        id: "c-1".into(),
        alias: None,
        blocked: Fact::Is(false),
        purse: PurseFacts::default(),
        default: Fact::Absent,
        models: ModelList::default(),
    }
}

pub(crate) fn project() -> ProjectFacts {
    ProjectFacts {
        id: "p-1".into(),
        alias: Some("survey".into()),
        blocked: Fact::Absent,
        purse: PurseFacts::default(),
        models: ModelList::default(),
    }
}

/// Ana's own key, for `gpt-4o-mini`, at the newest version known; nothing refuses.
pub(crate) fn personal() -> Situation {
    Situation {
        server: ServerFacts {
            version: Some("1.109.1".into()),
            user_budget_on_team_keys: Fact::Absent,
            estimate: Fact::Is(usd("0.01")),
            workers_without_redis: Fact::Is(false),
        },
        model: Some("gpt-4o-mini".into()),
        catalog: Arc::new(catalog()),
        key: Fact::Is(key()),
        user: Fact::Is(Arc::new(user())),
        team: Fact::Absent,
        member: Fact::Absent,
        organization: Fact::Absent,
        project: Fact::Absent,
        tags: Fact::Absent,
        access_groups: Fact::Absent,
        customer: Fact::Absent,
        global: Fact::Absent,
    }
}

/// Ana's key of her team.
pub(crate) fn of_team() -> Situation {
    Situation {
        key: Fact::Is(KeyFacts { team: Some(TeamId::new("t-1")), ..key() }),
        team: Fact::Is(Arc::new(team())),
        member: Fact::Is(MemberFacts {
            purse: PurseFacts::default(),
            models: ModelList::default(),
        }),
        ..personal()
    }
}

/// Ana's key, or that of her team where the check needs one, with this purse where the check looks.
pub(crate) fn with(check: Check, purse: PurseFacts) -> Situation {
    let single = |purse: &PurseFacts| ModelPurse {
        model: "gpt-4o-mini".into(),
        limit: limit(purse),
        spend: purse.spend.clone(),
        window: None,
    };
    let window = |purse: &PurseFacts| WindowPurse {
        window: Window::from_server("1d"),
        limit: limit(purse),
        spend: purse.spend.clone(),
        resets_at: None,
    };
    let models =
        |purse: &PurseFacts| PurseFacts { per_model: vec![single(purse)], ..PurseFacts::default() };
    let windows =
        |purse: &PurseFacts| PurseFacts { windows: vec![window(purse)], ..PurseFacts::default() };
    let with_key = |purse| Situation { key: Fact::Is(KeyFacts { purse, ..key() }), ..personal() };
    let with_user =
        |purse| Situation { user: Fact::Is(Arc::new(UserFacts { purse, ..user() })), ..personal() };
    let with_team =
        |purse| Situation { team: Fact::Is(Arc::new(TeamFacts { purse, ..team() })), ..of_team() };
    match check {
        Check::KeyBudget => with_key(purse),
        Check::KeyWindow => with_key(windows(&purse)),
        Check::KeyModelBudget => with_key(models(&purse)),
        Check::UserBudget => with_user(purse),
        Check::UserModelBudget => with_user(models(&purse)),
        Check::TeamBudget => with_team(purse),
        Check::TeamWindow => with_team(windows(&purse)),
        Check::MemberBudget => Situation {
            member: Fact::Is(MemberFacts { purse, models: ModelList::default() }),
            ..of_team()
        },
        Check::ProjectBudget => Situation {
            project: Fact::Is(Arc::new(ProjectFacts { purse, ..project() })),
            ..of_team()
        },
        Check::OrganizationBudget => Situation {
            organization: Fact::Is(Arc::new(OrganizationFacts {
                id: "o-1".into(),
                alias: Some("faculty".into()),
                purse,
            })),
            ..personal()
        },
        Check::TagBudget => Situation {
            tags: Fact::Is(vec![NamedPurse { name: "course".into(), purse }]),
            ..personal()
        },
        Check::AccessGroupBudget => Situation {
            model: Some("gpt-4o".into()),
            key: Fact::Is(KeyFacts { models: ModelList::of(["large"]), ..key() }),
            access_groups: Fact::Is(vec![NamedPurse { name: "large".into(), purse }]),
            ..personal()
        },
        Check::CustomerBudget => {
            Situation { customer: Fact::Is(CustomerFacts { purse, ..customer() }), ..personal() }
        }
        Check::GlobalBudget => Situation { global: Fact::Is(purse), ..personal() },
        other => panic!("{other} compares no amounts"),
    }
}

fn limit(purse: &PurseFacts) -> Fact<Usd> {
    match &purse.budget {
        Fact::Is(budget) => Fact::from_option(budget.limit.amount()),
        Fact::Absent => Fact::Absent,
        Fact::Unknown(why) => Fact::Unknown(why.clone()),
    }
}

/// At another version of the proxy.
pub(crate) fn at(version: &str, situation: Situation) -> Situation {
    let server = ServerFacts { version: Some(version.into()), ..situation.server };
    Situation { server, ..situation }
}
