//! The layer in front of both servers: writes down what was asked and carries out the faults.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use axum::{
    body::{Body, Bytes, to_bytes},
    extract::{ConnectInfo, Request},
    http::{HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use futures_util::{StreamExt, stream};
use serde_json::Value;

use super::{
    clock::Clock,
    fault::{Faults, Server, Trouble},
    listener::Cut,
};

const REVERSE_PROXY_PAGE: &str = "<html><head><title>Please sign in</title></head></html>";

/// One request a server saw.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeenRequest {
    /// The method, in capitals.
    pub method: String,
    /// The path, without the query.
    pub path: String,
    /// The query string, empty when there is none.
    pub query: String,
    /// The status answered; 0 when no answer was given (yet): cut off, or kept waiting.
    pub status: u16,
}

/// What one server saw, in the order it came; clones share it.
#[derive(Clone, Debug, Default)]
pub(crate) struct RequestLog(Arc<Mutex<Vec<SeenRequest>>>);

impl RequestLog {
    pub(crate) fn seen(&self) -> Vec<SeenRequest> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn clear(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    fn arrive(&self, seen: SeenRequest) -> usize {
        let mut log = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        log.push(seen);
        log.len() - 1
    }

    fn answer(&self, place: usize, status: StatusCode) {
        let mut log = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(seen) = log.get_mut(place) {
            seen.status = status.as_u16();
        }
    }
}

/// The answers a cache has, by path and query; clones share them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Cache(Arc<Mutex<HashMap<String, Bytes>>>);

impl Cache {
    /// The answer it has, or the one it is given and then has.
    async fn pass(&self, question: String, request: Request, next: Next) -> Response {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&question).cloned();
        if let Some(body) = known {
            return ([(header::CONTENT_TYPE, "application/json")], body).into_response();
        }
        let (parts, body) = next.run(request).await.into_parts();
        let whole = to_bytes(body, usize::MAX).await.unwrap_or_default();
        let mut answers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        answers.insert(question, whole.clone());
        Response::from_parts(parts, Body::from(whole))
    }
}

/// The layer of one server.
#[derive(Clone, Debug)]
pub(crate) struct Front {
    pub(crate) server: Server,
    pub(crate) faults: Faults,
    pub(crate) log: RequestLog,
    pub(crate) cache: Cache,
    /// What the answers are dated by.
    pub(crate) clock: Clock,
}

impl Front {
    /// Lets `request` through, or into trouble.
    pub(crate) async fn pass(
        self,
        ConnectInfo(cut): ConnectInfo<Cut>,
        request: Request,
        next: Next,
    ) -> Response {
        let seen = SeenRequest {
            method: request.method().to_string(),
            path: request.uri().path().to_owned(),
            query: request.uri().query().unwrap_or_default().to_owned(),
            status: 0,
        };
        let trouble = self.faults.strike(self.server, &seen.method, &seen.path, &seen.query);
        let question = format!("{}?{}", seen.path, seen.query);
        let place = self.log.arrive(seen);
        let mut response = match trouble {
            None => next.run(request).await,
            Some(Trouble::Stale) => self.cache.pass(question, request, next).await,
            Some(trouble) => suffer(trouble, &cut, request, next).await,
        };
        let date = self.clock.now().strftime("%a, %d %b %Y %H:%M:%S GMT").to_string();
        if let Ok(date) = HeaderValue::from_str(&date) {
            response.headers_mut().insert(header::DATE, date);
        }
        if !cut.is_pulled() {
            self.log.answer(place, response.status());
        }
        response
    }
}

