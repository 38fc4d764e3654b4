//! `bursar key mint`: the key is on standard output alone, once, and nowhere else.

use std::fs;
use std::path::Path;

use super::{Desk, Ran, fields};

/// Every byte below a folder.
fn everything_in(folder: &Path) -> String {
    let mut all = String::new();
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            all.push_str(&everything_in(&path));
        } else {
            all.push_str(&String::from_utf8_lossy(&fs::read(&path).unwrap()));
        }
    }
    all
}

#[test]
fn the_key_stands_alone_on_standard_output_and_is_kept_nowhere() {
    let desk = Desk::open();
    let ran = desk.run(&["-vv", "key", "mint", "ana@x.edu", "--yes"]).exits(0);
    let key = ran.out.trim_end().to_owned();
    assert_eq!(ran.out, format!("{key}\n"));
    let minted = desk.sandbox.proxy().key(&key).unwrap();
    assert_eq!(minted.user_id.as_deref(), Some("id-ana"));
    let ran = ran.says("mint key · ana@x.edu").says("POST").says("1 done");
    let secret_part = key.strip_prefix("sk-").unwrap();
    assert!(!ran.err.contains(secret_part), "{}", ran.err);
    let written = everything_in(&desk.path("state")) + &everything_in(&desk.path("cache"));
    assert!(written.contains("mint_key") && !written.contains(secret_part));
    let again = desk.run(&["journal"]).exits(0).prints("mint key");
    assert!(!again.out.contains(secret_part) && !again.err.contains(secret_part));
}

#[test]
fn the_json_of_a_minted_key_has_exactly_the_fields_of_its_contract() {
    let desk = Desk::open();
    let args = ["key", "mint", "ana@x.edu", "--alias", "lab-3", "--models", "gpt-4o-mini", "--max"];
    let more = ["5", "--every", "7d", "--expires", "30d", "--yes", "--format", "json"];
    let ran = desk.run(&[&args[..], &more[..]].concat()).exits(0);
    let minted = ran.json();
    assert_eq!(fields(&minted), ["alias", "expires", "hash", "key", "user"]);
    assert_eq!((&minted["alias"], &minted["user"]), (&"lab-3".into(), &"ana@x.edu".into()));
    assert!(minted["expires"].is_string());
    let key = desk.sandbox.proxy().key(minted["key"].as_str().unwrap()).unwrap();
    assert_eq!(key.token, minted["hash"].as_str().unwrap());
    assert_eq!((key.max_budget, key.models), (Some(5.0), vec!["gpt-4o-mini".to_owned()]));
    let forever = desk.run(&["key", "mint", "cleo", "--yes", "--format", "json"]).exits(0).json();
    assert!(forever["expires"].is_null());
}

#[test]
fn without_consent_there_is_no_key_and_nothing_on_standard_output() {
    let desk = Desk::open();
    for format in ["text", "json"] {
        let ran = desk.run(&["key", "mint", "ana", "--format", format]).exits(3);
        ran.prints_nothing().says("1 mint key");
    }
    desk.is_untouched();
}

#[test]
fn an_alias_is_checked_before_anything_is_sent() {
    let desk = Desk::open();
    let mint = |alias| desk.run(&["key", "mint", "ana", "--yes", "--alias", alias]).exits(4);
    mint("ana-lab").says("exists already");
    mint("no spaces").says("is no key alias");
    desk.is_untouched();
}

#[test]
fn a_team_that_is_not_there_is_refused_before_anything_is_sent() {
    let desk = Desk::open();
    let ran = desk.run(&["key", "mint", "ana", "--yes", "--team", "physics"]).exits(1);
    ran.prints_nothing().says("the proxy has no team 'physics'");
    desk.is_untouched();
}

#[test]
fn a_mint_plan_from_a_file_prints_the_key_alone_as_well() {
    let desk = Desk::open();
    let file = desk.path("mint.json");
    let file = file.to_str().unwrap();
    desk.run(&["key", "mint", "ana", "--plan", file]).exits(3).prints_nothing();
    let ran = desk.run(&["apply", file, "--yes"]).exits(0);
    assert!(desk.sandbox.proxy().key(ran.out.trim_end()).is_some(), "{}", ran.out);
    desk.run(&["undo", "--yes", "--confirm", "campus"]).exits(0).says("1 done");
    assert!(desk.sandbox.proxy().key(ran.out.trim_end()).is_none());
}

#[cfg(unix)]
#[test]
fn a_key_that_nobody_would_see_is_not_made() {
    use std::process::Stdio;
    let desk = Desk::open();
    let args = ["key", "mint", "ana", "--yes", "--alias", "unseen-1"];
    // What is closed (`>&-`) is opened as the null device before a Rust program begins.
    let mut closed = std::process::Command::new("/bin/sh");
    let own = desk.command(&args);
    closed.arg("-c").arg("exec \"$0\" \"$@\" >&-").arg(own.get_program()).args(own.get_args());
    closed.env_clear().envs(own.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let mut null = desk.command(&args);
    null.stdout(Stdio::null());
    for mut command in [closed, null] {
        let ended = command.stdin(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let ended = ended.wait_with_output().unwrap();
        let said = String::from_utf8_lossy(&ended.stderr);
        assert_eq!(ended.status.code(), Some(1), "{said}");
        assert!(said.contains("standard output leads nowhere"), "{said}");
    }
    desk.is_untouched();
}

#[cfg(target_os = "linux")]
#[test]
fn a_key_that_could_not_be_handed_over_is_said_to_be_lost() {
    let desk = Desk::open();
    let args = ["key", "mint", "ana", "--yes", "--alias", "lost-1"];
    let ran = Ran::into_full(desk.command(&args));
    ran.exits(1)
        .says("the key lost-1 of ana@x.edu was made, but nobody has seen it")
        .says("delete it with `bursar undo p-");
    desk.run(&["undo", "--yes", "--confirm", "campus"]).exits(0).says("1 done");
}
