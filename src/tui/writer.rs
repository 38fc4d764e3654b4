//! The thread that writes to the terminal, so that nobody waits for a slow one.
//!
//! It is given the newest screen, not a queue of them: while one is being written the next ones
//! replace each other, and what is written then is the difference to what the terminal really
//! shows. A frame is one write.

use std::io::{self, Write};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::paint::paint;

/// Begins a frame: the terminal shows it only when it is whole.
const BEGIN: &[u8] = b"\x1b[?2026h";
/// Ends it.
const END: &[u8] = b"\x1b[?2026l";

/// How long a terminal that takes nothing is waited for, where one must.
const PATIENCE: Duration = Duration::from_secs(2);

/// What is to be on the terminal.
#[derive(Default)]
struct Wish {
    screen: Buffer,
    cursor: Option<Position>,
    /// Sequences that are no part of the screen, in their order.
    other: Vec<u8>,
    /// Whether nothing is known of what the terminal shows.
    is_anew: bool,
    is_new: bool,
    hand: Hand,
}

/// What the thread is at.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Hand {
    #[default]
    Idle,
    Writing,
    /// There is nobody, or no terminal, to write for.
    Gone,
}

#[derive(Default)]
struct Shared {
    wish: Mutex<Wish>,
    /// Something is wished, or nothing more will be.
    wished: Condvar,
    /// Everything wished is written.
    done: Condvar,
}

impl Shared {
    fn wish(&self) -> MutexGuard<'_, Wish> {
        self.wish.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The thread, seen from the loop.
pub(super) struct Writer {
    shared: Arc<Shared>,
}

impl Writer {
    /// Writes to `out`, of which nothing is known but that it shows no cursor.
    pub(super) fn start(out: impl Write + Send + 'static) -> io::Result<Self> {
        let shared = Arc::new(Shared::default());
        let own = Arc::clone(&shared);
        let thread = thread::Builder::new().name("screen".to_owned());
        thread.spawn(move || write_all(&own, out))?;
        Ok(Self { shared })
    }

    /// Wishes for this screen; nothing happens when it is what was wished for last.
    pub(super) fn show(&self, screen: &Buffer, cursor: Option<Position>) {
        let mut wish = self.shared.wish();
        if wish.screen == *screen && wish.cursor == cursor && !wish.is_anew {
            return;
        }
        wish.screen.clone_from(screen);
        wish.cursor = cursor;
        wish.is_new = true;
        self.shared.wished.notify_one();
    }

    /// Draws the next screen from nothing: somebody else has had the terminal.
    pub(super) fn forget(&self) {
        self.shared.wish().is_anew = true;
    }

    /// Writes a sequence that is no part of the screen.
    pub(super) fn send(&self, sequence: &[u8]) {
        let mut wish = self.shared.wish();
        wish.other.extend_from_slice(sequence);
        wish.is_new = true;
        self.shared.wished.notify_one();
    }

    /// Waits until everything wished for is written; whether it is.
    pub(super) fn finish(&self) -> bool {
        let wish = self.shared.wish();
        let is_busy = |wish: &mut Wish| match wish.hand {
            Hand::Idle => wish.is_new,
            Hand::Writing => true,
            Hand::Gone => false,
        };
        let waited = self.shared.done.wait_timeout_while(wish, PATIENCE, is_busy);
        !waited.unwrap_or_else(PoisonError::into_inner).1.timed_out()
    }
}

/// The thread ends, as soon as the terminal lets it.
impl Drop for Writer {
    fn drop(&mut self) {
        self.shared.wish().hand = Hand::Gone;
        self.shared.wished.notify_one();
    }
}

/// What the terminal shows, as far as it was told.
#[derive(Default)]
struct Shown {
    screen: Buffer,
    cursor: Option<Position>,
}

fn write_all(shared: &Shared, mut out: impl Write) {
    let mut shown = Shown::default();
    let mut screen = Buffer::default();
    loop {
        let wish = shared.wish();
        let is_waiting = |wish: &mut Wish| !wish.is_new && wish.hand == Hand::Idle;
        let waited = shared.wished.wait_while(wish, is_waiting);
        let mut wish = waited.unwrap_or_else(PoisonError::into_inner);
        if wish.hand == Hand::Gone {
            break;
        }
        screen.clone_from(&wish.screen);
        let cursor = wish.cursor;
        let mut bytes = std::mem::take(&mut wish.other);
        let is_anew = std::mem::take(&mut wish.is_anew);
        wish.is_new = false;
        wish.hand = Hand::Writing;
        drop(wish);

        bytes.extend(shown.become_like(&mut screen, cursor, is_anew));
        let written = out.write_all(&bytes).and_then(|()| out.flush());

        let mut wish = shared.wish();
        // A terminal that is gone is told of by the keys, which end.
        let is_over = written.is_err() || wish.hand == Hand::Gone;
        wish.hand = if is_over { Hand::Gone } else { Hand::Idle };
        shared.done.notify_all();
        if is_over {
            break;
        }
    }
}

impl Shown {
    /// The bytes that bring the terminal there; none when it is there.
    fn become_like(
        &mut self,
        screen: &mut Buffer,
        cursor: Option<Position>,
        is_anew: bool,
    ) -> Vec<u8> {
        let mut bytes = Vec::new();
        if is_anew || self.screen.area != screen.area {
            let Rect { width, height, .. } = screen.area;
            self.screen = Buffer::empty(Rect { x: 0, y: 0, width, height });
            bytes.extend_from_slice(b"\x1b[m\x1b[2J");
            if is_anew {
                self.cursor = None;
                bytes.extend_from_slice(b"\x1b[?25l");
            }
        }
        bytes.extend(paint(&self.screen, screen));
        std::mem::swap(&mut self.screen, screen);
        bytes.extend(self.cursor_to(cursor, !bytes.is_empty()));
        if bytes.is_empty() {
            return bytes;
        }
        [BEGIN, &bytes, END].concat()
    }

