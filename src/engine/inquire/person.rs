//! Who is meant: from a roster, or by a search at both servers.

use std::sync::Arc;

use jiff::Timestamp;

use super::{InquireError, Who};
use crate::access::chat::AccountFacts;
use crate::access::facts::Fact;
use crate::api::litellm::{FindBy, Holdings};
use crate::api::openwebui::FoundAccount;
use crate::api::{ServiceError, litellm};
use crate::domain::{
    Account, AccountId, Email, Listing, ProxySide, ProxyUser, ProxyUserId, ServerInfo, Side,
    Snapshot, Text, WebuiSide,
};
use crate::engine::session::{ProxyLink, Session, WebuiLink};
use crate::engine::settle::with_hint;
use crate::roster::{PersonRef, find, join};

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

    fn unread(person: PersonRef<'_>) -> Self {
        let label = person.email().unwrap_or_else(|| person.id().raw());
        Self {
            label: label.into(),
            name: person.name().into(),
            user: Fact::Absent,
            account: Fact::Absent,
            customers: None,
        }
    }
}

/// Absent only where the whole listing was read.
fn absent_or<T>(found: Option<T>, missing: Option<String>) -> Fact<T> {
    match (found, missing) {
        (Some(found), _) => Fact::Is(found),
        (None, Some(why)) => Fact::Unknown(why.into()),
        (None, None) => Fact::Absent,
    }
}

fn missing<T>(side: &Side<T>, problem: impl FnOnce(&T) -> Option<&str>) -> Option<String> {
    match side {
        Side::Absent => None,
        Side::Failed(why) => Some(why.clone()),
        Side::Seen(seen) => problem(seen).map(ToOwned::to_owned),
    }
}

fn facts_of(account: &Account, groups: Option<Vec<crate::domain::GroupId>>) -> AccountFacts {
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
        Who::Word(word) => Search::new(session, word).run().await,
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

/// What the search found at one server.
type Hits<T> = Side<Listing<T>>;

struct Search<'a> {
    proxy: Option<Result<&'a ProxyLink, &'a str>>,
    webui: Option<Result<&'a WebuiLink, &'a str>>,
    policy: &'a crate::domain::SyncPolicy,
    word: &'a str,
}

impl<'a> Search<'a> {
    fn new(session: &'a Session, word: &'a str) -> Self {
        let policy = &session.profile().sync;
        Self { proxy: session.proxy(), webui: session.webui(), policy, word: word.trim() }
    }

    /// Open WebUI first: an account whose id is a user's is that user's, and then one answer of
    /// the proxy tells the user with keys and teams, without a search.
    async fn run(&self) -> Result<Found, InquireError> {
        let accounts = self.accounts(self.word).await;
        if let Side::Seen(accounts) = &accounts
            && let Some(found) = self.by_account_id(accounts).await
        {
            return Ok(found);
        }
        let users = self.users(self.word).await;
        self.joined(users, accounts).await
    }

    async fn by_account_id(&self, accounts: &Listing<FoundAccount>) -> Option<Found> {
        let link = self.proxy?.ok()?;
        let is_meant = |found: &&FoundAccount| is_exactly(&found.account, self.word);
        let mut meant = accounts.rows.iter().filter(is_meant);
        let (account, None) = (meant.next()?, meant.next()) else { return None };
        let id = ProxyUserId::new(account.account.id.raw());
        let holdings = link.reader.holdings(&id).await.ok().flatten()?;
        // Another e-mail there may be another person, or one that drifted: the search tells.
        let email = holdings.user.email.as_ref();
        if email.is_some() && email != account.account.email.as_ref() {
            return None;
        }
        let facts = facts_of(&account.account, account.groups.clone());
        let label = facts.email.clone().map_or_else(|| facts.id.raw().into(), Text::from);
        let subject = Subject {
            label,
            name: facts.name.clone(),
            user: Fact::Is(id),
            account: Fact::Is(facts),
            customers: None,
        };
        Some(Found { subject, holdings: Some(holdings) })
    }

    /// The users and accounts that the word found, joined as all people are.
    async fn joined(
        &self,
        users: Hits<ProxyUser>,
        accounts: Hits<FoundAccount>,
    ) -> Result<Found, InquireError> {
        if let Some(sentence) = nobody_answered(&users, &accounts) {
            return Err(InquireError::Unread(sentence));
        }
        let (users, accounts) = self.other_halves(users, accounts).await;
        let groups = |id: &AccountId| {
            let mut found = accounts.seen()?.rows.iter();
            found.find(|found| found.account.id == *id)?.groups.clone()
        };
        let snapshot = snapshot(&users, &accounts);
        let roster = join(Arc::new(snapshot.clone()), self.policy);
        let person = find(&roster, self.word)?;
        let user = person.proxy().map(|user| user.id.clone());
        let account = person.account().map(|account| facts_of(account, groups(&account.id)));
        let subject = Subject {
            user: absent_or(user, missing(&users, |_| None)),
            account: absent_or(account, missing(&accounts, |_| None)),
            ..Subject::unread(person)
        };
        Ok(Found { subject, holdings: None })
    }

