//! A program in a pseudo-terminal: keys in, bytes out, each with the moment it came.

use std::io::{Read, Write};
use std::num::NonZero;
use std::path::Path;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

use crate::process;

/// Columns and rows of every measurement.
pub(crate) const SIZE: (u16, u16) = (160, 48);

/// How long anything may take before the measurement is given up.
const DEADLINE: Duration = Duration::from_mins(3);

/// Begins each frame of bursar's.
pub(crate) const FRAME_BEGINS: &[u8] = b"\x1b[?2026h";
/// Ends each frame of bursar's.
pub(crate) const FRAME_ENDS: &[u8] = b"\x1b[?2026l";

/// How the last byte of an answer is told.
#[derive(Clone, Copy)]
pub(crate) enum End {
    /// By the end marker of a synchronized update.
    Frame,
    /// By nothing coming for so long.
    Quiet(Duration),
}

/// What came after a key.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Answer {
    pub(crate) first: Duration,
    pub(crate) last: Duration,
    pub(crate) bytes: usize,
}

/// Everything a program wrote, and when which part of it came.
#[derive(Default)]
pub(crate) struct Record {
    pub(crate) bytes: Vec<u8>,
    /// The moments of the reads, with the number of bytes after each.
    pub(crate) reads: Vec<(Instant, usize)>,
    pub(crate) is_closed: bool,
}

impl Record {
    /// When the byte before `position` had come.
    pub(crate) fn moment(&self, position: usize) -> Option<Instant> {
        let index = self.reads.partition_point(|&(_, length)| length < position);
        self.reads.get(index).map(|&(at, _)| at)
    }

    /// Where the first `marker` at or after `from` ends.
    pub(crate) fn end_of(&self, marker: &[u8], from: usize) -> Option<usize> {
        let rest = self.bytes.get(from..)?;
        rest.windows(marker.len())
            .position(|window| window == marker)
            .map(|at| from + at + marker.len())
    }

    /// How many frames of bursar's begin at or after `from`.
    pub(crate) fn frames(&self, from: usize) -> usize {
        let rest = self.bytes.get(from..).unwrap_or_default();
        rest.windows(FRAME_BEGINS.len()).filter(|window| *window == FRAME_BEGINS).count()
    }
}

type Shared = Arc<(Mutex<Record>, Condvar)>;

/// The program.
pub(crate) struct Session {
    child: Box<dyn Child + Send + Sync>,
    /// Open as long as the program lives.
    _master: Box<dyn MasterPty + Send>,
    keys: Box<dyn Write + Send>,
    shared: Shared,
    pub(crate) started: Instant,
    parser: vt100::Parser,
    parsed: usize,
}

/// What stands between the terminal and the program's bytes: nothing, or a slow line.
pub(crate) trait Line: Send + 'static {
    /// Called with each read; returns when the next may be made.
    fn carry(&mut self, bytes: usize);
    /// How many bytes may be read at once.
    fn most(&self) -> usize;
}

/// As fast as it goes.
pub(crate) struct Direct;

impl Line for Direct {
    fn carry(&mut self, _bytes: usize) {}
    fn most(&self) -> usize {
        1 << 16
    }
}

impl Session {
    pub(crate) fn start(program: &Path, args: &[&str], env: &[(&str, &str)]) -> Self {
        Self::over(program, args, env, Direct)
    }

    pub(crate) fn over(
        program: &Path,
        args: &[&str],
        env: &[(&str, &str)],
        mut line: impl Line,
    ) -> Self {
        let size = PtySize { rows: SIZE.1, cols: SIZE.0, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).expect("a pseudo-terminal");
        let mut command = CommandBuilder::new(program);
        command.args(args);
        command.cwd(env!("CARGO_MANIFEST_DIR"));
        command.env("TERM", "xterm-256color");
        for (name, value) in env {
            command.env(name, value);
        }
        let mut reader = pair.master.try_clone_reader().expect("a reader");
        let keys = pair.master.take_writer().expect("a writer");
        let shared = Shared::default();
        let record = Arc::clone(&shared);
        std::thread::spawn(move || {
            let mut buffer = vec![0; line.most()];
            loop {
                let read = reader.read(&mut buffer).unwrap_or(0);
                line.carry(read);
                let mut locked = lock(&record.0);
                locked.bytes.extend_from_slice(&buffer[..read]);
                let length = locked.bytes.len();
                locked.reads.push((Instant::now(), length));
                locked.is_closed = read == 0;
                record.1.notify_all();
                if read == 0 {
                    break;
                }
            }
        });
        let started = Instant::now();
        let child = pair.slave.spawn_command(command).expect("the program starts");
        drop(pair.slave);
        let cells = |count| NonZero::new(count).expect("a size");
        let parser = vt100::Parser::new(cells(SIZE.1), cells(SIZE.0), 0);
        Self { child, _master: pair.master, keys, shared, started, parser, parsed: 0 }
    }

