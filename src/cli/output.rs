//! The two ways out: data on standard output, words about it on standard error.
//!
//! A reader that goes away (`bursar users | head`) ends the data, not the work.

use std::io::{self, IsTerminal, Write};

/// Writes data to standard output.
///
/// # Errors
/// Anything but a closed pipe.
pub fn data(text: &str) -> io::Result<()> {
    match secret(text) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        result => result,
    }
}

/// Writes to standard output what nobody can be shown again.
///
/// # Errors
/// It was not written whole, and be it that nobody reads.
pub fn secret(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes()).and_then(|()| out.flush()).map_err(|error| {
        io::Error::new(error.kind(), format!("standard output could not be written: {error}"))
    })
}

/// Whether standard output leads nowhere: it is the null device, which is also what stands in the
/// place of one that was closed (`>&-`). What is written there is lost without an error.
pub fn is_lost() -> bool {
    #[cfg(unix)]
    {
        use std::os::fd::AsFd;
        use std::os::unix::fs::MetadataExt;
        let of = |file: std::fs::File| file.metadata().ok().map(|seen| (seen.dev(), seen.ino()));
        let out = io::stdout().as_fd().try_clone_to_owned().ok().map(std::fs::File::from);
        let null = fs_err::metadata("/dev/null").ok().map(|seen| (seen.dev(), seen.ino()));
        null.is_some() && out.and_then(of) == null
    }
    #[cfg(not(unix))]
    false
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
