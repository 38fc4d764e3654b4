//! What is read when somebody looks at it: one question, one answer, nothing but reads.

use std::sync::Arc;

use super::activity::OnPart;
use super::{
    InquireError, Inquiry, Question, Session, activity, ground, inquire, purses, spenders,
};
use crate::domain::activity::{Activity, Days, Spenders, Subject};
use crate::domain::{ListedMember, Purses, TeamId};

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
    }
}
