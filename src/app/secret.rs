//! Secrets shown once: a minted key, an initial password.

use std::fmt;

use secrecy::{ExposeSecret, SecretString};

/// A secret string, compared by value, never printed.
#[derive(Clone)]
pub struct Secret(SecretString);

impl Secret {
    /// Wraps it.
    pub fn new(secret: SecretString) -> Self {
        Self(secret)
    }

    /// The secret itself: for the one dialog that shows it and for the clipboard.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

impl PartialEq for Secret {
    fn eq(&self, other: &Self) -> bool {
        self.expose() == other.expose()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[secret]")
    }
}

/// A secret that applying a plan handed back.
#[derive(Clone, Debug, PartialEq)]
pub struct Revealed {
    /// What it is: `key lab-3`, `initial password`.
    pub what: String,
    /// Whose. Harmless to show.
    pub user: String,
    /// Itself.
    pub secret: Secret,
}
