use std::time::{Duration, Instant};

use crossterm::event::{
    Event, KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind,
};
use proptest::prelude::*;

use super::decode::Decoder;

const DELAY: Duration = Duration::from_millis(50);
/// What is not yet as long as that.
const ALMOST: Duration = Duration::from_millis(49);
const NONE: KeyModifiers = KeyModifiers::NONE;
const SHIFT: KeyModifiers = KeyModifiers::SHIFT;
const ALT: KeyModifiers = KeyModifiers::ALT;
const CONTROL: KeyModifiers = KeyModifiers::CONTROL;

fn key(code: KeyCode, modifiers: KeyModifiers) -> Event {
    Event::Key(KeyEvent::new(code, modifiers))
}

fn typed(c: char) -> Event {
    key(KeyCode::Char(c), NONE)
}

fn mouse(kind: MouseEventKind, column: u16, row: u16, modifiers: KeyModifiers) -> Event {
    Event::Mouse(MouseEvent { kind, column, row, modifiers })
}

/// What terminals send, and what it says. Lone escape first: what follows it needs care.
fn keys() -> Vec<(Vec<u8>, Event)> {
    use KeyCode::{
        BackTab, Backspace, Char, Delete, Down, End, Enter, Esc, F, Home, Insert, Left, PageDown,
        PageUp, Right, Tab, Up,
    };
    let mut keys: Vec<(&str, Event)> = vec![
        ("\x1b", key(Esc, NONE)),
        ("\r", key(Enter, NONE)),
        ("\n", key(Char('j'), CONTROL)),
        ("\t", key(Tab, NONE)),
        ("\x7f", key(Backspace, NONE)),
        ("\x08", key(Char('h'), CONTROL)),
        ("\0", key(Char(' '), CONTROL)),
        ("\x03", key(Char('c'), CONTROL)),
        ("\x1a", key(Char('z'), CONTROL)),
        ("\x1f", key(Char('7'), CONTROL)),
        (" ", typed(' ')),
        ("j", typed('j')),
        ("Q", key(Char('Q'), SHIFT)),
        ("[", typed('[')),
        ("~", typed('~')),
        ("é", typed('é')),
        ("Ж", key(Char('Ж'), SHIFT)),
        ("क", typed('क')),
        ("🦀", typed('🦀')),
        ("\x1bj", key(Char('j'), ALT)),
        ("\x1b\r", key(Enter, ALT)),
        ("\x1b\x7f", key(Backspace, ALT)),
        ("\x1bé", key(Char('é'), ALT)),
        ("\x1b[Z", key(BackTab, SHIFT)),
        ("\x1b[a", key(Up, SHIFT)),
        ("\x1bOb", key(Down, CONTROL)),
        ("\x1b[3$", key(Delete, SHIFT)),
        ("\x1b[7^", key(Home, CONTROL)),
        ("\x1b[8@", key(End, CONTROL | SHIFT)),
        ("\x1b[[A", key(F(1), NONE)),
        ("\x1b[[E", key(F(5), NONE)),
        ("\x1bOM", key(Enter, NONE)),
        ("\x1bOp", typed('0')),
        ("\x1bOk", typed('+')),
        ("\x1bO5A", key(Up, CONTROL)),
        ("\x1bO1;2P", key(F(1), SHIFT)),
        ("\x1b[1;5B", key(Down, CONTROL)),
        ("\x1b[1;2D", key(Left, SHIFT)),
        ("\x1b[1;3C", key(Right, ALT)),
        ("\x1b[5;5~", key(PageUp, CONTROL)),
        ("\x1b[99;5u", key(Char('c'), CONTROL)),
        ("\x1b[97:65;2u", key(Char('A'), NONE)),
        ("\x1b[27u", key(Esc, NONE)),
        ("\x1b[27;5;9~", key(Tab, CONTROL)),
        ("\x1b[1;1:2B", key(Down, NONE)),
        ("\x1b[I", Event::FocusGained),
        ("\x1b[O", Event::FocusLost),
        ("\x1b[<0;12;7M", mouse(MouseEventKind::Down(MouseButton::Left), 11, 6, NONE)),
        ("\x1b[<0;12;7m", mouse(MouseEventKind::Up(MouseButton::Left), 11, 6, NONE)),
        ("\x1b[<65;300;7M", mouse(MouseEventKind::ScrollDown, 299, 6, NONE)),
        ("\x1b[<20;1;1M", mouse(MouseEventKind::Down(MouseButton::Left), 0, 0, CONTROL | SHIFT)),
        ("\x1b[M`!!", mouse(MouseEventKind::ScrollUp, 0, 0, NONE)),
        ("\x1b[200~\x1b[201~", Event::Paste(String::new())),
        ("\x1b[200~q\x03\x1b[A é\r\n~\x1b[201~", Event::Paste("q\x03\x1b[A é\r\n~".to_owned())),
    ];
    let arrows = [
        ('A', Up),
        ('B', Down),
        ('C', Right),
        ('D', Left),
        ('H', Home),
        ('F', End),
        ('P', F(1)),
        ('Q', F(2)),
        ('S', F(4)),
    ];
    let numbered = [
        (1, Home),
        (2, Insert),
        (3, Delete),
        (4, End),
        (5, PageUp),
        (6, PageDown),
        (11, F(1)),
        (15, F(5)),
        (17, F(6)),
        (21, F(10)),
        (23, F(11)),
        (24, F(12)),
        (34, F(17)),
    ];
    let mut all: Vec<(Vec<u8>, Event)> = Vec::new();
    for (last, code) in arrows {
        all.push((format!("\x1b[{last}").into(), key(code, NONE)));
        all.push((format!("\x1bO{last}").into(), key(code, NONE)));
    }
    for (number, code) in numbered {
        all.push((format!("\x1b[{number}~").into(), key(code, NONE)));
    }
    keys.drain(..).map(|(bytes, event)| (bytes.as_bytes().to_vec(), event)).chain(all).collect()
}

