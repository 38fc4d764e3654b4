//! Secrets that a change made: handed to the face that asked, shown once, kept nowhere.

use secrecy::SecretString;

/// A secret made by a change. `Debug` does not print it.
#[derive(Clone, Debug)]
pub struct Reveal {
    /// The change that made it.
    pub change: u32,
    /// For whom, harmless to show.
    pub user: String,
    /// What it is.
    pub kind: RevealKind,
    /// The secret itself.
    pub secret: SecretString,
}

/// What kind of secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RevealKind {
    /// A virtual key.
    Key {
        /// `key_alias`, harmless to show.
        alias: String,
        /// Its hash.
        hash: String,
        /// When it expires.
        expires: Option<jiff::Timestamp>,
    },
    /// The initial password of an Open WebUI account.
    Password {
        /// What to sign in with, harmless to show.
        email: String,
    },
}
