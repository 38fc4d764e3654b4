//! The search for a person by a word, at both servers.

use std::sync::Arc;

use jiff::Timestamp;

use super::InquireError;
use super::person::{Found, Subject, absent_or, facts_of, missing};
use crate::access::facts::Fact;
use crate::api::openwebui::FoundAccount;
use crate::domain::{
    Account, AccountId, Email, Listing, ProxySide, ProxyUser, ProxyUserId, ServerInfo, Side,
    Snapshot, Text, WebuiSide,
};
use crate::engine::session::{ProxyLink, Session, WebuiLink};
use crate::engine::settle::with_hint;
use crate::roster::{find_to_look, join};

/// Whom the word names, an id, an e-mail or a unique part of one.
pub(super) async fn run(session: &Session, word: &str) -> Result<Found, InquireError> {
    Search::new(session, word).run().await
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

    /// Where the proxy is not identified yet, its search is the check of the key as well, and costs
    /// nothing more.
    async fn run(&self) -> Result<Found, InquireError> {
        let ((users, accounts), by) = if self.word.contains('@') {
            (tokio::join!(self.users(self.word), self.accounts(self.word)), self.word.to_owned())
        } else {
            // An id may be a user's alone: the account is then found by their e-mail.
            let users = self.users(self.word).await;
            let by = self.email_of(&users).unwrap_or(self.word).to_owned();
            let accounts = self.accounts(&by).await;
            ((users, accounts), by)
        };
        if let (Side::Seen(users), Side::Seen(accounts)) = (&users, &accounts)
            && users.rows.is_empty()
            && let [account] = accounts.rows.as_slice()
            && let Some(found) = self.by_account_id(account).await
        {
            return Ok(found);
        }
        self.joined(users, accounts, &by).await
    }

    /// The e-mail of the user of exactly this id.
    fn email_of<'u>(&self, users: &'u Hits<ProxyUser>) -> Option<&'u str> {
        let user = users.seen()?.rows.iter().find(|user| user.id.raw() == self.word)?;
        user.email.as_ref().map(Email::normal)
    }

    /// A user whose id is the account's is that person, whatever e-mail they drifted to. Not asked
    /// where the word was in the id: the search would have found them.
    async fn by_account_id(&self, account: &FoundAccount) -> Option<Found> {
        let id = ProxyUserId::new(account.account.id.raw());
        if id.raw().contains(self.word) {
            return None;
        }
        let holdings = self.proxy?.ok()?.reader.holdings(&id).await.ok().flatten()?;
        let facts = facts_of(&account.account, account.groups.clone());
        let label = facts.email.clone().map_or_else(|| facts.id.raw().into(), Text::from);
        let subject = Subject {
            is_nobody: false,
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
        by: &str,
    ) -> Result<Found, InquireError> {
        if let Some(sentence) = nobody_answered(&users, &accounts) {
            return Err(InquireError::Unread(sentence));
        }
        let (users, accounts) = self.other_halves(users, accounts, by).await;
        let groups = |id: &AccountId| {
            let mut found = accounts.seen()?.rows.iter();
            found.find(|found| found.account.id == *id)?.groups.clone()
        };
        let snapshot = snapshot(&users, &accounts);
        let roster = join(Arc::new(snapshot.clone()), self.policy);
        let person = find_to_look(&roster, self.word)?;
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
    /// looked for by what the first one has. The accounts were searched for `by`.
    async fn other_halves(
        &self,
        mut users: Hits<ProxyUser>,
        mut accounts: Hits<FoundAccount>,
        by: &str,
    ) -> (Hits<ProxyUser>, Hits<FoundAccount>) {
        let found = (one_of(&users).cloned(), one_of(&accounts).cloned());
        match found {
            (Some(user), None) => {
                let more = self.account_of(&user, by).await;
                if let (Side::Seen(accounts), Some(more)) = (&mut accounts, more) {
                    accounts.rows.push(more);
                }
            }
            (None, Some(found)) => {
                let email = found.account.email.as_ref().map(Email::normal);
                let email = email.filter(|email| !email.contains(&self.word.to_lowercase()));
                if let (Side::Seen(users), Some(email)) = (&mut users, email)
                    && let Side::Seen(more) = self.users(email).await
                {
                    users.rows.extend(more.rows);
                }
            }
            (Some(user), Some(found)) => {
                let (more_users, more_accounts) = self.of_their_ids(&user, &found.account).await;
                if let (Side::Seen(users), Side::Seen(accounts)) = (&mut users, &mut accounts) {
                    users.rows.extend(more_users);
                    accounts.rows.extend(more_accounts);
                }
            }
            _ => {}
        }
        (users, accounts)
    }

    /// Where one address is a user's and an account's of two ids, it may have changed hands: who has
    /// these ids on the other server is another half than that.
    async fn of_their_ids(
        &self,
        user: &ProxyUser,
        account: &Account,
    ) -> (Vec<ProxyUser>, Option<FoundAccount>) {
        let ids = (user.id.raw(), account.id.raw());
        // Where users have ids of their own, no account has them.
        if ids.0 == ids.1 || !is_account_id(ids.0) {
            return (Vec::new(), None);
        }
        let (users, accounts) = tokio::join!(self.users(ids.1), self.accounts(ids.0));
        let rows = |hits: Hits<ProxyUser>| match hits {
            Side::Seen(found) => found.rows,
            Side::Absent | Side::Failed(_) => Vec::new(),
        };
        let users = rows(users).into_iter().filter(|other| other.id.raw() == ids.1);
        let account = match accounts {
            Side::Seen(found) => found.rows.into_iter().next(),
            Side::Absent | Side::Failed(_) => None,
        };
        (users.collect(), account)
    }

    /// By the id that the user's row names, or theirs if accounts have such ids, else by their e-mail.
    async fn account_of(&self, user: &ProxyUser, by: &str) -> Option<FoundAccount> {
        let link = self.webui?.ok()?;
        let by_id = async |id: &AccountId| link.reader.found_account(id).await.ok().flatten();
        let own = AccountId::new(user.id.raw());
        let likely = user.bursar.account.as_ref().or(is_account_id(own.raw()).then_some(&own));
        let likely = likely.filter(|id| id.raw() != by);
        if let Some(id) = likely
            && let Some(found) = by_id(id).await
        {
            return Some(found);
        }
        let email = user.email.as_ref().map(Email::normal);
        let email = email.filter(|email| !email.contains(&by.to_lowercase()));
        if let Some(email) = email
            && let Ok(found) = link.reader.find_accounts(email).await
        {
            let is_it = |found: &FoundAccount| {
                found.account.email.as_ref().is_some_and(|own| own.normal() == email)
            };
            if let Some(found) = found.rows.into_iter().find(is_it) {
                return Some(found);
            }
        }
        if likely == Some(&own) { None } else { by_id(&own).await }
    }

    async fn accounts(&self, word: &str) -> Hits<FoundAccount> {
        let link = match self.webui {
            None => return Side::Absent,
            Some(Ok(link)) => link,
            Some(Err(why)) => return Side::Failed(why.to_owned()),
        };
        // An id is in no search.
        let found = if is_account_id(word) {
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
        let mut found = None;
        let identity = link.identity.get_or_try_init(async || {
            let (server, caller, hits) = link.reader.identify_finding(word).await?;
            found = Some(hits);
            Ok((server, caller))
        });
        let found = match (identity.await, found) {
            (Err(error), _) => Err(error),
            (Ok(_), Some(found)) => found,
            (Ok((server, _)), None) => link.reader.find_by_word(server, word).await,
        };
        found.map_or_else(|error| Side::Failed(with_hint(&error)), Side::Seen)
    }
}

/// Whether ids of accounts look like this.
fn is_account_id(word: &str) -> bool {
    word.len() == 36 && word.bytes().filter(|byte| *byte == b'-').count() == 4
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
            models: Vec::new(),
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
            models: Vec::new(),
        }),
    };
    Snapshot { observed_at: Timestamp::now(), proxy, webui }
}
