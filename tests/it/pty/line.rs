//! A slow line: what a terminal far away is to the console, made of threads and queues.

use std::io::{self, Read, Write};
use std::sync::mpsc::{Receiver, SendError, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

/// What one piece takes up of the line at once; a hundredth of a second at 9,600 bytes a second.
const PIECE: usize = 96;

/// How slow it is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line {
    /// In either direction.
    pub(super) bytes_a_second: u32,
    /// How long a piece is under way after it was sent, in either direction.
    pub(super) delay: Duration,
}

impl Line {
    /// How long it takes to send so many bytes.
    fn takes(self, bytes: usize) -> Duration {
        Duration::from_secs(1) * u32::try_from(bytes).unwrap() / self.bytes_a_second
    }
}

/// A piece, and when it has come through.
type Piece = (Instant, Vec<u8>);

/// The ends of the line that face away from the console.
pub(super) type Ends = (Box<dyn Read + Send>, Box<dyn Write + Send>);

/// Puts the line between a console and whoever reads and types.
pub(super) fn between(
    line: Line,
    mut output: Box<dyn Read + Send>,
    mut input: Box<dyn Write + Send>,
) -> Ends {
    let (send, arriving) = channel();
    thread::spawn(move || {
        let mut bytes = [0; PIECE];
        // Nothing is read before what was read last is sent: the console's own writes wait.
        while let Ok(n @ 1..) = output.read(&mut bytes) {
            if transmit(line, &send, &bytes[..n]).is_err() {
                break;
            }
        }
    });
    let (typed, to_send) = channel::<Vec<u8>>();
    let (send, keys) = channel();
    thread::spawn(move || {
        for bytes in to_send {
            for piece in bytes.chunks(PIECE) {
                if transmit(line, &send, piece).is_err() {
                    return;
                }
            }
        }
    });
    thread::spawn(move || {
        while let Some(piece) = arrive(&keys) {
            if input.write_all(&piece).and_then(|()| input.flush()).is_err() {
                break;
            }
        }
    });
    (Box::new(Arriving { pieces: arriving, rest: Vec::new() }), Box::new(Typed(typed)))
}

/// Takes the time that a piece takes to send, and puts it under way.
fn transmit(line: Line, send: &Sender<Piece>, bytes: &[u8]) -> Result<(), SendError<Piece>> {
    thread::sleep(line.takes(bytes.len()));
    send.send((Instant::now() + line.delay, bytes.to_vec()))
}

/// The next piece, once it has come through; nothing when the other end is gone.
fn arrive(pieces: &Receiver<Piece>) -> Option<Vec<u8>> {
    let (due, bytes) = pieces.recv().ok()?;
    thread::sleep(due.saturating_duration_since(Instant::now()));
    Some(bytes)
}

struct Arriving {
    pieces: Receiver<Piece>,
    rest: Vec<u8>,
}

impl Read for Arriving {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        if self.rest.is_empty() {
            self.rest = arrive(&self.pieces).unwrap_or_default();
        }
        let n = self.rest.len().min(bytes.len());
        bytes[..n].copy_from_slice(&self.rest[..n]);
        self.rest.drain(..n);
        Ok(n)
    }
}

struct Typed(Sender<Vec<u8>>);

impl Write for Typed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.send(bytes.to_vec()).map_err(io::Error::other)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
