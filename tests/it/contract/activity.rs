//! The daily activity: what was spent on each day, whose, and with which model.

use bursar::domain::activity::{Activity, Days, Missing, Span, Subject, Tally, Who};
use bursar::domain::{KeyHash, ProxyUserId, TeamId, Text, Usd};
use bursar::engine;
use jiff::Timestamp;
use serde_json::json;

use super::Pair;
use super::pair::{CHAT, WRITTEN, chat};
use crate::operator::{Operator, until};

fn week() -> Days {
    Span::Week.until(Timestamp::now())
}

/// The week's activity, once it tells of so many requests.
async fn once_told(operator: &Operator, subject: &Subject, requests: u64) -> Activity {
    until("the activity", WRITTEN, async || {
        let read = engine::activity(&operator.session, subject, week(), &|_, _| ()).await;
        let activity = read.unwrap_or_else(|why| panic!("{why}"));
        (activity.total().requests >= requests).then_some(activity)
    })
    .await
}

pub(crate) async fn calls_are_in_the_activity_of_their_day_user_key_team_and_model(pair: &Pair) {
    let ana = pair.user("ana", json!({})).await;
    let team = json!({"team_id": pair.id("t"), "team_alias": pair.id("lab")});
    assert_eq!(pair.proxy().post("/team/new", team).await.status, 200);
    let key = pair.key(&ana, "k", json!({"team_id": pair.id("t")})).await;
    key.until_status(200).await;
    assert_eq!(key.caller.post(CHAT, chat()).await.status, 200);
    let operator = pair.operator().await;
    let subjects = [
        Subject::User(ProxyUserId::new(&*ana)),
        Subject::Key(KeyHash::new(&*key.hash)),
        Subject::Team(TeamId::new(pair.id("t"))),
    ];
    for subject in subjects {
        let activity = once_told(&operator, &subject, 2).await;
        let total = activity.total();
        assert_eq!(activity.days.len(), 7);
        assert!(total.spend > Usd::ZERO && total.tokens > 0, "{subject:?}: {total:?}");
        assert_eq!(activity.highest().unwrap().total.spend, Some(total.spend));
        let idle = activity.days.iter().filter(|day| day.total == Tally::NOTHING).count();
        assert!(idle >= 5, "{activity:?}");
        let models = activity.models();
        assert_eq!(models[0].0, Some(Text::from("gpt-4o-mini")), "{models:?}");
        let spenders = engine::spenders(&operator.session, &subject, week(), &|_, _| ()).await;
        let spenders = spenders.unwrap();
        let who = match subject {
            Subject::Team(_) => Who::User(ProxyUserId::new(&*ana)),
            _ => Who::Key(KeyHash::new(&*key.hash)),
        };
        assert_eq!((spenders.rows.len(), &spenders.rows[0].who), (1, &who));
        assert_eq!(spenders.missing, Missing::Nothing);
    }
    let all = once_told(&operator, &Subject::Everybody, 2).await;
    assert!(all.total().spend > Usd::ZERO);
}

pub(crate) async fn somebody_unknown_has_no_activity(pair: &Pair) {
    let operator = pair.operator().await;
    for subject in [
        Subject::User(ProxyUserId::new(pair.id("nobody"))),
        Subject::Team(TeamId::new(pair.id("nothing"))),
        Subject::Key(KeyHash::new("0".repeat(64))),
    ] {
        let read = engine::activity(&operator.session, &subject, week(), &|_, _| ()).await;
        assert_eq!(read.unwrap().total().requests, 0, "{subject:?}");
    }
}

pub(crate) async fn pages_of_the_activity_may_cut_a_day_in_two(pair: &Pair) {
    let ana = pair.user("ana", json!({})).await;
    for name in ["k", "l"] {
        pair.key(&ana, name, json!({})).await.until_status(200).await;
    }
    let operator = pair.operator().await;
    let whole = once_told(&operator, &Subject::User(ProxyUserId::new(&*ana)), 2).await;
    let Days { first, last } = week();
    let mut spend = 0.0;
    for page in 1..=2 {
        let path = format!(
            "/user/daily/activity?start_date={first}&end_date={last}&user_id={ana}&page={page}&page_size=1"
        );
        let answer = pair.proxy().get(&path).await;
        assert_eq!(answer.at("/metadata/total_pages"), 2, "{}", answer.text);
        assert_eq!(answer.at("/metadata/has_more"), page == 1);
        assert_eq!(answer.at("/results").as_array().unwrap().len(), 1);
        spend += answer.at("/metadata/total_spend").as_f64().unwrap();
    }
    let cents = |usd: Usd| usd.micros();
    let off = cents(Usd::from_dollars(spend).unwrap()) - cents(whole.total().spend);
    assert!(off.abs() <= 1, "{spend} {whole:?}");
}

pub(crate) async fn the_activity_refuses_what_is_out_of_range(pair: &Pair) {
    pair.check(
        &pair.proxy(),
        r#"
        GET /user/daily/activity -> 400 | /detail/error = "Please provide start_date and end_date"
        GET /user/daily/activity/aggregated?start_date=x&end_date=2026-11-21 -> 400
        GET /user/daily/activity/aggregated?start_date=2026-11-22&end_date=2026-11-21 -> 200
            | /results = []
        GET /user/daily/activity/aggregated?start_date=2026-11-21&end_date=2026-11-21&api_key_limit=0 -> 422
        GET /user/daily/activity/aggregated?start_date=2026-11-21&end_date=2026-11-21&api_key_limit=1001 -> 422
        GET /user/daily/activity/aggregated/keys?start_date=2026-11-21&end_date=2026-11-21&limit=101 -> 422
        GET /user/daily/activity?start_date=2026-11-21&end_date=2026-11-21&page_size=1001 -> 422
        "#,
    )
    .await;
}
