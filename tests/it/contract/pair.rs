//! A pair of servers, and a test's own invented people on it.

use std::panic::{AssertUnwindSafe, resume_unwind};
use std::time::Duration;

use bursar::roster::Roster;
use bursar::sandbox::{Options, Population, Sandbox};
use futures_util::FutureExt;
use serde_json::{Value, json};

use crate::operator::{Operator, Servers, until};
use crate::sandbox::{Answer, Caller, check};

/// How long the checks of a proxy may go by what they knew before: the cache of keys and users
/// holds 60 s unless it is told otherwise.
pub(crate) const IN_FORCE: Duration = Duration::from_secs(90);
/// How long spend takes from a call into the rows.
pub(crate) const WRITTEN: Duration = Duration::from_secs(40);

/// Both servers and a prefix of this test's own.
pub(crate) struct Pair {
    pub(crate) servers: Servers,
    run: String,
    proxy: Caller,
    webui: Caller,
    /// Kept so that it runs.
    sandbox: Option<Sandbox>,
}

/// An Open WebUI account and a session of it.
pub(crate) struct Member {
    pub(crate) id: String,
    pub(crate) email: String,
    pub(crate) session: Caller,
}

/// A virtual key, in full.
pub(crate) struct Minted {
    pub(crate) caller: Caller,
    pub(crate) hash: String,
    pub(crate) alias: String,
}

/// Runs one test and cleans up after it, however it ends.
pub(crate) async fn run(pair: Pair, test: impl AsyncFnOnce(&Pair)) {
    let outcome = AssertUnwindSafe(test(&pair)).catch_unwind().await;
    pair.clean_up().await;
    outcome.unwrap_or_else(|panic| resume_unwind(panic));
}

fn run_prefix() -> String {
    let mut bytes = [0; 4];
    getrandom::fill(&mut bytes).unwrap();
    format!("run{:08x}", u32::from_ne_bytes(bytes))
}

impl Pair {
    pub(crate) async fn sandbox() -> Self {
        let options = Options { population: Population::Empty, ..Options::default() };
        let sandbox = Sandbox::start(options).await.unwrap();
        Self::of(Servers::of(&sandbox), Some(sandbox))
    }

    /// The servers that the environment names.
    pub(crate) fn real() -> Self {
        let of = |name: &str| {
            std::env::var(name).unwrap_or_else(|_| {
                panic!("{name} is not set; tests/servers/README.md says how to run these tests")
            })
        };
        let servers = Servers {
            proxy_url: of("BURSAR_TEST_PROXY_URL"),
            proxy_key: of("BURSAR_TEST_PROXY_KEY"),
            webui_url: of("BURSAR_TEST_WEBUI_URL"),
            webui_key: of("BURSAR_TEST_WEBUI_KEY"),
            webui_email: None,
        };
        Self::of(servers, None)
    }

    fn of(servers: Servers, sandbox: Option<Sandbox>) -> Self {
        let proxy = Caller::new(servers.proxy_url.clone(), Some(&servers.proxy_key));
        let webui = Caller::new(servers.webui_url.clone(), Some(&servers.webui_key));
        Self { servers, run: run_prefix(), proxy, webui, sandbox }
    }

    /// How long a reset is worth watching there: the sandbox writes spend at once.
    pub(crate) fn landing(&self) -> Duration {
        Duration::from_secs(if self.sandbox.is_some() { 1 } else { 30 })
    }

    /// The proxy, with the master key.
    pub(crate) fn proxy(&self) -> Caller {
        self.proxy.clone()
    }

    /// Open WebUI, with an admin's API key.
    pub(crate) fn webui(&self) -> Caller {
        self.webui.clone()
    }

    pub(crate) async fn operator(&self) -> Operator {
        Operator::of(self.servers.profile()).await
    }

    /// An id of this run.
    pub(crate) fn id(&self, name: &str) -> String {
        format!("{}-{name}", self.run)
    }

    /// An e-mail of this run.
    pub(crate) fn email(&self, name: &str) -> String {
        format!("{}-{name}@campus.example.edu", self.run)
    }

    /// [`check`], with `RUN` for the prefix.
    pub(crate) async fn check(&self, caller: &Caller, table: &str) {
        check(caller, &table.replace("RUN", &self.run)).await;
    }

    /// This run's people in a roster.
    pub(crate) fn ours(&self, roster: &Roster) -> Vec<u32> {
        let is_ours = |text: Option<&str>| text.is_some_and(|text| text.contains(&self.run));
        let people = roster.people().zip(0..);
        let ours = people.filter(|(person, _)| {
            is_ours(person.email())
                || is_ours(Some(person.name()))
                || is_ours(Some(person.id().raw()))
        });
        ours.map(|(_, index)| index).collect()
    }

    /// Creates a user at the proxy, without a key.
    pub(crate) async fn user(&self, name: &str, more: Value) -> String {
        let mut body = json!({
            "user_id": self.id(name), "user_email": self.email(name), "user_role": "internal_user",
            "auto_create_key": false,
        });
        for (field, value) in more.as_object().unwrap() {
            body[field] = value.clone();
        }
        let answer = self.proxy().post("/user/new", body).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        self.id(name)
    }

