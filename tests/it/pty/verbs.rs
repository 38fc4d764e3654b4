//! The verbs by keyboard: reviewed, applied, read back, on both servers.

use std::path::{Path, PathBuf};

use bursar::sandbox::{Options, Population, Sandbox};
use serde_json::{Value, json};

use super::Console;
use super::driver::{ENTER, ESC, TAB};

/// A sandbox with a few people, and a config for it.
struct Desk {
    sandbox: Sandbox,
    home: tempfile::TempDir,
    runtime: tokio::runtime::Runtime,
}

impl Desk {
    fn new() -> Self {
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

    fn config(&self) -> PathBuf {
        self.home.path().join("config.toml")
    }

    fn console(&self) -> Console {
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

    /// A person on both servers.
    fn person(&self, name: &str) -> String {
        let email = format!("{name}@campus.example.edu");
        let account = json!({"name": name, "email": email, "password": "Campus-1", "role": "user"});
        let url = format!("{}/api/v1/auths/add", self.sandbox.webui_url());
        let (status, made) = self.post(url, self.sandbox.webui_key(), &account);
        assert_eq!(status, 200);
        let id = made["id"].as_str().unwrap().to_owned();
        let user = json!({"user_id": id, "user_email": email, "user_alias": name,
            "auto_create_key": false});
        let url = format!("{}/user/new", self.sandbox.proxy_url());
        assert_eq!(self.post(url, self.sandbox.master_key(), &user).0, 200);
        id
    }

    fn key_for(&self, id: &str) -> String {
        let url = format!("{}/key/generate", self.sandbox.proxy_url());
        let (status, made) = self.post(url, self.sandbox.master_key(), &json!({"user_id": id}));
        assert_eq!(status, 200);
        made["key"].as_str().unwrap().to_owned()
    }

    /// The status of a chat completion with that key.
    fn chat(&self, key: &str) -> u16 {
        let url = format!("{}/v1/chat/completions", self.sandbox.proxy_url());
        let body = json!({"model": "gpt-4o-mini", "messages": [{"role": "user", "content": "hi"}]});
        self.post(url, key, &body).0
    }
}

/// Applies the plan on the screen: the dialog's focus is on cancel.
fn apply(console: &mut Console, done: &str) {
    console.see("Nothing is applied yet");
    console.press("a");
    console.see("[ cancel ]");
    console.press(TAB);
    console.see("[ apply ]");
    console.press(ENTER);
    console.see(done);
}

/// Back to the list. A key that follows too fast would make one chord of both: esc is what
/// terminals put before a key pressed with alt.
fn back(console: &mut Console) {
    console.press(ESC);
    console.see(" shown");
}

/// The key that stands on the screen, as far as it does.
fn key_in(screen: &str) -> String {
    let start = screen.find("sk-").map_or("", |at| screen.get(at..).unwrap_or_default());
    start.chars().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')).collect()
}

/// Files below a folder that hold these bytes.
fn holding(folder: &Path, needle: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let Ok(entries) = std::fs::read_dir(folder) else { return found };
    for entry in entries {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(holding(&path, needle));
        } else if String::from_utf8_lossy(&std::fs::read(&path).unwrap()).contains(needle) {
            found.push(path);
        }
    }
    found
}

#[test]
fn block_and_unblock_by_keyboard() {
    let desk = Desk::new();
    let id = desk.person("ana");
    let key = desk.key_for(&id);
    assert_eq!(desk.chat(&key), 200);
    let mut console = desk.console();
    console.see("2 users");
    console.press("/ana");
    console.see("1 shown");
    console.press(ENTER);
    console.press("b");
    apply(&mut console, "3 done");
    assert_eq!(desk.chat(&key), 401);
    assert_eq!(desk.sandbox.webui().account(&id).unwrap().role, "pending");
    back(&mut console);
    console.see("blocked");
    console.press("U");
    apply(&mut console, "3 done");
    assert_eq!(desk.chat(&key), 200);
    assert_eq!(desk.sandbox.webui().account(&id).unwrap().role, "user");
    back(&mut console);
    console.press("q");
    assert!(console.end().success());
}

#[test]
fn an_enter_too_many_cancels_because_the_focus_is_on_cancel() {
    let desk = Desk::new();
    desk.person("ana");
    let mut console = desk.console();
    console.see("2 users");
    console.press("/ana");
    console.press(ENTER);
    console.press("b");
    console.see("Nothing is applied yet");
    let writes = desk.sandbox.proxy().writes().len();
    console.press("a");
    console.see("[ cancel ]");
    console.press(ENTER);
    console.wait("the dialog to close", |text| !text.contains("[ cancel ]"));
    console.see("Nothing is applied yet");
    assert_eq!(desk.sandbox.proxy().writes().len(), writes);
}

#[test]
fn sync_and_undo_by_keyboard() {
    let desk = Desk::new();
    let mut console = desk.console();
    console.see("1 only in chat");
    console.press("S");
    apply(&mut console, "1 done");
    back(&mut console);
    console.wait("everybody in step", |text| !text.contains("only in chat"));
    console.press("S");
    console.see("Nothing to do");
}

#[test]
fn budget_and_reset_by_keyboard() {
    let desk = Desk::new();
    let id = desk.person("ana");
    let key = desk.key_for(&id);
    let mut console = desk.console();
    console.see("2 users");
    console.press("/ana");
    console.press(ENTER);
    console.press("B");
    console.see("Budget of");
    console.press("0.00000001");
    console.see("finer than a millionth");
    console.press("\u{7f}\u{7f}\u{7f}\u{7f}\u{7f}\u{7f}\u{7f}\u{7f}\u{7f}\u{7f}0.000001");
    console.press(ENTER);
    apply(&mut console, "1 done");
    assert_eq!(desk.chat(&key), 200);
    assert_eq!(desk.chat(&key), 422);
    back(&mut console);
    console.press("r");
    apply(&mut console, "1 done");
    assert_eq!(desk.chat(&key), 200);
    back(&mut console);
    console.press("u");
    console.see("takes back");
}

#[test]
fn a_minted_key_is_shown_once_works_and_is_kept_nowhere() {
    let desk = Desk::new();
    desk.person("ana");
    let mut console = desk.console();
    console.see("2 users");
    console.press("/ana");
    console.press(ENTER);
    console.press("m");
    console.see("Mint a key");
    console.press("lab-3");
    console.press(ENTER);
    apply(&mut console, "sk-");
    // The whole of it: a look may fall into the middle of a frame.
    let screen = console.wait("the whole key", |text| key_in(text).len() == 25);
    let key = key_in(&screen);
    assert_eq!(desk.chat(&key), 200, "{key}");
    console.press(ESC);
    console.wait("the key to be gone", |text| !text.contains(&key));
    back(&mut console);
    assert!(!console.text().contains(&key));
    for folder in ["state", "cache"] {
        assert_eq!(holding(&desk.home.path().join(folder), &key), Vec::<PathBuf>::new());
    }
    console.press("q");
    assert!(console.end().success());
}

#[test]
fn several_are_marked_and_reset_at_once() {
    let desk = Desk::new();
    for name in ["ana", "ben", "cho"] {
        let id = desk.person(name);
        desk.sandbox.proxy().set_spend(&id, 3.0);
    }
    let mut console = desk.console();
    console.see("4 users");
    console.press("/campus");
    console.press(ENTER);
    console.press("*");
    console.see("marked");
    console.press("r");
    apply(&mut console, "3 done");
}

#[test]
fn a_read_only_console_says_why_it_does_not_apply() {
    let desk = Desk::new();
    desk.person("ana");
    let config = desk.config();
    let args = ["--config", config.to_str().unwrap(), "--read-only"];
    let mut console = Console::start(&args, desk.home.path(), (120, 36));
    console.see("read-only");
    console.see("2 users");
    let writes = desk.sandbox.proxy().writes().len();
    console.press("b");
    console.press("a");
    console.wait("the reason", |text| text.matches("read-only").count() > 1);
    assert_eq!(desk.sandbox.proxy().writes().len(), writes);
}

#[test]
fn a_dead_proxy_leaves_the_chat_side_usable() {
    let desk = Desk::new();
    desk.person("ana");
    let text = std::fs::read_to_string(desk.config()).unwrap();
    let dead = text.replace(&desk.sandbox.proxy_url(), "http://127.0.0.1:9");
    std::fs::write(desk.config(), dead).unwrap();
    let mut console = desk.console();
    console.see("2 users");
    console.wait("the failure", |text| text.contains("LiteLLM") && text.contains("cannot"));
    console.press("q");
    assert!(console.end().success());
}
