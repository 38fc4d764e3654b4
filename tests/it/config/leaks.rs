//! No mistake in a config file shows a secret: not in the message, not in `Debug`, not in a source.

use std::error::Error;

use bursar::config::ConfigError;
use proptest::prelude::*;

use super::{parse, parse_with_keys};

/// Nothing of our own words has three letters in a row in common with it.
const SECRET: &str = "sk-Zq9XvK3WpL8Tn-JhYw5";

const FILE: &str = r#"default_profile = "campus"
[profiles.campus]
label = "production"
refresh = 30
[profiles.campus.proxy]
url = "https://llm.example.edu"
key = "sk-Zq9XvK3WpL8Tn-JhYw5"   # sk-Zq9XvK3WpL8Tn-JhYw5
timeout = 30
[profiles.campus.webui]
url = "https://chat.example.edu"
email = "admin@example.edu"
password = """
sk-Zq9XvK3WpL8Tn-JhYw5"""
[profiles.lab]
proxy = { url = "http://localhost", key = 'sk-Zq9XvK3WpL8Tn-JhYw5' }
[profiles.lab.sync]
authority = "webui"
exclude = ["svc-*"]
new_user_role = "internal_user"
new_user_max_budget = 10
roles = { none = "pending" }
[profiles.lab.guard]
percent = 30
[keys.people]
block = ["x", "ctrl-x b"]
"#;

/// Everything an error can be made to say.
fn everything_said(error: &ConfigError) -> String {
    let mut said = format!("{error}\n{error:?}\n{error:#?}");
    let mut source = error.source();
    while let Some(error) = source {
        said = format!("{said}\n{error}\n{error:?}");
        source = error.source();
    }
    said
}

fn shown_part(said: &str) -> Option<String> {
    let secret: Vec<char> = SECRET.chars().collect();
    secret.windows(4).map(|part| part.iter().collect()).find(|part: &String| said.contains(part))
}

fn check(text: &str) -> Result<(), TestCaseError> {
    let said = match parse_with_keys(text) {
        Ok(config) => format!("{config:?}"),
        Err(error) => everything_said(&error),
    };
    prop_assert!(shown_part(&said).is_none(), "{text}\n--- says ---\n{said}");
    Ok(())
}

#[test]
fn the_file_without_a_mistake_is_valid() {
    let config = parse(FILE).unwrap();
    assert_eq!(shown_part(&format!("{config:?} {config:#?}")), None);
}

#[test]
fn a_secret_in_any_place_of_a_value_is_not_shown() {
    for line in FILE.lines().filter(|line| line.contains(" = ")) {
        let (name, _) = line.split_once(" = ").unwrap();
        for value in ["S", "\"S\"", "\"S", "S\"", "\"\"\"S", "'S'", "'S", "[\"S\"]", "{ S = 1 }"] {
            for after in ["", " oops", " S = 1", "\nS", "\n[S"] {
                let wrong = format!("{name} = {value}{after}").replace('S', SECRET);
                let text = FILE.replacen(line, &wrong, 1);
                if let Err(error) = parse_with_keys(&text) {
                    let said = everything_said(&error);
                    assert_eq!(shown_part(&said), None, "{wrong}\n--- says ---\n{said}");
                }
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..Default::default() })]

    #[test]
    fn one_typing_error_anywhere_shows_no_secret(
        at in 0..FILE.len(), cut in 0_usize..4, typed in r#"[a-z=\[\]{}"'\\#., \n\t0-9]{0,3}"#,
    ) {
        let end = (at + cut).min(FILE.len());
        check(&format!("{}{typed}{}", FILE.get(..at).unwrap(), FILE.get(end..).unwrap()))?;
    }

    #[test]
    fn the_secret_dropped_anywhere_is_not_shown(at in 0..FILE.len(), quoted in any::<bool>()) {
        // A profile's name is shown wherever the profile is; it is no place for a secret to be hid.
        let line = FILE.get(..at).unwrap().rsplit('\n').next().unwrap();
        prop_assume!(!line.starts_with("[profiles."));
        let dropped = if quoted { format!("\"{SECRET}\"") } else { SECRET.to_owned() };
        let text = format!("{}{dropped}{}", FILE.get(..at).unwrap(), FILE.get(at..).unwrap());
        if let Err(error) = parse_with_keys(&text) {
            let said = everything_said(&error);
            prop_assert!(shown_part(&said).is_none(), "{text}\n--- says ---\n{said}");
        }
    }
}
