//! Virtual keys: reading them.

mod wire;
mod write;

use jiff::Timestamp;

use super::{PAGE, Reader};
use crate::api::ServiceError;
use crate::api::decode::Shape;
use crate::api::http::Call;
use crate::api::listing::{Pages, Progress};
use crate::domain::{Key, KeyHash, Listing, ProxyUserId, Text};
use wire::KeyRow;
pub use write::{KeyPatch, MintedKey, NewKey};

impl Reader {
    /// The virtual keys of everybody, keys of teams and of nobody among them; the sessions of the
    /// proxy's own dashboard are not.
    pub async fn keys(&self, progress: Option<Progress<'_>>) -> Result<Listing<Key>, ServiceError> {
        let call = Call::get("list keys", &["key", "list"]).query("include_team_keys", "true");
        self.key_pages(&call, progress).await
    }

    /// The keys of one user, in teams or not. `include_team_keys` is left out: it would add the
    /// other members' keys of each team that the user leads.
    pub async fn keys_of(&self, user: &ProxyUserId) -> Result<Listing<Key>, ServiceError> {
        let call = Call::get("list a user's keys", &["key", "list"]).query("user_id", user.raw());
        let mut listing = self.key_pages(&call, None).await?;
        listing.rows.retain(|key| key.user_id.as_ref() == Some(user));
        Ok(listing)
    }

    /// One key of a user's, or `None` if they have none such; `find` says for an error what for.
    pub async fn key_of(
        &self,
        user: &ProxyUserId,
        find: &str,
        is_it: impl Fn(&Key) -> bool,
    ) -> Result<Option<Key>, ServiceError> {
        self.client.find_in(find, self.keys_of(user).await?, is_it)
    }

    /// The key of that alias among those of a user, or `None`.
    pub async fn key_called(
        &self,
        user: &ProxyUserId,
        alias: &Text,
    ) -> Result<Option<Key>, ServiceError> {
        let is_it = |key: &Key| key.alias.as_ref() == Some(alias);
        self.key_of(user, "find a key by its alias", is_it).await
    }

    /// By hash: the only column that every key has and that no two share.
    async fn key_pages(
        &self,
        call: &Call,
        progress: Option<Progress<'_>>,
    ) -> Result<Listing<Key>, ServiceError> {
        let pages = Pages {
            what: "keys",
            size: PAGE,
            in_flight: self.in_flight(),
            id: |key: &Key| key.hash.clone(),
            progress,
        };
        let fetch = async |page: usize| {
            let call = call
                .clone()
                .query("return_full_object", "true")
                .query("sort_by", "token")
                .query("sort_order", "asc")
                .query("size", PAGE.to_string())
                .query("page", page.to_string())
                .listing();
            self.ask_rows::<KeyRow, _>(&call, Shape::Enveloped).await
        };
        pages.read(fetch).await
    }

    /// One key by its hash, or `None` if there is none. Not by `/key/info`, which answers 200 for
    /// a deleted key, from an archive (LiteLLM 1.106.2).
    pub async fn key(&self, hash: &KeyHash) -> Result<Option<Key>, ServiceError> {
        Ok(self.key_and_when(hash).await?.0)
    }

    /// [`Self::key`], and when it was read by the proxy's clock, by which keys expire.
    pub async fn key_and_when(
        &self,
        hash: &KeyHash,
    ) -> Result<(Option<Key>, Timestamp), ServiceError> {
        let call = Call::get("read a key", &["key", "list"])
            .query("return_full_object", "true")
            .query("include_team_keys", "true")
            .query("key_hash", hash.raw());
        self.ask_one_and_when::<KeyRow, Key>(&call, |key| key.hash == *hash).await
    }
}
