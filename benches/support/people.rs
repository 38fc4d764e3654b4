//! Invented people for the benchmarks: the same ones in every run, without a seed to choose.
//!
//! Of a hundred people about eighty have one id on both servers, twelve are linked by e-mail, two
//! by `sso_user_id`, one was renamed, and five are on one server alone.

use bursar::domain::{
    Account, AccountId, Budget, BursarMetadata, Caller, Email, Expiry, Group, GroupId, Key,
    KeyHash, Limit, Listing, ProxySide, ProxyUser, ProxyUserId, Role, ServerInfo, Side, Snapshot,
    Team, TeamId, Text, Usd, WebuiSide, Window,
};
use jiff::Timestamp;

const GIVEN: [&str; 12] = [
    "Ana", "Ben", "Cho", "Dana", "Emeka", "Fatima", "Goran", "Hana", "Ilse", "Jamal", "Keiko",
    "Løvø",
];
const FAMILY: [&str; 10] =
    ["Ruiz", "Okafor", "Min-ji", "Weber", "Sato", "Haddad", "Novak", "O'Brien", "Müller", "Silva"];

/// A number that looks random and follows from `n` (`SplitMix64`).
fn mix(n: usize) -> u64 {
    let mut x = (n as u64).wrapping_add(0x9E37_79B9_7F4A_7C15);
    x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    x ^ (x >> 31)
}

fn pick<'a>(words: &[&'a str], n: u64) -> &'a str {
    let index = usize::try_from(n % words.len() as u64).unwrap_or(0);
    words.get(index).copied().unwrap_or_default()
}

/// As long as a UUID, as the servers' ids are.
fn id(n: usize, side: u64) -> String {
    let a = mix(n);
    let b = mix(n ^ 0x5DEE_CE66) ^ side;
    format!(
        "{:08x}-{:04x}-4{:03x}-a{:03x}-{n:012x}",
        a >> 32,
        (a >> 16) & 0xffff,
        a & 0xfff,
        b & 0xfff
    )
}

fn name(n: usize) -> String {
    let dice = mix(n);
    format!("{} {} {n}", pick(&GIVEN, dice), pick(&FAMILY, dice >> 8))
}

fn email(n: usize) -> String {
    let dice = mix(n);
    let given = pick(&GIVEN, dice).to_lowercase();
    format!("{given}.{n}@campus.example.edu")
}

/// The moment all of it is seen at.
pub(crate) fn now() -> Timestamp {
    Timestamp::from_second(1_795_248_000).unwrap_or(Timestamp::UNIX_EPOCH)
}

/// What is special about the person of that number.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    SameId,
    ByEmail,
    BySso,
    Renamed,
    OnlyProxy,
    OnlyWebui,
}

fn kind(n: usize) -> Kind {
    match n % 100 {
        0..80 => Kind::SameId,
        80..92 => Kind::ByEmail,
        92..94 => Kind::BySso,
        94 => Kind::Renamed,
        95..97 => Kind::OnlyProxy,
        _ => Kind::OnlyWebui,
    }
}

fn user(n: usize, kind: Kind) -> ProxyUser {
    let dice = mix(n);
    let cents = i64::try_from(dice % 2_000).unwrap_or(0);
    let limit = match dice % 7 {
        0 => Limit::Unlimited,
        _ => Limit::Amount(Usd::from_micros(10_000_000)),
    };
    let own_id = if matches!(kind, Kind::ByEmail | Kind::BySso) { id(n, 1) } else { id(n, 0) };
    ProxyUser {
        id: ProxyUserId::new(own_id),
        email: (kind != Kind::BySso).then(|| Email::new(email(n))),
        alias: Some(Text::from(if kind == Kind::Renamed {
            format!("{} (old)", name(n))
        } else {
            name(n)
        })),
        role: Some(Text::from("internal_user")),
        sso_user_id: (kind == Kind::BySso).then(|| Text::from(id(n, 0))),
        spend: Some(Usd::from_micros(cents * 10_000)),
        budget: Budget {
            limit,
            window: Some(Window::from_server("30d")),
            resets_at: Timestamp::from_second(now().as_second() + cents * 600).ok().map(Into::into),
        },
        teams: Some(vec![TeamId::new(format!("team-{}", dice % 100))]),
        models: Some(vec![Text::from("gpt-4o-mini"), Text::from("campus-llama")]),
        active: true,
        bursar: BursarMetadata::default(),
        created_at: Some(now().into()),
    }
}

