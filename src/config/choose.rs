//! Flag, then environment, then file: the one place where they meet.

use std::path::PathBuf;

use super::{Config, ConfigError, Env, Paths, Profile, ProfileName};
use crate::domain::nearest::nearest;

/// What the command line says about the configuration.
#[derive(Clone, Debug, Default)]
pub struct Flags {
    /// `--config FILE`.
    pub config: Option<PathBuf>,
    /// `--profile NAME`.
    pub profile: Option<String>,
    /// `--read-only`. It can only take rights away: there is no flag that makes a read-only
    /// profile writable.
    pub read_only: bool,
}

/// The configuration of one run.
#[derive(Clone, Debug)]
pub struct Opened {
    /// The whole file, for switching profiles.
    pub config: Config,
    /// The chosen profile, as the flags have it.
    pub profile: Profile,
    pub paths: Paths,
    /// Whether the command line took the right to write, whatever the profile.
    pub read_only: bool,
}

impl Opened {
    /// Another profile of the same file, as the flags have it.
    ///
    /// # Errors
    /// There is no such profile.
    pub fn profile_named(&self, name: &str) -> Result<Profile, ConfigError> {
        let mut profile = self.config.choose(Some(name))?.clone();
        profile.read_only |= self.read_only;
        Ok(profile)
    }
}

/// Finds the file, reads it, and chooses the profile.
///
/// # Errors
/// Whatever is wrong with the file; no profile, or no way to tell which.
pub fn open(flags: &Flags, env: &Env) -> Result<Opened, ConfigError> {
    let paths = Paths::locate(flags.config.as_deref(), env)?;
    let config = Config::load(&paths.config, env).map_err(|error| match error {
        ConfigError::Missing { path, .. } => {
            ConfigError::Missing { path, is_named: paths.config_is_named }
        }
        other => other,
    })?;
    let variable = env.var("BURSAR_PROFILE").map(|name| name.to_string_lossy().into_owned());
    let wanted = flags.profile.clone().or(variable);
    let mut profile = config.choose(wanted.as_deref())?.clone();
    profile.read_only |= flags.read_only;
    Ok(Opened { config, profile, paths, read_only: flags.read_only })
}

impl Config {
    /// The wanted profile; else the default; else the only one there is.
    ///
    /// # Errors
    /// There is no such profile, or nothing says which of several.
    pub fn choose(&self, wanted: Option<&str>) -> Result<&Profile, ConfigError> {
        let names = || self.profiles.keys().cloned().collect::<Vec<_>>();
        let path = || self.path.clone();
        if self.profiles.is_empty() {
            return Err(ConfigError::NoProfile { path: path() });
        }
        if let Some(wanted) = wanted {
            return self.profiles.get(wanted).ok_or_else(|| ConfigError::UnknownProfile {
                path: path(),
                wanted: wanted.to_owned(),
                nearest: nearest(wanted, self.profiles.keys().map(ProfileName::as_str))
                    .map(str::to_owned),
                names: names(),
            });
        }
        let default = self.default_profile.as_ref().and_then(|name| self.profiles.get(name));
        if let Some(default) = default {
            return Ok(default);
        }
        let mut all = self.profiles.values();
        match (all.next(), all.next()) {
            (Some(only), None) => Ok(only),
            _ => Err(ConfigError::NoChoice { path: path(), names: names() }),
        }
    }
}
