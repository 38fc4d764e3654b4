//! Secrets that a change made: handed to the face that asked, shown once, kept nowhere.

use secrecy::SecretString;

/// A secret made by a change. `Debug` does not print it.
#[derive(Clone, Debug)]
pub struct Reveal {
    /// The number of the change that made it.
    pub change: u32,
    /// For whom, harmless to show.
    pub user: String,
    pub kind: RevealKind,
    pub secret: SecretString,
}

/// A secret, by what of it may be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RevealKind {
    /// A virtual key.
    Key {
        /// `key_alias`, harmless to show.
        alias: String,
        /// Its hash.
        hash: String,
        /// `None` never expires.
        expires: Option<jiff::Timestamp>,
    },
    /// The initial password of an Open WebUI account.
    Password {
        /// What to sign in with, harmless to show.
        email: String,
    },
}
