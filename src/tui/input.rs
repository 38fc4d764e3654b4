//! What the terminal says: keys, pastes, the mouse, another size; and that it is gone.
//!
//! A thread of its own waits for the terminal and takes all that is there each time, so that how
//! long the loop takes to draw changes neither what is read nor which key it is: a lone escape is
//! told from the beginning of a sequence by what comes next, and when.

mod decode;
mod sequence;
#[cfg(test)]
mod tests;

use std::io;
use std::time::Duration;

use crossterm::event::Event;
use tokio::sync::mpsc::{Receiver, Sender, channel};

/// Events that may wait for the loop. With more the terminal waits, and keeps the bytes.
const WAITING: usize = 4096;

/// The keyboard's end in the loop. Dropping it leaves to the shell what is typed from then on.
pub(super) struct Input {
    events: Receiver<Event>,
    #[cfg(unix)]
    resized: tokio::signal::unix::Signal,
    /// The thread waits for the other end of this as well.
    #[cfg(unix)]
    _open: std::os::fd::OwnedFd,
}

#[cfg(unix)]
impl Input {
    /// Begins to listen. A lone escape counts as the key after `escape_delay`.
    ///
    /// # Errors
    /// There is no thread, pipe or signal to be had.
    pub(super) fn listen(escape_delay: Duration) -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        let (send, events) = channel(WAITING);
        let (closed, open) = rustix::pipe::pipe_with(rustix::pipe::PipeFlags::CLOEXEC)?;
        let thread = std::thread::Builder::new().name("keys".to_owned());
        thread.spawn(move || unix::read(&send, &closed, escape_delay))?;
        Ok(Self { events, resized: signal(SignalKind::window_change())?, _open: open })
    }

    /// The next event; `None` when the terminal is gone. Nothing is lost when it is dropped.
    pub(super) async fn next(&mut self) -> Option<Event> {
        loop {
            // By turns, so that neither keeps the other waiting.
            tokio::select! {
                event = self.events.recv() => return event,
                Some(()) = self.resized.recv() => {
                    // A terminal that cannot say its size is gone, as its keys will tell.
                    if let Ok((columns, rows)) = crossterm::terminal::size() {
                        return Some(Event::Resize(columns, rows));
                    }
                }
            }
        }
    }
}

#[cfg(unix)]
mod unix {
    use std::os::fd::OwnedFd;
    use std::time::Instant;

    use rustix::event::{PollFd, PollFlags, Timespec, poll};
    use rustix::io::Errno;

    use super::decode::Decoder;
    use super::{Duration, Event, Sender, io};

    /// How much is taken at once: more than a terminal's buffer holds.
    const PIECE: usize = 64 * 1024;

    /// Reads until the terminal or the loop is gone. Dropping `send` tells the loop.
    pub(super) fn read(send: &Sender<Event>, closed: &OwnedFd, escape_delay: Duration) {
        let mut decoder = Decoder::new(escape_delay);
        let (mut bytes, mut events) = (vec![0; PIECE], Vec::new());
        let terminal = io::stdin();
        loop {
            let ready = match wait(&terminal, closed, decoder.deadline()) {
                Ok(ready) => ready,
                Err(Errno::INTR) => continue,
                Err(_) => return,
            };
            match ready {
                Ready::Closed => return,
                Ready::Late => decoder.give_up(&mut events),
                // Past the buffer of the standard library: what it took, `poll` would not see.
                Ready::Bytes => match rustix::io::read(&terminal, &mut bytes) {
                    Ok(count @ 1..) => decoder.take(&bytes[..count], Instant::now(), &mut events),
                    Err(Errno::INTR | Errno::AGAIN) => {}
                    // The end of a terminal in raw mode is a hang-up.
                    Ok(0) | Err(_) => return,
                },
            }
            for event in events.drain(..) {
                if send.blocking_send(event).is_err() {
                    return;
                }
            }
        }
    }

    enum Ready {
        /// There is something to read, if it is only that the terminal is gone.
        Bytes,
        /// Nothing has come by the deadline.
        Late,
        /// The loop is over.
        Closed,
    }

    fn wait(
        terminal: &io::Stdin,
        closed: &OwnedFd,
        deadline: Option<Instant>,
    ) -> Result<Ready, Errno> {
        let left = deadline.map(|deadline| deadline.saturating_duration_since(Instant::now()));
        let left = left.and_then(|left| Timespec::try_from(left).ok());
        let mut both = [PollFd::new(terminal, PollFlags::IN), PollFd::new(closed, PollFlags::IN)];
        let count = poll(&mut both, left.as_ref())?;
        let [terminal, closed] = both.map(|one| !one.revents().is_empty());
        Ok(match (closed, terminal) {
            (true, _) => Ready::Closed,
            (false, true) => Ready::Bytes,
            (false, false) if count == 0 => Ready::Late,
            (false, false) => return Err(Errno::INTR),
        })
    }
}

#[cfg(not(unix))]
impl Input {
    /// Begins to listen. Keys are no bytes here, so that no escape is waited for.
    ///
    /// # Errors
    /// There is no thread to be had.
    pub(super) fn listen(_escape_delay: Duration) -> io::Result<Self> {
        let (send, events) = channel(WAITING);
        let thread = std::thread::Builder::new().name("keys".to_owned());
        thread.spawn(move || {
            while let Ok(event) = crossterm::event::read() {
                if send.blocking_send(event).is_err() {
                    break;
                }
            }
        })?;
        Ok(Self { events })
    }

    /// The next event; `None` when the terminal is gone. Nothing is lost when it is dropped.
    pub(super) async fn next(&mut self) -> Option<Event> {
        self.events.recv().await
    }
}
