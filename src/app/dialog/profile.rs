//! The form of a profile. Credentials are named, never typed.

use super::{After, Ask, Dialog, Said, Tone};
use crate::app::form::{Field, Form, choice, text};
use crate::app::profile::{ProfileDraft, SecretRef, SecretSource, WebuiSignIn};
use crate::app::{Effect, Model};
use crate::domain::Authority;
use crate::domain::text::harmless;

/// Which profile, and what was wrong with it when it was last saved.
#[derive(Debug)]
pub struct ProfileForm {
    /// The name the profile has; `None` for a new one.
    was: Option<String>,
    /// Sentences.
    problems: Vec<String>,
}

const NAME: usize = 0;
const LABEL: usize = 1;
const MODE: usize = 2;
const AUTHORITY: usize = 3;
const PROXY_URL: usize = 4;
const PROXY_SOURCE: usize = 5;
const PROXY_VALUE: usize = 6;
const WEBUI_URL: usize = 7;
const WEBUI_SIGN_IN: usize = 8;
const WEBUI_EMAIL: usize = 9;
const WEBUI_SOURCE: usize = 10;
const WEBUI_VALUE: usize = 11;

const SOURCES: [&str; 3] = ["environment", "file", "command"];
const CHOOSE: &str = "left and right choose";
const REFERENCE: &str = "the variable's name, the file's path, or the command; never the secret";

/// The dialog, filled with a profile, or with a new one's usual values.
pub fn dialog(was: Option<String>, draft: &ProfileDraft) -> Dialog {
    Dialog::new(ProfileForm { was, problems: Vec::new() }, form(draft))
}

fn form(draft: &ProfileDraft) -> Form {
    let source = |secret: &SecretRef| match secret.source {
        SecretSource::Env => 0,
        SecretSource::File => 1,
        SecretSource::Command => 2,
    };
    let authority = match draft.authority {
        Authority::Webui => 0,
        Authority::Proxy => 1,
        Authority::Both => 2,
    };
    let sign_in = usize::from(draft.webui_sign_in == WebuiSignIn::Password);
    let url = |label: &'static str, value: &str| -> Field {
        text(label, "the base URL, like https://llm.example.edu; empty for none", value)
    };
    Form::new(vec![
        text("name", "letters, digits and '-'", &draft.name),
        text("label", "shown in the header, like production; may be empty", &draft.label),
        choice("mode", CHOOSE, &["read-write", "read-only"], usize::from(draft.read_only)),
        choice("people of", CHOOSE, &["Open WebUI", "LiteLLM", "both"], authority),
        url("LiteLLM", &draft.proxy_url),
        choice("  key from", CHOOSE, &SOURCES, source(&draft.proxy_key)),
        text("  which", REFERENCE, &draft.proxy_key.value),
        url("Open WebUI", &draft.webui_url),
        choice("  sign in with", CHOOSE, &["API key", "password"], sign_in),
        text("  e-mail", "the admin's; with an API key it says whose it is", &draft.webui_email),
        choice("  secret from", CHOOSE, &SOURCES, source(&draft.webui_secret)),
        text("  which", REFERENCE, &draft.webui_secret.value),
    ])
}

/// What the form holds.
pub fn draft(form: &Form) -> ProfileDraft {
    let secret = |source: usize, value: usize| SecretRef {
        source: match form.choice(source) {
            0 => SecretSource::Env,
            1 => SecretSource::File,
            _ => SecretSource::Command,
        },
        value: form.text(value).to_owned(),
    };
    let word = |index: usize| form.text(index).to_owned();
    ProfileDraft {
        name: word(NAME),
        label: word(LABEL),
        read_only: form.choice(MODE) == 1,
        authority: match form.choice(AUTHORITY) {
            0 => Authority::Webui,
            1 => Authority::Proxy,
            _ => Authority::Both,
        },
        proxy_url: word(PROXY_URL),
        proxy_key: secret(PROXY_SOURCE, PROXY_VALUE),
        webui_url: word(WEBUI_URL),
        webui_sign_in: match form.choice(WEBUI_SIGN_IN) {
            0 => WebuiSignIn::ApiKey,
            _ => WebuiSignIn::Password,
        },
        webui_email: word(WEBUI_EMAIL),
        webui_secret: secret(WEBUI_SOURCE, WEBUI_VALUE),
    }
}

