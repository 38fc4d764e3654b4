//! What the proxy's refusals mean.
//!
//! Four shapes of body (LiteLLM 1.109.1): `{"error":{message,type,param,code}}`, `{"detail":…}` of
//! text or of an object, the list of a failed validation, and the problem document of
//! `/management/v1`. Budget refusals are 400, 429 or 422 depending on the version, and 422 also
//! means bad values, so the `type` decides first, then the text, then the status.

use serde_json::Value;

use crate::api::http::RawAnswer;
use crate::api::{ErrorKind, gateway};

/// What the body says.
#[derive(Debug, PartialEq, Eq)]
struct Words {
    kind: String,
    message: String,
}

pub(super) fn classify(answer: &RawAnswer) -> (ErrorKind, String) {
    if let Some(refusal) = gateway::refusal(answer) {
        return refusal;
    }
    if !answer.is_json() {
        return (ErrorKind::NotThisServer, another_site(answer).to_owned());
    }
    let body = serde_json::from_slice(&answer.body).unwrap_or_default();
    let words = words_of(&body);
    let kind = by_type(&words)
        .or_else(|| by_text(&words, answer.status))
        .unwrap_or_else(|| by_status(answer, &words));
    (kind, words.message)
}

/// Type and message of an answer that refuses, as the server wrote them but for their wrapping.
pub(super) fn said(answer: &RawAnswer) -> (String, String) {
    let Words { kind, message } =
        words_of(&serde_json::from_slice(&answer.body).unwrap_or_default());
    (kind, message)
}

fn another_site(answer: &RawAnswer) -> &'static str {
    if answer.is_html() { "it answered HTML" } else { "it answered something that is no JSON" }
}

fn words_of(body: &Value) -> Words {
    let kind = |of: &Value| of["type"].as_str().unwrap_or_default().to_owned();
    if let Some(error) = body.get("error") {
        let message = error["message"].as_str().or(error.as_str()).unwrap_or_default();
        return Words { kind: kind(error), message: bare(message) };
    }
    let message = match &body["detail"] {
        Value::String(text) => bare(text),
        Value::Array(problems) => problems.iter().map(validation).collect::<Vec<_>>().join("; "),
        Value::Object(detail) => {
            let said = ["error", "message"].iter().find_map(|&name| detail.get(name)?.as_str());
            bare(said.unwrap_or_default())
        }
        _ => String::new(),
    };
    Words { kind: kind(body), message }
}

/// One problem of a failed validation: where, and what. The `input` is left out: it may hold what
/// was sent.
fn validation(problem: &Value) -> String {
    let place = problem["loc"].as_array().into_iter().flatten().filter_map(Value::as_str);
    let place = place.filter(|part| *part != "body" && *part != "query").collect::<Vec<_>>();
    let said = problem["msg"].as_str().unwrap_or("not valid");
    if place.is_empty() { said.to_owned() } else { format!("{}: {said}", place.join(".")) }
}

/// The sentence alone: without the proxy's prefix, which it puts before failures that have nothing
/// to do with authentication, and without the Python repr of `{'error': …}` around it.
fn bare(message: &str) -> String {
    let message = message.trim();
    let message = message.strip_prefix("Authentication Error, ").unwrap_or(message).trim();
    unwrap_repr(message).unwrap_or_else(|| message.to_owned())
}

/// `{'error': 'it''s wrong'}`, `{'message': "…"}` and the like: the text of the one entry.
fn unwrap_repr(message: &str) -> Option<String> {
    let inner = message.strip_prefix("{'")?.strip_suffix('}')?;
    let (name, rest) = inner.split_once("': ")?;
    if !matches!(name, "error" | "message" | "detail") {
        return None;
    }
    let quote = rest.chars().next().filter(|quote| matches!(quote, '\'' | '"'))?;
    let text = rest.strip_prefix(quote)?.strip_suffix(quote)?;
    Some(text.replace("\\'", "'").replace("\\\"", "\"").replace("\\n", "\n"))
}

