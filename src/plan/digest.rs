//! The hash of plain data, by which an edited plan is noticed.

use serde::Serialize;
use sha2::{Digest, Sha256};

/// SHA-256 of the value as JSON, in small hexadecimal digits.
pub(super) fn of<T: Serialize>(value: &T) -> String {
    struct Writer<'a>(&'a mut Sha256);
    impl std::io::Write for Writer<'_> {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.update(bytes);
            Ok(bytes.len())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let mut hash = Sha256::new();
    // Plain data without maps of non-string keys: serialising it into a hash cannot fail.
    let _ = serde_json::to_writer(Writer(&mut hash), value);
    hex(hash)
}

fn hex(hash: Sha256) -> String {
    use std::fmt::Write;
    hash.finalize().iter().fold(String::with_capacity(64), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}
