//! What of a server's message is kept: short, harmless, and without secrets.

use std::borrow::Cow;

use crate::domain::redact::{REMOVED, redact};
use crate::domain::text::harmless;

/// Characters of a server's message that are kept.
const EXCERPT: usize = 200;

/// The harmless, redacted, bounded form of a server's message. `own` are the credentials of this
/// client, which may have any form and are removed wherever they stand.
pub(super) fn excerpt(message: &str, own: &[&str]) -> String {
    bounded(message, own, EXCERPT)
}

/// The same, of that many characters at most.
pub(super) fn bounded(message: &str, own: &[&str], most: usize) -> String {
    let mut text = Cow::Borrowed(message.trim());
    for secret in own.iter().filter(|secret| secret.len() >= 4) {
        if text.contains(secret) {
            text = Cow::Owned(text.replace(secret, REMOVED));
        }
    }
    // Redact before cutting, or a cut could leave a part of a secret that no longer looks like one.
    let redacted = redact(&text);
    let mut short: String = redacted.chars().take(most).collect();
    if redacted.chars().nth(most).is_some() {
        short.push('…');
    }
    // A message is one line: breaks become blanks, whatever else could steer a terminal is shown.
    let line = short.split_whitespace().collect::<Vec<_>>().join(" ");
    harmless(&line).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use pretty_assertions::assert_eq;

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
