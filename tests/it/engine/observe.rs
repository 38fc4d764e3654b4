//! Observing servers that answer badly, in part, or not at all.

use std::collections::BTreeSet;

use bursar::domain::{Side, Snapshot};
use bursar::engine::{cache, observe};
use bursar::roster::{PersonRef, Roster, SyncStatus};

use super::*;
use crate::operator::person;

fn failure<T>(side: &Side<T>) -> &str {
    match side {
        Side::Failed(why) => why,
        Side::Absent | Side::Seen(_) => panic!("it was seen"),
    }
}

fn statuses(roster: &Roster) -> BTreeSet<SyncStatus> {
    roster.people().map(PersonRef::sync).collect()
}

#[tokio::test]
async fn a_page_that_goes_missing_makes_people_unknown_and_never_gone() {
    let house = House::empty().await;
    for n in 0..130 {
        house.person(&format!("u{n:03}"));
    }
    house.sandbox.proxy().with(|state| state.serves_spend_users = false);
    let plan = house.sync_plan().await;
    assert_eq!(plan.changes.len(), 1, "only the first admin lacks a user");
    let missing = Fault::on(Server::Proxy, Trouble::MissingRows).path("/user/list");
    house.fail(missing.query("page=2"));
    let roster = house.operator.look().await;
    let problems: Vec<String> = roster.problems().collect();
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert!(problems[0].contains("counts 130 users but lists 100"), "{problems:?}");
    let unknown = roster.people().filter(|person| person.sync() == SyncStatus::Unknown).count();
    assert_eq!(unknown, 31);
    let plan = house.sync_plan().await;
    assert!(plan.is_empty(), "{plan:?}");
    assert_eq!(plan.skipped.len(), 31);
    assert!(plan.skipped[0].why.contains("a listing is incomplete"), "{:?}", plan.skipped[0]);
}

#[tokio::test]
async fn a_page_of_keys_that_goes_missing_blocks_nobody() {
    let house = House::empty().await;
    for n in 0..130 {
        house.person(&format!("u{n:03}"));
    }
    let missing = Fault::on(Server::Proxy, Trouble::MissingRows).path("/key/list");
    house.fail(missing.query("page=2"));
    let plan = house.block_plan(&["u007"]).await;
    assert!(plan.is_empty(), "{plan:?}");
    let why = &plan.refusals().next().unwrap().why;
    assert!(why.contains("the listing of keys is incomplete"), "{why}");
}

#[tokio::test]
async fn a_listing_of_accounts_that_fell_short_is_incomplete() {
    let house = House::empty().await;
    house.person("ana");
    house.fail(Fault::on(Server::Webui, Trouble::MissingRows).path("/api/v1/users/all"));
    let roster = house.operator.look().await;
    let problems: Vec<String> = roster.problems().collect();
    assert!(problems[0].contains("counts 2 accounts but lists 0"), "{problems:?}");
    assert_eq!(person(&roster, "ana").sync(), SyncStatus::Unknown);
}

#[tokio::test]
async fn with_one_server_down_the_other_is_usable_and_its_people_are_unknown() {
    let house = House::empty().await;
    house.person("ana");
    let gone = Sandbox::start(Options::default()).await.unwrap();
    let (proxy_url, webui_url) = (gone.proxy_url(), gone.webui_url());
    gone.shut_down().await;

    let without_proxy = Servers { proxy_url, ..Servers::of(&house.sandbox) };
    let operator = Operator::of(without_proxy.profile()).await;
    let roster = operator.look().await;
    let why = failure(&roster.snapshot().proxy);
    assert!(
        why.starts_with("LiteLLM (127.0.0.1:") && why.contains("nothing answers there"),
        "{why}"
    );
    assert!(why.contains("Check that LiteLLM runs at 127.0.0.1:"), "{why}");
    assert_eq!(statuses(&roster), BTreeSet::from([SyncStatus::Unknown]));
    let context = operator.context();
    let block = make::block(&roster, &indices(&roster, &["ana"]), &context);
    assert!(block.is_empty(), "{block:?}");
    let why = &block.refusals().next().unwrap().why;
    assert!(why.contains("LiteLLM did not answer"), "{why}");
    let everybody = crate::operator::everybody(&roster);
    let sync = make::sync(&roster, &everybody, &operator.session.profile().sync, &context);
    assert!(sync.is_empty(), "{sync:?}");

    let without_webui = Servers { webui_url, ..Servers::of(&house.sandbox) };
    let operator = Operator::of(without_webui.profile()).await;
    let roster = operator.look().await;
    let why = failure(&roster.snapshot().webui);
    assert!(
        why.starts_with("Open WebUI (127.0.0.1:") && why.contains("nothing answers there"),
        "{why}"
    );
    assert_eq!(person(&roster, "ana").sync(), SyncStatus::Unknown);
    let roster = operator.look().await;
    let reset = ResetScope::Users;
    let plan = make::reset(&roster, &indices(&roster, &["ana"]), reset, &operator.context());
    operator.carry_out(&plan).await;
}

