//! The clients against scripted servers: what is sent, what an answer counts as, what is tried
//! again and what is not.

#![expect(
    clippy::unwrap_used,
    reason = "helpers of tests, which clippy.toml does not know as such"
)]

mod litellm;
mod litellm_listing;
mod odd;
mod openwebui;
mod raw;
mod refusal;
mod tls;
mod transport;

use std::path::Path;
use std::time::Duration;

use bursar::api::{ClientOptions, litellm as proxy};
use serde_json::Value;
use wiremock::{MockServer, ResponseTemplate};

/// The credential of every test; must never be seen anywhere.
const KEY: &str = "sk-TOP-SECRET-0123456789";

/// Options that make no test wait.
fn quick() -> ClientOptions {
    ClientOptions { retry_delay: Duration::from_millis(1), ..ClientOptions::default() }
}

fn reader(server: &MockServer) -> proxy::Reader {
    proxy::Reader::new(&server.uri().parse().unwrap(), KEY.to_owned().into(), &quick()).unwrap()
}

fn writer(server: &MockServer) -> proxy::Writer {
    let url = server.uri().parse().unwrap();
    let reader = proxy::Reader::new(&url, KEY.to_owned().into(), &quick()).unwrap();
    proxy::Writer::over(reader, "ana@desk")
}

/// An exchange of a real server, under `tests/fixtures`.
fn fixture(name: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name);
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

fn ok(body: &Value) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_json(body)
}

#[test]
fn a_ca_file_that_is_not_there_is_named() {
    let options = ClientOptions { ca_file: Some("/nowhere/ca.pem".into()), ..quick() };
    let url = "https://llm.example.edu".parse().unwrap();
    let error = proxy::Reader::new(&url, KEY.to_owned().into(), &options).map(|_| ()).unwrap_err();
    assert!(error.to_string().contains("/nowhere/ca.pem"), "{error}");
    assert_eq!(error.host(), "llm.example.edu");
}
