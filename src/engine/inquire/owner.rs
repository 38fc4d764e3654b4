//! A key without the name of a person: whose it is decides about whom is asked.

use super::gather::{self, Desk};
use super::person::{self, Found, Subject};
use super::{InquireError, Inquiry, Question, Who};
use crate::access::facts::Fact;
use crate::api::litellm::KeyRecord;
use crate::domain::{KeyWord, ProxyUserId};
use crate::engine::session::Session;
use crate::roster::FindError;

pub(super) async fn inquire(
    session: &Session,
    question: &Question,
) -> Result<Inquiry, InquireError> {
    let desk = Box::pin(Desk::open(session, question)).await;
    let record = match &question.key {
        None => Fact::Absent,
        Some(KeyWord::Hash(hash)) => desk.record(hash, None).await,
        Some(KeyWord::Named(name)) => gather::named(&desk, name, None).await?,
    };
    let found = Box::pin(found(session, &record)).await?;
    let own = Box::pin(gather::own(session, &found)).await;
    let keys = Box::pin(gather::situations(&desk, vec![record], &own)).await;
    Ok(Inquiry { subject: found.subject, keys, chat: None })
}

async fn found(session: &Session, record: &Fact<KeyRecord>) -> Result<Found, InquireError> {
    let nobody = |label: String| Found { subject: Subject::nobody(label), holdings: None };
    let Fact::Is(record) = record else { return Ok(nobody("nobody".to_owned())) };
    let Some(owner) = &record.key.owner else {
        return Ok(nobody(format!("key {}", record.key.label())));
    };
    let unread = || {
        let subject = Subject { user: Fact::Is(owner.clone()), ..Subject::nobody(owner.raw()) };
        Found { subject: Subject { is_nobody: false, ..subject }, holdings: None }
    };
    match person::who(session, &Who::Word(owner.raw().to_owned())).await {
        Ok(found) if is_it(&found, owner) => Ok(found),
        // The word is a part of somebody else's, or of several, or of nobody's.
        Ok(_) | Err(InquireError::Find(FindError::Nobody { .. } | FindError::Ambiguous { .. })) => {
            Ok(unread())
        }
        Err(error) => Err(error),
    }
}

fn is_it(found: &Found, owner: &ProxyUserId) -> bool {
    found.subject.user.known() == Some(owner)
}
