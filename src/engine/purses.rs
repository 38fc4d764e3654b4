//! Reading organizations, tags, budget rows and places in teams: nothing but reads, on demand.

use futures_util::StreamExt;

use super::session::{ProxyLink, Session};
use super::settle::with_hint;
use crate::api::{ErrorKind, ServiceError};
use crate::domain::{Listing, Place, Purses, Team, Text};

/// Teams asked for their members' places, at most: one request each.
const MOST_TEAMS: usize = 50;

/// Why organizations are unknown at a proxy without a licence.
pub const NO_LICENCE: &str = "they need LiteLLM Enterprise, and this proxy has no licence";

/// Organizations, tags and budget rows: three requests. Never fails as a whole: what could not be
/// read says so in its place. Places in teams are left unread; see [`places`].
pub async fn read(session: &Session) -> Purses {
    let reader = match link(session) {
        Ok(link) => &link.reader,
        Err(why) => return Purses::unread(&why),
    };
    let (organizations, tags, rows) =
        tokio::join!(reader.organizations(), reader.tags(), reader.budget_rows());
    Purses {
        organizations: listed(organizations),
        tags: listed(tags),
        rows: listed(rows),
        places: Listing::incomplete(Vec::new(), "not asked: that is a request a team"),
    }
}

/// Which budget rows members of these teams point to: a request a team, those whose default is one
/// of `rows` first, and of so many teams at most that the rest is said to be unknown.
pub async fn places(session: &Session, teams: &Listing<Team>, rows: &[&Text]) -> Listing<Place> {
    let link = match link(session) {
        Ok(link) => link,
        Err(why) => return Listing::incomplete(Vec::new(), why),
    };
    let mut asked: Vec<&Team> = teams.rows.iter().collect();
    let gives_it =
        |team: &Team| team.member_budget_id.as_ref().is_some_and(|id| rows.contains(&id));
    asked.sort_by_key(|team| !gives_it(team));
    let left = asked.len().saturating_sub(MOST_TEAMS);
    asked.truncate(MOST_TEAMS);
    // Not mapped: a closure over what is borrowed makes a future that no thread may carry on.
    let mut reads = Vec::with_capacity(asked.len());
    for team in asked {
        reads.push(link.reader.places(&team.id));
    }
    let read: Vec<_> = futures_util::stream::iter(reads).buffered(4).collect().await;
    let mut places = Vec::new();
    let mut problem = (left > 0).then(|| format!("{left} of the teams were not asked"));
    for read in read {
        match read {
            Ok(found) => places.extend(found),
            Err(error) => problem = Some(error.to_string()),
        }
    }
    Listing { rows: places, problem }
}

fn link(session: &Session) -> Result<&ProxyLink, String> {
    match session.proxy() {
        None => Err("this profile has no proxy".into()),
        Some(link) => link.map_err(str::to_owned),
    }
}

fn listed<T>(read: Result<Listing<T>, ServiceError>) -> Listing<T> {
    read.unwrap_or_else(|error| {
        let why = match error.kind() {
            ErrorKind::Licence => NO_LICENCE.to_owned(),
            _ => with_hint(&error),
        };
        Listing::incomplete(Vec::new(), why)
    })
}
