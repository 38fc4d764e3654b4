//! `bursar demo --serve`.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};

use rstest::rstest;
use serde_json::Value;
use tempfile::TempDir;

use super::{Ran, bare};

/// A served sandbox; killed if a test fails before it was told to stop.
pub(super) struct Served {
    child: Child,
    pub(super) ready: Value,
}

impl Drop for Served {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

pub(super) fn signal(child: &Child, name: &str) {
    let status = Command::new("kill").args([name, &child.id().to_string()]).status().unwrap();
    assert!(status.success());
}

fn serve(folder: &TempDir, args: &[&str]) -> Served {
    let mut command = bare(folder.path());
    command.args(["demo", "--serve", "--people", "12"]).args(args).stdout(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
    Served { child, ready: serde_json::from_str(&line).unwrap() }
}

#[rstest]
#[case("-TERM")]
#[case("-INT")]
fn a_served_demo_says_one_line_works_and_ends_when_told(#[case] name: &str) {
    let folder = TempDir::new().unwrap();
    let mut served = serve(&folder, &["--seed", "3"]);
    assert_eq!(served.ready["ready"], true);
    let config = served.ready["config"].as_str().unwrap().to_owned();
    let mut users = bare(folder.path());
    users.args(["--config", &config, "users", "--format", "json"]);
    let users = Ran::of(users).exits(0).json();
    assert_eq!(users["users"].as_array().unwrap().len(), 12);
    signal(&served.child, name);
    assert_eq!(served.child.wait().unwrap().code(), Some(0));
    let mut rest = String::new();
    served.child.stdout.take().unwrap().read_to_string(&mut rest).unwrap();
    assert_eq!(rest, "", "one line, no more");
    assert!(!std::path::Path::new(&config).exists(), "it leaves nothing behind");
}

#[test]
fn a_port_that_is_taken_is_said() {
    let folder = TempDir::new().unwrap();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let mut command = bare(folder.path());
    command.args(["demo", "--serve", "--proxy-port", &port]);
    Ran::of(command).exits(1).says("the sandbox could not be started").says(&port);
}
