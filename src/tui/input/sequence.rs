//! Which key, or what of the mouse, one whole sequence stands for: those of xterm, of Linux' own
//! console, of rxvt, and of terminals that are asked by others to tell keys by number.

use crossterm::event::{
    Event, KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind,
};

/// The key of one byte of ASCII in raw mode.
pub(super) fn byte(byte: u8) -> KeyEvent {
    let control = |c: u8| KeyEvent::new(KeyCode::Char(char::from(c)), KeyModifiers::CONTROL);
    match byte {
        b'\r' => KeyCode::Enter.into(),
        b'\t' => KeyCode::Tab.into(),
        0x1b => KeyCode::Esc.into(),
        0x7f => KeyCode::Backspace.into(),
        0 => control(b' '),
        0x01..=0x1a => control(byte - 1 + b'a'),
        0x1c..=0x1f => control(byte - 0x1c + b'4'),
        _ => char(char::from(byte)),
    }
}

/// The key of a character.
pub(super) fn char(c: char) -> KeyEvent {
    let shift = if c.is_uppercase() { KeyModifiers::SHIFT } else { KeyModifiers::NONE };
    KeyEvent::new(KeyCode::Char(c), shift)
}

/// What `ESC [`, these parameters and this last byte say; nothing for what is no key.
pub(super) fn csi(parameters: &[u8], last: u8) -> Option<Event> {
    let text = std::str::from_utf8(parameters).ok()?;
    if let Some(text) = text.strip_prefix('<') {
        let [button, x, y] = numbers(text)?;
        return matches!(last, b'M' | b'm').then(|| mouse(button, x, y, last == b'm'))?;
    }
    match (text, last) {
        ("", b'Z') => return Some(key(KeyCode::BackTab, KeyModifiers::SHIFT)),
        ("", b'I') => return Some(Event::FocusGained),
        ("", b'O') => return Some(Event::FocusLost),
        ("", b'a'..=b'd') => {
            return Some(key(letter(last.to_ascii_uppercase())?, KeyModifiers::SHIFT));
        }
        _ => {}
    }
    let mut parts = text.split(';');
    let first = parts.next().unwrap_or_default();
    let modifiers = modifiers(parts.next())?;
    Some(match last {
        b'~' if first == "27" => numbered(parts.next()?, modifiers)?,
        b'~' => key(tilde(first)?, modifiers),
        b'$' => key(tilde(first)?, modifiers | KeyModifiers::SHIFT),
        b'^' => key(tilde(first)?, modifiers | KeyModifiers::CONTROL),
        b'@' => key(tilde(first)?, modifiers | KeyModifiers::CONTROL | KeyModifiers::SHIFT),
        b'u' => numbered(first, modifiers)?,
        // With parameters it is where the cursor is.
        b'R' if !text.is_empty() => return None,
        _ if matches!(first, "" | "1") => key(letter(last)?, modifiers),
        _ => return None,
    })
}

/// What `ESC O`, these parameters and this last byte say.
pub(super) fn ss3(parameters: &[u8], last: u8) -> Option<Event> {
    let text = std::str::from_utf8(parameters).ok()?;
    let modifiers = modifiers(text.rsplit(';').next().filter(|mask| !mask.is_empty()))?;
    Some(match last {
        b'M' => key(KeyCode::Enter, modifiers),
        // The number pad, where it is set apart.
        b'j'..=b'y' => key(KeyCode::Char(char::from(last - 0x40)), modifiers),
        b'a'..=b'd' => key(letter(last.to_ascii_uppercase())?, KeyModifiers::CONTROL),
        _ => key(letter(last)?, modifiers),
    })
}

