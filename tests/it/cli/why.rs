//! `bursar why`: the verdict, the ladder and the remedies, for the eye and for a script.

use std::io::Write;
use std::process::Stdio;

use bursar::domain::KeyHash;
use serde_json::{Value, json};

use super::*;

impl Desk {
    /// Ana has spent what she may.
    fn broke() -> Self {
        let desk = Self::open();
        desk.sandbox.proxy().set_spend("id-ana", 10.02);
        desk
    }

    fn why(&self, more: &[&str]) -> Ran {
        let args: Vec<&str> = ["why"].iter().chain(more).copied().collect();
        self.run(&args).exits(0)
    }

    pub(super) fn secret_of(&self, alias: &str) -> String {
        self.sandbox.proxy().with(|state| {
            let key = state.keys.values().find(|key| key.key_alias.as_deref() == Some(alias));
            state.secrets[&key.unwrap().token].clone()
        })
    }
}

#[test]
fn the_verdict_comes_first_then_the_ladder_then_the_remedies() {
    let desk = Desk::broke();
    let ran = desk.why(&["ana@x.edu", "--key", "ana-lab", "--model", "gpt-4o"]);
    let first = ran.out.lines().next().unwrap();
    assert!(first.starts_with("Refused: user ana@x.edu has spent $10.02 of $10.00"), "{first}");
    let ran = ran.prints("The server answers 422 budget_exceeded.");
    let refusing: Vec<&str> = ran.out.lines().filter(|line| line.starts_with("> ")).collect();
    assert_eq!(refusing.len(), 1, "{}", ran.out);
    assert!(refusing[0].starts_with("> REFUSES  budget of the user"), "{}", refusing[0]);
    ran.prints("\n1. ").prints("\n   bursar budget id-ana --max ").prints("Judged by 1.106 rules");
    desk.is_untouched();
}

#[test]
fn without_a_person_the_key_says_whose_it_is() {
    let desk = Desk::broke();
    let named = desk.why(&["ana@x.edu", "--key", "ana-lab", "--model", "gpt-4o"]).out;
    assert_eq!(desk.why(&["--key", "ana-lab", "--model", "gpt-4o"]).out, named);
    let hash = KeyHash::of_secret(&desk.secret_of("ana-lab"));
    assert_eq!(desk.why(&["--key", &hash.raw(), "--model", "gpt-4o"]).out, named);
    let secret = desk.secret_of("ana-lab");
    assert_eq!(desk.why(&["--key", &secret, "--model", "gpt-4o"]).out, named);
    // An owner without a row, whose id is a part of another's.
    desk.post("/key/generate", json!({"key_alias": "left", "user_id": "id-an"}));
    let left = desk.why(&["--key", "left"]).prints("id-an: key left (sk-...");
    left.prints("owner");
    desk.run(&["why"]).exits(2).says("bursar why [OPTIONS] --key <KEY>");
    desk.run(&["why", "--model", "gpt-4o"]).exits(2);
    desk.run(&["why", "--key", "nowhere"]).exits(2).says("no key is called 'nowhere'");
}

#[test]
fn a_key_that_nobody_owns_is_judged_alone() {
    let desk = Desk::broke();
    desk.post("/team/new", json!({"team_id": "t-lab", "team_alias": "lab"}));
    desk.post("/key/generate", json!({"key_alias": "robot", "team_id": "t-lab"}));
    let says = desk.why(&["--key", "robot"]);
    says.prints("Accepted: ").prints("key robot (sk-...").prints("), which nobody owns\n");
    desk.post("/team/update", json!({"team_id": "t-lab", "blocked": true}));
    let json = desk.why(&["--key", "robot", "--format", "json"]).json();
    assert_eq!((&json["user"], &json["by"]["check"]), (&Value::Null, &json!("team_blocked")));
    let nothing = "ab".repeat(32);
    desk.why(&["--key", &nothing]).prints("a key that is not this proxy's");
    let probe = ["why", "--key", "robot", "--model", "gpt-4o", "--probe", "--yes"];
    desk.run(&probe).exits(4).says("give the key itself with --key -");
}