    pub(crate) fn id(&self) -> u32 {
        self.child.process_id().expect("it runs")
    }

    pub(crate) fn record(&self) -> MutexGuard<'_, Record> {
        lock(&self.shared.0)
    }

    /// How many bytes have come.
    pub(crate) fn length(&self) -> usize {
        self.record().bytes.len()
    }

    /// Waits until the record is as wanted, at most `limit`.
    pub(crate) fn wait_within<T>(
        &self,
        limit: Duration,
        mut wanted: impl FnMut(&Record) -> Option<T>,
    ) -> Option<T> {
        let until = Instant::now() + limit;
        let mut locked = self.record();
        loop {
            if let Some(found) = wanted(&locked) {
                return Some(found);
            }
            let left = until.checked_duration_since(Instant::now())?;
            let waited = self.shared.1.wait_timeout(locked, left);
            locked = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    pub(crate) fn wait<T>(&self, wanted: impl FnMut(&Record) -> Option<T>) -> T {
        self.wait_within(DEADLINE, wanted).expect("it answers within three minutes")
    }

    /// Waits until nothing has come for `gap`.
    pub(crate) fn settle(&self, gap: Duration) {
        let mut length = self.length();
        while self.wait_within(gap, |record| (record.bytes.len() > length).then_some(())).is_some()
        {
            length = self.length();
        }
    }

    /// Presses keys and waits for nothing.
    pub(crate) fn send(&mut self, keys: &str) -> Instant {
        let at = Instant::now();
        self.keys.write_all(keys.as_bytes()).expect("it takes keys");
        self.keys.flush().expect("it takes keys");
        at
    }

    /// Presses keys and waits for what comes; `None` when nothing does within a second.
    pub(crate) fn press(&mut self, keys: &str, end: End) -> Option<Answer> {
        let from = self.length();
        let at = self.send(keys);
        let limit = Duration::from_secs(1);
        let last = match end {
            End::Frame => self.wait_within(limit, |record| record.end_of(FRAME_ENDS, from))?,
            End::Quiet(gap) => {
                self.wait_within(limit, |record| (record.bytes.len() > from).then_some(()))?;
                self.settle(gap);
                self.length()
            }
        };
        let record = self.record();
        let first = record.moment(from + 1)?.duration_since(at);
        Some(Answer { first, last: record.moment(last)?.duration_since(at), bytes: last - from })
    }

    /// The screen as it is now.
    pub(crate) fn screen(&mut self) -> &vt100::Screen {
        let shared = Arc::clone(&self.shared);
        let record = lock(&shared.0);
        self.parser.process(&record.bytes[self.parsed..]);
        self.parsed = record.bytes.len();
        self.parser.screen()
    }

    /// Waits until these words are on the screen; gives when the last byte before had come.
    pub(crate) fn see(&mut self, words: &str) -> Instant {
        let until = Instant::now() + DEADLINE;
        loop {
            let length = self.length();
            let text = self.screen().contents();
            if text.contains(words) {
                return self.record().moment(length).unwrap_or(self.started);
            }
            assert!(Instant::now() < until, "waited for '{words}'; the screen is:\n{text}");
            let longer = |record: &Record| (record.bytes.len() > length).then_some(());
            self.wait_within(Duration::from_millis(100), longer);
        }
    }

    pub(crate) fn use_of(&self) -> process::Use {
        process::Use::of(self.id())
    }

    /// Waits for its end.
    pub(crate) fn wait_for_end(&mut self) -> Duration {
        self.child.wait().expect("it ends");
        self.started.elapsed()
    }
}

fn lock(record: &Mutex<Record>) -> MutexGuard<'_, Record> {
    record.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Drop for Session {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
