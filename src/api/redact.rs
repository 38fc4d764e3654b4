//! Takes secrets out of what servers say, before anything keeps or shows it.

use std::borrow::Cow;

use crate::domain::text::harmless;

/// Characters of a server's message that are kept.
const EXCERPT: usize = 200;

/// What stands where a secret stood.
const REMOVED: &str = "[removed]";

/// The harmless, redacted, bounded form of a server's message. `own` are the credentials of this
/// client, which may have any form and are removed wherever they stand.
pub(super) fn excerpt(message: &str, own: &[&str]) -> String {
    let mut text = Cow::Borrowed(message.trim());
    for secret in own.iter().filter(|secret| secret.len() >= 4) {
        if text.contains(secret) {
            text = Cow::Owned(text.replace(secret, REMOVED));
        }
    }
    // Redact before cutting, or a cut could leave a part of a secret that no longer looks like one.
    let redacted = redact(&text);
    let mut short: String = redacted.chars().take(EXCERPT).collect();
    if redacted.chars().nth(EXCERPT).is_some() {
        short.push('…');
    }
    // A message is one line: breaks become blanks, whatever else could steer a terminal is shown.
    let line = short.split_whitespace().collect::<Vec<_>>().join(" ");
    harmless(&line).into_owned()
}

/// Removes API keys (`sk-…`, but not the masked `sk-...abcd`), JSON web tokens and what follows
/// `Bearer`.
pub(super) fn redact(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut after_bearer = false;
    for piece in text.split_inclusive(|c: char| !is_token_char(c)) {
        let token = piece.trim_end_matches(|c: char| !is_token_char(c));
        let rest = piece.strip_prefix(token).unwrap_or_default();
        if !token.is_empty() && (is_secret(token) || after_bearer) {
            out.push_str(REMOVED);
        } else {
            out.push_str(token);
        }
        out.push_str(rest);
        if !token.is_empty() {
            after_bearer = token.eq_ignore_ascii_case("bearer");
        }
    }
    out
}

fn is_token_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '+' | '/')
}

fn is_secret(token: &str) -> bool {
    if let Some(key) = token.strip_prefix("sk-") {
        let is_masked = key.strip_prefix("...").is_some_and(|tail| tail.len() <= 4);
        return !key.is_empty() && !is_masked;
    }
    token.starts_with("eyJ") && token.len() > 20
}

#[cfg(test)]
mod tests {
    use super::*;
    use pretty_assertions::assert_eq;
    use rstest::rstest;

    #[rstest]
    #[case("Key=lab-3 (sk-...x7Qa) is over", "Key=lab-3 (sk-...x7Qa) is over")]
    #[case("got sk-abcdefgh12345678, no", "got [removed], no")]
    #[case("sk-...longerthanmasked", "[removed]")]
    #[case("a task-list stays", "a task-list stays")]
    #[case("Bearer abc.def", "Bearer [removed]")]
    #[case("t=eyJhbGciOiJIUzI1NiJ9.eyJpZCI6IjEifQ.c2ln;", "t=[removed];")]
    fn secrets_go_and_the_rest_stays(#[case] said: &str, #[case] kept: &str) {
        assert_eq!(redact(said), kept);
    }

    #[test]
    fn a_secret_of_any_form_goes_when_it_is_our_own() {
        assert_eq!(excerpt("bad key hunter22!", &["hunter22!"]), "bad key [removed]");
    }

    #[test]
    fn an_excerpt_is_short_one_line_and_harmless() {
        let said = format!("\u{1b}[31m first\nsecond {}", "x".repeat(500));
        let kept = excerpt(&said, &[]);
        assert!(kept.starts_with("␛[31m first second x"), "{kept}");
        assert!(kept.chars().count() <= EXCERPT + 1, "{kept}");
    }

    #[test]
    fn no_part_of_a_secret_survives_the_cut() {
        let said = format!("{}sk-{}", "x ".repeat(95), "S".repeat(100));
        assert!(!excerpt(&said, &[]).contains("SS"));
    }
}