fn by_type(words: &Words) -> Option<ErrorKind> {
    match words.kind.as_str() {
        "token_not_found_in_db" | "expired_key" => Some(ErrorKind::Unauthorized),
        "budget_exceeded" => Some(refused(words)),
        "no_db_connection" => Some(ErrorKind::Server),
        "team_member_already_in_team" => Some(ErrorKind::Conflict),
        "not_found_error" | "not_found" => Some(ErrorKind::NotFound),
        kind if kind.ends_with("_model_access_denied") => Some(refused(words)),
        _ => None,
    }
}

fn refused(words: &Words) -> ErrorKind {
    ErrorKind::Refused { rule: words.kind.as_str().into() }
}

/// Texts that say more than type and status (LiteLLM 1.65 to 1.109).
fn by_text(words: &Words, status: u16) -> Option<ErrorKind> {
    let says = |text: &str| words.message.contains(text);
    if says("Enterprise feature") || says("LiteLLM Enterprise") {
        Some(ErrorKind::Licence)
    } else if says("Can't reach database") || says("No connected db") || says("Not connected to DB")
    {
        Some(ErrorKind::Server)
    } else if matches!(status, 401 | 403)
        && (says("Only proxy admin")
            || says("Only admin users")
            || says("only for MASTER KEY")
            || says("not allowed to access this route")
            || says("Your role="))
    {
        Some(ErrorKind::NotAdmin)
    } else if says("already exists") {
        Some(ErrorKind::Conflict)
    } else if status == 404 && words.kind.is_empty() && words.message == "Not Found" {
        Some(ErrorKind::NoEndpoint)
    } else {
        None
    }
}

fn by_status(answer: &RawAnswer, words: &Words) -> ErrorKind {
    match answer.status {
        // JSON with a status of success never gets here.
        401 => ErrorKind::Unauthorized,
        403 => ErrorKind::Forbidden,
        404 => ErrorKind::NotFound,
        405 => ErrorKind::NoEndpoint,
        409 => ErrorKind::Conflict,
        429 => ErrorKind::RateLimited { retry_after: answer.retry_after },
        400 | 413 | 422 => ErrorKind::Invalid,
        500.. => ErrorKind::Server,
        _ => refused(words),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pretty_assertions::assert_eq;
    use rstest::rstest;
    use serde_json::json;

    #[rstest]
    #[case("{'error': 'User with id a already exists'}", "User with id a already exists")]
    #[case(r#"{'error': "Invalid budget_duration 'xyz'."}"#, "Invalid budget_duration 'xyz'.")]
    #[case(r"{'message': 'it\'s gone'}", "it's gone")]
    #[case("Authentication Error, Key is blocked.", "Key is blocked.")]
    #[case("{'other': 1}", "{'other': 1}")]
    #[case("{'error': '", "{'error': '")]
    fn the_wrapping_of_a_sentence_goes(#[case] said: &str, #[case] sentence: &str) {
        assert_eq!(bare(said), sentence);
    }

    #[rstest]
    #[case(json!({"error": {"message": "a", "type": "auth_error"}}), "auth_error", "a")]
    #[case(json!({"detail": "b"}), "", "b")]
    #[case(json!({"detail": {"error": "c"}}), "", "c")]
    #[case(json!({"detail": {"message": "d"}}), "", "d")]
    #[case(json!({"detail": [{"loc": ["query", "page"], "msg": "e", "input": "x"}]}), "", "page: e")]
    #[case(json!({"type": "urn:x", "title": "T", "status": 422, "detail": "f"}), "urn:x", "f")]
    #[case(json!({"error": "g"}), "", "g")]
    #[case(json!([1]), "", "")]
    fn all_shapes_are_read(#[case] body: Value, #[case] kind: &str, #[case] message: &str) {
        assert_eq!(words_of(&body), Words { kind: kind.to_owned(), message: message.to_owned() });
    }
}
