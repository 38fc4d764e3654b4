//! Profiles written to the configuration.

use super::Runner;
use crate::app::Msg;
use crate::app::profile::ProfileDraft;
use crate::config::{self, Config, ConfigError, ProfileName};
use crate::tui::profiles::{edit, shown_profiles};

impl Runner {
    pub(super) fn save_profile(
        &mut self,
        was: Option<&str>,
        draft: &ProfileDraft,
    ) -> Result<Config, Vec<String>> {
        let edit = edit(draft).map_err(|why| vec![why])?;
        if was.is_none() && self.opened.config.profiles.contains_key(edit.name.as_str()) {
            return Err(vec![format!("there is a profile '{}' already", edit.name)]);
        }
        let path = self.opened.config.path.clone();
        let seen = Some(&self.opened.config.revision);
        let saved = config::edit::upsert_profile(&path, seen, &edit, &self.env);
        let config = saved.map_err(sentences)?;
        match was.filter(|was| *was != edit.name.as_str()).map(ProfileName::parse) {
            Some(Ok(old)) => {
                let seen = Some(&config.revision);
                config::edit::remove_profile(&path, seen, &old, &self.env).map_err(sentences)
            }
            _ => Ok(config),
        }
    }

    pub(super) fn remove_profile(&mut self, name: &str) -> Result<Config, Vec<String>> {
        let name = ProfileName::parse(name).map_err(|error| vec![error.to_string()])?;
        let seen = Some(&self.opened.config.revision);
        let path = &self.opened.config.path;
        config::edit::remove_profile(path, seen, &name, &self.env).map_err(sentences)
    }

    pub(super) fn profiles_changed(&mut self, changed: Result<Config, Vec<String>>) {
        let answer = changed.map(|config| {
            self.opened.config = config;
            shown_profiles(&self.opened)
        });
        Self::tell(&self.send, Msg::ProfilesChanged(answer));
    }
}

fn sentences(error: ConfigError) -> Vec<String> {
    vec![match error {
        ConfigError::Mistake(mistake) => format!("{}: {}", mistake.setting, mistake.sentence),
        other => other.to_string(),
    }]
}
