//! A minted key is handed out once and kept nowhere.

use std::cell::RefCell;
use std::io;

use bursar::engine::{RevealKind, cache, observe};
use bursar::plan::OutcomeKind::{Done, Failed, Unknown};
use bursar::plan::make::MintWish;
use tracing_subscriber::Layer;
use tracing_subscriber::filter::dynamic_filter_fn;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

use super::*;

async fn mint_plan(house: &House) -> Plan {
    let roster = house.operator.look().await;
    let wish = MintWish { alias: Some("lab-1".to_owned()), ..MintWish::default() };
    make::mint(&roster, &indices(&roster, &["ana"]), &wish, &house.operator.context())
}

thread_local! {
    /// What was logged in this thread, at every level, while it is wanted.
    static LOG: RefCell<Option<Vec<u8>>> = const { RefCell::new(None) };
}

struct Log;

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        LOG.with_borrow_mut(|log| log.as_mut().map(|log| log.extend_from_slice(bytes)));
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Logs to [`LOG`] from now on. One subscriber for the whole process that looks at the thread:
/// whether a place logs at all is remembered for all threads together.
fn log_here() {
    let is_wanted = dynamic_filter_fn(|_, _| LOG.with_borrow(Option::is_some));
    let layer = tracing_subscriber::fmt::layer().with_writer(|| Log).with_filter(is_wanted);
    tracing_subscriber::registry().with(layer).try_init().ok();
    LOG.set(Some(Vec::new()));
}

#[tokio::test]
async fn the_key_is_in_no_journal_no_cache_no_log_and_no_report() {
    let house = House::empty().await;
    house.person("ana");
    log_here();
    let plan = mint_plan(&house).await;
    let applied = house.operator.carry_out(&plan).await;
    let snapshot = observe(&house.operator.session, &|_| ()).await;
    let log = String::from_utf8(LOG.take().unwrap()).unwrap();
    let key = applied.secret();
    assert!(key.starts_with("sk-"));
    let cached = house.operator.journal().with_file_name("snapshot.json");
    cache::save(&cached, &snapshot).unwrap();
    assert!(log.contains("/key/generate"), "nothing was captured:\n{log}");
    let places = [
        ("the journal", fs_err::read_to_string(house.operator.journal()).unwrap()),
        ("the cache", fs_err::read_to_string(cached).unwrap()),
        ("the log", log),
        ("the report", format!("{applied:?}")),
        ("the session", format!("{:?}", house.operator.session)),
    ];
    for (place, text) in places {
        for secret in [key.as_str(), house.sandbox.master_key(), house.sandbox.webui_key()] {
            assert!(!text.contains(secret), "{place} tells a secret");
        }
    }
    let RevealKind::Key { alias, hash, .. } = &applied.reveals[0].kind else { panic!() };
    assert_eq!(alias, "lab-1");
    assert_eq!(house.sandbox.proxy().key(&key).unwrap().token, *hash);
}

#[tokio::test]
async fn a_key_whose_answer_was_lost_is_found_by_its_alias_and_not_made_twice() {
    for trouble in [Trouble::ResetAfter, Trouble::TruncatedBody, Trouble::MalformedJson] {
        let house = House::empty().await;
        house.person("ana");
        let plan = mint_plan(&house).await;
        house.fail(writes_to(Server::Proxy, trouble.clone()));
        house.forget_requests();
        let applied = house.operator.apply(&plan).await;
        assert_eq!(kinds(&applied), [Failed], "{trouble:?}");
        assert!(applied.reveals.is_empty());
        let outcome = applied.outcome(&plan, "mint_key");
        assert!(outcome.detail.contains("nobody has seen it"), "{outcome}");
        let made = outcome.created.clone().unwrap();
        assert_eq!(house.sandbox.proxy().key(&made).unwrap().key_alias.as_deref(), Some("lab-1"));
        assert_eq!(house.take_writes(), ["POST /key/generate"]);
    }
}

#[tokio::test]
async fn a_key_that_was_perhaps_never_made_is_unknown() {
    let house = House::empty().await;
    house.person("ana");
    let plan = mint_plan(&house).await;
    house.fail(writes_to(Server::Proxy, Trouble::ResetBefore));
    house.forget_requests();
    let applied = house.operator.apply(&plan).await;
    assert_eq!(kinds(&applied), [Unknown]);
    assert!(applied.outcome(&plan, "mint_key").detail.contains("may appear late"));
    assert_eq!(house.take_writes(), ["POST /key/generate"]);
}

#[tokio::test]
async fn a_key_that_its_owners_budget_refuses_is_handed_out_all_the_same() {
    let house = House::empty().await;
    house.person("ana");
    let plan = mint_plan(&house).await;
    house.sandbox.proxy().with(|state| {
        let user = state.users.get_mut("ana").unwrap();
        user.metadata.insert("scim_active".to_owned(), serde_json::json!(false));
    });
    let applied = house.operator.apply(&plan).await;
    assert_eq!(kinds(&applied), [Done]);
    let detail = &applied.outcome(&plan, "mint_key").detail;
    assert!(detail.contains("but the proxy refuses it"), "{detail}");
    assert!(!detail.contains(&applied.secret()), "{detail}");
}
