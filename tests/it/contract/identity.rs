//! Who asks, and whom: what the servers say of a credential.

use bursar::domain::{Caller, ProxySide, Side, WebuiSide};
use serde_json::json;

use super::Pair;
use crate::operator::{Operator, Servers};

async fn proxy_side(pair: &Pair, key: &str) -> Side<ProxySide> {
    let servers = Servers { proxy_key: key.to_owned(), ..pair.servers.clone() };
    let mut profile = servers.profile();
    profile.webui = None;
    Operator::of(profile).await.look().await.snapshot().proxy.clone()
}

async fn webui_side(pair: &Pair, key: &str) -> Side<WebuiSide> {
    let servers = Servers { webui_key: key.to_owned(), ..pair.servers.clone() };
    let mut profile = servers.profile();
    profile.proxy = None;
    Operator::of(profile).await.look().await.snapshot().webui.clone()
}

fn failure<T: std::fmt::Debug>(side: Side<T>) -> String {
    match side {
        Side::Failed(why) => why,
        other => panic!("{other:?}"),
    }
}

pub(crate) async fn the_master_key_belongs_to_nobody_and_may_everything(pair: &Pair) {
    let side = proxy_side(pair, &pair.servers.proxy_key).await;
    let side = side.seen().unwrap();
    assert_eq!(side.caller, Caller::MasterKey);
    assert!(side.server.version.as_ref().is_some_and(|version| version.raw().starts_with("1.")));
    assert!(side.server.enforces_scim_active && side.server.has_bulk_create);
}

async fn key_of_role(pair: &Pair, role: &str) -> (String, Side<ProxySide>) {
    let user = pair.user("ana", json!({ "user_role": role })).await;
    let key = pair.key(&user, "k", json!({})).await;
    (user, proxy_side(pair, key.caller.credential().unwrap()).await)
}

pub(crate) async fn an_admins_key_is_known_for_its_owners(pair: &Pair) {
    let (user, side) = key_of_role(pair, "proxy_admin").await;
    let Caller::VirtualKey { user: Some(owner), read_only: false, .. } =
        &side.seen().unwrap().caller
    else {
        panic!("{side:?}")
    };
    assert_eq!(owner.raw(), user);
}

pub(crate) async fn a_viewers_key_reads_and_is_known_to_write_nothing(pair: &Pair) {
    let (_, side) = key_of_role(pair, "proxy_admin_viewer").await;
    let side = side.seen().unwrap();
    assert!(matches!(side.caller, Caller::VirtualKey { read_only: true, .. }), "{:?}", side.caller);
    assert!(side.users.is_complete() && side.keys.is_complete(), "{side:?}");
    assert!(side.teams.is_complete() && side.customers.is_complete(), "{side:?}");
}

pub(crate) async fn an_ordinary_key_is_told_that_it_is_no_administrators(pair: &Pair) {
    for role in ["internal_user", "internal_user_viewer"] {
        let user = pair.user(role, json!({ "user_role": role })).await;
        let key = pair.key(&user, &format!("k-{role}"), json!({})).await;
        let why = failure(proxy_side(pair, key.caller.credential().unwrap()).await);
        assert!(why.starts_with("LiteLLM (127.0.0.1:"), "{why}");
        assert!(why.contains("the credential is not an administrator's"), "{why}");
        assert!(why.contains("Use the master key, or a key of a user with the role"), "{why}");
    }
}

pub(crate) async fn a_key_the_proxy_does_not_know_is_told_so(pair: &Pair) {
    for key in ["sk-unknown", "no-key-at-all"] {
        let why = failure(proxy_side(pair, key).await);
        assert!(why.contains("the credential is not accepted"), "{why}");
        assert!(why.contains("Check the key in the profile"), "{why}");
        assert!(!why.contains(key), "{why}");
    }
}

pub(crate) async fn an_open_webui_admin_is_told_from_an_ordinary_account(pair: &Pair) {
    let (admin, user) = (pair.account("boss", "admin").await, pair.account("ana", "user").await);
    let side = webui_side(pair, admin.session.credential().unwrap()).await;
    let side = side.seen().unwrap();
    let Caller::Account { id: Some(id) } = &side.caller else { panic!("{:?}", side.caller) };
    assert_eq!(id.raw(), admin.id);
    assert!(side.first_account.as_ref().is_some_and(|first| *first != *id));
    assert!(side.accounts.is_complete() && side.groups.is_complete());
    // The key of the pair is the first admin's, and the server lets its status tell whose it is.
    let by_key = webui_side(pair, &pair.servers.webui_key).await;
    let by_key = by_key.seen().unwrap();
    assert_eq!(by_key.caller, Caller::Account { id: by_key.first_account.clone() });

    let why = failure(webui_side(pair, user.session.credential().unwrap()).await);
    assert!(why.contains("the credential is not an administrator's"), "{why}");
    assert!(why.contains("Use an API key or the sign-in of an admin."), "{why}");
    for key in ["sk-unknown", "garbage"] {
        let why = failure(webui_side(pair, key).await);
        assert!(why.starts_with("Open WebUI (127.0.0.1:"), "{why}");
        assert!(why.contains("the credential is not accepted"), "{why}");
    }
}

pub(crate) async fn servers_that_are_mistaken_for_each_other_are_named(pair: &Pair) {
    let servers = Servers {
        proxy_url: pair.servers.webui_url.clone(),
        webui_url: pair.servers.proxy_url.clone(),
        ..pair.servers.clone()
    };
    let roster = Operator::of(servers.profile()).await.look().await;
    let why = failure(roster.snapshot().proxy.clone());
    assert!(why.contains("is this URL really a LiteLLM proxy?"), "{why}");
    let why = failure(roster.snapshot().webui.clone());
    assert!(why.contains("is this URL really an Open WebUI server?"), "{why}");
}

pub(crate) async fn the_proxy_says_no_in_the_right_shape(pair: &Pair) {
    let proxy = pair.proxy();
    let anonymous = r#"GET /user/list -> 401 | /error/type = "auth_error""#;
    pair.check(&proxy.anonymous(), anonymous).await;
    let unknown = r#"GET /user/list -> 401 | /error/type = "token_not_found_in_db""#;
    pair.check(&proxy.with("sk-unknown"), unknown).await;
    let user = pair.user("ana", json!({})).await;
    pair.user("bob", json!({})).await;
    let ana = pair.key(&user, "k", json!({})).await;
    pair.check(
        &ana.caller,
        r#"
        GET /user/list -> 403
            | /detail/error = "Only proxy admins and organization admins can list users."
        POST /user/new {} -> 401 | /error/type = "auth_error"
        GET /customer/list -> 401
        GET /spend/users -> 200 | /0/user_id = "RUN-ana" | /1 = null
        GET /spend/users?user_id=RUN-bob -> 403
        GET /user/info?user_id=RUN-bob -> 403
        GET /key/list?user_id=RUN-bob -> 403
        "#,
    )
    .await;
    let viewer = pair.user("vi", json!({"user_role": "proxy_admin_viewer"})).await;
    let viewer = pair.key(&viewer, "v", json!({})).await;
    pair.check(
        &viewer.caller,
        r#"
        GET /user/list?page_size=1 -> 200
        GET /spend/users?user_id=RUN-ana -> 200 | /0/user_id = "RUN-ana"
        POST /user/update {"user_id": "RUN-ana", "max_budget": 1} -> 403
        POST /key/generate {} -> 403
        "#,
    )
    .await;
}
