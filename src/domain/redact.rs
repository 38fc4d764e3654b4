//! Taking secrets out of text that is about to be shown, logged or kept.
//!
//! The last line of defence: our types keep secrets out of text in the first place, but a server's
//! error message may quote the key it was sent.

use std::borrow::Cow;

/// What stands where a secret stood.
const MASK: &str = "[redacted]";

/// Characters a credential is made of.
fn is_token(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '=' | '+' | '/')
}

/// Replaces virtual keys (`sk-` and eight characters or more; the masked `sk-...abcd` stays), JSON
/// web tokens and what follows `Bearer`.
pub fn redact(text: &str) -> Cow<'_, str> {
    if !["sk-", "eyJ", "earer "].iter().any(|mark| text.contains(mark)) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    let mut after_bearer = false;
    while !rest.is_empty() {
        let end = rest.find(|c| !is_token(c)).unwrap_or(rest.len());
        let (token, tail) = rest.split_at(end);
        if is_secret(token, after_bearer) {
            out.push_str(MASK);
        } else {
            out.push_str(token);
        }
        if !token.is_empty() {
            after_bearer = token.eq_ignore_ascii_case("bearer");
        }
        let gap = tail.find(is_token).unwrap_or(tail.len());
        let (between, next) = tail.split_at(gap);
        out.push_str(between);
        rest = next;
    }
    Cow::Owned(out)
}

fn is_secret(token: &str, after_bearer: bool) -> bool {
    let is_key = token
        .find("sk-")
        .and_then(|at| token.get(at + 3..))
        .is_some_and(|key| key.chars().count() >= 8 && !key.starts_with("..."));
    let is_jwt = token.starts_with("eyJ") && token.matches('.').count() >= 2;
    is_key || is_jwt || (after_bearer && token.len() >= 8)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("key sk-abcdefghijkl refused", "key [redacted] refused")]
    #[case("'sk-abcdefghijkl'", "'[redacted]'")]
    #[case("Authorization: Bearer abcdefgh12", "Authorization: Bearer [redacted]")]
    #[case("token eyJhbGc.eyJpZCI.c2ln.", "token [redacted]")]
    #[case("Key=lab (sk-...abcd) over budget", "Key=lab (sk-...abcd) over budget")]
    #[case("the task-force asks", "the task-force asks")]
    #[case("nothing here", "nothing here")]
    fn secrets_are_masked_and_words_stay(#[case] text: &str, #[case] redacted: &str) {
        assert_eq!(redact(text), redacted);
    }
}
