//! A sandbox, a config for it, and what tests do at every desk.

use std::path::PathBuf;

use bursar::sandbox::{Options, Population, Sandbox};
use serde_json::{Value, json};

use super::Console;
use super::driver::{ENTER, ESC, TAB};

/// A sandbox with a few people, and a config for it.
pub(super) struct Desk {
    pub(super) sandbox: Sandbox,
    pub(super) home: tempfile::TempDir,
    runtime: tokio::runtime::Runtime,
}

impl Desk {
    pub(super) fn new() -> Self {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let options = Options { population: Population::Empty, ..Options::default() };
        let sandbox = runtime.block_on(Sandbox::start(options)).unwrap();
        let home = tempfile::tempdir().unwrap();
        let desk = Self { sandbox, home, runtime };
        desk.write_config();
        desk
    }

    fn write_config(&self) {
        use std::os::unix::fs::PermissionsExt;
        let text = format!(
            "[profiles.campus]\nrefresh = 0\n\
             [profiles.campus.proxy]\nurl = \"{}\"\nkey = \"{}\"\n\
             [profiles.campus.webui]\nurl = \"{}\"\nkey = \"{}\"\n",
            self.sandbox.proxy_url(),
            self.sandbox.master_key(),
            self.sandbox.webui_url(),
            self.sandbox.webui_key(),
        );
        std::fs::write(self.config(), text).unwrap();
        std::fs::set_permissions(self.config(), PermissionsExt::from_mode(0o600)).unwrap();
    }

    pub(super) fn config(&self) -> PathBuf {
        self.home.path().join("config.toml")
    }

    pub(super) fn console(&self) -> Console {
        let config = self.config();
        Console::start(&["--config", config.to_str().unwrap()], self.home.path(), (120, 36))
    }

    fn post(&self, url: String, key: &str, body: &Value) -> (u16, Value) {
        rustls::crypto::ring::default_provider().install_default().ok();
        self.runtime.block_on(async {
            let client = reqwest::Client::builder().no_proxy().build().unwrap();
            let answer = client.post(url).bearer_auth(key).json(body).send().await.unwrap();
            (answer.status().as_u16(), answer.json().await.unwrap_or(Value::Null))
        })
    }

    /// What an administrator's own client would be answered.
    fn get(&self, url: String, key: &str) -> Value {
        rustls::crypto::ring::default_provider().install_default().ok();
        self.runtime.block_on(async {
            let client = reqwest::Client::builder().no_proxy().build().unwrap();
            let answer = client.get(url).bearer_auth(key).send().await.unwrap();
            assert_eq!(answer.status().as_u16(), 200);
            answer.json().await.unwrap()
        })
    }

    /// The user as the proxy's API tells of them.
    pub(super) fn at_proxy(&self, id: &str) -> Value {
        let url = format!("{}/v2/user/info?user_id={id}", self.sandbox.proxy_url());
        self.get(url, self.sandbox.master_key())
    }

    /// The account as Open WebUI's API tells of it.
    pub(super) fn at_webui(&self, id: &str) -> Value {
        let url = format!("{}/api/v1/users/all", self.sandbox.webui_url());
        let all = self.get(url, self.sandbox.webui_key());
        let mut accounts = all["users"].as_array().unwrap().iter();
        accounts.find(|account| account["id"] == id).cloned().unwrap()
    }

    /// A team at the proxy, and who is in it.
    pub(super) fn team(&self, alias: &str, members: &[&str]) {
        let (proxy, key) = (self.sandbox.proxy_url(), self.sandbox.master_key());
        let team = json!({"team_alias": alias});
        let (status, made) = self.post(format!("{proxy}/team/new"), key, &team);
        assert_eq!(status, 200);
        for id in members {
            let member =
                json!({"team_id": made["team_id"], "member": {"role": "user", "user_id": id}});
            assert_eq!(self.post(format!("{proxy}/team/member_add"), key, &member).0, 200);
        }
    }

    /// A person in Open WebUI alone.
    pub(super) fn account(&self, name: &str) -> String {
        let email = format!("{name}@campus.example.edu");
        let account = json!({"name": name, "email": email, "password": "Campus-1", "role": "user"});
        let url = format!("{}/api/v1/auths/add", self.sandbox.webui_url());
        let (status, made) = self.post(url, self.sandbox.webui_key(), &account);
        assert_eq!(status, 200);
        made["id"].as_str().unwrap().to_owned()
    }

    /// A person on both servers.
    pub(super) fn person(&self, name: &str) -> String {
        let email = format!("{name}@campus.example.edu");
        let id = self.account(name);
        let user = json!({"user_id": id, "user_email": email, "user_alias": name,
            "auto_create_key": false});
        let url = format!("{}/user/new", self.sandbox.proxy_url());
        assert_eq!(self.post(url, self.sandbox.master_key(), &user).0, 200);
        id
    }

    pub(super) fn key_for(&self, id: &str) -> String {
        let url = format!("{}/key/generate", self.sandbox.proxy_url());
        let (status, made) = self.post(url, self.sandbox.master_key(), &json!({"user_id": id}));
        assert_eq!(status, 200);
        made["key"].as_str().unwrap().to_owned()
    }

    /// The status of a chat completion with that key.
    pub(super) fn chat(&self, key: &str) -> u16 {
        let url = format!("{}/v1/chat/completions", self.sandbox.proxy_url());
        let body = json!({"model": "gpt-4o-mini", "messages": [{"role": "user", "content": "hi"}]});
        self.post(url, key, &body).0
    }
}

/// Applies the plan on the screen: the dialog's focus is on cancel.
pub(super) fn apply(console: &mut Console, done: &str) {
    console.see("Nothing is applied yet");
    console.press("a");
    console.see("[ cancel ]");
    console.press(TAB);
    console.see("[ apply ]");
    console.press(ENTER);
    console.see(done);
    // While the last line of the journal is written, esc still means to stop.
    console.see("Applied in");
}

/// Back to the list. A key that follows too fast would make one chord of both: esc is what
/// terminals put before a key pressed with alt.
pub(super) fn back(console: &mut Console) {
    console.press(ESC);
    console.see(" shown");
}
