//! Appending to the journal: locked, owner-only, on the disk before it returns.

use std::fs::TryLockError;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use fs_err as fs;
use jiff::Timestamp;

use super::{Entry, Event};
use crate::domain::Text;
use crate::domain::text::to_harmless_json;
use crate::plan::{Change, Outcome, Plan};

/// Why the journal cannot be written; nothing is changed on a server without it.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    /// Another process holds the lock.
    #[error(
        "another bursar is applying a plan with this profile (the journal {} is locked); \
         wait until it has finished", .0.display()
    )]
    Busy(PathBuf),
    /// Others may read or write the file.
    #[error(
        "the journal {path} may be read by others; make it yours alone with `chmod 600 {path}`",
        path = .0.display()
    )]
    Exposed(PathBuf),
    /// The file system said no.
    #[error("the journal could not be written, so nothing is changed: {0}")]
    Io(#[from] io::Error),
    /// An entry could not be put into JSON.
    #[error("the journal entry could not be written: {0}")]
    Encode(#[from] serde_json::Error),
}

impl JournalError {
    /// Why alone, for whoever says what comes of it.
    pub fn cause(&self) -> String {
        match self {
            Self::Io(error) => error.to_string(),
            Self::Encode(error) => error.to_string(),
            Self::Busy(_) | Self::Exposed(_) => self.to_string(),
        }
    }
}

/// The journal, open for writing; the lock is held until it is dropped.
#[derive(Debug)]
pub struct Journal {
    file: fs::File,
    by: Text,
}

impl Journal {
    /// Opens (or creates) the journal at `path` and locks it.
    ///
    /// # Errors
    /// Another process holds it, others may read it, or the file system refuses.
    pub fn open(path: &Path, by: &str) -> Result<Self, JournalError> {
        if let Some(folder) = path.parent() {
            create_private_folder(folder)?;
        }
        let mut options = fs::OpenOptions::new();
        options.read(true).append(true).create(true);
        #[cfg(unix)]
        {
            use fs_err::os::unix::fs::OpenOptionsExt;
            options.mode(0o600);
        }
        let mut file = options.open(path)?;
        check_private(&file, path)?;
        match file.file().try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(JournalError::Busy(path.to_owned())),
            Err(TryLockError::Error(error)) => return Err(error.into()),
        }
        end_torn_line(&mut file)?;
        Ok(Self { file, by: Text::from(by) })
    }

    /// A plan is about to be applied.
    ///
    /// # Errors
    /// The line could not be put on the disk.
    pub fn begin(&mut self, plan: &Plan, at: Timestamp) -> Result<(), JournalError> {
        let event = Event::Begun {
            profile: plan.profile.clone(),
            purpose: plan.purpose,
            undoes: plan.undoes.clone(),
            changes: plan.changes.len(),
        };
        self.append(&plan.id, at, [event])
    }

    /// These changes are about to be attempted.
    ///
    /// # Errors
    /// The lines could not be put on the disk: do not attempt the changes.
    pub fn intend<'a>(
        &mut self,
        plan: &str,
        at: Timestamp,
        changes: impl IntoIterator<Item = &'a Change>,
    ) -> Result<(), JournalError> {
        let intents = changes.into_iter().map(|change| Event::Intent { change: change.clone() });
        self.append(plan, at, intents)
    }

    /// What became of changes.
    ///
    /// # Errors
    /// The lines could not be put on the disk.
    pub fn conclude<'a>(
        &mut self,
        plan: &str,
        at: Timestamp,
        outcomes: impl IntoIterator<Item = (u32, &'a Outcome)>,
    ) -> Result<(), JournalError> {
        let events = outcomes
            .into_iter()
            .map(|(change, outcome)| Event::Outcome { change, outcome: outcome.clone() });
        self.append(plan, at, events)
    }

    /// One write and one sync for all of them.
    fn append(
        &mut self,
        plan: &str,
        at: Timestamp,
        events: impl IntoIterator<Item = Event>,
    ) -> Result<(), JournalError> {
        let mut lines = String::new();
        for event in events {
            let event = event.redacted();
            let entry = Entry { at, by: self.by.clone(), plan: plan.to_owned(), event };
            lines.push_str(&to_harmless_json(&entry)?);
            lines.push('\n');
        }
        self.file.write_all(lines.as_bytes())?;
        self.file.sync_data()?;
        Ok(())
    }
}

/// A crash may have left half a line; what follows must not be glued to it.
fn end_torn_line(file: &mut fs::File) -> io::Result<()> {
    if file.seek(SeekFrom::End(0))? == 0 {
        return Ok(());
    }
    file.seek(SeekFrom::End(-1))?;
    let mut last = [0];
    file.read_exact(&mut last)?;
    if last != *b"\n" {
        file.write_all(b"\n")?;
    }
    Ok(())
}

/// Creates a folder only its owner may enter; one that exists stays as it is.
///
/// # Errors
/// The file system refuses.
pub fn create_private_folder(folder: &Path) -> io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt;
        let mut builder = std::fs::DirBuilder::new();
        builder.recursive(true).mode(0o700).create(folder).map_err(|error| {
            io::Error::new(error.kind(), format!("cannot create {}: {error}", folder.display()))
        })
    }
    #[cfg(not(unix))]
    fs::create_dir_all(folder)
}

#[cfg(unix)]
fn check_private(file: &fs::File, path: &Path) -> Result<(), JournalError> {
    use std::os::unix::fs::MetadataExt;
    let open_to_others = file.metadata()?.mode() & 0o077;
    if open_to_others == 0 { Ok(()) } else { Err(JournalError::Exposed(path.to_owned())) }
}

#[cfg(not(unix))]
fn check_private(_: &fs::File, _: &Path) -> Result<(), JournalError> {
    Ok(())
}