    /// The cursor hides where nothing is typed. Painting moved it.
    fn cursor_to(&mut self, cursor: Option<Position>, is_moved: bool) -> Vec<u8> {
        let was = std::mem::replace(&mut self.cursor, cursor);
        let mut bytes = Vec::new();
        if let Some(Position { x, y }) = cursor
            && (is_moved || was != cursor)
        {
            bytes.extend(format!("\x1b[{};{}H", y + 1, x + 1).into_bytes());
        }
        match (was, cursor) {
            (None, Some(_)) => bytes.extend_from_slice(b"\x1b[?25h"),
            (Some(_), None) => bytes.extend_from_slice(b"\x1b[?25l"),
            _ => {}
        }
        bytes
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::{Receiver, Sender, channel};

    use super::*;

    /// A terminal that takes one write each time it is let.
    struct Slow {
        lets: Receiver<()>,
        took: Sender<Vec<u8>>,
    }

    impl Write for Slow {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.took.send(bytes.to_vec()).ok();
            self.lets.recv().map_err(io::Error::other)?;
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn slow() -> (Writer, Sender<()>, Receiver<Vec<u8>>) {
        let (lets, own) = channel();
        let (took, taken) = channel();
        (Writer::start(Slow { lets: own, took }).unwrap(), lets, taken)
    }

    fn screen(words: &str) -> Buffer {
        Buffer::with_lines([words])
    }

    #[test]
    fn while_the_terminal_is_busy_only_the_newest_screen_waits() {
        let (writer, lets, taken) = slow();
        writer.show(&screen("0000"), None);
        assert_eq!(taken.recv().unwrap(), b"\x1b[?2026h\x1b[m\x1b[2J\x1b[1H0000\x1b[?2026l");
        for step in 1..=200 {
            writer.show(&screen(&format!("{step:04}")), None);
        }
        lets.send(()).unwrap();
        assert_eq!(taken.recv().unwrap(), b"\x1b[?2026h\x1b[1;2H2\x1b[?2026l");
        lets.send(()).unwrap();
        writer.finish();
        assert!(taken.try_recv().is_err());
    }

    #[test]
    fn the_same_screen_is_written_once() {
        let (writer, lets, taken) = slow();
        lets.send(()).unwrap();
        writer.show(&screen("ana"), None);
        taken.recv().unwrap();
        writer.finish();
        writer.show(&screen("ana"), None);
        writer.finish();
        assert!(taken.try_recv().is_err());
        lets.send(()).unwrap();
        writer.show(&screen("ana"), Some(Position { x: 2, y: 0 }));
        assert_eq!(taken.recv().unwrap(), b"\x1b[?2026h\x1b[1;3H\x1b[?25h\x1b[?2026l");
    }

    #[test]
    fn what_is_no_part_of_the_screen_is_written_whole_and_in_order() {
        let (writer, lets, taken) = slow();
        writer.send(b"one");
        assert_eq!(taken.recv().unwrap(), b"one");
        writer.send(b"two");
        writer.send(b"three");
        lets.send(()).unwrap();
        assert_eq!(taken.recv().unwrap(), b"twothree");
        lets.send(()).unwrap();
    }

    #[test]
    fn a_terminal_that_is_gone_holds_nobody_up() {
        let (writer, lets, taken) = slow();
        writer.show(&screen("ana"), None);
        taken.recv().unwrap();
        drop(lets);
        assert!(writer.finish());
        writer.show(&screen("ben"), None);
        assert!(writer.finish());
    }

    #[test]
    fn a_terminal_that_takes_nothing_is_not_waited_for_for_ever() {
        let (writer, lets, taken) = slow();
        writer.show(&screen("ana"), None);
        taken.recv().unwrap();
        assert!(!writer.finish());
        drop(writer);
        drop(lets);
    }
}
