//! Whatever is known: nothing panics, and what is not known never turns a refusal into a welcome.

use proptest::prelude::*;

use super::*;
use crate::access::facts::{NamedPurse, OrganizationFacts, ProjectFacts};
use crate::access::sample::project;
use crate::domain::Usd;

fn amount() -> impl Strategy<Value = Usd> {
    prop_oneof![
        Just(Usd::ZERO),
        Just(Usd::from_micros(i64::MAX)),
        Just(Usd::from_micros(i64::MIN)),
        (-3_i64..13).prop_map(|dollars| Usd::from_micros(dollars * 1_000_000)),
        any::<i64>().prop_map(Usd::from_micros),
    ]
}

fn fact<T: std::fmt::Debug + Clone + 'static>(
    value: impl Strategy<Value = T> + 'static,
) -> BoxedStrategy<Fact<T>> {
    prop_oneof![
        6 => value.prop_map(Fact::Is),
        2 => Just(Fact::Absent),
        1 => Just(Fact::unknown("it could not be read")),
    ]
    .boxed()
}

fn a_purse() -> impl Strategy<Value = PurseFacts> {
    let limit = fact(prop::option::of(amount()).prop_map(|limit| crate::domain::Budget {
        limit: limit.into(),
        ..crate::domain::Budget::default()
    }));
    let entries = prop::collection::vec((fact(amount()), fact(amount())), 0..2);
    (fact(amount()), limit, entries, any::<bool>()).prop_map(|(spend, budget, more, windows)| {
        let mut purse = PurseFacts::new(spend, budget);
        for (spend, limit) in more {
            let like = with(Check::KeyWindow, PurseFacts::default());
            let Fact::Is(mut key) = like.key else { panic!() };
            let mut window = key.purse.windows.remove(0);
            (window.spend, window.limit) = (spend.clone(), limit.clone());
            if windows {
                purse.windows.push(window);
            } else {
                purse.per_model.push(crate::access::facts::ModelPurse {
                    model: "gpt-4o-mini".into(),
                    limit,
                    spend,
                    window: None,
                });
            }
        }
        purse
    })
}

fn a_list() -> impl Strategy<Value = ModelList> {
    let name = prop::sample::select(vec![
        "gpt-4o-mini",
        "gpt-4o",
        "*",
        "openai/*",
        "large",
        "all-proxy-models",
        "all-team-models",
        "no-default-models",
        "other",
        "(",
        "gpt-*",
    ]);
    fact(prop::collection::vec(name.prop_map(Into::into), 0..3))
        .prop_map(|names| ModelList { names, ..ModelList::default() })
}

fn a_key() -> impl Strategy<Value = KeyFacts> {
    let states = (fact(any::<bool>()), any::<bool>(), any::<bool>(), any::<bool>());
    (a_purse(), a_list(), states).prop_map(|(purse, models, (blocked, master, team, owner))| {
        KeyFacts {
            purse,
            models,
            blocked,
            is_master: master && team,
            team: team.then(|| TeamId::new("t-1")),
            owner: owner.then(|| crate::domain::ProxyUserId::new("ana")),
            ..key()
        }
    })
}

