//! One record of each request that ended, for the operator's request log.

mod masked;

use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use url::Url;

use super::Inner;
use super::answer::RawAnswer;
use super::call::Call;
use crate::api::{Service, ServiceError};

/// Told of each request that ended. Called on whichever task made it; must not block.
pub type Observer = Arc<dyn Fn(RequestRecord) + Send + Sync>;

tokio::task_local! {
    static CAUSE: Cause;
}

/// What a request was made for: changes of one plan, the first and the last of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cause {
    /// The plan's id.
    pub plan: Arc<str>,
    /// The number of the change, or of the first where one request makes several.
    pub first: u32,
    /// The number of the last.
    pub last: u32,
}

/// Does `work`; every request made meanwhile says that it was for `cause`.
pub async fn caused_by<F: Future>(cause: Cause, work: F) -> F::Output {
    CAUSE.scope(cause, work).await
}

/// What of a body may be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Body {
    /// There was none.
    None,
    /// The JSON that was sent, holding no secret and nothing a terminal could obey.
    Sent(Box<str>),
    /// It is not kept; the end of a sentence that begins with "the body is left out, since".
    Withheld(&'static str),
}

/// One request that ended. Holds no credential, no answer and no secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestRecord {
    /// When it was sent, by this machine's clock.
    pub at: Timestamp,
    pub service: Service,
    /// The server's scheme, host and port.
    pub origin: Arc<str>,
    /// What it was for, as a verb phrase: `list users`.
    pub operation: Box<str>,
    /// `GET`, `POST`, …
    pub method: Box<str>,
    /// Path and query, encoded as they were sent, redacted.
    pub path: Box<str>,
    /// The answer's status, if there was an answer.
    pub status: Option<u16>,
    /// From sending to the last byte.
    pub duration: Duration,
    /// Bytes of the answer, unpacked; 0 where it did not come whole.
    pub bytes: usize,
    /// Which try of this request it was, from 1. A write has more than one only after a 429.
    pub attempt: usize,
    /// The kind of failure in one word, if it failed. That there is no such record is no failure
    /// where there need be none.
    pub error: Option<&'static str>,
    /// The failure as a sentence, if it failed. Redacted and harmless.
    pub failure: Option<Box<str>>,
    /// The changes it was made for, if a plan was being applied.
    pub cause: Option<Cause>,
    pub body: Body,
    /// Who asked, as the server was told.
    pub actor: Option<Box<str>>,
    /// Whether a credential was sent along.
    pub is_signed: bool,
}

impl RequestRecord {
    /// How each error of this request begins, in whatever notice it ends up.
    pub fn error_prefix(&self) -> String {
        let host = self.origin.split_once("://").map_or(&*self.origin, |(_, host)| host);
        format!("{} ({host}): cannot {}:", self.service, self.operation)
    }
}

/// A request under way.
pub(super) struct Watch {
    record: RequestRecord,
    started: Instant,
    is_optional: bool,
}

impl Watch {
    pub(super) fn start(inner: &Inner, call: &Call, url: &Url, attempt: usize) -> Self {
        let record = RequestRecord {
            at: Timestamp::now(),
            service: inner.service,
            origin: Arc::clone(&inner.origin),
            operation: call.operation().into(),
            method: call.method().as_str().into(),
            path: masked::path(url).into(),
            status: None,
            duration: Duration::ZERO,
            bytes: 0,
            attempt,
            error: None,
            failure: None,
            cause: CAUSE.try_with(Clone::clone).ok(),
            body: call.body().map_or(Body::None, |body| {
                if call.is_question() {
                    Body::Withheld("it is a question to a model")
                } else if call.secrets().is_empty() {
                    masked::body(body)
                } else {
                    Body::Withheld("it holds a password")
                }
            }),
            actor: call.actor_name().map(Into::into),
            is_signed: false,
        };
        Self { record, started: Instant::now(), is_optional: call.is_optional() }
    }

    /// `bytes` were read, and `is_signed` says whether a credential went with it.
    pub(super) fn finish(
        self,
        result: &Result<RawAnswer, ServiceError>,
        bytes: usize,
        is_signed: bool,
        observer: Option<&Observer>,
    ) {
        let Self { mut record, started, is_optional } = self;
        record.duration = started.elapsed();
        record.bytes = bytes;
        record.is_signed = is_signed;
        match result {
            Ok(answer) => record.status = Some(answer.status),
            Err(error) if is_optional && error.is_not_found() => {
                record.status = error.status();
            }
            Err(error) => {
                record.status = error.status();
                record.error = Some(error.kind().into());
                record.failure = Some(error.to_string().into());
            }
        }
        tracing::debug!(
            service = %record.service,
            method = %record.method,
            path = %record.path,
            status = record.status,
            ms = record.duration.as_millis(),
            bytes = record.bytes,
            attempt = record.attempt,
            plan = record.cause.as_ref().map(|cause| &*cause.plan),
            change = record.cause.as_ref().map(|cause| cause.first),
            error = record.error,
            "request"
        );
        if let Some(observer) = observer {
            observer(record);
        }
    }
}
