//! Observing everybody: both servers at once, every listing complete or saying that it is not.

use jiff::Timestamp;

use super::session::{ProxyLink, Session, WebuiLink};
use super::settle::with_hint;
use crate::api::{Service, ServiceError};
use crate::domain::{Listing, ProxySide, Side, Snapshot, Text, WebuiSide, Words};

/// How far one listing is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    pub service: Service,
    pub part: ObservedListing,
    /// Rows read.
    pub done: usize,
    /// Of how many, as far as the server has said.
    pub total: usize,
}

/// The listings of an observation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, strum::Display)]
#[strum(serialize_all = "lowercase")]
pub enum ObservedListing {
    /// Internal users.
    Users,
    /// Virtual keys.
    Keys,
    /// Teams.
    Teams,
    /// Customers.
    Customers,
    /// Open WebUI accounts.
    Accounts,
    /// Open WebUI groups.
    Groups,
}

/// Told of progress, from whichever task makes it.
pub type OnProgress<'a> = &'a (dyn Fn(Progress) + Send + Sync);

/// Observes both servers. Never fails as a whole: what could not be read says so in its place.
pub async fn observe(session: &Session, on_progress: OnProgress<'_>) -> Snapshot {
    // Nearly every id and e-mail of one server is one of the other's, too.
    let words = Words::pool();
    let (proxy, webui) = tokio::join!(
        async {
            match session.proxy() {
                None => Side::Absent,
                Some(Err(why)) => Side::Failed(why.to_owned()),
                // On the heap: six listings at once are too much to carry through every caller.
                Some(Ok(link)) => Box::pin(observe_proxy(link, &words, on_progress)).await,
            }
        },
        async {
            match session.webui() {
                None => Side::Absent,
                Some(Err(why)) => Side::Failed(why.to_owned()),
                Some(Ok(link)) => Box::pin(observe_webui(link, &words, on_progress)).await,
            }
        },
    );
    Snapshot { observed_at: Timestamp::now(), proxy, webui }
}

fn listed<T>(listing: Result<Listing<T>, ServiceError>) -> Listing<T> {
    listing.unwrap_or_else(|error| Listing::incomplete(Vec::new(), with_hint(&error)))
}

/// What is to be picked from; without it names can be typed.
fn offered(models: Result<Vec<Text>, ServiceError>) -> Vec<Text> {
    models.unwrap_or_else(|error| {
        tracing::debug!(%error, "the models are not known");
        Vec::new()
    })
}

fn tell(
    on_progress: OnProgress<'_>,
    service: Service,
    part: ObservedListing,
) -> impl Fn(usize, usize) + Send + Sync + '_ {
    move |done, total| on_progress(Progress { service, part, done, total })
}

async fn observe_proxy(
    link: &ProxyLink,
    words: &Words,
    on_progress: OnProgress<'_>,
) -> Side<ProxySide> {
    let identity = link.identity.get_or_try_init(|| link.reader.identify()).await;
    let (server, caller) = match identity {
        Ok(identity) => identity.clone(),
        Err(error) => return Side::Failed(with_hint(&error)),
    };
    let [users, keys, teams, customers] = [
        ObservedListing::Users,
        ObservedListing::Keys,
        ObservedListing::Teams,
        ObservedListing::Customers,
    ]
    .map(|part| tell(on_progress, Service::Proxy, part));
    let reader = link.reader.sharing(words);
    let (users, keys, teams, customers, models) = tokio::join!(
        reader.users(Some(&users)),
        reader.keys(Some(&keys)),
        reader.teams(Some(&teams)),
        reader.customers(Some(&customers)),
        reader.model_names(),
    );
    if let Some(error) = lost_access(&users) {
        return Side::Failed(error);
    }
    Side::Seen(ProxySide {
        server,
        caller,
        users: listed(users),
        keys: listed(keys),
        teams: listed(teams),
        customers: listed(customers),
        models: offered(models),
    })
}

async fn observe_webui(
    link: &WebuiLink,
    words: &Words,
    on_progress: OnProgress<'_>,
) -> Side<WebuiSide> {
    let identity = link.identity.get_or_try_init(|| link.reader.identify()).await;
    let (server, caller) = match identity {
        Ok(identity) => identity.clone(),
        Err(error) => return Side::Failed(with_hint(&error)),
    };
    let [accounts, groups] = [ObservedListing::Accounts, ObservedListing::Groups]
        .map(|part| tell(on_progress, Service::Webui, part));
    let reader = link.reader.sharing(words);
    let (first, accounts, groups, models) = tokio::join!(
        reader.first_account(),
        reader.accounts(Some(&accounts)),
        reader.groups(Some(&groups)),
        reader.models(),
    );
    if let Some(error) = lost_access(&accounts) {
        return Side::Failed(error);
    }
    Side::Seen(WebuiSide {
        server,
        caller,
        first_account: first.ok().flatten(),
        accounts: listed(accounts),
        groups: listed(groups),
        models: offered(models),
    })
}

/// Without the people there is nothing to show: then the whole side failed, and the last good
/// data stays on the screen.
fn lost_access<T>(people: &Result<Listing<T>, ServiceError>) -> Option<String> {
    people.as_ref().err().map(with_hint)
}