#[test]
fn one_key_is_one_object_as_scripts_expect_it() {
    let desk = Desk::broke();
    let json =
        desk.why(&["ana", "--key", "ana-lab", "--model", "gpt-4o", "--format", "json"]).json();
    assert_eq!(
        fields(&json),
        [
            "by",
            "caveats",
            "judged_by",
            "key",
            "ladder",
            "model",
            "remedies",
            "sentence",
            "server_says",
            "then",
            "user",
            "verdict"
        ]
    );
    assert_eq!(json["user"], "ana@x.edu");
    assert_eq!(json["model"], "gpt-4o");
    assert!(json["key"].as_str().unwrap().starts_with("sk-..."), "{}", json["key"]);
    assert_eq!(json["verdict"], "refused");
    let by = json!({"check": "user_budget", "scope": "user", "subject": "ana@x.edu"});
    assert_eq!(json["by"], by);
    assert_eq!(json["server_says"], json!({"status": 422, "type": "budget_exceeded"}));
    assert_eq!(json["then"], Value::Null);
    let rungs = json["ladder"].as_array().unwrap();
    let rung = rungs.iter().find(|rung| rung["check"] == "user_budget").unwrap();
    assert_eq!(
        fields(rung),
        [
            "check",
            "detail",
            "limit",
            "operator",
            "resets_at",
            "scope",
            "spend",
            "subject",
            "verdict"
        ]
    );
    assert_eq!((&rung["spend"], &rung["limit"]), (&json!(10.02), &json!(10.0)));
    assert_eq!((&rung["operator"], &rung["verdict"]), (&json!(">="), &json!("refuses")));
    let remedy = &json["remedies"][0];
    assert_eq!(fields(remedy), ["command", "sentence"]);
    assert_eq!(remedy["command"][0], "bursar");
}

#[test]
fn without_a_key_each_is_judged_and_the_chat_beside() {
    let desk = Desk::broke();
    let json = desk.why(&["ana@x.edu", "--format", "json"]).json();
    assert_eq!(fields(&json), ["chat", "keys", "user"]);
    assert_eq!(json["keys"].as_array().unwrap().len(), 2);
    assert!(json["keys"].as_array().unwrap().iter().all(|key| key["verdict"] == "refused"));
    let chat = &json["chat"];
    assert_eq!(chat["charged"]["to"], "shared_key");
    assert_eq!(chat["proxy"]["verdict"], "accepted", "the chat goes by the master key");
    assert!(chat["ladder"].as_array().unwrap().iter().any(|rung| rung["check"] == "webui_role"));
}

#[test]
fn whatever_is_missing_is_said_and_nothing_is_guessed() {
    let desk = Desk::open();
    let first = |ran: &Ran| ran.json()["keys"][0].clone();
    // Only in the chat.
    let ben = first(&desk.why(&["ben@x.edu", "--format", "json"]));
    assert_eq!((&ben["verdict"], &ben["key"]), (&json!("unknown"), &json!(null)));
    assert!(ben["sentence"].as_str().unwrap().contains("has no user at the proxy"), "{ben}");
    // Spend that is no number, and one below zero.
    for spend in [f64::NAN, -1.0] {
        desk.sandbox.proxy().set_spend("id-ana", spend);
        let ana = first(&desk.why(&["ana@x.edu", "--format", "json"]));
        assert_eq!(ana["verdict"], "unknown", "{ana}");
    }
    desk.sandbox.proxy().set_spend("id-ana", 1.0);
    // A model nobody serves.
    let model = ["ana@x.edu", "--model", "no-such-model", "--format", "json"];
    let ana = first(&desk.why(&model));
    assert_eq!((&ana["verdict"], &ana["by"]["check"]), (&json!("refused"), &json!("model_known")));
    // An organization, without a licence.
    desk.sandbox.proxy().with(|state| {
        let key = state.keys.values_mut().find(|key| key.key_alias.as_deref() == Some("ana-lab"));
        key.unwrap().organization_id = Some("org".to_owned());
    });
    let ana = desk.why(&["ana@x.edu", "--key", "ana-lab", "--format", "json"]).json();
    let rungs = ana["ladder"].as_array().unwrap();
    let rung = rungs.iter().find(|rung| rung["check"] == "organization_budget").unwrap();
    assert_eq!(rung["verdict"], "unknown");
    let detail = rung["detail"].as_str().unwrap();
    assert!(detail.contains("organization routes need a LiteLLM licence"), "{detail}");
    // A key of nobody here.
    let key = ["ana@x.edu", "--key", "sk-of-another-proxy", "--format", "json"];
    let ana = desk.why(&key).json();
    assert_ne!(ana["verdict"], "accepted");
    assert_eq!(ana["ladder"][0]["check"], "key_known");
}

