//! The two ways out: data on standard output, words about it on standard error.
//!
//! A reader that goes away (`bursar users | head`) ends the data, not the work.

use std::io::{self, IsTerminal, Write};

/// Writes data to standard output.
///
/// # Errors
/// Anything but a closed pipe.
pub fn data(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        result => result,
    }
}

/// Writes words to standard error; there is nobody to tell if that fails.
pub fn words(text: &str) {
    let _ = writeln!(io::stderr().lock(), "{text}");
}

/// Asks on standard error and reads one line, when standard input is a terminal.
pub fn ask(question: &str) -> Option<String> {
    if !io::stdin().is_terminal() {
        return None;
    }
    let mut err = io::stderr().lock();
    let _ = write!(err, "{question}").and_then(|()| err.flush());
    let mut answer = String::new();
    io::stdin().read_line(&mut answer).ok()?;
    Some(answer.trim().to_owned())
}
