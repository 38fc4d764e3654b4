//! Writing the file: a new one beside it, made durable, then put in its place in one step.

// Not fs-err: every message that comes of these names the file itself.
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use secrecy::zeroize::Zeroizing;
use toml_edit::DocumentMut;

use super::{Revision, comments};
use crate::config::{Config, ConfigError, Env};

/// What a file that bursar makes begins with.
const TEMPLATE: &str = "\
# bursar: which servers there are, and how to sign in to them.
# `bursar config check` validates this file; config.example.toml names every setting.
# Secrets go by reference: { env = \"…\" }, { command = [\"…\"] }, { file = \"…\" }, { prompt = true }.

";

/// Edits the file at `path`, whole or not at all.
pub(super) fn rewrite(
    path: &Path,
    seen: Option<&Revision>,
    env: &Env,
    edit: impl FnOnce(&mut DocumentMut),
) -> Result<Config, ConfigError> {
    let old = read(path)?;
    let changed = || ConfigError::Changed { path: path.to_owned() };
    if old.as_ref().map(|text| Revision::of(text)).as_ref() != seen {
        return Err(changed());
    }
    let before = old.as_deref().map_or(TEMPLATE, String::as_str);
    // First as it is: a file with a mistake in it is for the operator to mend.
    Config::parse(before, path, env)?;
    let after = edited(before, edit);
    let config = Config::parse(&after, path, env)?;
    if old.as_deref() == Some(&*after) {
        return Ok(config);
    }
    let unwritable = |source| unwritable(path, source);
    // A symbolic link stays one: what it leads to is replaced.
    let target = if old.is_some() { fs::canonicalize(path) } else { Ok(path.to_owned()) };
    let target = target.map_err(unwritable)?;
    let file = beside(&target, &after).map_err(unwritable)?;
    if old.is_some() {
        let holds_secret = config.first_inline_secret().is_some();
        keep_permissions(&target, &file, holds_secret).map_err(unwritable)?;
    }
    // Once more, as late as can be: an editor may have been open meanwhile.
    if read(path)?.as_deref() != old.as_deref() {
        return Err(changed());
    }
    let saved = if old.is_some() { file.persist(&target) } else { file.persist_noclobber(&target) };
    saved.map_err(|error| unwritable(error.error))?;
    sync_directory(&target).map_err(unwritable)?;
    Ok(config)
}

/// Writes a new file; never over another.
pub(super) fn create(path: &Path, text: &str) -> Result<(), ConfigError> {
    let file = beside(path, text).map_err(|source| unwritable(path, source))?;
    file.persist_noclobber(path).map_err(|error| match error.error.kind() {
        io::ErrorKind::AlreadyExists => ConfigError::Exists { path: path.to_owned() },
        _ => unwritable(path, error.error),
    })?;
    sync_directory(path).map_err(|source| unwritable(path, source))
}

/// The text with the edit in it. What stands at the top of the file, apart from the rest, stays
/// there whatever comes or goes below.
fn edited(before: &str, edit: impl FnOnce(&mut DocumentMut)) -> Zeroizing<String> {
    let (top, body) = before.split_at(comments::top_length(before));
    // It parsed a moment ago; if it does not now, the unchanged text is written nowhere.
    let Ok(mut document) = body.parse::<DocumentMut>() else {
        return Zeroizing::new(before.to_owned());
    };
    comments::settle(&mut document);
    edit(&mut document);
    let body = Zeroizing::new(document.to_string());
    let body = if top.is_empty() { body.as_str() } else { body.trim_start_matches('\n') };
    Zeroizing::new(format!("{top}{body}"))
}

fn read(path: &Path) -> Result<Option<Zeroizing<String>>, ConfigError> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(Zeroizing::new(text))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(ConfigError::Unreadable { path: path.to_owned(), source: error }),
    }
}

/// A complete, durable file in the same directory, which only the operator can read.
fn beside(target: &Path, text: &str) -> io::Result<tempfile::NamedTempFile> {
    let directory = directory(target);
    create_directory(&directory)?;
    let mut file =
        tempfile::Builder::new().prefix(".bursar-").suffix(".tmp").tempfile_in(directory)?;
    file.write_all(text.as_bytes())?;
    file.as_file().sync_all()?;
    Ok(file)
}

fn directory(target: &Path) -> PathBuf {
    let parent = target.parent().filter(|parent| !parent.as_os_str().is_empty());
    parent.unwrap_or(Path::new(".")).to_owned()
}

#[cfg(unix)]
fn create_directory(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    fs::DirBuilder::new().recursive(true).mode(0o700).create(path)
}

#[cfg(not(unix))]
fn create_directory(path: &Path) -> io::Result<()> {
    fs::create_dir_all(path)
}

/// The permissions the operator gave the file, less those that would show a secret in it.
#[cfg(unix)]
fn keep_permissions(
    target: &Path,
    file: &tempfile::NamedTempFile,
    holds_secret: bool,
) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let mode = fs::metadata(target)?.permissions().mode();
    let mode = if holds_secret { mode & 0o700 } else { mode & 0o755 };
    file.as_file().set_permissions(fs::Permissions::from_mode(mode))
}

#[cfg(not(unix))]
fn keep_permissions(_: &Path, _: &tempfile::NamedTempFile, _: bool) -> io::Result<()> {
    Ok(())
}

/// Makes the renaming itself durable.
#[cfg(unix)]
fn sync_directory(target: &Path) -> io::Result<()> {
    fs::File::open(directory(target))?.sync_all()
}

#[cfg(not(unix))]
fn sync_directory(_: &Path) -> io::Result<()> {
    Ok(())
}

fn unwritable(path: &Path, source: io::Error) -> ConfigError {
    ConfigError::Unwritable { path: path.to_owned(), source }
}
