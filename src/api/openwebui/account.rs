//! Accounts: reading them.

mod wire;
mod write;

use std::collections::HashSet;

use super::{PAGE, Reader};
use crate::api::decode::Shape;
use crate::api::http::Call;
use crate::api::listing::{Pages, Progress, finish};
use crate::api::{ErrorKind, ServiceError};
use crate::domain::{Account, AccountId, Email, GroupId, Listing, Share, Text};
use wire::{AccountRow, FirstRow, FoundRow, OneAccount};
pub use write::{AccountPatch, NewAccount};

/// An account, and its groups where the answer told them.
#[derive(Clone, Debug, PartialEq)]
pub struct FoundAccount {
    /// The account.
    pub account: Account,
    /// The ids of its groups; `None`: this version does not list them here.
    pub groups: Option<Vec<GroupId>>,
}

impl Share for FoundAccount {
    fn share(&mut self, words: &mut HashSet<Text>) {
        self.account.share(words);
        self.groups.share(words);
    }
}

impl Reader {
    /// The accounts that have `word` in name or e-mail, on one page: the first by e-mail. The
    /// listing says when there are more.
    pub async fn find_accounts(&self, word: &str) -> Result<Listing<FoundAccount>, ServiceError> {
        let call = Call::get("find an account", &["api", "v1", "users", ""])
            .query("query", word)
            .query("order_by", "email")
            .query("direction", "asc")
            .query("page", "1");
        let read = self.ask_rows::<FoundRow, FoundAccount>(&call, Shape::Enveloped).await?;
        let listed = read.rows.len() + read.bad.len();
        let more = read.total.filter(|total| *total > listed && listed >= PAGE);
        let problem = more.map(|total| format!("{total} accounts match, and {listed} were read"));
        Ok(finish(read.rows, &read.bad, problem))
    }

    /// One account with its groups, or `None`.
    pub async fn found_account(
        &self,
        id: &AccountId,
    ) -> Result<Option<FoundAccount>, ServiceError> {
        let Some(mut row) = self.account_row(id).await? else { return Ok(None) };
        let groups = row.take_groups();
        let account = self.whole_account(row, id).await?;
        Ok(account.map(|account| FoundAccount { account, groups }))
    }

    /// All accounts: in one request (`/users/all`, ≥ 0.6.30), else page by page.
    pub async fn accounts(
        &self,
        progress: Option<Progress<'_>>,
    ) -> Result<Listing<Account>, ServiceError> {
        let call = Call::get("list accounts", &["api", "v1", "users", "all"]).listing();
        let read = match self.ask_rows::<AccountRow, Account>(&call, Shape::Enveloped).await {
            Ok(read) => read,
            Err(error) if error.suggests_another_endpoint() => {
                tracing::debug!(%error, "accounts are read page by page");
                return self.accounts_by_page(None, progress).await;
            }
            Err(error) => return Err(error),
        };
        if let (Some(progress), Some(total)) = (progress, read.total) {
            progress(read.rows.len(), total);
        }
        let listed = read.rows.len() + read.bad.len();
        let short = read.total.filter(|total| *total != listed);
        let problem =
            short.map(|total| format!("the server counts {total} accounts but lists {listed}"));
        Ok(finish(read.rows, &read.bad, problem))
    }

    /// By e-mail, the one column without ties: by any other, PostgreSQL repeats and loses rows.
    async fn accounts_by_page(
        &self,
        search: Option<&str>,
        progress: Option<Progress<'_>>,
    ) -> Result<Listing<Account>, ServiceError> {
        let pages = Pages {
            what: "accounts",
            size: PAGE,
            in_flight: self.client.options().max_in_flight,
            id: |account: &Account| account.id.clone(),
            progress,
        };
        let fetch = async |page: usize| {
            let mut call = Call::get("list accounts", &["api", "v1", "users", ""])
                .query("order_by", "email")
                .query("direction", "asc")
                .query("page", page.to_string())
                .listing();
            if let Some(search) = search {
                call = call.query("query", search);
            }
            self.ask_rows::<AccountRow, _>(&call, Shape::Enveloped).await
        };
        pages.read(fetch).await
    }

    /// The earliest account, whatever its role: other admins may not touch it. Only admins may
    /// ask, so this is also the probe of the credential.
    pub async fn first_account(&self) -> Result<Option<AccountId>, ServiceError> {
        let call = Call::get("read the first account", &["api", "v1", "users", ""])
            .query("order_by", "created_at")
            .query("direction", "asc")
            .query("page", "1");
        let read = self.ask_rows::<FirstRow, FirstRow>(&call, Shape::Enveloped).await?;
        Ok(read.rows.into_iter().min_by_key(FirstRow::rank).map(|row| row.id))
    }

    /// One account, or `None` if there is none of that id.
    pub async fn account(&self, id: &AccountId) -> Result<Option<Account>, ServiceError> {
        match self.account_row(id).await? {
            Some(row) => self.whole_account(row, id).await,
            None => Ok(None),
        }
    }

    /// Up to 0.6.30 the row is a bare profile, and the listing has the rest.
    async fn whole_account(
        &self,
        row: OneAccount,
        id: &AccountId,
    ) -> Result<Option<Account>, ServiceError> {
        if let Some(account) = row.into_account(id) {
            return Ok(Some(account));
        }
        let accounts = self.accounts(None).await?;
        self.client.find_in("read an account", accounts, |account| account.id == *id)
    }

    async fn account_row(&self, id: &AccountId) -> Result<Option<OneAccount>, ServiceError> {
        let call = Call::get("read an account", &["api", "v1", "users", id.raw()]).optional();
        match self.ask::<OneAccount>(&call).await {
            Ok(row) => Ok(Some(row)),
            Err(error) if error.is_not_found() => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The account with this e-mail, in any case, or `None`.
    pub async fn account_by_email(&self, email: &Email) -> Result<Option<Account>, ServiceError> {
        // The search matches parts, and `%` and `_` match anything: what comes is looked through.
        let found = self.accounts_by_page(Some(email.normal()), None).await;
        let found = match found {
            Err(error) if *error.kind() == ErrorKind::NoEndpoint => self.accounts(None).await?,
            found => found?,
        };
        let has_it = |account: &Account| account.email.as_ref() == Some(email);
        self.client.find_in("find an account by its e-mail", found, has_it)
    }
}
