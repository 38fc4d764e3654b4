//! Internal users: reading them.

mod wire;
mod write;

use serde::Deserialize;
use serde_json::{Map, Value};

use super::{PAGE, Reader};
use crate::api::ServiceError;
use crate::api::decode::{Mended, Shape};
use crate::api::http::Call;
use crate::api::listing::{Pages, Progress, finish};
use crate::domain::{Email, Listing, ProxyUser, ProxyUserId, ServerInfo, Version};
use wire::UserRow;
pub(super) use wire::bursar_of;
pub use write::{BULK_LIMIT, BulkItem, NewUser, UserPatch};

/// One user, with the metadata as the server has it.
#[derive(Clone, Debug, PartialEq)]
pub struct UserRecord {
    /// The user.
    pub user: ProxyUser,
    /// `metadata`, whole.
    pub metadata: Map<String, Value>,
    /// Whether `metadata` is unredacted, and so may be written back: `/user/update` replaces it
    /// whole, and every read but `/spend/users?user_id=` hides a directory's fields.
    pub is_unredacted: bool,
}

/// Where a user is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum FindBy {
    /// In id or e-mail (LiteLLM ≥ 1.102).
    IdOrEmail,
    /// In the e-mail.
    Email,
    /// In the id.
    Id,
}

impl FindBy {
    fn parameter(self) -> &'static str {
        match self {
            Self::IdOrEmail => "search",
            Self::Email => "user_email",
            Self::Id => "user_ids",
        }
    }
}

/// Whether `/user/list` looks for a word in ids and e-mails at once (`search`, LiteLLM ≥ 1.102).
fn finds_by_either(server: &ServerInfo) -> bool {
    let number = server.version.as_ref().and_then(|version| Version::parse(version.raw()));
    number.is_some_and(|number| number >= Version::new(1, 102, 0))
}

/// `/user/info`, where `/spend/users` is not to be had.
#[derive(Deserialize)]
struct UserInfo {
    /// Null where there is no such user. Left out, it is another answer than the one asked for,
    /// which says nothing of the user.
    #[serde(deserialize_with = "Option::deserialize")]
    user_info: Option<UserRow>,
}

impl Reader {
    /// All internal users. One query at the proxy (`/spend/users`); where that is not to be had,
    /// pages of `/user/list`, which cost it a query for each user.
    pub async fn users(
        &self,
        progress: Option<Progress<'_>>,
    ) -> Result<Listing<ProxyUser>, ServiceError> {
        let call = Call::get("list users", &["spend", "users"]).listing();
        match self.ask_rows::<UserRow, ProxyUser>(&call, Shape::Bare).await {
            Ok(read) => {
                if let Some(progress) = progress {
                    progress(read.rows.len(), read.rows.len() + read.bad.len());
                }
                Ok(finish(read.rows, &read.bad, None))
            }
            Err(error) if error.suggests_another_endpoint() => {
                tracing::debug!(%error, "users are read page by page");
                self.users_by_page(progress).await
            }
            Err(error) => Err(error),
        }
    }

    /// By id, because the default order has ties and pages then repeat and lose rows.
    async fn users_by_page(
        &self,
        progress: Option<Progress<'_>>,
    ) -> Result<Listing<ProxyUser>, ServiceError> {
        let pages = Pages {
            what: "users",
            size: PAGE,
            in_flight: self.in_flight(),
            id: |user: &ProxyUser| user.id.clone(),
            progress,
        };
        let fetch = async |page: usize| {
            let call = Call::get("list users", &["user", "list"])
                .query("sort_by", "user_id")
                .query("sort_order", "asc")
                .query("page_size", PAGE.to_string())
                .query("page", page.to_string())
                .listing();
            self.ask_rows::<UserRow, _>(&call, Shape::Enveloped).await
        };
        pages.read(fetch).await
    }

