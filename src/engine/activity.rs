//! Reading the daily activity: nothing but reads, on demand.

use super::session::{ProxyLink, Session};
use super::settle::with_hint;
use crate::api::ServiceError;
use crate::domain::activity::{Activity, Days, Spenders, Subject};

/// Told how many parts are read, of how many, where there are several.
pub type OnPart<'a> = &'a (dyn Fn(usize, usize) + Send + Sync);

/// What was spent on each of these days.
///
/// # Errors
/// A sentence: there is no proxy, it does not answer, or it cannot tell one user's from the rest.
pub async fn activity(
    session: &Session,
    subject: &Subject,
    range: Days,
    on_part: OnPart<'_>,
) -> Result<Activity, String> {
    let link = ready(session, subject).await?;
    link.reader.activity(subject, range, Some(on_part)).await.map_err(|error| words(&error))
}

/// Who spent most in these days.
///
/// # Errors
/// As of [`activity`].
pub async fn spenders(
    session: &Session,
    subject: &Subject,
    range: Days,
    on_part: OnPart<'_>,
) -> Result<Spenders, String> {
    let link = ready(session, subject).await?;
    link.reader.spenders(subject, range, Some(on_part)).await.map_err(|error| words(&error))
}

/// The proxy, once it is known that it can be asked this. A filter it does not know, or one that
/// is empty, would be passed over, and everybody's spend shown as one user's.
async fn ready<'a>(session: &'a Session, subject: &Subject) -> Result<&'a ProxyLink, String> {
    let link = match session.proxy() {
        None => return Err("the profile has no LiteLLM proxy".to_owned()),
        Some(link) => link.map_err(str::to_owned)?,
    };
    if subject.id().is_some_and(|id| id.trim().is_empty()) {
        return Err(format!(
            "this {} has an empty id, by which nothing can be asked",
            subject.kind()
        ));
    }
    let identity = link.identity.get_or_try_init(|| link.reader.identify());
    let (server, _) = identity.await.map_err(|error| words(&error))?;
    if matches!(subject, Subject::User(_)) && !server.has_activity_of_user {
        let version = server.version.as_ref().map_or_else(String::new, |v| format!(" {v}"));
        return Err(format!(
            "LiteLLM{version} does not tell the daily activity of one user; ask for a key, a team \
             or everybody"
        ));
    }
    Ok(link)
}

fn words(error: &ServiceError) -> String {
    with_hint(error)
}
