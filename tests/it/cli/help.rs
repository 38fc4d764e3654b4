//! What the program says of itself.

use rstest::rstest;
use tempfile::TempDir;

use super::{Ran, bare};

fn run(args: &[&str]) -> Ran {
    let folder = TempDir::new().unwrap();
    let mut command = bare(folder.path());
    command.args(args);
    Ran::of(command).exits(0)
}

#[test]
fn the_help_is_as_it_was_reviewed() {
    insta::assert_snapshot!(run(&["--help"]).out);
}

#[rstest]
#[case("users")]
#[case("spend")]
#[case("sync")]
#[case("budget")]
#[case("apply")]
#[case("demo")]
fn the_help_of_a_command_is_as_it_was_reviewed(#[case] command: &str) {
    insta::assert_snapshot!(command, run(&[command, "--help"]).out);
}

#[test]
fn the_help_of_minting_is_as_it_was_reviewed() {
    insta::assert_snapshot!(run(&["key", "mint", "--help"]).out);
}

#[test]
fn the_version_is_the_package_s() {
    assert_eq!(run(&["--version"]).out, concat!("bursar ", env!("CARGO_PKG_VERSION"), "\n"));
}

#[rstest]
#[case("bash", "complete -F _bursar")]
#[case("zsh", "#compdef bursar")]
#[case("fish", "complete -c bursar")]
fn there_are_completions_for(#[case] shell: &str, #[case] line: &str) {
    let script = run(&["completions", shell]).prints(line);
    for command in ["users", "sync", "unblock", "journal", "--read-only"] {
        assert!(script.out.contains(command.trim_start_matches('-')), "{command}");
    }
}

#[test]
fn the_manual_has_every_command_and_the_exit_codes() {
    let page = run(&["man"]).prints(".TH bursar 1").prints("\"EXIT STATUS\"").prints("ENVIRONMENT");
    let help = run(&["--help"]).out;
    let commands = help.split("Commands:\n").nth(1).unwrap().split("\n\n").next().unwrap();
    for command in commands.lines().filter_map(|line| line.split_whitespace().next()) {
        let heading = format!("\"BURSAR {}", command.to_uppercase());
        assert!(page.out.contains(&heading) || command == "help", "no {heading}");
    }
    for field in ["spend", "state", "customer"] {
        assert!(page.out.contains(&format!("\\fB{field}\\fR")), "no {field}");
    }
}
