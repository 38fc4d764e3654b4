//! Sessions of Open WebUI: few sign-ins are allowed, so bursar makes few.

use bursar::config::WebuiSignIn;
use bursar::domain::{Caller, Email, Side};
use serde_json::json;

use super::Pair;
use crate::operator::Operator;

pub(crate) async fn the_sixteenth_sign_in_in_three_minutes_is_refused(pair: &Pair) {
    let member = pair.account("ana", "user").await;
    for _ in 0..15 {
        assert_eq!(pair.sign_in(&member.email).await.status, 200);
    }
    let refused = pair.sign_in(&member.email).await;
    assert_eq!((refused.status, refused.at("/detail")), (429, json!("API rate limit exceeded")));
    assert_eq!(pair.sign_in(&pair.email("other")).await.status, 400);
    // A session that there is goes on.
    assert_eq!(member.session.get("/api/v1/auths/").await.status, 200);
}

async fn with_password(pair: &Pair, email: &str, password: &str) -> Operator {
    let mut profile = pair.servers.profile();
    profile.proxy = None;
    if let Some(endpoint) = &mut profile.webui
        && let WebuiSignIn::Key { key, .. } = &endpoint.sign_in
    {
        let mut secret = key.clone();
        secret.source = bursar::config::SecretSource::Inline(password.to_owned().into());
        endpoint.sign_in = WebuiSignIn::Password { email: Email::new(email), password: secret };
    }
    Operator::of(profile).await
}

pub(crate) async fn a_profile_with_a_password_signs_in_once(pair: &Pair) {
    let member = pair.account("boss", "admin").await;
    let operator = with_password(pair, &member.email, "Secret-of-nobody-1").await;
    // More observations than sign-ins are allowed.
    for _ in 0..16 {
        let roster = operator.look().await;
        let Some(side) = roster.webui() else { panic!("{:?}", roster.snapshot().webui) };
        let Caller::Account { id: Some(id) } = &side.caller else { panic!("{:?}", side.caller) };
        assert_eq!(id.raw(), member.id);
    }
    // A session that another admin ended is renewed.
    let revoke = format!("/api/v1/users/{}/sessions/revoke", member.id);
    assert_eq!(pair.webui().post(&revoke, json!({})).await.status, 200);
    assert!(operator.look().await.webui().is_some());
}

pub(crate) async fn a_wrong_password_is_not_tried_over_and_over(pair: &Pair) {
    let member = pair.account("boss", "admin").await;
    let operator = with_password(pair, &member.email, "wrong").await;
    for _ in 0..16 {
        let roster = operator.look().await;
        let Side::Failed(why) = &roster.snapshot().webui else { panic!("{roster:?}") };
        assert!(why.contains("the credential is not accepted"), "{why}");
    }
    assert_eq!(pair.sign_in(&member.email).await.status, 200);
}