    /// The user's whole row, as the proxy has it now.
    pub(crate) async fn row(&self, id: &str) -> Value {
        let answer = self.proxy().get(&format!("/spend/users?user_id={id}")).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer.at("/0")
    }

    /// Changes a user at the proxy by another hand than bursar's.
    pub(crate) async fn update(&self, id: &str, more: Value) {
        let mut body = more;
        body["user_id"] = json!(id);
        let answer = self.proxy().post("/user/update", body).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
    }

    /// Mints a key for a user by another hand than bursar's.
    pub(crate) async fn key(&self, user: &str, name: &str, more: Value) -> Minted {
        let alias = self.id(name);
        let mut body = json!({"user_id": user, "key_alias": alias});
        for (field, value) in more.as_object().unwrap() {
            body[field] = value.clone();
        }
        let answer = self.proxy().post("/key/generate", body).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        let text = |pointer: &str| answer.at(pointer).as_str().unwrap().to_owned();
        Minted { caller: self.proxy().with(&text("/key")), hash: text("/token"), alias }
    }

    /// The key's row in the listing, or null.
    pub(crate) async fn key_row(&self, hash: &str) -> Value {
        let path =
            format!("/key/list?return_full_object=true&include_team_keys=true&key_hash={hash}");
        self.proxy().get(&path).await.at("/keys/0")
    }

    /// Adds an account, with a session of it.
    pub(crate) async fn account(&self, name: &str, role: &str) -> Member {
        let email = self.email(name);
        let body = json!({
            "name": self.id(name), "email": email, "password": "Secret-of-nobody-1", "role": role,
        });
        let answer = self.webui().post("/api/v1/auths/add", body).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        let text = |pointer: &str| answer.at(pointer).as_str().unwrap().to_owned();
        Member { id: text("/id"), email, session: self.webui().with(&text("/token")) }
    }

    /// Signs in with the password of [`Self::account`].
    pub(crate) async fn sign_in(&self, email: &str) -> Answer {
        let body = json!({"email": email, "password": "Secret-of-nobody-1"});
        self.webui().anonymous().post("/api/v1/auths/signin", body).await
    }

    async fn clean_up(&self) {
        let (proxy, webui) = (self.proxy(), self.webui());
        let is_ours = |row: &Value, fields: &[&str]| {
            let texts = fields.iter().filter_map(|field| row[*field].as_str());
            texts.into_iter().any(|text| text.contains(&self.run))
        };
        let rows =
            |answer: &Answer, at: &str| answer.at(at).as_array().cloned().unwrap_or_default();
        let users = rows(&proxy.get("/spend/users").await, "");
        let of_user = ["user_id", "user_email", "user_alias"];
        let ids: Vec<&Value> =
            users.iter().filter(|row| is_ours(row, &of_user)).map(|row| &row["user_id"]).collect();
        for chunk in ids.chunks(100) {
            proxy.post("/user/delete", json!({"user_ids": chunk})).await;
        }
        let teams = rows(&proxy.get("/v2/team/list?page_size=100").await, "/teams");
        for team in teams.iter().filter(|row| is_ours(row, &["team_id", "team_alias"])) {
            proxy.post("/team/delete", json!({"team_ids": [team["team_id"]]})).await;
        }
        let customers = rows(&proxy.get("/customer/list").await, "");
        for row in customers.iter().filter(|row| is_ours(row, &["user_id"])) {
            proxy.post("/customer/delete", json!({"user_ids": [row["user_id"]]})).await;
        }
        let tags = rows(&proxy.get("/tag/list").await, "");
        for row in tags.iter().filter(|row| is_ours(row, &["name"])) {
            proxy.post("/tag/delete", json!({"name": row["name"]})).await;
            let id = &row["litellm_budget_table"]["budget_id"];
            if id.is_string() {
                proxy.post("/budget/delete", json!({"id": id})).await;
            }
        }
        let budgets = rows(&proxy.get("/budget/list").await, "");
        for row in budgets.iter().filter(|row| is_ours(row, &["budget_id"])) {
            proxy.post("/budget/delete", json!({"id": row["budget_id"]})).await;
        }
        let accounts = rows(&webui.get("/api/v1/users/all").await, "/users");
        for row in accounts.iter().filter(|row| is_ours(row, &["email", "name"])) {
            webui.delete(&format!("/api/v1/users/{}", row["id"].as_str().unwrap())).await;
        }
        let groups = rows(&webui.get("/api/v1/groups/").await, "");
        for row in groups.iter().filter(|row| is_ours(row, &["name"])) {
            let path = format!("/api/v1/groups/id/{}/delete", row["id"].as_str().unwrap());
            webui.delete(&path).await;
        }
    }
}

pub(crate) const CHAT: &str = "/v1/chat/completions";

/// A question to the cheap model.
pub(crate) fn chat() -> Value {
    json!({"model": "gpt-4o-mini", "messages": [{"role": "user", "content": "hey"}]})
}

impl Minted {
    /// Asks the cheap model until the proxy answers so, and gives that answer.
    pub(crate) async fn until_status(&self, status: u16) -> Answer {
        let what = format!("{} to be answered {status}", self.alias);
        until(&what, IN_FORCE, async || {
            let answer = self.caller.post(CHAT, chat()).await;
            (answer.status == status).then_some(answer)
        })
        .await
    }
}
