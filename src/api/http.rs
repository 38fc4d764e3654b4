//! The transport both clients share: one connection pool per server, a deadline on every request,
//! limits, retries of reads, and one record of each request that was made.
//!
//! What an answer *means* differs between the servers, so each client brings its own `Classify`.

mod answer;
mod call;
mod connect;
mod failure;
mod record;
mod retry;
mod room;
mod tls;

use std::future::ready;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use serde::de::DeserializeOwned;
use tokio::sync::Semaphore;
use tokio::time::Instant;
use url::Url;

use super::decode;
use super::redact::excerpt;
use super::{Delivery, ErrorKind, Service, ServiceError};
pub(super) use answer::RawAnswer;
pub(super) use call::Call;
pub use record::{Body, Cause, Observer, RequestRecord, caused_by};

/// How a client behaves. The defaults suit a proxy and a chat server of one campus.
#[derive(Clone)]
pub struct ClientOptions {
    /// For the connection alone.
    pub connect_timeout: Duration,
    /// For one request, retries and their waits included.
    pub deadline: Duration,
    /// The same for a request that lists everybody.
    pub listing_deadline: Duration,
    /// The largest answer that is read.
    pub max_response_bytes: usize,
    /// The same for a request that lists everybody: a hundred thousand users are 73 MB.
    pub max_listing_bytes: usize,
    /// Requests at once to one server. Both run on one worker by default: more gains nothing and
    /// slows the people who chat.
    pub max_in_flight: usize,
    /// How often a read is tried. A write is sent once, unless it was put off with 429.
    pub read_tries: usize,
    /// Before the second try of a read; doubled after, with jitter.
    pub retry_delay: Duration,
    /// Certificates (PEM) to trust besides the system's: authorities', or the server's own.
    pub ca_file: Option<PathBuf>,
    /// The certificate and its key (PEM) that are shown to a server that asks for one.
    pub client_identity: Option<SecretString>,
    /// The header that carries the credential, where it is not `Authorization`.
    pub key_header: Option<String>,
    /// What else is sent with every request: name and value.
    pub headers: Vec<(String, SecretString)>,
    /// Told of each request that ended.
    pub observer: Option<Observer>,
}

impl Default for ClientOptions {
    fn default() -> Self {
        Self {
            connect_timeout: Duration::from_secs(10),
            deadline: Duration::from_secs(30),
            listing_deadline: Duration::from_mins(1),
            max_response_bytes: 64 * 1024 * 1024,
            max_listing_bytes: 512 * 1024 * 1024,
            max_in_flight: 4,
            read_tries: 3,
            retry_delay: Duration::from_millis(200),
            ca_file: None,
            client_identity: None,
            key_header: None,
            headers: Vec::new(),
            observer: None,
        }
    }
}

impl std::fmt::Debug for ClientOptions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ClientOptions")
            .field("deadline", &self.deadline)
            .field("max_in_flight", &self.max_in_flight)
            .field("ca_file", &self.ca_file)
            .finish_non_exhaustive()
    }
}

/// What an answer that is no success (or no JSON) counts as, and the server's words for it.
pub(super) type Classify = fn(&RawAnswer) -> (ErrorKind, String);

/// The connection to one server. Can only read: see [`WriteClient`].
#[derive(Clone)]
pub(super) struct Client {
    inner: Arc<Inner>,
}

struct Inner {
    service: Service,
    base: Url,
    host: String,
    /// Scheme, host and port.
    origin: Arc<str>,
    /// The forward proxy on the way there.
    forward: Option<String>,
    http: reqwest::Client,
    options: ClientOptions,
    permits: Semaphore,
    writes: retry::Pause,
    classify: Classify,
}

impl Client {
    /// Prepares the connection; nothing is sent yet.
    pub(super) fn new(
        service: Service,
        base: &Url,
        options: &ClientOptions,
        classify: Classify,
    ) -> Result<Self, ServiceError> {
        let base = connect::without_credentials(base);
        let host = connect::host_of(&base);
        let http = connect::build(&base, options).map_err(|problem| ServiceError {
            service,
            host: host.as_str().into(),
            operation: "connect".into(),
            kind: ErrorKind::Setup,
            delivery: Delivery::NotSent,
            status: None,
            retry_after: None,
            message: excerpt(&problem, &[]).into(),
        })?;
        let permits = Semaphore::new(options.max_in_flight.max(1));
        let options = options.clone();
        let origin = format!("{}://{host}", base.scheme()).into();
        let writes = retry::Pause::default();
        let forward = connect::forward(&base);
        let inner = Inner {
            service,
            base,
            host,
            origin,
            forward,
            http,
            options,
            permits,
            writes,
            classify,
        };
        Ok(Self { inner: Arc::new(inner) })
    }

