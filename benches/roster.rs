//! Making the roster, finding and ordering people in it, and keeping it on disk.
//!
//! Each figure stands beside a piece of plain work on the same records, since the time alone says
//! more about the machine than about the code.

use std::collections::HashMap;
use std::hint::black_box;
use std::sync::Arc;

use bursar::app::People;
use bursar::domain::text::to_harmless_json;
use bursar::domain::{Email, Snapshot, SyncPolicy, Text};
use bursar::engine::cache;
use bursar::roster::query::complete;
use bursar::roster::{Order, Query, Roster, join};
use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};

#[path = "support/people.rs"]
#[expect(dead_code, reason = "each benchmark uses a part of the invented people")]
mod people;

/// What any join must at least do: every e-mail of both servers into one map.
fn map_of_emails(snapshot: &Snapshot) -> HashMap<&str, (u32, u32)> {
    let users = snapshot.proxy.seen().map_or(&[][..], |side| &side.users.rows);
    let accounts = snapshot.webui.seen().map_or(&[][..], |side| &side.accounts.rows);
    let mut map: HashMap<&str, (u32, u32)> = HashMap::with_capacity(users.len() + accounts.len());
    for email in users.iter().filter_map(|user| user.email.as_ref()) {
        map.entry(email.normal()).or_default().0 += 1;
    }
    for email in accounts.iter().filter_map(|account| account.email.as_ref()) {
        map.entry(email.normal()).or_default().1 += 1;
    }
    map
}

fn joining(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("join");
    group.sample_size(20);
    for count in [10_000, 100_000] {
        let snapshot = Arc::new(people::snapshot(count));
        let policy = SyncPolicy::default();
        group.bench_function(BenchmarkId::new("join", count), |bencher| {
            bencher.iter_with_large_drop(|| join(Arc::clone(black_box(&snapshot)), &policy));
        });
        group.bench_function(BenchmarkId::new("map of the e-mails", count), |bencher| {
            bencher.iter_with_large_drop(|| map_of_emails(black_box(&snapshot)));
        });
        group.bench_function(BenchmarkId::new("clone of all rows", count), |bencher| {
            bencher.iter_with_large_drop(|| Snapshot::clone(black_box(&snapshot)));
        });
    }
}

fn names(roster: &Roster) -> Vec<String> {
    roster.people().map(|person| person.name().to_lowercase()).collect()
}

/// As plainly as it can be said: every text of everybody in lower case, then `str::contains`.
fn naive(roster: &Roster, words: &[&str]) -> usize {
    let has = |text: Option<&str>, word: &str| {
        text.is_some_and(|text| text.to_lowercase().contains(word))
    };
    let matches = |word: &str, person: bursar::roster::PersonRef<'_>| {
        let (user, account) = (person.proxy(), person.account());
        has(Some(person.name()), word)
            || has(user.map(|user| user.id.raw()), word)
            || has(user.and_then(|user| user.email.as_ref()).map(Email::raw), word)
            || has(user.and_then(|user| user.alias.as_ref()).map(Text::raw), word)
            || has(account.map(|account| account.id.raw()), word)
            || has(account.and_then(|account| account.email.as_ref()).map(Email::raw), word)
    };
    let all =
        |person: &bursar::roster::PersonRef<'_>| words.iter().all(|word| matches(word, *person));
    roster.people().filter(all).count()
}

/// What the list does at each key in the query's line, from nothing typed to the last letter.
fn querying(criterion: &mut Criterion) {
    let roster = Arc::new(join(Arc::new(people::snapshot(100_000)), &SyncPolicy::default()));
    let mut group = criterion.benchmark_group("query 100000");
    group.sample_size(20);
    for text in [
        "okafor",
        "ana 99",
        "zzzz",
        "Okafor",
        "löv",
        "spend>80%",
        "state:over",
        "team:\"team 7\"",
        "group:\"group 7\"",
        "key:blocked",
        "state:over team:\"team 7\" !okafor",
        "(state:over | active>30d) !sync:drifted novak",
    ] {
        let Ok(query) = Query::parse(text) else { continue };
        group.bench_function(text, |bencher| {
            bencher.iter(|| query.apply(black_box(&roster), people::now()));
        });
    }
    group.bench_function("naive: okafor", |bencher| {
        bencher.iter(|| naive(black_box(&roster), &["okafor"]));
    });
    group.bench_function("naive: zzzz", |bencher| {
        bencher.iter(|| naive(black_box(&roster), &["zzzz"]));
    });
    group.bench_function("parse", |bencher| {
        let text = "(state:over | active>30d) !sync:drifted team:\"team 7\" novak";
        bencher.iter(|| Query::parse(black_box(text)).is_ok());
    });
    group.bench_function("complete model:", |bencher| {
        bencher.iter(|| complete(black_box("model:g"), 7, &roster).items.len());
    });
    group.finish();
    typing(criterion, &roster);
}

