//! What a plan needs to know that no listing has.

use super::Session;
use super::session::ProxyLink;
use super::settle::with_hint;
use crate::domain::{Grant, Key, ListedMember, Listing, ProxyUserId, TeamId, TeamMember, Text};

/// The user as a member of that team; `None` where the team has no such member.
///
/// # Errors
/// The proxy could not be asked: a sentence.
pub async fn member(
    session: &Session,
    team: &TeamId,
    user: &ProxyUserId,
) -> Result<Option<TeamMember>, String> {
    proxy(session)?.reader.member(team, user).await.map_err(|error| with_hint(&error))
}

/// All keys of that user.
///
/// # Errors
/// The proxy could not be asked: a sentence.
pub async fn keys_of(session: &Session, user: &ProxyUserId) -> Result<Listing<Key>, String> {
    proxy(session)?.reader.keys_of(user).await.map_err(|error| with_hint(&error))
}

/// Everybody in that team, by their ids.
///
/// # Errors
/// The proxy could not be asked, or has no such team: a sentence.
pub async fn members(session: &Session, team: &TeamId) -> Result<Vec<ListedMember>, String> {
    let read = proxy(session)?.reader.members(team).await.map_err(|error| with_hint(&error))?;
    read.ok_or_else(|| format!("LiteLLM: there is no team {team} any more; read the servers again"))
}

/// Who may use that model in Open WebUI; nobody but the admins, where it has no entry.
///
/// # Errors
/// Open WebUI could not be asked, or is older than 0.8 and keeps no such list: a sentence.
pub async fn grants(session: &Session, model: &Text) -> Result<Vec<Grant>, String> {
    let link = match session.webui() {
        None => return Err("this profile has no Open WebUI".into()),
        Some(link) => link.map_err(str::to_owned)?,
    };
    let entry = link.reader.stored_entry(model).await.map_err(|error| with_hint(&error))?;
    Ok(entry.map(|entry| entry.grants).unwrap_or_default())
}

fn proxy(session: &Session) -> Result<&ProxyLink, String> {
    match session.proxy() {
        None => Err("this profile has no proxy".into()),
        Some(link) => link.map_err(str::to_owned),
    }
}
