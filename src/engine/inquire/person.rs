//! Who is meant: from a roster, or by a search at both servers.

use super::{InquireError, Who, search};
use crate::access::chat::AccountFacts;
use crate::access::facts::Fact;
use crate::api::litellm::Holdings;
use crate::domain::{Account, ProxyUserId, Side, Snapshot, Text};
use crate::engine::session::Session;
use crate::engine::settle::with_hint;
use crate::roster::PersonRef;

/// The person asked about.
#[derive(Clone, Debug, PartialEq)]
pub struct Subject {
    /// What to call them: the e-mail, else the id.
    pub label: Text,
    /// Their name.
    pub name: Text,
    /// Their user at the proxy.
    pub user: Fact<ProxyUserId>,
    /// Their account in Open WebUI.
    pub account: Fact<AccountFacts>,
    /// The ids of the proxy's customers that are theirs; `None`: to be asked for.
    pub customers: Option<Vec<Text>>,
    /// Whether it is nobody, but a key that is asked about by itself.
    pub is_nobody: bool,
}

impl Subject {
    /// A person of a roster, whose listings say what is known of them.
    pub fn of(person: PersonRef<'_>, snapshot: &Snapshot) -> Self {
        let (proxy, webui) = (&snapshot.proxy, &snapshot.webui);
        let users = missing(proxy, |seen| seen.users.problem.as_deref());
        let accounts = missing(webui, |seen| seen.accounts.problem.as_deref());
        let groups = missing(webui, |seen| seen.groups.problem.as_deref());
        let customers = missing(proxy, |seen| seen.customers.problem.as_deref());
        let account = person.account().map(|account| AccountFacts {
            groups: match groups {
                Some(why) => Fact::Unknown(why.into()),
                None => Fact::Is(person.groups().map(|group| group.id.clone()).collect()),
            },
            ..facts_of(account, None)
        });
        let own = person.customer().map(|customer| customer.id.clone());
        Self {
            user: absent_or(person.proxy().map(|user| user.id.clone()), users),
            account: absent_or(account, accounts),
            customers: customers.is_none().then(|| own.into_iter().collect()),
            ..Self::unread(person)
        }
    }

    /// Nobody: for a key without an owner, which is asked about by itself.
    pub fn nobody(label: impl Into<Text>) -> Self {
        let label = label.into();
        Self {
            name: label.clone(),
            label,
            user: Fact::Absent,
            account: Fact::Absent,
            customers: Some(Vec::new()),
            is_nobody: true,
        }
    }

    pub(super) fn unread(person: PersonRef<'_>) -> Self {
        let label = person.email().unwrap_or_else(|| person.id().raw());
        Self {
            label: label.into(),
            name: person.name().into(),
            user: Fact::Absent,
            account: Fact::Absent,
            customers: None,
            is_nobody: false,
        }
    }
}

/// Absent only where the whole listing was read.
pub(super) fn absent_or<T>(found: Option<T>, missing: Option<String>) -> Fact<T> {
    match (found, missing) {
        (Some(found), _) => Fact::Is(found),
        (None, Some(why)) => Fact::Unknown(why.into()),
        (None, None) => Fact::Absent,
    }
}

pub(super) fn missing<T>(
    side: &Side<T>,
    problem: impl FnOnce(&T) -> Option<&str>,
) -> Option<String> {
    match side {
        Side::Absent => None,
        Side::Failed(why) => Some(why.clone()),
        Side::Seen(seen) => problem(seen).map(ToOwned::to_owned),
    }
}

pub(super) fn facts_of(
    account: &Account,
    groups: Option<Vec<crate::domain::GroupId>>,
) -> AccountFacts {
    AccountFacts {
        id: account.id.clone(),
        email: account.email.clone(),
        name: account.name.clone(),
        role: account.role.clone(),
        groups: groups.map_or_else(
            || Fact::unknown("this version of Open WebUI does not list them"),
            Fact::Is,
        ),
    }
}

/// The person, and what the search has read of them already.
pub(super) struct Found {
    pub(super) subject: Subject,
    pub(super) holdings: Option<Holdings>,
}

pub(super) async fn who(session: &Session, who: &Who) -> Result<Found, InquireError> {
    match who {
        Who::Known(subject) => {
            let account = account_now(session, &subject.account).await;
            Ok(Found { subject: Subject { account, ..(**subject).clone() }, holdings: None })
        }
        Who::Word(word) => search::run(session, word).await,
        Who::Owner => Ok(Found { subject: Subject::nobody("nobody"), holdings: None }),
    }
}

/// The account as it is now, rather than as the roster has it.
async fn account_now(session: &Session, known: &Fact<AccountFacts>) -> Fact<AccountFacts> {
    let (Fact::Is(account), Some(Ok(link))) = (known, session.webui()) else {
        return known.clone();
    };
    match link.reader.found_account(&account.id).await {
        Ok(Some(found)) => {
            let facts = facts_of(&found.account, found.groups);
            let groups = match facts.groups {
                Fact::Unknown(_) => account.groups.clone(),
                groups => groups,
            };
            Fact::Is(AccountFacts { groups, ..facts })
        }
        Ok(None) => Fact::Absent,
        Err(error) => Fact::unknown(with_hint(&error)),
    }
}
