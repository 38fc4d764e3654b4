//! From what was typed to what it means.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::path::Path;
use std::time::Duration;

use toml::Spanned;

use super::error::listed;
use super::private::{self, Guarded, ReadError};
use super::raw::RawProfile;
use super::source::Source;
use super::{
    Band, Config, ConfigError, Env, Profile, ProfileName, Revision, SecretRef, SecretSource,
    WebuiSignIn, endpoint, keys, sync,
};
use crate::domain::nearest::{did_you_mean, nearest};

const MAX_CONFIG_BYTES: u64 = 1024 * 1024;
const DEFAULT_REFRESH: Duration = Duration::from_secs(30);

impl Config {
    /// Reads and validates the file at `path`.
    ///
    /// # Errors
    /// It is missing, unreadable, open to others, or holds a mistake.
    pub fn load(path: &Path, env: &Env) -> Result<Self, ConfigError> {
        let io = |source: std::io::Error| {
            if source.kind() == std::io::ErrorKind::NotFound {
                ConfigError::Missing { path: path.to_owned(), is_named: true }
            } else {
                ConfigError::Unreadable { path: path.to_owned(), source }
            }
        };
        let exposed = |error| match error {
            ReadError::Exposed(exposure) => ConfigError::Exposed(exposure),
            ReadError::Io(source) => io(source),
        };
        let file = private::open(path).map_err(io)?;
        private::check(&file, path, Guarded::Instructions).map_err(exposed)?;
        let secrecy = private::check(&file, path, Guarded::Secret);
        let text = private::read(file, MAX_CONFIG_BYTES).map_err(io)?;
        let config = Self::parse(&text, path, env)?;
        match (config.first_inline_secret(), secrecy) {
            (Some(line), Err(ReadError::Exposed(exposure))) => {
                Err(ConfigError::SecretExposed { exposure, line })
            }
            _ => Ok(config),
        }
    }

    /// Validates the text of a config file. `path` is for messages and for relative paths in it;
    /// whether others can read that file is not looked at.
    ///
    /// # Errors
    /// The first mistake in it.
    pub fn parse(text: &str, path: &Path, env: &Env) -> Result<Self, ConfigError> {
        let source = Source { path, text, home: env.home() };
        let raw = source.decode()?;
        let mut profiles = BTreeMap::new();
        for (key, typed) in raw.profiles {
            let name = profile_name(&source, &key, &profiles)?;
            profiles.insert(name.clone(), profile(&source, name, typed)?);
        }
        let default_profile = raw.default_profile.map(|typed| known(&source, &typed, &profiles));
        Ok(Self {
            path: path.to_owned(),
            revision: Revision::of(text),
            default_profile: default_profile.transpose()?,
            ui: super::ui::ui(&source, raw.ui)?,
            keys: raw
                .keys
                .map(|typed| keys::keys(&source, typed))
                .transpose()
                .map(Option::unwrap_or_default),
            profiles,
        })
    }

    /// The line of the first secret that stands in the file itself.
    pub(super) fn first_inline_secret(&self) -> Option<usize> {
        self.profiles
            .values()
            .flat_map(Profile::secrets)
            .filter(|secret| matches!(secret.source, SecretSource::Inline(_)))
            .map(|secret| secret.place.line)
            .min()
    }
}

impl Profile {
    /// Every secret it refers to.
    pub fn secrets(&self) -> impl Iterator<Item = &SecretRef> {
        let webui = self.webui.as_ref().map(|webui| match &webui.sign_in {
            WebuiSignIn::Key { key, .. } => key,
            WebuiSignIn::Password { password, .. } => password,
        });
        let proxy = self.proxy.as_ref();
        let servers = proxy.map(|proxy| &proxy.server).into_iter();
        let servers = servers.chain(self.webui.as_ref().map(|webui| &webui.server));
        let headers = servers.flat_map(|server| server.headers.iter().map(|(_, value)| value));
        proxy.map(|proxy| &proxy.key).into_iter().chain(webui).chain(headers)
    }
}

