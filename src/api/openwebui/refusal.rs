//! What the server's refusals mean. `detail` decides before the status: "forbidden" is 401, and an
//! account that is not found is 400 (Open WebUI 0.6.0 to 0.12.4).

use serde_json::Value;

use crate::api::http::RawAnswer;
use crate::api::{ErrorKind, gateway};

pub(super) fn classify(answer: &RawAnswer) -> (ErrorKind, String) {
    if let Some(refusal) = gateway::refusal(answer) {
        return refusal;
    }
    if !answer.is_json() {
        // 200 with HTML is the web page, which answers every unknown path.
        return (ErrorKind::NoEndpoint, String::new());
    }
    let body: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
    let said = words_of(&body["detail"]);
    (kind_of(answer, &said), said)
}

fn words_of(detail: &Value) -> String {
    match detail {
        Value::String(text) => text.clone(),
        // The `input` of a problem is left out: it may hold the password that was sent.
        Value::Array(problems) => problems.iter().map(validation).collect::<Vec<_>>().join("; "),
        Value::Object(detail) => {
            detail.get("code").and_then(Value::as_str).unwrap_or_default().to_owned()
        }
        _ => String::new(),
    }
}

fn validation(problem: &Value) -> String {
    let field = problem["loc"].as_array().and_then(|loc| loc.last()).and_then(Value::as_str);
    let said = problem["msg"].as_str().unwrap_or("not valid");
    field.map_or_else(|| said.to_owned(), |field| format!("{field}: {said}"))
}

fn kind_of(answer: &RawAnswer, said: &str) -> ErrorKind {
    let status = answer.status;
    let says = |text: &str| said.contains(text);
    match status {
        401 if says("You do not have permission") => ErrorKind::NotAdmin,
        400 | 401 | 404 if says("could not find what you") || says("Group not found") => {
            ErrorKind::NotFound
        }
        400 if says("already registered") || says("already taken") => ErrorKind::Conflict,
        401 => ErrorKind::Unauthorized,
        // 0.6.0 answers 403 where no credential came through.
        403 if says("Not authenticated") => ErrorKind::Unauthorized,
        403 => ErrorKind::Forbidden,
        404 if says("Not Found") => ErrorKind::NoEndpoint,
        404 => ErrorKind::NotFound,
        405 => ErrorKind::NoEndpoint,
        409 => ErrorKind::Conflict,
        429 => ErrorKind::RateLimited { retry_after: answer.retry_after },
        500.. => ErrorKind::Server,
        _ => ErrorKind::Invalid,
    }
}
