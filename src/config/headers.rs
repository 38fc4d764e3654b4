//! Headers that a gateway before a server wants, or in which it takes the key.

use std::ops::Range;

use toml::Spanned;

use super::credential::{SecretSetting, secret};
use super::raw::RawHeaders;
use super::source::Source;
use super::{ConfigError, ProfileName, SecretRef};

/// Headers that bursar sets itself, or that belong to one connection.
const TAKEN: [&str; 12] = [
    "accept",
    "accept-encoding",
    "connection",
    "content-length",
    "content-type",
    "cookie",
    "host",
    "litellm-changed-by",
    "te",
    "transfer-encoding",
    "upgrade",
    "user-agent",
];

/// The header that carries the credential, where it is not `Authorization`.
pub(super) fn key_header(
    source: &Source<'_>,
    path: &str,
    typed: Option<&Spanned<String>>,
) -> Result<Option<String>, ConfigError> {
    let Some(typed) = typed else { return Ok(None) };
    let name = named(source, &format!("{path}.key_header"), typed.span(), typed.get_ref())?;
    Ok((!name.eq_ignore_ascii_case("authorization")).then_some(name))
}

/// Names and values by reference, in the order of the names.
pub(super) fn headers(
    source: &Source<'_>,
    profile: &ProfileName,
    server: &str,
    typed: RawHeaders,
    key_header: Option<&Spanned<String>>,
) -> Result<Vec<(String, SecretRef)>, ConfigError> {
    let path = format!("profiles.{profile}.{server}.headers");
    let of_key = key_header.map_or("authorization", |typed| typed.get_ref().as_str());
    let mut headers: Vec<(String, SecretRef)> = Vec::with_capacity(typed.len());
    for (name, value) in typed {
        let span = name.span();
        let name = named(source, &path, span.clone(), name.get_ref())?;
        let wrong = |sentence: &str| source.mistake(span.clone(), &path, sentence);
        if name.eq_ignore_ascii_case(of_key) {
            return Err(wrong(
                "the key travels in this header; name another one for it as `key_header`",
            ));
        }
        if headers.iter().any(|(other, _)| other.eq_ignore_ascii_case(&name)) {
            return Err(wrong("another header's name differs only by upper and lower case"));
        }
        let owner = format!("profile '{profile}', {server} header {name}");
        let setting = SecretSetting { path: &path, owner, name: "headers" };
        headers.push((name, secret(source, setting, value)?));
    }
    Ok(headers)
}

fn named(
    source: &Source<'_>,
    path: &str,
    span: Range<usize>,
    name: &str,
) -> Result<String, ConfigError> {
    let is_part = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.');
    let is_name = (1..=64).contains(&name.len()) && name.bytes().all(is_part);
    if !is_name || name.starts_with("sk-") {
        let sentence = "this cannot name a header; write one like \"CF-Access-Client-Id\"";
        return Err(source.mistake(span, path, sentence));
    }
    if TAKEN.iter().any(|taken| name.eq_ignore_ascii_case(taken)) {
        return Err(source.mistake(span, path, "bursar sets this header itself"));
    }
    Ok(name.to_owned())
}
