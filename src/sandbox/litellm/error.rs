//! The proxy's four shapes of error, each where the real one uses it.

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::sandbox::{body::Invalid, http::Reply};

fn reply(status: u16, body: Value) -> Reply {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    Reply::with_status(status, body)
}

/// Shape A, `{"error": {message, type, param, code}}`, with any `param`.
pub(crate) fn proxy_error(
    status: u16,
    kind: &str,
    param: impl Into<Value>,
    message: &str,
) -> Reply {
    let (code, param) = (status.to_string(), param.into());
    let error = json!({"message": message, "type": kind, "param": param, "code": code});
    reply(status, json!({ "error": error }))
}

/// Shape A as authentication uses it: `param` is the text `None`.
pub(crate) fn auth_error(status: u16, message: &str) -> Reply {
    proxy_error(status, "auth_error", "None", message)
}

/// Shape A as most handlers use it, around Python's print of a dictionary.
pub(crate) fn wrapped(status: u16, message: &str) -> Reply {
    proxy_error(status, "internal_server_error", (), &python_dict(message))
}

/// `{'error': '…'}`, quoted as Python would.
pub(crate) fn python_dict(message: &str) -> String {
    if message.contains('\'') {
        format!("{{'error': \"{message}\"}}")
    } else {
        format!("{{'error': '{message}'}}")
    }
}

/// Shape A of a budget refusal.
pub(crate) fn budget_exceeded(status: u16, message: &str) -> Reply {
    proxy_error(status, "budget_exceeded", (), message)
}

/// Shape B, `{"detail": {"error": …}}`.
pub(crate) fn detail(status: u16, message: &str) -> Reply {
    reply(status, json!({"detail": {"error": message}}))
}

/// Shape B with a bare text.
pub(crate) fn bare_detail(status: u16, message: &str) -> Reply {
    reply(status, json!({"detail": message}))
}

/// Shape C, the validator's 422.
pub(crate) fn invalid(complaint: &Invalid) -> Reply {
    reply(422, json!({"detail": [complaint.to_json()]}))
}

/// Shape C for a body that breaks a rule about several fields.
pub(crate) fn invalid_body(message: &str) -> Reply {
    let complaint =
        json!({"type": "value_error", "loc": ["body"], "msg": format!("Value error, {message}")});
    reply(422, json!({"detail": [complaint]}))
}

/// Shape C for a field that is missing.
pub(crate) fn missing(place: &str, field: &str) -> Reply {
    let complaint = json!({"type": "missing", "loc": [place, field], "msg": "Field required"});
    reply(422, json!({"detail": [complaint]}))
}

/// Shape C for a body that is no JSON.
pub(crate) fn no_json() -> Reply {
    let complaint = json!({"type": "json_invalid", "loc": ["body", 1], "msg": "JSON decode error"});
    reply(422, json!({"detail": [complaint]}))
}

/// Shape D, the problem document of `/management/v1`.
pub(crate) fn problem(status: u16, kind: &str, title: &str, detail: &str) -> Reply {
    let kind = format!("urn:litellm:error:{kind}");
    reply(status, json!({"type": kind, "title": title, "status": status, "detail": detail}))
}

/// The 404 of a route that is not there.
pub(crate) fn no_route() -> Reply {
    bare_detail(404, "Not Found")
}

/// An amount inside a message, spelled as Python spells it (`1e-05`, where Rust says `1e-5`).
pub(crate) fn python_float(amount: f64) -> String {
    let magnitude = amount.abs();
    if magnitude != 0.0 && !(1e-4..1e16).contains(&magnitude) {
        let text = format!("{amount:e}");
        let (digits, exponent) = text.split_once('e').unwrap_or((&text, "0"));
        let (sign, exponent) = exponent.strip_prefix('-').map_or(('+', exponent), |e| ('-', e));
        return format!("{digits}e{sign}{exponent:0>2}");
    }
    let text = amount.to_string();
    if text.contains('.') { text } else { format!("{text}.0") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_read_as_python_writes_them() {
        for (amount, text) in [
            (0.0, "0.0"),
            (1e-5, "1e-05"),
            (1.35e-5, "1.35e-05"),
            (2.5, "2.5"),
            (10.0, "10.0"),
            (1e16, "1e+16"),
        ] {
            assert_eq!(python_float(amount), text);
        }
    }
}
