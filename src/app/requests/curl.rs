//! A request as a command of curl, with the credential by its name.

use std::fmt::Write;

use super::Logged;
use crate::app::Profile;
use crate::app::profile::{SecretRef, SecretSource, WebuiSignIn};
use crate::domain::redact::REMOVED;
use crate::domain::shell::quoted;
use crate::engine::{Body, Service};

/// The command, for a POSIX shell. What it lacks is said in comments before it.
pub fn curl(logged: &Logged, profiles: &[Profile]) -> String {
    let record = &logged.record;
    let mut notes = Vec::new();
    let mut parts = vec![
        format!("curl -sS -g -X {} {}", record.method, quoted(&url(logged))),
        "-H 'Accept: application/json'".to_owned(),
    ];
    if record.is_signed {
        let profile = profiles.iter().find(|profile| profile.name == *logged.profile);
        let (name, whence) = credential(record.service, profile);
        parts.push(format!("-H \"Authorization: Bearer ${name}\""));
        notes.extend(whence.map(|whence| format!("{name}: {whence}")));
    }
    if let Some(actor) = &record.actor {
        parts.push(format!("-H {}", quoted(&format!("litellm-changed-by: {actor}"))));
    }
    match &record.body {
        Body::None => {}
        Body::Sent(json) => {
            parts.push("-H 'Content-Type: application/json'".to_owned());
            parts.push(format!("--data-raw {}", quoted(json)));
        }
        Body::Withheld(why) => notes.push(format!("the body is left out, since {why}")),
    }
    if record.path.contains(REMOVED) || record.path.contains("...") {
        notes.push("a part of the address is left out, since it may name a key".to_owned());
    }
    let mut out = String::new();
    for note in notes {
        let _ = writeln!(out, "# {}", plain(&note));
    }
    out + &parts.join(" \\\n  ")
}

/// The URL, without a credential.
pub fn url(logged: &Logged) -> String {
    format!("{}{}", logged.record.origin, logged.record.path)
}

/// The shell variable that holds the credential, and where it comes from if that is no variable.
fn credential(service: Service, profile: Option<&Profile>) -> (String, Option<String>) {
    let stand_in = match service {
        Service::Proxy => "BURSAR_PROXY_KEY",
        Service::Webui => "BURSAR_WEBUI_KEY",
    };
    let Some(profile) = profile else {
        return (stand_in.into(), Some("the credential of a profile that is not there".into()));
    };
    let draft = &profile.draft;
    let secret = match service {
        Service::Proxy => &draft.proxy_key,
        Service::Webui if draft.webui_sign_in == WebuiSignIn::Password => {
            let whence = format!("the token of a sign-in as {}", draft.webui_email);
            return (stand_in.into(), Some(whence));
        }
        Service::Webui => &draft.webui_secret,
    };
    if secret.source == SecretSource::Env && is_name(&secret.value) {
        return (secret.value.clone(), None);
    }
    (stand_in.into(), Some(whence(secret, &profile.name)))
}

fn whence(secret: &SecretRef, profile: &str) -> String {
    let value = &secret.value;
    match secret.source {
        SecretSource::File if !value.is_empty() => format!("what is in the file {value}"),
        SecretSource::Command if !value.is_empty() => {
            let program = value.split_whitespace().next().unwrap_or_default();
            format!("what the command of the profile {profile} prints: {program}")
        }
        SecretSource::Env if !value.is_empty() => format!("the environment variable {value}"),
        _ => format!("the credential of the profile {profile}"),
    }
}

/// Whether a shell takes it for the name of a variable.
fn is_name(word: &str) -> bool {
    !word.is_empty()
        && !word.starts_with(|c: char| c.is_ascii_digit())
        && word.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// A comment that holds nothing a shell could obey: some read comments as commands when they are
/// pasted.
fn plain(note: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || " .,:/@_-".contains(c);
    note.chars().map(|c| if is_plain(c) { c } else { '?' }).collect()
}

#[cfg(test)]
mod tests {
    use pretty_assertions::assert_eq;

    use super::super::tests::record;
    use super::*;
    use crate::app::profile::ProfileDraft;
    use crate::config::Band;
    use crate::domain::{GuardPolicy, SyncPolicy};
    use crate::engine::RequestRecord;

    fn profile(key: SecretRef) -> Profile {
        Profile {
            name: "campus".into(),
            label: None,
            band: Band::default(),
            read_only: false,
            refresh: None,
            sync: SyncPolicy::default(),
            guard: GuardPolicy { percent: 50, at_least: 5 },
            draft: ProfileDraft { proxy_key: key, ..ProfileDraft::default() },
        }
    }

    fn env(name: &str) -> SecretRef {
        SecretRef { source: SecretSource::Env, value: name.into() }
    }

    fn of(record: RequestRecord, key: SecretRef) -> String {
        let logged = Logged { id: 0, profile: "campus".into(), record };
        curl(&logged, &[profile(key)])
    }

    #[test]
    fn a_read_is_one_command_with_the_credential_by_name() {
        let is = "curl -sS -g -X GET 'https://llm.example.edu/user/list?page=2&a=b' \\\n  \
                  -H 'Accept: application/json' \\\n  \
                  -H \"Authorization: Bearer $LITELLM_MASTER_KEY\"";
        assert_eq!(of(record("/user/list?page=2&a=b"), env("LITELLM_MASTER_KEY")), is);
    }

    #[test]
    fn a_write_carries_its_body_and_who_asked() {
        let write = RequestRecord {
            method: "POST".into(),
            body: Body::Sent(r#"{"user_id":"o'neil","max_budget":20.0}"#.into()),
            actor: Some("ana@desk".into()),
            ..record("/user/update")
        };
        let is = "curl -sS -g -X POST 'https://llm.example.edu/user/update' \\\n  \
                  -H 'Accept: application/json' \\\n  \
                  -H \"Authorization: Bearer $KEY\" \\\n  \
                  -H 'litellm-changed-by: ana@desk' \\\n  \
                  -H 'Content-Type: application/json' \\\n  \
                  --data-raw '{\"user_id\":\"o'\\''neil\",\"max_budget\":20.0}'";
        assert_eq!(of(write, env("KEY")), is);
    }

    #[test]
    fn what_is_left_out_is_said() {
        let write = RequestRecord { body: Body::Withheld("it holds a password"), ..record("/a") };
        let key = SecretRef { source: SecretSource::File, value: "/run/$(reboot)".into() };
        let text = of(write, key);
        let first: Vec<&str> = text.lines().take(2).collect();
        assert_eq!(
            first,
            [
                "# BURSAR_PROXY_KEY: what is in the file /run/??reboot?",
                "# the body is left out, since it holds a password"
            ]
        );
        assert!(text.contains("Bearer $BURSAR_PROXY_KEY\""));
        assert!(of(record("/key/88dc28d0.../reset_spend"), env("K")).starts_with("# a part of"));
    }

    #[test]
    fn a_name_that_is_no_name_is_not_put_into_a_command() {
        let text = of(record("/a"), env("X; reboot"));
        assert!(text.contains("Bearer $BURSAR_PROXY_KEY\""), "{text}");
        assert!(!text.contains(';'), "{text}");
    }

    #[cfg(unix)]
    #[test]
    fn a_shell_reads_back_what_was_quoted() {
        let nasty = "a'b\"c$(id)`id`\\d;e&f |g\n!h*?{x}";
        let script = format!("printf %s {}", quoted(nasty));
        let out = std::process::Command::new("sh").args(["-c", &script]).output().unwrap();
        assert_eq!(String::from_utf8(out.stdout).unwrap(), nasty);
    }
}
