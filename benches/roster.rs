//! Making the roster, finding and ordering people in it, and keeping it on disk.
//!
//! Each figure stands beside a piece of plain work on the same records, since the time alone says
//! more about the machine than about the code.

use std::collections::HashMap;
use std::hint::black_box;
use std::sync::Arc;

use bursar::domain::text::to_harmless_json;
use bursar::domain::{Snapshot, SyncPolicy};
use bursar::engine::cache;
use bursar::roster::{Filter, Order, Roster, join};
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

fn filtering(criterion: &mut Criterion) {
    let roster = join(Arc::new(people::snapshot(100_000)), &SyncPolicy::default());
    let mut group = criterion.benchmark_group("filter 100000");
    group.sample_size(20);
    for (what, words) in
        [("one word, a tenth match", "okafor"), ("two words", "ana 99"), ("nobody matches", "zzzz")]
    {
        let filter = Filter::new(words);
        group.bench_function(what, |bencher| bencher.iter(|| filter.apply(black_box(&roster))));
    }
    let lower = names(&roster);
    group.bench_function("str::contains on names in lower case", |bencher| {
        bencher.iter(|| black_box(&lower).iter().filter(|name| name.contains("okafor")).count());
    });
}

fn sorting(criterion: &mut Criterion) {
    let roster = join(Arc::new(people::snapshot(100_000)), &SyncPolicy::default());
    let everybody = Filter::default().apply(&roster);
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

criterion_group!(benches, joining, filtering, sorting, caching);
criterion_main!(benches);
