//! Drawing a frame of the users screen: what is drawn is what fits on the screen, so that a hundred
//! thousand people cost what a thousand do.

use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bursar::app::profile::ProfileDraft;
use bursar::app::{Effect, Model, Msg, Profile, Session, update};
use bursar::domain::{GuardPolicy, SyncPolicy};
use bursar::roster::{Roster, join};
use bursar::ui;
use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::Terminal;
use ratatui::backend::TestBackend;

#[path = "support/people.rs"]
#[expect(dead_code, reason = "each benchmark uses a part of the invented people")]
mod people;

/// A console that has just read that many people.
fn console(count: usize, size: (u16, u16)) -> Model {
    let profile = Profile {
        name: "campus".into(),
        label: Some("production".into()),
        band: bursar::config::Band::Danger,
        read_only: false,
        refresh: None,
        sync: SyncPolicy::default(),
        guard: GuardPolicy::default(),
        draft: ProfileDraft {
            name: "campus".into(),
            proxy_url: "https://llm.example.edu".into(),
            webui_url: "https://chat.example.edu".into(),
            ..ProfileDraft::default()
        },
    };
    let mut model = Model::new(profile.clone(), vec![profile], people::now(), size);
    model.session = Session::Open;
    let roster = join(Arc::new(people::snapshot(count)), &SyncPolicy::default());
    reading(&mut model, &Arc::new(roster));
    model
}

fn press(model: &mut Model, key: KeyCode) {
    update(model, Msg::Key(KeyEvent::new(key, KeyModifiers::NONE)));
}

/// A page down and a frame of it, over and over; from the last page back to the first. Every row
/// of the screen changes.
fn paging(criterion: &mut Criterion) {
    for size in [(80, 24), (160, 48)] {
        let mut group = criterion.benchmark_group(format!("frame {}x{}", size.0, size.1));
        for count in [1_000, 100_000] {
            let mut model = console(count, size);
            let Ok(mut terminal) = Terminal::new(TestBackend::new(size.0, size.1));
            group.bench_function(BenchmarkId::new("a page further", count), |bencher| {
                bencher.iter(|| {
                    let list = model.people.list();
                    let is_last = list.cursor + 1 >= model.people.shown().len();
                    press(&mut model, if is_last { KeyCode::Home } else { KeyCode::PageDown });
                    terminal.draw(|frame| ui::view(black_box(&model), frame)).is_ok()
                });
            });
        }
        group.finish();
    }
}

/// What is asked of all hundred thousand at once: another order, all marks, a reading.
fn whole_list(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("list 100000");
    group.sample_size(20);
    let mut model = console(100_000, (160, 48));
    for words in ["percent", "name", "sync,-name"] {
        group.bench_function(format!("sort by {words}"), |bencher| {
            bencher.iter(|| model.sort_by_words(words).is_ok());
        });
    }
    group.bench_function("mark all, unmark all", |bencher| {
        bencher.iter(|| {
            press(&mut model, KeyCode::Char('*'));
            press(&mut model, KeyCode::Char('*'));
        });
    });
    let roster = Arc::clone(model.people.roster());
    for (what, has_marks) in [("a reading", false), ("a reading with all marked", true)] {
        if has_marks {
            press(&mut model, KeyCode::Char('*'));
        }
        group.bench_function(what, |bencher| {
            bencher.iter_custom(|times| (0..times).map(|_| reading(&mut model, &roster)).sum());
        });
    }
}

/// The list of everybody's keys: opened, looked through, filtered, and read again meanwhile.
fn keys(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("keys 100000");
    group.sample_size(20);
    let mut model = console(100_000, (160, 48));
    let Ok(mut terminal) = Terminal::new(TestBackend::new(160, 48));
    let mut frame =
        move |model: &Model| terminal.draw(|frame| ui::view(black_box(model), frame)).is_ok();
    group.bench_function("open", |bencher| {
        bencher.iter(|| {
            press(&mut model, KeyCode::Char('g'));
            press(&mut model, KeyCode::Char('k'));
            let is_drawn = frame(&model);
            press(&mut model, KeyCode::Esc);
            is_drawn
        });
    });
    press(&mut model, KeyCode::Char('g'));
    press(&mut model, KeyCode::Char('k'));
    group.bench_function("a page further", |bencher| {
        bencher.iter(|| {
            press(&mut model, KeyCode::PageDown);
            frame(&model)
        });
    });
    group.bench_function("filter by a letter, then by two", |bencher| {
        bencher.iter(|| {
            for key in [KeyCode::Char('/'), KeyCode::Char('q'), KeyCode::Char('x'), KeyCode::Esc] {
                press(&mut model, key);
            }
        });
    });
    let roster = Arc::clone(model.people.roster());
    group.bench_function("a reading", |bencher| {
        bencher.iter_custom(|times| (0..times).map(|_| reading(&mut model, &roster)).sum());
    });
}

/// How long the console is busy with a reading that was held against the one before elsewhere.
fn reading(model: &mut Model, roster: &Arc<Roster>) -> Duration {
    let epoch = model.epoch;
    let effects = update(model, Msg::Observed(epoch, Arc::clone(roster)));
    let mut taken = Duration::ZERO;
    for effect in effects {
        if let Effect::Compare(epoch, comparison) = effect {
            let compared = comparison.finish(&SyncPolicy::default());
            let begun = Instant::now();
            update(model, Msg::Compared(epoch, Box::new(compared)));
            taken += begun.elapsed();
        }
    }
    taken
}

criterion_group!(benches, paging, whole_list, keys);
criterion_main!(benches);
