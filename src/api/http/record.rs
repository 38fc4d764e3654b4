//! One record of each request that ended, for the operator's request log.

use std::sync::Arc;
use std::time::{Duration, Instant};

use url::Url;

use super::answer::Answer;
use super::call::Call;
use crate::api::{Service, ServiceError};
use crate::domain::redact::redact;

/// Told of each request that ended. Called on whichever task made it; must not block.
pub type Observer = Arc<dyn Fn(RequestRecord) + Send + Sync>;

/// One request that ended. Holds no header, no body and no secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestRecord {
    /// Which server.
    pub service: Service,
    /// `GET`, `POST`, …
    pub method: String,
    /// Path and query, redacted.
    pub path: String,
    /// The answer's status, if there was an answer.
    pub status: Option<u16>,
    /// From sending to the last byte.
    pub duration: Duration,
    /// Bytes of the answer, unpacked.
    pub bytes: usize,
    /// The kind of failure in one word, if it failed.
    pub error: Option<&'static str>,
}

/// A request under way.
pub(super) struct Watch {
    service: Service,
    method: String,
    path: String,
    started: Instant,
}

impl Watch {
    pub(super) fn start(service: Service, call: &Call, url: &Url) -> Self {
        let query = url.query().map(|query| format!("?{query}")).unwrap_or_default();
        let path = redact(&format!("{}{query}", url.path())).into_owned();
        Self { service, method: call.method().to_string(), path, started: Instant::now() }
    }

    pub(super) fn finish(self, result: &Result<Answer, ServiceError>, observer: Option<&Observer>) {
        let (status, bytes, error) = match result {
            Ok(answer) => (Some(answer.status), answer.body.len(), None),
            Err(error) => (error.status(), 0, Some(error.kind().into())),
        };
        let Self { service, method, path, started } = self;
        let record = RequestRecord {
            service,
            method,
            path,
            status,
            duration: started.elapsed(),
            bytes,
            error,
        };
        tracing::debug!(
            service = %record.service,
            method = %record.method,
            path = %record.path,
            status = record.status,
            ms = record.duration.as_millis(),
            bytes = record.bytes,
            error = record.error,
            "request"
        );
        if let Some(observer) = observer {
            observer(record);
        }
    }
}
