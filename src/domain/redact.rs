//! Taking secrets out of text that is about to be shown, logged or kept: the one rule for it.
//!
//! The last line of defence: our types keep secrets out of text in the first place, but a server's
//! error message may quote the key it was sent.

use std::borrow::Cow;

/// What stands where a secret stood.
pub const REMOVED: &str = "[removed]";

/// Characters a credential is made of.
fn is_token(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '+' | '/')
}

/// Removes API keys (`sk-…` at the beginning of a word; the masked `sk-...abcd` stays), JSON web
/// tokens and what follows `Bearer`.
pub fn redact(text: &str) -> Cow<'_, str> {
    let has_bearer = || text.as_bytes().windows(6).any(|w| w.eq_ignore_ascii_case(b"bearer"));
    if !text.contains("sk-") && !text.contains("eyJ") && !has_bearer() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut after_bearer = false;
    for piece in text.split_inclusive(|c: char| !is_token(c)) {
        let token = piece.trim_end_matches(|c: char| !is_token(c));
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
    Cow::Owned(out)
}

fn is_secret(token: &str) -> bool {
    holds_key(token) || (token.starts_with("eyJ") && token.len() > 20)
}

/// Whether an API key begins in it: `sk-` that is not the end of a word, as in `task-force`.
fn holds_key(token: &str) -> bool {
    token.match_indices("sk-").any(|(at, mark)| {
        let before = token.get(..at).and_then(|before| before.chars().next_back());
        let key = token.get(at + mark.len()..).unwrap_or_default();
        let is_masked = key.strip_prefix("...").is_some_and(|tail| tail.len() <= 4);
        !before.is_some_and(|c| c.is_ascii_alphanumeric()) && !key.is_empty() && !is_masked
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("key sk-abcdefghijkl refused", "key [removed] refused")]
    #[case("'sk-abcdefghijkl'", "'[removed]'")]
    #[case("Authorization: Bearer abcdefgh12", "Authorization: Bearer [removed]")]
    #[case("token eyJhbGc.eyJpZCI.c2ln.", "token [removed]")]
    #[case("Key=lab (sk-...abcd) over budget", "Key=lab (sk-...abcd) over budget")]
    #[case("the task-force asks", "the task-force asks")]
    #[case("nothing here", "nothing here")]
    #[case("Key=lab-3 (sk-...x7Qa) is over", "Key=lab-3 (sk-...x7Qa) is over")]
    #[case("got sk-abcdefgh12345678, no", "got [removed], no")]
    #[case("sk-...longerthanmasked", "[removed]")]
    #[case("a task-list stays", "a task-list stays")]
    #[case("Bearer abc.def", "Bearer [removed]")]
    #[case("bEARER  abc", "bEARER  [removed]")]
    #[case("t=eyJhbGciOiJIUzI1NiJ9.eyJpZCI6IjEifQ.c2ln;", "t=[removed];")]
    #[case("key=sk-ab", "key=[removed]")]
    #[case("v1/sk-abcdefgh", "[removed]")]
    #[case("desk-operator-1 and kiosk-frontdesk", "desk-operator-1 and kiosk-frontdesk")]
    fn secrets_go_and_the_rest_stays(#[case] text: &str, #[case] redacted: &str) {
        assert_eq!(redact(text), redacted);
    }
}