/// What was done with the mouse at this column and row, which count from 1.
pub(super) fn mouse(button: u16, x: u16, y: u16, is_release: bool) -> Option<Event> {
    let number = (button & 0b11) | ((button & 0b1100_0000) >> 4);
    let is_moving = button & 0b10_0000 != 0;
    let which = match number {
        0 => MouseButton::Left,
        1 => MouseButton::Middle,
        _ => MouseButton::Right,
    };
    let kind = match (number, is_moving) {
        (0..=2, false) if is_release => MouseEventKind::Up(which),
        (0..=2, false) => MouseEventKind::Down(which),
        (0..=2, true) => MouseEventKind::Drag(which),
        (3, false) => MouseEventKind::Up(MouseButton::Left),
        (3, true) => MouseEventKind::Moved,
        (4, false) => MouseEventKind::ScrollUp,
        (5, false) => MouseEventKind::ScrollDown,
        (6, false) => MouseEventKind::ScrollLeft,
        (7, false) => MouseEventKind::ScrollRight,
        _ => return None,
    };
    let (column, row) = (x.checked_sub(1)?, y.checked_sub(1)?);
    let held = [KeyModifiers::SHIFT, KeyModifiers::ALT, KeyModifiers::CONTROL];
    let bits = held.into_iter().enumerate().filter(|(bit, _)| button & (0b100 << bit) != 0);
    let modifiers = bits.fold(KeyModifiers::NONE, |all, (_, one)| all | one);
    Some(Event::Mouse(MouseEvent { kind, column, row, modifiers }))
}

fn key(code: KeyCode, modifiers: KeyModifiers) -> Event {
    Event::Key(KeyEvent::new(code, modifiers))
}

fn numbers<const N: usize>(text: &str) -> Option<[u16; N]> {
    let all: Vec<u16> = text.split(';').map(str::parse).collect::<Result<_, _>>().ok()?;
    all.try_into().ok()
}

/// What is held, as a mask one above its bits; `None` for a key that is let go.
fn modifiers(part: Option<&str>) -> Option<KeyModifiers> {
    let mut parts = part.unwrap_or("1").split(':');
    let mask: u16 = parts.next()?.parse().ok()?;
    if parts.next() == Some("3") {
        return None;
    }
    let bits = mask.checked_sub(1)?;
    let held = [
        KeyModifiers::SHIFT,
        KeyModifiers::ALT,
        KeyModifiers::CONTROL,
        KeyModifiers::SUPER,
        KeyModifiers::HYPER,
        KeyModifiers::META,
    ];
    let held = held.into_iter().enumerate().filter(|(bit, _)| bits & (1 << bit) != 0);
    Some(held.fold(KeyModifiers::NONE, |all, (_, one)| all | one))
}

fn letter(last: u8) -> Option<KeyCode> {
    Some(match last {
        b'A' => KeyCode::Up,
        b'B' => KeyCode::Down,
        b'C' => KeyCode::Right,
        b'D' => KeyCode::Left,
        b'F' => KeyCode::End,
        b'H' => KeyCode::Home,
        b'P'..=b'S' => KeyCode::F(last - b'P' + 1),
        _ => return None,
    })
}

fn tilde(number: &str) -> Option<KeyCode> {
    Some(match number.parse::<u8>().ok()? {
        1 | 7 => KeyCode::Home,
        2 => KeyCode::Insert,
        3 => KeyCode::Delete,
        4 | 8 => KeyCode::End,
        5 => KeyCode::PageUp,
        6 => KeyCode::PageDown,
        n @ 11..=15 => KeyCode::F(n - 10),
        n @ 17..=21 => KeyCode::F(n - 11),
        n @ 23..=26 => KeyCode::F(n - 12),
        n @ 28..=29 => KeyCode::F(n - 15),
        n @ 31..=34 => KeyCode::F(n - 17),
        _ => return None,
    })
}

/// A key that is told by its character's number, and perhaps by that of the shifted one.
fn numbered(part: &str, mut modifiers: KeyModifiers) -> Option<Event> {
    let mut numbers = part.split(':').map(|number| number.parse().ok().and_then(char::from_u32));
    let c = numbers.next()??;
    let code = match c {
        '\u{1b}' => KeyCode::Esc,
        '\r' => KeyCode::Enter,
        '\t' if modifiers.contains(KeyModifiers::SHIFT) => KeyCode::BackTab,
        '\t' => KeyCode::Tab,
        '\u{8}' | '\u{7f}' => KeyCode::Backspace,
        // Function keys stand where no character does; none of these is asked for.
        '\u{e000}'..='\u{f8ff}' => return None,
        c if modifiers.contains(KeyModifiers::SHIFT) => match numbers.next().flatten() {
            Some(shifted) => {
                modifiers.remove(KeyModifiers::SHIFT);
                KeyCode::Char(shifted)
            }
            None => KeyCode::Char(c),
        },
        c => KeyCode::Char(c),
    };
    Some(key(code, modifiers))
}
