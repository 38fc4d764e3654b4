//! The command line as scripts and cron see it: the real binary, on the sandbox.

#![cfg(unix)]
#![expect(clippy::unwrap_used, clippy::panic, reason = "helpers of tests fail as tests do")]

mod access;
mod budget;
mod config;
mod demo;
mod help;
mod hostile;
mod journal;
mod levers;
mod mint;
mod mistake;
mod output;
mod plan;
mod probe;
mod purses;
mod record;
mod signal;
mod spend;
mod terminal;
mod users;
mod verbs;
mod why;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use bursar::sandbox::{Options, Population, Sandbox};
use serde_json::Value;
use tempfile::TempDir;

const BINARY: &str = env!("CARGO_BIN_EXE_bursar");

/// Both servers, a profile for them, and a folder for all that bursar writes.
struct Desk {
    sandbox: Sandbox,
    folder: TempDir,
}

impl Desk {
    /// Four people: Ana on both servers with two keys and $5 of $10 spent, Ben only in the chat,
    /// Cleo only at the proxy with a budget of zero, Dan under two names; and the admin.
    fn open() -> Self {
        let desk = Self::with(Population::Empty, 0);
        let (proxy, webui) = (desk.sandbox.proxy(), desk.sandbox.webui());
        let admin = webui.account_with_email(desk.sandbox.webui_admin().0).unwrap();
        for (id, email, alias) in [
            (admin.id.as_str(), admin.email.as_str(), admin.name.as_str()),
            ("id-ana", "ana@x.edu", "Ana"),
            ("id-cleo", "cleo@x.edu", "Cleo"),
            ("id-dan", "dan@x.edu", "Daniel"),
        ] {
            proxy.add_user(id, Some(email));
            let alias = Some(alias.to_owned());
            proxy.with(|state| state.users.get_mut(id).unwrap().user_alias = alias);
        }
        proxy.add_key("id-ana", "ana-lab");
        proxy.add_key("id-ana", "ana-home");
        proxy.set_spend("id-ana", 5.0);
        proxy.set_budget("id-ana", Some(10.0));
        proxy.set_budget("id-cleo", Some(0.0));
        webui.add_account("id-ana", "ana@x.edu", "Ana", "user");
        webui.add_account("id-ben", "ben@x.edu", "Ben", "user");
        webui.add_account("id-dan", "dan@x.edu", "Dan", "user");
        desk
    }

    /// An invented organisation.
    fn of(people: usize) -> Self {
        Self::with(Population::Demo, people)
    }

    fn with(population: Population, people: usize) -> Self {
        let options = Options { people, population, ..Options::default() };
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let sandbox = runtime.block_on(Sandbox::start(options)).unwrap();
        let desk = Self { sandbox, folder: TempDir::new().unwrap() };
        desk.configure(&desk.profile());
        desk.sandbox.proxy().forget_requests();
        desk.sandbox.webui().forget_requests();
        desk
    }

    /// The profile of both servers, as the config file has it.
    fn profile(&self) -> String {
        let Self { sandbox, .. } = self;
        profile(
            (&sandbox.proxy_url(), sandbox.master_key()),
            (&sandbox.webui_url(), sandbox.webui_key()),
        )
    }

    fn configure(&self, text: &str) {
        write_private(&self.path("config.toml"), text);
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn journal(&self) -> PathBuf {
        self.path("state/journal/campus.jsonl")
    }

    /// The binary with an environment of its own.
    fn command(&self, args: &[&str]) -> Command {
        let mut command = bare(self.folder.path());
        command.env("BURSAR_CONFIG", self.path("config.toml")).args(args);
        command
    }

    fn run(&self, args: &[&str]) -> Ran {
        Ran::of(self.command(args))
    }

    /// Nothing was sent but reads.
    fn is_untouched(&self) {
        assert_eq!(self.sandbox.proxy().writes(), []);
        assert_eq!(self.sandbox.webui().writes(), []);
    }
}

/// Waits for what a test asks of the servers itself.
fn block_on<T>(what: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(what)
}

/// The binary in that folder, with no config.
fn bare(folder: &Path) -> Command {
    let mut command = Command::new(BINARY);
    command
        .env_clear()
        .env("HOME", folder)
        .env("USER", "ops")
        .env("BURSAR_STATE_DIR", folder.join("state"))
        .env("BURSAR_CACHE_DIR", folder.join("cache"))
        .current_dir(folder);
    command
}

fn profile(proxy: (&str, &str), webui: (&str, &str)) -> String {
    format!(
        "[profiles.campus]\n\
         [profiles.campus.proxy]\nurl = \"{}\"\nkey = \"{}\"\n\
         [profiles.campus.webui]\nurl = \"{}\"\nkey = \"{}\"\nemail = \"admin@campus.example.edu\"\n",
        proxy.0, proxy.1, webui.0, webui.1
    )
}

fn write_private(path: &Path, text: &str) {
    use std::os::unix::fs::PermissionsExt;
    fs::write(path, text).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o600)).unwrap();
}

/// What one run left behind.
struct Ran {
    code: Option<i32>,
    out: String,
    err: String,
}

impl Ran {
    fn of(command: Command) -> Self {
        let mut command = assert_cmd::Command::from_std(command);
        let output = command.timeout(Duration::from_mins(1)).output().unwrap();
        Self {
            code: output.status.code(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    #[cfg(target_os = "linux")]
    /// With standard output on a disk that is full; `assert_cmd` would pipe it.
    fn into_full(mut command: Command) -> Self {
        let full = fs::File::options().write(true).open("/dev/full").unwrap();
        let command = command.stdin(Stdio::null()).stdout(full).stderr(Stdio::piped());
        let output = command.spawn().unwrap().wait_with_output().unwrap();
        let err = String::from_utf8(output.stderr).unwrap();
        Self { code: output.status.code(), out: String::new(), err }
    }

    #[track_caller]
    fn exits(self, code: i32) -> Self {
        let Self { out, err, .. } = &self;
        assert_eq!(self.code, Some(code), "--- out ---\n{out}--- err ---\n{err}");
        self
    }

    /// Words about it, on standard error.
    #[track_caller]
    fn says(self, words: &str) -> Self {
        assert!(self.err.contains(words), "no '{words}' in\n{}", self.err);
        self
    }

    #[track_caller]
    fn prints(self, data: &str) -> Self {
        assert!(self.out.contains(data), "no '{data}' in\n{}", self.out);
        self
    }

    #[track_caller]
    fn lacks(self, words: &str) -> Self {
        assert!(!self.out.contains(words) && !self.err.contains(words), "{}{}", self.out, self.err);
        self
    }

    #[track_caller]
    fn prints_nothing(self) -> Self {
        assert_eq!(self.out, "");
        self
    }

    #[track_caller]
    fn json(&self) -> Value {
        serde_json::from_str(&self.out)
            .unwrap_or_else(|e| panic!("{e}\n{}\n{}", self.out, self.err))
    }
}

/// The names of an object's fields, sorted.
fn fields(object: &Value) -> Vec<&str> {
    let mut names: Vec<&str> = object.as_object().unwrap().keys().map(String::as_str).collect();
    names.sort_unstable();
    names
}
