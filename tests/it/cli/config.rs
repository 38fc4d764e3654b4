//! The config file from the command line: where it is, what is wrong with it, how to begin.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use rstest::rstest;
use tempfile::TempDir;

use super::{Desk, Ran, bare};

#[test]
fn the_first_config_is_written_for_its_owner_and_never_over_another() {
    let folder = TempDir::new().unwrap();
    let run = |args: &[&str]| {
        let mut command = bare(folder.path());
        command.args(args);
        Ran::of(command)
    };
    run(&["users"]).exits(2).says("`bursar config init` writes one, `bursar demo` needs none");
    run(&["config", "check"]).exits(2).says("there is no config file");
    let path = folder.path().join(".config/bursar/config.toml");
    run(&["config", "path"]).exits(0).prints(&format!("config\t{}\n", path.display()));
    run(&["config", "init"]).exits(0).says("wrote ").says("then run `bursar config check`");
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    let written = fs::read_to_string(&path).unwrap();
    run(&["config", "init"]).exits(2).says("exists already; nothing was written");
    assert_eq!(fs::read_to_string(&path).unwrap(), written);
    run(&["config", "check"])
        .exits(2)
        .prints("campus (default): LiteLLM https://")
        .says("profile 'campus', proxy key: the environment variable LITELLM_MASTER_KEY is not set")
        .says("/.keys/webui could not be read")
        .lacks("is well-formed");
    run(&["users"])
        .exits(2)
        .says("the environment variable LITELLM_MASTER_KEY is not set; export it or change `key`");
}

#[test]
fn a_flag_names_another_config_before_the_variable() {
    let desk = Desk::open();
    desk.run(&["--config", "other.toml", "users"]).exits(2).says("other.toml");
    desk.run(&["config", "init", "--config", "other.toml"]).exits(0);
    desk.run(&["--config", "other.toml", "config", "check"]).exits(2).prints("campus (default)");
    desk.is_untouched();
}

#[rstest]
#[case("key = \"", "kee = \"", "did you mean 'key'?")]
#[case("key = \"", "key = ", "config.toml:")]
#[case("key = \"", "timeout = \"3\"\nkey = \"", "timeout")]
#[case("[profiles.campus]\n", "[profiles.campus]\nauthority = 1\n", "authority")]
fn a_mistake_is_shown_in_its_place_without_the_secret_beside_it(
    #[case] right: &str,
    #[case] wrong: &str,
    #[case] says: &str,
) {
    let desk = Desk::open();
    let config = desk.profile();
    desk.configure(&config.replacen(right, wrong, 1));
    let secrets = [desk.sandbox.master_key(), desk.sandbox.webui_key()].map(str::to_owned);
    for args in [&["users"][..], &["config", "check"], &["-vv", "reset", "ana", "--yes"]] {
        let ran = desk.run(args).exits(2).says("config.toml:").says("^").says(says);
        for secret in &secrets {
            let part = secret.get(3..12).unwrap();
            assert!(!ran.err.contains(part) && !ran.out.contains(part), "{}", ran.err);
        }
    }
    desk.is_untouched();
}

#[test]
fn an_unknown_profile_is_answered_with_the_nearest() {
    let desk = Desk::open();
    desk.run(&["--profile", "campsu", "users"])
        .exits(2)
        .says("there is no profile 'campsu' in ")
        .says("which has campus; did you mean 'campus'?");
    let two =
        desk.profile() + &desk.profile().replace("campus]", "lab]").replace("campus.", "lab.");
    desk.configure(&two);
    desk.run(&["users"]).exits(2).says("has the profiles campus, lab; choose one with --profile");
    desk.run(&["--profile", "lab", "users"]).exits(0);
    let mut by_variable = desk.command(&["config", "check"]);
    by_variable.env("BURSAR_PROFILE", "nowhere");
    Ran::of(by_variable).exits(2).says("there is no profile 'nowhere'");
}

#[test]
fn a_config_with_a_secret_that_others_can_read_is_refused() {
    let desk = Desk::open();
    let path = desk.path("config.toml");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
    desk.run(&["users"]).exits(2).says("can be read by others (mode 0644)").says("run: chmod 600");
    desk.is_untouched();
}

#[test]
fn a_secret_that_nobody_is_there_to_type_is_no_hang() {
    let desk = Desk::open();
    let key = format!("key = \"{}\"", desk.sandbox.master_key());
    desk.configure(&desk.profile().replace(&key, "key = { prompt = true }"));
    desk.run(&["users"]).exits(2).says("standard input is no terminal");
}

#[test]
fn a_config_without_a_profile_is_no_mistake_and_nothing_to_work_with() {
    let desk = Desk::open();
    desk.configure("");
    desk.run(&["config", "check"]).exits(0).says("well-formed, and has no profile yet");
    desk.run(&["users"]).exits(2).says("`bursar --config NEW config init` writes an example");
}