    pub(super) fn options(&self) -> &ClientOptions {
        &self.inner.options
    }

    /// Makes a read, trying again where that can help.
    pub(super) async fn read(
        &self,
        call: &Call,
        credential: Option<&SecretString>,
    ) -> Result<RawAnswer, ServiceError> {
        let _permit = self.inner.permits.acquire().await;
        let deadline = Instant::now() + call.deadline(&self.inner.options);
        let mut tried = 0;
        retry::reads(&self.inner.options, deadline, || {
            tried += 1;
            self.attempt(call, credential, deadline, tried)
        })
        .await
    }

    /// Makes a request once. For a sign-in, which changes no record, and for a question to a model,
    /// which costs.
    pub(super) async fn once(
        &self,
        call: &Call,
        credential: Option<&SecretString>,
    ) -> Result<RawAnswer, ServiceError> {
        self.send(call, credential, 1).await
    }

    async fn send(
        &self,
        call: &Call,
        credential: Option<&SecretString>,
        attempt: usize,
    ) -> Result<RawAnswer, ServiceError> {
        let _permit = self.inner.permits.acquire().await;
        let deadline = Instant::now() + call.deadline(&self.inner.options);
        self.attempt(call, credential, deadline, attempt).await
    }

    /// Reads the JSON of an answer; where it has another shape, the error names the place.
    pub(super) fn decode<T: DeserializeOwned>(
        &self,
        call: &Call,
        answer: &RawAnswer,
    ) -> Result<T, ServiceError> {
        decode::json(&answer.body).map_err(|mismatch| self.mismatch(call, answer, mismatch))
    }

    /// [`Self::decode`] for a list, whose bad rows do not spoil the good ones, and of which only what
    /// `keep` makes of a row is kept.
    pub(super) fn decode_rows<W: DeserializeOwned, T>(
        &self,
        call: &Call,
        answer: &RawAnswer,
        shape: decode::Shape,
        keep: impl FnMut(W) -> T,
    ) -> Result<decode::Page<T>, ServiceError> {
        let rows = decode::rows(&answer.body, shape, keep);
        rows.map_err(|mismatch| self.mismatch(call, answer, mismatch))
    }

    /// [`Self::decode`] of whatever it holds, be its numbers none.
    pub(super) fn decode_loose(
        &self,
        call: &Call,
        answer: &RawAnswer,
    ) -> Result<serde_json::Value, ServiceError> {
        decode::loose(&answer.body).map_err(|mismatch| self.mismatch(call, answer, mismatch))
    }

    fn mismatch(
        &self,
        call: &Call,
        answer: &RawAnswer,
        mismatch: decode::Mismatch,
    ) -> ServiceError {
        let decode::Mismatch { path, problem } = mismatch;
        let kind = ErrorKind::Undecodable { path: path.into() };
        let mut error = self.error(call, kind, Delivery::Answered, &problem);
        error.status = Some(answer.status);
        error
    }

    /// An error of this server that no answer gave.
    pub(super) fn error(
        &self,
        call: &Call,
        kind: ErrorKind,
        delivery: Delivery,
        message: &str,
    ) -> ServiceError {
        ServiceError {
            service: self.inner.service,
            host: self.inner.host.as_str().into(),
            operation: call.operation().into(),
            kind,
            delivery,
            status: None,
            retry_after: None,
            message: excerpt(message, &[]).into(),
        }
    }

    /// Something else answers there; where the URL is that of a part of the server, the one of the
    /// whole is named.
    pub(super) fn not_this_server(&self, call: &Call, question: &str) -> ServiceError {
        let words = match connect::whole(&self.inner.base) {
            Some(whole) => format!("{question} Its address is probably {whole}"),
            None => question.to_owned(),
        };
        self.error(call, ErrorKind::NotThisServer, Delivery::Answered, &words)
    }

