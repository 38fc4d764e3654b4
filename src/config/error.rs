//! What can be wrong with the configuration, in sentences: what, where, and what to do next.
//!
//! No variant holds a parser's own error: its `Debug` carries the whole file, keys and all.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use super::profile::{ProfileName, ProfileNameError};
use crate::domain::nearest::did_you_mean;
use crate::domain::text::harmless;

/// Why there is no configuration to work with.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// Something in the file is wrong.
    #[error("{0}")]
    Mistake(Box<Mistake>),
    /// There is no such file.
    #[error(
        "there is no config file {}; `bursar config init` writes one, `bursar demo` needs none",
        shown(.path)
    )]
    Missing {
        /// Where it was looked for.
        path: PathBuf,
        /// Whether the operator named that file, by flag or variable.
        is_named: bool,
    },
    /// The file is there but could not be read.
    #[error("{} could not be read: {source}", shown(.path))]
    Unreadable {
        path: PathBuf,
        /// Why. File errors name paths, never content.
        source: io::Error,
    },
    /// The file is open to others.
    #[error("{0}")]
    Exposed(#[from] Exposure),
    /// The config holds a secret and others can read it.
    #[error("{exposure} (line {line} holds a secret)")]
    SecretExposed {
        exposure: Exposure,
        /// Of the secret, from 1.
        line: usize,
    },
    /// The file has no profile.
    #[error("{} has no profile; `bursar --config NEW config init` writes an example to copy from", shown(.path))]
    NoProfile { path: PathBuf },
    /// There are several profiles and nothing says which.
    #[error(
        "{} has the profiles {}; choose one with --profile, or set `default_profile`",
        shown(.path), listed(.names)
    )]
    NoChoice {
        path: PathBuf,
        /// The profiles there are.
        names: Vec<ProfileName>,
    },
    /// The chosen profile does not exist.
    #[error(
        "there is no profile '{}' in {}, which has {}{}",
        harmless(.wanted), shown(.path), listed(.names), did_you_mean(.nearest.as_deref())
    )]
    UnknownProfile {
        path: PathBuf,
        /// As typed.
        wanted: String,
        /// The profile with the nearest name.
        nearest: Option<String>,
        /// The profiles there are.
        names: Vec<ProfileName>,
    },
    /// A profile's name cannot be one.
    #[error(transparent)]
    ProfileName(#[from] ProfileNameError),
    /// No variable says where the home directory is.
    #[error("neither HOME nor {variable} is set, so there is no place for bursar's files")]
    NoHome {
        /// What may be set instead.
        variable: &'static str,
    },
    /// The file has changed since the program read it.
    #[error("{} has changed since it was read; nothing was written, read it again", shown(.path))]
    Changed { path: PathBuf },
    /// The file exists already and is not overwritten.
    #[error("{} exists already; nothing was written", shown(.path))]
    Exists { path: PathBuf },
    /// The file could not be written; the old one stands.
    #[error("{} could not be written: {source}; nothing was changed", shown(.path))]
    Unwritable { path: PathBuf, source: io::Error },
}

/// One mistake in the file, with its place. Holds no value of the file, only names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// The file.
    pub path: PathBuf,
    /// Counted from 1.
    pub line: usize,
    /// In characters, counted from 1.
    pub column: usize,
    /// The setting, like `profiles.campus.proxy.url`; empty at the top of the file.
    pub setting: String,
    /// What is wrong, and what is allowed.
    pub sentence: String,
    /// The line, masked, with a caret below it.
    pub excerpt: String,
}

impl Mistake {
    /// Where, and what is wrong, on one line.
    pub fn headline(&self) -> String {
        let colon = if self.setting.is_empty() { "" } else { ": " };
        let (path, setting) = (shown(&self.path), &self.setting);
        format!("{path}:{}:{}: {setting}{colon}{}", self.line, self.column, self.sentence)
    }
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\n{}", self.headline(), self.excerpt)
    }
}

impl From<Mistake> for ConfigError {
    fn from(mistake: Mistake) -> Self {
        Self::Mistake(Box::new(mistake))
    }
}

/// How a file that must be the operator's own is open to others.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Exposure {
    /// Others may read what must be secret.
    #[error(
        "{p} can be read by others (mode {mode:04o}), and it must stay secret; run: chmod 600 {p}",
        p = shown(.path)
    )]
    Readable {
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// Others may change what says where credentials go and which commands are run.
    #[error(
        "{p} can be changed by others (mode {mode:04o}), and it says which commands to run; \
         run: chmod go-w {p}",
        p = shown(.path)
    )]
    Writable {
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// It belongs to someone else.
    #[error(
        "{} belongs to user {owner}, not to you or to root; make a copy of your own, mode 600",
        shown(.path)
    )]
    Foreign {
        path: PathBuf,
        /// The number of its owner.
        owner: u32,
    },
}

/// A path as it may be shown.
pub(super) fn shown(path: &Path) -> String {
    harmless(&path.to_string_lossy()).into_owned()
}

/// `a, b, c`.
pub(super) fn listed(names: &[ProfileName]) -> String {
    names.iter().map(ProfileName::as_str).collect::<Vec<_>>().join(", ")
}
