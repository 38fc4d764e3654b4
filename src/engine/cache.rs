//! The cache of the last snapshot, so that the first frame already shows people.
//!
//! A convenience: it may be deleted at any time, and whatever is wrong with it is as if it were
//! not there. It holds no secret, but personal data, and is readable by its owner alone.

use std::io::{self, BufWriter};
use std::path::Path;

use fs_err as fs;

use crate::domain::Snapshot;
use crate::domain::text::write_harmless_json;
use crate::journal::append::create_private_folder;

/// The last snapshot, if there is one that this version can read.
pub fn load(path: &Path) -> Option<Snapshot> {
    let bytes = fs::read(path).ok()?;
    serde_json::from_slice(&bytes).map_err(|error| tracing::debug!(%error, "cache ignored")).ok()
}

/// Replaces the cached snapshot, whole or not at all.
///
/// # Errors
/// The file system refuses.
pub fn save(path: &Path, snapshot: &Snapshot) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    create_private_folder(folder)?;
    // Temporary files are created readable by their owner alone, and the rename keeps that.
    let mut file = BufWriter::new(tempfile::NamedTempFile::new_in(folder)?);
    write_harmless_json(&mut file, snapshot)?;
    file.into_inner().map_err(io::IntoInnerError::into_error)?.persist(path)?;
    Ok(())
}
