//! What of a path and of a body may be kept: no key, no token, no password, and of the hash of a
//! key only its beginning.

use std::borrow::Cow;

use serde_json::Value;
use url::Url;
use url::form_urlencoded;

use super::Body;
use crate::domain::redact::{REMOVED, redact};
use crate::domain::text::{harmless, to_harmless_json};

/// The longest path and query that are kept whole: a hundred ids fit.
const LONGEST_PATH: usize = 4096;

/// The longest body that is kept.
const LONGEST_BODY: usize = 2048;

/// A run of so many hexadecimal digits is the hash of a key.
const HASH: usize = 40;

/// How much of a hash stays: enough to tell two apart.
const HASH_LEFT: usize = 8;

/// Path and query as sent, each part masked that holds what must not be kept.
pub(super) fn path(url: &Url) -> String {
    let segments: Vec<Cow<'_, str>> = url.path().split('/').map(part).collect();
    let mut out = segments.join("/");
    for (index, pair) in url.query().into_iter().flat_map(|query| query.split('&')).enumerate() {
        out.push(if index == 0 { '?' } else { '&' });
        match pair.split_once('=') {
            Some((name, _)) if is_secret_name(name) => {
                out.push_str(name);
                out.push('=');
                out.push_str(REMOVED);
            }
            Some((name, value)) => {
                out.push_str(name);
                out.push('=');
                out.push_str(&part(value));
            }
            None => out.push_str(&part(pair)),
        }
    }
    if out.len() > LONGEST_PATH {
        out.truncate(out.floor_char_boundary(LONGEST_PATH));
        out.push_str("...");
    }
    out
}

/// One part of a URL. What is hidden in it is looked for in its decoded form; the form as sent
/// stays where there is nothing.
fn part(encoded: &str) -> Cow<'_, str> {
    let decoded: Vec<String> = form_urlencoded::parse(encoded.as_bytes())
        .map(|(name, value)| if value.is_empty() { name.into() } else { format!("{name}={value}") })
        .collect();
    let decoded = decoded.join("&");
    let short = shorten_hashes(&decoded);
    let kept = redact(&short);
    if *kept == *decoded {
        Cow::Borrowed(encoded)
    } else {
        Cow::Owned(harmless(&kept).into_owned())
    }
}

/// `88dc28d0...` for the hash of a key.
fn shorten_hashes(text: &str) -> Cow<'_, str> {
    let is_hash = |word: &str| word.len() >= HASH && word.chars().all(|c| c.is_ascii_hexdigit());
    let breaks = |c: char| !c.is_ascii_alphanumeric();
    if !text.split(breaks).any(is_hash) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for piece in text.split_inclusive(breaks) {
        let word = piece.trim_end_matches(breaks);
        if is_hash(word) {
            out.extend(word.chars().take(HASH_LEFT));
            out.push_str("...");
            out.push_str(piece.strip_prefix(word).unwrap_or_default());
        } else {
            out.push_str(piece);
        }
    }
    Cow::Owned(out)
}

/// The body as sent, or why it is not kept.
pub(super) fn body(body: &Value) -> Body {
    if let Some(why) = secret_in(body) {
        return Body::Withheld(why);
    }
    // It may be pasted into a terminal.
    match to_harmless_json(body) {
        Ok(text) if text.len() <= LONGEST_BODY => Body::Sent(text.into()),
        _ => Body::Withheld("it is long"),
    }
}

/// What in it must not be shown.
fn secret_in(value: &Value) -> Option<&'static str> {
    match value {
        Value::Object(fields) => fields.iter().find_map(|(name, value)| match value {
            // Others write there too, and anything.
            Value::Object(_) if name == "metadata" => Some("it holds the record's metadata"),
            Value::String(_) | Value::Array(_) if is_secret_name(name) => {
                Some("it names a key or a secret")
            }
            _ => secret_in(value),
        }),
        Value::Array(values) => values.iter().find_map(secret_in),
        Value::String(text) if is_masked(text) => Some("it names a key or a secret"),
        _ => None,
    }
}

fn is_masked(text: &str) -> bool {
    matches!(shorten_hashes(text), Cow::Owned(_)) || redact(text) != text
}

fn is_secret_name(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    matches!(name.as_str(), "key" | "keys" | "api_key" | "authorization")
        || ["password", "secret", "token"].iter().any(|word| name.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;
    use serde_json::json;

    const HASH: &str = "88dc28d0f030c55ed4ab77ed8faf098196cb1c05df778539800c9f1243fe6b4b";

    #[rstest]
    #[case("/user/list?page=2&sort_by=user_id", "/user/list?page=2&sort_by=user_id")]
    #[case("/user/list?user_ids=a%2Cb%20c", "/user/list?user_ids=a%2Cb%20c")]
    #[case("/user/list?user_ids=a%2Csk-abcdef1", "/user/list?user_ids=a,[removed]")]
    #[case("/key/info?key=whatever", "/key/info?key=[removed]")]
    #[case("/x?session_token=abc&b=1", "/x?session_token=[removed]&b=1")]
    #[case("/u/sk%2Dabcdef1/update", "/u/[removed]/update")]
    #[case("/u/a=sk-abcdef1", "/u/a=[removed]")]
    #[case("/u/a&sk-abcdef1", "/u/a&[removed]")]
    #[case("/u/a+b=", "/u/a+b=")]
    fn a_path_keeps_what_is_no_secret(#[case] sent: &str, #[case] kept: &str) {
        assert_eq!(path(&format!("http://h{sent}").parse().unwrap()), kept);
    }

    #[test]
    fn a_hash_keeps_its_beginning() {
        let url = |text: String| text.parse().unwrap();
        assert_eq!(
            path(&url(format!("http://h/key/{HASH}/reset_spend"))),
            "/key/88dc28d0.../reset_spend"
        );
        assert_eq!(
            path(&url(format!("http://h/key/list?key_hash={HASH}&a=1"))),
            "/key/list?key_hash=88dc28d0...&a=1"
        );
    }

    #[rstest]
    #[case(json!({ "key": HASH }))]
    #[case(json!({ "keys": [HASH] }))]
    #[case(json!({ "note": format!("of {HASH}") }))]
    #[case(json!({ "users": [{ "user_email": "sk-abcdef12" }] }))]
    #[case(json!({ "email": "a@b", "password": "x" }))]
    #[case(json!({ "user_id": "a", "metadata": { "anything": 1 } }))]
    #[case(json!({ "note": "x".repeat(LONGEST_BODY) }))]
    fn a_body_that_may_hold_a_secret_is_not_kept(#[case] sent: Value) {
        assert!(matches!(body(&sent), Body::Withheld(_)), "{sent}");
    }

    #[test]
    fn any_other_body_is_kept_as_it_was_sent() {
        let sent = json!({ "user_id": "ana", "max_budget": 20.0, "auto_create_key": false });
        assert_eq!(body(&sent), Body::Sent(sent.to_string().into()));
        let name = json!({ "user_alias": "\u{9b}2J" });
        assert_eq!(body(&name), Body::Sent(r#"{"user_alias":"\u009b2J"}"#.into()));
    }
}
