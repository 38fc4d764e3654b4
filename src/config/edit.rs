//! Changing the config file for the operator: comments kept, whole or not at all.
//!
//! Every edit takes the [`Revision`] that was read and refuses a file that is no longer that; the
//! new text is validated before it is written. Nothing is written that was not asked for: a
//! default stays a default.

mod comments;
mod document;
mod save;

use std::fmt;
use std::path::Path;

use sha2::{Digest, Sha256};

use super::{Config, ConfigError, EXAMPLE, Env, ProfileName, SecretSource};
use crate::domain::Authority;

/// What exactly a config file said when it was read.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Revision([u8; 32]);

impl Revision {
    pub(super) fn of(text: &str) -> Self {
        Self(Sha256::digest(text.as_bytes()).into())
    }
}

impl fmt::Debug for Revision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Revision({:02x}{:02x}…)", self.0[0], self.0[1])
    }
}

/// What to do with one setting.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum SettingEdit<T> {
    /// Leave it as it is.
    #[default]
    Keep,
    /// Write this.
    Set(T),
    /// Take it out, so that the default holds.
    Unset,
}

/// A change of one profile; it comes to be if there is none of that name.
#[derive(Clone, Debug)]
pub struct ProfileEdit {
    pub name: ProfileName,
    /// `label`.
    pub label: SettingEdit<String>,
    /// `read_only`.
    pub read_only: SettingEdit<bool>,
    /// `refresh`, in seconds.
    pub refresh: SettingEdit<u32>,
    /// The LiteLLM proxy; unset takes the whole section out.
    pub proxy: SettingEdit<ServerEdit>,
    /// The Open WebUI server, likewise.
    pub webui: SettingEdit<ServerEdit>,
    /// `sync.authority`.
    pub authority: SettingEdit<Authority>,
}

impl ProfileEdit {
    /// Changes nothing yet.
    pub fn of(name: ProfileName) -> Self {
        Self {
            name,
            label: SettingEdit::Keep,
            read_only: SettingEdit::Keep,
            refresh: SettingEdit::Keep,
            proxy: SettingEdit::Keep,
            webui: SettingEdit::Keep,
            authority: SettingEdit::Keep,
        }
    }
}

/// A change of one server. `email` and `password` are Open WebUI's alone.
#[derive(Clone, Debug, Default)]
pub struct ServerEdit {
    /// `url`.
    pub url: SettingEdit<String>,
    /// `key`.
    pub key: SettingEdit<SecretSource>,
    /// `email`.
    pub email: SettingEdit<String>,
    /// `password`.
    pub password: SettingEdit<SecretSource>,
    /// `allow_http`.
    pub allow_http: SettingEdit<bool>,
    /// `ca_file`.
    pub ca_file: SettingEdit<String>,
}

/// Adds or changes a profile. `seen` is the revision that was read; `None` says that there was no
/// file. Returns the configuration as it now is.
///
/// # Errors
/// The result would be invalid, the file has changed, or it cannot be written: then it is as it
/// was.
pub fn upsert_profile(
    path: &Path,
    seen: Option<&Revision>,
    edit: &ProfileEdit,
    env: &Env,
) -> Result<Config, ConfigError> {
    save::rewrite(path, seen, env, |document| document::upsert(document, edit))
}

/// Makes `name` the default profile.
///
/// # Errors
/// As for [`upsert_profile`]; there is no such profile.
pub fn set_default(
    path: &Path,
    seen: Option<&Revision>,
    name: &ProfileName,
    env: &Env,
) -> Result<Config, ConfigError> {
    save::rewrite(path, seen, env, |document| document::set_default(document, name))
}

/// Takes a profile out, and `default_profile` too if it was that one. What is not there is no
/// error.
///
/// # Errors
/// As for [`upsert_profile`].
pub fn remove_profile(
    path: &Path,
    seen: Option<&Revision>,
    name: &ProfileName,
    env: &Env,
) -> Result<Config, ConfigError> {
    save::rewrite(path, seen, env, |document| document::remove(document, name))
}

/// Writes the commented example to `path`, for the operator's eyes only.
///
/// # Errors
/// There is a file already, or it cannot be written.
pub fn init(path: &Path) -> Result<(), ConfigError> {
    save::create(path, EXAMPLE)
}
