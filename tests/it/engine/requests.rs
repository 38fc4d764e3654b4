//! The request log tells everything but the secrets.

use std::fmt::Write;
use std::sync::{Arc, Mutex};

use bursar::app::{Msg, update};
use bursar::config::{SecretRef, SecretSource, WebuiSignIn};
use bursar::domain::{Authority, Email};
use bursar::engine::{Observer, Question, RequestRecord, Reveal, Who, inquire};
use bursar::plan::make::MintWish;
use secrecy::ExposeSecret;

use super::*;
use crate::console::support::{empty_console, press, screen};
use crate::operator::{everybody, person};

/// A house whose operator signs in with a password, and what was asked of its servers so far.
async fn watched(change: impl FnOnce(&mut Profile)) -> (House, Arc<Mutex<Vec<RequestRecord>>>) {
    let options = Options { population: Population::Empty, ..Options::default() };
    let sandbox = Sandbox::start(options).await.unwrap();
    let mut profile = Servers::of(&sandbox).profile();
    let (email, password) = sandbox.webui_admin();
    let endpoint = profile.webui.as_mut().unwrap();
    let WebuiSignIn::Key { key, .. } = &endpoint.sign_in else { panic!("a key was expected") };
    let source = SecretSource::Inline(password.to_owned().into());
    let password = SecretRef { source, ..key.clone() };
    endpoint.sign_in = WebuiSignIn::Password { email: Email::new(email), password };
    change(&mut profile);
    let records = Arc::new(Mutex::new(Vec::new()));
    let sink = Arc::clone(&records);
    let observer: Observer = Arc::new(move |record| sink.lock().unwrap().push(record));
    let operator = Operator::watched(profile, Some(observer)).await;
    (House { sandbox, operator }, records)
}

/// Everything the console can be made to say of these requests.
fn everything_said(records: &[RequestRecord]) -> String {
    let mut model = empty_console(400, 60);
    let mut said = format!("{records:?} {records:#?}");
    for record in records {
        update(&mut model, Msg::Requested("campus".into(), Box::new(record.clone())));
    }
    press(&mut model, "L");
    for _ in records {
        said += &screen(&model);
        press(&mut model, "enter");
        said += &screen(&model);
        for effect in press(&mut model, "c") {
            write!(said, "{effect:?}").unwrap();
        }
        press(&mut model, "esc k");
    }
    write!(said, "{model:?}").unwrap();
    said
}

#[tokio::test]
async fn no_secret_is_in_the_request_log_nor_in_what_is_copied_from_it() {
    let (house, records) = watched(|profile| profile.sync.authority = Authority::Proxy).await;
    let secret_of_ana = house.person("ana");
    house.sandbox.proxy().add_user("new", Some("new@campus.example.edu"));
    let roster = house.operator.look().await;
    let (context, policy) =
        (house.operator.context(), house.operator.session.profile().sync.clone());
    let mut secrets: Vec<String> = Vec::new();
    let mut take = |reveals: &[Reveal]| {
        secrets.extend(reveals.iter().map(|reveal| reveal.secret.expose_secret().to_owned()));
    };
    let account = make::sync(&roster, &everybody(&roster), &policy, &context);
    take(&house.operator.carry_out(&account).await.reveals);
    let ana = indices(&roster, &["ana"]);
    let wish = MintWish { alias: Some("lab-1".to_owned()), ..MintWish::default() };
    let mint = make::mint(&roster, &ana, &wish, &context);
    take(&house.operator.carry_out(&mint).await.reveals);
    assert_eq!(secrets.len(), 2, "a key and a password were handed out");
    house.operator.carry_out(&house.reset_plan(&["ana"]).await).await;
    house.operator.carry_out(&house.block_plan(&["ana"]).await).await;
    let records = records.lock().unwrap().clone();

    let said = everything_said(&records);
    for part in ["/key/generate", "/key/block", "/auths/signin", "/auths/add", "curl -sS"] {
        assert!(said.contains(part), "nothing was seen of {part}");
    }
    let hash = person(&house.operator.look().await, "ana").keys().next().unwrap().hash.clone();
    secrets.push(secret_of_ana);
    secrets.push(house.sandbox.master_key().to_owned());
    secrets.push(house.sandbox.webui_admin().1.to_owned());
    secrets.push(hash.raw().into_owned());
    for secret in &secrets {
        let place = said
            .find(secret.as_str())
            .map(|at| said.get(at.saturating_sub(200)..at).unwrap_or_default().to_owned());
        assert_eq!(place, None, "{secret}");
    }
    assert!(!said.contains("eyJ"), "the session's token was seen");
}

#[tokio::test]
async fn each_write_names_its_change_and_reads_of_a_listing_name_none() {
    let (house, records) = watched(|_| ()).await;
    house.person("ana");
    house.person("ben");
    let plan = house.block_plan(&["ana", "ben"]).await;
    assert!(records.lock().unwrap().iter().all(|record| record.cause.is_none()));
    records.lock().unwrap().clear();
    house.operator.carry_out(&plan).await;
    let records = records.lock().unwrap().clone();
    let mut changes: Vec<u32> = Vec::new();
    for record in records.iter().filter(|record| &*record.method == "POST") {
        let cause = record.cause.as_ref().unwrap();
        assert_eq!((&*cause.plan, cause.first), (plan.id.as_str(), cause.last));
        assert!(record.actor.as_deref().is_none_or(|actor| actor == "ana@desk"));
        changes.push(cause.first);
    }
    changes.sort_unstable();
    changes.dedup();
    let all: Vec<u32> = plan.changes.iter().map(|change| change.id).collect();
    assert_eq!(changes, all);
}

#[tokio::test]
async fn a_read_that_is_tried_again_is_told_each_time() {
    let (house, records) = watched(|_| ()).await;
    house.fail(Fault::on(Server::Proxy, Trouble::RateLimited(0)).path("/customer/list").once());
    house.operator.look().await;
    let records = records.lock().unwrap().clone();
    let tries: Vec<_> = records
        .iter()
        .filter(|record| record.path.starts_with("/customer/list"))
        .map(|record| (record.attempt, record.status, record.error, record.bytes > 0))
        .collect();
    assert_eq!(tries, [(1, Some(429), Some("rate_limited"), true), (2, Some(200), None, true)]);
}

#[tokio::test]
async fn that_there_is_none_is_an_answer_and_no_failure() {
    let (house, records) = watched(|_| ()).await;
    house.sandbox.webui().add_account("ben", "ben@x.edu", "Ben", "user");
    let question = Question {
        who: Who::Word("ben@x.edu".to_owned()),
        model: Some("gpt-4o".into()),
        lists_models: false,
        key: None,
        customer: None,
    };
    inquire(&house.operator.session, &question).await.unwrap();
    let records = std::mem::take(&mut *records.lock().unwrap());
    let nothing = records.iter().filter(|record| record.status == Some(404));
    let whats: Vec<&str> = nothing.clone().map(|record| &*record.operation).collect();
    for what in ["read whose key this is", "read a customer", "read a model's entry"] {
        assert!(whats.contains(&what), "{what}: {whats:?}");
    }
    let mut model = empty_console(160, 48);
    for record in nothing {
        assert_eq!((record.error, &record.failure), (None, &None), "{record:?}");
        update(&mut model, Msg::Requested("campus".into(), Box::new(record.clone())));
    }
    let logged = model.requests.get(0).unwrap();
    assert!(!logged.has_failed());
    assert_eq!(logged.result(), "there is none");
}
