//! The file of what one session leaves for the next: one a profile, the operator's alone, written
//! whole or not at all.
//!
//! A file that cannot be understood is never written over: it may be a newer version's, or hold
//! what somebody wants back.

use std::fmt::Display;
// Not fs-err: every sentence that comes of these names the file itself.
use std::fs;
use std::io::{self, Write};
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::app::Saved;
use crate::journal::append::create_private_folder;

/// Raised when an older version could no longer make sense of the file.
const FORMAT: u32 = 1;

/// Far more than anybody names and lays out.
const MOST_BYTES: u64 = 1 << 20;

#[derive(Serialize)]
struct Written<'a> {
    format: u32,
    #[serde(flatten)]
    saved: &'a Saved,
}

#[derive(Deserialize)]
struct Format {
    format: u32,
}

/// What the last session left; nothing where there is no file yet.
///
/// # Errors
/// A sentence with the path, for the operator: the file is there and cannot be understood.
pub(super) fn load(path: &Path) -> Result<Saved, String> {
    let broken = |why: &dyn Display| {
        format!(
            "{} cannot be used: {why}; it stays as it is, and this session leaves nothing for the \
             next (move the file away to begin anew)",
            path.display()
        )
    };
    let bytes = match read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Saved::default()),
        Err(error) => return Err(broken(&error)),
    };
    // What a crash in the middle of a rename may leave on some file systems: nothing is lost.
    if bytes.is_empty() {
        return Ok(Saved::default());
    }
    let Format { format } = serde_json::from_slice(&bytes).map_err(|error| broken(&error))?;
    if format > FORMAT {
        let newer =
            format!("it is of format {format}, from a newer bursar (this one has {FORMAT})");
        return Err(broken(&newer));
    }
    serde_json::from_slice(&bytes).map_err(|error| broken(&error))
}

fn read(path: &Path) -> io::Result<Vec<u8>> {
    let metadata = fs::metadata(path)?;
    // Opening a pipe would wait for ever.
    if !metadata.is_file() {
        return Err(io::Error::other("it is not a file"));
    }
    if metadata.len() > MOST_BYTES {
        return Err(io::Error::other("it is too large"));
    }
    fs::read(path)
}

/// Replaces the file. It is small and not synced: a power cut may lose the last change, no more.
///
/// # Errors
/// A sentence: the file system refuses, or what is there now is not to be written over.
pub(super) fn save(path: &Path, saved: &Saved) -> Result<(), String> {
    load(path)?;
    write(path, saved).map_err(|error| format!("{}: {error}", path.display()))
}

fn write(path: &Path, saved: &Saved) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    create_private_folder(folder)?;
    let json = serde_json::to_vec_pretty(&Written { format: FORMAT, saved })?;
    // Temporary files are created readable by their owner alone, and the rename keeps that.
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(&json)?;
    file.write_all(b"\n")?;
    file.persist(path)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::saved::SavedQuery;
    use crate::table::Layout;
    use pretty_assertions::assert_eq;

    fn sample() -> Saved {
        let layout = Layout { columns: Some(vec!["email".into()]), order: vec!["-spend".into()] };
        Saved {
            screen: "user:u-1".into(),
            query: "state:over \u{1b}[31m".into(),
            queries: vec![SavedQuery { name: "over".into(), text: "state:over".into() }],
            commands: vec!["users team:lab".into()],
            tables: [("users".to_owned(), layout)].into(),
        }
    }

    #[test]
    fn what_is_saved_is_loaded_and_only_its_owner_reads_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("console/campus.json");
        assert_eq!(load(&path), Ok(Saved::default()));
        save(&path, &sample()).unwrap();
        assert_eq!(load(&path), Ok(sample()));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
            assert_eq!((mode(&path), mode(path.parent().unwrap())), (0o600, 0o700));
        }
        let left: Vec<_> = fs::read_dir(path.parent().unwrap()).unwrap().collect();
        assert_eq!(left.len(), 1, "no temporary file stays: {left:?}");
    }

    #[test]
    fn a_file_that_is_not_understood_is_told_with_its_path_and_never_written_over() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("campus.json");
        for text in [
            "{\"format\": 2, \"panes\": []}",
            "{\"format\": 1, \"queries\": 7}",
            "{\"screen\": \"users\"}",
            "{\"format\": 1,",
            "no JSON",
        ] {
            fs::write(&path, text).unwrap();
            let why = load(&path).unwrap_err();
            assert!(why.starts_with(&path.display().to_string()), "{why}");
            assert!(why.contains("it stays as it is"), "{why}");
            save(&path, &sample()).unwrap_err();
            assert_eq!(fs::read_to_string(&path).unwrap(), text);
        }
        fs::write(&path, "{\"format\": 2}").unwrap();
        assert!(load(&path).unwrap_err().contains("newer bursar"));
    }

    #[test]
    fn what_this_version_does_not_know_is_left_out() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("campus.json");
        fs::write(&path, "{\"format\": 1, \"query\": \"ana\", \"moon\": [1]}").unwrap();
        assert_eq!(load(&path), Ok(Saved { query: "ana".into(), ..Saved::default() }));
    }

    #[test]
    fn an_empty_file_is_as_none() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("campus.json");
        fs::write(&path, "").unwrap();
        assert_eq!(load(&path), Ok(Saved::default()));
        save(&path, &sample()).unwrap();
        assert_eq!(load(&path), Ok(sample()));
    }

    #[test]
    fn where_nothing_can_be_written_it_says_where() {
        let folder = tempfile::tempdir().unwrap();
        let in_the_way = folder.path().join("console");
        fs::write(&in_the_way, "a file where the folder should be").unwrap();
        let path = in_the_way.join("campus.json");
        let why = save(&path, &sample()).unwrap_err();
        assert!(why.contains("campus.json"), "{why}");
    }
}
