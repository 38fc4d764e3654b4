//! The invented organisation: how many people it is, and that every oddity is there.

use std::{
    collections::{HashMap, HashSet},
    time::Instant,
};

use serde_json::Value;

use super::*;

/// Both listings as the console reads them.
async fn listings(sandbox: &Sandbox) -> (Vec<Value>, Vec<Value>) {
    let users = proxy_of(sandbox).get("/spend/users").await.json();
    let accounts = webui_of(sandbox).get("/api/v1/users/all").await.at("/users");
    (users.as_array().cloned().unwrap(), accounts.as_array().cloned().unwrap())
}

fn text<'a>(row: &'a Value, field: &str) -> Option<&'a str> {
    row[field].as_str()
}

fn folded(email: &str) -> String {
    email.trim().to_lowercase()
}

/// Joins by id, then e-mail, then `sso_user_id`; each account belongs to one user at most.
fn joined(users: &[Value], accounts: &[Value]) -> usize {
    let mut free: HashSet<&str> = accounts.iter().filter_map(|row| text(row, "id")).collect();
    let by_email: HashMap<String, &str> = accounts
        .iter()
        .filter_map(|row| Some((folded(text(row, "email")?), text(row, "id")?)))
        .collect();
    let mut unlinked: Vec<&Value> = users
        .iter()
        .filter(|user| !text(user, "user_id").is_some_and(|id| free.remove(id)))
        .collect();
    unlinked.retain(|user| {
        let id = text(user, "user_email").and_then(|email| by_email.get(&folded(email)));
        !id.is_some_and(|id| free.remove(id))
    });
    unlinked.retain(|user| {
        let sso = text(user, "sso_user_id").unwrap_or_default();
        !free.remove(sso) && !by_email.get(&folded(sso)).is_some_and(|id| free.remove(id))
    });
    users.len() + free.len()
}

#[tokio::test]
async fn the_demo_has_exactly_as_many_people_as_asked_for() {
    for people in [1, 7, 40, 120, 500] {
        let options = Options { people, ..options(Population::Demo) };
        let sandbox = Sandbox::start(options).await.unwrap();
        let (users, accounts) = listings(&sandbox).await;
        assert_eq!(joined(&users, &accounts), people);
        assert!(users.iter().all(|user| user["user_id"] != "default_user_id"));
    }
}

#[tokio::test]
async fn one_seed_makes_one_organisation() {
    let start = || async {
        let sandbox = Sandbox::start(options(Population::Demo)).await.unwrap();
        let (users, accounts) = listings(&sandbox).await;
        (sandbox.master_key().to_owned(), users, accounts)
    };
    assert_eq!(start().await, start().await);
}

#[tokio::test]
async fn every_state_of_a_budget_is_there() {
    let sandbox = Sandbox::start(options(Population::Demo)).await.unwrap();
    let (users, _) = listings(&sandbox).await;
    let part = |user: &Value| Some(user["spend"].as_f64()? / user["max_budget"].as_f64()?);
    let count = |is: &dyn Fn(&Value) -> bool| users.iter().filter(|user| is(user)).count();
    let is_due = |user: &Value| {
        let reset: Option<Timestamp> =
            user["budget_reset_at"].as_str().and_then(|t| t.parse().ok());
        reset.is_some_and(|reset| reset < noon())
    };
    let over = count(&|user| part(user).is_some_and(|part| part >= 1.0) && !is_due(user));
    let near = count(&|user| part(user).is_some_and(|part| (0.8..1.0).contains(&part)));
    let unlimited = count(&|user| user["max_budget"].is_null());
    let zero = count(&|user| user["max_budget"] == json!(0.0));
    assert!(over > 3 && near > 3 && unlimited > 3, "{over} {near} {unlimited}");
    assert!(zero > 0 && count(&is_due) > 0, "{zero} {}", count(&is_due));
}

#[tokio::test]
async fn every_oddity_is_there() {
    let sandbox = Sandbox::start(options(Population::Demo)).await.unwrap();
    let (users, accounts) = listings(&sandbox).await;
    let ids: HashMap<&str, &Value> =
        accounts.iter().filter_map(|row| Some((text(row, "id")?, row))).collect();
    let same_id = |user: &&Value| text(user, "user_id").and_then(|id| ids.get(id)).copied();
    let renamed = users
        .iter()
        .filter(|user| same_id(user).is_some_and(|row| row["name"] != user["user_alias"]))
        .count();
    let moved = users
        .iter()
        .filter(|user| same_id(user).is_some_and(|row| row["email"] != user["user_email"]))
        .count();
    let mut emails: HashMap<String, usize> = HashMap::new();
    for email in users.iter().filter_map(|user| text(user, "user_email")) {
        *emails.entry(folded(email)).or_default() += 1;
    }
    let role = |role: &str| accounts.iter().filter(|row| row["role"] == role).count();
    assert!(renamed >= 1 && moved >= 1, "{renamed} {moved}");
    assert_eq!(emails.values().filter(|count| **count == 2).count(), 1);
    assert!(users.iter().any(|user| user["user_email"].is_null()));
    assert!(users.iter().any(|user| !user["sso_user_id"].is_null()));
    assert!(role("pending") >= 1 && role("admin") >= 2 && role("usr") == 1);
    let names: Vec<&str> = users.iter().filter_map(|user| text(user, "user_alias")).collect();
    for part in ["\u{1b}[31m", "\u{202e}", "\u{200b}", "=cmd|", "\u{7}", "\r\n"] {
        assert!(names.iter().any(|name| name.contains(part)), "{part:?}");
    }
    assert!(names.iter().any(|name| name.len() == 5_000));
    let blocked = sandbox
        .proxy()
        .with(|state| state.keys.values().filter(|key| key.blocked == Some(true)).count());
    assert_eq!(blocked, 1);
}

#[tokio::test]
async fn every_customer_belongs_to_somebody() {
    let sandbox = Sandbox::start(options(Population::Demo)).await.unwrap();
    let (users, accounts) = listings(&sandbox).await;
    let customers = proxy_of(&sandbox).get("/customer/list").await.json();
    let rows = users.iter().chain(&accounts);
    let known: HashSet<&str> = rows
        .flat_map(|row| ["user_id", "user_email", "id", "email"].map(|field| text(row, field)))
        .flatten()
        .collect();
    let customers = customers.as_array().unwrap();
    assert!(customers.len() > 5);
    for customer in customers {
        assert!(known.contains(text(customer, "user_id").unwrap()), "{customer}");
    }
}

#[tokio::test]
async fn ten_thousand_people_start_quickly() {
    let begun = Instant::now();
    let options = Options { people: 10_000, ..options(Population::Demo) };
    let sandbox = Sandbox::start(options).await.unwrap();
    let (users, accounts) = listings(&sandbox).await;
    assert_eq!(joined(&users, &accounts), 10_000);
    // Far more than it takes; it only has to notice something quadratic.
    assert!(begun.elapsed() < Duration::from_secs(30), "{:?}", begun.elapsed());
    println!("10,000 people in {:?}", begun.elapsed());
}