#[tokio::test]
async fn a_web_page_before_the_servers_is_named_with_what_to_do() {
    for (server, name) in [(Server::Proxy, "LiteLLM"), (Server::Webui, "Open WebUI")] {
        let house = House::empty().await;
        house.fail(Fault::on(server, Trouble::Html));
        let roster = house.operator.look().await;
        let why = match server {
            Server::Proxy => failure(&roster.snapshot().proxy),
            Server::Webui => failure(&roster.snapshot().webui),
        };
        assert!(why.starts_with(&format!("{name} (127.0.0.1:")), "{why}");
        assert!(why.contains("cannot connect"), "{why}");
        let next = format!("? Correct the URL of {name} in the profile.");
        assert!(why.contains("is this URL really") && why.ends_with(&next), "{why}");
    }
}

#[tokio::test]
async fn a_server_that_recovers_is_seen_at_the_next_look() {
    let house = House::empty().await;
    house.person("ana");
    house.fail(Fault::on(Server::Proxy, Trouble::ServerError));
    house.fail(Fault::on(Server::Webui, Trouble::ServerError));
    let roster = house.operator.look().await;
    assert!(roster.is_empty());
    for why in [failure(&roster.snapshot().proxy), failure(&roster.snapshot().webui)] {
        assert!(why.contains("the server failed (500)"), "{why}");
    }
    house.sandbox.faults().clear();
    let roster = house.operator.look().await;
    assert!(roster.is_complete());
    assert_eq!(person(&roster, "ana").sync(), SyncStatus::InStep);
}

#[tokio::test]
async fn a_listing_that_fails_leaves_the_rest_of_its_server() {
    let house = House::empty().await;
    house.person("ana");
    for path in ["/v2/team/list", "/customer/list"] {
        house.fail(Fault::on(Server::Proxy, Trouble::ServerError).path(path));
    }
    house.fail(Fault::on(Server::Webui, Trouble::ServerError).path("/api/v1/groups"));
    let roster = house.operator.look().await;
    assert_eq!(person(&roster, "ana").sync(), SyncStatus::InStep);
    let problems: Vec<String> = roster.problems().collect();
    assert_eq!(problems.len(), 3, "{problems:?}");
    assert!(!roster.is_complete());
}

#[tokio::test]
async fn the_cache_gives_back_what_was_seen_hostile_names_and_all() {
    let sandbox = Sandbox::start(Options { people: 200, ..Options::default() }).await.unwrap();
    let operator = Operator::at(&sandbox).await;
    let snapshot: Snapshot = observe(&operator.session, &|_| ()).await;
    let path = operator.journal().with_file_name("snapshot.json");
    cache::save(&path, &snapshot).unwrap();
    assert_eq!(cache::load(&path).unwrap(), snapshot);
    let text = fs_err::read_to_string(&path).unwrap();
    assert!(text.contains("\\u001b"), "there is a hostile name");
    let is_harmful = |c: char| c.is_control() || matches!(c, '\u{200b}'..='\u{202e}' | '\u{feff}');
    assert_eq!(text.chars().find(|c| is_harmful(*c)), None);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs_err::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0);
    }
    let half: String = text.chars().take(text.chars().count() / 2).collect();
    fs_err::write(&path, half).unwrap();
    assert_eq!(cache::load(&path), None);
}
