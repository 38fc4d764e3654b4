//! The sandbox as a client sees it: a table of behaviours per server, its faults, its people.

#![expect(clippy::unwrap_used, reason = "what fails here is a test that failed")]

use std::time::Duration;

use bursar::sandbox::{Options, Population, Sandbox};
use jiff::Timestamp;
use reqwest::{Client, Method};
use serde_json::{Value, json};

mod fault;
mod ladder;
mod people;
mod proxy;
mod webui;

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) kind: String,
    pub(crate) text: String,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or(Value::Null)
    }

    pub(crate) fn at(&self, pointer: &str) -> Value {
        self.json().pointer(pointer).cloned().unwrap_or(Value::Null)
    }
}

/// A client of one server with one credential.
#[derive(Clone)]
pub(crate) struct Caller {
    client: Client,
    url: String,
    credential: Option<String>,
}

impl Caller {
    pub(crate) fn new(url: String, credential: Option<&str>) -> Self {
        rustls::crypto::ring::default_provider().install_default().ok();
        let client = Client::builder().timeout(Duration::from_secs(10)).build().unwrap();
        Self { client, url, credential: credential.map(str::to_owned) }
    }

    pub(crate) fn with(&self, credential: &str) -> Self {
        Self { credential: Some(credential.to_owned()), ..self.clone() }
    }

    pub(crate) fn credential(&self) -> Option<&str> {
        self.credential.as_deref()
    }

    pub(crate) fn anonymous(&self) -> Self {
        Self { credential: None, ..self.clone() }
    }

    pub(crate) fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        let request = self.client.request(method, format!("{}{path}", self.url));
        match &self.credential {
            Some(credential) => request.bearer_auth(credential),
            None => request,
        }
    }

    pub(crate) async fn send(&self, method: Method, path: &str, body: Option<Value>) -> Answer {
        let mut request = self.request(method, path);
        if let Some(body) = body {
            request = request.json(&body);
        }
        let response = request.send().await.unwrap();
        let kind = response.headers().get("content-type").and_then(|kind| kind.to_str().ok());
        let kind = kind.unwrap_or_default().to_owned();
        Answer { status: response.status().as_u16(), kind, text: response.text().await.unwrap() }
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, None).await
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Answer {
        self.send(Method::POST, path, Some(body)).await
    }

    pub(crate) async fn delete(&self, path: &str) -> Answer {
        self.send(Method::DELETE, path, None).await
    }
}

fn noon() -> Timestamp {
    "2026-11-21T12:00:00Z".parse().unwrap()
}

fn options(population: Population) -> Options {
    Options { now: noon(), population, ..Options::default() }
}

async fn empty() -> Sandbox {
    Sandbox::start(options(Population::Empty)).await.unwrap()
}

fn proxy_of(sandbox: &Sandbox) -> Caller {
    Caller::new(sandbox.proxy_url(), Some(sandbox.master_key()))
}

fn webui_of(sandbox: &Sandbox) -> Caller {
    Caller::new(sandbox.webui_url(), Some(sandbox.webui_key()))
}

/// Asks everything in a table and compares what comes back. A row is a method, a path, perhaps a
/// body, `->`, a status, and after each `|` a JSON pointer `=` the JSON it must point at; a line
/// that begins with `->` or `|` goes on with the row above.
pub(crate) async fn check(caller: &Caller, table: &str) {
    let mut rows: Vec<String> = Vec::new();
    for line in table.lines().map(str::trim).filter(|line| !line.is_empty()) {
        match rows.last_mut() {
            Some(row) if line.starts_with("->") || line.starts_with('|') => {
                row.push(' ');
                row.push_str(line);
            }
            _ => rows.push(line.to_owned()),
        }
    }
    for row in rows {
        check_row(caller, &row).await;
    }
}

async fn check_row(caller: &Caller, row: &str) {
    let (request, answer) = row.split_once(" -> ").unwrap();
    let mut words = request.splitn(3, ' ');
    let (method, path) = (words.next().unwrap(), words.next().unwrap());
    let body = words.next().map(|body| serde_json::from_str(body).unwrap());
    let mut wanted = answer.split(" | ");
    let status: u16 = wanted.next().unwrap().trim().parse().unwrap();
    let answer = caller.send(method.parse().unwrap(), path, body).await;
    assert_eq!(answer.status, status, "{row}\n{}", answer.text);
    for part in wanted {
        let (pointer, value) = part.split_once("= ").unwrap();
        let value: Value = serde_json::from_str(value).unwrap();
        assert_eq!(answer.at(pointer.trim()), value, "{row}\n{}", answer.text);
    }
}

#[tokio::test]
async fn both_ports_are_free_again_after_shutting_down() {
    let sandbox = empty().await;
    let (proxy, webui) = (proxy_of(&sandbox), webui_of(&sandbox));
    assert_eq!(proxy.get("/health/liveliness").await.json(), json!("I'm alive!"));
    assert_eq!(webui.get("/health").await.json(), json!({"status": true}));
    sandbox.shut_down().await;
    assert!(proxy.request(Method::GET, "/health/liveliness").send().await.is_err());
    assert!(webui.request(Method::GET, "/health").send().await.is_err());
}

#[tokio::test]
async fn a_fixed_port_that_is_taken_is_an_error() {
    let sandbox = empty().await;
    let port = sandbox.proxy_url().rsplit(':').next().unwrap().parse().unwrap();
    let taken = Options { proxy_port: port, ..options(Population::Empty) };
    assert!(Sandbox::start(taken).await.is_err());
}
