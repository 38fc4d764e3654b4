//! Whole stories of an operator's day, from the first key to what the servers say afterwards.

use std::fs;
use std::time::{Duration, Instant};

use bursar::sandbox::{Fault, Server, Trouble};
use serde_json::Value;

use super::Console;
use super::desk::{Desk, apply, back};
use super::driver::{ENTER, ESC, TAB};
use super::line::Line;

/// Types a query, sees how many it finds, and goes back to the list.
fn find(console: &mut Console, query: &str, count: usize) {
    console.press("/");
    console.press(query);
    console.see(&format!("{count} found"));
    console.press(ENTER);
    console.see(&format!("{count} shown"));
}

fn leave(mut console: Console) {
    console.press("q");
    assert!(console.end().success());
}

#[test]
fn the_over_budget_people_of_one_team_are_found_and_raised_by_a_fifth() {
    let desk = Desk::new();
    let [ana, ben, cho, dov] = ["ana", "ben", "cho", "dov"].map(|name| {
        let id = desk.person(name);
        desk.sandbox.proxy().set_budget(&id, Some(10.0));
        desk.sandbox.proxy().set_spend(&id, 11.0);
        id
    });
    desk.sandbox.proxy().set_budget(&ben, Some(2.5));
    // In the team, and within the budget; over the budget, and in another team.
    desk.sandbox.proxy().set_spend(&cho, 4.0);
    desk.team("lab", &[&ana, &ben, &cho]);
    desk.team("workshop", &[&dov]);
    let mut console = desk.console();
    console.see("5 users");
    find(&mut console, "state:over team:lab", 2);
    console.press("*");
    console.see("2 marked");
    desk.sandbox.proxy().forget_requests();
    console.press("B");
    console.see("Set a budget");
    console.press("+20%");
    console.see("$10.00 → $12.00");
    console.press(ENTER);
    apply(&mut console, "2 done");
    let wanted = [(&ana, 12.0), (&ben, 3.0), (&cho, 10.0), (&dov, 10.0)];
    for (id, budget) in wanted {
        assert_eq!(desk.at_proxy(id)["max_budget"], Value::from(budget), "{id}");
    }
    assert_eq!(desk.sandbox.proxy().writes().len(), 2, "nobody else was touched");
    leave(console);
}

#[test]
fn a_leaver_is_blocked_on_both_sides_and_let_back_in() {
    let desk = Desk::new();
    let (ana, ben) = (desk.person("ana"), desk.person("ben"));
    let (of_ana, of_ben) = (desk.key_for(&ana), desk.key_for(&ben));
    let stand = || (desk.chat(&of_ana), desk.at_webui(&ana)["role"].clone());
    let before = stand();
    assert_eq!(before, (200, Value::from("user")));
    let mut console = desk.console();
    console.see("3 users");
    find(&mut console, "ana", 1);
    console.press("b");
    apply(&mut console, "3 done");
    assert_eq!(stand(), (401, Value::from("pending")));
    assert_eq!((desk.chat(&of_ben), &desk.at_webui(&ben)["role"]), (200, &Value::from("user")));
    back(&mut console);
    console.see("blocked");
    console.press("u");
    console.see("takes back");
    apply(&mut console, "3 done");
    assert_eq!(stand(), before);
    back(&mut console);
    console.wait("nobody blocked", |text| !text.contains("blocked"));
    leave(console);
}

/// The key that stands whole on the screen.
fn key_on(console: &Console) -> String {
    let whole = |text: &str| {
        let word = text.split_whitespace().find(|word| word.starts_with("sk-"));
        word.filter(|word| word.len() == 25).map(str::to_owned)
    };
    whole(&console.wait("the whole key", |text| whole(text).is_some())).unwrap()
}

/// As a terminal is sent what is to be copied.
fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let bits = (0..3).fold(0, |bits, at| bits << 8 | u32::from(*chunk.get(at).unwrap_or(&0)));
        for at in 0..4 {
            let digit = DIGITS[(bits >> (18 - 6 * at)) as usize & 63];
            text.push(if at > chunk.len() { '=' } else { char::from(digit) });
        }
    }
    text
}