prop_compose! {
    fn a_situation()(
        key in fact(a_key()),
        user in fact((a_purse(), a_list(), fact(any::<bool>())).prop_map(
            |(purse, models, active)| Arc::new(UserFacts { active, purse, models, ..user() }))),
        team in fact((a_purse(), a_list(), fact(any::<bool>())).prop_map(
            |(purse, models, blocked)| Arc::new(TeamFacts { blocked, purse, models, ..team() }))),
        member in fact((a_purse(), a_list()).prop_map(
            |(purse, models)| MemberFacts { purse, models })),
        organization in fact(a_purse().prop_map(|purse| {
            Arc::new(OrganizationFacts { id: "o-1".into(), alias: None, purse })
        })),
        project in fact((a_purse(), a_list()).prop_map(
            |(purse, models)| Arc::new(ProjectFacts { purse, models, ..project() }))),
        customer in fact((a_purse(), a_list()).prop_map(
            |(purse, models)| CustomerFacts { purse, models, ..customer() })),
        named in fact(a_purse().prop_map(|purse| {
            vec![NamedPurse { name: "large".into(), purse }]
        })),
        global in fact(a_purse()),
        free in fact(any::<bool>()),
        server in (fact(any::<bool>()), fact(amount()), 0_usize..4),
    ) -> Situation {
        let version = [Some("1.82.3"), Some("1.98.0"), Some("1.109.1"), None][server.2];
        let models = catalog().models.map(|mut models| {
            for one in &mut models {
                one.free = free.clone();
            }
            models
        });
        Situation {
            server: ServerFacts {
                version: version.map(Into::into),
                user_budget_on_team_keys: server.0,
                estimate: server.1,
                workers_without_redis: Fact::Absent,
            },
            catalog: Arc::new(Catalog { models, aliases: Vec::new() }),
            tags: named.clone(),
            access_groups: named,
            key, user, team, member, organization, project, customer, global,
            ..personal()
        }
    }
}

/// The situation with one thing forgotten.
fn forget(situation: &Situation, which: usize) -> Situation {
    let mut less = situation.clone();
    let why = "it was forgotten";
    match which {
        0 => less.key = Fact::unknown(why),
        1 => less.user = Fact::unknown(why),
        2 => less.team = Fact::unknown(why),
        3 => less.member = Fact::unknown(why),
        4 => less.organization = Fact::unknown(why),
        5 => less.project = Fact::unknown(why),
        6 => less.customer = Fact::unknown(why),
        7 => less.tags = Fact::unknown(why),
        8 => less.access_groups = Fact::unknown(why),
        9 => less.global = Fact::unknown(why),
        10 => less.server.user_budget_on_team_keys = Fact::unknown(why),
        11 => less.server.estimate = Fact::unknown(why),
        _ => {
            let models = Fact::unknown(why);
            less.catalog = Arc::new(Catalog { models, aliases: Vec::new() });
        }
    }
    less
}

proptest! {
    #[test]
    fn any_situation_can_be_judged_and_said(situation in a_situation()) {
        let ladder = judge(&situation, now());
        prop_assert!(ladder.by.is_some() == (ladder.verdict == Verdict::Refused));
        prop_assert!(ladder.by < ladder.then || ladder.then.is_none());
        prop_assert!(ladder.rungs.iter().all(|rung| rung.refuses() == rung.says.is_some()));
        prop_assert!(ladder.rungs.iter().all(|rung| !rung.detail.is_empty()));
        let sentence = crate::access::sentence(&ladder, now());
        prop_assert!(sentence.ends_with('.'), "{sentence}");
        let remedies = crate::access::remedies(&situation, &ladder, now());
        prop_assert_eq!(remedies.is_empty(), ladder.verdict != Verdict::Refused);
    }

    #[test]
    fn to_know_less_never_turns_a_refusal_into_a_welcome_nor_a_welcome_into_a_refusal(
        situation in a_situation(),
        which in 0_usize..13,
    ) {
        // To forget the key is to forget which of the owner's it is.
        let is_the_owners = situation.key.known().is_some_and(|key| !key.is_master);
        prop_assume!(which != 0 || is_the_owners);
        let more = judge(&situation, now());
        let less = judge(&forget(&situation, which), now());
        match more.verdict {
            Verdict::Refused => prop_assert_ne!(less.verdict, Verdict::Accepted),
            Verdict::Accepted => prop_assert_ne!(less.verdict, Verdict::Refused),
            Verdict::Unknown => prop_assert_eq!(less.verdict, Verdict::Unknown),
        }
        // What refuses, and does not hang on what was forgotten, refuses still.
        for rung in less.rungs.iter().filter(|rung| rung.refuses()) {
            let before = more.rungs.iter().any(|one| one.check == rung.check && one.refuses());
            prop_assert!(before, "{} refuses only now", rung.check);
        }
    }
}
