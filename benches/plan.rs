//! Planning a sync of a hundred thousand people, half of whom the proxy does not know.

use std::hint::black_box;
use std::sync::Arc;

use bursar::domain::{GuardPolicy, Snapshot, SyncPolicy};
use bursar::plan::make::{self, Context};
use bursar::plan::render;
use bursar::roster::join;
use criterion::{Criterion, criterion_group, criterion_main};
use sha2::{Digest, Sha256};

#[path = "support/people.rs"]
#[expect(dead_code, reason = "each benchmark uses a part of the invented people")]
mod people;

const PEOPLE: u32 = 100_000;

/// What any plan with a fingerprint must at least do: the touched accounts as JSON into a hash.
fn hash_of_every_second_account(snapshot: &Snapshot) -> [u8; 32] {
    let accounts = snapshot.webui.seen().map_or(&[][..], |side| &side.accounts.rows);
    let mut hash = Sha256::new();
    for account in accounts.iter().skip(1).step_by(2) {
        hash.update(serde_json::to_vec(account).unwrap_or_default());
    }
    hash.finalize().into()
}

fn planning(criterion: &mut Criterion) {
    let snapshot = Arc::new(people::half_missing_at_the_proxy(PEOPLE as usize));
    let policy = SyncPolicy::default();
    let roster = join(Arc::clone(&snapshot), &policy);
    let everybody: Vec<u32> = (0..u32::try_from(roster.len()).unwrap_or(PEOPLE)).collect();
    let guard = GuardPolicy::default();
    let context = Context { profile: "campus".to_owned(), now: people::now(), guard };
    let mut group = criterion.benchmark_group("sync 100000");
    group.sample_size(10);
    group.bench_function("plan", |bencher| {
        bencher
            .iter_with_large_drop(|| make::sync(black_box(&roster), &everybody, &policy, &context));
    });
    group.bench_function("hash of the touched accounts", |bencher| {
        bencher.iter(|| hash_of_every_second_account(black_box(&snapshot)));
    });
    let plan = make::sync(&roster, &everybody, &policy, &context);
    assert_eq!(plan.changes.len(), 51_000, "{}", render::summary(&plan));
    group.bench_function("plan as text", |bencher| {
        bencher.iter_with_large_drop(|| render::text(black_box(&plan)));
    });
    group.bench_function("plan as JSON", |bencher| {
        bencher.iter_with_large_drop(|| render::json(black_box(&plan), |_| None).ok());
    });
}

criterion_group!(benches, planning);
criterion_main!(benches);
