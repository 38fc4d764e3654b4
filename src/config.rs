//! The config file: which servers there are, with which credentials, under which policy.
//!
//! Three shapes: what the operator typed (`raw`, strict about unknown fields), what it means
//! ([`Config`], validated and immutable), and what the flags and the environment make of it
//! ([`open`]). It is read at the edge only: the layers below get plain values, never this module.
//!
//! Nothing here prints a secret, not even in the message about a mistyped line: see `excerpt`.

mod address;
mod choose;
mod credential;
pub mod edit;
mod endpoint;
mod env;
mod error;
mod excerpt;
mod forward;
mod headers;
pub mod keys;
mod paths;
mod private;
mod profile;
pub mod prompt;
mod raw;
mod resolve;
mod secret;
mod source;
mod sync;
pub mod theme;
mod ui;
mod validate;

pub use choose::{Flags, Opened, open};
pub use edit::Revision;
pub use env::Env;
pub use error::{ConfigError, Exposure, Mistake};
pub use forward::odd_exceptions;
pub use keys::Keys;
pub use paths::Paths;
pub use profile::{
    Band, ClientCert, Config, Profile, ProfileName, ProfileNameError, ProxyEndpoint, Server,
    WebuiEndpoint, WebuiSignIn,
};
pub use raw::SETTINGS;
pub use secret::{
    Ask, ClientCertError, Place, SecretError, SecretProblem, SecretRef, SecretSource,
};
pub use ui::{Colouring, NamedTheme, Ui};

/// The commented example, as `config init` writes it.
pub const EXAMPLE: &str = include_str!("../config.example.toml");