    async fn attempt(
        &self,
        call: &Call,
        credential: Option<&SecretString>,
        deadline: Instant,
        attempt: usize,
    ) -> Result<RawAnswer, ServiceError> {
        let url = call.url(&self.inner.base).ok_or_else(|| {
            let problem = "the id cannot be part of a URL";
            self.error(call, ErrorKind::Invalid, Delivery::NotSent, problem)
        })?;
        let watch = record::Watch::start(&self.inner, call, &url, attempt);
        let headers = self.inner.options.headers.iter().map(|(_, value)| value);
        let own = credential.into_iter().chain(call.secrets()).chain(headers);
        let secrets: Vec<&str> = own.map(ExposeSecret::expose_secret).collect();
        let answer = self.exchange(call, url, credential, deadline, &secrets).await;
        let bytes = answer.as_ref().map_or(0, |answer| answer.body.len());
        let result = answer.and_then(|answer| self.judge(call, answer, &secrets));
        let observer = self.inner.options.observer.as_ref();
        watch.finish(&result, bytes, credential.is_some(), observer);
        result
    }

    async fn exchange(
        &self,
        call: &Call,
        url: Url,
        credential: Option<&SecretString>,
        deadline: Instant,
        secrets: &[&str],
    ) -> Result<RawAnswer, ServiceError> {
        let request = call
            .request(&self.inner, url, credential)
            .map_err(|problem| self.error(call, ErrorKind::Setup, Delivery::NotSent, &problem))?;
        let limit = call.most_bytes(&self.inner.options);
        let exchange = async {
            let response = self.inner.http.execute(request).await?;
            answer::read(response, limit).await
        };
        match tokio::time::timeout_at(deadline, exchange).await {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(failure)) => {
                let (kind, delivery, words) = failure.classify(&self.inner.options);
                let words = match &self.inner.forward {
                    Some(proxy) if delivery == Delivery::NotSent => format!(
                        "by the forward proxy {proxy} (HTTPS_PROXY and NO_PROXY say which way): {words}"
                    ),
                    _ => words,
                };
                let mut error = self.error(call, kind, delivery, "");
                error.message = excerpt(&words, secrets).into();
                error.status = failure.status();
                Err(error)
            }
            Err(_) => Err(self.error(call, ErrorKind::TimedOut, Delivery::NoAnswer, "")),
        }
    }

    /// A success in JSON passes, and where a model is asked a refusal in JSON; anything else is an
    /// error.
    fn judge(
        &self,
        call: &Call,
        answer: RawAnswer,
        secrets: &[&str],
    ) -> Result<RawAnswer, ServiceError> {
        if answer.is_json() && (answer.is_success() || call.is_question()) {
            return Ok(answer);
        }
        let (kind, words) = match answer.redirect_target(&self.inner.base, call) {
            Some((to, is_elsewhere)) => {
                let to = excerpt(&to, secrets).into();
                (ErrorKind::Redirected { to, is_elsewhere }, String::new())
            }
            None => (self.inner.classify)(&answer),
        };
        let mut error = self.error(call, kind, Delivery::Answered, "");
        error.message = excerpt(&words, secrets).into();
        error.status = Some(answer.status);
        error.retry_after = answer.retry_after;
        Err(error)
    }
}

/// The host alone: everything else is a secret or says nothing.
impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Client").field(&self.inner.host).finish()
    }
}

/// A [`Client`] that may also write. Only the `Writer`s hold one.
#[derive(Clone, Debug)]
pub(super) struct WriteClient(Client);

impl WriteClient {
    pub(super) fn new(client: Client) -> Self {
        Self(client)
    }

    /// Makes a write, once: one without an answer may have been applied, and only a read can tell.
    /// One that was put off with 429 was not, and is sent again when the server said, as are all
    /// others to it meanwhile.
    pub(super) async fn write(
        &self,
        call: &Call,
        credential: Option<&SecretString>,
    ) -> Result<RawAnswer, ServiceError> {
        self.write_while(call, credential, || ready(true)).await
    }

    /// [`Self::write`] of what must not be done twice, such as making a record: a gateway may put off
    /// what the server has carried out, so it is sent again only where `is_open` finds that it was not.
    pub(super) async fn write_while<F: Future<Output = bool>>(
        &self,
        call: &Call,
        credential: Option<&SecretString>,
        is_open: impl Fn() -> F,
    ) -> Result<RawAnswer, ServiceError> {
        let Self(client) = self;
        let Inner { options, writes, .. } = &*client.inner;
        let send = |attempt| client.send(call, credential, attempt);
        retry::writes(options, writes, send, is_open).await
    }

    /// An error of this server that no answer gave.
    pub(super) fn refuse(&self, call: &Call, message: &str) -> ServiceError {
        self.0.error(call, ErrorKind::Invalid, Delivery::NotSent, message)
    }
}
