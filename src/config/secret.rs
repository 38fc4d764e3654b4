//! Secrets by reference: what a setting says about where a secret is.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use secrecy::SecretString;

use super::error::{Exposure, shown};
use crate::domain::text::harmless;

/// Asks the operator for a secret, given the question. Whoever owns the terminal supplies it.
pub type Ask<'a> = dyn Fn(&str) -> io::Result<SecretString> + Send + Sync + 'a;

/// A secret of one profile, and where it is to be had.
#[derive(Clone, Debug)]
pub struct SecretRef {
    pub source: SecretSource,
    /// Whose it is, for messages: `profile 'campus', proxy key`.
    pub owner: String,
    /// The setting's name: `key` or `password`.
    pub setting: &'static str,
    /// Of the setting that names it.
    pub place: Place,
}

/// The ways to refer to a secret.
#[derive(Clone)]
pub enum SecretSource {
    /// The value of an environment variable.
    Env(String),
    /// What a command prints: program and arguments, without a shell.
    Command(Vec<String>),
    /// The content of a file only the operator can read.
    File(PathBuf),
    /// The operator types it.
    Prompt,
    /// It stands in the config file itself.
    Inline(SecretString),
}

/// A line of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file.
    pub path: PathBuf,
    /// Counted from 1.
    pub line: usize,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", shown(&self.path), self.line)
    }
}

impl SecretRef {
    /// The reference in a few words, never the value: `$LITELLM_MASTER_KEY`, `op …`.
    pub fn describe(&self) -> String {
        self.source.to_string()
    }

    /// Whether only the operator can supply it.
    pub fn needs_prompt(&self) -> bool {
        matches!(self.source, SecretSource::Prompt)
    }
}

impl fmt::Display for SecretSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Env(name) => write!(f, "${}", harmless(name)),
            Self::Command(argv) => write!(f, "{} …", program(argv)),
            Self::File(path) => f.write_str(&shown(path)),
            Self::Prompt => f.write_str("asked for"),
            Self::Inline(_) => f.write_str("in the config file"),
        }
    }
}

/// As shown: arguments may hold what the operator should have kept out of them.
impl fmt::Debug for SecretSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SecretSource({self})")
    }
}

/// The program's name without its directory, unless it is no name: it may be a misplaced secret.
pub(super) fn program(argv: &[String]) -> String {
    let name = argv.first().map(Path::new);
    let name = name.and_then(Path::file_name).unwrap_or_default().to_string_lossy();
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '+');
    if name.len() <= 24 && name.chars().all(is_name) && !name.starts_with("sk-") {
        name.into_owned()
    } else {
        "command".to_owned()
    }
}

/// Why a secret could not be had.
#[derive(Debug, thiserror::Error)]
#[error("{owner}: {problem}")]
pub struct SecretError {
    /// Whose it is: `profile 'campus', proxy key`.
    pub owner: String,
    /// What went wrong and what to do.
    pub problem: SecretProblem,
}

/// What can go wrong with a secret. No variant holds any part of it.
#[derive(Debug, thiserror::Error)]
pub enum SecretProblem {
    /// The variable is not there.
    #[error(
        "the environment variable {name} is not set; export it or change `{setting}` in {place}"
    )]
    NotSet {
        name: String,
        /// `key` or `password`.
        setting: &'static str,
        /// Of the setting that names it.
        place: Place,
    },
    /// There is nothing in it.
    #[error("{what} is empty; see `{setting}` in {place}")]
    Empty {
        /// The variable, file or command.
        what: String,
        /// `key` or `password`.
        setting: &'static str,
        /// Of the setting that names it.
        place: Place,
    },
    /// It is no text that could be sent in a header.
    #[error(
        "{what} holds more than one line, or no text; it must be the secret alone, on one line"
    )]
    NotOneLine {
        /// The variable, file or command.
        what: String,
    },
    /// The file could not be read.
    #[error("{} could not be read: {source}; see {place}", shown(.path))]
    Unreadable {
        path: PathBuf,
        source: io::Error,
        /// Of the setting that names it.
        place: Place,
    },
    /// The file is open to others.
    #[error("{0}")]
    Exposed(#[from] Exposure),
    /// The command could not be started.
    #[error("{program} could not be started: {source}; see {place}")]
    NotStarted {
        program: String,
        source: io::Error,
        /// Of the setting that names it.
        place: Place,
    },
    /// The command ended badly.
    #[error("{program} failed ({status}){}; see {place}", said(.stderr))]
    Failed {
        program: String,
        status: std::process::ExitStatus,
        /// The end of what it complained, harmless.
        stderr: String,
        /// Of the setting that names it.
        place: Place,
    },
    /// The command printed far more than a secret.
    #[error(
        "{program} printed more than {most} bytes; it must print the secret alone, on one line"
    )]
    TooLong {
        program: String,
        /// Bytes that are read at most.
        most: u64,
    },
    /// The command took too long and was ended.
    #[error("{program} did not answer within {seconds} s; see {place}")]
    TimedOut {
        program: String,
        /// How long it was given.
        seconds: u64,
        /// Of the setting that names it.
        place: Place,
    },
    /// The operator could not be asked, or did not answer.
    #[error("it was not entered: {0}")]
    NotEntered(io::Error),
}

/// Why a certificate of ours cannot be shown.
#[derive(Debug, thiserror::Error)]
pub enum ClientCertError {
    /// A file could not be read.
    #[error("the client certificate: {} could not be read: {}", shown(.0), .1)]
    Unreadable(PathBuf, io::Error),
    /// Others can read the key.
    #[error("the client certificate's key: {0}")]
    Exposed(#[from] Exposure),
}

fn said(stderr: &str) -> String {
    if stderr.is_empty() { String::new() } else { format!(": {stderr}") }
}
