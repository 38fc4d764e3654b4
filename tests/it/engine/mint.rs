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
    mint_of(house, "lab-1").await
}

async fn mint_of(house: &House, alias: &str) -> Plan {
    let roster = house.operator.look().await;
    let wish = MintWish { alias: Some(alias.to_owned()), ..MintWish::default() };
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
async fn a_key_that_was_refused_and_made_all_the_same_is_found_and_undone() {
    for status in [302, 400, 401, 404, 413, 429] {
        let house = House::empty().await;
        house.person("ana");
        let plan = mint_plan(&house).await;
        house.fail(writes_to(Server::Proxy, Trouble::AnsweredBy(status)).once());
        house.forget_requests();
        let applied = house.operator.apply(&plan).await;
        let outcome = applied.outcome(&plan, "mint_key");
        assert_eq!(outcome.kind, Failed, "{status}: {outcome}");
        assert!(outcome.detail.contains("nobody has seen it"), "{status}: {outcome}");
        assert_eq!(house.take_writes(), ["POST /key/generate"], "{status}");
        let undo = house.operator.undo_plan().await;
        house.operator.carry_out(&undo).await;
        assert!(house.sandbox.proxy().key(outcome.created.as_deref().unwrap()).is_none());
        assert_eq!(house.sandbox.proxy().keys_of("ana").len(), 1, "only the one she had");
    }
}

#[tokio::test]
async fn a_key_of_that_alias_that_may_be_anothers_is_named_and_left() {
    let house = House::empty().await;
    house.person("ana");
    let plan = mint_plan(&house).await;
    // Another hand mints it between our look and our write: a cache shows us the keys of before.
    let listing = Fault::on(Server::Proxy, Trouble::Stale).method("GET").path("/key/list");
    house.fail(listing.query("user_id=ana").times(2));
    let _primed = house.operator.apply(&mint_of(&house, "lab-0").await).await;
    house.sandbox.proxy().add_key("ana", "lab-1");
    let applied = house.operator.apply(&plan).await;
    let outcome = applied.outcome(&plan, "mint_key");
    assert_eq!((outcome.kind, &outcome.created), (Unknown, &None), "{outcome}");
    assert!(outcome.detail.contains("lab-1") && outcome.detail.contains("exists"), "{outcome}");
    assert!(applied.reveals.is_empty());
}

#[tokio::test]
async fn a_key_that_was_put_off_and_not_made_is_made_once_the_server_takes_it() {
    let house = House::empty().await;
    house.person("ana");
    let plan = mint_plan(&house).await;
    house.fail(writes_to(Server::Proxy, Trouble::RateLimited(0)).times(2));
    house.forget_requests();
    let applied = house.operator.apply(&plan).await;
    assert_eq!(kinds(&applied), [Done], "{:?}", applied.report);
    assert_eq!(house.take_writes(), ["POST /key/generate"; 3]);
}

#[tokio::test]
async fn a_minted_key_that_a_cache_does_not_list_yet_is_looked_at_a_second_time() {
    let house = House::empty().await;
    house.person("ana");
    let plan = mint_plan(&house).await;
    let listing = Fault::on(Server::Proxy, Trouble::MissingRows).method("GET").path("/key/list");
    house.fail(listing.after(1).once());
    let applied = house.operator.apply(&plan).await;
    assert_eq!(kinds(&applied), [Done], "{:?}", applied.report);
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