fn account(n: usize) -> Account {
    Account {
        id: AccountId::new(id(n, 0)),
        name: Text::from(name(n)),
        email: Some(Email::new(email(n))),
        role: Role::User,
        last_active_at: Timestamp::from_second(
            now().as_second() - i64::try_from(mix(n) % 1_000_000).unwrap_or(0),
        )
        .ok()
        .map(Into::into),
    }
}

fn key(n: usize, owner: &ProxyUser, number: usize) -> Key {
    Key {
        hash: KeyHash::new(format!("{:016x}{:016x}{:016x}{:016x}", mix(n), mix(n + 1), n, number)),
        name: Some(Text::from("sk-...abcd")),
        alias: Some(Text::from(format!("key-{n}-{number}"))),
        user_id: Some(owner.id.clone()),
        team_id: None,
        spend: owner.spend,
        budget: Budget::default(),
        windows: Some(Vec::new()),
        row: None,
        models: Some(Vec::new()),
        expires: Expiry::Never,
        blocked: Some(n.is_multiple_of(50)),
        last_active_at: Some(now().into()),
        created_at: Some(now().into()),
    }
}

/// That many people on both servers, with three keys for two of them, teams and groups.
pub(crate) fn snapshot(people: usize) -> Snapshot {
    assemble(people, |n| kind(n) != Kind::OnlyWebui)
}

/// The same people, every second of whom the proxy does not know.
pub(crate) fn half_missing_at_the_proxy(people: usize) -> Snapshot {
    assemble(people, |n| n % 2 == 0)
}

fn assemble(people: usize, is_at_proxy: impl Fn(usize) -> bool) -> Snapshot {
    let users: Vec<(usize, ProxyUser)> =
        (0..people).filter(|&n| is_at_proxy(n)).map(|n| (n, user(n, kind(n)))).collect();
    let keys = users
        .iter()
        .flat_map(|(n, owner)| (0..=(n % 2)).map(move |number| key(*n, owner, number)))
        .collect();
    let accounts: Vec<Account> =
        (0..people).filter(|&n| kind(n) != Kind::OnlyProxy).map(account).collect();
    let members = accounts.chunks(accounts.len().div_ceil(20).max(1));
    let groups = members
        .enumerate()
        .map(|(n, of)| Group {
            id: GroupId::new(format!("group-{n}")),
            name: Text::from(format!("Group {n}")),
            members: of.iter().map(|account| account.id.clone()).collect(),
        })
        .collect();
    let teams = (0..100).map(|n| Team {
        id: TeamId::new(format!("team-{n}")),
        alias: Some(Text::from(format!("Team {n}"))),
        spend: Some(Usd::ZERO),
        budget: Budget::default(),
        windows: Some(Vec::new()),
        member_budget_id: None,
        models: Some(Vec::new()),
        blocked: Some(false),
        members: Some(people / 100),
    });
    Snapshot {
        observed_at: now(),
        proxy: Side::Seen(ProxySide {
            server: ServerInfo {
                version: Some(Text::from("1.106.2")),
                enforces_scim_active: true,
                has_bulk_create: true,
                has_activity_of_user: true,
            },
            caller: Caller::MasterKey,
            users: Listing::complete(users.into_iter().map(|(_, user)| user).collect()),
            keys: Listing::complete(keys),
            teams: Listing::complete(teams.collect()),
            customers: Listing::default(),
            models: Vec::new(),
        }),
        webui: Side::Seen(WebuiSide {
            server: ServerInfo { version: Some(Text::from("0.12.4")), ..ServerInfo::default() },
            caller: Caller::Account { id: None },
            first_account: None,
            accounts: Listing::complete(accounts),
            groups: Listing::complete(groups),
            models: Vec::new(),
        }),
    }
}
