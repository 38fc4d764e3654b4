//! The example file, and the corpus: a message for every bad file, an answer for every good one.

use std::path::{Path, PathBuf};
use std::time::Duration;

use bursar::app::Keymap;
use bursar::config::{self, WebuiSignIn};
use bursar::domain::{Authority, NewUserRole, RoleMap, SyncPolicy};
use bursar::domain::{Limit, Role, Usd};
use pretty_assertions::assert_eq;

use super::{parse, parse_with_keys};

fn files(directory: &str) -> Vec<PathBuf> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/configs").join(directory);
    let mut files: Vec<PathBuf> =
        fs_err::read_dir(directory).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "toml"));
    files.sort();
    assert!(!files.is_empty());
    files
}

/// To accept new messages, after reading them: `BURSAR_BLESS=1 cargo test corpus`.
#[test]
fn every_bad_file_gets_the_message_beside_it() {
    let bless = std::env::var_os("BURSAR_BLESS").is_some();
    for file in files("invalid") {
        let text = fs_err::read_to_string(&file).unwrap();
        let Err(error) = parse_with_keys(&text) else {
            panic!("{} is taken as valid", file.display())
        };
        let said = format!("{error}\n");
        assert!(!format!("{said}{error:?}").contains("SECRET"), "{}: {said}", file.display());
        let beside = file.with_extension("txt");
        if bless {
            fs_err::write(&beside, &said).unwrap();
        }
        let expected = fs_err::read_to_string(&beside).unwrap_or_default();
        assert_eq!(said, expected, "{}", file.display());
    }
}

#[test]
fn every_good_file_is_taken() {
    for file in files("valid") {
        let text = fs_err::read_to_string(&file).unwrap();
        if let Err(error) = parse_with_keys(&text) {
            panic!("{}: {error}", file.display());
        }
    }
}

#[test]
fn a_mistake_in_the_keys_leaves_the_rest_of_the_file_usable() {
    for file in files("invalid").iter().filter(|file| {
        file.file_name().is_some_and(|name| name.to_string_lossy().starts_with("keys_"))
    }) {
        let text = fs_err::read_to_string(file).unwrap();
        assert!(parse(&text).is_ok(), "{}", file.display());
    }
}

#[test]
fn what_is_typed_is_what_is_meant() {
    let config = parse(include_str!("../../configs/valid/every_reference.toml")).unwrap();
    let names: Vec<&str> = config.profiles.keys().map(config::ProfileName::as_str).collect();
    assert_eq!(names, ["a-1", "b.2", "c_3"]);
    let a = &config.profiles["a-1"];
    assert_eq!(a.refresh, None);
    let proxy = a.proxy.as_ref().unwrap();
    assert_eq!(proxy.server.url.as_str(), "http://llm.internal/base");
    assert_eq!(proxy.server.ca_file.as_deref(), Some(Path::new("./ca.pem")));
    assert_eq!(proxy.key.describe(), "op …");
    let b = config.choose(None).unwrap();
    assert_eq!(b.proxy.as_ref().unwrap().key.describe(), "in the config file");
    let WebuiSignIn::Password { email, password } = &b.webui.as_ref().unwrap().sign_in else {
        panic!("a password was given")
    };
    assert_eq!(email.normal(), "admin@example.edu");
    assert_eq!(password.describe(), "/home/ana/.keys/webui");
    assert_eq!(password.place.to_string(), "config.toml:17");
    assert_eq!(b.sync.authority, Authority::Both);
    assert!(b.sync.excludes(["ana", "SVC-backup"]));
    assert_eq!(b.sync.new_user_role, Some(NewUserRole::InternalUserViewer));
    let budget = Limit::Amount(Usd::from_micros(12_500_000));
    assert_eq!(b.sync.new_user_max_budget, Some(budget));
    assert_eq!(b.sync.roles.proxy_admin, Role::Admin);
    assert_eq!(b.sync.roles.internal_user, Role::User);
    let c = &config.profiles["c_3"];
    assert!(matches!(&c.webui.as_ref().unwrap().sign_in, WebuiSignIn::Key { key, email: Some(_) }
        if key.needs_prompt()));
    assert_eq!(c.sync.new_user_max_budget, Some(Limit::Unlimited));
}

/// The example with the `#` taken from every line that is a setting or a header.
fn uncommented_example() -> String {
    let is_prose = |rest: &str| rest.is_empty() || rest.starts_with(' ');
    config::EXAMPLE
        .lines()
        .map(|line| line.strip_prefix('#').filter(|rest| !is_prose(rest)).unwrap_or(line))
        .flat_map(|line| [line, "\n"])
        .collect()
}

#[test]
fn the_example_is_valid_as_it_stands() {
    let config = parse(config::EXAMPLE).unwrap();
    let profile = config.choose(None).unwrap();
    assert_eq!(profile.sync, SyncPolicy::default());
    assert!(profile.proxy.is_some() && profile.webui.is_some());
}

#[test]
fn the_example_shows_the_defaults() {
    let as_it_stands = parse(config::EXAMPLE).unwrap().choose(None).unwrap().clone();
    let full = parse(&uncommented_example()).unwrap();
    let profile = full.choose(None).unwrap();
    assert_eq!(full.profiles.len(), 3);
    assert_eq!(profile.refresh, Some(Duration::from_secs(30)));
    assert_eq!(profile.refresh, as_it_stands.refresh);
    assert_eq!(profile.read_only, as_it_stands.read_only);
    assert_eq!(profile.guard, as_it_stands.guard);
    assert_eq!(profile.sync.authority, as_it_stands.sync.authority);
    assert_eq!(profile.sync.roles, RoleMap::default());
    assert_eq!(Keymap::configured(&full).unwrap(), Keymap::built_in());
    let without = parse(config::EXAMPLE).unwrap();
    assert_eq!(full.ui.escape_delay, Duration::from_millis(50));
    assert_eq!(full.ui.escape_delay, without.ui.escape_delay);
    let (shown, default) = (profile.proxy.as_ref(), as_it_stands.proxy.as_ref());
    let (shown, default) = (&shown.unwrap().server, &default.unwrap().server);
    assert_eq!((shown.timeout, shown.max_in_flight), (default.timeout, default.max_in_flight));
}

#[test]
fn the_example_names_every_setting() {
    let text = uncommented_example();
    let is_named = |setting: &str| {
        text.lines().filter(|line| !line.starts_with('#')).any(|line| {
            line.split(|c: char| !(c.is_alphanumeric() || c == '_')).any(|word| word == setting)
        })
    };
    let missing: Vec<_> = config::SETTINGS.iter().filter(|setting| !is_named(setting)).collect();
    assert!(missing.is_empty(), "config.example.toml does not show {missing:?}");
}
