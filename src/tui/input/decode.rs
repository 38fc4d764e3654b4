//! From the bytes of a terminal to events, however a line cut or joined them. Pure: when bytes
//! came is told, never asked.
//!
//! What has begun is waited for, and given up when it does not end: no byte that a line has lost
//! takes the keyboard with it.

use std::time::{Duration, Instant};

use crossterm::event::{Event, KeyCode, KeyEvent, KeyModifiers};

use super::sequence;

/// How long the rest of a sequence or of a character may take, where an escape may not take more.
const REST: Duration = Duration::from_millis(100);
/// How long the next bytes of a paste may take: a line that stalls for less loses none of it, and
/// types none of it.
const PASTE: Duration = Duration::from_secs(5);
/// How long a terminal's answer may take on the whole; somebody may be typing into it.
const ANSWER: Duration = Duration::from_millis(500);
/// More than any key has; terminals answer with more, and that is dropped.
const LONGEST_KEY: usize = 64;

const ESC: u8 = 0x1b;
const CTRL_C: u8 = 0x03;
const PASTE_BEGINS: &[u8] = b"\x1b[200~";
const PASTE_ENDS: &[u8] = b"\x1b[201~";

/// What the bytes in hand are the beginning of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// Nothing.
    Ground,
    /// A lone escape.
    Escape,
    /// The same, which may also end a terminal's answer.
    AnswerEnds,
    /// `ESC [`, then parameters.
    Csi,
    /// `ESC [ [`, a function key of Linux' own console.
    Console,
    /// `ESC [ M`, then three bytes: the mouse, as terminals tell of it that know no better.
    Mouse,
    /// `ESC O`, then perhaps parameters.
    Ss3,
    /// A terminal's answer, begun by an escape and this byte.
    Answer(u8),
    /// Text pasted in one piece.
    Paste,
    /// A character of several bytes, with an escape before it or without.
    Char { is_alt: bool },
}

pub(super) struct Decoder {
    escape_delay: Duration,
    state: State,
    /// What belongs to the state, without what began it.
    held: Vec<u8>,
    /// When the state began.
    began: Instant,
    /// When bytes came last.
    last: Instant,
}

impl Decoder {
    pub(super) fn new(escape_delay: Duration) -> Self {
        let now = Instant::now();
        Self { escape_delay, state: State::Ground, held: Vec::new(), began: now, last: now }
    }

    /// Takes bytes that came together.
    pub(super) fn take(&mut self, bytes: &[u8], now: Instant, events: &mut Vec<Event>) {
        let silence = now.saturating_duration_since(std::mem::replace(&mut self.last, now));
        if matches!(self.state, State::Answer(_)) && now > self.began + ANSWER {
            self.give_up(events);
        }
        if self.state == State::Paste && silence >= REST && bytes == [CTRL_C] {
            // By itself it is pressed and not pasted, whatever became of the end of this.
            self.go(State::Ground);
        }
        for &byte in bytes {
            self.byte(byte, events);
        }
    }

    /// Until when the rest of what is in hand is waited for.
    pub(super) fn deadline(&self) -> Option<Instant> {
        let rest = REST.max(self.escape_delay);
        match self.state {
            State::Ground => None,
            State::Escape | State::AnswerEnds => Some(self.last + self.escape_delay),
            State::Paste => Some(self.last + PASTE),
            _ => Some(self.last + rest),
        }
    }

    /// The rest has not come: what is in hand is a key as it stands, or it is dropped.
    pub(super) fn give_up(&mut self, events: &mut Vec<Event>) {
        let is_empty = self.held.is_empty();
        match self.state {
            State::Escape | State::AnswerEnds => press(KeyCode::Esc.into(), events),
            State::Csi if is_empty => press(alt(b'['), events),
            State::Ss3 if is_empty => press(alt(b'O'), events),
            State::Answer(first) if is_empty => press(alt(first), events),
            _ => {}
        }
        self.go(State::Ground);
    }

    fn go(&mut self, state: State) {
        self.state = state;
        self.held.clear();
        self.began = self.last;
    }

    fn byte(&mut self, byte: u8, events: &mut Vec<Event>) {
        match self.state {
            State::Ground => self.begin(byte, false, events),
            State::AnswerEnds if byte == b'\\' => self.go(State::Ground),
            State::Escape | State::AnswerEnds => self.escaped(byte, events),
            State::Csi => self.csi(byte, events),
            State::Ss3 => self.ss3(byte, events),
            State::Console => self.console(byte, events),
            State::Mouse => self.mouse(byte, events),
            State::Answer(first) => self.answer(first, byte, events),
            State::Paste => self.paste(byte, events),
            State::Char { is_alt } => self.char(byte, is_alt, events),
        }
    }

    /// A byte with nothing before it, or with an escape.
    fn begin(&mut self, byte: u8, is_alt: bool, events: &mut Vec<Event>) {
        self.go(State::Ground);
        match byte {
            ESC => self.go(State::Escape),
            ..0x80 if is_alt => press(alt(byte), events),
            ..0x80 => press(sequence::byte(byte), events),
            0xc2..=0xf4 => {
                self.go(State::Char { is_alt });
                self.held.push(byte);
            }
            // Nothing begins with it.
            _ if is_alt => press(KeyCode::Esc.into(), events),
            _ => {}
        }
    }

