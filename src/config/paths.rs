//! Where things lie on the operator's host: by XDG, and by bursar's own variables before it.

use std::path::{Path, PathBuf};

use super::{ConfigError, Env, ProfileName};

/// The files of one run. Nothing here creates any of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paths {
    /// The config file.
    pub config: PathBuf,
    /// Whether the operator named that file, by flag or variable.
    pub config_is_named: bool,
    /// What must survive: the journal, the log.
    pub state_dir: PathBuf,
    /// What may be deleted: snapshots.
    pub cache_dir: PathBuf,
}

impl Paths {
    /// Flag, then variable, then XDG.
    ///
    /// # Errors
    /// There is no home directory to fall back to.
    pub fn locate(config_flag: Option<&Path>, env: &Env) -> Result<Self, ConfigError> {
        let below_home = |variable: &'static str, fallback: &str| {
            env.absolute(variable)
                .or_else(|| env.home().map(|home| home.join(fallback)))
                .map(|base| base.join("bursar"))
                .ok_or(ConfigError::NoHome { variable })
        };
        let named = config_flag.map(Path::to_owned).or_else(|| env.path("BURSAR_CONFIG"));
        let config_is_named = named.is_some();
        let config = named.map_or_else(
            || below_home("XDG_CONFIG_HOME", ".config").map(|dir| dir.join("config.toml")),
            Ok,
        )?;
        let state_dir = env
            .path("BURSAR_STATE_DIR")
            .map_or_else(|| below_home("XDG_STATE_HOME", ".local/state"), Ok)?;
        let cache_dir = env
            .path("BURSAR_CACHE_DIR")
            .map_or_else(|| below_home("XDG_CACHE_HOME", ".cache"), Ok)?;
        Ok(Self { config, config_is_named, state_dir, cache_dir })
    }

    /// What was attempted with this profile, one JSON line each.
    pub fn journal(&self, profile: &ProfileName) -> PathBuf {
        self.state_dir.join("journal").join(format!("{profile}.jsonl"))
    }

    /// What the last observation of this profile saw.
    pub fn snapshot(&self, profile: &ProfileName) -> PathBuf {
        self.cache_dir.join("snapshots").join(format!("{profile}.json"))
    }

    /// The folder of the operator's own themes: beside the config file.
    pub fn themes(&self) -> PathBuf {
        self.config.with_file_name("themes")
    }

    /// What one session of the console leaves for the next, per profile.
    pub fn console(&self, profile: &ProfileName) -> PathBuf {
        self.state_dir.join("console").join(format!("{profile}.json"))
    }

    /// Where screens are written to.
    pub fn screens(&self) -> PathBuf {
        self.state_dir.join("screens")
    }

    /// The program's log.
    pub fn log(&self) -> PathBuf {
        self.state_dir.join("bursar.log")
    }
}
