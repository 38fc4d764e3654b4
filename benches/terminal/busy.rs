//! Keys while the servers are busy: a hundred people a second spend, and the console reads again
//! and again. Keys come by the clock, whether the last is answered or not, so that a moment in
//! which nothing answers counts for all keys pressed in it.

use std::num::NonZero;
use std::time::{Duration, Instant};

use crate::figures::{Figures, Unit};
use crate::session::{Direct, End, FRAME_ENDS, Record, SIZE, Session};
use crate::start::shown;
use crate::{Run, Stage};

/// Between two keys.
const PACE: Duration = Duration::from_millis(41);

pub(crate) fn measure(run: &Run, figures: &mut Figures) {
    let stage = Stage::start(run.people, 100);
    let mut console = stage.console(&stage.config(1), "console", Direct);
    console.see(&shown(run.people));
    // Far from the top: there the order changes around the cursor, not its line.
    for key in ["\u{6}"; 20].iter().chain(&["\u{15}"]) {
        console.press(key, End::Frame);
    }
    let from = console.length();
    let mut pressed = Vec::new();
    let began = Instant::now();
    for n in 0..run.samples(600) {
        let due = began + PACE * u32::try_from(n).unwrap_or(u32::MAX);
        std::thread::sleep(due.saturating_duration_since(Instant::now()));
        pressed.push(console.send(["j", "k"][n % 2]));
    }
    std::thread::sleep(Duration::from_secs(1));
    let seconds = began.elapsed().as_secs_f64();
    let times = answers(&console.record(), from, &pressed);
    let name = "key → last byte, 100 people a second change";
    figures.times(name, "bursar", &times, "p99 ≤ 8, max ≤ 16");
    let missing = (pressed.len() - times.len()) as f64;
    figures.add("keys of these without an answer", "bursar", Unit::Frames, vec![missing], "0");
    let bytes = (console.length() - from) as f64 / seconds;
    figures.add("bytes meanwhile", "bursar", Unit::BytesPerSecond, vec![bytes], "");
    report_memory(figures, &console, run.people);
}

fn report_memory(figures: &mut Figures, console: &Session, people: u32) {
    let used = console.use_of();
    let mebibytes = |kibibytes: u64| vec![kibibytes as f64 / 1024.0];
    let name = format!("memory, {people} people read again and again");
    figures.add(name, "bursar", Unit::Mebibytes, mebibytes(used.resident), "≤ 80");
    let name = format!("memory at its highest, {people} people read again and again");
    figures.add(name, "bursar", Unit::Mebibytes, mebibytes(used.peak), "");
}

/// How long after each key the cursor stood on another line, at the end of a frame. The screen is
/// drawn again from the record, so that looking at it costs the measurement nothing.
fn answers(record: &Record, from: usize, pressed: &[Instant]) -> Vec<Duration> {
    let cells = |count| NonZero::new(count).expect("a size");
    let mut parser = vt100::Parser::new(cells(SIZE.1), cells(SIZE.0), 0);
    parser.process(&record.bytes[..from]);
    let mut line = cursor_line(parser.screen());
    let (mut at, mut next, mut times) = (from, 0, Vec::new());
    while let Some(end) = record.end_of(FRAME_ENDS, at) {
        parser.process(&record.bytes[at..end]);
        at = end;
        let (Some(moment), now) = (record.moment(end), cursor_line(parser.screen())) else {
            break;
        };
        // A frame may answer several keys; two of them lead back to where the cursor was.
        let is_moved = now != line;
        line = now;
        let came = pressed[next..].partition_point(|key| *key < moment);
        let answered = if is_moved { came - usize::from(came % 2 == 0 && came > 0) } else { 0 };
        times.extend(pressed[next..next + answered].iter().map(|key| moment.duration_since(*key)));
        next += answered;
    }
    times
}

/// The line that the list's cursor stands on, by its sign in the first column.
fn cursor_line(screen: &vt100::Screen) -> Option<u16> {
    let sign = |row: &u16| {
        screen.cell(*row, 0).is_some_and(|cell| matches!(cell.contents(), "▌" | "▶" | ">" | "›"))
    };
    (0..SIZE.1).find(sign)
}