/// One key in the line of the query, with all that the console does of it but drawing.
fn typing(criterion: &mut Criterion, roster: &Arc<Roster>) {
    let mut group = criterion.benchmark_group("query keystroke 100000");
    group.sample_size(20);
    for (before, key) in [("", 'o'), ("o", 'k'), ("okafo", 'r'), ("zzz", 'z'), ("state:ove", 'r')] {
        let mut people = People::new(Arc::clone(roster), people::now());
        let parse = |text: &str| Query::parse_begun(text).0.unwrap_or_default();
        let (before, after) = (parse(before), parse(&format!("{before}{key}")));
        group.bench_function(format!("{before}{key}"), |bencher| {
            bencher.iter_custom(|times| {
                let mut total = std::time::Duration::ZERO;
                for _ in 0..times {
                    people.set_query(before.clone(), people::now());
                    let start = std::time::Instant::now();
                    people.set_query(after.clone(), people::now());
                    total += start.elapsed();
                }
                total
            });
        });
    }
}

fn sorting(criterion: &mut Criterion) {
    let roster = join(Arc::new(people::snapshot(100_000)), &SyncPolicy::default());
    let everybody = Query::default().apply(&roster, people::now());
    let mut group = criterion.benchmark_group("sort 100000");
    group.sample_size(20);
    for words in ["percent", "name", "email", "sync", "teams", "user_id", "sync,-name"] {
        let Ok(order) = words.parse::<Order>() else { continue };
        group.bench_function(format!("by {words}"), |bencher| {
            bencher.iter_with_large_drop(|| {
                let mut indices = everybody.clone();
                order.sort(black_box(&roster), &mut indices);
                indices
            });
        });
    }
    group.bench_function("sort_unstable of the names as strings", |bencher| {
        bencher.iter_with_large_drop(|| {
            let mut names = names(black_box(&roster));
            names.sort_unstable();
            names
        });
    });
}

fn caching(criterion: &mut Criterion) {
    let snapshot = people::snapshot(10_000);
    let json = to_harmless_json(&snapshot).unwrap_or_default();
    let mut group = criterion.benchmark_group("cache 10000");
    group.sample_size(20);
    group.bench_function("encode", |bencher| {
        bencher.iter_with_large_drop(|| to_harmless_json(black_box(&snapshot)).ok());
    });
    group.bench_function("encode with serde_json alone", |bencher| {
        bencher.iter_with_large_drop(|| serde_json::to_string(black_box(&snapshot)).ok());
    });
    group.bench_function("decode", |bencher| {
        bencher.iter_with_large_drop(|| {
            serde_json::from_slice::<Snapshot>(black_box(json.as_bytes())).ok()
        });
    });
    group.bench_function("decode into serde_json::Value", |bencher| {
        bencher.iter_with_large_drop(|| {
            serde_json::from_slice::<serde_json::Value>(black_box(json.as_bytes())).ok()
        });
    });
    let Ok(folder) = tempfile::tempdir() else { return };
    let path = folder.path().join("snapshot.json");
    group.bench_function("save to a file", |bencher| {
        bencher.iter(|| cache::save(&path, black_box(&snapshot)).is_ok());
    });
    group.bench_function("load from a file", |bencher| {
        bencher.iter_with_large_drop(|| cache::load(black_box(&path)));
    });
}

criterion_group!(benches, joining, querying, sorting, caching);
criterion_main!(benches);
