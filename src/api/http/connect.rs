//! Builds the connection pool of one server.

use std::sync::Once;
use std::time::Duration;

use hyper_util::client::proxy::matcher::Matcher;
use reqwest::redirect;
use url::{Host, Url};

use super::{ClientOptions, tls};

/// Both servers (uvicorn) close an idle connection after 5 s. A write that meets one just being
/// closed ends without an answer, so ours are dropped before.
const IDLE: Duration = Duration::from_secs(4);

const USER_AGENT: &str = concat!("bursar/", env!("CARGO_PKG_VERSION"));

pub(super) fn build(base: &Url, options: &ClientOptions) -> Result<reqwest::Client, String> {
    if base.cannot_be_a_base() || !matches!(base.scheme(), "http" | "https") {
        return Err("the URL must begin with http:// or https://".to_owned());
    }
    install_crypto();
    let mut builder = reqwest::Client::builder()
        .user_agent(USER_AGENT)
        .connect_timeout(options.connect_timeout)
        .pool_idle_timeout(IDLE)
        .redirect(redirect::Policy::none())
        .referer(false);
    if is_loopback(base) {
        builder = builder.no_proxy();
        if base.scheme() == "http" {
            // Without this a host that has no CA certificates could not even run the demo.
            builder = builder.tls_certs_only([]);
        }
    }
    if base.scheme() == "https" {
        builder = builder.tls_backend_preconfigured(tls::config(options)?);
    }
    builder.build().map_err(|error| super::failure::innermost(&error))
}

/// Installs *ring* for the whole process, once; whoever came first stays.
fn install_crypto() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        if rustls::crypto::ring::default_provider().install_default().is_err() {
            tracing::debug!("another TLS provider is installed already");
        }
    });
}

fn is_loopback(base: &Url) -> bool {
    match base.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// `host` or `host:port`.
pub(super) fn host_of(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

/// The forward proxy by which requests go there, as `host:port`; decided by what reqwest goes by.
pub(super) fn forward(base: &Url) -> Option<String> {
    if is_loopback(base) {
        return None;
    }
    let there = base.as_str().parse().ok()?;
    let forward = Matcher::from_system().intercept(&there)?;
    let host = forward.uri().host()?;
    Some(forward.uri().port_u16().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}")))
}

/// Ends of addresses that people have at hand, of a part of either server.
const PARTS: [&str; 5] = ["/api/v1", "/v1", "/ui", "/api", "/openai"];

/// The address of the whole server, where this is one of its parts.
pub(super) fn whole(base: &Url) -> Option<Url> {
    let path = base.path().trim_end_matches('/');
    let shorter = PARTS.iter().find_map(|part| path.strip_suffix(part))?;
    let mut whole = base.clone();
    whole.set_path(shorter);
    Some(whole)
}

/// The base without a user, password, query or fragment: credentials in a URL end up in logs.
pub(super) fn without_credentials(base: &Url) -> Url {
    let mut base = base.clone();
    base.set_query(None);
    base.set_fragment(None);
    // Both fail only for URLs that cannot be a base, which `build` refuses.
    let _ = base.set_username("").and_then(|()| base.set_password(None));
    base
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("http://127.0.0.1:4000", true)]
    #[case("http://127.8.8.8", true)]
    #[case("http://localhost:1", true)]
    #[case("http://[::1]:80", true)]
    #[case("http://127.0.0.1.example.edu", false)]
    #[case("http://localhost.example.edu", false)]
    fn loopback_is_told_by_the_address(#[case] url: &str, #[case] expected: bool) {
        assert_eq!(is_loopback(&url.parse().unwrap()), expected);
    }

    #[test]
    fn credentials_in_a_url_are_dropped() {
        let base = "https://ana:secret@h.example:8443/llm?key=1#x".parse().unwrap();
        assert_eq!(without_credentials(&base).as_str(), "https://h.example:8443/llm");
        assert_eq!(host_of(&base), "h.example:8443");
    }
}
