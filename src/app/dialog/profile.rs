//! The form of a profile. Credentials are named, never typed.

use crate::app::form::{Field, Form, choice, text};
use crate::app::profile::{ProfileDraft, SecretRef, SecretSource, WebuiSignIn};
use crate::domain::Authority;

/// The form, and what was wrong with it when it was last saved.
#[derive(Debug)]
pub struct ProfileForm {
    /// The name the profile has; `None` for a new one.
    pub was: Option<String>,
    /// Its fields.
    pub form: Form,
    /// Sentences.
    pub problems: Vec<String>,
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

impl ProfileForm {
    /// A form filled with a profile, or with a new one's usual values.
    pub fn new(was: Option<String>, draft: &ProfileDraft) -> Self {
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
        let form = Form::new(vec![
            text("name", "letters, digits and '-'", &draft.name),
            text("label", "shown in the header, like production; may be empty", &draft.label),
            choice("mode", CHOOSE, &["read-write", "read-only"], usize::from(draft.read_only)),
            choice("people of", CHOOSE, &["Open WebUI", "LiteLLM", "both"], authority),
            url("LiteLLM", &draft.proxy_url),
            choice("  key from", CHOOSE, &SOURCES, source(&draft.proxy_key)),
            text("  which", REFERENCE, &draft.proxy_key.value),
            url("Open WebUI", &draft.webui_url),
            choice("  sign in with", CHOOSE, &["API key", "password"], sign_in),
            text(
                "  e-mail",
                "the admin's; with an API key it says whose it is",
                &draft.webui_email,
            ),
            choice("  secret from", CHOOSE, &SOURCES, source(&draft.webui_secret)),
            text("  which", REFERENCE, &draft.webui_secret.value),
        ]);
        Self { was, form, problems: Vec::new() }
    }

    /// What the form holds.
    pub fn draft(&self) -> ProfileDraft {
        let secret = |source: usize, value: usize| SecretRef {
            source: match self.form.choice(source) {
                0 => SecretSource::Env,
                1 => SecretSource::File,
                _ => SecretSource::Command,
            },
            value: self.form.text(value).to_owned(),
        };
        let word = |index: usize| self.form.text(index).to_owned();
        ProfileDraft {
            name: word(NAME),
            label: word(LABEL),
            read_only: self.form.choice(MODE) == 1,
            authority: match self.form.choice(AUTHORITY) {
                0 => Authority::Webui,
                1 => Authority::Proxy,
                _ => Authority::Both,
            },
            proxy_url: word(PROXY_URL),
            proxy_key: secret(PROXY_SOURCE, PROXY_VALUE),
            webui_url: word(WEBUI_URL),
            webui_sign_in: match self.form.choice(WEBUI_SIGN_IN) {
                0 => WebuiSignIn::ApiKey,
                _ => WebuiSignIn::Password,
            },
            webui_email: word(WEBUI_EMAIL),
            webui_secret: secret(WEBUI_SOURCE, WEBUI_VALUE),
        }
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
        assert_eq!(ProfileForm::new(None, &draft).draft(), draft);
    }
}
