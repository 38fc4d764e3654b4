//! `bursar why --probe`: what the proxy really answers, beside what is said of it.

use std::io::{BufRead, BufReader, Write};
use std::process::Stdio;
use std::time::{Duration, Instant};

use bursar::sandbox::{Fault, Server, Trouble};
use rstest::rstest;
use serde_json::{Value, json};

use super::demo::signal;
use super::*;

const CHAT: &str = "/v1/chat/completions";

impl Desk {
    fn probe(&self, more: &[&str]) -> Ran {
        let args = ["why", "ana@x.edu", "--model", "gpt-4o", "--probe"];
        self.run(&[&args[..], more].concat())
    }

    /// With this key on standard input.
    fn probe_with(&self, key: &str, more: &[&str]) -> Ran {
        let args = ["why", "ana@x.edu", "--model", "gpt-4o", "--probe", "--key", "-"];
        let mut command = self.command(&[&args[..], more].concat());
        let pipes = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = pipes.spawn().unwrap();
        child.stdin.take().unwrap().write_all(format!("{key}\n").as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        Ran {
            code: output.status.code(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    fn the_key(&self) -> String {
        self.secret_of("ana-lab")
    }

    fn asked(&self) -> usize {
        let requests = self.sandbox.proxy().requests();
        requests.iter().filter(|seen| seen.path == CHAT).count()
    }

    /// No throw-away key is there.
    #[track_caller]
    fn has_thrown_it_away(&self) {
        let keys = self.sandbox.proxy().keys_of("id-ana");
        let names: Vec<_> = keys.iter().filter_map(|key| key.key_alias.clone()).collect();
        assert_eq!(names.len(), 2, "{names:?}");
        assert!(names.iter().all(|name| !name.starts_with("bursar-probe")), "{names:?}");
    }

    fn arm(&self, trouble: Trouble, path: &str) {
        self.sandbox.faults().arm(Fault::on(Server::Proxy, trouble).method("POST").path(path));
    }

    fn outcome(&self) -> Value {
        self.run(&["journal", "--format", "json"]).exits(0).json()[0]["changes"][0].clone()
    }
}

#[test]
fn a_supplied_key_is_used_once_and_both_say_the_same() {
    let desk = Desk::open();
    let ran = desk.probe_with(&desk.the_key(), &[]).exits(0);
    ran.prints("Probe: why says accepted; the proxy answered 200: they agree.");
    assert_eq!(desk.asked(), 1);
    assert_eq!(desk.sandbox.proxy().writes().len(), 1, "nothing else was sent");
    assert!(!desk.journal().exists(), "nothing was changed");
}

#[rstest]
#[case::budget("user_budget", json!({"status": 422, "type": "budget_exceeded"}))]
#[case::blocked("key_blocked", json!({"status": 401, "type": "auth_error"}))]
#[case::model("key_models", json!({"status": 403, "type": "key_model_access_denied"}))]
#[case::deactivated("user_deactivated", json!({"status": 401, "type": "auth_error"}))]
fn a_refusal_is_answered_as_why_says(#[case] check: &str, #[case] says: Value) {
    let desk = Desk::open();
    let key = desk.the_key();
    desk.sandbox.proxy().with(|state| {
        let lab = state.keys.values_mut().find(|key| key.key_alias.as_deref() == Some("ana-lab"));
        let lab = lab.unwrap();
        match check {
            "key_blocked" => lab.blocked = Some(true),
            "key_models" => lab.models = vec!["gpt-4o-mini".to_owned()],
            "user_deactivated" => {
                let ana = state.users.get_mut("id-ana").unwrap();
                ana.metadata.insert("scim_active".to_owned(), json!(false));
            }
            _ => state.users.get_mut("id-ana").unwrap().max_budget = Some(0.0),
        }
    });
    desk.probe_with(&key, &[]).exits(0).prints("they agree.");
    let json = desk.probe(&["--key", &key, "--format", "json"]).exits(0).json();
    assert_eq!((&json["verdict"], &json["by"]["check"]), (&json!("refused"), &json!(check)));
    let probe = &json["probe"];
    assert_eq!(fields(probe), ["agrees", "message", "status", "type"]);
    assert_eq!(probe["agrees"], true, "{probe}");
    assert_eq!((&probe["status"], &probe["type"]), (&says["status"], &says["type"]));
    assert!(!probe["message"].as_str().unwrap().is_empty());
}

#[test]
fn a_disagreement_is_shown() {
    let desk = Desk::open();
    desk.sandbox.proxy().with(|state| {
        let lab = state.keys.values_mut().find(|key| key.key_alias.as_deref() == Some("ana-lab"));
        lab.unwrap().rpm_limit = Some(0);
    });
    let ran = desk.probe_with(&desk.the_key(), &[]).exits(0);
    ran.prints("why says accepted; the proxy answered 429 throttling_error: they do not agree.")
        .prints("Rate limit exceeded");
    let key = desk.the_key();
    let json = desk.probe(&["--key", &key, "--format", "json"]).exits(0).json();
    assert_eq!((&json["verdict"], &json["probe"]["agrees"]), (&json!("accepted"), &json!(false)));
    assert_eq!(json["probe"]["status"], 429);
}

#[test]
fn what_why_cannot_tell_the_proxy_does() {
    let desk = Desk::open();
    // Whether there is a default budget for a customer without a row is shown nowhere.
    let ran = desk.probe_with(&desk.the_key(), &["--customer", "c-new"]).exits(0);
    ran.prints("why says unknown; the proxy answered 200: it lets it through")
        .prints("'budget of the customer' is not known");
}

#[test]
fn without_a_key_one_is_minted_used_and_gone_again() {
    let desk = Desk::open();
    // What is the key's own does not concern another key.
    desk.sandbox.proxy().with(|state| {
        for key in state.keys.values_mut() {
            key.blocked = Some(true);
        }
    });
    let ran = desk.probe(&["--yes"]).exits(0).says("probe with a throw-away key").says("1/1");
    let ran =
        ran.prints("Refused: key ana-lab is blocked").prints("A throw-away key has no limits");
    ran.prints("Probe: why says accepted; the proxy answered 200: they agree.");
    desk.has_thrown_it_away();
    assert_eq!(desk.asked(), 1);
    let change = desk.outcome();
    assert_eq!((&change["outcome"], &change["answered"]["status"]), (&json!("done"), &json!(200)));
    let journal = fs::read_to_string(desk.journal()).unwrap();
    assert!(!journal.contains("sk-"), "{journal}");
    desk.run(&["undo", "--yes"]).exits(1).says("has no plan that did anything");
}

#[test]
fn a_throw_away_key_is_judged_for_itself() {
    let desk = Desk::open();
    desk.sandbox.proxy().set_budget("id-ana", Some(0.0));
    let ran = desk.probe(&["--yes", "--format", "json", "--customer", "c-9"]).exits(0);
    let json = ran.json();
    assert_eq!(fields(&json), ["chat", "keys", "probe", "user"]);
    let probe = &json["probe"];
    assert_eq!(fields(probe), ["agrees", "message", "status", "throw_away", "type"]);
    assert_eq!((&probe["status"], &probe["agrees"]), (&json!(422), &json!(true)), "{probe}");
    assert_eq!(probe["throw_away"]["by"]["check"], "user_budget");
    desk.has_thrown_it_away();
    // The customer was named.
    desk.sandbox.proxy().set_budget("id-ana", None);
    desk.probe(&["--yes", "--customer", "c-9"]).exits(0).says("for the customer c-9");
    assert!(desk.sandbox.proxy().with(|state| state.customers.contains_key("c-9")));
}

#[test]
fn it_is_asked_for_and_left_without_an_answer() {
    let desk = Desk::open();
    let ran = desk.probe(&[]).exits(3).says("apply the plan with --yes").prints("Accepted: ");
    assert!(!ran.out.contains("Probe:"), "{}", ran.out);
    desk.is_untouched();
}

#[test]
fn a_read_only_profile_mints_no_key_and_lets_one_be_supplied() {
    let desk = Desk::open();
    desk.probe(&["--yes", "--read-only"]).exits(4).prints_nothing().says("--key -");
    desk.is_untouched();
    desk.probe_with(&desk.the_key(), &["--read-only"]).exits(0).prints("they agree");
}

#[test]
fn what_is_missing_is_said_before_anything_is_sent() {
    let desk = Desk::open();
    desk.run(&["why", "ana", "--probe"]).exits(2).prints_nothing().says("--model");
    desk.run(&["why", "ana", "--yes"]).exits(2).says("--probe");
    desk.probe_with("ana-lab", &[]).exits(2).says("is no key");
    let ben = ["why", "ben@x.edu", "--model", "gpt-4o", "--probe", "--yes"];
    desk.run(&ben).exits(4).says("has no user at the proxy");
    let cleos = ["why", "cleo@x.edu", "--model", "gpt-4o", "--probe", "--yes", "--key", "ana-lab"];
    desk.run(&cleos).exits(4).says("the key ana-lab is not cleo@x.edu's");
    desk.is_untouched();
}

#[rstest]
#[case::no_answer(Trouble::ResetBefore, CHAT, 1)]
#[case::lost_answer(Trouble::ResetAfter, CHAT, 1)]
#[case::lost_key(Trouble::ResetAfter, "/key/generate", 1)]
#[case::deleted_at_the_second_try(Trouble::ServerError, "/key/delete", 0)]
#[case::deleted_unheard(Trouble::ResetAfter, "/key/delete", 0)]
fn the_key_goes_whatever_fails(#[case] trouble: Trouble, #[case] path: &str, #[case] code: i32) {
    let desk = Desk::open();
    desk.sandbox.faults().arm(Fault::on(Server::Proxy, trouble).method("POST").path(path).once());
    let ran = desk.probe(&["--yes", "--format", "json"]).exits(code);
    let probe = ran.json()["probe"].clone();
    assert_eq!(probe["status"].is_null(), code != 0, "{probe}");
    assert_eq!(probe["agrees"].is_null(), code != 0, "{probe}");
    desk.has_thrown_it_away();
}

#[test]
fn a_page_that_is_no_json_is_an_answer_all_the_same() {
    let desk = Desk::open();
    desk.arm(Trouble::ServerError, CHAT);
    let ran = desk.probe(&["--yes"]).exits(0);
    ran.prints("the proxy answered 500: they do not agree");
    desk.has_thrown_it_away();
}

#[test]
fn a_key_that_cannot_be_deleted_is_said_and_undone_later() {
    let desk = Desk::open();
    desk.arm(Trouble::ServerError, "/key/delete");
    let ran = desk.probe(&["--yes"]).exits(1).says("the key may be left there");
    ran.prints("the proxy answered 200: they agree");
    assert_eq!(desk.sandbox.proxy().keys_of("id-ana").len(), 3);
    desk.sandbox.faults().clear();
    desk.run(&["journal"]).prints("can be undone");
    desk.run(&["undo", "--yes", "--confirm", "campus"]).exits(0);
    desk.has_thrown_it_away();
}

#[test]
fn ctrl_c_ends_the_asking_and_the_key_goes() {
    let desk = Desk::open();
    desk.arm(Trouble::Silence, CHAT);
    let args = ["why", "ana@x.edu", "--model", "gpt-4o", "--probe", "--yes", "--format", "json"];
    let mut command = desk.command(&args);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let deadline = Instant::now() + Duration::from_secs(20);
    while desk.asked() == 0 {
        assert!(Instant::now() < deadline, "nothing was asked");
        std::thread::yield_now();
    }
    signal(&child, "-INT");
    let words = BufReader::new(child.stderr.take().unwrap()).lines().map(Result::unwrap);
    let said: Vec<String> = words.collect();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{said:?}");
    assert!(said.iter().any(|line| line.contains("stopped before the proxy")), "{said:?}");
    let json: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(json["probe"]["status"], Value::Null);
    desk.has_thrown_it_away();
    let change = desk.outcome();
    assert_eq!(change["outcome"], "failed", "{change}");
}

#[test]
fn the_key_that_asks_is_said_and_kept_nowhere() {
    let desk = Desk::open();
    let key = desk.the_key();
    desk.sandbox.proxy().with(|state| {
        let lab = state.keys.values_mut().find(|key| key.key_alias.as_deref() == Some("ana-lab"));
        lab.unwrap().blocked = Some(true);
    });
    let mut said = String::new();
    for ran in [desk.probe_with(&key, &["-vv"]), desk.probe(&["-vv", "--key", &key])] {
        said.extend([ran.out, ran.err]);
    }
    assert!(said.contains("they agree"), "{said}");
    let ran = desk.probe(&["-vv", "--yes"]).exits(0);
    said.extend([ran.out, ran.err]);
    let mut folders = vec![desk.path("")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if !path.ends_with("config.toml") {
                said += &String::from_utf8_lossy(&fs::read(path).unwrap());
            }
        }
    }
    assert!(!said.contains(&key), "it was said or kept");
    // Of no key more than its masked form.
    for (at, _) in said.match_indices("sk-") {
        let rest = said.get(at..at + 6).unwrap_or_default();
        assert!(rest == "sk-..." || said[..at].ends_with(|c: char| c.is_alphanumeric()), "{rest}");
    }
}
