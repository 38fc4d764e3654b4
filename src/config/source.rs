//! The text of a config file, and mistakes in it: every message is built here, from a place and
//! words of ours, never from a value of the file.

use std::ops::Range;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde::de::IntoDeserializer;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::error::Mistake;
use super::excerpt::{MASK, excerpt};
use super::raw::{RawFile, SETTINGS};
use super::{ConfigError, Place, ProfileName};
use crate::domain::nearest::{did_you_mean, nearest};

/// What is being read.
pub(super) struct Source<'a> {
    pub(super) path: &'a Path,
    pub(super) text: &'a str,
    pub(super) home: Option<PathBuf>,
}

impl Source<'_> {
    /// The text as settings.
    pub(super) fn decode(&self) -> Result<RawFile, ConfigError> {
        let document = DeTable::parse(self.text).map_err(|error| self.syntax(&error))?;
        let deserializer = document.clone().into_deserializer();
        RawFile::deserialize(deserializer).map_err(|error| self.shape(&error, document.get_ref()))
    }

    /// A mistake at `span`, in `setting`.
    pub(super) fn mistake(
        &self,
        span: Range<usize>,
        setting: impl Into<String>,
        sentence: impl Into<String>,
    ) -> ConfigError {
        self.mistake_naming(span, setting.into(), sentence.into(), None)
    }

    fn mistake_naming(
        &self,
        span: Range<usize>,
        setting: String,
        sentence: String,
        named: Option<&str>,
    ) -> ConfigError {
        Mistake { setting, sentence, ..self.point(span, named) }.into()
    }

    /// Where a span stands; nothing is said of it yet. `named` is one more word that may be shown.
    pub(super) fn point(&self, span: Range<usize>, named: Option<&str>) -> Mistake {
        let cut = excerpt(self.text, span, named);
        Mistake {
            path: self.path.to_owned(),
            line: cut.line,
            column: cut.column,
            setting: String::new(),
            sentence: String::new(),
            excerpt: cut.text,
        }
    }

    /// Where a span begins.
    pub(super) fn place(&self, span: Range<usize>) -> Place {
        let cut = excerpt(self.text, span, None);
        Place { path: self.path.to_owned(), line: cut.line }
    }

    /// Not TOML. The parser's descriptions are fixed words that quote nothing of the file; its
    /// `Display` and `Debug`, which do, are not used.
    fn syntax(&self, error: &toml::de::Error) -> ConfigError {
        let sentence = format!("not valid TOML: {}", error.message());
        self.mistake(error.span().unwrap_or_default(), "", sentence)
    }

    /// TOML, but not our settings.
    fn shape(&self, error: &toml::de::Error, document: &DeTable<'_>) -> ConfigError {
        let span = error.span().unwrap_or_default();
        let mut setting = setting_at(document, span.start).unwrap_or_default();
        let message = error.message();
        let Some(field) = unknown_field(message) else {
            let sentence = expected(message).map_or_else(
                || "this is not what belongs here".to_owned(),
                |allowed| format!("this must be {}", plain(allowed)),
            );
            return self.mistake(span, setting.join("."), sentence);
        };
        setting.pop();
        let known = allowed_fields(message);
        let near = nearest(field, known.iter().copied());
        let name = (near.is_some() || is_plain_word(field)).then_some(field);
        let sentence = format!(
            "unknown setting{}{} Allowed here: {}",
            name.map(|name| format!(" '{name}'")).unwrap_or_default(),
            near.map_or_else(|| ".".to_owned(), |word| did_you_mean(Some(word))),
            known.join(", ")
        );
        self.mistake_naming(span, setting.join("."), sentence, name)
    }
}

/// A lower-case word without digits: a name somebody made up, hardly a key.
fn is_plain_word(word: &str) -> bool {
    word.len() <= 24 && word.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')
}

fn unknown_field(message: &str) -> Option<&str> {
    message.strip_prefix("unknown field `")?.split_once("`, expected").map(|(field, _)| field)
}

/// The names serde lists, which are our own; taken from the end, since a field's name is in front.
fn allowed_fields(message: &str) -> Vec<&'static str> {
    let listed = message.rsplit("expected ").next().unwrap_or_default();
    SETTINGS.iter().copied().filter(|name| listed.contains(&format!("`{name}`"))).collect()
}

/// What serde expected. It stands last, after the value it found, which may be a secret.
fn expected(message: &str) -> Option<&str> {
    message.rsplit_once(", expected ").map(|(_, allowed)| allowed)
}

/// Serde's words for a type in the operator's.
fn plain(expected: &str) -> &str {
    match expected {
        "a boolean" => "true or false",
        "i64" => "a whole number",
        "a sequence" => "a list in [ ]",
        "a map" => "a table",
        _ if expected.starts_with("struct ") => "a table",
        _ => expected,
    }
}

/// The path to the setting whose name or value stands at `offset`.
fn setting_at(table: &DeTable<'_>, offset: usize) -> Option<Vec<String>> {
    fn within(span: &Range<usize>, offset: usize) -> bool {
        span.start <= offset && offset < span.end.max(span.start + 1)
    }
    fn in_value(value: &Spanned<DeValue<'_>>, offset: usize, depth: usize) -> Option<Vec<String>> {
        match value.get_ref() {
            DeValue::Table(table) => in_table(table, offset, depth),
            DeValue::Array(values) => values.iter().find_map(|v| in_value(v, offset, depth)),
            _ => None,
        }
        .or_else(|| within(&value.span(), offset).then(Vec::new))
    }
    fn in_table(table: &DeTable<'_>, offset: usize, depth: usize) -> Option<Vec<String>> {
        table.iter().find_map(|(key, value)| {
            let inner = in_value(value, offset, depth + 1)
                .or_else(|| within(&key.span(), offset).then(Vec::new))?;
            let name = key.get_ref().as_ref();
            let is_harmless = SETTINGS.contains(&name)
                || is_plain_word(name)
                || (depth == 1 && ProfileName::parse(name).is_ok());
            let name = if is_harmless { name } else { MASK };
            Some(std::iter::once(name.to_owned()).chain(inner).collect())
        })
    }
    in_table(table, offset, 0)
}
