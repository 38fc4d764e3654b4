//! Which e-mail address a change gives, and which it frees: no two people of one server should have
//! one.

use super::{Edit, Op};
use crate::domain::{Email, Text};

/// Whose list of people it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Directory {
    /// LiteLLM's users. `POST /user/new` refuses an address that is taken, `/user/update` does not.
    Proxy,
    /// Open WebUI's accounts; it refuses an address that is taken, always.
    Webui,
}

/// What a change does to addresses, each trimmed and in small letters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddressMove {
    /// Where.
    pub directory: Directory,
    /// The address that nobody has afterwards.
    pub frees: Option<String>,
    /// The address that somebody has afterwards.
    pub gives: String,
}

impl Op {
    /// What it does to addresses; `None` where it leaves them.
    pub fn address_move(&self) -> Option<AddressMove> {
        let create =
            |directory, email: &Text| AddressMove { directory, frees: None, gives: normal(email) };
        let update = |directory, edit: &Edit| AddressMove {
            directory,
            frees: edit.before.as_ref().map(normal).filter(|email| !email.is_empty()),
            gives: normal(&edit.after),
        };
        match self {
            Self::CreateUser(op) => op.email.as_ref().map(|email| create(Directory::Proxy, email)),
            Self::CreateAccount(op) => Some(create(Directory::Webui, &op.email)),
            Self::UpdateUser(op) => {
                op.edits.email.as_ref().map(|edit| update(Directory::Proxy, edit))
            }
            Self::UpdateAccount(op) => {
                op.edits.email.as_ref().map(|edit| update(Directory::Webui, edit))
            }
            _ => None,
        }
    }
}

fn normal(email: &Text) -> String {
    Email::from(email.clone()).normal().to_owned()
}
