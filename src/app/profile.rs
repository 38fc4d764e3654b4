//! A profile as the console shows and edits it: plain words, and references to credentials, never
//! a credential.

use std::time::Duration;

use crate::config::Band;
use crate::domain::{Authority, GuardPolicy, SyncPolicy};

/// One profile of the configuration.
#[derive(Clone, Debug, PartialEq)]
pub struct Profile {
    /// Its name.
    pub name: String,
    /// Shown in a band, like `production`.
    pub label: Option<String>,
    /// Of which colour that band is.
    pub band: Band,
    /// Whether nothing may be written.
    pub read_only: bool,
    /// How often both servers are read by themselves.
    pub refresh: Option<Duration>,
    /// How the servers are kept in step.
    pub sync: SyncPolicy,
    /// When a plan counts as sweeping.
    pub guard: GuardPolicy,
    /// As it stands in the form.
    pub draft: ProfileDraft,
}

impl Profile {
    /// The proxy's base URL, if the profile has one.
    pub fn proxy_url(&self) -> Option<&str> {
        Some(self.draft.proxy_url.as_str()).filter(|url| !url.is_empty())
    }

    /// Open WebUI's base URL, if the profile has one.
    pub fn webui_url(&self) -> Option<&str> {
        Some(self.draft.webui_url.as_str()).filter(|url| !url.is_empty())
    }
}

/// Where a credential comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, strum::EnumIter)]
pub enum SecretSource {
    /// An environment variable's name.
    #[default]
    Env,
    /// A file's path.
    File,
    /// A command and its arguments, parted by blanks.
    Command,
}

/// A reference to a credential.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct SecretRef {
    /// Of which kind.
    pub source: SecretSource,
    /// The name, the path or the command.
    pub value: String,
}

/// How bursar signs in to Open WebUI.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum WebuiSignIn {
    /// With an admin's API key.
    #[default]
    ApiKey,
    /// With an admin's e-mail and password.
    Password,
}

/// What the form of a profile holds; an empty URL means that there is no such server.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct ProfileDraft {
    /// The name.
    pub name: String,
    /// The label, or nothing.
    pub label: String,
    /// Whether nothing may be written.
    pub read_only: bool,
    /// The proxy's base URL.
    pub proxy_url: String,
    /// Its key.
    pub proxy_key: SecretRef,
    /// Open WebUI's base URL.
    pub webui_url: String,
    /// How to sign in there.
    pub webui_sign_in: WebuiSignIn,
    /// The admin's e-mail: needed with a password, and with an API key says whose it is.
    pub webui_email: String,
    /// The API key or the password.
    pub webui_secret: SecretRef,
    /// Whose people exist.
    pub authority: Authority,
}

impl SecretRef {
    /// The command's words.
    pub fn command(&self) -> Vec<String> {
        self.value.split_whitespace().map(str::to_owned).collect()
    }
}