impl ProfileForm {
    /// The name the profile has; `None` for a new one.
    pub fn was(&self) -> Option<&str> {
        self.was.as_deref()
    }

    /// The same, with what is wrong with what was saved.
    #[must_use]
    pub fn with_problems(self, problems: Vec<String>) -> Self {
        Self { problems, ..self }
    }
}

/// What can be said of a field without asking the configuration.
fn check(draft: &ProfileDraft, is_new: bool, said: &mut Said) {
    let mut note = |field: usize, problem: Option<&str>| {
        said.note(field, problem.map_or(Ok(((), String::new())), |why| Err(why.to_owned())));
    };
    let is_name = |name: &str| name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    note(
        NAME,
        match draft.name.as_str() {
            "" => Some("a name is still missing"),
            name if !is_name(name) => Some("letters, digits and '-' alone"),
            _ => None,
        },
    );
    let is_url = |url: &str| url.starts_with("https://") || url.starts_with("http://");
    let url = |url: &str| {
        (!url.is_empty() && !is_url(url)).then_some("must begin with https:// or http://")
    };
    // One that stands in the file itself is not shown, and stays where nothing is put in its place.
    let secret = |server: &str, secret: &SecretRef| {
        (is_new && !server.is_empty() && secret.value.is_empty())
            .then_some("where the credential is kept is still missing")
    };
    note(PROXY_URL, url(&draft.proxy_url));
    note(PROXY_VALUE, secret(&draft.proxy_url, &draft.proxy_key));
    note(WEBUI_URL, url(&draft.webui_url));
    let email = draft.webui_email.as_str();
    let is_email =
        email.split_once('@').is_some_and(|(local, host)| !local.is_empty() && !host.is_empty());
    note(
        WEBUI_EMAIL,
        match draft.webui_sign_in {
            WebuiSignIn::Password if !draft.webui_url.is_empty() && email.is_empty() => {
                Some("is needed to sign in with a password")
            }
            _ if !email.is_empty() && !is_email => Some("is no e-mail, like root@example.edu"),
            _ => None,
        },
    );
    note(WEBUI_VALUE, secret(&draft.webui_url, &draft.webui_secret));
    if draft.proxy_url.is_empty() && draft.webui_url.is_empty() {
        said.refusal = Some("a profile has at least one server".into());
    }
}

impl Ask for ProfileForm {
    fn say(&self, form: &Form, _: &Model) -> Said {
        let title = match &self.was {
            Some(name) => format!("Edit the profile {}", harmless(name)),
            None => "A new profile".to_owned(),
        };
        let mut said = Said::titled(title, "save");
        check(&draft(form), self.was.is_none(), &mut said);
        let problems = self.problems.iter().map(|problem| harmless(problem).into_owned());
        said.preview.extend(problems.map(|problem| (Tone::Bad, problem)));
        said
    }

    /// It stays open until the configuration has taken it.
    fn accept(&mut self, form: &Form, _: &mut Model) -> (After, Vec<Effect>) {
        let effect = Effect::SaveProfile { was: self.was.clone(), draft: draft(form) };
        (After::Stay, vec![effect])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_holds_the_profile_it_was_filled_with() {
        let draft = ProfileDraft {
            name: "campus".into(),
            label: "production".into(),
            read_only: true,
            proxy_url: "https://llm.example.edu".into(),
            proxy_key: SecretRef { source: SecretSource::Command, value: "op read x".into() },
            webui_url: "https://chat.example.edu".into(),
            webui_sign_in: WebuiSignIn::Password,
            webui_email: "root@example.edu".into(),
            webui_secret: SecretRef { source: SecretSource::File, value: "~/.pw".into() },
            authority: Authority::Both,
        };
        assert_eq!(super::draft(&form(&draft)), draft);
    }
}
