//! Requests that ended without a whole answer: what it was, and whether anything was sent.

use std::error::Error;
use std::io;

use super::{ClientOptions, room, tls};
use crate::api::{Delivery, ErrorKind};

/// Why there is no whole answer.
#[derive(Debug)]
pub(super) enum Failure {
    /// The transport failed before the head of the answer.
    Transport(reqwest::Error),
    /// It failed within the body.
    Body { status: u16, error: reqwest::Error },
    /// The body passed the limit.
    TooLarge { status: u16, limit: usize },
    /// The bodies of all answers in flight passed theirs.
    NoRoom { status: u16 },
}

impl From<reqwest::Error> for Failure {
    fn from(error: reqwest::Error) -> Self {
        Self::Transport(error.without_url())
    }
}

impl Failure {
    pub(super) fn status(&self) -> Option<u16> {
        match self {
            Self::Transport(_) => None,
            Self::Body { status, .. } | Self::TooLarge { status, .. } | Self::NoRoom { status } => {
                Some(*status)
            }
        }
    }

    pub(super) fn classify(&self, options: &ClientOptions) -> (ErrorKind, Delivery, String) {
        match self {
            Self::TooLarge { limit, .. } => {
                (ErrorKind::TooLarge { limit: *limit }, Delivery::Answered, String::new())
            }
            Self::NoRoom { .. } => (
                ErrorKind::TooLarge { limit: room::MOST },
                Delivery::Answered,
                "counted with the other answers being read".to_owned(),
            ),
            Self::Transport(error) if error.is_builder() => {
                (ErrorKind::Setup, Delivery::NotSent, innermost(error))
            }
            Self::Transport(error)
                if error.is_connect() || tls_error(error).is_some_and(tls::is_refused) =>
            {
                let (kind, words) = connect_kind(error, options);
                (kind, Delivery::NotSent, words)
            }
            Self::Transport(error) | Self::Body { error, .. } if error.is_timeout() => {
                (ErrorKind::TimedOut, Delivery::NoAnswer, String::new())
            }
            Self::Transport(error) | Self::Body { error, .. } => {
                (ErrorKind::Disconnected, Delivery::NoAnswer, innermost(error))
            }
        }
    }
}

fn connect_kind(error: &reqwest::Error, options: &ClientOptions) -> (ErrorKind, String) {
    if error.is_timeout() {
        (ErrorKind::TimedOut, innermost(error))
    } else if error.is_dns() {
        (ErrorKind::Dns, innermost(error))
    } else if let Some(error) = tls_error(error) {
        let (fault, words) = tls::fault(error, options);
        (ErrorKind::Tls { fault }, words)
    } else {
        (ErrorKind::Unreachable, innermost(error))
    }
}

fn tls_error(error: &reqwest::Error) -> Option<&rustls::Error> {
    sources(error).find_map(as_tls)
}

/// `io::Error` hides what it wraps from `source()`, so it has to be asked; and one wraps another.
fn as_tls<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a rustls::Error> {
    error.downcast_ref().or_else(|| {
        let inner = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref)?;
        as_tls(inner)
    })
}

/// The words of the last cause: `connection refused` says more than what wraps it.
pub(super) fn innermost(error: &reqwest::Error) -> String {
    sources(error).last().map_or_else(|| error.to_string(), ToString::to_string)
}

fn sources(error: &reqwest::Error) -> impl Iterator<Item = &(dyn Error + 'static)> {
    std::iter::successors(error.source(), |&error| error.source())
}
