//! Which servers are reached without the forward proxy: what `NO_PROXY` says, and what it only seems to.

use super::Env;
use crate::domain::redact::redact;
use crate::domain::text::harmless;

const PROXIES: [&str; 6] =
    ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"];

/// A sentence for each entry of `NO_PROXY` that excepts nothing, though other programs understand it.
/// None where there is no forward proxy.
pub fn odd_exceptions(env: &Env) -> Vec<String> {
    if PROXIES.iter().all(|name| env.var(name).is_none()) {
        return Vec::new();
    }
    let list = env.var("NO_PROXY").or_else(|| env.var("no_proxy"));
    let list = list.map(|list| list.to_string_lossy()).unwrap_or_default();
    let odd = |entry: &str| {
        let how = remedy(entry)?;
        let entry = redact(entry);
        Some(format!("NO_PROXY: '{}' excepts no server; {how}", harmless(&entry)))
    };
    list.split(',').map(str::trim).filter_map(odd).collect()
}

/// What to write instead, where the entry is not understood. Understood are `*`, a name (with all
/// below it), an address, and a net like `10.0.0.0/8`.
fn remedy(entry: &str) -> Option<String> {
    if let Some((_, rest)) = entry.split_once("://") {
        return Some(format!("write '{}', without the scheme", bare(rest)));
    }
    if entry.starts_with('[') || (entry.matches(':').count() == 1) {
        return Some(format!("write '{}', without port and brackets", bare(entry)));
    }
    if let Some(rest) = entry.strip_prefix('*').filter(|rest| !rest.is_empty()) {
        return Some(format!("write '.{}', without the star", bare(rest.trim_start_matches('.'))));
    }
    let is_blank = |c: char| c.is_whitespace() || c == ';';
    entry.contains(is_blank).then(|| "part the entries by commas".to_owned())
}

/// The host alone.
fn bare(entry: &str) -> String {
    let host = entry.split('/').next().unwrap_or_default();
    let host = match host.strip_prefix('[') {
        Some(inner) => inner.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    };
    harmless(&redact(host)).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn said(list: &str) -> Vec<String> {
        odd_exceptions(&Env::from_iter([("https_proxy", "http://p:1"), ("NO_PROXY", list)]))
    }

    #[rstest]
    #[case("*.example.edu", "write '.example.edu', without the star")]
    #[case("*example.edu", "write '.example.edu', without the star")]
    #[case("llm.example.edu:4000", "write 'llm.example.edu', without port and brackets")]
    #[case("10.0.0.1:80", "write '10.0.0.1', without port and brackets")]
    #[case("[::1]", "write '::1', without port and brackets")]
    #[case("[fd00::1]:443", "write 'fd00::1', without port and brackets")]
    #[case("https://llm.example.edu/", "write 'llm.example.edu', without the scheme")]
    #[case("a.example.edu b.example.edu", "part the entries by commas")]
    fn what_is_not_understood_is_said_with_what_is(#[case] entry: &str, #[case] how: &str) {
        let sentence = format!("NO_PROXY: '{entry}' excepts no server; {how}");
        assert_eq!(said(&format!("localhost, {entry}")), [sentence]);
        let alone = Env::from_iter([("NO_PROXY", entry)]);
        assert!(odd_exceptions(&alone).is_empty(), "without a forward proxy it matters not");
    }

    #[test]
    fn what_is_understood_is_passed_over() {
        let list = "*,example.edu, .example.edu,10.0.0.0/8,10.0.0.1,::1,fd00::/8,, localhost";
        assert!(said(list).is_empty(), "{:?}", said(list));
    }
}