    fn escaped(&mut self, byte: u8, events: &mut Vec<Event>) {
        match byte {
            // The first was the key; this may be the beginning of another one.
            ESC => {
                press(KeyCode::Esc.into(), events);
                self.go(State::Escape);
            }
            b'[' => self.go(State::Csi),
            b'O' => self.go(State::Ss3),
            b']' | b'P' | b'_' => self.go(State::Answer(byte)),
            _ => self.begin(byte, true, events),
        }
    }

    /// Ends what is in hand for a byte that cannot belong to it, which is a key then.
    fn broken_by(&mut self, byte: u8, events: &mut Vec<Event>) {
        self.give_up(events);
        self.begin(byte, false, events);
    }

    fn csi(&mut self, byte: u8, events: &mut Vec<Event>) {
        match byte {
            b'[' if self.held.is_empty() => self.go(State::Console),
            b'M' if self.held.is_empty() => self.go(State::Mouse),
            b'~' if self.held == b"200" => self.go(State::Paste),
            // With nothing but a number before it rxvt says shift by this.
            b'$' if !self.held.is_empty() && self.held.iter().all(u8::is_ascii_digit) => {
                self.end_csi(byte, events);
            }
            0x20..=0x3f if self.held.len() < LONGEST_KEY => self.held.push(byte),
            0x40..=0x7e => self.end_csi(byte, events),
            _ => self.broken_by(byte, events),
        }
    }

    fn end_csi(&mut self, byte: u8, events: &mut Vec<Event>) {
        events.extend(sequence::csi(&self.held, byte));
        self.go(State::Ground);
    }

    fn ss3(&mut self, byte: u8, events: &mut Vec<Event>) {
        match byte {
            b'0'..=b'9' | b';' if self.held.len() < LONGEST_KEY => self.held.push(byte),
            0x40..=0x7e => {
                events.extend(sequence::ss3(&self.held, byte));
                self.go(State::Ground);
            }
            _ => self.broken_by(byte, events),
        }
    }

    fn console(&mut self, byte: u8, events: &mut Vec<Event>) {
        match byte {
            b'A'..=b'E' => press(KeyCode::F(byte - b'A' + 1).into(), events),
            0x20..=0x7e => {}
            _ => return self.broken_by(byte, events),
        }
        self.go(State::Ground);
    }

    fn mouse(&mut self, byte: u8, events: &mut Vec<Event>) {
        if byte < 0x20 {
            return self.broken_by(byte, events);
        }
        self.held.push(byte);
        if let &[button, x, y] = self.held.as_slice() {
            let [button, x, y] = [button, x, y].map(|byte| u16::from(byte - 0x20));
            events.extend(sequence::mouse(button, x, y, false));
            self.go(State::Ground);
        }
    }

    /// Nobody asked, or the one who did is gone.
    fn answer(&mut self, first: u8, byte: u8, events: &mut Vec<Event>) {
        let is_begun = !self.held.is_empty();
        match byte {
            // A bell ends it, too.
            0x07 if is_begun => self.go(State::Ground),
            ESC if is_begun => self.go(State::AnswerEnds),
            0x20..=0x7e | 0x80.. if is_begun || begins_answer(first, byte) => {
                // How long it is does not matter, only that it is one.
                self.held.clear();
                self.held.push(byte);
            }
            _ => self.broken_by(byte, events),
        }
    }

    fn paste(&mut self, byte: u8, events: &mut Vec<Event>) {
        self.held.push(byte);
        if byte != b'~' {
            return;
        }
        if let Some(text) = self.held.strip_suffix(PASTE_ENDS) {
            events.push(Event::Paste(String::from_utf8_lossy(text).into_owned()));
            self.go(State::Ground);
        } else if self.held.ends_with(PASTE_BEGINS) {
            // The end of the one before is lost.
            self.go(State::Paste);
        }
    }

    fn char(&mut self, byte: u8, is_alt: bool, events: &mut Vec<Event>) {
        if byte & 0xc0 != 0x80 {
            return self.broken_by(byte, events);
        }
        self.held.push(byte);
        match std::str::from_utf8(&self.held) {
            Ok(text) => {
                let modifiers = if is_alt { KeyModifiers::ALT } else { KeyModifiers::NONE };
                let keys = text.chars().map(|c| with(sequence::char(c), modifiers));
                events.extend(keys.map(Event::Key));
                self.go(State::Ground);
            }
            Err(error) if error.error_len().is_none() => {}
            Err(_) => self.go(State::Ground),
        }
    }
}

/// Whether a terminal says this behind an escape and `first`: a number, a parameter, or that it is
/// about graphics. Else it is a key, typed soon after another one.
fn begins_answer(first: u8, byte: u8) -> bool {
    match first {
        b']' => byte.is_ascii_digit(),
        b'_' => byte == b'G',
        _ => matches!(byte, 0x20..=0x3f),
    }
}

fn press(key: KeyEvent, events: &mut Vec<Event>) {
    events.push(Event::Key(key));
}

fn alt(byte: u8) -> KeyEvent {
    with(sequence::byte(byte), KeyModifiers::ALT)
}

fn with(mut key: KeyEvent, modifiers: KeyModifiers) -> KeyEvent {
    key.modifiers |= modifiers;
    key
}
