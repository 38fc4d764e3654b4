//! What answers in a server's place: a gateway before it, which speaks for itself.

use serde_json::Value;

use super::ErrorKind;
use super::http::RawAnswer;

/// What the answer counts as where a gateway gave it, and its words; `None` where the server itself
/// may have. Both servers refuse in JSON with an `error` or a `detail`; others do not.
pub(super) fn refusal(answer: &RawAnswer) -> Option<(ErrorKind, String)> {
    let said = if answer.is_json() {
        let body: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
        if ["error", "detail"].iter().any(|name| body.get(name).is_some()) {
            return None;
        }
        body["message"].as_str().unwrap_or_default().to_owned()
    } else {
        String::new()
    };
    match answer.status {
        401 | 407 => Some((ErrorKind::Gateway { forbids: false }, said)),
        403 => Some((ErrorKind::Gateway { forbids: true }, said)),
        429 if !answer.is_json() => {
            Some((ErrorKind::RateLimited { retry_after: answer.retry_after }, String::new()))
        }
        500.. if !answer.is_json() => {
            let plain = || String::from_utf8_lossy(&answer.body).into_owned();
            Some((ErrorKind::Server, if answer.is_html() { String::new() } else { plain() }))
        }
        _ => None,
    }
}
