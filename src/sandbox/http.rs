//! How a request reaches an endpoint, and how its answer leaves.
//!
//! An endpoint is a plain function `fn(&mut State, &Call) -> Answer` without a socket in sight.
//! Each server has one lock around its state and holds it for one call: an answer is always of
//! one moment, which is what a test wants of a server.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::{
    RequestExt,
    body::Bytes,
    extract::{FromRequest, RawPathParams, Request},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::Value;

use super::body::Body;

/// What an endpoint answers; both sides are answers, `Err` only leaves early.
pub(crate) type Replied = Result<Reply, Reply>;

/// One request, taken apart.
#[derive(Debug)]
pub(crate) struct Call {
    pub(crate) path: String,
    params: Vec<(String, String)>,
    query: Vec<(String, String)>,
    headers: HeaderMap,
    bytes: Bytes,
}

impl Call {
    /// A call of one server at the other, with this key.
    pub(crate) fn bearing(key: &str) -> Self {
        let mut headers = HeaderMap::new();
        if let Ok(value) = HeaderValue::from_str(&format!("Bearer {key}")) {
            headers.insert(header::AUTHORIZATION, value);
        }
        Self {
            path: String::new(),
            params: Vec::new(),
            query: Vec::new(),
            headers,
            bytes: Bytes::new(),
        }
    }

    /// The text of a `{name}` in the route.
    pub(crate) fn param(&self, name: &str) -> &str {
        find(&self.params, name).unwrap_or_default()
    }

    /// A query parameter.
    pub(crate) fn query(&self, name: &str) -> Option<&str> {
        find(&self.query, name)
    }

    /// A header, when it is text.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The body as a JSON object; `None` when it is no JSON, which each server reports its way.
    pub(crate) fn json(&self) -> Option<Body> {
        serde_json::from_slice(&self.bytes).ok().map(Body::new)
    }
}

fn find<'a>(pairs: &'a [(String, String)], name: &str) -> Option<&'a str> {
    pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
}

impl<S: Send + Sync> FromRequest<S> for Call {
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Self::Rejection> {
        let mut request = request;
        let path = request.uri().path().to_owned();
        let query = request.uri().query().unwrap_or_default();
        let query = url::form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        let headers = request.headers().clone();
        let params = request
            .extract_parts::<RawPathParams>()
            .await
            .map(|params| params.iter().map(|(k, v)| (k.to_owned(), v.to_owned())).collect())
            .unwrap_or_default();
        let bytes =
            Bytes::from_request(request, state).await.map_err(IntoResponse::into_response)?;
        Ok(Self { path, params, query, headers, bytes })
    }
}

/// An answer: a status, a body and whatever headers are out of the ordinary.
#[derive(Clone, Debug)]
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    content: Content,
    headers: Vec<(HeaderName, String)>,
}

#[derive(Clone, Debug)]
enum Content {
    Json(Value),
    /// JSON that is written already.
    Written(String),
    Plain(&'static str),
    Html(&'static str),
}

impl Reply {
    /// 200 with JSON.
    pub(crate) fn json(body: Value) -> Self {
        Self::with_status(StatusCode::OK, body)
    }

    /// 200 with JSON that is written already: what is large is not made twice.
    pub(crate) fn written(body: String) -> Self {
        Self { status: StatusCode::OK, content: Content::Written(body), headers: Vec::new() }
    }

    /// JSON with another status.
    pub(crate) fn with_status(status: StatusCode, body: Value) -> Self {
        Self { status, content: Content::Json(body), headers: Vec::new() }
    }

    /// Plain text: an error nobody expected.
    pub(crate) fn plain(status: StatusCode, text: &'static str) -> Self {
        Self { status, content: Content::Plain(text), headers: Vec::new() }
    }

    /// 200 with a web page.
    pub(crate) fn html(page: &'static str) -> Self {
        Self { status: StatusCode::OK, content: Content::Html(page), headers: Vec::new() }
    }

    /// The same answer with one more header.
    pub(crate) fn header(mut self, name: HeaderName, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
}

impl IntoResponse for Reply {
    fn into_response(self) -> Response {
        let (kind, body) = match self.content {
            Content::Json(value) => ("application/json", value.to_string()),
            Content::Written(body) => ("application/json", body),
            Content::Plain(text) => ("text/plain; charset=utf-8", text.to_owned()),
            Content::Html(page) => ("text/html; charset=utf-8", page.to_owned()),
        };
        let mut response = (self.status, [(header::CONTENT_TYPE, kind)], body).into_response();
        for (name, value) in self.headers {
            if let Ok(value) = HeaderValue::from_str(&value) {
                response.headers_mut().append(name, value);
            }
        }
        response
    }
}

/// What time alone does to a server.
pub(crate) trait Tick {
    /// Does what has become due since the last look.
    fn tick(&mut self);
}

/// The state of one server, shared between its endpoints and the handle tests look through.
#[derive(Debug, Default)]
pub(crate) struct Shared<S>(Arc<Mutex<S>>);

impl<S> Clone for Shared<S> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<S: Tick> Shared<S> {
    pub(crate) fn new(state: S) -> Self {
        Self(Arc::new(Mutex::new(state)))
    }

    /// The state. A panic of another holder (a failing assertion in a test, say) leaves it usable:
    /// there is nothing in it that a half-done change could break worse than the test already is.
    pub(crate) fn lock(&self) -> MutexGuard<'_, S> {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        state.tick();
        state
    }

    /// Turns an endpoint into something the router can serve.
    pub(crate) fn at(
        &self,
        endpoint: fn(&mut S, &Call) -> Replied,
    ) -> impl Fn(Call) -> std::future::Ready<Reply> + Clone + Send + 'static
    where
        S: Send + 'static,
    {
        let shared = self.clone();
        move |call: Call| {
            let answer = endpoint(&mut shared.lock(), &call);
            std::future::ready(answer.unwrap_or_else(|early| early))
        }
    }

    /// The same for an endpoint that refuses nobody.
    pub(crate) fn open(
        &self,
        endpoint: fn(&mut S, &Call) -> Reply,
    ) -> impl Fn(Call) -> std::future::Ready<Reply> + Clone + Send + 'static
    where
        S: Send + 'static,
    {
        let shared = self.clone();
        move |call: Call| std::future::ready(endpoint(&mut shared.lock(), &call))
    }
}
