//! Why a person is refused: gathering what the verdict needs, in a handful of requests.
//!
//! Nothing is judged here and nothing fails as a whole: what could not be read is a fact that is
//! unknown, with the reason, and [`crate::access`] makes the verdict of it.

mod around;
mod chat;
mod gather;
pub(super) mod kept;
mod owner;
mod person;
mod search;
mod spare;

use crate::access::Situation;
use crate::access::chat::{Charged, ChatFacts};
use crate::domain::{KeyWord, Text};
use crate::roster::FindError;

use super::session::Session;
pub use person::Subject;
pub use spare::{Spare, complete, spare};

/// Whose request is judged, and what it would name.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    pub who: Who,
    /// For which model; `None`: what depends on it is not checked.
    pub model: Option<Text>,
    /// Whether to read the models served although none is named: there is one to be chosen.
    pub lists_models: bool,
    /// With which key; `None`: with each of theirs, and through the chat.
    pub key: Option<KeyWord>,
    /// Naming which customer (end user); `None`: none, but in the chat whom it names.
    pub customer: Option<Text>,
}

/// Who is asked about.
#[derive(Clone, Debug, PartialEq)]
pub enum Who {
    /// Whom this word names: an id, an e-mail or a unique part of one.
    Word(String),
    /// A person of a roster, whose account is read anew: its role may be another one by now.
    Known(Box<Subject>),
    /// Who owns the key that is asked about; the key alone where nobody does, or no key is.
    Owner,
}

/// What was found out, to be judged.
#[derive(Clone, Debug)]
pub struct Inquiry {
    /// About whom.
    pub subject: Subject,
    /// One for each key that was asked about; one without a key where the person has none.
    pub keys: Vec<Situation>,
    /// The chat. `None`: a key was named, or the profile has no Open WebUI server.
    pub chat: Option<ChatInquiry>,
}

/// The way through the chat.
#[derive(Clone, Debug)]
pub struct ChatInquiry {
    /// What Open WebUI decides by.
    pub facts: ChatFacts,
    /// To whom the proxy charges it.
    pub charged: Charged,
    /// That one's request at the proxy. `None`: it is charged to a key of the person's own, or
    /// nobody can tell to whom.
    pub situation: Option<Situation>,
}

/// Why there is nothing to judge.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InquireError {
    /// The word names nobody, or several.
    #[error(transparent)]
    Find(#[from] FindError),
    /// No key is called so, or several are.
    #[error("{0}")]
    Key(String),
    /// No server answered; a sentence for each.
    #[error("{0}")]
    Unread(String),
}

/// Finds out what a verdict about this needs. Reads alone, those that do not depend on each other
/// at once; whoever drops it stops it.
///
/// # Errors
/// Nobody or several are meant, or no server answered.
pub async fn inquire(session: &Session, question: &Question) -> Result<Inquiry, InquireError> {
    if question.who == Who::Owner {
        return Box::pin(owner::inquire(session, question)).await;
    }
    // On the heap: many requests at once are too much to carry through every caller. Who is first:
    // the search identifies the proxy by the way.
    let found = Box::pin(person::who(session, &question.who)).await?;
    let (desk, own) = Box::pin(async {
        tokio::join!(gather::Desk::open(session, question), gather::own(session, &found))
    })
    .await;
    let keys = Box::pin(gather::keys(&desk, &own, question)).await?;
    let chat = if question.key.is_none() {
        Box::pin(chat::chat(session, &desk, &found.subject, own)).await
    } else {
        None
    };
    Ok(Inquiry { subject: found.subject, keys, chat })
}
