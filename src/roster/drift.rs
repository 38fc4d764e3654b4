//! In which fields the two halves of a person differ.

use std::fmt;

use crate::domain::{Account, Authority, ProxyUser, Text};

/// A field kept on both servers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DriftField {
    /// `user_alias` and the account's `name`.
    Name,
    /// `user_email` and the account's `email`.
    Email,
}

impl fmt::Display for DriftField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Name => "name",
            Self::Email => "e-mail",
        })
    }
}

/// One difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drift {
    /// In what.
    pub field: DriftField,
    /// The proxy's value; `None` when it has none.
    pub proxy: Option<Text>,
    /// Open WebUI's value; `None` when it has none.
    pub webui: Option<Text>,
}

/// Compares what both servers keep. A value the authority has and the other lacks is drift; a
/// value only the other has is not, since there is nothing to copy.
pub fn drift(user: &ProxyUser, account: &Account, authority: Authority) -> Vec<Drift> {
    let mut found = Vec::new();
    let alias = user.alias.as_ref().filter(|alias| !alias.is_blank());
    let name = Some(&account.name).filter(|name| !name.is_blank());
    let same_name = match (alias, name) {
        (Some(alias), Some(name)) => alias.raw().trim() == name.raw().trim(),
        _ => lacks_nothing(alias, name, authority),
    };
    if !same_name {
        let (proxy, webui) = (alias.cloned(), name.cloned());
        found.push(Drift { field: DriftField::Name, proxy, webui });
    }
    let ours = user.email.as_ref().filter(|email| !email.normal().is_empty());
    let theirs = account.email.as_ref().filter(|email| !email.normal().is_empty());
    let same_email = match (ours, theirs) {
        (Some(ours), Some(theirs)) => ours == theirs,
        _ => lacks_nothing(ours, theirs, authority),
    };
    if !same_email {
        let text = |email: &crate::domain::Email| Text::from(email.raw());
        let (proxy, webui) = (ours.map(text), theirs.map(text));
        found.push(Drift { field: DriftField::Email, proxy, webui });
    }
    found
}

/// With one value missing: whether it is not the one authority that has what the other lacks.
fn lacks_nothing<T>(proxy: Option<&T>, webui: Option<&T>, authority: Authority) -> bool {
    match (proxy, webui) {
        (None, Some(_)) => authority != Authority::Webui,
        (Some(_), None) => authority != Authority::Proxy,
        _ => true,
    }
}
