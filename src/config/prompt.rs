//! Asking for a secret on the terminal, unseen. For the command line; the console asks itself.

use std::io::{self, IsTerminal, Write};

use crossterm::event::{self, Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use crossterm::terminal::{disable_raw_mode, enable_raw_mode};
use secrecy::SecretString;
use secrecy::zeroize::Zeroizing;

/// Asks on standard error and reads the answer without showing it.
///
/// # Errors
/// Standard input is no terminal, or the operator pressed Esc or Ctrl-C.
pub fn ask_terminal(question: &str) -> io::Result<SecretString> {
    if !io::stdin().is_terminal() {
        return Err(io::Error::new(
            io::ErrorKind::Unsupported,
            "standard input is no terminal; refer to an env, file or command instead",
        ));
    }
    write!(io::stderr(), "{question}")?;
    io::stderr().flush()?;
    let answer = {
        let _raw = RawMode::enter()?;
        read_unseen()
    };
    writeln!(io::stderr())?;
    answer
}

/// Raw mode, left again however the reading ends.
struct RawMode;

impl RawMode {
    fn enter() -> io::Result<Self> {
        enable_raw_mode().map(|()| Self)
    }
}

impl Drop for RawMode {
    fn drop(&mut self) {
        // Nothing better can be done about it while dropping.
        let _ = disable_raw_mode();
    }
}

fn read_unseen() -> io::Result<SecretString> {
    let mut typed = Zeroizing::new(String::new());
    loop {
        match event::read()? {
            Event::Key(key) if key.kind != KeyEventKind::Release => match step(key, &mut typed) {
                Step::More => {}
                Step::Done => return Ok(SecretString::from(typed.as_str())),
                Step::GivenUp => {
                    return Err(io::Error::new(io::ErrorKind::Interrupted, "given up"));
                }
            },
            Event::Paste(pasted) => typed.push_str(&Zeroizing::new(pasted)),
            _ => {}
        }
    }
}

enum Step {
    More,
    Done,
    GivenUp,
}

fn step(key: KeyEvent, typed: &mut String) -> Step {
    let control = key.modifiers.contains(KeyModifiers::CONTROL);
    match key.code {
        KeyCode::Enter => return Step::Done,
        KeyCode::Esc => return Step::GivenUp,
        KeyCode::Char('c' | 'd') if control => return Step::GivenUp,
        KeyCode::Char('u') if control => typed.clear(),
        KeyCode::Char(c) if !control => typed.push(c),
        KeyCode::Backspace => {
            typed.pop();
        }
        _ => {}
    }
    Step::More
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_edit_the_answer_until_enter_or_escape() {
        let mut typed = String::new();
        let press = |code, typed: &mut String| step(KeyEvent::from(code), typed);
        for c in "sx".chars() {
            assert!(matches!(press(KeyCode::Char(c), &mut typed), Step::More));
        }
        press(KeyCode::Backspace, &mut typed);
        assert_eq!(typed, "s");
        assert!(matches!(press(KeyCode::Enter, &mut typed), Step::Done));
        assert!(matches!(press(KeyCode::Esc, &mut typed), Step::GivenUp));
        let control_u = KeyEvent::new(KeyCode::Char('u'), KeyModifiers::CONTROL);
        step(control_u, &mut typed);
        assert_eq!(typed, "");
    }
}
