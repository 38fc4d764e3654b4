//! The configuration as it is used: validated, immutable, secrets by reference.

use std::borrow::Borrow;
use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use url::Url;

use super::{Keys, Mistake, Revision, SecretRef, Ui};
use crate::domain::Email;
use crate::domain::text::harmless;
use crate::domain::{GuardPolicy, SyncPolicy};

/// A whole config file.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where it was read from, as it was named.
    pub path: PathBuf,
    /// What exactly was read; an edit refuses a file that is no longer this.
    pub revision: Revision,
    /// The profile to use when none is asked for.
    pub default_profile: Option<ProfileName>,
    pub ui: Ui,
    /// Bindings, or the first mistake in their shape: who needs no keys need not mind it.
    pub keys: Result<Keys, Mistake>,
    /// By name. May be empty: a fresh file has none.
    pub profiles: BTreeMap<ProfileName, Profile>,
}

/// A named pair of servers with credentials and policy. At least one server is there.
#[derive(Clone, Debug)]
pub struct Profile {
    /// Its name.
    pub name: ProfileName,
    /// A word for the header band, like `production`.
    pub label: Option<String>,
    /// Of which colour that band is.
    pub band: Band,
    /// Whether every change is refused.
    pub read_only: bool,
    /// How often the console observes by itself; `None` is never.
    pub refresh: Option<Duration>,
    /// The LiteLLM proxy.
    pub proxy: Option<ProxyEndpoint>,
    /// The Open WebUI server.
    pub webui: Option<WebuiEndpoint>,
    pub sync: SyncPolicy,
    pub guard: GuardPolicy,
}

/// The colour of the band that a label stands in: a meaning of the theme.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Default,
    strum::EnumIter,
    strum::EnumString,
    strum::IntoStaticStr,
)]
#[strum(serialize_all = "kebab-case")]
pub enum Band {
    /// A mistake here is grave: production.
    #[default]
    Danger,
    /// A mistake here is a nuisance.
    Warn,
    /// Nothing here is real.
    Accent,
}

/// How to reach one server.
#[derive(Clone, Debug)]
pub struct Server {
    /// The base URL, without a slash at its end unless it is only a host. Without user, password,
    /// query and fragment.
    pub url: Url,
    /// The deadline of one request.
    pub timeout: Duration,
    /// The same for one that lists everybody or creates many.
    pub listing_timeout: Duration,
    /// Requests in flight at once, 1 to 16.
    pub max_in_flight: usize,
    /// Certificates to trust beside the built-in ones, PEM.
    pub ca_file: Option<PathBuf>,
    /// What we show to a server that wants a certificate.
    pub client_cert: Option<ClientCert>,
    /// The header for the credential, where it is not `Authorization`.
    pub key_header: Option<String>,
    /// What else goes with every request: names of headers, and their values by reference.
    pub headers: Vec<(String, SecretRef)>,
}

/// A certificate of ours with its key, both PEM.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientCert {
    /// The certificate, followed by those that lead to its authority.
    pub cert: PathBuf,
    /// Its key, readable for the operator alone; may be the same file.
    pub key: PathBuf,
}

/// A LiteLLM proxy and the key for it: the credential belongs to this URL.
#[derive(Clone, Debug)]
pub struct ProxyEndpoint {
    pub server: Server,
    /// The master key, or an admin's.
    pub key: SecretRef,
}

/// An Open WebUI server and who signs in there.
#[derive(Clone, Debug)]
pub struct WebuiEndpoint {
    pub server: Server,
    pub sign_in: WebuiSignIn,
}

/// The two ways into Open WebUI.
#[derive(Clone, Debug)]
pub enum WebuiSignIn {
    /// An admin's API key.
    Key {
        /// The key.
        key: SecretRef,
        /// Whose it is: the server does not tell an API key who it is.
        email: Option<Email>,
    },
    /// An admin's e-mail and password.
    Password {
        /// The account.
        email: Email,
        /// Its password.
        password: SecretRef,
    },
}

/// A profile's name: letters, digits, `-`, `_` and `.`, with a letter or digit first. It names
/// files, so it can be no path.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ProfileName(Box<str>);

/// Why a word is not a profile's name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "'{}' cannot name a profile; use up to 64 letters (a-z), digits, '-', '_' and '.', with a \
     letter or digit first",
    harmless(.0)
)]
pub struct ProfileNameError(String);

impl ProfileName {
    /// # Errors
    /// Too long, empty, or made of anything else.
    pub fn parse(word: &str) -> Result<Self, ProfileNameError> {
        let is_allowed = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.');
        let starts_well = word.bytes().next().is_some_and(|b| b.is_ascii_alphanumeric());
        if starts_well && word.len() <= 64 && word.bytes().all(is_allowed) {
            Ok(Self(word.into()))
        } else {
            Err(ProfileNameError(word.to_owned()))
        }
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Borrow<str> for ProfileName {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ProfileName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}