/// A decoder whose clock is turned by hand.
struct Bench {
    decoder: Decoder,
    now: Instant,
    events: Vec<Event>,
}

impl Bench {
    fn new() -> Self {
        Self { decoder: Decoder::new(DELAY), now: Instant::now(), events: Vec::new() }
    }

    fn take(&mut self, bytes: &[u8]) {
        self.decoder.take(bytes, self.now, &mut self.events);
    }

    /// Lets time pass without a byte.
    fn silence(&mut self, time: Duration) {
        self.now += time;
        if self.decoder.deadline().is_some_and(|deadline| deadline <= self.now) {
            self.decoder.give_up(&mut self.events);
        }
    }

    fn heard(&mut self) -> Vec<Event> {
        std::mem::take(&mut self.events)
    }
}

const fn ms(count: u64) -> Duration {
    Duration::from_millis(count)
}

#[test]
fn every_key_is_heard_whole_and_byte_by_byte_with_time_between() {
    for (bytes, event) in keys() {
        let mut whole = Bench::new();
        whole.take(&bytes);
        whole.silence(DELAY);
        assert_eq!(
            whole.heard(),
            std::slice::from_ref(&event),
            "{:?}",
            bytes.escape_ascii().to_string()
        );
        let mut pieces = Bench::new();
        for byte in &bytes {
            pieces.take(&[*byte]);
            pieces.silence(ALMOST);
        }
        pieces.silence(DELAY);
        assert_eq!(pieces.heard(), [event], "{:?}", bytes.escape_ascii().to_string());
    }
}

#[test]
fn a_lone_escape_is_a_key_after_its_delay_and_no_sooner() {
    let mut bench = Bench::new();
    bench.take(b"\x1b");
    bench.silence(ALMOST);
    assert_eq!(bench.heard(), []);
    bench.silence(ms(1));
    assert_eq!(bench.heard(), [key(KeyCode::Esc, NONE)]);
    bench.take(b"[B");
    assert_eq!(bench.heard(), [typed('['), key(KeyCode::Char('B'), SHIFT)]);
}

#[test]
fn escape_and_an_arrow_read_at_once_are_both_heard() {
    let mut bench = Bench::new();
    bench.take(b"\x1b\x1b[B\x1b\x1bOA\x1b\x1b\x1b");
    bench.silence(DELAY);
    let (esc, down, up) = (KeyCode::Esc, KeyCode::Down, KeyCode::Up);
    assert_eq!(bench.heard(), [esc, down, esc, up, esc, esc, esc].map(|code| key(code, NONE)));
}

#[test]
fn alt_with_what_begins_a_sequence_is_that_key_when_nothing_follows() {
    for c in ['[', 'O', ']', 'P', '_'] {
        let mut bench = Bench::new();
        bench.take(format!("\x1b{c}").as_bytes());
        bench.silence(ms(100));
        let shift = if c.is_uppercase() { SHIFT } else { NONE };
        assert_eq!(bench.heard(), [key(KeyCode::Char(c), ALT | shift)]);
    }
}

#[test]
fn escape_and_a_letter_that_could_begin_an_answer_swallow_no_key() {
    for (bytes, letter) in [("\x1bPjj", 'P'), ("\x1b]jj", ']'), ("\x1b_jj", '_'), ("\x1bXjj", 'X')]
    {
        let mut bench = Bench::new();
        bench.take(bytes.as_bytes());
        let shift = if letter.is_uppercase() { SHIFT } else { NONE };
        let first = key(KeyCode::Char(letter), ALT | shift);
        assert_eq!(bench.heard(), [first, typed('j'), typed('j')], "{bytes:?}");
    }
}

#[test]
fn ctrl_c_within_a_paste_that_stalled_is_part_of_it() {
    let mut bench = Bench::new();
    bench.take(b"\x1b[200~half");
    bench.silence(ms(4_000));
    bench.take(b"\x03q\x1b[201~");
    assert_eq!(bench.heard(), [Event::Paste("half\x03q".to_owned())]);
}

