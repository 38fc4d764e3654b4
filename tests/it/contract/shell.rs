//! The real binary at work on a pair of servers.

use std::os::unix::fs::PermissionsExt;
use std::process::{Output, Stdio};

use serde_json::{Value, json};
use tokio::process::Command;

use super::Pair;

/// The binary with a profile for the pair, and folders of its own.
pub(crate) struct Shell {
    pub(crate) home: tempfile::TempDir,
}

impl Shell {
    pub(crate) fn new(pair: &Pair) -> Self {
        let home = tempfile::tempdir().unwrap();
        let text = format!(
            "[profiles.campus.proxy]\nurl = \"{}\"\nkey = {{ env = \"PROXY_KEY\" }}\n\
             [profiles.campus.webui]\nurl = \"{}\"\nkey = {{ env = \"WEBUI_KEY\" }}\n",
            pair.servers.proxy_url, pair.servers.webui_url
        );
        let path = home.path().join("config.toml");
        fs_err::write(&path, text).unwrap();
        fs_err::set_permissions(&path, PermissionsExt::from_mode(0o600)).unwrap();
        Self { home }
    }

    pub(crate) async fn run(&self, pair: &Pair, args: &[&str]) -> Output {
        let home = self.home.path();
        Command::new(env!("CARGO_BIN_EXE_bursar"))
            .env_clear()
            .env("HOME", home)
            .env("USER", "ana")
            .env("BURSAR_CONFIG", home.join("config.toml"))
            .env("BURSAR_STATE_DIR", home.join("state"))
            .env("BURSAR_CACHE_DIR", home.join("cache"))
            .env("PROXY_KEY", &pair.servers.proxy_key)
            .env("WEBUI_KEY", &pair.servers.webui_key)
            .current_dir(home)
            .stdin(Stdio::null())
            .args(args)
            .output()
            .await
            .unwrap()
    }

    /// Runs it, and insists on the exit code.
    pub(crate) async fn ends(&self, pair: &Pair, code: i32, args: &[&str]) -> String {
        let output = self.run(pair, args).await;
        let words = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{args:?}\n{words}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// The people of this run, as `users --format json` lists them.
    pub(crate) async fn users(&self, pair: &Pair) -> Vec<Value> {
        let text = self.ends(pair, 0, &["users", &pair.id(""), "--format", "json"]).await;
        let listing: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(listing["complete"], json!(true));
        listing["users"].as_array().unwrap().clone()
    }

    pub(crate) fn json(&self, file: &str) -> Value {
        serde_json::from_str(&fs_err::read_to_string(self.home.path().join(file)).unwrap()).unwrap()
    }
}
