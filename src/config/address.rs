//! Server addresses: what a URL must be before a credential is sent to it.

use std::net::{Ipv4Addr, Ipv6Addr};

use url::{Host, Url};

/// Why a URL is refused. Says nothing of the URL: it may hold a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum AddressError {
    #[error("this is not a URL; write one like \"https://llm.example.edu\"")]
    NotAUrl,
    #[error("only https:// (and http:// on this host) can be used")]
    Scheme,
    #[error(
        "a user name or password has no place in a URL, where every log repeats it; put the \
         secret into `key` or `password`"
    )]
    UserInfo,
    #[error("a base URL has no query and no fragment; leave out what follows '?' or '#'")]
    Query,
    #[error(
        "plain http:// sends the credential readable to everybody on the way; use https://, or \
         say `allow_http = true` if the way is safe"
    )]
    PlainHttp,
}

/// A base URL, without the slash at the end of its path.
pub(super) fn parse(text: &str, allow_http: bool) -> Result<Url, AddressError> {
    let mut url = Url::parse(text.trim()).map_err(|_unquoted| AddressError::NotAUrl)?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(AddressError::Scheme);
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(AddressError::UserInfo);
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(AddressError::Query);
    }
    if url.scheme() == "http" && !allow_http && !is_loopback(&url) {
        return Err(AddressError::PlainHttp);
    }
    if let Ok(mut segments) = url.path_segments_mut() {
        segments.pop_if_empty();
    }
    Ok(url)
}

/// Of names only `localhost` itself: what ends in it is left to the resolver by some systems.
fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => Ipv4Addr::is_loopback(&address),
        Some(Host::Ipv6(address)) => Ipv6Addr::is_loopback(&address),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("https://llm.example.edu", "https://llm.example.edu/")]
    #[case("https://example.edu/litellm/", "https://example.edu/litellm")]
    #[case("http://localhost:4000", "http://localhost:4000/")]
    #[case("http://127.0.0.2:4000", "http://127.0.0.2:4000/")]
    #[case("http://[::1]:4000/", "http://[::1]:4000/")]
    fn addresses_that_are_safe_are_taken(#[case] text: &str, #[case] url: &str) {
        assert_eq!(parse(text, false).unwrap().as_str(), url);
    }

    #[rstest]
    #[case("llm.example.edu", AddressError::NotAUrl)]
    #[case("localhost:4000", AddressError::Scheme)]
    #[case("ftp://example.edu", AddressError::Scheme)]
    #[case("https://me:pw@example.edu", AddressError::UserInfo)]
    #[case("https://example.edu?key=x", AddressError::Query)]
    #[case("https://example.edu#x", AddressError::Query)]
    #[case("http://example.edu", AddressError::PlainHttp)]
    #[case("http://proxy.localhost", AddressError::PlainHttp)]
    #[case("http://localhost.example.edu", AddressError::PlainHttp)]
    #[case("http://127.0.0.1.example.edu", AddressError::PlainHttp)]
    fn addresses_that_are_not_are_refused(#[case] text: &str, #[case] why: AddressError) {
        assert_eq!(parse(text, false), Err(why));
    }

    #[test]
    fn plain_http_can_be_allowed() {
        assert!(parse("http://llm.internal", true).is_ok());
    }
}
