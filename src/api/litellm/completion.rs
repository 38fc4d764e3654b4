//! One completion, to see what the proxy answers.

use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};

use super::{Reader, refusal};
use crate::access::Answered;
use crate::api::ServiceError;
use crate::api::http::Call;
use crate::api::redact::bounded;
use crate::domain::Text;

/// Characters of a refusal that are kept: whom it names stands near its beginning.
const MESSAGE: usize = 600;

/// The smallest request that a model answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completion {
    /// `model`.
    pub model: Text,
    /// `user`: the customer (end user) it names.
    pub customer: Option<Text>,
}

impl Completion {
    fn body(&self) -> Value {
        let mut body = json!({
            "model": self.model.raw(),
            "messages": [{ "role": "user", "content": "ping" }],
            "max_tokens": 1,
        });
        if let (Some(customer), Some(body)) = (&self.customer, body.as_object_mut()) {
            body.insert("user".to_owned(), customer.raw().into());
        }
        body
    }
}

impl Reader {
    /// Sends one completion with `key` (`POST /v1/chat/completions`, `max_tokens` 1), once: it
    /// costs. What the model says is dropped.
    ///
    /// # Errors
    /// No answer of the proxy came: its refusals are answers.
    pub async fn complete(
        &self,
        completion: &Completion,
        key: &SecretString,
    ) -> Result<Answered, ServiceError> {
        let path = ["v1", "chat", "completions"];
        let call = Call::post("make a completion", &path, completion.body()).question();
        let answer = match self.client.once(&call, Some(key)).await {
            Ok(answer) => answer,
            // A gateway's page, an unhandled error: words of no check, but an answer.
            Err(error) => {
                let status = error.status().filter(|status| *status >= 400);
                let message = error.message().to_owned();
                return status.map(|status| Answered { status, kind: None, message }).ok_or(error);
            }
        };
        if answer.is_success() {
            return Ok(Answered { status: answer.status, kind: None, message: String::new() });
        }
        let own = [key.expose_secret().trim(), self.key.expose_secret()];
        let (kind, message) = refusal::said(&answer);
        let kind = bounded(&kind, &own, MESSAGE);
        Ok(Answered {
            status: answer.status,
            kind: Some(kind).filter(|kind| !kind.is_empty()),
            message: bounded(&message, &own, MESSAGE),
        })
    }
}