async fn suffer(trouble: Trouble, cut: &Cut, request: Request, next: Next) -> Response {
    match trouble {
        Trouble::Latency(delay) => {
            tokio::time::sleep(delay).await;
            next.run(request).await
        }
        Trouble::ServerError => {
            (StatusCode::INTERNAL_SERVER_ERROR, "Internal Server Error").into_response()
        }
        Trouble::RateLimited(seconds) => {
            let wait = [(header::RETRY_AFTER, HeaderValue::from(seconds))];
            (StatusCode::TOO_MANY_REQUESTS, wait, "Too Many Requests").into_response()
        }
        Trouble::ResetBefore => {
            cut.pull();
            StatusCode::NO_CONTENT.into_response()
        }
        Trouble::ResetAfter => {
            let response = next.run(request).await;
            cut.pull();
            response
        }
        Trouble::TruncatedBody => truncate(next.run(request).await).await,
        Trouble::MalformedJson => rewrite(next.run(request).await, halve).await,
        Trouble::AnsweredBy(status) => {
            let _lost = next.run(request).await;
            let status = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_GATEWAY);
            let elsewhere = [(header::LOCATION, "https://login.example.edu/")];
            (status, elsewhere, axum::Json(serde_json::json!({}))).into_response()
        }
        Trouble::EmptyObject => axum::Json(serde_json::json!({})).into_response(),
        // The layer has the answers.
        Trouble::Stale => next.run(request).await,
        Trouble::Html => axum::response::Html(REVERSE_PROXY_PAGE).into_response(),
        Trouble::Silence => std::future::pending().await,
        Trouble::MissingRows => rewrite(next.run(request).await, without_rows).await,
        Trouble::OddField(name) => {
            rewrite(next.run(request).await, |bytes| with_odd(bytes, name)).await
        }
    }
}

/// Announces the whole body and sends half of it.
async fn truncate(response: Response) -> Response {
    let (mut parts, body) = response.into_parts();
    let whole = to_bytes(body, usize::MAX).await.unwrap_or_default();
    parts.headers.insert(header::CONTENT_LENGTH, HeaderValue::from(whole.len()));
    let first = stream::iter([Ok(halve(&whole))]);
    // The pause lets the first half leave before the connection is given up; without it both
    // would be one event and the client would see nothing at all.
    let then_fail = stream::once(async {
        tokio::time::sleep(Duration::from_millis(10)).await;
        Err::<Bytes, _>(std::io::Error::from(std::io::ErrorKind::ConnectionAborted))
    });
    Response::from_parts(parts, Body::from_stream(first.chain(then_fail)))
}

async fn rewrite(response: Response, change: impl Fn(&Bytes) -> Bytes) -> Response {
    let (mut parts, body) = response.into_parts();
    let whole = to_bytes(body, usize::MAX).await.unwrap_or_default();
    parts.headers.remove(header::CONTENT_LENGTH);
    Response::from_parts(parts, Body::from(change(&whole)))
}

fn halve(bytes: &Bytes) -> Bytes {
    bytes.slice(..bytes.len() / 2)
}

/// The same with another value in each field of that name.
fn with_odd(bytes: &Bytes, name: &str) -> Bytes {
    fn spoil(value: &mut Value, name: &str) {
        match value {
            Value::Array(rows) => rows.iter_mut().for_each(|row| spoil(row, name)),
            Value::Object(fields) => {
                for (field, value) in fields {
                    if field == name {
                        *value = serde_json::json!({"note": "see the wiki"});
                    } else {
                        spoil(value, name);
                    }
                }
            }
            _ => {}
        }
    }
    let Ok(mut body) = serde_json::from_slice::<Value>(bytes) else { return bytes.clone() };
    spoil(&mut body, name);
    Bytes::from(body.to_string())
}

/// The same listing with its rows gone and its total kept. What is no listing stays as it is.
fn without_rows(bytes: &Bytes) -> Bytes {
    let Ok(mut body) = serde_json::from_slice::<Value>(bytes) else { return bytes.clone() };
    match &mut body {
        Value::Array(rows) => rows.clear(),
        Value::Object(fields) => {
            for rows in ["users", "keys", "teams", "items"] {
                if let Some(Value::Array(rows)) = fields.get_mut(rows) {
                    rows.clear();
                }
            }
        }
        _ => {}
    }
    Bytes::from(body.to_string())
}