#[test]
fn a_new_person_gets_a_user_a_key_and_the_key_handed_over() {
    let desk = Desk::new();
    let id = desk.account("ana");
    assert!(desk.sandbox.proxy().user(&id).is_none());
    let mut console = desk.console();
    console.see("2 users");
    find(&mut console, "ana", 1);
    // Without a user at the proxy nobody can own a key; sync makes one.
    console.press("s");
    apply(&mut console, "1 done");
    assert_eq!(desk.at_proxy(&id)["user_email"], "ana@campus.example.edu");
    back(&mut console);
    console.press("m");
    console.see("Mint a key");
    console.press("ana-laptop");
    console.press(ENTER);
    apply(&mut console, "Shown once");
    let key = key_on(&console);
    console.press("c");
    console.see("Copied");
    let copied = format!("\u{1b}]52;c;{}\u{1b}\\", base64(key.as_bytes()));
    let sent = || String::from_utf8_lossy(&console.written()).matches(&copied).count();
    console.wait("the copy", |_| sent() > 0);
    assert_eq!(sent(), 1);
    console.press(ESC);
    console.wait("the key to be gone", |text| !text.contains(&key));
    assert_eq!(desk.chat(&key), 200);
    let stored = desk.sandbox.proxy().key(&key).unwrap();
    assert_eq!(stored.user_id.as_deref(), Some(id.as_str()));
    assert_eq!(stored.key_alias.as_deref(), Some("ana-laptop"));
    back(&mut console);
    assert!(!console.text().contains(&key));
    leave(console);
}

#[test]
fn who_drifted_is_found_and_mended() {
    let desk = Desk::new();
    let [ana, ben, cho] = ["ana", "ben", "cho"].map(|name| desk.person(name));
    desk.sandbox.proxy().with(|state| {
        let old = "ana.before@campus.example.edu".to_owned();
        state.users.get_mut(&ana).unwrap().user_email = Some(old);
        state.users.get_mut(&ben).unwrap().user_alias = Some("benjamin".to_owned());
    });
    desk.sandbox.proxy().forget_requests();
    desk.sandbox.webui().forget_requests();
    let mut console = desk.console();
    console.see("4 users");
    find(&mut console, "sync:drifted", 2);
    console.press("*");
    console.see("2 marked");
    console.press("s");
    apply(&mut console, "2 done");
    for (id, name) in [(&ana, "ana"), (&ben, "ben"), (&cho, "cho")] {
        let user = desk.at_proxy(id);
        assert_eq!(user["user_email"], format!("{name}@campus.example.edu"));
        assert_eq!(user["user_alias"], name);
    }
    assert_eq!(desk.sandbox.proxy().writes().len(), 2);
    assert_eq!(desk.sandbox.webui().writes().len(), 0, "chat is the side that is right");
    back(&mut console);
    console.see("0 shown");
    leave(console);
}

/// Two profiles in the first desk's config, the second called `lab`.
fn with_lab(campus: &Desk, lab: &Desk) {
    let more = fs::read_to_string(lab.config()).unwrap().replace("campus", "lab");
    let text = fs::read_to_string(campus.config()).unwrap();
    let text = format!("default_profile = \"campus\"\n{text}{more}");
    fs::write(campus.config(), text).unwrap();
}

#[test]
fn the_profile_is_switched_in_the_middle_of_a_load() {
    const LATE: Duration = Duration::from_secs(3);
    let (campus, lab) = (Desk::new(), Desk::new());
    campus.person("ana");
    lab.person("ben");
    with_lab(&campus, &lab);
    // All is read but the users of the proxy.
    let late = Fault::on(Server::Proxy, Trouble::Latency(LATE)).path("/user/list");
    campus.sandbox.faults().arm(late);
    let mut console = campus.console();
    let is_listing = || campus.sandbox.proxy().requests().iter().any(|r| r.path == "/user/list");
    console.wait("the listing", |text| text.contains("LiteLLM · reading") && is_listing());
    let answered = Instant::now() + LATE;
    console.press("P");
    console.see("campus (at work)");
    console.press("G");
    console.press(ENTER);
    let of_lab = |text: &str| text.contains("bursar · lab") && text.contains("2 users");
    console.wait("the other profile", of_lab);
    let asked = campus.sandbox.proxy().requests().len() + campus.sandbox.webui().requests().len();
    // Until the first one's answer would have come, and for what could follow from them.
    let text = console.wait("the late answer", |text| {
        assert!(of_lab(text) && !text.contains("bursar · campus"), "{text}");
        Instant::now() > answered + LATE / 3
    });
    let after = campus.sandbox.proxy().requests().len() + campus.sandbox.webui().requests().len();
    assert_eq!(after, asked, "the first profile is asked nothing more");
    assert!(text.contains("ben@campus.example.edu"), "{text}");
    let written = console.written();
    assert!(!String::from_utf8_lossy(&written).contains("ana@"), "somebody of the first profile");
    console.press("N");
    console.see("Nothing was told yet.");
    leave(console);
}

