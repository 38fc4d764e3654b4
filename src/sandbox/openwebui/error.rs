//! Open WebUI's errors: always `{"detail": …}`, told apart by their texts.

use axum::http::{StatusCode, header};
use serde_json::{Value, json};

use crate::sandbox::{body::Invalid, http::Reply};

pub(crate) const NO_PERMISSION: &str = "You do not have permission to access this resource. Please contact your administrator for assistance.";
pub(crate) const NOT_FOUND: &str = "We could not find what you're looking for :/";
pub(crate) const RESTRICTED: &str =
    "The requested action has been restricted as a security measure.";
pub(crate) const EMAIL_TAKEN: &str = "Uh-oh! This email is already registered. Sign in with your existing account or choose another email to start anew.";
pub(crate) const EMAIL_INVALID: &str = "The email format you entered is invalid. Please double-check and make sure you're using a valid email address (e.g., yourname@example.com).";
pub(crate) const PASSWORD_TOO_LONG: &str = "Uh-oh! The password you entered is too long. Please make sure your password is less than 72 bytes long.";
pub(crate) const WRONG_CREDENTIALS: &str =
    "The email or password provided is incorrect. Please check for typos and try logging in again.";

/// An application error.
pub(crate) fn detail(status: u16, text: &str) -> Reply {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    Reply::with_status(status, json!({ "detail": text }))
}

/// The validator's 422, which repeats the input here.
pub(crate) fn invalid(complaint: &Invalid) -> Reply {
    invalid_list(&[complaint_with_input(complaint)])
}

fn complaint_with_input(complaint: &Invalid) -> Value {
    let mut shown = complaint.to_json();
    if let Some(fields) = shown.as_object_mut() {
        fields.insert("input".to_owned(), complaint.input.clone());
    }
    shown
}

fn invalid_list(complaints: &[Value]) -> Reply {
    Reply::with_status(StatusCode::UNPROCESSABLE_ENTITY, json!({ "detail": complaints }))
}

/// The 422 for fields that are missing.
pub(crate) fn missing(fields: &[&str], body: &Value) -> Reply {
    let complaint = |field: &&str| json!({"type": "missing", "loc": ["body", field], "msg": "Field required", "input": body});
    invalid_list(&fields.iter().map(complaint).collect::<Vec<_>>())
}

/// The 422 for a body that is no object.
pub(crate) fn no_object(body: &Value) -> Reply {
    let message = "Input should be a valid dictionary or object to extract fields from";
    let complaint =
        json!({"type": "model_attributes_type", "loc": ["body"], "msg": message, "input": body});
    invalid_list(&[complaint])
}

/// The 422 for a body that is no JSON.
pub(crate) fn no_json() -> Reply {
    let message = "JSON decode error";
    invalid_list(&[
        json!({"type": "json_invalid", "loc": ["body", 1], "msg": message, "input": {}}),
    ])
}

/// Every validation error below `/api/v1/auths`: it says nothing on purpose.
pub(crate) fn invalid_auth() -> Reply {
    detail(422, "Invalid authentication request.")
}

/// The answer to a method no route takes, known path or not.
pub(crate) fn wrong_method() -> Reply {
    detail(405, "Method Not Allowed").header(header::ALLOW, "GET, HEAD")
}
