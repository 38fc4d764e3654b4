//! Files that must be the operator's own, like `.pgpass`: what is open to others is refused.
//!
//! The permissions are those of the opened file, so symbolic links count as what they lead to and
//! nothing can be swapped between the look and the read.

// Not fs-err: every message that comes of these names the file itself.
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

use secrecy::zeroize::Zeroizing;

use super::Exposure;

/// What others must not be able to do with a file.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Guarded {
    /// To read it.
    Secret,
    /// To change it.
    Instructions,
}

/// Why a guarded file was not read.
#[derive(Debug)]
pub(super) enum ReadError {
    Exposed(Exposure),
    Io(io::Error),
}

impl From<io::Error> for ReadError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl From<Exposure> for ReadError {
    fn from(exposure: Exposure) -> Self {
        Self::Exposed(exposure)
    }
}

/// Reads a file that holds a secret.
pub(super) fn read_secret(path: &Path, most: u64) -> Result<Zeroizing<String>, ReadError> {
    let file = open(path)?;
    check(&file, path, Guarded::Secret)?;
    Ok(read(file, most)?)
}

/// Opens a file, not a pipe or a device: opening those may wait for ever.
pub(super) fn open(path: &Path) -> io::Result<File> {
    if fs::metadata(path)?.is_file() {
        return File::open(path);
    }
    Err(io::Error::new(io::ErrorKind::InvalidInput, "it is not a file"))
}

/// Reads text of at most `most` bytes.
pub(super) fn read(file: File, most: u64) -> io::Result<Zeroizing<String>> {
    let mut text = Zeroizing::new(String::new());
    file.take(most + 1).read_to_string(&mut text)?;
    if text.len() as u64 > most {
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, "it is too large"));
    }
    Ok(text)
}

/// Whether an opened file is guarded as it must be.
#[cfg(unix)]
pub(super) fn check(file: &File, path: &Path, guarded: Guarded) -> Result<(), ReadError> {
    use std::os::unix::fs::MetadataExt;

    let metadata = file.metadata()?;
    let (mode, owner) = (metadata.mode() & 0o7777, metadata.uid());
    let path = path.to_owned();
    if owner != 0 && owner != own_user()? {
        return Err(Exposure::Foreign { path, owner }.into());
    }
    match guarded {
        Guarded::Secret if mode & 0o077 != 0 => Err(Exposure::Readable { path, mode }.into()),
        Guarded::Instructions if mode & 0o022 != 0 => Err(Exposure::Writable { path, mode }.into()),
        Guarded::Secret | Guarded::Instructions => Ok(()),
    }
}

/// Elsewhere there are no permission bits to look at.
#[cfg(not(unix))]
pub(super) fn check(_: &File, _: &Path, _: Guarded) -> Result<(), ReadError> {
    Ok(())
}

/// Whose process this is. Safe Rust has no `geteuid`, but whatever we make is ours.
#[cfg(unix)]
fn own_user() -> io::Result<u32> {
    use std::os::unix::fs::MetadataExt;

    fs::metadata("/proc/self")
        .or_else(|_no_proc| tempfile::tempfile()?.metadata())
        .map(|metadata| metadata.uid())
}
