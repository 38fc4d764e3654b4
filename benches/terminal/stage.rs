//! What the console is measured on: the sandbox as a second process, and folders of its own.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

use crate::session::{Line, Session};

/// The program under measurement, as the release profile makes it.
pub(crate) const BURSAR: &str = env!("CARGO_BIN_EXE_bursar");

/// Both servers, and where a console that is to read them has its files.
pub(crate) struct Stage {
    sandbox: Child,
    ready: Value,
    config: String,
    home: TempDir,
}

impl Stage {
    /// Starts the sandbox with so many people, of whom `churn` spend something in each second.
    pub(crate) fn start(people: u32, churn: u32) -> Self {
        let mut sandbox = Command::new(BURSAR)
            .args(["demo", "--serve", "--people", &people.to_string()])
            .args(["--churn", &churn.to_string()])
            .stdout(Stdio::piped())
            .spawn()
            .expect("the sandbox starts");
        let mut line = String::new();
        let output = sandbox.stdout.take().expect("its output");
        BufReader::new(output).read_line(&mut line).expect("its first line");
        let ready: Value = serde_json::from_str(&line).expect("its first line is JSON");
        let config = ready["config"].as_str().expect("the config");
        let config = fs::read_to_string(config).expect("the config");
        let home = tempfile::tempdir().expect("a folder");
        Self { sandbox, ready, config, home }
    }

    pub(crate) fn home(&self) -> &Path {
        self.home.path()
    }

    /// A config whose profile reads the servers every so many seconds; 0 only once.
    pub(crate) fn config(&self, refresh: u32) -> PathBuf {
        let refresh = format!("refresh = {refresh}");
        self.write(&format!("{refresh}.toml"), &self.config.replace("refresh = 10", &refresh))
    }

    /// A config whose servers refuse the connection: there is nobody on port 9.
    pub(crate) fn config_without_network(&self) -> PathBuf {
        let mut config = self.config.clone();
        for url in ["proxy_url", "webui_url"] {
            let url = self.ready[url].as_str().expect("a URL");
            config = config.replace(url, "http://127.0.0.1:9");
        }
        self.write("nobody.toml", &config)
    }

    fn write(&self, name: &str, config: &str) -> PathBuf {
        let path = self.home().join(name);
        fs::write(&path, config).expect("a config");
        let mut command = Command::new("chmod");
        assert!(command.arg("600").arg(&path).status().is_ok_and(|status| status.success()));
        path
    }

    /// The console, in folders of its own called `state`.
    pub(crate) fn console(&self, config: &Path, state: &str, line: impl Line) -> Session {
        let folder = |name: &str| self.home().join(state).join(name).display().to_string();
        let (states, cache) = (folder("state"), folder("cache"));
        let env = [("BURSAR_STATE_DIR", states.as_str()), ("BURSAR_CACHE_DIR", cache.as_str())];
        let config = config.display().to_string();
        Session::over(Path::new(BURSAR), &["--config", &config], &env, line)
    }

    /// Changes what somebody has spent, behind the console's back.
    pub(crate) fn spend(&self, user: &str, dollars: f64) {
        let url = self.ready["proxy_url"].as_str().expect("the proxy");
        let host = url.trim_start_matches("http://");
        let key = self.config.lines().find_map(|line| line.strip_prefix("key = "));
        let key = key.expect("the proxy's key").trim_matches('"');
        let body = serde_json::json!({"user_id": user, "spend": dollars}).to_string();
        let mut stream = TcpStream::connect(host).expect("the proxy answers");
        write!(
            stream,
            "POST /user/update HTTP/1.1\r\nhost: {host}\r\nauthorization: Bearer {key}\r\n\
             content-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
            body.len(),
        )
        .expect("the proxy takes it");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("the proxy answers");
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        // Told to stop, it takes its folder along.
        let id = self.sandbox.id().to_string();
        let _ = Command::new("kill").args(["-s", "TERM", &id]).status();
        let _ = self.sandbox.wait();
    }
}
