//! Groups with their members.

use std::collections::HashSet;

use futures_util::{StreamExt, stream};
use serde::Deserialize;

use super::Reader;
use crate::api::ServiceError;
use crate::api::decode::{self, Shape};
use crate::api::http::Call;
use crate::api::listing::{Progress, finish};
use crate::domain::{AccountId, Group, GroupId, Listing, Share, Text};

/// Groups at once: their members cost the server a query each, beside the people who chat.
const IN_FLIGHT: usize = 2;

/// A row of `/groups/`. Up to 0.6.36 it holds its members.
#[derive(Deserialize)]
struct GroupRow {
    id: GroupId,
    #[serde(default)]
    name: Option<Text>,
    user_ids: Option<Vec<AccountId>>,
}

/// `/groups/id/{id}/export` (≥ 0.6.37): the cheapest way to read members.
#[derive(Deserialize)]
struct Export {
    #[serde(deserialize_with = "decode::list")]
    user_ids: Vec<AccountId>,
}

impl Share for GroupRow {
    fn share(&mut self, words: &mut HashSet<Text>) {
        self.user_ids.share(words);
    }
}

impl Reader {
    /// All groups with their direct members. A group whose members cannot be read is left out,
    /// and the listing says so.
    pub async fn groups(
        &self,
        progress: Option<Progress<'_>>,
    ) -> Result<Listing<Group>, ServiceError> {
        let call = Call::get("list groups", &["api", "v1", "groups", ""]).listing();
        let read = self.ask_rows::<GroupRow, GroupRow>(&call, Shape::Bare).await?;
        let total = read.rows.len();
        let mut groups = Vec::with_capacity(total);
        let mut failed = Vec::new();
        let mut members =
            stream::iter(read.rows).map(|row| self.with_members(row)).buffered(IN_FLIGHT);
        while let Some(group) = members.next().await {
            match group {
                Ok(group) => groups.extend(group),
                Err(error) => failed.push(error),
            }
            if let Some(progress) = progress {
                progress(groups.len(), total);
            }
        }
        drop(members);
        let problem = failed.first().map(|first| {
            format!("the members of {} of {total} groups could not be read: {first}", failed.len())
        });
        Ok(finish(groups, &read.bad, problem))
    }

    /// `None` when the group was deleted meanwhile.
    async fn with_members(&self, row: GroupRow) -> Result<Option<Group>, ServiceError> {
        let GroupRow { id, name, user_ids } = row;
        if let Some(members) = user_ids {
            return Ok(Some(Group { id, name: name.unwrap_or_default(), members }));
        }
        let path = ["api", "v1", "groups", "id", id.raw(), "export"];
        match self.ask::<Export>(&Call::get("read a group's members", &path)).await {
            Ok(Export { user_ids: members }) => {
                let name = name.unwrap_or_default();
                Ok(Some(self.words.shared(Group { id, name, members })))
            }
            Err(error) if error.is_not_found() => Ok(None),
            Err(error) => Err(error),
        }
    }
}
