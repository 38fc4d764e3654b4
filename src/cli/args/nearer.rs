//! A short option that is none: which long one was meant.

use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{CommandFactory, Error, Parser};

use super::Args;

impl Args {
    /// Reads the process's arguments; what is wrong with them ends it, with usage and exit code 2.
    pub fn read() -> Self {
        Self::try_parse().unwrap_or_else(|error| nearer(error, std::env::args_os()).exit())
    }
}

/// The same error; of an unknown `-y` it says the long option of the command that begins so, and not
/// how to pass it as somebody's name.
pub(super) fn nearer(mut error: Error, words: impl Iterator<Item = OsString>) -> Error {
    let Some(ContextValue::String(typed)) = error.get(ContextKind::InvalidArg) else {
        return error;
    };
    let mut letters = typed.chars();
    let is_short = error.kind() == ErrorKind::UnknownArgument && letters.next() == Some('-');
    let (Some(letter), None) = (letters.next(), letters.next()) else { return error };
    if !is_short || letter == '-' {
        return error;
    }
    let mut root = Args::command();
    root.build();
    let mut command = &root;
    for word in words.skip(1) {
        let word = word.to_string_lossy();
        command = command.find_subcommand(word.as_ref()).unwrap_or(command);
    }
    let longs = command.get_arguments().filter_map(|argument| argument.get_long());
    // A command's own before those that every command takes.
    let Some(long) = longs.into_iter().find(|long| long.starts_with(letter)) else { return error };
    let long = format!("--{long}");
    error.remove(ContextKind::Suggested);
    error.insert(ContextKind::SuggestedArg, ContextValue::String(long));
    error
}