#[test]
fn the_proxy_is_lost_while_a_query_is_typed() {
    let desk = Desk::new();
    for name in ["ana", "anabel", "annika", "ben"] {
        desk.person(name);
    }
    let text = fs::read_to_string(desk.config()).unwrap();
    fs::write(desk.config(), text.replace("refresh = 0", "refresh = 1")).unwrap();
    let mut console = desk.console();
    console.see("5 users");
    console.press("/an");
    console.see("3 found");
    desk.sandbox.faults().arm(Fault::on(Server::Proxy, Trouble::ResetBefore));
    // Keys come while the proxy goes: not one of them waits for it.
    for (typed, found) in [("a", "2 found"), ("bel", "1 found"), (" @campus", "1 found")] {
        console.press(typed);
        console.see(found);
    }
    let text = console.see("stale");
    assert!(text.contains("anabel @campus"), "{text}");
    assert!(text.contains("anabel@campus.example.edu"), "{text}");
    let failed = desk.sandbox.proxy().requests().len();
    console
        .wait("another reading that fails", |_| desk.sandbox.proxy().requests().len() > failed + 1);
    for _ in 0.." @campus".len() + "bel".len() {
        console.press("\u{7f}");
    }
    let text = console.see("2 found");
    assert!(text.contains("stale") && text.contains("5 users"), "{text}");
    console.press(ENTER);
    let text = console.see("2 shown");
    assert!(text.contains("/ ana") && text.contains("anabel@campus.example.edu"), "{text}");
    desk.sandbox.faults().clear();
    console.wait("a fresh reading", |text| !text.contains("stale") && text.contains("2 shown"));
    leave(console);
}

/// The line: a relay between the pseudo-terminal and the test reads what the console writes no
/// faster than 9,600 bytes a second, in pieces of at most 96, so that the console is held up as by
/// a full socket; and hands over every piece, of keys as of output, 250 ms after it was sent.
#[test]
fn find_and_block_over_9_6_kb_a_second_and_250_ms_each_way_without_waiting_for_the_screen() {
    let line = Line { bytes_a_second: 9_600, delay: Duration::from_millis(250) };
    let desk = Desk::new();
    let people = ["ana", "ben", "cho", "dov", "eva"].map(|name| (name, desk.person(name)));
    let keys: Vec<(&str, &str, String)> =
        people.iter().map(|(name, id)| (*name, id.as_str(), desk.key_for(id))).collect();
    let config = desk.config();
    let args = ["--config", config.to_str().unwrap()];
    let begun = Instant::now();
    let mut console = Console::start_over(line, &args, desk.home.path(), (160, 48));
    console.see("6 users");
    let typed = Instant::now();
    console.press(&["/cho", ENTER, "b", "a", TAB, ENTER].concat());
    console.see("Applied in");
    assert!(typed.elapsed() >= 2 * line.delay, "there is no delay");
    let bytes = u32::try_from(console.written().len()).unwrap();
    let least = Duration::from_secs(1) * bytes / line.bytes_a_second;
    assert!(begun.elapsed() >= least, "{bytes} bytes came faster than the line is");
    for (name, id, key) in &keys {
        let (status, role) = if *name == "cho" { (401, "pending") } else { (200, "user") };
        assert_eq!((desk.chat(key), &desk.at_webui(id)["role"]), (status, &Value::from(role)));
    }
    leave(console);
}

/// In Open WebUI and at the proxy alike she is found, what refuses is said, and its remedy is tried
/// with the request that was refused.
#[test]
fn ana_says_the_models_are_gone() {
    let desk = Desk::new();
    desk.sandbox.webui().with(|state| state.publish("gpt-4o-mini"));
    let ana = desk.person("ana");
    desk.person("ben");
    let key = desk.key_for(&ana);
    desk.sandbox.proxy().set_budget(&ana, Some(10.0));
    desk.sandbox.proxy().set_spend(&ana, 10.02);
    let refused = desk.chat(&key);
    assert!(refused >= 400, "{refused}");
    let mut console = desk.console();
    console.see("3 users");
    find(&mut console, "ana", 1);
    desk.sandbox.proxy().forget_requests();
    console.press("w");
    console.see("REFUSED");
    let text = console.see("has spent $10.02 of $10.00");
    assert!(text.contains("budget of the user") && text.contains("REFUSES"), "{text}");
    assert_eq!(desk.sandbox.proxy().writes().len(), 0);
    // Raise, by a fifth of what is spent.
    console.press("a");
    console.see("budget $10.00 → $12.02");
    apply(&mut console, "1 done");
    assert_eq!(desk.at_proxy(&ana)["max_budget"], Value::from(12.02));
    assert_eq!(desk.chat(&key), 200);
    console.press(ESC);
    console.see("ACCEPTED");
    console.press(ESC);
    console.see("1 shown");
    // And the other half of the same complaint: the account waits to be let in.
    desk.sandbox.webui().set_role(&ana, "pending");
    console.press("\u{12}");
    console.see("pending");
    console.press("w");
    // Her key is not refused any more: it begins with what is.
    console.see("waits to be let in");
    console.press("1");
    apply(&mut console, "1 done");
    assert_eq!(desk.at_webui(&ana)["role"], Value::from("user"));
    console.press(ESC);
    console.see("ACCEPTED");
    console.press(ESC);
    console.see("1 shown");
    leave(console);
}