    /// The users that have `word` in id or e-mail: up to a hundred, by id. The listing says when
    /// there are more. An older proxy is asked twice for a word that may be either.
    pub async fn find_by_word(
        &self,
        server: &ServerInfo,
        word: &str,
    ) -> Result<Listing<ProxyUser>, ServiceError> {
        if finds_by_either(server) {
            return self.find_users(word, FindBy::IdOrEmail).await;
        }
        if word.contains('@') {
            return self.find_users(word, FindBy::Email).await;
        }
        let (mut by_id, by_email) = tokio::try_join!(
            self.find_users(word, FindBy::Id),
            self.find_users(word, FindBy::Email)
        )?;
        let known: Vec<ProxyUserId> = by_id.rows.iter().map(|user| user.id.clone()).collect();
        by_id.rows.extend(by_email.rows.into_iter().filter(|user| !known.contains(&user.id)));
        by_id.problem = by_id.problem.or(by_email.problem);
        Ok(by_id)
    }

    /// The users with this e-mail, in any case: as [`Self::find_by_word`], of those that contain it.
    pub async fn users_by_email(&self, email: &Email) -> Result<Listing<ProxyUser>, ServiceError> {
        let mut found = self.find_users(email.normal(), FindBy::Email).await?;
        found.rows.retain(|user| user.email.as_ref() == Some(email));
        Ok(found)
    }

    async fn find_users(&self, word: &str, by: FindBy) -> Result<Listing<ProxyUser>, ServiceError> {
        let call = Call::get("find a user", &["user", "list"])
            .query(by.parameter(), word)
            .query("sort_by", "user_id")
            .query("sort_order", "asc")
            .query("page_size", PAGE.to_string());
        let read = self.ask_rows::<UserRow, ProxyUser>(&call, Shape::Enveloped).await?;
        let listed = read.rows.len() + read.bad.len();
        let more = read.total.filter(|total| *total > listed);
        let problem = more.map(|total| format!("{total} users match, and {listed} were read"));
        Ok(finish(read.rows, &read.bad, problem))
    }

    /// One user with unredacted metadata, or `None` if there is none of that id.
    pub async fn user(&self, id: &ProxyUserId) -> Result<Option<UserRecord>, ServiceError> {
        let call = Call::get("read a user", &["spend", "users"]).query("user_id", id.raw());
        match self.ask::<Vec<Option<Mended<UserRow>>>>(&call).await {
            // An unknown id gives `[null]`.
            Ok(rows) => {
                let row = rows.into_iter().flatten().map(|Mended(row)| row).find(|row| row.is(id));
                Ok(row.map(|row| row.into_record(true)))
            }
            Err(error) if error.suggests_another_endpoint() => self.user_by_info(id).await,
            Err(error) => Err(error),
        }
    }

    async fn user_by_info(&self, id: &ProxyUserId) -> Result<Option<UserRecord>, ServiceError> {
        // Without an id an administrator would be given the whole proxy.
        if id.raw().is_empty() {
            return Ok(None);
        }
        let call =
            Call::get("read a user", &["user", "info"]).query("user_id", id.raw()).optional();
        match self.ask::<UserInfo>(&call).await {
            Ok(info) => {
                let row = info.user_info.filter(|row| row.is(id));
                Ok(row.map(|row| row.into_record(false)))
            }
            Err(error) if error.is_not_found() => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The users of these ids, as far as they exist, in no particular order: the read-back after
    /// a bulk write.
    pub async fn users_by_id(&self, ids: &[ProxyUserId]) -> Result<Vec<ProxyUser>, ServiceError> {
        let mut users = Vec::with_capacity(ids.len());
        // A comma would split an id in two, and one id alone is searched as a part of others.
        let (alone, listed): (Vec<_>, Vec<_>) =
            ids.iter().partition(|id| id.raw().contains(',') || id.raw().is_empty());
        let mut alone = alone;
        for chunk in listed.chunks(PAGE) {
            if let [id] = chunk {
                alone.push(id);
                continue;
            }
            let wanted = chunk.iter().map(|id| id.raw()).collect::<Vec<_>>();
            let call = Call::get("read users", &["user", "list"])
                .query("user_ids", wanted.join(","))
                .query("sort_by", "user_id")
                .query("sort_order", "asc")
                .query("page_size", PAGE.to_string());
            let read = self.ask_rows::<UserRow, ProxyUser>(&call, Shape::Enveloped).await?;
            self.check_whole(&call, &read)?;
            users.extend(read.rows.into_iter().filter(|user| wanted.contains(&user.id.raw())));
        }
        for id in alone {
            users.extend(self.user(id).await?.map(|record| record.user));
        }
        Ok(users)
    }
}
