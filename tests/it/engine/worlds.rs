//! Whatever the world, a sync that was applied leaves nothing to sync.

use bursar::domain::{Authority, Role, RoleMap};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use super::*;

/// A record on one of the servers.
#[derive(Clone, Debug)]
struct Record {
    id: u8,
    email: Option<String>,
    name: Option<String>,
    role: &'static str,
}

#[derive(Clone, Debug)]
struct World {
    users: Vec<Record>,
    accounts: Vec<Record>,
    authority: Authority,
}

/// Few addresses, so that people meet; in every spelling.
fn email() -> impl Strategy<Value = String> {
    (0..6_u8, 0..4_u8).prop_map(|(who, spelling)| {
        let plain = format!("p{who}@campus.example.edu");
        match spelling {
            0 => plain.to_uppercase(),
            1 => format!(" {plain} "),
            _ => plain,
        }
    })
}

fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[A-Z][a-z]{1,6}",
        1 => Just(" padded ".to_owned()),
        1 => Just(String::new()),
        1 => Just("\u{1b}[31mRed".to_owned()),
        1 => Just("=cmd()".to_owned()),
        1 => Just("Ann \u{202e}nimda".to_owned()),
    ]
}

fn records(roles: &'static [&'static str]) -> impl Strategy<Value = Vec<Record>> {
    let record = (0..8_u8, prop::option::weighted(0.9, email()), prop::option::of(name()));
    let record = (record, prop::sample::select(roles))
        .prop_map(|((id, email, name), role)| Record { id, email, name, role });
    prop::collection::vec(record, 0..7)
}

fn worlds() -> impl Strategy<Value = World> {
    let authority =
        prop::sample::select(&[Authority::Webui, Authority::Proxy, Authority::Both][..]);
    let users = records(&["internal_user", "internal_user_viewer", "proxy_admin", ""]);
    let accounts = records(&["user", "admin", "pending"]);
    (users, accounts, authority).prop_map(|(users, accounts, authority)| World {
        users,
        accounts,
        authority,
    })
}

async fn build_world(world: &World) -> House {
    let house = House::with(Options::default(), |profile| {
        profile.sync.authority = world.authority;
        profile.sync.roles = RoleMap { proxy_admin: Role::Admin, ..RoleMap::default() };
    })
    .await;
    for record in &world.users {
        let id = format!("id{}", record.id);
        house.sandbox.proxy().add_user(&id, record.email.as_deref());
        house.sandbox.proxy().with(|state| {
            let user = state.users.get_mut(&id).unwrap();
            user.user_alias.clone_from(&record.name);
            user.user_role = (!record.role.is_empty()).then(|| record.role.to_owned());
        });
    }
    for record in &world.accounts {
        // Every account has an address, lower-cased and of its own.
        let Some(email) = record.email.as_ref().map(|email| email.trim().to_lowercase()) else {
            continue;
        };
        if house.sandbox.webui().account_with_email(&email).is_some() {
            continue;
        }
        let name = record.name.clone().unwrap_or_default();
        house.sandbox.webui().add_account(&format!("id{}", record.id), &email, &name, record.role);
    }
    house
}

async fn settles(world: &World) -> Result<(), TestCaseError> {
    let house = build_world(world).await;
    let plan = house.sync_plan().await;
    let applied = house.operator.apply(&plan).await;
    prop_assert!(applied.report.is_success(), "{world:#?}\n{plan:#?}\n{:#?}", applied.report);
    let again = house.sync_plan().await;
    prop_assert!(again.is_empty(), "{world:#?}\nfirst {plan:#?}\nagain {again:#?}");
    Ok(())
}

#[test]
fn a_sync_that_was_applied_leaves_nothing_to_sync() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let config = Config { cases: 64, failure_persistence: None, ..Config::default() };
    TestRunner::new(config)
        .run(&worlds(), |world| runtime.block_on(settles(&world)))
        .unwrap_or_else(|failure| panic!("{failure}"));
}
