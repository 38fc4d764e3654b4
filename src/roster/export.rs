//! People as CSV and JSON: the one shape of them, for the command line's standard output, a file
//! the console writes, and the clipboard. Every text in it is harmless.

mod csv;
mod json;
mod purses;

pub use csv::{ColumnSet, write_csv};
pub use json::{one_json, write_json};
pub use purses::{purses_json, write_purses_csv};