#[test]
fn a_terminals_late_answer_is_no_key() {
    for answer in [
        "\x1b]11;rgb:1414/1717/1f1f\x07",
        "\x1b]11;rgb:1414/1717/1f1f\x1b\\",
        "\x1b]52;c;YW5h\x1b\\",
        "\x1b[?2026;2$y",
        "\x1b[?62;22;52c",
        "\x1b[>0;95;0c",
        "\x1b[?1u",
        "\x1b[12;40R",
        "\x1b[1;5R",
        "\x1b[0n",
        "\x1b[4;600;800t",
        "\x1bP1+r544e=787465726d\x1b\\",
        "\x1bP>|tmux 3.3a\x1b\\",
        "\x1b_Gi=1;OK\x1b\\",
        "\x1b[201~",
    ] {
        let mut bench = Bench::new();
        for byte in answer.as_bytes() {
            bench.take(&[*byte]);
            bench.silence(ms(3));
        }
        bench.take(b"j");
        assert_eq!(bench.heard(), [typed('j')], "{answer:?}");
    }
}

#[test]
fn ctrl_c_is_heard_through_whatever_has_not_ended() {
    for unfinished in [
        "\x1b[",
        "\x1b[1;",
        "\x1bO",
        "\x1b[[",
        "\x1b[M ",
        "\x1b]11;rgb",
        "\x1bP1+r",
        "\x1b[?2026;2$",
        "\u{e9}",
    ] {
        let mut bench = Bench::new();
        let bytes = unfinished.as_bytes();
        // Of the character only its first byte.
        bench.take(if bytes[0] == 0x1b { bytes } else { &bytes[..1] });
        bench.take(b"\x03");
        assert_eq!(bench.heard().last(), Some(&key(KeyCode::Char('c'), CONTROL)), "{unfinished:?}");
    }
}

#[test]
fn a_paste_that_lost_its_end_is_dropped_and_nothing_typed_is_taken_for_it() {
    let mut bench = Bench::new();
    bench.take(b"\x1b[200~half a pa");
    bench.silence(ms(4_900));
    bench.take(b"ste");
    bench.silence(ms(4_999));
    assert_eq!(bench.heard(), []);
    bench.silence(ms(1));
    bench.take(b"j");
    assert_eq!(bench.heard(), [typed('j')]);
    bench.take(b"\x1b[200~lost");
    bench.silence(ms(100));
    bench.take(b"\x03");
    bench.take(b"j");
    assert_eq!(bench.heard(), [key(KeyCode::Char('c'), CONTROL), typed('j')]);
    bench.take(b"\x1b[200~lost\x1b[200~whole\x1b[201~");
    assert_eq!(bench.heard(), [Event::Paste("whole".to_owned())]);
}

#[test]
fn somebody_who_types_on_into_a_cut_off_answer_is_heard() {
    let mut bench = Bench::new();
    bench.take(b"\x1b]11;rgb:14");
    for _ in 0..40 {
        bench.silence(ms(33));
        bench.take(b"j");
    }
    assert!(bench.heard().len() > 20);
}

/// Keys with how each is cut and how long its pieces take; a lone escape must stand alone, unless
/// another sequence follows it.
fn typing() -> impl Strategy<Value = Vec<(usize, bool)>> {
    prop::collection::vec((0..keys().len(), any::<bool>()), 1..40)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn keys_are_heard_however_their_bytes_are_cut_and_joined(
        typing in typing(),
        cuts in prop::collection::vec((1_usize..9, 0_u64..50), 1..60),
    ) {
        let keys = keys();
        let mut bench = Bench::new();
        let mut expected = Vec::new();
        let mut cuts = cuts.into_iter().cycle();
        let mut waiting: Vec<u8> = Vec::new();
        let mut next = typing.iter().map(|&(index, _)| &keys[index]).skip(1);
        for &(index, pauses) in &typing {
            let (bytes, event) = &keys[index];
            expected.push(event.clone());
            waiting.extend_from_slice(bytes);
            let follows = next.next().map(|(bytes, _)| bytes[0]);
            let is_alone = bytes == b"\x1b" && follows != Some(0x1b);
            if pauses || is_alone {
                let mut rest = waiting.as_slice();
                while !rest.is_empty() {
                    let (size, gap) = cuts.next().unwrap();
                    let (piece, after) = rest.split_at(size.min(rest.len()));
                    bench.take(piece);
                    bench.silence(ms(gap.min(49)));
                    rest = after;
                }
                waiting.clear();
                bench.silence(DELAY);
            }
        }
        bench.take(&waiting);
        bench.silence(DELAY);
        prop_assert_eq!(bench.heard(), expected);
    }

    #[test]
    fn after_whatever_bytes_and_a_silence_the_next_key_is_heard(
        bytes in prop::collection::vec(
            prop_oneof![any::<u8>(), Just(0x1b), Just(b'['), Just(b']'), Just(b'M'), Just(b'O')],
            0..60,
        ),
        cut in 1_usize..9,
    ) {
        let mut bench = Bench::new();
        for piece in bytes.chunks(cut) {
            bench.take(piece);
        }
        bench.silence(ms(5_000));
        prop_assert_eq!(bench.decoder.deadline(), None);
        bench.heard();
        bench.take(b"j");
        prop_assert_eq!(bench.heard(), vec![typed('j')]);
    }
}
