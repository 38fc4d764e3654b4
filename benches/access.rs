//! Judging all keys of one person who has many, in many teams.

use std::hint::black_box;
use std::sync::Arc;

use bursar::access::facts::{
    CustomerFacts, Fact, KeyFacts, MemberFacts, ModelPurse, NamedPurse, PurseFacts, ServerFacts,
    Situation, TeamFacts, UserFacts, WindowPurse,
};
use bursar::access::models::{Catalog, ModelList, Served};
use bursar::access::{self, Ladder, judge};
use bursar::domain::{Budget, Email, KeyHash, ProxyUserId, TeamId, Usd, Window};
use criterion::{Criterion, criterion_group, criterion_main};
use jiff::Timestamp;

const KEYS: i64 = 50;
const TEAMS: i64 = 20;
const MODELS: usize = 40;

fn now() -> Timestamp {
    Timestamp::from_second(1_795_248_000).unwrap_or_default()
}

fn catalog() -> Catalog {
    let served = |n: usize| Served {
        name: format!("model-{n}").into(),
        underlying: Some(format!("openai/model-{n}").into()),
        provider: Some("openai".into()),
        access_groups: vec![format!("group-{}", n % 5).into()],
        team: None,
        free: Fact::Is(false),
    };
    Catalog { models: Fact::Is((0..MODELS).map(served).collect()), aliases: Vec::new() }
}

/// A spend below its limit, with a window and an amount for the model beside.
fn purse(n: i64) -> PurseFacts {
    let dollars = |dollars: i64| Usd::from_micros(dollars * 1_000_000);
    let budget = Budget {
        limit: Some(dollars(100)).into(),
        window: Some(Window::from_server("30d")),
        resets_at: now().checked_add(jiff::SignedDuration::from_hours(48)).ok().map(Into::into),
    };
    let spend = Fact::Is(dollars(n % 90));
    let window = WindowPurse {
        window: Window::from_server("1d"),
        limit: Fact::Is(dollars(5)),
        spend: Fact::unknown("the proxy shows it nowhere"),
        resets_at: None,
    };
    let model = ModelPurse {
        model: "model-7".into(),
        limit: Fact::Is(dollars(50)),
        spend: spend.clone(),
        window: None,
    };
    let (windows, per_model) = (vec![window], vec![model]);
    PurseFacts { windows, per_model, ..PurseFacts::new(spend, Fact::Is(budget)) }
}

/// A list that the model is found on at its end, through a group.
fn list() -> ModelList {
    ModelList::of(["model-1", "model-2", "anthropic/*", "bedrock/us.*", "group-2"])
}

fn team(n: i64) -> TeamFacts {
    TeamFacts {
        id: TeamId::new(format!("team-{n}")),
        alias: Some(format!("Team {n}").into()),
        blocked: Fact::Is(false),
        purse: purse(n),
        models: list(),
        aliases: vec![("fast".into(), "model-7".into())],
        member_default: Fact::Absent,
    }
}

fn key(n: i64) -> KeyFacts {
    KeyFacts {
        hash: KeyHash::new(format!("{n:064x}")),
        name: Some("sk-...abcd".into()),
        alias: Some(format!("key-{n}").into()),
        is_master: false,
        owner: Some(ProxyUserId::new("ana")),
        team: Some(TeamId::new(format!("team-{}", n % TEAMS))),
        blocked: Fact::Is(false),
        expires: Fact::Is(now()),
        purse: purse(n),
        models: list(),
        throttles: false,
    }
}

fn situations() -> Vec<Situation> {
    let catalog = Arc::new(catalog());
    let teams: Vec<Arc<TeamFacts>> = (0..TEAMS).map(|n| Arc::new(team(n))).collect();
    let user = Arc::new(UserFacts {
        id: ProxyUserId::new("ana"),
        email: Some(Email::new("ana@example.edu")),
        alias: None,
        active: Fact::Is(true),
        block: None,
        purse: purse(3),
        models: ModelList::default(),
    });
    let customer = CustomerFacts {
        id: "ana".into(),
        alias: None,
        blocked: Fact::Is(false),
        purse: purse(5),
        default: Fact::Absent,
        models: list(),
    };
    let one = |(n, team): (i64, &Arc<TeamFacts>)| Situation {
        server: ServerFacts {
            version: Some("1.109.1".into()),
            user_budget_on_team_keys: Fact::Is(true),
            estimate: Fact::Is(Usd::from_micros(9_800)),
            workers_without_redis: Fact::Is(false),
        },
        model: Some("model-7".into()),
        catalog: Arc::clone(&catalog),
        key: Fact::Is(key(n)),
        user: Fact::Is(Arc::clone(&user)),
        team: Fact::Is(Arc::clone(team)),
        member: Fact::Is(MemberFacts { purse: purse(n), models: list() }),
        organization: Fact::Absent,
        project: Fact::Absent,
        tags: Fact::Is(vec![NamedPurse { name: "course".into(), purse: purse(1) }]),
        access_groups: Fact::Is(vec![NamedPurse { name: "group-2".into(), purse: purse(2) }]),
        customer: Fact::Is(customer.clone()),
        global: Fact::Is(purse(4)),
    };
    (0..KEYS).zip(teams.iter().cycle()).map(one).collect()
}

fn judging(criterion: &mut Criterion) {
    let situations = situations();
    let ladders: Vec<Ladder> = situations.iter().map(|one| judge(one, now())).collect();
    assert!(ladders.iter().all(|ladder| ladder.rungs.len() > 25));
    let mut group = criterion.benchmark_group("50 keys in 20 teams");
    group.bench_function("judge", |bencher| {
        bencher.iter_with_large_drop(|| {
            black_box(&situations).iter().map(|one| judge(one, now())).collect::<Vec<_>>()
        });
    });
    // What any program pays that only hands the facts on.
    group.bench_function("copy of the facts", |bencher| {
        bencher.iter_with_large_drop(|| black_box(&situations).clone());
    });
    group.bench_function("sentences", |bencher| {
        bencher.iter_with_large_drop(|| {
            let said = ladders.iter().map(|ladder| access::sentence(black_box(ladder), now()));
            said.collect::<Vec<_>>()
        });
    });
}

criterion_group!(benches, judging);
criterion_main!(benches);
