//! What can go wrong with a request, in four answers: which service, which operation, what kind,
//! and what to do now.

mod hint;
mod tls;

use std::fmt;
use std::time::Duration;

pub use tls::TlsFault;

/// Which of the two servers.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, strum::Display, strum::IntoStaticStr, strum::EnumIter,
)]
pub enum Service {
    /// The LiteLLM proxy.
    #[strum(serialize = "LiteLLM")]
    Proxy,
    /// The Open WebUI server.
    #[strum(serialize = "Open WebUI")]
    Webui,
}

/// How far a request got. Decides what is known about a write that failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// It never left: no connection, or refused before sending.
    NotSent,
    /// It was sent (or may have been), and no whole answer came back.
    NoAnswer,
    /// The server answered.
    Answered,
}

/// What kind of failure it was.
#[derive(Clone, Debug, PartialEq, Eq, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum ErrorKind {
    /// The client could not be set up (an unreadable CA file, a URL that is no base).
    Setup,
    /// No connection.
    Unreachable,
    /// The host name does not resolve.
    Dns,
    /// No secure connection.
    Tls {
        /// Why.
        fault: TlsFault,
    },
    /// No answer within the deadline.
    TimedOut,
    /// The connection broke before the whole answer was there.
    Disconnected,
    /// The credential is missing, wrong, expired or revoked.
    Unauthorized,
    /// The credential is valid, but not an administrator's.
    NotAdmin,
    /// The server forbids just this.
    Forbidden,
    /// A gateway before the server refuses; the server was not asked.
    Gateway {
        /// Whether it forbids this, or wants another sign-in first.
        forbids: bool,
    },
    /// The record does not exist.
    NotFound,
    /// This version of the server has no such endpoint.
    NoEndpoint,
    /// Something of that identity exists already, or changed meanwhile.
    Conflict,
    /// The server does not take these values.
    Invalid,
    /// Too many requests.
    RateLimited {
        /// How long the server asks to wait.
        retry_after: Option<Duration>,
    },
    /// The answer points elsewhere; a credential is never carried there.
    Redirected {
        /// Scheme, host and port of the target.
        to: Box<str>,
        /// Whether it leads to another place altogether, as a gateway's sign-in does, and not to the
        /// same path at another address.
        is_elsewhere: bool,
    },
    /// Something answers there, but not the expected server.
    NotThisServer,
    /// The answer is larger than the limit.
    TooLarge {
        /// The limit in bytes.
        limit: usize,
    },
    /// The answer is JSON of another shape.
    Undecodable {
        /// Where in the JSON.
        path: Box<str>,
    },
    /// The server failed (5xx).
    Server,
    /// A feature that needs a licence of the server.
    Licence,
    /// Refused by a rule of the server, named by its own word (`budget_exceeded`, …).
    Refused {
        /// The server's `error.type`.
        rule: Box<str>,
    },
}

/// A request that failed. Holds no credential, no body and no URL, only the host.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{service} ({host}): cannot {operation}: {}", self.reason())]
pub struct ServiceError {
    pub(super) service: Service,
    pub(super) host: Box<str>,
    pub(super) operation: Box<str>,
    pub(super) kind: ErrorKind,
    pub(super) delivery: Delivery,
    pub(super) status: Option<u16>,
    pub(super) retry_after: Option<Duration>,
    pub(super) message: Box<str>,
}

impl ServiceError {
    /// Which server.
    pub fn service(&self) -> Service {
        self.service
    }

    /// Its host, with the port if it is not the usual one.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// What was attempted, as a verb phrase: `list users`.
    pub fn operation(&self) -> &str {
        &self.operation
    }

    /// What kind of failure.
    pub fn kind(&self) -> &ErrorKind {
        &self.kind
    }

    /// The HTTP status, if there was an answer.
    pub fn status(&self) -> Option<u16> {
        self.status
    }

    /// The server's own words, redacted and harmless; empty if it had none.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// How far the request got.
    pub fn delivery(&self) -> Delivery {
        self.delivery
    }

    /// Whether a write that ended so may have changed the server nevertheless: only a read can
    /// tell. A refusal (4xx) has not; a 5xx may have (LiteLLM 1.106 answers `/customer/block`
    /// with 500 and stores the block).
    pub fn may_have_been_applied(&self) -> bool {
        match self.delivery {
            Delivery::NotSent => false,
            Delivery::NoAnswer => true,
            Delivery::Answered => match self.kind {
                ErrorKind::Server | ErrorKind::TooLarge { .. } | ErrorKind::Undecodable { .. } => {
                    true
                }
                // HTML with 200 on a write: some page took the form, whatever it did with it.
                ErrorKind::NotThisServer | ErrorKind::NoEndpoint => {
                    self.status.is_some_and(|status| (200..300).contains(&status))
                }
                _ => false,
            },
        }
    }

    /// Whether it may be a gateway that refused this, which knows nothing of what the server did.
    pub fn may_be_a_gateways(&self) -> bool {
        matches!(
            self.kind,
            ErrorKind::Gateway { .. }
                | ErrorKind::Redirected { .. }
                | ErrorKind::RateLimited { .. }
        )
    }

