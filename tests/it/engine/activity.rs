//! The daily activity, whatever the version has to tell it by.

use bursar::domain::activity::{Activity, Days, Missing, Span, Spenders, Subject, Who};
use bursar::domain::{KeyHash, ProxyUserId, TeamId};
use bursar::engine;

use super::*;

/// A minute has just begun: what today comes to does not change while a test runs.
const NOW: &str = "2026-11-20T15:00:01Z";

async fn campus(version: &str, people: usize) -> (Sandbox, Operator) {
    let options = Options {
        people,
        now: NOW.parse().unwrap(),
        proxy_version: version.to_owned(),
        ..Options::default()
    };
    let sandbox = Sandbox::start(options).await.unwrap();
    let operator = Operator::at(&sandbox).await;
    (sandbox, operator)
}

fn days(span: Span) -> Days {
    span.until(NOW.parse().unwrap())
}

async fn activity(operator: &Operator, subject: &Subject) -> Result<Activity, String> {
    engine::activity(&operator.session, subject, days(Span::Quarter), &|_, _| ()).await
}

async fn spenders(operator: &Operator, subject: &Subject) -> Result<Spenders, String> {
    engine::spenders(&operator.session, subject, days(Span::Month), &|_, _| ()).await
}

/// Who spent at all, and how much; a millionth may be rounded another way.
fn ranking(spenders: &Spenders) -> Vec<(String, i64)> {
    let cents = |row: &bursar::domain::activity::Spender| {
        (row.who.id().into_owned(), (row.tally.spend.unwrap().micros() + 5) / 10)
    };
    let mut rows: Vec<_> = spenders.rows.iter().map(cents).collect();
    rows.sort();
    rows
}

#[tokio::test]
async fn every_version_tells_the_same_of_everybody() {
    let (_sandbox, newest) = campus("1.109.1", 40).await;
    let whole = activity(&newest, &Subject::Everybody).await.unwrap();
    let ranked = spenders(&newest, &Subject::Everybody).await.unwrap();
    assert_eq!((whole.days.len(), whole.pages), (90, 1));
    assert!(ranked.rows.len() > 10 && ranked.missing == Missing::Nothing);
    for version in ["1.106.2", "1.90.0", "1.72.0"] {
        let (_sandbox, operator) = campus(version, 40).await;
        let read = activity(&operator, &Subject::Everybody).await.unwrap();
        assert_eq!(read.pages > 1, version == "1.72.0", "{version}: {} pages", read.pages);
        for (one, other) in whole.days.iter().zip(&read.days) {
            assert_eq!(one.total.requests, other.total.requests, "{version} {}", one.date);
            let off = one.total.spend.unwrap().micros() - other.total.spend.unwrap().micros();
            assert!(off.abs() < 50, "{version} {}: {one:?} {other:?}", one.date);
            assert!(one.models.keys().eq(other.models.keys()), "{version} {}", one.date);
        }
        let theirs = spenders(&operator, &Subject::Everybody).await.unwrap();
        assert_eq!(theirs.missing, Missing::Nothing, "{version}");
        let (ours, theirs) = (ranking(&ranked), ranking(&theirs));
        assert_eq!(ours.len(), theirs.len(), "{version}");
        for ((one, spend), (other, theirs)) in ours.iter().zip(&theirs) {
            assert_eq!(one, other, "{version}");
            assert!((spend - theirs).abs() <= 5, "{version}: {one} {spend} {theirs}");
        }
    }
}

#[tokio::test]
async fn a_version_that_passes_the_filter_over_is_not_asked_for_one_user() {
    let (sandbox, operator) = campus("1.72.0", 10).await;
    sandbox.proxy().forget_requests();
    let ana = Subject::User(ProxyUserId::new("u-ana"));
    let why = activity(&operator, &ana).await.unwrap_err();
    assert!(
        why.starts_with("LiteLLM 1.72.0 does not tell the daily activity of one user"),
        "{why}"
    );
    let asked = sandbox.proxy().requests();
    assert!(asked.iter().all(|seen| !seen.path.contains("activity")), "{asked:?}");
}

#[tokio::test]
async fn an_empty_id_is_never_sent_since_it_would_mean_everybody() {
    let (_sandbox, operator) = campus("1.106.2", 10).await;
    for subject in [
        Subject::User(ProxyUserId::new(" ")),
        Subject::Team(TeamId::new("")),
        Subject::Key(KeyHash::new("")),
    ] {
        let why = activity(&operator, &subject).await.unwrap_err();
        assert!(why.contains("has an empty id"), "{why}");
        assert!(spenders(&operator, &subject).await.is_err());
    }
}

#[tokio::test]
async fn a_ranking_of_too_many_keys_says_how_many_it_is_of() {
    let (_sandbox, operator) = campus("1.106.2", 1_200).await;
    let ranked = spenders(&operator, &Subject::Everybody).await.unwrap();
    let Missing::Keys { read: 1_000, of: 1_001.. } = ranked.missing else {
        panic!("{:?}", ranked.missing)
    };
    let (_sandbox, operator) = campus("1.109.1", 1_200).await;
    let ranked = spenders(&operator, &Subject::Everybody).await.unwrap();
    assert_eq!(ranked.rows.len(), 500);
    assert!(matches!(ranked.missing, Missing::Users { of: 501.. }), "{:?}", ranked.missing);
}

#[tokio::test]
async fn of_one_user_the_keys_are_ranked_and_of_a_team_its_users() {
    let (sandbox, operator) = campus("1.106.2", 60).await;
    let all = spenders(&operator, &Subject::Everybody).await.unwrap();
    let Some(first @ Who::User(id)) = all.rows.first().map(|row| &row.who) else {
        panic!("{all:?}")
    };
    let keys = spenders(&operator, &first.subject()).await.unwrap();
    let owned = sandbox.proxy().keys_of(id.raw());
    assert!(!keys.rows.is_empty());
    for row in &keys.rows {
        assert!(owned.iter().any(|key| *key.token == *row.who.id()), "{row:?}");
    }
    let everybody = activity(&operator, &Subject::Everybody).await.unwrap().total();
    let teams = sandbox.proxy().with(|state| state.teams.keys().cloned().collect::<Vec<_>>());
    let mut requests = 0;
    for team in teams {
        let team = Subject::Team(TeamId::new(&*team));
        let users = spenders(&operator, &team).await.unwrap();
        assert!(users.rows.iter().all(|row| matches!(row.who, Who::User(_))), "{users:?}");
        requests += activity(&operator, &team).await.unwrap().total().requests;
    }
    assert!(requests > 0 && requests < everybody.requests, "{requests} {everybody:?}");
}

#[tokio::test]
async fn a_proxy_that_does_not_answer_is_said_with_what_to_do() {
    let (sandbox, operator) = campus("1.106.2", 10).await;
    activity(&operator, &Subject::Everybody).await.unwrap();
    sandbox.shut_down().await;
    let why = activity(&operator, &Subject::Everybody).await.unwrap_err();
    assert!(why.contains("cannot read the daily activity"), "{why}");
}