    /// The word may be in one half of a person alone: an id, an old e-mail. The other half is then
    /// looked for by what the first one has.
    async fn other_halves(
        &self,
        mut users: Hits<ProxyUser>,
        mut accounts: Hits<FoundAccount>,
    ) -> (Hits<ProxyUser>, Hits<FoundAccount>) {
        let found = (one_of(&users).cloned(), one_of(&accounts).cloned());
        match found {
            (Some(user), None) => {
                let more = self.account_of(&user).await;
                if let (Side::Seen(accounts), Some(more)) = (&mut accounts, more) {
                    accounts.rows.push(more);
                }
            }
            (None, Some(found)) => {
                let email = found.account.email.as_ref().map(Email::normal);
                let email = email.filter(|email| *email != self.word.to_lowercase());
                if let (Side::Seen(users), Some(email)) = (&mut users, email)
                    && let Side::Seen(more) = self.users(email).await
                {
                    users.rows.extend(more.rows);
                }
            }
            _ => {}
        }
        (users, accounts)
    }

    async fn account_of(&self, user: &ProxyUser) -> Option<FoundAccount> {
        let link = self.webui?.ok()?;
        let id = user.bursar.account.clone().unwrap_or_else(|| AccountId::new(user.id.raw()));
        if let Ok(Some(found)) = link.reader.found_account(&id).await {
            return Some(found);
        }
        let email =
            user.email.as_ref().filter(|email| email.normal() != self.word.to_lowercase())?;
        let found = link.reader.find_accounts(email.normal()).await.ok()?;
        found.rows.into_iter().find(|found| found.account.email.as_ref() == Some(email))
    }

    async fn accounts(&self, word: &str) -> Hits<FoundAccount> {
        let link = match self.webui {
            None => return Side::Absent,
            Some(Ok(link)) => link,
            Some(Err(why)) => return Side::Failed(why.to_owned()),
        };
        // An id is in no search: ids of Open WebUI look like this.
        let is_id = word.len() == 36 && word.bytes().filter(|byte| *byte == b'-').count() == 4;
        let found = if is_id {
            let found = link.reader.found_account(&AccountId::new(word)).await;
            found.map(|found| Listing::complete(found.into_iter().collect()))
        } else {
            link.reader.find_accounts(word).await
        };
        found.map_or_else(|error| Side::Failed(with_hint(&error)), Side::Seen)
    }

    async fn users(&self, word: &str) -> Hits<ProxyUser> {
        let link = match self.proxy {
            None => return Side::Absent,
            Some(Ok(link)) => link,
            Some(Err(why)) => return Side::Failed(why.to_owned()),
        };
        let found = match link.identity.get_or_try_init(|| link.reader.identify()).await {
            Ok((server, _)) => users_at(&link.reader, server, word).await,
            Err(error) => Err(error),
        };
        found.map_or_else(|error| Side::Failed(with_hint(&error)), Side::Seen)
    }
}

async fn users_at(
    reader: &litellm::Reader,
    server: &ServerInfo,
    word: &str,
) -> Result<Listing<ProxyUser>, ServiceError> {
    if litellm::finds_by_either(server) {
        return reader.find_users(word, FindBy::IdOrEmail).await;
    }
    if word.contains('@') {
        return reader.find_users(word, FindBy::Email).await;
    }
    let (mut by_id, by_email) = tokio::try_join!(
        reader.find_users(word, FindBy::Id),
        reader.find_users(word, FindBy::Email)
    )?;
    let known: Vec<ProxyUserId> = by_id.rows.iter().map(|user| user.id.clone()).collect();
    by_id.rows.extend(by_email.rows.into_iter().filter(|user| !known.contains(&user.id)));
    by_id.problem = by_id.problem.or(by_email.problem);
    Ok(by_id)
}

fn is_exactly(account: &Account, word: &str) -> bool {
    let email = account.email.as_ref().map(Email::normal);
    account.id.raw() == word || email == Some(word.to_lowercase().as_str())
}

fn one_of<T>(hits: &Hits<T>) -> Option<&T> {
    match hits.seen()?.rows.as_slice() {
        [one] => Some(one),
        _ => None,
    }
}

/// What both servers say, where neither could be asked.
fn nobody_answered(users: &Hits<ProxyUser>, accounts: &Hits<FoundAccount>) -> Option<String> {
    if users.seen().is_some() || accounts.seen().is_some() {
        return None;
    }
    let failures = missing(users, |_| None).into_iter().chain(missing(accounts, |_| None));
    Some(failures.collect::<Vec<_>>().join("\n"))
}

/// A world of those who were found.
fn snapshot(users: &Hits<ProxyUser>, accounts: &Hits<FoundAccount>) -> Snapshot {
    let proxy = match users {
        Side::Absent => Side::Absent,
        Side::Failed(why) => Side::Failed(why.clone()),
        Side::Seen(users) => Side::Seen(ProxySide {
            server: ServerInfo::default(),
            caller: crate::domain::Caller::MasterKey,
            users: users.clone(),
            keys: Listing::default(),
            teams: Listing::default(),
            customers: Listing::default(),
        }),
    };
    let webui = match accounts {
        Side::Absent => Side::Absent,
        Side::Failed(why) => Side::Failed(why.clone()),
        Side::Seen(found) => Side::Seen(WebuiSide {
            server: ServerInfo::default(),
            caller: crate::domain::Caller::Account { id: None },
            first_account: None,
            accounts: Listing {
                rows: found.rows.iter().map(|found| found.account.clone()).collect(),
                problem: found.problem.clone(),
            },
            groups: Listing::default(),
        }),
    };
    Snapshot { observed_at: Timestamp::now(), proxy, webui }
}