    /// Whether a write that ended so, and that a read does not show, may still take effect: nobody
    /// answered, or only a gateway that had lost the server (502, 504).
    pub fn may_land_late(&self) -> bool {
        match self.delivery {
            Delivery::NotSent => false,
            Delivery::NoAnswer => true,
            Delivery::Answered => {
                self.kind == ErrorKind::Server && matches!(self.status, Some(502 | 504))
            }
        }
    }

    /// Whether the record is simply not there.
    pub fn is_not_found(&self) -> bool {
        self.kind == ErrorKind::NotFound
    }

    /// Whether another endpoint might give the same listing.
    pub(super) fn suggests_another_endpoint(&self) -> bool {
        matches!(
            self.kind,
            ErrorKind::NoEndpoint
                | ErrorKind::NotFound
                | ErrorKind::NotAdmin
                | ErrorKind::Forbidden
                | ErrorKind::Gateway { .. }
                | ErrorKind::TimedOut
                | ErrorKind::TooLarge { .. }
                | ErrorKind::Undecodable { .. }
                | ErrorKind::Server
                | ErrorKind::NotThisServer
        )
    }

    fn reason(&self) -> Reason<'_> {
        Reason(self)
    }
}

/// The part of the sentence after the operation.
struct Reason<'a>(&'a ServiceError);

impl fmt::Display for Reason<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(error) = self;
        match &error.kind {
            ErrorKind::Redirected { to, .. } => {
                return write!(f, "it answers with a redirect to {to}, which is not followed");
            }
            ErrorKind::TooLarge { limit } => {
                write!(f, "the answer is larger than {} MiB", limit / (1024 * 1024))?;
            }
            ErrorKind::RateLimited { retry_after: Some(wait) } => {
                write!(f, "too many requests, it asks to wait {} s", wait.as_secs())?;
            }
            ErrorKind::Undecodable { path } => write!(f, "the answer has another shape at {path}")?,
            ErrorKind::Refused { rule } => write!(f, "refused ({rule})")?,
            ErrorKind::Server => match error.status {
                Some(status) => write!(f, "the server failed ({status})")?,
                None => write!(f, "the server failed")?,
            },
            // The server's own sentence is the better one here.
            ErrorKind::Invalid | ErrorKind::Conflict if !error.message.is_empty() => {
                return f.write_str(&error.message);
            }
            kind => f.write_str(kind.words(error.delivery))?,
        }
        if error.message.is_empty() { Ok(()) } else { write!(f, ": {}", error.message) }
    }
}

impl ErrorKind {
    fn words(&self, delivery: Delivery) -> &'static str {
        match self {
            Self::Setup => "the connection could not be set up",
            Self::Unreachable => "nothing answers there",
            Self::Dns => "the host name is not known",
            Self::Tls { fault } => fault.words(),
            Self::TimedOut if delivery == Delivery::NotSent => "nothing answers there in time",
            Self::TimedOut => "no answer in time",
            Self::Disconnected => "the connection broke before the answer was there",
            Self::Unauthorized => "the credential is not accepted",
            Self::NotAdmin => "the credential is not an administrator's",
            Self::Forbidden => "forbidden",
            Self::Gateway { forbids: true } => "a gateway before it forbids this",
            Self::Gateway { forbids: false } => "a gateway before it wants a sign-in of its own",
            Self::NotFound => "not found",
            Self::NoEndpoint => "this server has no such endpoint",
            Self::Conflict => "it exists already, or changed meanwhile",
            Self::Invalid => "the server does not take these values",
            Self::RateLimited { .. } => "too many requests",
            Self::NotThisServer => "something else answers there",
            Self::Licence => "an enterprise feature that this server has no licence for",
            Self::Redirected { .. }
            | Self::TooLarge { .. }
            | Self::Undecodable { .. }
            | Self::Refused { .. }
            | Self::Server => "the server failed",
        }
    }
}

#[cfg(test)]
impl ServiceError {
    /// A write of a user at `h` that ended so; a status of 0 is none.
    pub(crate) fn sample(kind: ErrorKind, delivery: Delivery, status: u16) -> Self {
        Self {
            service: Service::Proxy,
            host: "h".into(),
            operation: "change a user".into(),
            kind,
            delivery,
            status: (status > 0).then_some(status),
            retry_after: None,
            message: "".into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(Delivery::Answered, Some(504), true)]
    #[case(Delivery::Answered, Some(502), true)]
    #[case(Delivery::Answered, Some(500), false)]
    #[case(Delivery::Answered, Some(503), false)]
    #[case(Delivery::NoAnswer, None, true)]
    #[case(Delivery::NotSent, None, false)]
    fn a_write_that_a_gateway_lost_may_land_late(
        #[case] delivery: Delivery,
        #[case] status: Option<u16>,
        #[case] late: bool,
    ) {
        let error = ServiceError::sample(ErrorKind::Server, delivery, status.unwrap_or(0));
        assert_eq!(error.may_land_late(), late);
    }
}
