//! Keys in a console that stands still: times, bytes, memory, and what it does when nothing does.

use std::time::{Duration, Instant};

use crate::figures::{Figures, Unit};
use crate::session::{Answer, Direct, End, FRAME_ENDS, Session};
use crate::start::shown;
use crate::{Run, Stage};

/// How long a console that does nothing is looked at.
const IDLE: Duration = Duration::from_secs(20);

/// Bytes and wake-ups of a console that nothing is happening in.
const ASLEEP: [&str; 2] = ["0", "0"];

/// Everything in a small place: memory, idleness, one changed row.
pub(crate) fn small(run: &Run, figures: &mut Figures) {
    let stage = Stage::start(120, 0);
    let mut console = stage.console(&stage.config(0), "console", Direct);
    console.see(&shown(120));
    for key in ["j", "k", "\u{6}", "G", "g", "\r", "\u{1b}"].repeat(5) {
        console.press(key, End::Frame);
    }
    memory(figures, &console, "120", "≤ 20");
    idle(run, figures, &console, ("bursar", ", 120 people", ASLEEP));
    drop(console);

    let mut console = stage.console(&stage.config(1), "console", Direct);
    console.see(&shown(120));
    let top = user_at_the_top(&stage);
    console.settle(Duration::from_millis(1500));
    // The first amount brings the row to its place.
    stage.spend(&top, 900.0);
    console.settle(Duration::from_millis(2500));
    let mut bytes = Vec::new();
    for cents in 1..=run.samples(20) {
        let from = console.length();
        stage.spend(&top, 900.0 + cents as f64 / 100.0);
        let end = console.wait(|record| record.end_of(FRAME_ENDS, from));
        bytes.push((end - from) as f64);
    }
    figures.add("bytes of one changed row", "bursar", Unit::Bytes, bytes, "≤ 120");
    console.settle(Duration::from_millis(1500));
    let name = ", 120 people read every second";
    idle(run, figures, &console, ("bursar", name, ["0", "the refresh alone"]));
}

/// The one nearest to the budget, as the console lists them.
fn user_at_the_top(stage: &Stage) -> String {
    let config = stage.config(0).display().to_string();
    let output = std::process::Command::new(crate::stage::BURSAR)
        .args(["--config", &config, "users", "--format", "json"])
        .output()
        .expect("users");
    let users: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let top = users["users"][0]["proxy"]["user_id"].as_str();
    top.expect("the first user is one of the proxy's").to_owned()
}

/// Everything with all people.
pub(crate) fn large(run: &Run, figures: &mut Figures) {
    let stage = Stage::start(run.people, 0);
    let people = run.people.to_string();
    let mut console = stage.console(&stage.config(0), "console", Direct);
    console.see(&shown(run.people));
    console.settle(Duration::from_millis(300));
    // Away from the top, with the cursor in the middle of the screen.
    for key in ["\u{6}", "\u{6}", "\u{15}"] {
        console.press(key, End::Frame);
    }
    let moves = presses(run.samples(200), |n| console.press(["k", "j"][n % 2], End::Frame));
    report(figures, "cursor move", &moves, "≤ 8, max 16", "≤ 500");
    // At the lower edge each step scrolls.
    for _ in 0..60 {
        console.press("j", End::Frame);
    }
    let scrolls = presses(run.samples(200), |_| console.press("j", End::Frame));
    report(figures, "one line scrolled", &scrolls, "≤ 8, max 16", "≤ 6,000, wanted 1,000");
    let pages = presses(run.samples(50), |_| console.press("\u{6}", End::Frame));
    report(figures, "a page further", &pages, "≤ 8, max 16", "");
    console.press("/", End::Frame);
    let typed: Vec<char> =
        "anna smi\u{7f}\u{7f}\u{7f}\u{7f}\u{7f}\u{7f}\u{7f}\u{7f}".chars().collect();
    let typed = presses(run.samples(160), |n| {
        console.press(&typed[n % typed.len()].to_string(), End::Frame)
    });
    report(figures, "query keystroke", &typed, "p99 ≤ 16", "");
    console.press("\u{1b}", End::Frame);
    let sorts = presses(run.samples(30), |_| console.press("o", End::Frame));
    report(figures, "change of sort", &sorts, "p99 ≤ 60", "");
    memory(figures, &console, &people, "≤ 80");
    let name = format!(", {people} people");
    idle(run, figures, &console, ("bursar", &name, ASLEEP));
}

/// As many answers as there are to `count` keys, each given time to come to rest.
fn presses(count: usize, mut press: impl FnMut(usize) -> Option<Answer>) -> Vec<Answer> {
    let press = |n| {
        std::thread::sleep(Duration::from_millis(5));
        press(n)
    };
    (0..count).filter_map(press).collect()
}

fn report(
    figures: &mut Figures,
    what: &str,
    answers: &[Answer],
    time: &'static str,
    bytes: &'static str,
) {
    let first: Vec<_> = answers.iter().map(|answer| answer.first).collect();
    let last: Vec<_> = answers.iter().map(|answer| answer.last).collect();
    figures.times(format!("{what}: key → first byte"), "bursar", &first, "");
    figures.times(format!("{what}: key → last byte"), "bursar", &last, time);
    let of_each = answers.iter().map(|answer| answer.bytes as f64).collect();
    figures.add(format!("{what}: bytes"), "bursar", Unit::Bytes, of_each, bytes);
}

fn memory(figures: &mut Figures, console: &Session, people: &str, target: &'static str) {
    let used = console.use_of();
    let mebibytes = |kibibytes: u64| vec![kibibytes as f64 / 1024.0];
    let name = format!("memory, {people} people");
    figures.add(name, "bursar", Unit::Mebibytes, mebibytes(used.resident), target);
    let name = format!("memory at its highest, {people} people");
    figures.add(name, "bursar", Unit::Mebibytes, mebibytes(used.peak), "");
}

/// Gives a program time to close its connections and end its threads: those are the last things to
/// wake up after a reading.
fn fall_asleep(session: &Session) {
    let until = Instant::now() + IDLE;
    let mut wake_ups = u64::MAX;
    while session.use_of().wake_ups != wake_ups && Instant::now() < until {
        wake_ups = session.use_of().wake_ups;
        std::thread::sleep(IDLE / 4);
    }
}

/// Bytes and wake-ups of a program left alone.
pub(crate) fn idle(
    run: &Run,
    figures: &mut Figures,
    session: &Session,
    (program, name, targets): (&str, &str, [&'static str; 2]),
) {
    let span = if run.is_quick { IDLE / 5 } else { IDLE };
    fall_asleep(session);
    let (bytes, wake_ups, at) = (session.length(), session.use_of().wake_ups, Instant::now());
    std::thread::sleep(span);
    let seconds = at.elapsed().as_secs_f64();
    let bytes = (session.length() - bytes) as f64 / seconds;
    let wake_ups = session.use_of().wake_ups.saturating_sub(wake_ups) as f64 / seconds;
    let [silent, asleep] = targets;
    figures.add(format!("idle{name}"), program, Unit::BytesPerSecond, vec![bytes], silent);
    figures.add(format!("wake-ups{name}"), program, Unit::PerSecond, vec![wake_ups], asleep);
}
