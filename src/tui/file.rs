//! Files of the operator's that the console writes: new ones alone, readable by their owner, whole
//! or not at all.

use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use crate::app::export::{Export, Exported, Shape};
use crate::config::Env;
use crate::journal::append::create_private_folder;
use crate::roster::export::{write_csv, write_json};

/// Writes people; big ones take a while, so not on the loop's thread.
///
/// # Errors
/// A sentence: the file exists, or cannot be written; then there is none.
pub(super) fn export(export: &Export, env: &Env) -> Result<Exported, String> {
    let path = expanded(&export.path, env);
    let Export { roster, rows, columns, now, .. } = export;
    let bytes = create(&path, |out| match export.shape {
        Shape::Csv => write_csv(out, roster, rows, columns, *now),
        Shape::Json => write_json(out, roster, rows, *now),
    })?;
    Ok(Exported { path: path.display().to_string(), rows: rows.len(), bytes })
}

/// Writes a screen into the folder of screens, under a name that is not taken.
///
/// # Errors
/// A sentence: it cannot be written.
pub(super) fn dump(folder: &Path, name: &str, text: &str) -> Result<String, String> {
    create_private_folder(folder).map_err(|error| error.to_string())?;
    let numbered = std::iter::once(String::new()).chain((2..100).map(|n| format!("-{n}")));
    let mut paths = numbered.map(|number| folder.join(format!("{name}{number}.txt")));
    let free = paths.find(|path| path.symlink_metadata().is_err());
    let path = free.ok_or_else(|| format!("{} is full of them", folder.display()))?;
    create(&path, |out| out.write_all(text.as_bytes()))?;
    Ok(path.display().to_string())
}

/// How long the new file is.
///
/// It is written beside, under a name of its own, and takes its name when it is whole: what fails
/// half-way, as on a full disk, leaves nothing.
pub(super) fn create(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<u64, String> {
    let shown = path.display();
    let taken = || format!("{shown} exists, and is not written over; choose another name");
    // Asked again when it takes its name; asked here so as not to write much for nothing.
    if path.symlink_metadata().is_ok() {
        return Err(taken());
    }
    let failed = |error: io::Error| format!("{shown} was not written: {error}");
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    // Temporary files are created readable by their owner alone, and go when they are dropped.
    let mut file =
        tempfile::NamedTempFile::new_in(folder.unwrap_or(Path::new("."))).map_err(failed)?;
    let mut out = BufWriter::new(file.as_file_mut());
    write(&mut out).and_then(|()| out.flush()).map_err(failed)?;
    drop(out);
    file.as_file().sync_all().map_err(failed)?;
    let bytes = file.as_file().metadata().map_err(failed)?.len();
    file.persist_noclobber(path).map_err(|error| match error.error.kind() {
        io::ErrorKind::AlreadyExists => taken(),
        _ => failed(error.error),
    })?;
    Ok(bytes)
}

/// With the home directory in the place of a leading `~`.
fn expanded(path: &str, env: &Env) -> PathBuf {
    let below = path.strip_prefix('~').filter(|rest| rest.is_empty() || rest.starts_with('/'));
    match (below, env.home()) {
        (Some(rest), Some(home)) => home.join(rest.trim_start_matches('/')),
        _ => PathBuf::from(path),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pretty_assertions::assert_eq;
    use std::fs;

    fn files(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        let mut names: Vec<String> = entries
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn a_new_file_is_whole_and_its_owners_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("users.csv");
        assert_eq!(create(&path, |out| out.write_all(b"name\n")), Ok(5));
        assert_eq!(fs::read_to_string(&path).unwrap(), "name\n");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        }
        assert_eq!(files(folder.path()), ["users.csv"]);
    }

    #[test]
    fn what_exists_is_not_written_over_and_not_even_begun() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("users.csv");
        fs::write(&path, "precious").unwrap();
        let why = create(&path, |_| panic!("nothing is written")).unwrap_err();
        assert!(why.contains("exists, and is not written over"), "{why}");
        let dangling = folder.path().join("link.csv");
        #[cfg(unix)]
        std::os::unix::fs::symlink(folder.path().join("nowhere"), &dangling).unwrap();
        #[cfg(unix)]
        create(&dangling, |out| out.write_all(b"x")).unwrap_err();
        assert_eq!(fs::read_to_string(&path).unwrap(), "precious");
    }

    #[test]
    fn a_full_disk_leaves_no_half_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("users.json");
        let why = create(&path, |out| {
            out.write_all(&vec![b'x'; 100_000])?;
            Err(io::Error::from(io::ErrorKind::StorageFull))
        });
        let why = why.unwrap_err();
        assert!(why.contains("users.json was not written: no storage space"), "{why}");
        assert_eq!(files(folder.path()), Vec::<String>::new());
        let nowhere = create(&folder.path().join("no/such/folder.csv"), |_| Ok(())).unwrap_err();
        assert!(nowhere.contains("was not written"), "{nowhere}");
    }

    #[test]
    fn two_screens_of_one_second_have_two_names() {
        let folder = tempfile::tempdir().unwrap();
        let screens = folder.path().join("screens");
        let first = dump(&screens, "campus-08-00-00", "one\n").unwrap();
        let second = dump(&screens, "campus-08-00-00", "two\n").unwrap();
        assert!(first.ends_with("campus-08-00-00.txt") && second.ends_with("00-2.txt"));
        assert_eq!(fs::read_to_string(second).unwrap(), "two\n");
    }

    #[test]
    fn a_tilde_is_the_home_directory() {
        let env = Env::from([("HOME", "/home/ana")]);
        let path = |path: &str| expanded(path, &env).display().to_string();
        assert_eq!(path("~/users.csv"), "/home/ana/users.csv");
        assert_eq!(path("~ben/users.csv"), "~ben/users.csv");
        assert_eq!(path("users.csv"), "users.csv");
    }
}