#[test]
fn who_is_not_there_or_not_one_is_no_answer() {
    let desk = Desk::open();
    desk.run(&["why", "zoe"])
        .exits(1)
        .prints_nothing()
        .says("no user has 'zoe' in an id or e-mail");
    desk.run(&["why", "@x.edu"]).exits(2).prints_nothing().says("'@x.edu' matches 4 users");
    let ran = desk.run(&["why", "ana@x.edu", "--key", "nope"]).exits(2).prints_nothing();
    ran.says("no key is called 'nope'");
    desk.run(&["why"]).exits(2).prints_nothing();
    desk.is_untouched();
}

#[test]
fn a_server_that_is_away_leaves_what_the_other_says() {
    let desk = Desk::open();
    let gone = "http://127.0.0.1:9";
    let sandbox = &desk.sandbox;
    let proxy = (sandbox.proxy_url(), sandbox.master_key().to_owned());
    let webui = (sandbox.webui_url(), sandbox.webui_key().to_owned());
    desk.configure(&profile((&proxy.0, &proxy.1), (gone, &webui.1)));
    let json = desk.why(&["ana@x.edu", "--format", "json"]).json();
    assert_eq!(json["keys"][0]["verdict"], "accepted");
    assert_eq!(json["chat"]["verdict"], "unknown");
    desk.configure(&profile((gone, &proxy.1), (&webui.0, &webui.1)));
    let json = desk.why(&["ana@x.edu", "--format", "json"]).json();
    assert_eq!(json["keys"][0]["verdict"], "unknown");
    desk.configure(&profile((gone, &proxy.1), (gone, &webui.1)));
    let ran = desk.run(&["why", "ana@x.edu"]).exits(1).prints_nothing();
    ran.says("LiteLLM").says("Open WebUI");
}

#[test]
fn a_pasted_key_never_leaves_the_process() {
    let desk = Desk::broke();
    let (ours, foreign) = (desk.secret_of("ana-lab"), "sk-of-another-proxy-entirely");
    let mut said = String::new();
    for secret in [ours.as_str(), foreign] {
        for format in ["text", "json"] {
            let args = ["-vv", "why", "ana@x.edu", "--key", secret, "--format", format];
            let ran = desk.run(&args).exits(0);
            said.extend([ran.out, ran.err]);
        }
    }
    // The same on standard input, where no list of processes shows it.
    let mut command = desk.command(&["-vv", "why", "ana@x.edu", "--key", "-"]);
    let pipes = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = pipes.spawn().unwrap();
    child.stdin.take().unwrap().write_all(format!("{ours}\n").as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    said += &String::from_utf8(output.stdout).unwrap();
    said += &String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("key ana-lab"), "{said}");
    let asked = format!("{:?}", desk.sandbox.proxy().requests());
    assert!(asked.contains(&*KeyHash::of_secret(foreign).raw()), "it is looked for by its hash");
    said += &asked;
    let asked = format!("{:?}", desk.sandbox.webui().requests());
    said += &asked;
    let mut folders = vec![desk.path("")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                said += &String::from_utf8_lossy(&fs::read(path).unwrap());
            }
        }
    }
    for secret in [ours.as_str(), foreign] {
        assert!(!said.contains(secret), "it was sent, said or kept");
    }
    desk.is_untouched();
}

#[test]
fn names_from_the_servers_do_nothing_to_a_terminal() {
    let desk = Desk::open();
    desk.sandbox.proxy().with(|state| {
        let key = state.keys.values_mut().find(|key| key.key_alias.as_deref() == Some("ana-lab"));
        key.unwrap().key_alias = Some("\u{1b}]0;owned\u{7}; rm -rf".to_owned());
    });
    for format in ["text", "json"] {
        let ran = desk.why(&["ana@x.edu", "--format", format]);
        assert!(!ran.out.contains(['\u{1b}', '\u{7}']), "{:?}", ran.out);
    }
}
