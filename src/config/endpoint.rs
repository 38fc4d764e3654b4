//! From the typed settings of one server to an endpoint.

use std::ops::Range;
use std::time::Duration;

use toml::Spanned;

use super::credential::{SecretSetting, file_path, secret};
use super::raw::{RawHeaders, RawProxy, RawSecret, RawWebui, Typed};
use super::source::Source;
use super::validate::whole;
use super::{
    ClientCert, ConfigError, ProfileName, ProxyEndpoint, SecretRef, Server, WebuiEndpoint,
    WebuiSignIn, address, headers,
};
use crate::domain::Email;

const DEFAULT_TIMEOUT: Duration = Duration::from_secs(30);
const DEFAULT_LISTING_TIMEOUT: Duration = Duration::from_mins(1);
const DEFAULT_IN_FLIGHT: usize = 4;

pub(super) fn proxy(
    source: &Source<'_>,
    profile: &ProfileName,
    typed: Spanned<RawProxy>,
) -> Result<ProxyEndpoint, ConfigError> {
    let path = format!("profiles.{profile}.proxy");
    let span = typed.span();
    let raw = typed.into_inner();
    let parts = ServerParts {
        url: raw.url,
        allow_http: raw.allow_http.unwrap_or(false),
        ca_file: raw.ca_file,
        client_cert: raw.client_cert,
        client_key: raw.client_key,
        key_header: raw.key_header,
        headers: raw.headers,
        timeout: raw.timeout,
        listing_timeout: raw.listing_timeout,
        max_in_flight: raw.max_in_flight,
    };
    let server = parts.server(source, profile, "proxy", &span)?;
    let no_key =
        || source.mistake(span.clone(), &path, "`key` is missing: the master key, or an admin's");
    let key = raw.key.ok_or_else(no_key)?;
    Ok(ProxyEndpoint { server, key: named_secret(source, profile, "proxy", "key", key)? })
}

pub(super) fn webui(
    source: &Source<'_>,
    profile: &ProfileName,
    typed: Spanned<RawWebui>,
) -> Result<WebuiEndpoint, ConfigError> {
    let path = format!("profiles.{profile}.webui");
    let span = typed.span();
    let raw = typed.into_inner();
    let parts = ServerParts {
        url: raw.url,
        allow_http: raw.allow_http.unwrap_or(false),
        ca_file: raw.ca_file,
        client_cert: raw.client_cert,
        client_key: raw.client_key,
        key_header: raw.key_header,
        headers: raw.headers,
        timeout: raw.timeout,
        listing_timeout: raw.listing_timeout,
        max_in_flight: raw.max_in_flight,
    };
    let server = parts.server(source, profile, "webui", &span)?;
    let email = raw.email.map(|typed| email(source, &path, &typed)).transpose()?;
    let sign_in = match (raw.key, email, raw.password) {
        (Some(key), email, None) => {
            WebuiSignIn::Key { key: named_secret(source, profile, "webui", "key", key)?, email }
        }
        (None, Some(email), Some(password)) => {
            let password = named_secret(source, profile, "webui", "password", password)?;
            WebuiSignIn::Password { email, password }
        }
        (Some(_), _, Some(password)) => {
            let sentence = "give `key`, or `email` and `password`, not both";
            return Err(source.mistake(password.span(), format!("{path}.password"), sentence));
        }
        (None, None, Some(password)) => {
            let sentence = "`email` is missing: whose password this is";
            return Err(source.mistake(password.span(), format!("{path}.password"), sentence));
        }
        (None, _, None) => {
            let sentence = "give an admin's `key`, or an admin's `email` and `password`";
            return Err(source.mistake(span, path, sentence));
        }
    };
    Ok(WebuiEndpoint { server, sign_in })
}

fn named_secret(
    source: &Source<'_>,
    profile: &ProfileName,
    server: &str,
    name: &'static str,
    typed: Spanned<RawSecret>,
) -> Result<SecretRef, ConfigError> {
    let path = format!("profiles.{profile}.{server}.{name}");
    let owner = format!("profile '{profile}', {server} {name}");
    secret(source, SecretSetting { path: &path, owner, name }, typed)
}

fn email(source: &Source<'_>, path: &str, typed: &Spanned<String>) -> Result<Email, ConfigError> {
    let address = typed.get_ref().trim();
    let is_address = address
        .split_once('@')
        .is_some_and(|(name, host)| !name.is_empty() && !host.is_empty() && !host.contains('@'));
    if is_address && !address.chars().any(|c| c.is_whitespace() || c.is_control()) {
        return Ok(Email::new(address));
    }
    Err(source.mistake(typed.span(), format!("{path}.email"), "this is not an e-mail address"))
}

/// What both kinds of server have.
struct ServerParts {
    url: Typed<String>,
    allow_http: bool,
    ca_file: Typed<String>,
    client_cert: Typed<String>,
    client_key: Typed<String>,
    key_header: Typed<String>,
    headers: RawHeaders,
    timeout: Typed<i64>,
    listing_timeout: Typed<i64>,
    max_in_flight: Typed<i64>,
}

impl ServerParts {
    fn server(
        self,
        source: &Source<'_>,
        profile: &ProfileName,
        name: &str,
        table: &Range<usize>,
    ) -> Result<Server, ConfigError> {
        let path = format!("profiles.{profile}.{name}");
        let no_url = || source.mistake(table.clone(), &path, "`url` is missing");
        let url = self.url.ok_or_else(no_url)?;
        let wrong_url = |why: address::AddressError| {
            source.mistake(url.span(), format!("{path}.url"), why.to_string())
        };
        let timeout = format!("{path}.timeout");
        let timeout = whole(source, &timeout, self.timeout.as_ref(), 1..=600)?;
        let timeout = timeout.map_or(DEFAULT_TIMEOUT, Duration::from_secs);
        let listing = format!("{path}.listing_timeout");
        let listing = whole(source, &listing, self.listing_timeout.as_ref(), 1..=3600)?;
        let in_flight = format!("{path}.max_in_flight");
        let in_flight = whole(source, &in_flight, self.max_in_flight.as_ref(), 1..=16)?;
        let in_flight = in_flight.and_then(|n| usize::try_from(n).ok());
        let file = |setting: &str, typed: Typed<String>| {
            typed.map(|typed| file_path(source, &format!("{path}.{setting}"), &typed)).transpose()
        };
        let no_cert = self.client_key.as_ref().filter(|_| self.client_cert.is_none());
        if let Some(key) = no_cert {
            let sentence = "`client_cert` is missing: the certificate of this key";
            return Err(source.mistake(key.span(), format!("{path}.client_key"), sentence));
        }
        let client_key = file("client_key", self.client_key)?;
        let client_cert = file("client_cert", self.client_cert)?
            .map(|cert| ClientCert { key: client_key.unwrap_or_else(|| cert.clone()), cert });
        Ok(Server {
            url: address::parse(url.get_ref(), self.allow_http).map_err(wrong_url)?,
            timeout,
            listing_timeout: listing
                .map_or_else(|| DEFAULT_LISTING_TIMEOUT.max(timeout), Duration::from_secs),
            max_in_flight: in_flight.unwrap_or(DEFAULT_IN_FLIGHT),
            ca_file: file("ca_file", self.ca_file)?,
            client_cert,
            key_header: headers::key_header(source, &path, self.key_header.as_ref())?,
            headers: headers::headers(
                source,
                profile,
                name,
                self.headers,
                self.key_header.as_ref(),
            )?,
        })
    }
}
