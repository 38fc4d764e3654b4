//! What a plan needs to know that no listing has.

use super::Session;
use super::settle::with_hint;
use crate::domain::{ProxyUserId, TeamId, TeamMember};

/// The user as a member of that team; `None` where the team has no such member.
///
/// # Errors
/// The proxy could not be asked: a sentence.
pub async fn member(
    session: &Session,
    team: &TeamId,
    user: &ProxyUserId,
) -> Result<Option<TeamMember>, String> {
    let link = match session.proxy() {
        None => return Err("this profile has no proxy".into()),
        Some(link) => link.map_err(str::to_owned)?,
    };
    link.reader.member(team, user).await.map_err(|error| with_hint(&error))
}
