//! A slow line between the console and the eye: 9,600 bytes a second, a quarter of a second there
//! and back. The line is here: it reads no faster than that, and what it carries counts as seen
//! half the round trip later; keys start half the round trip before they are written.

use std::time::{Duration, Instant};

use crate::figures::{Figures, Unit};
use crate::session::{FRAME_BEGINS, Line, Record, Session};
use crate::start::shown;
use crate::{Run, Stage};

const BYTES_PER_SECOND: f64 = 9_600.0;
const ROUND_TRIP: Duration = Duration::from_millis(250);

/// Keys of the burst and of the run.
const KEYS: usize = 200;

/// Reads a little at a time, and then waits as long as it takes on the line.
struct SlowLine {
    free_at: Instant,
}

impl Line for SlowLine {
    fn carry(&mut self, bytes: usize) {
        let took = Duration::from_secs_f64(bytes as f64 / BYTES_PER_SECOND);
        self.free_at = self.free_at.max(Instant::now()) + took;
        std::thread::sleep(self.free_at.saturating_duration_since(Instant::now()));
    }

    fn most(&self) -> usize {
        96
    }
}

pub(crate) fn measure(run: &Run, figures: &mut Figures) {
    let stage = Stage::start(run.people.min(10_000), 0);
    let line = SlowLine { free_at: Instant::now() };
    let mut console = stage.console(&stage.config(0), "console", line);
    console.see(&shown(run.people.min(10_000)));
    console.settle(Duration::from_secs(1));

    let from = console.length();
    let at = console.send(&"j".repeat(KEYS));
    report(figures, &mut console, from, at, "after a burst of 200 keys");

    // Held down: a key each thirtieth of a second, all scrolling.
    let from = console.length();
    let held = run.samples(KEYS);
    let began = Instant::now();
    let mut last = began;
    for n in 1..=held {
        let due = began + Duration::from_secs(1) / 30 * u32::try_from(n).unwrap_or(u32::MAX);
        std::thread::sleep(due.saturating_duration_since(Instant::now()));
        last = console.send("j");
    }
    report(figures, &mut console, from, last, "after a key held down");
}

fn report(figures: &mut Figures, console: &mut Session, from: usize, at: Instant, when: &str) {
    console.settle(Duration::from_secs(2));
    let record = console.record();
    let end = record.reads.last().map_or(at, |&(moment, _)| moment) + ROUND_TRIP;
    figures.times(format!("slow line: last state {when}"), "bursar", &[end - at], "");
    let frames = record.frames(from) as f64;
    figures.add(format!("slow line: frames {when}"), "bursar", Unit::Frames, vec![frames], "");
    let bytes = (record.bytes.len() - from) as f64;
    figures.add(format!("slow line: bytes {when}"), "bursar", Unit::Bytes, vec![bytes], "");
    let behind = frames_begun_after(&record, from, at) as f64;
    figures.add(
        format!("slow line: frames begun {when}"),
        "bursar",
        Unit::Frames,
        vec![behind],
        "≤ 1",
    );
}

/// Frames that began to arrive after the last key: those the screen was behind.
fn frames_begun_after(record: &Record, from: usize, at: Instant) -> usize {
    let mut behind = 0;
    let mut position = from;
    while let Some(begin) = record.end_of(FRAME_BEGINS, position) {
        behind += usize::from(record.moment(begin).is_some_and(|moment| moment > at));
        position = begin;
    }
    behind
}