fn profile_name(
    source: &Source<'_>,
    key: &Spanned<String>,
    others: &BTreeMap<ProfileName, Profile>,
) -> Result<ProfileName, ConfigError> {
    let wrong = |sentence: &str| source.mistake(key.span(), "profiles", sentence);
    let name = ProfileName::parse(key.get_ref()).map_err(|_quotes_it| {
        wrong(
            "this cannot name a profile; use up to 64 letters (a-z), digits, '-', '_' and '.', \
             with a letter or digit first",
        )
    })?;
    // Profiles name files, and some file systems take upper and lower case for the same.
    if others.keys().any(|other| other.as_str().eq_ignore_ascii_case(name.as_str())) {
        return Err(wrong("another profile's name differs only by upper and lower case"));
    }
    Ok(name)
}

fn known(
    source: &Source<'_>,
    typed: &Spanned<String>,
    profiles: &BTreeMap<ProfileName, Profile>,
) -> Result<ProfileName, ConfigError> {
    let names: Vec<ProfileName> = profiles.keys().cloned().collect();
    names.iter().find(|name| name.as_str() == typed.get_ref()).cloned().ok_or_else(|| {
        let near = nearest(typed.get_ref(), names.iter().map(ProfileName::as_str));
        let sentence = format!(
            "there is no such profile{} Profiles here: {}",
            near.map_or_else(|| ".".to_owned(), |word| did_you_mean(Some(word))),
            if names.is_empty() { "none".to_owned() } else { listed(&names) }
        );
        source.mistake(typed.span(), "default_profile", sentence)
    })
}

fn profile(
    source: &Source<'_>,
    name: ProfileName,
    typed: Spanned<RawProfile>,
) -> Result<Profile, ConfigError> {
    let path = format!("profiles.{name}");
    let span = typed.span();
    let raw = typed.into_inner();
    if raw.proxy.is_none() && raw.webui.is_none() {
        let sentence = "a profile needs at least one server: a proxy, a webui, or both";
        return Err(source.mistake(span, path, sentence));
    }
    let refresh = whole(source, &format!("{path}.refresh"), raw.refresh.as_ref(), 0..=86_400)?;
    let refresh = refresh.map_or(DEFAULT_REFRESH, Duration::from_secs);
    Ok(Profile {
        label: raw.label.map(|label| label_word(source, &path, &label)).transpose()?,
        band: raw.band.map(|band| band_word(source, &path, &band)).transpose()?.unwrap_or_default(),
        read_only: raw.read_only.unwrap_or(false),
        refresh: (!refresh.is_zero()).then_some(refresh),
        proxy: raw.proxy.map(|typed| endpoint::proxy(source, &name, typed)).transpose()?,
        webui: raw.webui.map(|typed| endpoint::webui(source, &name, typed)).transpose()?,
        sync: sync::sync(source, &format!("{path}.sync"), raw.sync)?,
        guard: sync::guard(source, &format!("{path}.guard"), &raw.guard)?,
        name,
    })
}

fn label_word(
    source: &Source<'_>,
    path: &str,
    typed: &Spanned<String>,
) -> Result<String, ConfigError> {
    let label = typed.get_ref().trim();
    if (1..=32).contains(&label.chars().count()) && !label.chars().any(char::is_control) {
        return Ok(label.to_owned());
    }
    let sentence = "a label is one short word or two, up to 32 characters";
    Err(source.mistake(typed.span(), format!("{path}.label"), sentence))
}

fn band_word(
    source: &Source<'_>,
    path: &str,
    typed: &Spanned<String>,
) -> Result<Band, ConfigError> {
    typed.get_ref().parse().map_err(|_unknown: strum::ParseError| {
        let sentence = "a band is the colour of danger, warn or accent";
        source.mistake(typed.span(), format!("{path}.band"), sentence)
    })
}

/// A whole number within bounds, if one was typed.
pub(super) fn whole(
    source: &Source<'_>,
    setting: &str,
    typed: Option<&Spanned<i64>>,
    bounds: RangeInclusive<u64>,
) -> Result<Option<u64>, ConfigError> {
    let Some(typed) = typed else { return Ok(None) };
    let number = u64::try_from(*typed.get_ref()).ok().filter(|number| bounds.contains(number));
    number.map(Some).ok_or_else(|| {
        let sentence = format!("this must be {} to {}", bounds.start(), bounds.end());
        source.mistake(typed.span(), setting, sentence)
    })
}