#[test]
fn a_theme_that_is_wrong_or_not_there_is_shown_in_its_place_and_left_alone() {
    let desk = Desk::open();
    let profile = desk.profile();
    let themed = format!("[ui]\ntheme = \"mine\"\n\n{profile}");
    desk.configure(&themed);
    let folder = desk.path("themes");
    fs::create_dir(&folder).unwrap();
    let check = || desk.run(&["config", "check"]);
    check().exits(2).says(
        "config.toml:2:9: ui.theme: there is no such theme; themes here: terminal, dark, light\n  \
         2 | theme = \"***\"\n    |         ^^^^^",
    );
    let broken = "base = \"dark\"\ndanger = \"purpel\"\n";
    fs::write(folder.join("mine.toml"), broken).unwrap();
    check()
        .exits(2)
        .says("themes/mine.toml:2:10: danger: this is no colour")
        .says("  2 | danger = \"purpel\"\n    |          ^^^^^^^^");
    assert_eq!(fs::read_to_string(folder.join("mine.toml")).unwrap(), broken);
    // What is not drawn needs no theme.
    desk.run(&["users"]).exits(0);
    fs::write(folder.join("mine.toml"), "danger = 208\n").unwrap();
    check().exits(0);
    desk.run(&["config", "check", "--theme", "ours"]).exits(2).says("there is no theme 'ours'");
}

#[test]
fn a_mistake_in_the_keys_stops_the_check_and_nothing_else() {
    let desk = Desk::open();
    let config = desk.profile();
    desk.configure(&format!("{config}\n[keys.people]\nblock = [\"r\"]\n"));
    for command in ["check", "keys"] {
        desk.run(&["config", command])
            .exits(2)
            .says("keys.people.block: 'r' is bound to both 'reset-spend' and 'block'");
    }
    desk.run(&["users"]).exits(0);
}

#[test]
fn the_keys_are_printed_as_they_may_be_written() {
    let folder = TempDir::new().unwrap();
    let run = |args: &[&str]| {
        let mut command = bare(folder.path());
        command.args(args);
        Ran::of(command)
    };
    run(&["config", "keys"]).exits(0).prints("[keys.people]").prints("block = [\"b\"]");
    let desk = Desk::open();
    let config = desk.profile();
    desk.configure(&format!("{config}\n[keys.people]\nblock = [\"x\"]\n"));
    desk.run(&["config", "keys"]).exits(0).prints("block = [\"x\"]").prints("quit = [\"q\"]");
}

#[test]
fn a_check_looks_for_every_secret_and_certificate_and_asks_for_none() {
    let desk = Desk::open();
    let config = desk.profile();
    let check = |config: &str| {
        desk.configure(config);
        desk.run(&["config", "check"])
    };
    check(&config).exits(0).says("is well-formed");
    let key = format!("key = \"{}\"", desk.sandbox.master_key());
    let with = |setting: &str| config.replace(&key, setting);
    check(&with("key = { prompt = true }")).exits(0);
    check(&with("key = { command = [\"false\"] }")).exits(2).says("proxy key: false failed");
    check(&with("key = { file = \"./nothing\" }")).exits(2).says("nothing could not be read");
    fs::write(desk.path("open"), "sk-SECRET").unwrap();
    fs::set_permissions(desk.path("open"), fs::Permissions::from_mode(0o644)).unwrap();
    check(&with("key = { file = \"./open\" }")).exits(2).says("can be read by others (mode 0644)");
    fs::write(desk.path("empty.pem"), "").unwrap();
    for (setting, says) in [
        ("ca_file = \"./nothing.pem\"", "nothing.pem"),
        ("ca_file = \"./empty.pem\"", "empty.pem' is empty"),
        ("client_cert = \"./nothing.pem\"", "the client certificate: "),
        ("headers = { X-A = { env = \"NOT_SET\" } }", "proxy header X-A: the environment variable"),
    ] {
        // A CA file is looked into where it matters.
        let https = with(&format!("{key}\n{setting}"));
        let https = https.replacen("http://", "https://", 1);
        check(&https).exits(2).says("profile 'campus', ").says(says).lacks("SECRET");
    }
    desk.is_untouched();
}

#[test]
fn a_check_that_connects_says_as_whom_and_with_which_rights() {
    let desk = Desk::open();
    let check = || desk.run(&["config", "check", "--connect"]);
    check()
        .exits(0)
        .prints("campus: LiteLLM 1.")
        .prints(", with the master key, which may do everything\n")
        .prints("campus: Open WebUI 0.")
        .prints(", as account ");
    let wrong = desk.profile().replace(desk.sandbox.master_key(), "sk-wrong-1");
    desk.configure(&wrong);
    check()
        .exits(2)
        .prints("campus: Open WebUI 0.")
        .says("the credential is not accepted")
        .lacks("sk-wrong-1");
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let nobody = desk.profile().replace(&desk.sandbox.webui_url(), &format!("http://{port}"));
    desk.configure(&nobody);
    check().exits(2).prints("campus: LiteLLM 1.").says("nothing answers there");
    desk.is_untouched();
}

#[test]
fn an_error_behind_a_forward_proxy_names_it_and_what_excepts_nothing_is_said() {
    let desk = Desk::open();
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let elsewhere = desk.profile().replace(&desk.sandbox.proxy_url(), "https://llm.example.edu");
    let run = |config: &str, except: &str| {
        desk.configure(config);
        let mut command = desk.command(&["users"]);
        command.env("HTTPS_PROXY", format!("http://ops:SECRET@{port}")).env("NO_PROXY", except);
        Ran::of(command).lacks("SECRET")
    };
    run(&elsewhere, "*.example.edu")
        .says(&format!("by the forward proxy {port} (HTTPS_PROXY and NO_PROXY say which way)"))
        .says(
            "NO_PROXY: '*.example.edu' excepts no server; write '.example.edu', without the star",
        );
    run(&elsewhere, ".example.edu").lacks("forward proxy").lacks("NO_PROXY");
    run(&desk.profile(), "").exits(0).lacks("forward proxy");
}
