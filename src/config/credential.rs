//! From a typed secret to a reference.

use std::path::{Path, PathBuf};

use secrecy::ExposeSecret;
use toml::Spanned;

use super::raw::{RawReference, RawSecret};
use super::source::Source;
use super::{ConfigError, SecretRef, SecretSource};

/// A setting that holds a secret.
pub(super) struct SecretSetting<'a> {
    /// `profiles.campus.proxy.key`.
    pub(super) path: &'a str,
    /// `profile 'campus', proxy key`.
    pub(super) owner: String,
    /// `key` or `password`.
    pub(super) name: &'static str,
}

pub(super) fn secret(
    source: &Source<'_>,
    setting: SecretSetting<'_>,
    typed: Spanned<RawSecret>,
) -> Result<SecretRef, ConfigError> {
    let span = typed.span();
    let wrong = |sentence: &str| source.mistake(span.clone(), setting.path, sentence);
    let found = match typed.into_inner() {
        RawSecret::Inline(value) if value.expose_secret().trim().is_empty() => {
            return Err(wrong("this is empty"));
        }
        RawSecret::Inline(value) => SecretSource::Inline(value),
        RawSecret::Reference(reference) => {
            let RawReference { env, command, file, prompt } = reference;
            match (env, command, file, prompt) {
                (Some(env), None, None, None) => variable(source, setting.path, env)?,
                (None, Some(command), None, None) => argv(source, setting.path, command)?,
                (None, None, Some(typed), None) => SecretSource::File(file_path(
                    source,
                    &format!("{}.file", setting.path),
                    &typed,
                )?),
                (None, None, None, Some(prompt)) if *prompt.get_ref() => SecretSource::Prompt,
                (None, None, None, Some(_)) => {
                    return Err(wrong("`prompt` can only be true; give another reference instead"));
                }
                _ => return Err(wrong("give exactly one of env, command, file, prompt")),
            }
        }
    };
    let place = source.place(span);
    Ok(SecretRef { source: found, owner: setting.owner, setting: setting.name, place })
}

/// A variable's name. Capitals only: what is more probably the secret itself is not taken for one,
/// and so never shown as one.
fn variable(
    source: &Source<'_>,
    path: &str,
    typed: Spanned<String>,
) -> Result<SecretSource, ConfigError> {
    let is_part = |b: u8| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_';
    let name = typed.get_ref();
    let starts_well = name.bytes().next().is_some_and(|b| !b.is_ascii_digit());
    if starts_well && name.bytes().all(is_part) {
        return Ok(SecretSource::Env(typed.into_inner()));
    }
    Err(source.mistake(
        typed.span(),
        format!("{path}.env"),
        "this is not the name of an environment variable; use capital letters, digits and '_', \
         like LITELLM_MASTER_KEY. If it is the secret itself, keep it elsewhere",
    ))
}

fn argv(
    source: &Source<'_>,
    path: &str,
    typed: Spanned<Vec<String>>,
) -> Result<SecretSource, ConfigError> {
    if typed.get_ref().first().is_some_and(|program| !program.trim().is_empty()) {
        return Ok(SecretSource::Command(typed.into_inner()));
    }
    Err(source.mistake(
        typed.span(),
        format!("{path}.command"),
        "name a program and its arguments, like [\"op\", \"read\", \"op://ops/litellm/key\"]",
    ))
}

/// A path that says where it starts, so that nothing else is taken for one and shown as one.
pub(super) fn file_path(
    source: &Source<'_>,
    setting: &str,
    typed: &Spanned<String>,
) -> Result<PathBuf, ConfigError> {
    let wrong = |sentence: &str| source.mistake(typed.span(), setting, sentence);
    let text = typed.get_ref().as_str();
    if let Some(below_home) = text.strip_prefix("~/") {
        let home = source.home.as_ref();
        let no_home = || wrong("no variable HOME says what '~' is; write the whole path");
        return Ok(home.ok_or_else(no_home)?.join(below_home));
    }
    if text.starts_with("./") || text.starts_with("../") {
        return Ok(source.path.parent().unwrap_or(Path::new(".")).join(text));
    }
    if Path::new(text).is_absolute() {
        return Ok(PathBuf::from(text));
    }
    Err(wrong(
        "this is not a path; write it whole, or start it with ~/ (your home directory) or with \
         ./ (the directory of this file)",
    ))
}
