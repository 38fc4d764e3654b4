//! What is read when somebody looks at it: one question, one answer, nothing but reads.

use std::sync::Arc;

use super::activity::OnPart;
use super::{
    InquireError, Inquiry, Question, Session, activity, ground, inquire, purses, spenders,
};
use crate::domain::activity::{Activity, Days, Spenders, Subject};
use crate::domain::{ListedMember, Purses, TeamId};
use crate::journal::Kept;
use crate::plan::wish::Applied;

/// What may be asked.
#[derive(Clone, Debug, PartialEq)]
pub enum Ask {
    /// Why somebody is refused.
    Why(Box<Question>),
    /// What was spent on each of these days.
    Days(Subject, Days),
    /// Who spent most in these days.
    Spenders(Subject, Days),
    /// Who is in that team.
    Members(TeamId),
    /// Organizations, tags and budget rows.
    Purses,
    /// What a plan of the journal did.
    Changes(Box<Kept>),
}

/// What was read.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "each answers its `Ask`")]
pub enum Heard {
    Why(Box<Inquiry>),
    Days(Activity),
    Spenders(Spenders),
    /// By their ids.
    Members(Arc<[ListedMember]>),
    Purses(Arc<Purses>),
    /// In their order.
    Changes(Arc<[Applied]>),
}

/// Reads it; `on_part` is told parts read, and of how many, where there are several.
///
/// # Errors
/// Nothing of it is to be had, and why: a sentence.
pub async fn ask(session: &Session, ask: &Ask, on_part: OnPart<'_>) -> Result<Heard, String> {
    match ask {
        Ask::Why(question) => {
            let answer = Box::pin(inquire(session, question)).await;
            let answer = answer.map_err(|error: InquireError| error.to_string());
            answer.map(|inquiry| Heard::Why(Box::new(inquiry)))
        }
        Ask::Days(subject, range) => {
            activity(session, subject, *range, on_part).await.map(Heard::Days)
        }
        Ask::Spenders(subject, range) => {
            spenders(session, subject, *range, on_part).await.map(Heard::Spenders)
        }
        Ask::Members(team) => {
            ground::members(session, team).await.map(|members| Heard::Members(members.into()))
        }
        Ask::Purses => {
            let purses = purses::read(session).await;
            match purses.failure() {
                Some(why) => Err(why.to_owned()),
                None => Ok(Heard::Purses(Arc::new(purses))),
            }
        }
        Ask::Changes(kept) => changes(kept).await,
    }
}

/// What a plan of the journal did: no server is asked.
///
/// # Errors
/// As [`ask`].
pub async fn changes(kept: &Kept) -> Result<Heard, String> {
    let kept = kept.clone();
    let read = tokio::task::spawn_blocking(move || kept.read()).await;
    let read = read.map_err(|error| error.to_string())?;
    let why = |error| format!("The changes of the plan were not read: {error}.");
    read.map(|changes| Heard::Changes(changes.into())).map_err(why)
}
