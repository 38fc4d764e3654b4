//! The HTTP clients for both servers.
//!
//! `http` is the transport they share: deadlines, limits, retries of reads, what an answer
//! counts as. [`litellm`] and [`openwebui`] each have a `Reader` and a `Writer`; wire types stay
//! private to the file of their resource, and what comes out are the types of [`crate::domain`].
//! Nothing else in the program speaks HTTP to a server.

mod decode;
mod error;
mod gateway;
mod http;
mod listing;
pub mod litellm;
pub mod openwebui;
mod redact;

pub use error::{Delivery, ErrorKind, Service, ServiceError, TlsFault};
pub use http::{Body, Cause, ClientOptions, Observer, RequestRecord, caused_by};
pub use listing::Progress;

/// What a patch does with one field that the server can also clear.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub enum FieldPatch<T> {
    /// Leave it as it is: not sent.
    #[default]
    Keep,
    /// Clear it: sent as `null`.
    Clear,
    /// Set it.
    Set(T),
}
